"""Rows become records: what the queries of an account return, as the rules know it.

Nothing here asks a database; which rows there are is `queries`, who gets them is `accounts`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from relance_sync.rules.account import HoldState, OpenTask
from relance_sync.rules.agreements import ContactEvent
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import (
    Allocation,
    Credit,
    Customer,
    Installment,
    Invoice,
    Kind,
    Order,
    OrderState,
    Payment,
)
from relance_sync.rules.money import Money, from_minor
from relance_sync.rules.score import PaidInvoice
from relance_sync.store.encoding import steps_from


def customer_from(row: Row[Any], currency: str) -> Customer:
    """Read a customer from a row of its table; the currency is the company's."""
    return Customer(
        id=row.id,
        name=row.name,
        kind=None if row.kind is None else Kind(row.kind),
        email=row.email,
        phone=row.phone,
        mobile=row.mobile,
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


def money_from(minor: int, currency: str) -> Money:
    """Read an amount from its minor units."""
    return Money(amount=from_minor(minor, currency), currency=currency)


@dataclass(slots=True)
class Billed:
    """Invoices of a batch of customers.

    Attributes:
        invoices: By customer, in the order of the rows.
        paid: By customer, how their installments were paid; open ones are not among them.
    """

    invoices: dict[str, list[Invoice]]
    paid: dict[str, list[PaidInvoice]]


def read_invoices(rows: Iterable[Any], company_currency: str) -> Billed:
    """Put rows, one for each installment, together to invoices.

    An installment that was settled without a known payment, or has no due date, says nothing about payment.
    """
    found = Billed(defaultdict(list), defaultdict(list))
    heads: dict[str, Any] = {}
    parts: dict[str, list[Installment]] = defaultdict(list)
    for row in rows:
        # By position, and unpacked at once: this is where a million rows pass.
        customer, invoice, _, issued, currency, _, _, _, _, id_, due, amount, residual, booked, paid_on = row
        if id_ is None:  # The join is an outer one for speed's sake only.
            continue
        if invoice not in heads:
            heads[invoice] = row
        asked = from_minor(amount, currency)
        parts[invoice].append(
            Installment(
                id=id_,
                due=due,
                amount=asked,
                residual=asked if residual == amount else from_minor(residual, currency),
                booked=None if booked is None else from_minor(booked, company_currency),
            )
        )
        if paid_on is not None and due is not None:
            line = PaidInvoice(customer=customer, issued=issued, due=due, paid=paid_on, amount=asked)
            found.paid[customer].append(line)
    for invoice, row in heads.items():
        found.invoices[row[0]].append(_invoice_from(row, tuple(parts[invoice])))
    return found


def _invoice_from(row: Any, installments: tuple[Installment, ...]) -> Invoice:  # noqa: ANN401  # a driver's row
    customer, id_, number, issued, currency, plan, chased, expected_on, expected_since, *_ = row
    return Invoice(
        id=id_,
        customer=customer,
        number=number,
        issued=issued,
        currency=currency,
        installments=installments,
        plan=plan,
        chased=chased,
        expected_on=expected_on,
        expected_since=expected_since,
    )


def read_payments(rows: Iterable[Any]) -> dict[str, list[Payment]]:
    """Put rows, one for each allocation, together to payments by customer."""
    found: dict[str, list[Payment]] = defaultdict(list)
    heads: dict[str, Any] = {}
    parts: dict[str, list[Allocation]] = defaultdict(list)
    for row in rows:
        payment, (installment, amount, currency, day) = row[1], row[6:]
        heads.setdefault(payment, row)
        if installment is not None:
            parts[payment].append(
                Allocation(installment=installment, amount=money_from(amount, currency), day=day)
            )
    for payment, row in heads.items():
        customer, _, day, amount, currency, returned_on, *_ = row
        found[customer].append(
            Payment(
                id=payment,
                customer=customer,
                day=day,
                amount=money_from(amount, currency),
                allocations=tuple(parts.get(payment, ())),
                returned_on=returned_on,
            )
        )
    return found


def credit_from(row: Row[Any], currency: str) -> Credit:
    """Read a credit; the currency is the company's."""
    return Credit(
        id=row.id,
        customer=row.customer,
        number=row.number,
        day=row.day,
        residual=money_from(row.residual, row.currency),
        booked=_maybe(row.booked, currency),
    )


def order_from(row: Row[Any]) -> Order:
    """Read an order."""
    return Order(
        id=row.id,
        customer=row.customer,
        number=row.number,
        day=row.day,
        state=OrderState(row.state),
        total=money_from(row.total, row.total_currency),
        uninvoiced=money_from(row.uninvoiced, row.uninvoiced_currency),
        prepaid=row.prepaid,
        to_deliver=row.to_deliver,
        salesperson=row.salesperson,
    )


def contact_from(row: Row[Any]) -> ContactEvent:
    """Read a contact."""
    return ContactEvent(
        key=row.key, day=row.day, channel=row.channel, currency=row.currency, steps=steps_from(row.steps)
    )


def task_from(row: Row[Any]) -> OpenTask:
    """Read an open task."""
    return OpenTask(
        key=row.key,
        items=tuple(row.items),
        order=row.order_id,
        hold_cycle=row.hold_cycle,
        alert=row.alert,
    )


def hold_from(row: Row[Any]) -> HoldState | int:
    """Read a hold in force; of one that has ended only its number, which retention leaves."""
    if row.ended_on is not None:
        return int(row.cycle)
    return HoldState(level=Level(row.level), since=row.since, cycle=row.cycle, proposal=row.proposal)
