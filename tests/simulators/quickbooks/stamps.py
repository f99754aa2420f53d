"""Instants as QuickBooks writes them. Reading them, and the clock, are in tests/simulators/clock.py."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def stamp(moment: datetime, zone: ZoneInfo) -> str:
    """Write an instant as MetaData does: whole seconds and the company's offset.

    >>> from datetime import UTC
    >>> stamp(datetime(2026, 11, 24, 18, 0, 1, 900000, tzinfo=UTC), ZoneInfo("America/Los_Angeles"))
    '2026-11-24T10:00:01-08:00'
    """
    return moment.astimezone(zone).isoformat(timespec="seconds")


def response_time(moment: datetime, zone: ZoneInfo) -> str:
    """Write the `time` of a response: milliseconds and the company's offset."""
    return moment.astimezone(zone).isoformat(timespec="milliseconds")
