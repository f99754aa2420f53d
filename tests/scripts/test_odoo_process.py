"""Ports, and the notes that servers leave."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import machine
import odoo_database
import odoo_process
import pytest
from machine import ProvisionError


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "STATE", tmp_path / ".odoo")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def leave_note(database: str, pid: int) -> None:
    note = {"database": database, "pid": pid, "port": 8100}
    (machine.folder("run") / f"{database}.json").write_text(json.dumps(note))


def test_a_taken_port_is_left_alone(taken: int) -> None:
    assert odoo_process.free_port(preferred=taken) != taken


def test_a_named_port_that_is_taken_is_refused(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odoo_database, "require_install", lambda: None)
    monkeypatch.setattr(odoo_database, "require_database", lambda _name: None)
    with pytest.raises(ProvisionError, match=f"Port {taken} is taken"):
        odoo_process.OdooServer("run1", taken).start()


def test_another_process_with_the_number_of_ours_is_not_taken_for_it() -> None:
    leave_note("run1", os.getpid())
    assert odoo_process.find("run1") is None
    assert odoo_process.running_servers() == []


def test_stopping_what_does_not_run_only_clears_its_note() -> None:
    leave_note("run1", os.getpid())
    assert odoo_process.stop("run1") is False
    assert not (machine.STATE / "run/run1.json").exists()


def test_the_address_of_a_server_that_does_not_run() -> None:
    with pytest.raises(ProvisionError, match="does not run"):
        _ = odoo_process.OdooServer("run1").url
