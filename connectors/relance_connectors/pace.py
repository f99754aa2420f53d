"""How fast a platform may be called, as data: how many at once, in which windows, a day and a month.

Data and dates only; `governor` holds calls to it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """At most so many calls in any stretch of so many seconds.

    Attributes:
        calls: Say a little less than the platform allows: calls do not arrive as evenly as they leave.
        lane: Counts the calls of this lane only; empty for all calls.
        header: Header in which the platform says how many are left; empty if it does not say.
        told: What the platform itself allows, which `header` counts down from; None for `calls`.
    """

    calls: int
    seconds: float
    lane: str = ""
    header: str = ""
    told: int | None = None


class Period(StrEnum):
    """What an allowance is for; the same words as in a platform's headers."""

    DAY = "day"
    MONTH = "month"

    def start(self, now: datetime) -> datetime:
        """Return the beginning of the period, UTC.

        >>> Period.MONTH.start(datetime(2026, 11, 24, 18, tzinfo=UTC)).isoformat()
        '2026-11-01T00:00:00+00:00'
        """
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return day if self is Period.DAY else day.replace(day=1)

    def end(self, now: datetime) -> datetime:
        """Return the beginning of the next period, UTC.

        >>> Period.MONTH.end(datetime(2026, 12, 24, 18, tzinfo=UTC)).isoformat()
        '2027-01-01T00:00:00+00:00'
        """
        # From the first of a month, 32 days on is always in the next one.
        ahead = timedelta(days=1 if self is Period.DAY else 32)
        return self.start(self.start(now) + ahead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """An allowance of metered calls for a day or a month.

    Attributes:
        calls: The allowance.
        reserve: What reading leaves over, so that what was decided can still be written.
        header: Header in which the platform says how many are left; empty if it does not say.
    """

    calls: int
    period: Period
    reserve: int = 0
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The limits of one company on one platform.

    Attributes:
        concurrency: Calls that may be under way at the same time.
        problem_header: Header of a 429 that names the limit that was hit; empty if there is none. The name of
            a budget's period stops the company until it begins anew.
        patience: Seconds for which 429 may be the only answer before it is taken for a used-up allowance;
            None if the platform tells the two apart.
    """

    concurrency: int = 1
    windows: tuple[Window, ...] = ()
    budgets: tuple[Budget, ...] = ()
    problem_header: str = ""
    patience: float | None = None
