"""The reader's cursor: where a pull stands, as JSON text that means the same to any later process.

A pull walks through the endpoints by the instant of the last update: all of it, or what changed since the
last one began. The cursor also holds the little that such an answer cannot be understood without.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Self

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A walk in progress; its instants are of Xero's own clock, in whole seconds.

    Attributes:
        since: What was updated from then on is read; None if everything is.
        started: When it began; None before the first answer.
        places: By endpoint, from when on rows are still to be read, None for all of them; missing if it was
            not begun.
        done: Endpoints that are read.
    """

    since: datetime | None = None
    started: datetime | None = None
    places: Mapping[str, datetime | None] = field(default_factory=dict)
    done: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether everything is read."""
        return self.since is None

    def at(self, endpoint: str, place: datetime | None, *, last: bool) -> Self:
        """Return it with an endpoint at another place, or at its end."""
        if last:
            return replace(self, done=self.done | {endpoint})
        return replace(self, places={**self.places, endpoint: place})

    def begun(self, endpoint: str, place: datetime | None) -> Self:
        """Return it with what is still to be read of an endpoint; once that is all, it stays all."""
        return replace(self, places={**self.places, endpoint: self.places.get(endpoint, place) and place})


@dataclass(slots=True, kw_only=True)
class Memory:
    """What later pulls, or the rest of this one, must know.

    Attributes:
        merged: By contact that was merged into another one: the one that has its documents now.
        touched: Contacts of which documents came by, so that what Xero says they owe is to be asked for.
        contacts: How many contacts there were when all were read.
        bank_day: Day of the newest bank entry.
    """

    merged: dict[str, str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    contacts: int = 0
    bank_day: date | None = None

    def content(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "merged": self.merged,
            "touched": sorted(self.touched),
            "contacts": self.contacts,
            "bank_day": self.bank_day and self.bank_day.isoformat(),
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Read what `content` returned."""
        return cls(
            merged=dict(content["merged"]),
            touched=set(content["touched"]),
            contacts=int(content["contacts"]),
            bank_day=content["bank_day"] and date.fromisoformat(content["bank_day"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the reader stands.

    Attributes:
        reading: What is read and how (books and mapping): a cursor of another reading is worth nothing.
        since: When the last walk that was finished began; None if none was.
        walk: The walk in progress; None between two.
        seen: By `Invoices:` and id, a digest of rows so new that the next answer may bring them again.
        memory: What later pulls must know.
    """

    reading: str
    since: datetime | None = None
    walk: Walk | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    def text(self) -> str:
        """Return the cursor, with its memory as it is now, as JSON."""
        content = {
            "format": FORMAT,
            "reading": self.reading,
            "since": _text(self.since),
            "walk": self.walk and _walk_content(self.walk),
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
                since=_instant(content["since"]),
                walk=content["walk"] and _walk_of(content["walk"]),
                seen=dict(content["seen"]),
                memory=Memory.of(content["memory"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls(reading=reading)


def _text(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat(timespec="seconds") if instant else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _walk_content(walk: Walk) -> dict[str, Any]:
    return {
        "since": _text(walk.since),
        "started": _text(walk.started),
        "places": {endpoint: _text(place) for endpoint, place in walk.places.items()},
        "done": sorted(walk.done),
    }


def _walk_of(content: Mapping[str, Any]) -> Walk:
    return Walk(
        since=_instant(content["since"]),
        started=_instant(content["started"]),
        places={endpoint: _instant(place) for endpoint, place in content["places"].items()},
        done=frozenset(content["done"]),
    )
