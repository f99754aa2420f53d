"""What all customers are graded against: found out from every payment history of the company at once.

The histories are read once, one line after the other, in any order: what is remembered grows with the number
of customers, not with that of their invoices. A company is calibrated when it never was, when the last time
is `CALIBRATE_EVERY` days ago or more, and when the policy's points card is another one; then everybody is
graded anew. Keeping it is not the business of the rules.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from relance_sync.rules.ledger import days_late, plus_days
from relance_sync.rules.policy import Policy
from relance_sync.rules.score import (
    CALIBRATE_EVERY,
    Behaviour,
    Calibration,
    Card,
    PaidInvoice,
    Portfolio,
    factors,
    limits,
    points,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCalibration:
    """A calibration with the points card it was made for.

    Attributes:
        card: Digest of the card; another card needs another calibration.
    """

    calibration: Calibration
    card: str


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


def due_on(kept: KeptCalibration | None, card: Card, today: date) -> date:
    """Return the day of the next calibration: today if one is due."""
    if kept is None or kept.card != card_digest(card):
        return today
    on = kept.calibration.on
    return today if days_late(on, today) >= CALIBRATE_EVERY else plus_days(on, CALIBRATE_EVERY)


def card_digest(card: Card) -> str:
    """Return what is equal for equal cards, also in another process."""
    return sha256(repr(card).encode()).hexdigest()[:16]


def graded_by(policy: Policy, calibration: Calibration) -> Policy:
    """Return the policy under a version that also names the day of the calibration.

    This is the one place where the two are put together. Reviews keep the version that an account was
    assessed under, and whoever was assessed under another is due: so a new calibration reaches every account,
    and the history says by which one it was decided.
    """
    return replace(policy, version=f"{policy.version}@{calibration.on.isoformat()}")
