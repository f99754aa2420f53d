"""Reads payment histories from a CSV file, and says of each mistake where it is: file, line, column.

Comma, semicolon or tab; names of columns in any case and order, others are passed over. Values are not
repeated in messages. It decides nothing about them.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from relance_sync.cli.session import Session
from relance_sync.errors import Stop
from relance_sync.rules.score import PaidInvoice

T = TypeVar("T")
COLUMNS = ("customer", "issued", "due", "paid", "amount")
# More mistakes than this are counted, not listed.
_LISTED = 20
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMOUNT = re.compile(r"[+-]?\d+([.,]\d+)?")
_SPACES = str.maketrans("", "", " \u00a0\u202f")


@dataclass(slots=True)
class _Mistakes:
    """What is wrong in the file so far, in the session's language."""

    session: Session
    file: str
    lines: list[str] = field(default_factory=list)

    def add(self, key: str, **values: object) -> None:
        self.lines.append(self.session.say(key, file=self.file, **values))

    def raise_any(self) -> None:
        if not self.lines:
            return
        more = len(self.lines) - _LISTED
        told = [*self.lines[:_LISTED], *([self.session.say("csv_more", count=more)] if more > 0 else [])]
        raise Stop("\n".join(told))


def read_histories(path: Path, session: Session) -> list[PaidInvoice]:
    """Read a file of payment histories.

    Args:
        path: A CSV file in UTF-8 with a line of names and the columns of `COLUMNS`; `paid` is empty while an
            invoice is not paid.
        session: For the language of messages.

    Raises:
        Stop: If it cannot be read or anything in it is wrong; every mistake is named with line and column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Stop(session.say("csv_unreadable", file=path.name, problem=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise Stop(session.say("csv_not_text", file=path.name)) from error
    mistakes = _Mistakes(session, path.name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: list[PaidInvoice] = []
    try:
        places = _places(next(reader, []), mistakes)
        mistakes.raise_any()
        found.extend(_rows(((reader.line_num, cells) for cells in reader), places, mistakes))
    except csv.Error as error:
        mistakes.add("csv_broken", line=reader.line_num, problem=error)
    mistakes.raise_any()
    return found


def _delimiter(text: str) -> str:
    """Choose what stands most often in the first line."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _places(names: list[str], mistakes: _Mistakes) -> Mapping[str, int]:
    plain = [name.strip().lower() for name in names]
    columns = ", ".join(COLUMNS)
    if not any(plain):
        mistakes.add("csv_empty", columns=columns)
        return {}
    for column in COLUMNS:
        if column not in plain:
            mistakes.add("csv_no_column", column=column, columns=columns)
        elif plain.count(column) > 1:
            mistakes.add("csv_twice", column=column)
    return {name: place for place, name in enumerate(plain)}


def _rows(
    lines: Iterable[tuple[int, list[str]]], places: Mapping[str, int], mistakes: _Mistakes
) -> Iterator[PaidInvoice]:
    customers: dict[str, str] = {}  # the same text once: a history names a customer often
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row(cells, places, mistakes, line)
        customer, paid = row.text("customer"), row.day("paid", required=False)
        issued, due, amount = row.day("issued"), row.day("due"), row.amount("amount")
        if customer and issued and due and amount is not None:
            yield PaidInvoice(
                customer=customers.setdefault(customer, customer),
                issued=issued,
                due=due,
                paid=paid,
                amount=amount,
            )


@dataclass(slots=True)
class _Row:
    """One line of the file; a value that is missing or wrong is noted and given as None."""

    cells: list[str]
    places: Mapping[str, int]
    mistakes: _Mistakes
    line: int

    def text(self, column: str, *, required: bool = True) -> str | None:
        place = self.places[column]
        value = self.cells[place].strip() if place < len(self.cells) else ""
        if not value and required:
            self.mistakes.add("csv_missing", line=self.line, column=column)
        return value or None

    def day(self, column: str, *, required: bool = True) -> date | None:
        return self._read(column, "csv_bad_day", _day, required=required)

    def amount(self, column: str) -> Decimal | None:
        return self._read(column, "csv_bad_amount", _amount, required=True)

    def _read(self, column: str, problem: str, read: Callable[[str], T], *, required: bool) -> T | None:
        value = self.text(column, required=required)
        if value is None:
            return None
        try:
            return read(value)
        except ValueError:
            self.mistakes.add(problem, line=self.line, column=column)
            return None


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _amount(text: str) -> Decimal:
    plain = text.translate(_SPACES)
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain.replace(",", "."))
