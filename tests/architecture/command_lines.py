"""Command lines in pages: whether what they name exists."""

from __future__ import annotations

import typer

from relance_sync.cli import app


def is_command(words: list[str]) -> bool:
    """Tell whether a command line, without `relance`, names a command, and options that it knows."""
    command = typer.main.get_command(app)
    # Options of every command may stand before it.
    while words and words[0].startswith("-"):
        words = words[2:]
    while words and hasattr(command, "commands"):
        command, words = command.commands.get(words[0]), words[1:]
        if command is None:
            return False
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    return not hasattr(command, "commands") and all(word in known for word in words if word.startswith("--"))
