"""What the other scripts need from this machine: folders, commands, root rights, progress lines.

It knows nothing of Odoo, PostgreSQL or Debian packages, and it changes nothing on the machine by itself.
Everything in this folder runs on the system's own Python and its standard library, before any virtual
environment exists.
"""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".odoo"
HEARTBEAT = 20.0
"""Seconds between two signs of life of a step that takes long."""

FOREIGN_SETTINGS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "ODOO_RC", "PGDATABASE", "PGOPTIONS")
"""Environment variables of the caller that would send our commands somewhere else."""


class ProvisionError(Exception):
    """Something this machine lacks, said for the person who has to act.

    Attributes:
        what: What was wrong, one sentence.
        todo: What to do about it.
    """

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(f"{what}\n  What to do: {todo}")
        self.what = what
        self.todo = todo


def folder(*parts: str) -> Path:
    """Return a folder below the state folder, made when it was missing."""
    path = STATE.joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a command: the caller's, less what would mislead it, plus `extra`."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_SETTINGS}
    return {**kept, "PYTHONUNBUFFERED": "1", **(extra or {})}


def as_root(command: Sequence[str]) -> list[str]:
    """Return `command` so that it runs with root rights.

    Raises:
        ProvisionError: This user is not root and the machine has no sudo.
    """
    if os.geteuid() == 0:
        return list(command)
    if shutil.which("sudo"):
        return ["sudo", *command]
    raise ProvisionError(
        f"`{shlex.join(command)}` needs root rights, and this user is neither root nor able to use sudo.",
        "run it once as root, or install sudo and allow this user to use it.",
    )


def as_user(user: str, command: Sequence[str]) -> list[str]:
    """Return `command` so that it runs as another system user."""
    if os.geteuid() == 0:
        return ["runuser", "-u", user, "--", *command]
    return as_root(["-u", user, "--", *command]) if shutil.which("sudo") else as_root(command)


def run(
    command: Sequence[str],
    *,
    log: str,
    todo: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
) -> str:
    """Run a command to its end and return what it printed on standard output.

    Args:
        command: Program and arguments.
        log: Name of the file below `.odoo/logs` that keeps what it printed, without suffix.
        todo: What a person should do when it fails.
        env: Variables to add to the environment.
        cwd: Folder to run in; `None` is the repository.
        stdin: Text to give on standard input; `None` is an empty input.

    Raises:
        ProvisionError: The program is absent, or it failed; the message carries its last lines.
    """
    try:
        done = subprocess.run(
            list(command),
            input=stdin or "",
            capture_output=True,
            text=True,
            env=environment(env),
            cwd=cwd or ROOT,
            check=False,
        )
    except FileNotFoundError as error:
        raise ProvisionError(f"The program `{command[0]}` is not on this machine.", todo) from error
    path = folder("logs") / f"{log}.log"
    path.write_text(f"$ {shlex.join(command)}\n{done.stdout}\n{done.stderr}", encoding="utf-8")
    if done.returncode != 0:
        raise _failure(command, done, f"{todo} All it said is in {path.relative_to(ROOT)}.")
    return done.stdout


def _failure(command: Sequence[str], done: subprocess.CompletedProcess[str], todo: str) -> ProvisionError:
    said = (done.stderr or done.stdout).strip().splitlines()[-12:]
    last = "\n".join(f"    {line}" for line in said)
    what = f"`{shlex.join(command[:4])} ...` ended with status {done.returncode}:\n{last}"
    return ProvisionError(what, todo)


def works(command: Sequence[str]) -> bool:
    """Tell whether a command exists and ends with status 0; what it prints is thrown away."""
    try:
        done = subprocess.run(list(command), capture_output=True, env=environment(), check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def say(text: str) -> None:
    """Print one line at once, on standard error, so that standard output stays the answer."""
    print(text, file=sys.stderr, flush=True)


class Steps:
    """Numbered progress lines: `[2/5] fetching Odoo 19 (123 MB) ... 12 s`."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.current = 0

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Announce a step, give a sign of life while it lasts, and say how long it took."""
        self.current += 1
        title = f"[{self.current}/{self.total}] {text}"
        say(f"{title} ...")
        began = time.monotonic()
        ended = threading.Event()
        pulse = threading.Thread(target=_pulse, args=(title, began, ended), daemon=True)
        pulse.start()
        try:
            yield
        finally:
            ended.set()
            pulse.join()
        say(f"{title} ... {time.monotonic() - began:.0f} s")

    def skip(self, text: str) -> None:
        """Say that a step has nothing to do."""
        self.current += 1
        say(f"[{self.current}/{self.total}] {text} ... there already")


def _pulse(title: str, began: float, ended: threading.Event) -> None:
    while not ended.wait(HEARTBEAT):
        say(f"{title} ... still at it, {time.monotonic() - began:.0f} s")


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Hold a lock between processes, so that two callers never provision the same thing at once."""
    with (folder("run") / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another process holds the lock '{name}'; waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
