"""Counts requests against Xero's limits and refuses those beyond.

Limits are Xero's page "OAuth 2.0 API limits": 5 in progress, 60 a minute and 5,000 (Starter: 1,000) a day of
one app in one organisation, 10,000 a minute of one app in all. Windows are fixed and begin at a moment that
differs from one organisation to the next. Time is the simulator's clock.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.simulators.clock import Clock

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
STARTER_DAY = 1_000
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Limits:
    """What is allowed; None = as much as you like, and no header tells what is left.

    Attributes:
        at_once: requests in progress of one app in one organisation.
        minute: requests a minute of one app in one organisation.
        day: requests a day of one app in one organisation; 1,000 in the tier Starter.
        app_minute: requests a minute of one app in all organisations.
    """

    at_once: int | None = 5
    minute: int | None = 60
    day: int | None = 5_000
    app_minute: int | None = 10_000

    @classmethod
    def none(cls) -> Limits:
        """Return limits that allow everything."""
        return cls(at_once=None, minute=None, day=None, app_minute=None)


class TooMany(Exception):
    """A request beyond a limit.

    Attributes:
        problem: the word of `X-Rate-Limit-Problem`.
        wait: seconds until the window ends; None for requests in progress, where Xero names none.
    """

    def __init__(self, problem: str, wait: int | None) -> None:
        super().__init__(problem)
        self.problem, self.wait = problem, wait


@dataclass(frozen=True, slots=True)
class _Window:
    problem: str
    header: str
    owner: tuple[str, ...]
    most: int
    length: timedelta

    def began(self, now: datetime) -> datetime:
        """Return when the window began that is now: its owner's own moment of the minute or day."""
        digest = hashlib.sha256("/".join(self.owner).encode()).digest()
        first = _EPOCH + timedelta(seconds=int.from_bytes(digest[:4], "big") % self.length.total_seconds())
        return first + (now - first) // self.length * self.length


class Limiter:
    """Remembers how much of each window is used.

    Attributes:
        refused: how many requests were refused, by the word of the limit.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.clock, self.limits = clock, limits
        self.refused: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._used: dict[tuple[str, tuple[str, ...]], tuple[datetime, int]] = {}
        self._in_progress: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def request(self, app: str, tenant: str) -> Iterator[None]:
        """Let a request through, for as long as it takes; `tenant` is "" for those of no organisation.

        Raises:
            TooMany: a limit is reached; the request does not count then.
        """
        self._enter(app, tenant)
        try:
            yield
        finally:
            with self._lock:
                self._in_progress[app, tenant] -= 1

    def headers(self, app: str, tenant: str) -> dict[str, str]:
        """Return what is left, as every answer tells it."""
        with self._lock:
            now = self.clock.now()
            windows = self._windows(app, tenant)
            return {each.header: str(max(each.most - self._count(each, now), 0)) for each in windows}

    def used(self, app: str, tenant: str) -> dict[str, int]:
        """Return what is used of the present windows, by the word of the limit."""
        with self._lock:
            now = self.clock.now()
            return {each.problem: self._count(each, now) for each in self._windows(app, tenant)}

    def _enter(self, app: str, tenant: str) -> None:
        with self._lock:
            now = self.clock.now()
            at_once = self.limits.at_once
            if tenant and at_once is not None and self._in_progress[app, tenant] >= at_once:
                self._refuse("concurrent", None)
            windows = self._windows(app, tenant)
            for each in windows:
                if self._count(each, now) >= each.most:
                    left = each.began(now) + each.length - now
                    self._refuse(each.problem, -(-left // timedelta(seconds=1)))
            for each in windows:
                self._used[each.problem, each.owner] = (each.began(now), self._count(each, now) + 1)
            self._in_progress[app, tenant] += 1

    def _windows(self, app: str, tenant: str) -> list[_Window]:
        limits, both = self.limits, (app, tenant)
        told = [
            ("day", "X-DayLimit-Remaining", both, limits.day, DAY),
            ("minute", "X-MinLimit-Remaining", both, limits.minute, MINUTE),
            ("appminute", "X-AppMinLimit-Remaining", (app,), limits.app_minute, MINUTE),
        ]
        return [
            _Window(problem, header, owner, most, length)
            for problem, header, owner, most, length in told
            if most is not None and (tenant or owner == (app,))
        ]

    def _count(self, window: _Window, now: datetime) -> int:
        began, count = self._used.get((window.problem, window.owner), (None, 0))
        return count if began == window.began(now) else 0

    def _refuse(self, problem: str, wait: int | None) -> None:
        self.refused[problem] += 1
        raise TooMany(problem, wait)
