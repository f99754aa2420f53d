"""What stands beside the indicators: ageing by currency, the last months, the worst accounts, groups.

Pure, like the measures. Ageing is in each currency for itself; everything else is in the report's currency.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from relance_sync.report import measures
from relance_sync.report.formulas import count_back, months_before, percent, utilisation
from relance_sync.report.portfolio import Item, Portfolio
from relance_sync.rules.exposure import Bucket
from relance_sync.rules.ledger import days_late

_ZERO = Decimal(0)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of the trend.

    Attributes:
        start, end: It is the days after `start` and up to `end`: the last day of the month, or of the report.
        receivables: Open at its end, credits deducted.
        sales, cash: Billed, and set against invoices, in the month.
        dso_count_back: In days; None if it cannot be measured.
        recovery: Of the month, in percent; None if nothing was due.
    """

    start: date
    end: date
    receivables: Decimal
    overdue: Decimal
    sales: Decimal
    cash: Decimal
    dso_count_back: Decimal | None
    recovery: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """An account with overdue items.

    Attributes:
        open: Everything open, credits not deducted.
        share: Of all that is overdue, in percent.
        days_late: Of the oldest overdue item.
        utilisation: Exposure in percent of the credit limit; None without one, or for a past day.
    """

    customer: str
    name: str
    open: Decimal
    overdue: Decimal
    share: Decimal
    days_late: int
    utilisation: Decimal | None


def ageing(
    portfolio: Portfolio, as_of: date, ends: tuple[int, ...], *, by_issue: bool = False
) -> dict[str, tuple[Bucket, ...]]:
    """Sort what was open at the end of a day by age, in each currency for itself, never converted.

    Args:
        portfolio: What is known; items without a rate count too.
        as_of: The day.
        ends: Upper ends of the buckets, in days.
        by_issue: By days since the invoice date; else by days late.

    Returns:
        By currency: up to day 0 (not due, or without a due date), up to each end, beyond. Credits that are
        not set against an invoice are not deducted.
    """
    lows: list[int | None] = [None, 1, *(end + 1 for end in ends)]
    highs: list[int | None] = [0, *ends, None]
    sums: dict[str, list[Decimal]] = {}
    for item in (*portfolio.items, *portfolio.unrated):
        left = item.left_after(as_of) if item.issued <= as_of else _ZERO
        if left <= 0:
            continue
        since = item.issued if by_issue else item.due
        age = days_late(since, as_of) if since else 0
        place = 0 if age < 1 else 1 + sum(age > end for end in ends)
        sums.setdefault(item.currency, [_ZERO] * len(lows))[place] += left
    return {
        currency: tuple(
            Bucket(low=low, high=high, amount=amount)
            for low, high, amount in zip(lows, highs, sums[currency], strict=True)
        )
        for currency in sorted(sums)
    }


def trend(portfolio: Portfolio, as_of: date, months: int = 12) -> tuple[Month, ...]:
    """Return the last calendar months, oldest first; the last one ends on the day of the report."""
    by_month = measures.sales_by_month(portfolio, as_of)
    return tuple(_month(portfolio, end, by_month) for end in _ends(as_of, months))


def _ends(as_of: date, months: int) -> Iterator[date]:
    first = as_of.replace(day=1)
    for back in range(months - 2, -1, -1):
        yield months_before(first, back) - _DAY
    yield as_of


def _month(portfolio: Portfolio, end: date, by_month: Mapping[date, Decimal]) -> Month:
    start = end.replace(day=1) - _DAY
    now = measures.receivables(portfolio, end)
    known = {month: sold for month, sold in by_month.items() if month <= end}
    return Month(
        start=start,
        end=end,
        receivables=now.net,
        overdue=now.overdue,
        sales=measures.sales(portfolio, start, end),
        cash=measures.cash(portfolio, start, end),
        dso_count_back=count_back(now.net, known, end),
        recovery=measures.recovery_rate(portfolio, start, end),
    )


def worst(portfolio: Portfolio, as_of: date, most: int = 10, *, present: bool = True) -> tuple[Worst, ...]:
    """Return the accounts with the most overdue on a day, the worst first.

    Args:
        portfolio: What is known.
        as_of: The day.
        most: How many.
        present: Whether the day is that on which the books were read.
    """
    late: dict[str, list[tuple[Item, Decimal]]] = defaultdict(list)
    open_: dict[str, Decimal] = defaultdict(Decimal)
    for item in portfolio.items:
        amount = item.open_at(as_of)
        if amount > 0:
            open_[item.customer] += amount
            if item.overdue_at(as_of):
                late[item.customer].append((item, amount))
    sums = {id_: sum((amount for _, amount in some), _ZERO) for id_, some in late.items()}
    everything = sum(sums.values(), _ZERO)
    found = [
        Worst(
            customer=id_,
            name=portfolio.customers[id_].name,
            open=open_[id_],
            overdue=sums[id_],
            share=percent(sums[id_], everything) or _ZERO,
            days_late=max(days_late(item.due or as_of, as_of) for item, _ in some),
            utilisation=_used(portfolio, id_) if present else None,
        )
        for id_, some in late.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.overdue, -each.days_late, each.customer))[:most])


def _used(portfolio: Portfolio, customer: str) -> Decimal | None:
    exposure = portfolio.exposures.get(customer)
    return None if exposure is None else utilisation(exposure, portfolio.customers[customer].credit_limit)


def groups(portfolio: Portfolio, names: Mapping[str, str | None]) -> dict[str | None, Portfolio]:
    """Divide a portfolio.

    Args:
        portfolio: What is known.
        names: The group of each customer, by id; None, or no entry, for none.

    Returns:
        By name, in order; under None, and last, the customers without a group.
    """
    members: dict[str | None, list[str]] = defaultdict(list)
    for id_ in portfolio.customers:
        members[names.get(id_) or None].append(id_)
    order = sorted(members, key=lambda name: (name is None, name or ""))
    return {name: portfolio.of(members[name]) for name in order}
