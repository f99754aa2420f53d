"""The demo: which platforms there are, and the simulator it starts, connects to, finds again and stops."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from pathlib import Path

import demo_odoo
import machine
import pytest
import requests
from demo_commands import CommandFailed, run
from demo_quickbooks import QuickBooksDemo
from demo_simulator import SimulatorDemo
from demo_story import LATE
from demo_xero import XeroDemo

import demo


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "STATE", tmp_path / ".odoo")


@pytest.fixture(params=[QuickBooksDemo, XeroDemo])
def simulated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SimulatorDemo]:
    made: SimulatorDemo = request.param()
    made.workspace, made.port, made.redirect_port = tmp_path / made.platform, 0, 0
    yield made
    made.stop()


def tokens(made: SimulatorDemo) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in made.workspace.glob("state/*.tokens")}


def test_a_platform_without_a_demo_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(["--platform", "sage"]) == 2
    told = "error: there is no demo for sage; run: make demo PLATFORM=quickbooks or xero or odoo\n"
    assert capsys.readouterr().err == told


def test_stopping_what_does_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(["--stop"]) == 0
    assert capsys.readouterr().err == "nothing was running\n"


def test_another_process_with_the_number_of_the_simulator_is_not_taken_for_it(
    simulated: SimulatorDemo,
) -> None:
    note = {"pid": os.getpid(), "port": 8200}
    (machine.folder("run") / f"{simulated.platform}.simulator").write_text(json.dumps(note))
    assert simulated.find() is None
    assert simulated.stop() is False


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


def test_the_simulator_is_connected_found_again_and_stopped(simulated: SimulatorDemo) -> None:
    made = simulated.provide()
    assert made.workspace == simulated.workspace
    first = tokens(simulated)
    # Two companies of QuickBooks need two permissions, two organisations of Xero one.
    assert len(first) == (1 if simulated.platform == "xero" else 2)
    for _, address in made.places:
        assert "YourCompany" in requests.get(address, timeout=10).text
    (simulated.workspace / "relance.db").write_text("what a sync left")
    assert simulated.provide().places == made.places
    assert tokens(simulated) == first, "connected again without need"
    assert simulated.stop() is True
    assert simulated.find() is None
    assert simulated.stop() is False


def test_new_books_are_not_met_with_memories_of_old_ones(
    simulated: SimulatorDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = simulated.workspace
    old = {workspace / "relance.db", workspace / "relance.db-wal", workspace / "state" / "yourcompany.tokens"}
    (workspace / "state").mkdir(parents=True)
    for path in {*old, workspace / "policy.toml"}:
        path.write_text("mine")
    monkeypatch.setattr(simulated, "connect", lambda _: None)
    simulated.provide()
    assert not [path for path in old if path.exists()]
    assert (workspace / "policy.toml").read_text() == "mine"


def test_without_its_memories_the_books_begin_anew_too(
    simulated: SimulatorDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulated, "connect", lambda _: None)
    simulated.provide()
    first = simulated.find()
    (simulated.workspace / "relance.db").write_text("what a sync left")
    simulated.provide()
    assert simulated.find() == first
    (simulated.workspace / "relance.db").unlink()
    simulated.provide()
    assert simulated.find() not in {first, None}
