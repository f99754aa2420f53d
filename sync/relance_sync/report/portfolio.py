"""What indicators are made of: every installment billed, with what was set against it and on which day.

Made from accounts that hold paid invoices too (`Store.portfolio`). Everything is counted in the company's
currency at one rate for each currency, that of the day of the report, so that figures of different months
compare; what has no rate is left out and its currency named.

A ledger says what is open now and on which day payments were set against it. So the past is restated from
those days. What was settled otherwise (a write-off, a rounding, a credit note that the platform does not
date) has no day: it counts as never owed, and its sum is `undated`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.agreement_states import promise_state
from relance_sync.rules.agreements import AgreementState, Dispute, Promise, covers
from relance_sync.rules.exposure import exposure
from relance_sync.rules.ledger import Customer, Installment, Invoice, Rate, days_late, plus_days
from relance_sync.rules.policy import AgreementRules

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One installment with its history, in its own currency.

    Attributes:
        customer, invoice: Their ids.
        due: None if it has none: then it is never overdue, and left out of what is measured from a due date.
        rate: What one unit of its currency is worth in the report's.
        asked: What was billed; below zero for an entry that is a credit in itself.
        residual: What is open of it now.
        taken: Day and amount of each allocation, oldest first; below zero where the bank took it back.
        disputed_on: Day of the first dispute that concerns it; None if there was none.
    """

    customer: str
    invoice: str
    issued: date
    due: date | None
    currency: str
    rate: Decimal
    asked: Decimal
    residual: Decimal
    taken: tuple[tuple[date, Decimal], ...] = ()
    disputed_on: date | None = None

    @property
    def billed(self) -> Decimal:
        """What was billed, in the report's currency; 0 for a credit."""
        return max(self.asked, _ZERO) * self.rate

    @property
    def undated(self) -> Decimal:
        """What was settled without a known day, in the report's currency."""
        settled = self.asked - self.residual - sum((amount for _, amount in self.taken), _ZERO)
        return max(settled, _ZERO) * self.rate if self.asked > 0 else _ZERO

    def left_after(self, day: date) -> Decimal:
        """Return what was still to be paid after a day, issued by then or not, in its own currency."""
        left = self.residual
        for when, amount in self.taken:
            if when > day:
                left += amount
        return left

    def over_by(self, day: date) -> bool:
        """Tell whether nothing is open of it and nothing was set against it after a day."""
        return not self.residual and (not self.taken or self.taken[-1][0] <= day)

    def open_at(self, day: date) -> Decimal:
        """Return what was open of it at the end of a day, in the report's currency; 0 before its issue."""
        if self.issued > day:
            return _ZERO
        left = self.left_after(day)
        return left * self.rate if left else _ZERO

    def taken_between(self, after: date, until: date) -> Decimal:
        """Return what was set against it after a day and up to another, in the report's currency."""
        taken = _ZERO
        for when, amount in self.taken:
            if after < when <= until:
                taken += amount
        return taken * self.rate if taken else _ZERO

    def paid_by(self, day: date) -> date | None:
        """Return the day on which it was paid in full, if by then and known."""
        known = [when for when, _ in self.taken if when <= day]
        return known[-1] if known and self.asked > 0 and self.left_after(day) <= 0 else None

    def overdue_at(self, day: date) -> bool:
        """Tell whether the day is after its due date; day 1 is the day after."""
        return self.due is not None and days_late(self.due, day) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """What reduces the receivables without being set against an invoice, in the report's currency.

    Attributes:
        until: Day on which it was set against an invoice, or taken back; None while it is not.
    """

    customer: str
    day: date
    until: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A promise whose day and tolerance are past.

    Attributes:
        limit: Last day on which payment counted.
        kept: Whether all of it was paid by then.
    """

    customer: str
    limit: date
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Everything an indicator may know about a company, or a part of it.

    Attributes:
        currency: The report's.
        since: Sales are complete after this day only; None if all are known.
        customers: By id.
        items, cash: Those that can be counted in the report's currency.
        unrated: Items without an exchange rate: for the ageing in their own currency only.
        exposures: Exposure of each customer as of now: the past of orders and limits is not known.
    """

    currency: str
    customers: Mapping[str, Customer]
    since: date | None = None
    items: tuple[Item, ...] = ()
    cash: tuple[Cash, ...] = ()
    unrated: tuple[Item, ...] = ()
    promises: tuple[Promised, ...] = ()
    exposures: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def missing_rates(self) -> tuple[str, ...]:
        """Currencies left out; empty when the figures are complete."""
        return tuple(sorted({each.currency for each in self.unrated}))

    def of(self, customers: Iterable[str]) -> "Portfolio":
        """Return the part that belongs to some customers."""
        some = set(customers)
        return replace(
            self,
            customers={id_: each for id_, each in self.customers.items() if id_ in some},
            items=tuple(each for each in self.items if each.customer in some),
            cash=tuple(each for each in self.cash if each.customer in some),
            unrated=tuple(each for each in self.unrated if each.customer in some),
            promises=tuple(each for each in self.promises if each.customer in some),
            exposures={id_: amount for id_, amount in self.exposures.items() if id_ in some},
        )


def gather(
    accounts: Iterable[Account],
    currency: str,
    as_of: date,
    rules: AgreementRules | None = None,
    since: date | None = None,
) -> Portfolio:
    """Take what indicators need from accounts with all their invoices and payments.

    Args:
        accounts: Of one company, one after the other; none is kept.
        currency: The company's; everything is counted in it.
        as_of: Day of the exchange rates, and last day of the report.
        rules: When a promise counts as kept; None for the usual tolerance.
        since: Sales are complete after this day only; None if all are known.
    """
    rules = rules or AgreementRules()
    customers: dict[str, Customer] = {}
    items: list[Item] = []
    cash: list[Cash] = []
    unrated: list[Item] = []
    promises: list[Promised] = []
    exposures: dict[str, Decimal] = {}
    rates, known = _Rates(currency, (), as_of), ()  # type: tuple[_Rates, tuple[Rate, ...]]
    for account in accounts:
        if account.rates is not known:  # mostly one and the same for all of them
            rates, known = _Rates(currency, account.rates, as_of), account.rates
        mine = _items(account, rates)
        rated = [each for each in mine if each.rate]
        items += rated
        unrated += [each for each in mine if not each.rate]
        cash += _cash(account, rates)
        promises += _promises(account, mine, rules, as_of)
        customers[account.customer.id] = account.customer
        if account.customer.credit_limit is not None:
            exposures[account.customer.id] = exposure(account, as_of).amount.amount
    return Portfolio(
        currency=currency,
        since=since,
        customers=customers,
        items=tuple(items),
        cash=tuple(cash),
        unrated=tuple(unrated),
        promises=tuple(promises),
        exposures=exposures,
    )


class _Rates:
    """The rate of each currency on one day; 0 where none is known."""

    def __init__(self, currency: str, rates: Iterable[Rate], day: date) -> None:
        known = sorted((each for each in rates if each.day <= day), key=lambda each: each.day)
        self._values = {each.currency: each.value for each in known} | {currency: _ONE}

    def __getitem__(self, currency: str) -> Decimal:
        return self._values.get(currency, _ZERO)


def _items(account: Account, rates: _Rates) -> list[Item]:
    taken: dict[str, list[tuple[date, Decimal]]] = {}
    for payment in account.payments:
        for each in payment.allocations:
            events = taken.setdefault(each.installment, [])
            events.append((each.day, each.amount.amount))
            if payment.returned_on is not None:
                events.append((max(payment.returned_on, each.day), -each.amount.amount))
    return [
        _item(invoice, part, tuple(sorted(taken.get(part.id, ()))), account.disputes, rates)
        for invoice in account.invoices
        for part in invoice.installments
    ]


def _item(
    invoice: Invoice,
    part: Installment,
    taken: tuple[tuple[date, Decimal], ...],
    disputes: tuple[Dispute, ...],
    rates: _Rates,
) -> Item:
    item = Item(
        customer=invoice.customer,
        invoice=invoice.id,
        issued=invoice.issued,
        due=part.due,
        currency=invoice.currency,
        rate=rates[invoice.currency],
        asked=part.amount,
        residual=part.residual,
        taken=taken,
    )
    days = [each.opened_on for each in disputes if _concerns(each, item)]
    return replace(item, disputed_on=min(days)) if days else item


def _concerns(dispute: Dispute, item: Item) -> bool:
    """Tell whether a dispute is about an item; one about everything concerns what was open then."""
    if dispute.invoice is not None:
        return dispute.invoice == item.invoice
    return item.issued <= dispute.opened_on and item.left_after(dispute.opened_on) > 0


def _cash(account: Account, rates: _Rates) -> list[Cash]:
    """Return open credits, and payments for the time until they were set against an invoice."""
    spans = [(each.day, None, each.residual) for each in account.credits]
    spans += [
        (payment.day, min(each.day, payment.returned_on or each.day), each.amount)  # type: ignore[misc]
        for payment in account.payments
        for each in payment.allocations
        if each.day > payment.day
    ]
    return [
        Cash(
            customer=account.customer.id, day=day, until=until, amount=amount.amount * rates[amount.currency]
        )
        for day, until, amount in spans
        if rates[amount.currency]
    ]


def _promises(account: Account, items: list[Item], rules: AgreementRules, as_of: date) -> Iterable[Promised]:
    """Yield the promises whose time is up; one withdrawn before that is left out."""
    for promise in account.promises:
        limit = plus_days(promise.due, rules.tolerance_days)
        if limit > as_of or (promise.closed_on is not None and promise.closed_on <= limit):
            continue
        yield Promised(
            customer=promise.customer, limit=limit, kept=_kept(promise, account, items, rules, limit)
        )


def _kept(promise: Promise, account: Account, items: list[Item], rules: AgreementRules, limit: date) -> bool:
    if promise.open_amount is not None:
        return promise_state(promise, account, rules, limit) is AgreementState.KEPT
    # Nobody noted what was open: it was kept if nothing it covers was open any more.
    about = {invoice.id for invoice in account.invoices if covers(promise, invoice)}
    return all(item.left_after(limit) <= 0 for item in items if item.invoice in about)
