"""Exposure and ageing, in the company's currency at a dated rate.

exposure = open items + confirmed orders not yet invoiced - unallocated credits (docs/glossary.md; the
shape follows the risk total of Tryton's account_credit_limit and OCA's financial risk).
A currency without a rate is named, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.ledger import OpenItem, OrderState, Rate, days_late, plus_days
from relance_sync.rules.money import Money, quantize


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What is at risk, in the company's currency.

    Attributes:
        amount: Open items + uninvoiced orders - credits; below zero when credits prevail.
        open_items, orders, credits: The three parts, each positive.
        missing_rates: Currencies left out because no rate is known; empty when the amount is complete.
    """

    amount: Money
    open_items: Decimal
    orders: Decimal
    credits: Decimal
    missing_rates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """One ageing bucket: from `low` to `high` days late, both included; None is open-ended."""

    low: int | None
    high: int | None
    amount: Decimal


def convert(amount: Money, to: str, rates: tuple[Rate, ...], today: date) -> Decimal | None:
    """Convert at the newest rate not after today.

    Returns:
        The amount in currency `to`, rounded half up to its minor unit; None if no rate is known.

    >>> usd = Rate(currency="USD", day=date(2026, 1, 1), value=Decimal("0.8"))
    >>> convert(Money(amount=Decimal(50), currency="USD"), "EUR", (usd,), date(2026, 6, 1))
    Decimal('40.00')
    """
    if amount.currency == to:
        return amount.amount
    known = [rate for rate in rates if rate.currency == amount.currency and rate.day <= today]
    if not known:
        return None
    return quantize(amount.amount * max(known, key=lambda rate: rate.day).value, to)


def exposure(account: Account, today: date) -> Exposure:
    """Compute the exposure of an account; prepaid orders and quotations do not count."""
    items, no_rate_items = _add(account, (item.residual for item in account.items), today)
    confirmed = (
        order.uninvoiced
        for order in account.orders
        if order.state is OrderState.CONFIRMED and not order.prepaid
    )
    orders, no_rate_orders = _add(account, confirmed, today)
    credit, no_rate_credits = _add(account, (each.residual for each in account.credits), today)
    return Exposure(
        amount=Money(amount=items + orders - credit, currency=account.company.currency),
        open_items=items,
        orders=orders,
        credits=credit,
        missing_rates=tuple(sorted(no_rate_items | no_rate_orders | no_rate_credits)),
    )


def _add(account: Account, amounts: Iterable[Money], today: date) -> tuple[Decimal, set[str]]:
    """Add up in the company's currency; return also the currencies left out for want of a rate.

    Each currency is added up first and converted once: the sum does not depend on how it is split.
    """
    home, sums = account.company.currency, dict[str, Decimal]()
    sum_, missing = Decimal(0), set[str]()
    for each in amounts:
        if each.currency == home:
            sum_ += each.amount
        else:
            sums[each.currency] = sums.get(each.currency, Decimal(0)) + each.amount
    for currency, amount in sums.items():
        money = Money(amount=amount, currency=currency)
        value = convert(money, home, account.rates, today)
        if value is None:
            missing.add(currency)
        else:
            sum_ += value
    return sum_, missing


def in_company_currency(account: Account, amounts: Iterable[Money], today: date) -> Decimal:
    """Add amounts up in the company's currency; those without a rate are left out."""
    return _add(account, amounts, today)[0]


def overdue(account: Account, today: date, *, at_least: int = 1) -> tuple[OpenItem, ...]:
    """Return the open items that are at least so many days late."""
    last = plus_days(today, -at_least)
    return tuple(item for item in account.items if item.due is not None and item.due <= last)


def ageing(account: Account, buckets: tuple[int, ...], today: date) -> tuple[Bucket, ...]:
    """Sort the open items by days late: not due, then up to each end, then beyond.

    Items without a due date count as not due; items without a rate are left out.
    """
    lows: list[int | None] = [None, 1, *(end + 1 for end in buckets)]
    highs: list[int | None] = [0, *buckets, None]
    amounts: list[list[Money]] = [[] for _ in lows]
    for item in account.items:
        late = days_late(item.due, today) if item.due else 0
        place = 0 if late < 1 else 1 + sum(late > end for end in buckets)
        amounts[place].append(item.residual)
    return tuple(
        Bucket(low=low, high=high, amount=in_company_currency(account, inside, today))
        for low, high, inside in zip(lows, highs, amounts, strict=True)
    )
