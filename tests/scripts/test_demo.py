"""The demo: which platforms there are, and the simulator it starts, connects to, finds again and stops."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from pathlib import Path

import demo_odoo
import demo_quickbooks
import machine
import pytest
import requests
from demo_commands import CommandFailed, run
from demo_story import LATE

import demo


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "STATE", tmp_path / ".odoo")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(demo_quickbooks, "WORKSPACE", tmp_path / "quickbooks")
    monkeypatch.setattr(demo_quickbooks, "PORT", 0)
    monkeypatch.setattr(demo_quickbooks, "REDIRECT_PORT", 0)
    yield tmp_path / "quickbooks"
    demo_quickbooks.stop()


def tokens(workspace: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in workspace.glob("state/*.tokens")}


def test_a_platform_without_a_demo_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(["--platform", "sage"]) == 2
    told = "error: there is no demo for sage; run: make demo PLATFORM=quickbooks or odoo\n"
    assert capsys.readouterr().err == told


def test_stopping_what_does_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(["--stop"]) == 0
    assert capsys.readouterr().err == "nothing was running\n"


def test_another_process_with_the_number_of_the_simulator_is_not_taken_for_it() -> None:
    note = {"pid": os.getpid(), "port": 8200}
    (machine.folder("run") / "quickbooks.simulator").write_text(json.dumps(note))
    assert demo_quickbooks.find() is None
    assert demo_quickbooks.stop() is False


def test_odoo_is_told_the_same_late_invoices() -> None:
    compile(demo_odoo.STORY, "story", "exec")
    told = demo_odoo.STORY.partition("\n")[0].removeprefix("LATE = ").partition("#")[0]
    assert ast.literal_eval(told) == LATE


def test_a_command_that_fails_says_how(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandFailed, match=r"`relance explain Ready Mat` ended with status 2") as caught:
        run("Why?", tmp_path, ("explain", "Ready Mat"))
    assert caught.value.status == 2
    shown = capfd.readouterr()
    assert '── Why?\n   $ relance explain "Ready Mat"\n' in shown.out
    assert "There is no relance.toml" in shown.err


def test_the_simulator_is_connected_found_again_and_stopped(workspace: Path) -> None:
    made = demo_quickbooks.provide()
    assert made.workspace == workspace
    first = tokens(workspace)
    assert set(first) == {"yourcompany.tokens", "fr-company.tokens"}
    for _, address in made.places:
        assert "YourCompany" in requests.get(address, timeout=10).text
    (workspace / "relance.db").write_text("what a sync left")
    assert demo_quickbooks.provide().places == made.places
    assert tokens(workspace) == first, "connected again without need"
    assert demo_quickbooks.stop() is True
    assert demo_quickbooks.find() is None
    assert demo_quickbooks.stop() is False


def test_new_books_are_not_met_with_memories_of_old_ones(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {workspace / "relance.db", workspace / "relance.db-wal", workspace / "state" / "yourcompany.tokens"}
    (workspace / "state").mkdir(parents=True)
    for path in {*old, workspace / "policy.toml"}:
        path.write_text("mine")
    monkeypatch.setattr(demo_quickbooks, "_connect", lambda *_: None)
    demo_quickbooks.provide()
    assert not [path for path in old if path.exists()]
    assert (workspace / "policy.toml").read_text() == "mine"


def test_without_its_memories_the_books_begin_anew_too(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_quickbooks, "_connect", lambda *_: None)
    demo_quickbooks.provide()
    first = demo_quickbooks.find()
    (workspace / "relance.db").write_text("what a sync left")
    demo_quickbooks.provide()
    assert demo_quickbooks.find() == first
    (workspace / "relance.db").unlink()
    demo_quickbooks.provide()
    assert demo_quickbooks.find() not in {first, None}
