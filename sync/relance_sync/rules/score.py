"""How likely a customer pays late: a points card of three facts, and the grade that follows from it.

Point in time: only what was known at the end of the day counts, so an invoice paid later counts as unpaid
then. More points mean more risk. Disputes, limits and open items are not payment behaviour and stay outside;
nothing here decides on a hold. Whether the card ranks well is `backtest`, its words are `score_words`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import ceil

from relance_sync.rules.ledger import days_late

# Late rates drift: what customers are graded against is found out anew after so many days.
CALIBRATE_EVERY = 30

_NOTHING = Decimal(0)


class Grade(StrEnum):
    """A is the best; unrated means that nothing is known, which is neither good nor bad."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    UNRATED = "unrated"


class FactorKind(StrEnum):
    """The three facts of the card."""

    LATE_RATIO = "late_ratio"
    LAST_PAID = "last_paid"
    MEAN_DAYS_LATE = "mean_days_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidInvoice:
    """One line of a payment history: an invoice, or an installment of one.

    Attributes:
        customer: The customer's id.
        issued: Invoice date.
        due: Day it falls due.
        paid: Day on which it was paid in full; None while it is not.
        amount: What was asked; it does not weigh in the score.
    """

    customer: str
    issued: date
    due: date
    paid: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Where the grades end.

    Attributes:
        ends: The most that is still A, B and C. Relative: shares of the rated customers, from 0 to 1, best
            first. Absolute: points.
        relative: Fixed points put every customer of a healthy portfolio in A; shares never do.
    """

    ends: tuple[Decimal, Decimal, Decimal] = (Decimal("0.5"), Decimal("0.8"), Decimal("0.95"))
    relative: bool = True

    def __post_init__(self) -> None:
        if len(self.ends) != len(("A", "B", "C")):
            raise ValueError("three ends are needed: of A, B and C")
        if any(later <= earlier for earlier, later in pairwise(self.ends)):
            raise ValueError("the ends of the grades must rise from A to C")
        if self.ends[0] < 0 or (self.relative and not 0 < self.ends[0] < self.ends[-1] < 1):
            raise ValueError("relative ends are shares between 0 and 1, absolute ones points from 0 on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What each fact weighs.

    Attributes:
        late_ratio, last_paid, mean_days_late: The most points each fact can give.
        weight: With how many invoices the portfolio's own late ratio stands beside a customer's.
        last: How many of the last paid invoices are looked at.
        days: Each of these days that the mean is over gives an equal part of its points.
        bands: Where the grades end.
    """

    late_ratio: int = 60
    last_paid: int = 25
    mean_days_late: int = 15
    weight: int = 5
    last: int = 5
    days: tuple[int, ...] = (0, 3, 7, 15, 30)
    bands: Bands = field(default_factory=Bands)

    def __post_init__(self) -> None:
        if min(self.late_ratio, self.last_paid, self.mean_days_late, self.weight) < 0 or self.last < 1:
            raise ValueError("points and weight cannot be negative, and at least 1 invoice is looked at")
        if not self.days or any(later <= earlier for earlier, later in pairwise((-1, *self.days))):
            raise ValueError("days must rise from 0 on, and there must be at least one")

    @property
    def most(self) -> int:
        """The most points there are."""
        return self.late_ratio + self.last_paid + self.mean_days_late


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """How all customers together had paid by a day."""

    paid: int = 0
    late: int = 0

    @property
    def ratio(self) -> Decimal:
        """Share of the paid invoices that were late; 0 if none was paid."""
        return Decimal(self.late) / self.paid if self.paid else _NOTHING

    def after(self, days: int) -> "Portfolio":
        """Return it after one more payment, so many days late."""
        return Portfolio(paid=self.paid + 1, late=self.late + (days > 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How one customer had paid by a day.

    Attributes:
        paid, late: How many invoices were paid, and paid late.
        days: Sum of the days late; one paid early counts as 0 and makes up for nothing.
        recent: Whether each of the last ones was late, oldest first.
    """

    paid: int = 0
    late: int = 0
    days: int = 0
    recent: tuple[bool, ...] = ()

    def after(self, days: int, last: int) -> "Behaviour":
        """Return it after one more payment, so many days late, of which the `last` ones are kept."""
        return Behaviour(
            paid=self.paid + 1,
            late=self.late + (days > 0),
            days=self.days + max(days, 0),
            recent=(*self.recent, days > 0)[-last:],
        )

    @property
    def late_share(self) -> Decimal | None:
        """Share of the paid invoices that were late; None if none was paid."""
        return Decimal(self.late) / self.paid if self.paid else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One fact with its points.

    Attributes:
        points: What it gives, at most `most`.
        figures: What stands behind it, by name: counts, days, and ratios from 0 to 1.
    """

    kind: FactorKind
    points: Decimal
    most: int
    figures: Mapping[str, int | Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most points that are still A, B and C, and the day whose portfolio set them.

    Attributes:
        on: Late rates drift, so a calibration has its date; None if people chose the points.
    """

    ends: tuple[Decimal, ...]
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What all customers are graded against until the next calibration: late rates drift, so it has a day.

    Attributes:
        on: The day, in the company's zone.
        portfolio: How all customers together had paid by then.
        limits: Where the grades end; None if nobody could be rated.
    """

    on: date
    portfolio: Portfolio
    limits: Limits | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A customer's grade on a day, with what led to it.

    Attributes:
        points: Sum of the factors'; None if unrated.
        factors: Empty if unrated.
        limits: Of the grades; None if unrated.
    """

    customer: str
    on: date
    grade: Grade
    points: Decimal | None = None
    factors: tuple[Factor, ...] = ()
    limits: Limits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One invoice as it was paid in full.

    Attributes:
        known: First day on which one could know: what was paid in advance says nothing before its invoice
            exists.
        days: Days late; negative if early.
    """

    known: date
    customer: str
    days: int


def payments(invoices: Iterable[PaidInvoice], on: date) -> list[Payment]:
    """Return what was known as paid at the end of the day, in the order of payment."""
    paid = [
        Payment(
            known=max(each.paid, each.issued), customer=each.customer, days=days_late(each.due, each.paid)
        )
        for each in invoices
        if each.paid is not None
    ]
    # Of several on one day the late ones count as the last.
    return sorted((each for each in paid if each.known <= on), key=lambda each: (each.known, each.days))


def factors(behaviour: Behaviour, portfolio: Portfolio, card: Card) -> tuple[Factor, ...]:
    """Give the points of each fact; nothing if the customer never paid an invoice.

    The late ratio leans on the portfolio's own: 2 late of 4 beside 10 % count as (2 + 5 x 10 %) / (4 + 5).

    >>> known = Behaviour(paid=4, late=2, days=12, recent=(False, True, True, False))
    >>> [str(each.points) for each in factors(known, Portfolio(paid=100, late=10), Card(late_ratio=90))]
    ['25.0', '12.5', '3']
    """
    if not behaviour.paid:
        return ()
    share = portfolio.ratio
    ratio_of = behaviour.paid + card.weight
    ratio = (behaviour.late + card.weight * share) / ratio_of
    late_of_last, last = sum(behaviour.recent), len(behaviour.recent)
    mean = Decimal(behaviour.days) / behaviour.paid
    passed = sum(mean > days for days in card.days)
    return (
        Factor(
            kind=FactorKind.LATE_RATIO,
            # Multiplied before it is divided: no digit is lost on the way.
            points=card.late_ratio * (behaviour.late + card.weight * share) / ratio_of,
            most=card.late_ratio,
            figures={
                "late": behaviour.late,
                "paid": behaviour.paid,
                "portfolio": share,
                "weight": card.weight,
                "ratio": ratio,
            },
        ),
        Factor(
            kind=FactorKind.LAST_PAID,
            points=Decimal(card.last_paid * late_of_last) / last,
            most=card.last_paid,
            figures={"late": late_of_last, "last": last},
        ),
        Factor(
            kind=FactorKind.MEAN_DAYS_LATE,
            points=Decimal(card.mean_days_late * passed) / len(card.days),
            most=card.mean_days_late,
            figures={"mean": mean, "passed": passed, "bands": len(card.days)},
        ),
    )


def points(facts: Sequence[Factor]) -> Decimal | None:
    """Add up the points; None for a customer without any fact."""
    return sum((each.points for each in facts), _NOTHING) if facts else None


def limits(bands: Bands, rated: Iterable[Decimal], on: date) -> Limits:
    """Return where the grades end.

    Args:
        bands: Absolute ones are taken as they are.
        rated: Points of the rated customers on that day.
        on: The day.

    Raises:
        ValueError: If the bands are relative and nobody is rated.
    """
    if not bands.relative:
        return Limits(ends=bands.ends, on=None)
    ranked = sorted(rated)
    if not ranked:
        raise ValueError("bands relative to the portfolio need at least one rated customer")
    places = (max(ceil(share * len(ranked)), 1) for share in bands.ends)
    return Limits(ends=tuple(ranked[place - 1] for place in places), on=on)


def grade(total: Decimal | None, bounds: Limits) -> Grade:
    """Return the grade of so many points; None gives unrated."""
    if total is None:
        return Grade.UNRATED
    graded = zip((Grade.A, Grade.B, Grade.C), bounds.ends, strict=True)
    return next((letter for letter, end in graded if total <= end), Grade.D)


def rate(
    invoices: Iterable[PaidInvoice], on: date, card: Card | None = None, bounds: Limits | None = None
) -> dict[str, Rating]:
    """Rate every customer of a portfolio as of the end of a day.

    Args:
        invoices: The histories of all customers, in any order; what happened after the day is passed over.
        on: The day, in the company's zone.
        card: None for the standard one.
        bounds: Where the grades end, from an earlier calibration; None to find out on this day.

    Returns:
        By customer, sorted by id, those who had an invoice by then.
    """
    card = card or Card()
    known = [each for each in invoices if each.issued <= on]
    behaviours: dict[str, Behaviour] = defaultdict(Behaviour)
    portfolio = Portfolio()
    for each in payments(known, on):
        behaviours[each.customer] = behaviours[each.customer].after(each.days, card.last)
        portfolio = portfolio.after(each.days)
    facts = {
        customer: factors(behaviours[customer], portfolio, card)
        for customer in sorted({each.customer for each in known})
    }
    rated = [total for each in facts.values() if (total := points(each)) is not None]
    if bounds is None and rated:
        bounds = limits(card.bands, rated, on)
    return {customer: _rating(customer, on, each, bounds) for customer, each in facts.items()}


def behaviour(invoices: Iterable[PaidInvoice], on: date, last: int) -> Behaviour:
    """Sum up how one customer had paid by the end of a day, of which the `last` payments are kept apart."""
    known = Behaviour()
    for each in payments(invoices, on):
        known = known.after(each.days, last)
    return known


def rate_one(customer: str, known: Behaviour, on: date, card: Card, calibration: Calibration) -> Rating:
    """Rate one customer against an earlier calibration of its portfolio; what `rate` does for all at once."""
    return _rating(customer, on, factors(known, calibration.portfolio, card), calibration.limits)


def _rating(customer: str, on: date, facts: tuple[Factor, ...], bounds: Limits | None) -> Rating:
    total = points(facts)
    if total is None or bounds is None:
        return Rating(customer=customer, on=on, grade=Grade.UNRATED)
    return Rating(
        customer=customer, on=on, grade=grade(total, bounds), points=total, factors=facts, limits=bounds
    )
