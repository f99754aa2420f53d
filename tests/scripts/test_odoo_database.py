"""Names of templates and databases."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import machine
import odoo_database
import postgres
import pytest
from machine import ProvisionError

BASIS: dict[str, Any] = {
    "modules": ("account", "sale"),
    "demo": True,
    "version": "19.0 (1)",
    "addons": {"relance": "19.0.1.0.0+abc"},
    "place": "/somewhere",
}


def test_the_order_of_modules_does_not_matter() -> None:
    other = {**BASIS, "modules": ("sale", "account")}
    assert odoo_database.template_name(**BASIS) == odoo_database.template_name(**other)


def test_whatever_a_template_is_made_of_is_in_its_name() -> None:
    others: list[dict[str, Any]] = [
        {"modules": ("account",)},
        {"demo": False},
        {"version": "19.0 (2)"},
        {"addons": {"relance": "19.0.1.0.1+abc"}},
        {"place": "/elsewhere"},
    ]
    names = [odoo_database.template_name(**{**BASIS, **change}) for change in [{}, *others]]
    assert all(one != other for one, other in itertools.combinations(names, 2))
    assert all(postgres.SAFE_NAME.fullmatch(f"{name}_draft") for name in names)


def test_our_addons_count_with_their_version_and_their_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    addon = tmp_path / "odoo_addon/relance"
    addon.mkdir(parents=True)
    (addon / "__manifest__.py").write_text("{'name': 'Relance', 'version': '19.0.1.0.0'}")
    before = odoo_database.own_addons(["account", "relance"])
    assert list(before) == ["relance"]
    assert before["relance"].startswith("19.0.1.0.0+")
    (addon / "models.py").write_text("# work goes on\n")
    assert odoo_database.own_addons(["account", "relance"]) != before


@pytest.mark.parametrize("name", ["", "Run1", "1run", "run-1", 'run"1', "run 1", "a" * 64])
def test_names_that_would_need_quoting_are_refused(name: str) -> None:
    with pytest.raises(ProvisionError, match="is no database name we can use"):
        postgres.checked(name)


def test_postgres_address() -> None:
    where = postgres.Address(host="/var/run/postgresql", port=5432, user="me@here")
    assert where.url("run1") == "postgresql+psycopg://me%40here@/run1?host=/var/run/postgresql&port=5432"
