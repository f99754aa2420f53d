#!/usr/bin/env python3
"""What the Makefile asks for beyond one command: the development environment, and all that tests run against.

It leaves the running of tests, demos and servers to others. Everything it makes is below `.venv/` and
`.odoo/`, apart from Debian packages that were absent.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import debian_packages
import machine
import odoo_database
import odoo_install
import odoo_process
import postgres
from demo_quickbooks import QuickBooksDemo
from demo_xero import XeroDemo
from machine import ProvisionError

CHROMIUM = Path("/usr/bin/chromium")
OLDEST = (3, 11)
STAMP = "installed"
EXAMPLES = """
examples:
  python3 scripts/setup_machine.py venv        .venv with this package and its development tools
  python3 scripts/setup_machine.py services    PostgreSQL, Odoo with its template database, Chromium
  python3 scripts/setup_machine.py clean       stops our servers, drops our databases, deletes .venv and .odoo
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    parser = argparse.ArgumentParser(
        description="Make this machine ready to work on Relance.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=sorted(_COMMANDS))
    options = parser.parse_args(arguments)
    try:
        _COMMANDS[options.command]()
    except ProvisionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command goes on where this one was", file=sys.stderr)
        return 130
    return 0


def make_environment() -> None:
    """Make `.venv` with this package, editable, and its development tools.

    Raises:
        ProvisionError: This Python is too old, or the packages cannot be had.
    """
    if sys.version_info[:2] < OLDEST:
        raise ProvisionError(
            f"Relance needs Python 3.11 or newer; this is {sys.version_info[0]}.{sys.version_info[1]}.",
            "name a newer one: `make PYTHON=python3.12 setup`.",
        )
    venv = machine.ROOT / ".venv"
    steps = machine.Steps(2)
    with steps.step("making the virtual environment .venv"):
        odoo_install.make_venv(sys.executable, venv)
    with steps.step("installing Relance and its development tools"):
        machine.run(
            [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--editable", ".[dev]"],
            log="pip-relance",
            todo="check that this machine reaches its Python package index, then run the same command again.",
        )
    (venv / STAMP).touch()


def make_services() -> None:
    """Make everything ready that the tests run against: PostgreSQL, Odoo, a template database, Chromium."""
    odoo_install.install()
    odoo_database.template()
    install_chromium()


def install_chromium() -> None:
    """Install Debian's Chromium when the machine has none; Playwright is told to use it."""
    if CHROMIUM.exists():
        return
    steps = machine.Steps(1)
    with steps.step("installing Chromium"):
        debian_packages.install(["chromium", "fonts-dejavu-core"], "browser tests")


def clean() -> None:
    """Stop the servers and drop the databases made from this checkout, then delete what was provisioned."""
    for server in odoo_process.running_servers():
        odoo_process.stop(server.database)
    for demo in (QuickBooksDemo(), XeroDemo()):
        demo.stop()
    if odoo_database.known():
        postgres.ensure()
    for name in odoo_database.known():
        machine.say(f"dropping the database {name}")
        odoo_database.drop(name)
    for place in (
        ".venv",
        ".odoo",
        "build",
        "dist",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".hypothesis",
    ):
        shutil.rmtree(machine.ROOT / place, ignore_errors=True)


_COMMANDS = {"venv": make_environment, "services": make_services, "clean": clean}

if __name__ == "__main__":
    sys.exit(main())
