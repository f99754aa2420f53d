"""Servers in the background: a free port for each, started apart from this terminal, known again, ended.

What is served, and the notes that name process and port, are the callers'.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import machine

STOP_TIMEOUT = 15.0

_children: dict[int, subprocess.Popen[bytes]] = {}
"""Servers this very process started: only their parent can clear them away once they ended."""


def start(
    command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a server that outlives this process.

    Args:
        command: Program and arguments.
        log: File for all it prints.
        env: Variables to add to the environment.
    """
    with log.open("w") as out:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=machine.environment(env),
            cwd=machine.ROOT,
            start_new_session=True,
        )
    _children[process.pid] = process
    return process


def lives(pid: int, mark: str) -> bool:
    """Tell whether a process lives and is the one meant, not a later one with its number.

    Args:
        pid: Its number.
        mark: One of the words of its command line.
    """
    if child := _children.get(pid):
        return child.poll() is None
    try:
        told = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return mark.encode() in told


def end(pid: int, mark: str) -> None:
    """End a server, by force if it takes too long; see `lives`."""
    _signal(pid, mark, signal.SIGTERM)
    deadline = time.monotonic() + STOP_TIMEOUT
    while lives(pid, mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    _signal(pid, mark, signal.SIGKILL)
    child = _children.pop(pid, None)
    if child is not None:
        child.wait()


def free_port(preferred: int) -> int:
    """Return a port nobody listens on: the preferred one when it is free; 0 prefers none."""
    return bound(preferred) or bound(0) or 0


def bound(port: int) -> int | None:
    """Return the port a socket gets when it asks for this one, or `None` when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return None
        return int(probe.getsockname()[1])


def _signal(pid: int, mark: str, number: signal.Signals) -> None:
    if lives(pid, mark):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
