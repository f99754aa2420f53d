"""Reads a TOML file: its content, the line of each key, and every syntax error at once.

tomllib stops at the first error. Here the statement with the error is left out and the rest is read again,
until it can be. So, of a file with syntax errors:

- found: each syntax error, each section or key that stands twice, and in all the other lines whatever is
  wrong with a single one (unknown key, wrong kind of value, wrong choice);
- not found until they are corrected: what is missing, what depends on several keys (the line left out may be
  the one that counts), and what stands under a header that cannot be read: nobody knows where it belongs;
- if a list or a text is never closed, the statement is taken to end before the next line that looks like a
  header or like `key =`. That is a guess: what stands there may be reported in a second round only;
- the number of an entry in a list may be too low if an entry before it has a wrong header; its line is right.

The lines shown hide the values: a key pasted in the wrong place must not travel into a log.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from relance_sync.config.toml_lines import Place, Statement, key_lines, statements, unix
from relance_sync.errors import Problem, Stop

_MOST = 100
_KEY_MARK = "[key]"
_POSITION = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_HEADER = re.compile(r"[ \t]*\[\[?[^\[\],={}]+\]\]?[ \t]*(#.*)?$")
_KEY = re.compile(
    r"[ \t]*(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')(?:[ \t]*\.[ \t]*[A-Za-z0-9_\"'-]+)*[ \t]*="
)
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot redefine", "Cannot mutate", "Duplicate inline")
_UNCLOSED = '"""', "'''"

# By the beginning of tomllib's message: what is wrong, and what to do.
_SENTENCES: Sequence[tuple[str, str, str]] = (
    ("Unclosed array", "a list that begins with [ is not closed.", "Write ] at its end."),
    ("Unclosed inline table", "a section that begins with { is not closed.", "Write } at its end."),
    ("Unterminated string", "a text is not closed.", "Write the same quotes at its end as at its beginning."),
    ("Expected \"'''\"", "a text is not closed.", "Write the same quotes at its end as at its beginning."),
    ("Illegal character", "a text is not closed.", "Write the same quotes at its end as at its beginning."),
    ("Expected '=' after", "a key is not followed by its value.", "Write key = value."),
    ("Expected ']", "the header of a section is not closed.", "Write [section] or [[section]]."),
    ("Expected newline", "something stands after the end.", "One key to a line; a comment begins with #."),
    (
        "Invalid value",
        "this is no value.",
        "Text stands in quotes; numbers, dates, true and false stand without.",
    ),
    ("Invalid date", "this day or time does not exist.", "Write a date like 2026-12-25."),
    (
        "Unescaped",
        r"a \ in double quotes begins a special character.",
        "Write it twice, or use single quotes.",
    ),
    (
        "Invalid initial character",
        "this is no key.",
        "A key with other signs than a-z, 0-9, - and _ needs quotes.",
    ),
    ("Invalid statement", "this is neither a header nor a key.", "Write [section] or key = value."),
    ("Found invalid character", "an invisible character stands here.", "Delete it."),
)
_TWICE_SENTENCE = "this key or section stands twice."
_TWICE_ADVICE = "Delete one of the two, or join them."


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlDocument:
    """A TOML file, as far as it can be read.

    Attributes:
        name: The file's name, for messages.
        raw: What it says; amounts are Decimal. Statements with a syntax error are left out.
        lines: Line of each place.
        syntax: Its syntax errors.
    """

    name: str
    raw: dict[str, Any]
    lines: Mapping[Place, int]
    syntax: tuple[Problem, ...] = ()

    def line(self, place: Sequence[str | int]) -> int | None:
        """Return the line of a place, or of the nearest section around it; None for the file itself."""
        path = tuple(part for part in place if part != _KEY_MARK)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(self, place: Sequence[str | int], problem: str, suggestion: str = "") -> Problem:
        """Make a problem of something wrong at a place."""
        line, key = self.line(place), key_path(place)
        return Problem(file=self.name, line=line, key=key, problem=problem, suggestion=suggestion)


def read_document(path: Path, name: str | None = None) -> TomlDocument:
    """Read a TOML file.

    Args:
        path: The file.
        name: What messages call it; None for the file's own name.

    Raises:
        Stop: If the file cannot be read. Syntax errors are in the document.
    """
    name = name or path.name
    try:
        return parse_document(path.read_text(encoding="utf-8"), name)
    except OSError as error:
        raise Stop(f"{name}: cannot be read ({error.strerror}). Check its name and its rights.") from error
    except UnicodeDecodeError as error:
        raise Stop(f"{name}: is not UTF-8 text. Save it as UTF-8 in your editor.") from error


def parse_document(text: str, name: str) -> TomlDocument:
    """Parse TOML text; syntax errors are in the document."""
    rows = unix(text.removeprefix("\ufeff")).split("\n")
    problems: list[Problem] = []
    while True:
        remaining = "\n".join(rows)
        try:
            raw = tomllib.loads(remaining, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            if len(problems) == _MOST:
                return TomlDocument(name=name, raw={}, lines={}, syntax=tuple(problems))
            problems.append(_take_out(rows, str(error), name, len(problems)))
            continue
        left_out = [_stand_in(number) for number in range(len(problems))]
        lines = key_lines(remaining)
        return TomlDocument(
            name=name,
            raw={key: value for key, value in raw.items() if key not in left_out},
            lines={place: line for place, line in lines.items() if place[0] not in left_out},
            syntax=tuple(problems),
        )


def key_path(place: Sequence[str | int]) -> str:
    """Write a place in a file; entries of a list are counted from 1, as people do.

    >>> key_path(("plans", "standard", "steps", 1, "after_due"))
    'plans.standard.steps[2].after_due'
    """
    path = ""
    for part in place:
        if part == _KEY_MARK:
            continue
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _take_out(rows: list[str], message: str, name: str, number: int) -> Problem:
    """Take the statement with the error out of the rows, and say what is wrong with it.

    The lines stay, so that the others keep their numbers. A header is replaced by another one, so that what
    stands below it does not fall into the section before.
    """
    line, column = _position(message)
    wrong = _statement(rows, line)
    last = next((i for i in range(wrong.first, wrong.last) if _begins_statement(rows[i])), wrong.last)
    if line is None or line > last or message.startswith(_TWICE):
        line, column = wrong.first, None
    problem, advice = _sentence(message)
    excerpt = _excerpt(rows[line - 1], column, first=line == wrong.first)
    header = rows[wrong.first - 1].lstrip().startswith("[")
    rows[wrong.first - 1 : last] = [""] * (last - wrong.first + 1)
    if header:
        rows[wrong.first - 1] = f"[{_stand_in(number)}]"
    return Problem(file=name, line=line, key="", problem=problem, suggestion=advice, excerpt=excerpt)


def _position(message: str) -> tuple[int | None, int | None]:
    """Return line and column, from 1; None for the end of the document."""
    found = _POSITION.search(message)
    return (int(found[1]), int(found[2])) if found and found[1] else (None, None)


def _statement(rows: Sequence[str], line: int | None) -> Statement:
    """Return the statement at a line; at the end of the document the one that was never closed."""
    found = statements("\n".join(rows))
    if line is None:
        return next((each for each in found if _is_open(each.text)), found[-1])
    if rows[line - 1].strip() and not any(each.first <= line <= each.last for each in found):
        return Statement(text=rows[line - 1], first=line, last=line)
    return next((each for each in reversed(found) if each.first <= line), found[0])


def _is_open(text: str) -> bool:
    """Tell whether a text of several lines begins in a statement and does not end there."""
    return any(text.count(quotes) % 2 for quotes in _UNCLOSED)


def _begins_statement(row: str) -> bool:
    return bool(_HEADER.match(row) or _KEY.match(row))


def _sentence(message: str) -> tuple[str, str]:
    if message.startswith(_TWICE):
        return _TWICE_SENTENCE, _TWICE_ADVICE
    for beginning, problem, advice in _SENTENCES:
        if message.startswith(beginning):
            return problem, advice
    return "this is not valid TOML.", "Text stands in quotes, dates and numbers without."


def _excerpt(row: str, column: int | None, *, first: bool) -> str:
    """Show a line with its values hidden, and a caret below the column."""
    key = _KEY.match(row) if first else None
    header = first and row.lstrip().startswith("[")
    shown = key.end() if key else len(row.partition("=")[0]) if header else 0
    hidden = row[:shown] + re.sub(r"\w", "·", row[shown:])
    caret = "" if column is None else f"\n    {' ' * (column - 1)}^"
    return f"    {hidden}".replace("\t", " ").rstrip() + caret


def _stand_in(number: int) -> str:
    """Name the section that takes in what stands below a wrong header; nobody writes such a name."""
    return f"relance-left-out-{number}"
