"""A clock that stands still until somebody sleeps, and remembers how long everybody slept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


class Clock:
    """A clock for the governor.

    Attributes:
        passed: Seconds since `START`.
        slept: Every sleep, in seconds.
    """

    def __init__(self) -> None:
        self.passed = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.passed

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.passed += seconds

    def go_on(self, seconds: float) -> None:
        """Let time pass without anybody sleeping."""
        self.passed += seconds
