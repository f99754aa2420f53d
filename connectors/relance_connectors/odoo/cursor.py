"""The reader's cursor: where a pull stands, as JSON text that means the same to any later process.

A pull goes through steps (customers, invoices, ...), each page by page by id. The cursor holds the step and
the last id of the pull in progress, and for each step since when changes are wanted next time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self, TypeAlias

FORMAT = 1
_INSTANT = "%Y-%m-%d %H:%M:%S"

Instant: TypeAlias = str
"""An instant of Odoo's own clock as its API writes it: UTC, whole seconds, no zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A pull in progress.

    Attributes:
        step: The step that is being read.
        after: Last id of it that was handed out; 0 at its beginning.
        started: When the pull began; the next one reads from there.
        full: Whether everything is read again.
    """

    step: str
    after: int = 0
    started: Instant
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the reader stands.

    Attributes:
        reading: What is read and how (company and mapping): a cursor of another reading is worth nothing.
        since: By step, when the last pull that finished it began; a step that is missing was never read.
        at: The pull in progress; None between two pulls.
    """

    reading: str
    since: Mapping[str, Instant] = field(default_factory=dict)
    at: Position | None = None

    def text(self) -> str:
        """Return the cursor as JSON."""
        at = self.at
        position = at and {"step": at.step, "after": at.after, "started": at.started, "full": at.full}
        content = {"format": FORMAT, "reading": self.reading, "since": dict(self.since), "at": position}
        return json.dumps(content, sort_keys=True)

    @classmethod
    def of(cls, text: str | None, reading: str) -> Self:
        """Read a cursor; one that is None, unreadable or of another reading begins from nothing."""
        try:
            content = json.loads(text or "")
            if content["format"] != FORMAT or content["reading"] != reading:
                return cls(reading=reading)
            for instant in content["since"].values():
                earlier(instant, timedelta())
            at = content["at"] and Position(**content["at"])
            return cls(reading=reading, since=dict(content["since"]), at=at)
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls(reading=reading)

    def finished(self, step: str, at: Position, next_step: str | None) -> Self:
        """Return the cursor after a step is read to its end."""
        position = next_step and replace(at, step=next_step, after=0)
        return replace(self, since={**self.since, step: at.started}, at=position or None)


def earlier(instant: Instant, by: timedelta) -> Instant:
    """Return an instant somewhat before another.

    >>> earlier("2026-11-24 00:05:00", timedelta(minutes=10))
    '2026-11-23 23:55:00'
    """
    return (datetime.strptime(instant, _INSTANT) - by).strftime(_INSTANT)  # noqa: DTZ007 - Odoo's own form
