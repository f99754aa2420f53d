"""Would the score have worked? It is tried on a ledger's own past, with a time split.

Each invoice is scored with what was known on the eve of its issue, so an invoice never predicts itself. What
is set (ends of the grades, cut-off, expected rates) is learned from before the split, and measured after it.
An invoice counts once its due date has passed: late means not paid in full by then. No clock, no chance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from relance_sync.rules.ledger import plus_days
from relance_sync.rules.score import (
    Behaviour,
    Card,
    Grade,
    Limits,
    PaidInvoice,
    Portfolio,
    factors,
    grade,
    payments,
    points,
    rate,
)

# Without a split of the user's, this share of the invoices is learned from.
_LEARN = Decimal("0.7")
Scored = tuple[Decimal, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """An invoice with the points its customer had on the eve of its issue.

    Attributes:
        points: None if the customer was unrated then.
        late: Whether it was not paid in full on its due date.
    """

    invoice: PaidInvoice
    points: Decimal | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BandResult:
    """What became of the invoices of one grade.

    Attributes:
        learned, learned_late: Invoices before the split, and how many of them were late.
        tested, tested_late: The same after it.
    """

    grade: Grade
    learned: int
    learned_late: int
    tested: int
    tested_late: int

    @property
    def expected(self) -> Decimal | None:
        """Late rate before the split; None without invoices."""
        return share(self.learned_late, self.learned)

    @property
    def observed(self) -> Decimal | None:
        """Late rate after the split; None without invoices."""
        return share(self.tested_late, self.tested)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """How well the score did.

    Attributes:
        split: First day of the test.
        as_of: Last day that was known.
        limits: Of the grades, set on the eve of the split.
        cutoff: More points than this are taken for "will be late".
        learned, tested: How many invoices of rated customers.
        unrated: How many invoices in the test were of customers without a history.
        left_out: How many invoices were not due at the split or at the end: nobody knew their outcome.
        auc: Chance that of a late and a punctual invoice the late one had more points, ties counting half;
            None if all were late or none was.
        accuracy: Share of the tested invoices where the cut-off was right.
        baseline: The same for someone who always says what was most frequent before the split.
        bands: One for each grade, unrated last.
    """

    split: date
    as_of: date
    limits: Limits
    cutoff: Decimal
    learned: int
    tested: int
    unrated: int
    left_out: int
    auc: Decimal | None
    accuracy: Decimal
    baseline: Decimal
    bands: tuple[BandResult, ...]


def backtest(
    invoices: Sequence[PaidInvoice], split: date, as_of: date, card: Card | None = None
) -> Backtest | None:
    """Try the score on a ledger's own past.

    Args:
        invoices: The histories of all customers, in any order.
        split: Invoices issued before it are learned from, the others are the test.
        as_of: Last day that is known; what happened later is passed over.
        card: None for the standard one.

    Returns:
        None if before the split or after it no due invoice belongs to a rated customer.
    """
    card = card or Card()
    outcomes = list(predictions(invoices, as_of, card))
    learned = [each for each in outcomes if each.invoice.issued < split and each.invoice.due < split]
    tested = [each for each in outcomes if each.invoice.issued >= split and each.invoice.due < as_of]
    before, after = _scored(learned), _scored(tested)
    if not before or not after:
        return None
    eve = plus_days(split, -1)
    rated = rate(invoices, eve, card).values()
    bounds = next(each.limits for each in rated if each.limits is not None)
    cutoff = best_cutoff(before)
    mostly_late = 2 * sum(late for _, late in before) > len(before)
    return Backtest(
        split=split,
        as_of=as_of,
        limits=bounds,
        cutoff=cutoff,
        learned=len(before),
        tested=len(after),
        unrated=len(tested) - len(after),
        left_out=len(outcomes) - len(learned) - len(tested),
        auc=auc(after),
        accuracy=Decimal(sum((total > cutoff) == late for total, late in after)) / len(after),
        baseline=Decimal(sum(late == mostly_late for _, late in after)) / len(after),
        bands=tuple(_band(each, learned, tested, bounds) for each in Grade),
    )


def default_split(invoices: Iterable[PaidInvoice], as_of: date) -> date | None:
    """Return the day before which 70 % of the invoices that fell due were issued; None without any."""
    issued = sorted(each.issued for each in invoices if each.due < as_of)
    return issued[int(len(issued) * _LEARN)] if issued else None


def predictions(invoices: Sequence[PaidInvoice], as_of: date, card: Card) -> Iterator[Prediction]:
    """Score every invoice with what was known on the eve of its issue, in the order of issue.

    Invoices issued after `as_of` are left out.
    """
    known = sorted((each for each in invoices if each.issued <= as_of), key=lambda each: each.issued)
    paid = iter(payments(known, as_of))
    waiting = next(paid, None)
    behaviours: dict[str, Behaviour] = defaultdict(Behaviour)
    portfolio = Portfolio()
    for invoice in known:
        while waiting is not None and waiting.known < invoice.issued:
            behaviours[waiting.customer] = behaviours[waiting.customer].after(waiting.days, card.last)
            portfolio = portfolio.after(waiting.days)
            waiting = next(paid, None)
        total = points(factors(behaviours[invoice.customer], portfolio, card))
        late = invoice.paid is None or invoice.paid > invoice.due
        yield Prediction(invoice=invoice, points=total, late=late)


def auc(scored: Iterable[Scored]) -> Decimal | None:
    """Return the area under the ROC curve of points and outcomes; None if one outcome is missing.

    >>> auc([(Decimal(9), True), (Decimal(5), False), (Decimal(5), True), (Decimal(1), False)])
    Decimal('0.875')
    """
    halves = late = punctual = 0
    for _, tied in groupby(sorted(scored), key=lambda each: each[0]):
        group = [is_late for _, is_late in tied]
        here = sum(group)
        # A late one beats every punctual one with fewer points, and half beats those with as many.
        halves += here * (2 * punctual + len(group) - here)
        late, punctual = late + here, punctual + len(group) - here
    return Decimal(halves) / (2 * late * punctual) if late and punctual else None


def best_cutoff(scored: Iterable[Scored]) -> Decimal:
    """Return the points over which "late" is right most often; of equally good ones the lowest.

    It lies halfway between two customers, so that neither falls to the other side by a trifle. -1 stands for
    "always late".

    >>> best_cutoff([(Decimal(10), False), (Decimal(30), True)])
    Decimal('20')
    """
    ranked = sorted(scored)
    levels = [
        (total, [late for _, late in tied]) for total, tied in groupby(ranked, key=lambda each: each[0])
    ]
    best = right = sum(late for _, late in ranked)
    cutoff = Decimal(-1)
    for place, (total, outcomes) in enumerate(levels, start=1):
        right += len(outcomes) - 2 * sum(outcomes)
        if right > best:
            best, cutoff = right, (total + levels[min(place, len(levels) - 1)][0]) / 2
    return cutoff


def share(part: int, whole: int) -> Decimal | None:
    """Return a part of a whole; None if there is no whole."""
    return Decimal(part) / whole if whole else None


def _scored(outcomes: Iterable[Prediction]) -> list[Scored]:
    return [(each.points, each.late) for each in outcomes if each.points is not None]


def _band(letter: Grade, learned: list[Prediction], tested: list[Prediction], bounds: Limits) -> BandResult:
    before = [each.late for each in learned if grade(each.points, bounds) is letter]
    after = [each.late for each in tested if grade(each.points, bounds) is letter]
    return BandResult(
        grade=letter,
        learned=len(before),
        learned_late=sum(before),
        tested=len(after),
        tested_late=sum(after),
    )
