"""Rates of the law by half-year, and the ways in which a late debt finds its rate.

The tables come in as values (`config.law_tables` reads them from dated files). Nothing is ever extrapolated:
a half-year that is missing is an error that names the table. Amounts are not computed here (`interest`).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from relance_sync.rules.ledger import plus_days

_SECOND_HALF = 7


class MissingRate(LookupError):
    """A table does not reach a half-year; it must be updated, never continued by guess.

    Attributes:
        table: Name of the table.
        day: First day of the half-year that is missing.
    """

    def __init__(self, table: str, day: date) -> None:
        super().__init__(f"the table {table} has no rate for {half_year(day)}")
        self.table = table
        self.day = day


def half_year(day: date) -> str:
    """Name the half-year of a day.

    >>> half_year(date(2026, 6, 30)), half_year(date(2026, 7, 1))
    ('2026-H1', '2026-H2')
    """
    return f"{day.year}-H{2 if day.month >= _SECOND_HALF else 1}"


def half_year_start(day: date) -> date:
    """Return the 1 January or 1 July on or before a day."""
    return date(day.year, _SECOND_HALF if day.month >= _SECOND_HALF else 1, 1)


def next_half_year(day: date) -> date:
    """Return the 1 January or 1 July after a day; the last day there is, at the end of time."""
    if day.month < _SECOND_HALF:
        return date(day.year, _SECOND_HALF, 1)
    return date(day.year + 1, 1, 1) if day.year < date.max.year else date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfYearRate:
    """The rate of one half-year.

    Attributes:
        since: Its 1 January or 1 July.
        percent: Per year, such as 2.40.
        source: Where the figure was read.

    Raises:
        ValueError: If the day begins no half-year, or the rate is negative.
    """

    since: date
    percent: Decimal
    source: str = ""

    def __post_init__(self) -> None:
        if self.since != half_year_start(self.since):
            raise ValueError(f"a half-year begins on 1 January or 1 July, not on {self.since}")
        if self.percent < 0:
            raise ValueError(f"the rate of {self.since} cannot be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTable:
    """A rate for each of some half-years in a row.

    Attributes:
        name: As the file is called, without its ending.
        rates: Oldest first, without a gap; at least one.

    Raises:
        ValueError: If there is none, one is missing in between, or the order is wrong.
    """

    name: str
    rates: tuple[HalfYearRate, ...]

    def __post_init__(self) -> None:
        if not self.rates:
            raise ValueError("a table needs at least one rate")
        for earlier, later in zip(self.rates, self.rates[1:], strict=False):
            if later.since != next_half_year(earlier.since):
                wanted = half_year(next_half_year(earlier.since))
                raise ValueError(f"after {half_year(earlier.since)} must come {wanted}")

    @property
    def first_day(self) -> date:
        """First day the table covers."""
        return self.rates[0].since

    @property
    def last_day(self) -> date:
        """Last day the table covers."""
        return next_half_year(self.rates[-1].since) - timedelta(days=1)

    def on(self, day: date) -> Decimal:
        """Return the rate of the half-year of a day.

        Raises:
            MissingRate: If the table does not cover it.
        """
        start = half_year_start(day)
        for each in self.rates:
            if each.since == start:
                return each.percent
        raise MissingRate(self.name, start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days that bear one rate: from `since` to `until`, which no longer belongs to them."""

    since: date
    until: date
    percent: Decimal


class Basis(Protocol):
    """How a debt finds its rate."""

    def spans(self, due: date, since: date, until: date) -> tuple[Span, ...]:
        """Split the days from `since` to `until` by rate, for a debt due on `due`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reanchored:
    """A reference rate plus points, taken anew each half-year.

    France, C. com. L441-10 II: unless otherwise agreed, the ECB's rate for its most recent refinancing
    operation plus 10 points; for the first half-year the rate in force on 1 January, for the second the one
    in force on 1 July. EU Directive 2011/7 art. 2(6)-(7): the same anchors, plus at least 8 points.
    """

    table: RateTable
    points: Decimal

    def spans(self, due: date, since: date, until: date) -> tuple[Span, ...]:  # noqa: ARG002  # a Basis
        """Split at each 1 January and 1 July.

        Raises:
            MissingRate: If the table does not cover all of it.
        """
        found = []
        while since < until:
            end = min(until, next_half_year(since))
            found.append(Span(since=since, until=end, percent=self.table.on(since) + self.points))
            since = end
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedAtStart:
    """A reference rate plus points, fixed for the life of the debt.

    United Kingdom, Late Payment of Commercial Debts (Rate of Interest) (No. 3) Order 2002 (SI 2002/1675):
    8 % over the Bank of England's official dealing rate in force on the 30 June (for interest that starts to
    run between 1 July and 31 December) or the 31 December (1 January to 30 June) immediately before the day
    on which it starts to run. The table holds that rate under the half-year in which interest starts.
    """

    table: RateTable
    points: Decimal

    def spans(self, due: date, since: date, until: date) -> tuple[Span, ...]:
        """Give one span.

        Raises:
            MissingRate: If the table does not cover the day after the due date.
        """
        percent = self.table.on(plus_days(due, 1)) + self.points
        return (Span(since=since, until=until, percent=percent),) if since < until else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractual:
    """A rate the parties agreed, in any country.

    Raises:
        ValueError: If it is negative.
    """

    percent: Decimal

    def __post_init__(self) -> None:
        if self.percent < 0:
            raise ValueError("an agreed rate cannot be negative")

    def spans(self, due: date, since: date, until: date) -> tuple[Span, ...]:  # noqa: ARG002  # a Basis
        """Give one span."""
        return (Span(since=since, until=until, percent=self.percent),) if since < until else ()
