"""Accounts out: everything the rules may know about a customer, read in batches of customers.

A batch costs a fixed number of queries whatever its size, and no more than one batch is ever in memory.
Rows become records here and nowhere else; saving them is `ledger`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Row, Select, select

from relance_sync.rules.account import Account, HoldState, OpenTask
from relance_sync.rules.agreements import ContactEvent
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import (
    Allocation,
    Company,
    Credit,
    Customer,
    Installment,
    Invoice,
    Kind,
    Order,
    OrderState,
    Payment,
    Rate,
)
from relance_sync.rules.money import Money, from_minor
from relance_sync.rules.score import Calibration
from relance_sync.store import calibrations, queries, tables
from relance_sync.store.agreements import agreements
from relance_sync.store.encoding import steps_from

BATCH = 500
PAYMENT_DAYS = 90


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
        self.invoices = _read_invoices(connection.execute(queries.INVOICES, asked).all(), currency)
        since = shared.today - timedelta(days=PAYMENT_DAYS)
        self.payments = _read_payments(connection.execute(queries.PAYMENTS, {**asked, "since": since}).all())
        self.credits = by_customer(queries.CREDITS, lambda row: _credit(row, currency))
        self.orders = by_customer(queries.ORDERS, _order)
        self.contacts = by_customer(queries.CONTACTS, _contact)
        self.tasks = by_customer(queries.TASKS, _task)
        self.holds = by_customer(queries.HOLDS, _hold)
        self.balances: dict[str, int] = dict(connection.execute(queries.BALANCES, asked).all())
        agreed = agreements(connection, shared.company.id, asked["customers"])
        self.promises = _grouped(agreed.promises)
        self.disputes = _grouped(agreed.disputes)
        self.pauses = _grouped(agreed.pauses)
        self.payment_plans = _grouped(agreed.payment_plans)
        self.settlements = _grouped(agreed.settlements)
        self.overrides = _grouped(agreed.overrides)
        self.interruptions = _grouped(agreed.interruptions)
        self.approvals = _grouped(agreed.approvals)

    def account(self, customer: Customer) -> Account:
        """Put one customer's account together."""
        id_, shared = customer.id, self.shared
        invoices = tuple(self.invoices.get(id_, ()))
        credits_ = tuple(self.credits.get(id_, ()))
        orders = tuple(self.orders.get(id_, ()))
        holds = self.holds.get(id_, ())
        balance = from_minor(self.balances.get(id_, 0), shared.company.currency) if shared.balances else None
        return Account(
            company=shared.company,
            customer=customer,
            invoices=invoices,
            credits=credits_,
            payments=tuple(self.payments.get(id_, ())),
            orders=orders,
            rates=_needed(shared, invoices, credits_, orders),
            promises=tuple(self.promises.get(id_, ())),
            disputes=tuple(self.disputes.get(id_, ())),
            pauses=tuple(self.pauses.get(id_, ())),
            payment_plans=tuple(self.payment_plans.get(id_, ())),
            settlements=tuple(self.settlements.get(id_, ())),
            overrides=tuple(self.overrides.get(id_, ())),
            interruptions=tuple(self.interruptions.get(id_, ())),
            calibration=shared.calibration,
            contacts=_that_count(self.contacts.get(id_, ()), invoices, shared.today),
            approvals=tuple(self.approvals.get(id_, ())),
            tasks=tuple(self.tasks.get(id_, ())),
            synced_on=shared.synced_on,
            bank_day=shared.bank_day,
            balance=balance,
            hold=next((hold for hold in holds if isinstance(hold, HoldState)), None),
            holds_before=max((hold for hold in holds if isinstance(hold, int)), default=0),
        )


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
    """The contacts about open items, and by currency the newest of all and the newest before today.

    The latter two say how long ago the customer was last contacted.
    """
    if not contacts:
        return ()
    open_ = {each.id for invoice in invoices for each in invoice.installments if each.residual != 0}
    kept = {each.key for each in contacts if any(step.item in open_ for step in each.steps)}
    kept.update({each.currency: each.key for each in contacts}.values())
    kept.update({each.currency: each.key for each in contacts if each.day < today}.values())
    return tuple(each for each in contacts if each.key in kept)


def customer_from(row: Row[Any], currency: str) -> Customer:
    """Read a customer from a row of its table; the currency is the company's."""
    return Customer(
        id=row.id,
        name=row.name,
        kind=None if row.kind is None else Kind(row.kind),
        email=row.email,
        phone=row.phone,
        language=row.language,
        segment=row.segment,
        tags=tuple(row.tags),
        plan=row.plan,
        collector=row.collector,
        salesperson=row.salesperson,
        credit_limit=_maybe(row.credit_limit, currency),
        chased=row.chased,
        url=row.url,
    )


def _maybe(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else from_minor(minor, currency)


def _money(minor: int, currency: str) -> Money:
    return Money(amount=from_minor(minor, currency), currency=currency)


def _read_invoices(rows: Iterable[Any], company_currency: str) -> dict[str, list[Invoice]]:
    """Put rows, one for each installment, together to invoices; rows of one invoice follow one another."""
    found: dict[str, list[Invoice]] = defaultdict(list)
    heads: dict[str, Any] = {}
    parts: dict[str, list[Installment]] = defaultdict(list)
    for row in rows:
        # By position, and unpacked at once: this is where a million rows pass.
        _, invoice, _, _, currency, _, _, id_, due, amount, residual, booked = row
        if id_ is None:  # The join is an outer one for speed's sake only.
            continue
        heads.setdefault(invoice, row)
        parts[invoice].append(
            Installment(
                id=id_,
                due=due,
                amount=from_minor(amount, currency),
                residual=from_minor(residual, currency),
                booked=None if booked is None else from_minor(booked, company_currency),
            )
        )
    for invoice, row in heads.items():
        customer, _, number, issued, currency, plan, chased, *_ = row
        found[customer].append(
            Invoice(
                id=invoice,
                customer=customer,
                number=number,
                issued=issued,
                currency=currency,
                installments=tuple(parts[invoice]),
                plan=plan,
                chased=chased,
            )
        )
    return found


def _read_payments(rows: Iterable[Any]) -> dict[str, list[Payment]]:
    found: dict[str, list[Payment]] = defaultdict(list)
    heads: dict[str, Any] = {}
    parts: dict[str, list[Allocation]] = defaultdict(list)
    for row in rows:
        payment, (installment, amount, currency, day) = row[1], row[6:]
        heads.setdefault(payment, row)
        if installment is not None:
            parts[payment].append(
                Allocation(installment=installment, amount=_money(amount, currency), day=day)
            )
    for payment, row in heads.items():
        customer, _, day, amount, currency, returned_on, *_ = row
        found[customer].append(
            Payment(
                id=payment,
                customer=customer,
                day=day,
                amount=_money(amount, currency),
                allocations=tuple(parts.get(payment, ())),
                returned_on=returned_on,
            )
        )
    return found


def _credit(row: Row[Any], currency: str) -> Credit:
    return Credit(
        id=row.id,
        customer=row.customer,
        number=row.number,
        day=row.day,
        residual=_money(row.residual, row.currency),
        booked=_maybe(row.booked, currency),
    )


def _order(row: Row[Any]) -> Order:
    return Order(
        id=row.id,
        customer=row.customer,
        number=row.number,
        day=row.day,
        state=OrderState(row.state),
        total=_money(row.total, row.total_currency),
        uninvoiced=_money(row.uninvoiced, row.uninvoiced_currency),
        prepaid=row.prepaid,
        to_deliver=row.to_deliver,
        salesperson=row.salesperson,
    )


def _contact(row: Row[Any]) -> ContactEvent:
    return ContactEvent(
        key=row.key, day=row.day, channel=row.channel, currency=row.currency, steps=steps_from(row.steps)
    )


def _task(row: Row[Any]) -> OpenTask:
    return OpenTask(
        key=row.key,
        items=tuple(row.items),
        order=row.order_id,
        hold_cycle=row.hold_cycle,
        alert=row.alert,
    )


def _hold(row: Row[Any]) -> HoldState | int:
    """Read a hold in force; of one that has ended only its number, which retention leaves."""
    if row.ended_on is not None:
        return int(row.cycle)
    return HoldState(level=Level(row.level), since=row.since, cycle=row.cycle, proposal=row.proposal)
