"""Servers in the background: ports, and which process is meant."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import background
import machine
import pytest

MARK = "--of-this-test"
SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)", MARK]


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "ROOT", tmp_path)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = background.start(SLEEP, log=tmp_path / "log")
    yield process
    background.end(process.pid, MARK)


def test_a_port_that_is_taken_is_left_alone() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert background.bound(port) is None
        assert background.free_port(port) not in {0, port}


def test_a_server_outlives_its_terminal_and_is_ended(server: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert background.lives(server.pid, MARK)
    assert os.getsid(server.pid) == server.pid
    while not (tmp_path / "log").read_text():
        assert server.poll() is None
    background.end(server.pid, MARK)
    assert server.returncode is not None
    assert not background.lives(server.pid, MARK)


def test_a_process_of_others_is_neither_known_nor_ended() -> None:
    with subprocess.Popen(SLEEP, stdout=subprocess.PIPE) as stranger:
        try:
            assert stranger.stdout
            assert stranger.stdout.readline(), "it has its command line by now"
            assert background.lives(stranger.pid, MARK)
            assert not background.lives(stranger.pid, "--of-another")
            background.end(stranger.pid, "--of-another")
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_nothing_with_a_number_that_nobody_has() -> None:
    assert not background.lives(2**22 + 1, MARK)
    background.end(2**22 + 1, MARK)
