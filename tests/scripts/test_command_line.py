"""The command lines: help with examples, errors a person can act on, nothing started by asking."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import machine
import odoo_install
import odoo_server
import pytest
import setup_machine
from machine import ProvisionError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("script", ["odoo_server.py", "setup_machine.py"])
def test_help_shows_examples(script: str) -> None:
    command = [sys.executable, str(ROOT / "scripts" / script), "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "examples:" in shown
    assert f"python3 scripts/{script}" in shown


def test_a_missing_thing_is_an_error_with_advice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_options: object) -> None:
        raise ProvisionError("Debian's suite sid carries no package odoo-19.", "set ODOO_HOME.")

    monkeypatch.setattr(odoo_install, "install", fail)
    assert odoo_server.main(["install"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert (
        shown.err == "error: Debian's suite sid carries no package odoo-19.\n  What to do: set ODOO_HOME.\n"
    )


def test_drop_wants_one_name_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert odoo_server.main(["drop"]) == 2
    assert odoo_server.main(["drop", "run1", "--all"]) == 2
    assert "name one database, or say --all" in capsys.readouterr().err


def test_an_old_python_is_refused_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert setup_machine.main(["venv"]) == 1
    assert "make PYTHON=python3.12 setup" in capsys.readouterr().err


def test_clean_deletes_only_what_was_provisioned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "STATE", tmp_path / ".odoo")
    for place in (".venv", ".odoo", "sync"):
        (tmp_path / place).mkdir()
    setup_machine.clean()
    assert [path.name for path in tmp_path.iterdir()] == ["sync"]


def test_make_help_names_every_target() -> None:
    shown = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout
    for target in (
        "setup",
        "check",
        "test",
        "demo",
        "demo-stop",
        "bench",
        "screenshots",
        "lint",
        "format",
        "clean",
    ):
        assert f"  make {target} " in shown
