"""What the demos of all platforms share: the `relance` commands they show, and where to look afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import machine

WORKSPACES = machine.ROOT / "demo"
COMPANY, LATE_CUSTOMER = "yourcompany", "Ready Mat"
COMMANDS = (
    ("Can Relance work with these books?", ("check",)),
    ("What would Relance do? (observe: nothing is written)", ("sync", "--mode", "observe")),
    ("Do it (assist: notes, activities, holds; no message leaves)", ("sync", "--mode", "assist")),
    ("Who needs attention?", ("worklist", "--company", COMPANY)),
    (f"Why are {LATE_CUSTOMER}'s orders held?", ("explain", LATE_CUSTOMER, "--company", COMPANY)),
)


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A platform with books, and a workspace that is connected to them.

    Attributes:
        workspace: Its folder, below `WORKSPACES`.
        places: What to look at afterwards: name and address of each.
    """

    workspace: Path
    places: Sequence[tuple[str, str]]


class CommandFailed(Exception):
    """A command of `relance` did not end well; it has said why.

    Attributes:
        status: Its exit status.
    """

    def __init__(self, command: Sequence[str], status: int) -> None:
        super().__init__(f"`relance {' '.join(command)}` ended with status {status}")
        self.status = status


def run(title: str, workspace: Path, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Show a command with what it says.

    Args:
        title: What the command answers.
        workspace: The folder to run it for.
        command: Its words, less `relance`.
        env: Variables to add to the environment.

    Raises:
        CommandFailed: It did not end with 0.
    """
    shown = " ".join(f'"{word}"' if " " in word else word for word in command)
    print(f"\n── {title}\n   $ relance {shown}\n", flush=True)
    words = [sys.executable, "-m", "relance_sync.cli", "--workspace", str(workspace), *command]
    environment = {**os.environ, "PYTHONWARNINGS": "default", **(env or {})}
    status = subprocess.run(words, check=False, env=environment).returncode
    if status:
        raise CommandFailed(command, status)


def show(demo: Demo) -> None:
    """Run the commands of the demo, and say where to look at the result.

    Raises:
        CommandFailed: One did not end with 0; the later ones were not run.
    """
    for title, command in COMMANDS:
        run(title, demo.workspace, command)
    folder = os.path.relpath(demo.workspace, machine.ROOT)
    wide = max(len(name) for name, _ in demo.places)
    print("\n── Look at it")
    for name, address in demo.places:
        print(f"   {name:{wide}}   {address}")
    print(
        f"   The workspace of this demo is {folder}/. Try:\n"
        f'     .venv/bin/relance -w {folder} --company {COMPANY} history "{LATE_CUSTOMER}"\n'
        "   Stop the server with: make demo-stop\n",
        flush=True,
    )
