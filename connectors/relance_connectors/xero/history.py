"""Our notes in Xero's History & Notes, where nobody can change or delete one, and 250 characters is the most.

Xero signs what comes through its API with “System Generated”, so each note begins with our name. A text that
is longer becomes several notes, each with the marker and its number; of one that is longer still the end is
left out. They go in one call. Whether Xero takes several is not documented, so its answer is looked at: if it
names fewer, those that are missing go one by one.

A note is written without looking first: its key makes it one note however often it is sent, for some minutes,
and whoever does not know what became of it looks for the marker before it is sent again. What was found then
is not written again. A look before every note would cost as much as the note.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import NamedTuple

from relance_connectors.shortening import beginning, cut, ended, size
from relance_connectors.xero.client import LONGEST_NOTE, Client
from relance_connectors.xero.read_rows import moment
from relance_connectors.xero.site import Place
from relance_sync.ports import Effect

MOST = 4
"""Notes that one text becomes at most."""

_NAME = "Relance: "
_NUMBER = " (1/2)"


class Note(NamedTuple):
    """What stands in a history.

    Attributes:
        at: When it was written, by Xero's clock; None if it does not say.
    """

    text: str
    at: datetime | None


class History:
    """The notes of one company; it knows those it wrote or found."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._there: dict[tuple[str, Place], set[int]] = {}
        self._begun: set[str] = set()
        self._takes_several = True

    def read(self, on: Place) -> tuple[str, ...]:
        """Read what stands in the history of a record, newest first."""
        return tuple(note.text for note in self.notes(on))

    def notes(self, on: Place) -> tuple[Note, ...]:
        """Read it with the instants, newest first."""
        rows = self._client.history(on.endpoint, on.id)
        return tuple(Note(str(row.get("Details") or ""), moment(row.get("DateUTC"))) for row in rows)

    def find(self, on: Place, effect: Effect, records: Sequence[str]) -> bool:
        """Tell whether all notes of an effect stand in a history, and remember those that do."""
        numbered = dict(_numbers(records, effect.marker))
        self._there.setdefault((effect.key, on), set()).update(numbered)
        if numbered:
            self._begun.add(effect.key)
        return any(set(range(1, most + 1)) <= numbered.keys() for most in numbered.values())

    def begun(self, effect: Effect) -> bool:
        """Tell whether something of an effect is known to stand anywhere."""
        return effect.key in self._begun

    def add(self, on: Place, effect: Effect, text: str, ending: str = "", *, most: int = MOST) -> None:
        """Write the notes of an effect that are not known to be there.

        Args:
            on: The record.
            effect: What is written.
            text: Shortened if it must be.
            ending: A last line that is kept whole; empty for none.
            most: Notes at most.

        Raises:
            Skip: If the record is gone.
            Unclear: If it is not known whether one was written.
        """
        there = self._there.setdefault((effect.key, on), set())
        notes = dict(enumerate(_notes(text, ending, effect.marker, most), start=1))
        # Xero shows the newest first: the first one is written last.
        missing = [number for number in reversed(notes) if number not in there]
        if len(missing) > 1 and self._takes_several:
            step = "-".join(map(str, missing))
            told = self.put(on, effect, *(notes[number] for number in missing), step=step)
            self._takes_several = told == len(missing)
            if self._takes_several:
                there.update(missing)
            else:
                self.find(on, effect, self.read(on))
        for number in missing:
            if number not in there:
                self.put(on, effect, notes[number], step=str(number))
                there.add(number)

    def put(self, on: Place, effect: Effect, *details: str, step: str) -> int:
        """Write notes as they are, once for each effect and step; see `add` for what it raises.

        Returns:
            How many Xero says it took.
        """
        told = self._client.add_history(on.endpoint, on.id, *details, key=key(effect, on, step))
        self._begun.add(effect.key)
        return len(told)


def key(effect: Effect, on: Place, step: str) -> str:
    """Return the key of one write of an effect: of what it does, never of its text."""
    return f"{effect.key}-{on.id}-{step}"


def said(text: str, marker: str) -> str:
    """Return a note of one piece.

    >>> said("Call.", "[rl#7f3a9c12]")
    'Relance: Call. [rl#7f3a9c12]'
    """
    return f"{_NAME}{cut(text, _room(marker))} {marker}"


def _room(marker: str) -> int:
    return LONGEST_NOTE - size(_NAME) - size(marker) - 1


def _notes(text: str, ending: str, marker: str, most: int) -> list[str]:
    room = _room(marker)
    if most == 1 or size(_joined(text, ending, LONGEST_NOTE)) <= room:
        return [said(_joined(text, ending, room), marker)]
    pieces = list(_pieces(text, ending, room - size(_NUMBER), most))
    return [
        f"{_NAME}{piece} ({number}/{len(pieces)}) {marker}" for number, piece in enumerate(pieces, start=1)
    ]


def _pieces(text: str, ending: str, room: int, most: int) -> Iterator[str]:
    """Take a text apart at line ends, else between words; the last piece is shortened and has the ending."""
    for number in count(1):
        if number == most or size(_joined(text, ending, size(text) + room)) <= room:
            yield _joined(text, ending, room)
            return
        piece = beginning(text, room)
        line = piece.rfind("\n")
        if len(piece) < len(text) and line > len(piece) // 2:
            piece = piece[:line]
        yield piece.rstrip()
        text = text[len(piece) :].lstrip()


def _joined(text: str, ending: str, room: int) -> str:
    return ended(text, ending, room).strip() if ending else cut(text, room)


def _numbers(records: Sequence[str], marker: str) -> Iterator[tuple[int, int]]:
    """Find which notes with a marker are there, and of how many each says it is one."""
    pattern = re.compile(rf"(?:\((\d)/(\d)\) )?{re.escape(marker)}")
    for record in records:
        if match := pattern.search(record):
            yield int(match[1] or 1), int(match[2] or 1)
