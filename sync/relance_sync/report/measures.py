"""What is counted in a portfolio on a day or in a period: receivables, sales, cash, rates made of them.

Every function is pure. A period is the days after `start` and up to `end`. A rate is in percent, and None if
there was nothing to measure. What is known of past days, and what is not, is said in `portfolio`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_sync.report.formulas import dso, percent, utilisation, weighted_mean
from relance_sync.report.portfolio import Item, Portfolio
from relance_sync.rules.exposure import Bucket
from relance_sync.rules.ledger import days_late, plus_days

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivables:
    """What was open at the end of a day.

    Attributes:
        gross: Everything open, credits not deducted.
        overdue: The part of it after its due date.
        credits: Credits and payments not set against an invoice.
    """

    gross: Decimal
    overdue: Decimal
    credits: Decimal

    @property
    def net(self) -> Decimal:
        """Everything open less credits; below zero if these are larger."""
        return self.gross - self.credits

    @property
    def current(self) -> Decimal:
        """What is not yet due, when credits are set against overdue items first; never more than the net."""
        return min(self.gross - self.overdue, self.net)


def receivables(portfolio: Portfolio, day: date) -> Receivables:
    """Add up what was open at the end of a day."""
    gross = overdue = credit = _ZERO
    for item in portfolio.items:
        amount = item.open_at(day)
        if not amount:
            continue
        if amount < 0:  # an entry that is a credit in itself
            credit -= amount
            continue
        gross += amount
        if item.overdue_at(day):
            overdue += amount
    for each in portfolio.cash:
        if each.day <= day and (each.until is None or each.until > day):
            credit += each.amount
    return Receivables(gross=gross, overdue=overdue, credits=credit)


def sales(portfolio: Portfolio, start: date, end: date) -> Decimal:
    """Add up what was billed in the period, before credit notes."""
    return sum((item.billed for item in portfolio.items if start < item.issued <= end), _ZERO)


def sales_by_month(portfolio: Portfolio, until: date) -> dict[date, Decimal]:
    """Add up what was billed up to a day, by the first day of each month; only months that are complete."""
    found: dict[date, Decimal] = defaultdict(Decimal)
    since = portfolio.since or date.min
    for item in portfolio.items:
        if since < item.issued <= until:
            found[item.issued.replace(day=1)] += item.billed
    return dict(found)


def cash(portfolio: Portfolio, start: date, end: date) -> Decimal:
    """Add up what was set against invoices in the period, less what the bank took back."""
    return sum((item.taken_between(start, end) for item in portfolio.items if not item.over_by(start)), _ZERO)


def mean_payment_time(portfolio: Portfolio, start: date, end: date) -> Decimal | None:
    """Days from issue to payment in full, weighted by amount, of the items paid in the period."""
    return weighted_mean(
        ((paid - item.issued).days, item.billed)
        for item in portfolio.items
        if (paid := item.paid_by(end)) is not None and paid > start
    )


def mean_payment_delay(portfolio: Portfolio, start: date, end: date) -> Decimal | None:
    """Days from the due date, weighted by amount; below zero if mostly early.

    Of the items paid in the period, to their payment; of those overdue at its end, disputed or not, to its
    end, weighted by what is open.
    """

    def weights() -> Iterator[tuple[int, Decimal]]:
        for item in portfolio.items:
            if item.due is None:
                continue
            paid = item.paid_by(end)
            if paid is not None:
                if paid > start:
                    yield days_late(item.due, paid), item.billed
            elif item.overdue_at(end) and (left := item.open_at(end)) > 0:
                yield days_late(item.due, end), left

    return weighted_mean(weights())


def _share(items: Iterable[tuple[Item, bool]], *, count: bool) -> Decimal | None:
    """Return the share of the items that are marked, by number or by amount."""
    part = whole = _ZERO
    for item, marked in items:
        weight = _ONE if count else item.billed
        whole += weight
        part += weight if marked else _ZERO
    return percent(part, whole)


def on_time_rate(
    portfolio: Portfolio, start: date, end: date, *, count: bool, grace: int = 0
) -> Decimal | None:
    """Share of the items whose due date (and grace) fell in the period that were paid by then.

    One that was settled without a known day is left out.
    """

    def due() -> Iterator[tuple[Item, bool]]:
        for item in portfolio.items:
            if item.due is None or item.asked <= 0 or not (item.taken or item.residual > 0):
                continue
            limit = plus_days(item.due, grace)
            if start < limit <= end:
                yield item, item.paid_by(limit) is not None

    return _share(due(), count=count)


def recovery_rate(portfolio: Portfolio, start: date, end: date) -> Decimal | None:
    """Share of what was overdue at the start or fell due in the period that was paid in the period.

    What was paid before the period of an item that falls due in it is in neither part.
    """
    paid = due = _ZERO
    for item in portfolio.items:
        if item.due is not None and item.due <= end and item.asked > 0 and not item.over_by(start):
            paid += item.taken_between(start, end)
            due += max(item.left_after(start), _ZERO) * item.rate
    return percent(paid, due)


def unpaid_rate(portfolio: Portfolio, start: date, end: date, days: int) -> Decimal | None:
    """Share of what was billed that was still open so many days after its due date.

    The cohort: items for which that day fell in the period, the latest for which it is known.
    """
    left = billed = _ZERO
    for item in portfolio.items:
        if item.due is None or item.asked <= 0:
            continue
        limit = plus_days(item.due, days)
        if start < limit <= end:
            left += item.open_at(limit)
            billed += item.billed
    return percent(left, billed)


def dispute_rate(portfolio: Portfolio, start: date, end: date, *, count: bool) -> Decimal | None:
    """Share of the items issued in the period that were disputed by its end."""
    return _share(
        (
            (item, item.disputed_on is not None and item.disputed_on <= end)
            for item in portfolio.items
            if start < item.issued <= end and item.asked > 0
        ),
        count=count,
    )


def promise_kept_rate(portfolio: Portfolio, start: date, end: date) -> Decimal | None:
    """Share of the promises whose day and tolerance ended in the period that were paid in full by then."""
    kept = [each.kept for each in portfolio.promises if start < each.limit <= end]
    return percent(Decimal(sum(kept)), Decimal(len(kept)))


def limits_used(portfolio: Portfolio) -> Decimal | None:
    """Share of the credit limits that is used, of the customers with a limit above 0, as of now."""
    used = given = _ZERO
    for id_, amount in portfolio.exposures.items():
        limit = portfolio.customers[id_].credit_limit
        if limit:
            used, given = used + max(amount, _ZERO), given + limit
    return utilisation(used, given)


def undated(portfolio: Portfolio, after: date) -> Decimal:
    """Add up what was settled without a known day, of the items issued after a day."""
    return sum((item.undated for item in portfolio.items if item.issued > after), _ZERO)


def past_due_dso(portfolio: Portfolio, start: date, end: date, ends: tuple[int, ...]) -> tuple[Bucket, ...]:
    """Split the past-due DSO by days late: the days that each bucket of overdue items stands for.

    Returns:
        Buckets from day 1 on, `amount` in days; nothing without sales.
    """
    overdue = [_ZERO] * (len(ends) + 1)
    for item in portfolio.items:
        if item.due is not None and item.overdue_at(end) and (left := item.open_at(end)) > 0:
            overdue[sum(days_late(item.due, end) > each for each in ends)] += left
    billed, days = sales(portfolio, start, end), (end - start).days
    lows, highs = (1, *(each + 1 for each in ends)), (*ends, None)
    return tuple(
        Bucket(low=low, high=high, amount=told)
        for low, high, amount in zip(lows, highs, overdue, strict=True)
        if (told := dso(amount, billed, days)) is not None
    )
