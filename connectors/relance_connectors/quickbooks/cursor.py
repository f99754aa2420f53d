"""The reader's cursor: where a pull stands, as JSON text that means the same to any later process.

The first reading walks through the entities by the instant of their last update; afterwards a pull asks what
changed since the last one. The cursor also holds the little that such an answer cannot be understood without.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Self, TypeAlias

FORMAT = 1

Instant: TypeAlias = str
"""An instant of QuickBooks' own clock as its API writes it: ISO 8601 with an offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the walk through one entity stands.

    Attributes:
        since: Rows updated from this instant on are to be read; empty for all.
        row: Number of the row to begin with among them, from 1.
        last: Id of that row if it was read already: it must still be there, or rows have moved.
    """

    since: Instant = ""
    row: int = 1
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A walk in progress.

    Attributes:
        started: When it began.
        places: By entity; None for one that is read, a missing one was not begun.
        window: Since when; empty if everything is read.
        first: Whether nothing was stored before it, so that nothing can be stored that is gone.
    """

    started: Instant
    places: Mapping[str, Place | None] = field(default_factory=dict)
    window: Instant = ""
    first: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything is read."""
        return not self.window

    def at(self, entity: str, place: Place | None) -> Self:
        """Return it with an entity at another place."""
        return replace(self, places={**self.places, entity: place})


@dataclass(slots=True, kw_only=True)
class Memory:
    """What later pulls must know.

    Attributes:
        parents: By sub-customer whose bills go to its parent: the parent.
        lines: By journal entry or deposit (`JournalEntry:96`) with lines on receivables: their ids, and 1
            for a debit, -1 for a credit.
        applied: By payment, what it takes of such lines (`JournalEntry:96/0`).
        invoiced: By estimate that is invoiced in parts, what each sale (`Invoice:95`) made from it comes to.
        bank_day: Day of the newest bank entry.
    """

    parents: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    applied: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    invoiced: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    bank_day: date | None = None

    def content(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "parents": self.parents,
            "lines": self.lines,
            "applied": _texts(self.applied),
            "invoiced": _texts(self.invoiced),
            "bank_day": self.bank_day and self.bank_day.isoformat(),
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Read what `content` returned."""
        return cls(
            parents=dict(content["parents"]),
            lines={id_: dict(of) for id_, of in content["lines"].items()},
            applied=_amounts(content["applied"]),
            invoiced=_amounts(content["invoiced"]),
            bank_day=content["bank_day"] and date.fromisoformat(content["bank_day"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the reader stands.

    Attributes:
        reading: What is read and how (books and mapping): a cursor of another reading is worth nothing.
        since: Up to when changes are known; None if no walk was ever finished.
        walk: The walk in progress; None between two.
        full_due: Whether deletions may have been missed, so that all must be read again.
        seen: By `Invoice:95`, a digest of rows so new that the next answer may bring them again.
        memory: What later pulls must know.
    """

    reading: str
    since: Instant | None = None
    walk: Walk | None = None
    full_due: bool = False
    seen: Mapping[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    def text(self) -> str:
        """Return the cursor, with its memory as it is now, as JSON."""
        content = {
            "format": FORMAT,
            "reading": self.reading,
            "since": self.since,
            "walk": self.walk and _walk_content(self.walk),
            "full_due": self.full_due,
            "seen": dict(self.seen),
            "memory": self.memory.content(),
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    @classmethod
    def of(cls, text: str | None, reading: str) -> Self:
        """Read a cursor; one that is None, unreadable or of another reading begins from nothing."""
        try:
            content = json.loads(text or "")
            if content["format"] != FORMAT or content["reading"] != reading:
                return cls(reading=reading)
            return cls(
                reading=reading,
                since=content["since"] and moved(content["since"]),
                walk=content["walk"] and _walk_of(content["walk"]),
                full_due=bool(content["full_due"]),
                seen=dict(content["seen"]),
                memory=Memory.of(content["memory"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
            return cls(reading=reading)


def moved(instant: Instant, by: timedelta = timedelta(0)) -> Instant:
    """Return an instant somewhat later, or earlier if negative, in whole seconds.

    >>> moved("2026-11-24T10:02:03.250-08:00", timedelta(minutes=-5))
    '2026-11-24T09:57:03-08:00'
    """
    return (datetime.fromisoformat(instant) + by).isoformat(timespec="seconds")


def _texts(amounts: Mapping[str, Mapping[str, Decimal]]) -> dict[str, dict[str, str]]:
    return {id_: {part: str(each) for part, each in of.items()} for id_, of in amounts.items()}


def _amounts(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Decimal]]:
    return {id_: {part: Decimal(each) for part, each in of.items()} for id_, of in texts.items()}


def _walk_content(walk: Walk) -> dict[str, Any]:
    places = {entity: place and [place.since, place.row, place.last] for entity, place in walk.places.items()}
    return {"started": walk.started, "places": places, "window": walk.window, "first": walk.first}


def _walk_of(content: Mapping[str, Any]) -> Walk:
    places = {
        entity: place and Place(since=place[0], row=place[1], last=place[2])
        for entity, place in content["places"].items()
    }
    return Walk(
        started=moved(content["started"]),
        places=places,
        window=content["window"],
        first=content["first"],
    )
