"""Prints: tables and sentences for people, JSON for programs. Answers go to stdout, the rest to stderr.

Names come from other people's books: nothing in them is taken for markup or for a terminal command.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from relance_sync.cli.failures import Failure

# Where output is kept (a file, a pipe) lines are long rather than broken in two.
_WIDE = 240


@dataclass(slots=True)
class Output:
    """Where a command's answers go.

    Attributes:
        as_json: Print one JSON document instead of tables.
    """

    as_json: bool = False

    def document(self, content: Mapping[str, object]) -> None:
        """Print the JSON document."""
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")

    def line(self, text: str = "", *, style: str = "") -> None:
        """Print a sentence."""
        _print(sys.stdout, text, style)

    def table(
        self,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        title: str = "",
        right: Sequence[int] = (),
    ) -> None:
        """Print a table; nothing if it has no rows.

        Args:
            headings: One for each column.
            rows: Cells as text.
            title: Printed above it; empty for none.
            right: Positions of the columns of figures.
        """
        if not rows:
            return
        table = Table(
            box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", pad_edge=False
        )
        for place, heading in enumerate(headings):
            figures = place in right
            table.add_column(
                heading, justify="right" if figures else "left", no_wrap=figures, overflow="fold"
            )
        for row in rows:
            table.add_row(*(clean(cell) for cell in row))
        console(sys.stdout).print(table)

    def tell(self, text: str) -> None:
        """Say something to the person at the terminal that is no answer, to stderr."""
        _print(sys.stderr, text, "")

    def warn(self, text: str) -> None:
        """Print a warning, to stderr."""
        _print(sys.stderr, text, "yellow")

    def fail(self, failure: Failure) -> None:
        """Print an error: a sentence on stderr, or the JSON document of an error on stdout."""
        if self.as_json:
            self.document({"error": error_json(failure)})
        else:
            _print(sys.stderr, failure.message, "red")


def error_json(failure: Failure) -> dict[str, object]:
    """Write an error; what is wrong in a file is told once more, problem by problem."""
    told: dict[str, object] = {"kind": failure.kind, "message": failure.message}
    if failure.problems:
        told["problems"] = [
            {
                "file": each.file,
                "line": each.line,
                "key": each.key,
                "problem": each.problem,
                "suggestion": each.suggestion,
            }
            for each in failure.problems
        ]
    return told


def console(stream: TextIO) -> Console:
    """Make a console for a stream; colours only on a terminal, and none if NO_COLOR is set."""
    terminal = stream.isatty()
    return Console(
        file=stream,
        width=None if terminal else _WIDE,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _print(stream: TextIO, text: str, style: str) -> None:
    console(stream).print(clean(text), style=style or None, soft_wrap=not stream.isatty())


def clean(text: str) -> str:
    r"""Take out what would steer a terminal, such as escape sequences in a customer's name.

    >>> clean("Azure\x1b[31m")
    'Azure[31m'
    """
    return "".join(
        letter for letter in text if letter.isprintable() or letter == "\n" or letter in "\u00a0\u202f"
    )
