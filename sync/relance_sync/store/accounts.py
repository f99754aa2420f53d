"""Accounts out: everything the rules may know about a customer, read in batches of customers.

A batch costs a fixed number of queries whatever its size, and no more than one batch is ever in memory.
Rows become records in `account_rows`; saving them is `ledger`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Select, select

from relance_sync.rules.account import Account, HoldState
from relance_sync.rules.agreements import ContactEvent, PaymentPlan, Promise, Settlement
from relance_sync.rules.ledger import Company, Credit, Customer, Invoice, Order, Payment, Rate
from relance_sync.rules.money import from_minor
from relance_sync.rules.score import Calibration, PaidInvoice
from relance_sync.store import calibrations, queries, tables
from relance_sync.store.account_rows import (
    contact_from,
    credit_from,
    customer_from,
    hold_from,
    order_from,
    read_invoices,
    read_payments,
    task_from,
)
from relance_sync.store.agreements import Agreements, agreements

BATCH = 500
PAYMENT_DAYS = 90
# A month, by which contacts are capped, and a day.
CONTACT_DAYS = 31


class _Owned(Protocol):
    """Something that belongs to a customer."""

    @property
    def customer(self) -> str: ...


T = TypeVar("T")
Owned = TypeVar("Owned", bound=_Owned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all accounts of one reading share.

    Attributes:
        rates: By currency, the newest not after today and all later ones.
        balances: Whether the platform ever stated balances.
        calibration: What all are graded against; None if there is none.
    """

    company: Company
    today: date
    rates: Mapping[str, tuple[Rate, ...]]
    synced_on: date | None
    bank_day: date | None
    balances: bool
    calibration: Calibration | None


def frame(connection: Connection, company: Company, today: date) -> Frame:
    """Read what all accounts of a company share."""
    pulls = tables.pulls.c
    pull = connection.execute(
        select(pulls.synced_on, pulls.bank_day, pulls.balances).where(pulls.company == company.id)
    ).one_or_none()
    synced_on, bank_day, balances = pull or (None, None, False)
    kept = calibrations.newest(connection, company.id, today)
    return Frame(
        company=company,
        today=today,
        rates=rates_by_currency(connection, company.id, today),
        synced_on=synced_on,
        bank_day=bank_day,
        balances=balances,
        calibration=kept.calibration if kept else None,
    )


def rates_by_currency(connection: Connection, company_id: str, today: date) -> dict[str, tuple[Rate, ...]]:
    """By currency, from the newest rate not after today on: older ones are never used again."""
    columns = tables.rates.c
    query = (
        select(columns.currency, columns.day, columns.value)
        .where(columns.company == company_id)
        .order_by(columns.currency, columns.day)
    )
    found: dict[str, list[Rate]] = defaultdict(list)
    for currency, day, value in connection.execute(query):
        if day <= today:
            found[currency].clear()
        found[currency].append(Rate(currency=currency, day=day, value=Decimal(value)))
    return {currency: tuple(rates) for currency, rates in found.items()}


def read(
    connection: Connection, shared: Frame, customers: Sequence[str]
) -> tuple[list[Account], dict[str, int]]:
    """Read the accounts of one batch of customers, in the order given; unknown customers are left out.

    Returns:
        The accounts, and the count of changes of each customer when they were read.
    """
    asked = {"company": shared.company.id, "customers": list(customers)}
    currency = shared.company.currency
    known = {row[0]: customer_from(row, currency) for row in connection.execute(queries.CUSTOMERS, asked)}
    parts = _Parts(connection, shared, asked)
    accounts = [parts.account(known[id_]) for id_ in customers if id_ in known]
    return accounts, dict(connection.execute(queries.CHANGES, asked).all())


class _Parts:
    """What belongs to a batch of customers, by customer."""

    def __init__(self, connection: Connection, shared: Frame, asked: Mapping[str, Any]) -> None:
        def by_customer(query: Select[Any], build: Callable[[Any], T]) -> dict[str, list[T]]:
            found: dict[str, list[T]] = defaultdict(list)
            for row in connection.execute(query, asked):
                found[row[0]].append(build(row))
            return found

        currency = shared.company.currency
        self.shared = shared
        self.told = _Told(agreements(connection, shared.company.id, asked["customers"]), shared.today)
        self.open = read_invoices(connection.execute(queries.INVOICES, asked), currency)
        self.paid = read_invoices(connection.execute(queries.PAID_INVOICES, asked), currency)
        self.payments = _payments(connection, asked, shared.today, self.told.since)
        self.credits = by_customer(queries.CREDITS, lambda row: credit_from(row, currency))
        self.orders = by_customer(queries.ORDERS, order_from)
        self.contacts = by_customer(queries.CONTACTS, contact_from)
        self.tasks = by_customer(queries.TASKS, task_from)
        self.holds = by_customer(queries.HOLDS, hold_from)
        self.balances: dict[str, int] = dict(connection.execute(queries.BALANCES, asked).all())

    def account(self, customer: Customer) -> Account:
        """Put one customer's account together."""
        id_, shared, told = customer.id, self.shared, self.told
        payments = tuple(self.payments.get(id_, ()))
        invoices = self._invoices(id_, payments)
        credits_ = tuple(self.credits.get(id_, ()))
        orders = tuple(self.orders.get(id_, ()))
        holds = self.holds.get(id_, ())
        balance = from_minor(self.balances.get(id_, 0), shared.company.currency) if shared.balances else None
        return Account(
            company=shared.company,
            customer=customer,
            invoices=invoices,
            credits=credits_,
            payments=payments,
            orders=orders,
            rates=_needed(shared, invoices, credits_, orders),
            promises=tuple(told.promises.get(id_, ())),
            disputes=tuple(told.disputes.get(id_, ())),
            pauses=tuple(told.pauses.get(id_, ())),
            payment_plans=tuple(told.payment_plans.get(id_, ())),
            settlements=tuple(told.settlements.get(id_, ())),
            overrides=tuple(told.overrides.get(id_, ())),
            interruptions=tuple(told.interruptions.get(id_, ())),
            history=self._history(id_),
            calibration=shared.calibration,
            contacts=_that_count(self.contacts.get(id_, ()), invoices, shared.today),
            approvals=tuple(told.approvals.get(id_, ())),
            hand_overs=tuple(told.hand_overs.get(id_, ())),
            calls=tuple(told.calls.get(id_, ())),
            tasks=tuple(self.tasks.get(id_, ())),
            synced_on=shared.synced_on,
            bank_day=shared.bank_day,
            balance=balance,
            hold=next((hold for hold in holds if isinstance(hold, HoldState)), None),
            holds_before=max((hold for hold in holds if isinstance(hold, int)), default=0),
        )

    def _invoices(self, customer: str, payments: Sequence[Payment]) -> tuple[Invoice, ...]:
        """The open invoices; those that payments settled too if an agreement is to be judged by them."""
        open_ = self.open.invoices.get(customer, ())
        if customer not in self.told.since:
            return tuple(open_)
        settled = {each.installment for payment in payments for each in payment.allocations}
        paid = (
            invoice
            for invoice in self.paid.invoices.get(customer, ())
            if not settled.isdisjoint(part.id for part in invoice.installments)
        )
        return (*open_, *paid)

    def _history(self, customer: str) -> tuple[PaidInvoice, ...]:
        paid, parts = self.paid.paid.get(customer, ()), self.open.paid.get(customer, ())
        if not parts:
            return tuple(paid)
        return tuple(sorted((*paid, *parts), key=lambda each: (each.issued, each.due, each.paid)))


class _Told:
    """What was agreed with a batch of customers, by customer.

    Attributes:
        since: Beginning of the oldest agreement that stands, of those customers who have one that asks for
            money: what was paid since then tells whether it is kept.
    """

    def __init__(self, agreed: Agreements, today: date) -> None:
        self.promises = _grouped(agreed.promises)
        self.payment_plans = _grouped(agreed.payment_plans)
        self.settlements = _grouped(agreed.settlements)
        self.disputes = _grouped(agreed.disputes)
        self.pauses = _grouped(agreed.pauses)
        self.overrides = _grouped(agreed.overrides)
        self.interruptions = _grouped(agreed.interruptions)
        self.approvals = _grouped(agreed.approvals)
        self.hand_overs = _grouped(agreed.hand_overs)
        self.calls = _grouped(agreed.calls)
        self.since: dict[str, date] = {}
        asking: list[Promise | PaymentPlan | Settlement] = [
            *agreed.promises,
            *agreed.payment_plans,
            *agreed.settlements,
        ]
        for each in asking:
            if each.closed_on is None or each.closed_on > today:
                known = self.since.get(each.customer, each.made_on)
                self.since[each.customer] = min(known, each.made_on)


def _payments(
    connection: Connection, asked: Mapping[str, Any], today: date, agreed: Mapping[str, date]
) -> dict[str, list[Payment]]:
    """Read the recent payments, older ones of those with an agreement, and all that were returned.

    Args:
        connection: Where to read.
        asked: Company and customers.
        today: Day in the company's zone.
        agreed: Beginning of the oldest agreement, by customer.
    """
    recent = today - timedelta(days=PAYMENT_DAYS)
    found = read_payments(connection.execute(queries.PAYMENTS, {**asked, "since": recent}))
    older = {customer: day for customer, day in agreed.items() if day < recent}
    asked_more = {**asked, "customers": list(older), "since": min(older.values(), default=recent)}
    more = read_payments(connection.execute(queries.OLDER_PAYMENTS, {**asked_more, "until": recent}))
    returned = read_payments(connection.execute(queries.RETURNED_PAYMENTS, {**asked, "until": recent}))
    for customer, payments in more.items():
        found[customer] += (each for each in payments if each.day >= older[customer])
    for customer, payments in returned.items():
        known = older.get(customer, recent)
        found[customer] += (each for each in payments if each.day < known)
    return found


def _grouped(agreed: Iterable[Owned]) -> dict[str, list[Owned]]:
    found: dict[str, list[Owned]] = defaultdict(list)
    for each in agreed:
        found[each.customer].append(each)
    return found


def _needed(
    shared: Frame, invoices: Iterable[Invoice], credits_: Iterable[Credit], orders: Iterable[Order]
) -> tuple[Rate, ...]:
    """The rates of the currencies that occur."""
    if not shared.rates:
        return ()
    currencies = {invoice.currency for invoice in invoices}
    currencies.update(credit.residual.currency for credit in credits_)
    for order in orders:
        currencies.update((order.total.currency, order.uninvoiced.currency))
    currencies.discard(shared.company.currency)
    return tuple(rate for currency in sorted(currencies) for rate in shared.rates.get(currency, ()))


def _that_count(
    contacts: Sequence[ContactEvent], invoices: Iterable[Invoice], today: date
) -> tuple[ContactEvent, ...]:
    """The contacts about open items, those of the last month, and the newest by currency and by channel.

    The newest of all and the newest before today: they say how long ago the customer was last contacted.
    """
    if not contacts:
        return ()
    open_ = {each.id for invoice in invoices for each in invoice.installments if each.residual != 0}
    kept = {each.key for each in contacts if any(step.item in open_ for step in each.steps)}
    kept.update(each.key for each in contacts if each.day >= today - timedelta(days=CONTACT_DAYS))
    for some in (contacts, [each for each in contacts if each.day < today]):
        kept.update({each.currency: each.key for each in some}.values())
        kept.update({each.channel: each.key for each in some}.values())
    return tuple(each for each in contacts if each.key in kept)
