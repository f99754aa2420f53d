"""Root rights, commands that fail, and what is said about them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import machine
import pytest


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "STATE", tmp_path / ".odoo")


def test_root_needs_no_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert machine.as_root(["apt-get", "update"]) == ["apt-get", "update"]
    assert machine.as_user("postgres", ["createuser", "me"]) == [
        "runuser",
        "-u",
        "postgres",
        "--",
        "createuser",
        "me",
    ]


def test_others_go_through_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/sudo")
    assert machine.as_root(["apt-get", "update"]) == ["sudo", "apt-get", "update"]
    assert machine.as_user("postgres", ["psql"]) == ["sudo", "-u", "postgres", "--", "psql"]


@pytest.mark.parametrize("command", [machine.as_root, lambda words: machine.as_user("postgres", words)])
def test_without_root_or_sudo_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, command: Callable[[list[str]], list[str]]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(machine.ProvisionError) as caught:
        command(["apt-get", "install", "postgresql"])
    assert "`apt-get install postgresql` needs root rights" in caught.value.what
    assert "as root, or install sudo" in caught.value.todo


def test_a_failed_command_shows_its_last_lines_and_its_log(tmp_path: Path) -> None:
    with pytest.raises(machine.ProvisionError) as caught:
        machine.run(["sh", "-c", "echo it broke >&2; exit 3"], log="try", todo="Mend it.")
    assert "ended with status 3" in caught.value.what
    assert "it broke" in caught.value.what
    assert ".odoo/logs/try.log" in caught.value.todo
    assert "it broke" in (tmp_path / ".odoo/logs/try.log").read_text()


def test_an_absent_program_is_named() -> None:
    with pytest.raises(machine.ProvisionError, match="`no-such-program` is not on this machine"):
        machine.run(["no-such-program"], log="try", todo="Install it.")


def test_foreign_settings_do_not_reach_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    assert (
        machine.run(["sh", "-c", "echo ${PYTHONPATH-none} ${PGDATABASE-none}"], log="try", todo="")
        == "none none\n"
    )


def test_steps_are_numbered_and_timed(capsys: pytest.CaptureFixture[str]) -> None:
    steps = machine.Steps(2)
    with steps.step("fetching"):
        pass
    steps.skip("unpacking")
    assert capsys.readouterr().err.splitlines() == [
        "[1/2] fetching ...",
        "[1/2] fetching ... 0 s",
        "[2/2] unpacking ... there already",
    ]


def test_a_failed_step_is_not_said_to_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="no"), machine.Steps(1).step("fetching"):
        raise ValueError("no")
    assert capsys.readouterr().err.splitlines() == ["[1/1] fetching ..."]


def test_a_lock_is_held_by_one_process_at_a_time(tmp_path: Path) -> None:
    with machine.lock("thing"):
        held = machine.works(["flock", "--nonblock", str(tmp_path / ".odoo/run/thing.lock"), "true"])
    assert not held
    assert machine.works(["flock", "--nonblock", str(tmp_path / ".odoo/run/thing.lock"), "true"])
