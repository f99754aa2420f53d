"""Counts requests against the platform's limits and refuses those beyond, in the shape asked for.

Limits are Intuit's page "API call limits and throttles" (10 a second, 500 a minute, 40 and 120 batches a
minute, 500,000 metered reads a month) and its note of 2016 (10 at once). Time is the simulator's clock.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.simulators.clock import Clock

SHAPES = ("lower", "upper", "xml", "html")


@dataclass(slots=True, kw_only=True)
class Limits:
    """What is allowed; None = as much as you like.

    Attributes:
        second: requests a second of one app in one company.
        minute: requests a minute in one company, by all apps.
        at_once: requests in progress of one app in one company.
        batches: batches a minute of one app in one company.
        all_batches: batches a minute in one company, by all apps.
        month: metered reads a month, of one app.
        shape: of the answer 429: `lower` (the gateway's JSON), `upper` (a JSON Fault), `xml` or `html`.
        retry_after: seconds to name in Retry-After; None = no such header, as documented.
    """

    second: int | None = 10
    minute: int | None = 500
    at_once: int | None = 10
    batches: int | None = 40
    all_batches: int | None = 120
    month: int | None = 500_000
    shape: str = "lower"
    retry_after: int | None = None

    @classmethod
    def none(cls) -> Limits:
        """Return limits that allow everything."""
        return cls(second=None, minute=None, at_once=None, batches=None, all_batches=None, month=None)


class TooMany(Exception):
    """A request beyond a limit; the text names the limit."""


class Throttle:
    """Remembers the requests of the last minute and the reads of the month."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.clock, self.limits = clock, limits
        self.metered: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._times: dict[tuple[str, ...], deque[datetime]] = defaultdict(deque)
        self._in_progress: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def request(self, app: str, realm: str, *, batch: bool) -> Iterator[None]:
        """Let a request through, for as long as it takes.

        Raises:
            TooMany: a limit is reached; the request does not count then.
        """
        self._enter(app, realm, batch=batch)
        try:
            yield
        finally:
            with self._lock:
                self._in_progress[app, realm] -= 1

    def meter(self, app: str) -> None:
        """Count a read that was answered."""
        with self._lock:
            self.metered[app, self._month()] += 1

    def this_month(self, app: str) -> int:
        """Return the metered reads of the present month."""
        with self._lock:
            return self.metered[app, self._month()]

    def _month(self) -> str:
        return self.clock.now().strftime("%Y-%m")

    def _enter(self, app: str, realm: str, *, batch: bool) -> None:
        limits, minute, second = self.limits, timedelta(minutes=1), timedelta(seconds=1)
        windows: list[tuple[str, tuple[str, ...], int | None, timedelta]] = [
            ("10 a second", ("second", app, realm), limits.second, second),
            ("500 a minute", ("minute", realm), limits.minute, minute),
        ]
        if batch:
            windows += [
                ("40 batches a minute", ("batch", app, realm), limits.batches, minute),
                ("120 batches a minute", ("all batches", realm), limits.all_batches, minute),
            ]
        with self._lock:
            now = self.clock.now()
            for name, key, most, span in windows:
                times = self._times[key]
                while times and not timedelta() <= now - times[0] < span:
                    times.popleft()
                if most is not None and len(times) >= most:
                    self._refuse(name)
            if limits.at_once is not None and self._in_progress[app, realm] >= limits.at_once:
                self._refuse("10 at once")
            if limits.month is not None and self.metered[app, self._month()] >= limits.month:
                self._refuse("reads of the month")
            for _, key, _, _ in windows:
                self._times[key].append(now)
            self._in_progress[app, realm] += 1

    def _refuse(self, name: str) -> None:
        self.refused[name] += 1
        raise TooMany(name)
