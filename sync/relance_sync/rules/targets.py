"""The targets: what indicators should reach, how often each is looked at, and what measuring them needs.

Plain data, checked when it is built. Nothing is decided by it: it is for `relance kpi` and people. The
defaults are those usual in the trade.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

_HUNDRED = 100
_QUARTER = 3
_YEAR = 12


class Review(StrEnum):
    """How often an indicator is looked at."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    def next(self, day: date) -> date:
        """Return the end of the month or quarter that a day is in: when its figures are complete.

        >>> Review.MONTHLY.next(date(2026, 11, 24)), Review.QUARTERLY.next(date(2026, 11, 24))
        (datetime.date(2026, 11, 30), datetime.date(2026, 12, 31))
        """
        months = _QUARTER if self is Review.QUARTERLY else 1
        month = -(-day.month // months) * months
        return date(day.year, month, monthrange(day.year, month)[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What indicators should reach. Percentages are from 0 to 100; None sets no target.

    Attributes:
        months: Length of the period that is measured.
        grace_days: Days after the due date that still count as on time.
        unpaid_days: Days after the due date from which what is open counts as unpaid.
        recovery: The recovery rate is to be above it.
        payment_time: The mean payment time, in days, is to be below it.
        unpaid, disputes: The rates are to be below them.
        cost: The collection cost, in percent of the cash received, is to be below it.
        recovery_review, payment_time_review, unpaid_review, disputes_review, cost_review: How often each is
            looked at.
        hours: Spent on collecting in a month; None if nobody said, which is never 0.
        hourly_rate: What an hour costs, in the company's currency; None if nobody said.
        tool: What software costs in a month; None if nobody said.
        fees: What outsiders (agencies, lawyers) cost in a month; None if nobody said.
    """

    months: int = 3
    grace_days: int = 0
    unpaid_days: int = 90
    recovery: Decimal | None = Decimal(90)
    payment_time: Decimal | None = Decimal(45)
    unpaid: Decimal | None = Decimal(5)
    disputes: Decimal | None = Decimal(2)
    cost: Decimal | None = None
    recovery_review: Review = Review.MONTHLY
    payment_time_review: Review = Review.MONTHLY
    unpaid_review: Review = Review.QUARTERLY
    disputes_review: Review = Review.MONTHLY
    cost_review: Review = Review.QUARTERLY
    hours: Decimal | None = None
    hourly_rate: Decimal | None = None
    tool: Decimal | None = None
    fees: Decimal | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.months <= _YEAR:
            raise ValueError(f"months is from 1 to {_YEAR}")
        if min(self.grace_days, self.unpaid_days) < 0:
            raise ValueError("days cannot be negative")
        for name in ("recovery", "unpaid", "disputes", "cost"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= _HUNDRED:
                raise ValueError(f"{name} is a percentage from 0 to {_HUNDRED}")
        for name in ("payment_time", "hours", "hourly_rate", "tool", "fees"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ValueError(f"{name} cannot be negative")
