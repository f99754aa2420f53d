"""The clock of a simulator: it runs, or stands still, from any moment on, and can be set or moved.

Everything that depends on time asks it: tokens, update times, look-back, throttling. It knows nothing of
companies, requests or platforms.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """A clock that starts where it is told.

    Args:
        start: an aware instant; None starts now.
        frozen: whether time stands still until it is moved.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._lock = threading.Lock()
        self._base = start.astimezone(UTC) if start else datetime.now(UTC)
        self._anchor = time.monotonic()
        self._frozen = frozen

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        with self._lock:
            return self._read()

    def set(self, moment: datetime) -> None:
        """Make it this instant (aware), forwards or backwards."""
        with self._lock:
            self._base, self._anchor = moment.astimezone(UTC), time.monotonic()

    def advance(self, span: timedelta) -> None:
        """Move the clock by a span, which may be negative."""
        with self._lock:
            self._base, self._anchor = self._read() + span, time.monotonic()

    def freeze(self, *, frozen: bool = True) -> None:
        """Let time stand still, or run on."""
        with self._lock:
            self._base, self._anchor, self._frozen = self._read(), time.monotonic(), frozen

    def _read(self) -> datetime:
        if self._frozen:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._anchor)


def instant(text: str, zone: ZoneInfo) -> datetime:
    """Read a date or a date and time; without an offset it is meant in `zone`.

    Raises:
        ValueError: it is neither.
    """
    if len(text) == len("2026-11-24"):
        moment = datetime.combine(date.fromisoformat(text), datetime.min.time())
    else:
        moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
