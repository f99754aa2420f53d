# Everything a contributor does, by name: `make` lists it. Long work is in scripts/, which needs python3 only.

PYTHON ?= python3
PLATFORM ?= quickbooks
SAMPLE ?= 0
BIN := .venv/bin
SERVICES := odoo or postgres or browser
FAST := not (packaging or long or $(SERVICES))
TYPED := $(wildcard scripts/*.py benchmarks/*.py tests/scripts/*.py tests/benchmarks/*.py tests/simulators/books/*.py) tests/real_odoo.py tests/conftest.py

export PYTHONUNBUFFERED := 1
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTEST_ADDOPTS PYTEST_PLUGINS MYPYPATH ODOO_RC PGDATABASE PGOPTIONS
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup check test demo demo-stop addon bench bench-odoo odoo-tests mutate screenshots lint format clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: .venv/installed ## make .venv with Relance and its development tools

.venv/installed: pyproject.toml
	@$(PYTHON) scripts/setup_machine.py venv

check: lint ## lint, types, import rules and the fast tests: no service, nothing long
	$(BIN)/pytest -n auto -m "$(FAST)"

test: setup ## install what is missing (Odoo, PostgreSQL, Chromium) and run every test
	@$(PYTHON) scripts/setup_machine.py services
	RELANCE_PROFILE=thorough $(BIN)/pytest -n auto -m "not ($(SERVICES))"
	RELANCE_PROFILE=thorough $(BIN)/pytest -m "$(SERVICES)"

demo: setup ## try Relance on a simulator of QuickBooks, in seconds (PLATFORM=xero; PLATFORM=odoo: on a real Odoo)
	@$(BIN)/python scripts/demo.py --platform $(PLATFORM)

demo-stop: ## stop what `make demo` started
	@$(PYTHON) scripts/demo.py --stop

addon: ## pack the Odoo addons into one zip below dist/
	@$(PYTHON) scripts/addon_zip.py

bench: setup ## measure speed (installs Odoo if it is missing; several minutes)
	@PYTHONPATH=scripts $(BIN)/python -m benchmarks

odoo-tests: setup ## run Odoo's own tests with our addons and tell which fail by us (half an hour or more)
	@$(PYTHON) scripts/setup_machine.py services
	@$(PYTHON) scripts/odoo_tests.py

bench-odoo: setup ## measure the addon inside Odoo beside the community's credit control module (several minutes)
	@PYTHONPATH=scripts $(BIN)/python -m benchmarks --only addon

mutate: setup ## make small faults in the rules and count those no test notices (hours; SAMPLE=300: minutes)
	@$(BIN)/python -m pip install --quiet --editable '.[mutate]'
	@$(BIN)/python -m benchmarks.mutate --sample $(SAMPLE)

screenshots: setup ## drive a real browser and keep pictures of every screen
	@$(PYTHON) scripts/setup_machine.py services
	RELANCE_SCREENSHOTS=docs/images $(BIN)/pytest -m browser

lint: setup ## lint, formatting, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports

format: setup ## put every file into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## stop our servers, drop our databases, delete .venv and .odoo
	@$(PYTHON) scripts/setup_machine.py clean
