"""What all customers are graded against: found out from every payment history of the company at once.

The histories are read once, one line after the other, in any order: what is remembered grows with the number
of customers, not with that of their invoices. When a calibration is due is the flow's business.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from relance_sync.rules.ledger import days_late
from relance_sync.rules.score import (
    Behaviour,
    Calibration,
    Card,
    PaidInvoice,
    Portfolio,
    factors,
    limits,
    points,
)


@dataclass(slots=True)
class _Tally:
    """How one customer paid, as it is added up.

    Attributes:
        newest: Day known and days late of the last payments, oldest first.
    """

    paid: int = 0
    late: int = 0
    days: int = 0
    newest: list[tuple[date, int]] = field(default_factory=list)

    def add(self, known: date, days: int, last: int) -> None:
        """Add a payment, of which the `last` ones are kept apart."""
        self.paid += 1
        self.late += days > 0
        self.days += max(days, 0)
        insort(self.newest, (known, days))
        del self.newest[:-last]

    @property
    def behaviour(self) -> Behaviour:
        return Behaviour(
            paid=self.paid,
            late=self.late,
            days=self.days,
            recent=tuple(days > 0 for _, days in self.newest),
        )


def calibrate(invoices: Iterable[PaidInvoice], on: date, card: Card) -> Calibration:
    """Find out what all customers are graded against from a day on.

    Args:
        invoices: The histories of all customers, in any order.
        on: The day, in the company's zone.
        card: The points card.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for each in invoices:
        # What was paid in advance says nothing before its invoice exists.
        if each.paid is not None and (known := max(each.paid, each.issued)) <= on:
            tallies[each.customer].add(known, days_late(each.due, each.paid), card.last)
    portfolio = Portfolio(
        paid=sum(each.paid for each in tallies.values()), late=sum(each.late for each in tallies.values())
    )
    totals = (points(factors(each.behaviour, portfolio, card)) for each in tallies.values())
    rated = [total for total in totals if total is not None]
    bounds = limits(card.bands, rated, on) if rated or not card.bands.relative else None
    return Calibration(on=on, portfolio=portfolio, limits=bounds)
