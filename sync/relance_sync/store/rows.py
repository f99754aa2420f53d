"""Turns ledger records into rows: amounts to minor units, and a digest that tells whether anything changed.

One shape per kind of record. Reading rows back is `accounts`; nothing here touches a database.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from sqlalchemy import Table

from relance_sync.rules.ledger import Balance, Credit, Customer, Invoice, Order, Payment, Rate, Record
from relance_sync.rules.money import Money, exponent, to_minor
from relance_sync.store import tables

Row = dict[str, Any]
# A 64-bit integer holds every number of so many digits.
_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Where a kind of record is kept.

    Attributes:
        row: Builds the row (without company and digest) of a record; the currency is the company's.
        children: Table of what belongs to a record, in order; None if nothing does.
        parent: Column of `children` that names the record; empty without children.
        child_rows: Builds the children's rows (without company, parent and position).
    """

    table: Table
    row: Callable[[Any, str], Row]
    children: Table | None = None
    parent: str = ""
    child_rows: Callable[[Any, str], list[Row]] = lambda _record, _currency: []


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A record as rows.

    Attributes:
        customer: Id of the customer it is about; None for a rate.
    """

    id: str
    customer: str | None
    row: Row
    children: tuple[Row, ...]


def encode(kind: str, record: Record, company: str, currency: str) -> Encoded:
    """Turn a record into rows.

    Args:
        kind: As in `rules.ledger.RECORD_KINDS`.
        record: Of that kind.
        company: Id of the company.
        currency: The company's currency.

    Raises:
        ValueError: If an amount does not fit its currency, or a currency is none.
    """
    shape = SHAPES[kind]
    row = shape.row(record, currency)
    children = shape.child_rows(record, currency)
    # Another order of the same children is no change; the order of columns is fixed by the code.
    said = (list(row.values()), sorted(repr(list(child.values())) for child in children))
    row["digest"] = blake2b(repr(said).encode(), digest_size=16).hexdigest()
    row["company"] = company
    for position, child in enumerate(children):
        child |= {"company": company, shape.parent: row["id"], "position": position}
    customer = row["id"] if kind == "customer" else row.get("customer")
    return Encoded(id=row["id"], customer=customer, row=row, children=tuple(children))


def record_id(record: Record) -> str:
    """Return what a record is known by; a rate and a balance have no id of their own."""
    if isinstance(record, Rate):
        return rate_id(record.currency, record.day)
    if isinstance(record, Balance):
        return record.customer
    return record.id


def rate_id(currency: str, day: date) -> str:
    """Return what a rate is known by."""
    return f"{currency} {day.isoformat()}"


def folded(text: str) -> str:
    """Return a text as it is searched for: without accents, in one case.

    >>> folded("Élodie BRUN")
    'elodie brun'
    """
    plain = (each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return "".join(plain).casefold()


def minor(amount: Decimal, currency: str) -> int:
    """Return an amount in minor units.

    Raises:
        ValueError: If it is no amount, does not fit its currency, or is larger than a database can hold.
    """
    checked = Money(amount=amount, currency=currency)
    if checked.amount and checked.amount.adjusted() + exponent(currency) >= _DIGITS:
        raise ValueError(f"{amount} {currency} is larger than any amount of a ledger")
    return to_minor(checked.amount, currency)


def maybe_minor(amount: Decimal | None, currency: str) -> int | None:
    """Return an amount in minor units; None stays None."""
    return None if amount is None else minor(amount, currency)


def _customer(record: Customer, currency: str) -> Row:
    return {
        "id": record.id,
        "name": record.name,
        "folded": folded(record.name),
        "kind": None if record.kind is None else str(record.kind),
        "email": record.email,
        "phone": record.phone,
        "mobile": record.mobile,
        "language": record.language,
        "segment": record.segment,
        "plan": record.plan,
        "tags": list(record.tags),
        "collector": record.collector,
        "salesperson": record.salesperson,
        "credit_limit": maybe_minor(record.credit_limit, currency),
        "chased": record.chased,
        "url": record.url,
    }


def _invoice(record: Invoice, _currency: str) -> Row:
    return {
        "id": record.id,
        "customer": record.customer,
        "number": record.number,
        "issued": record.issued,
        "currency": record.currency,
        "plan": record.plan,
        "chased": record.chased,
        "is_open": any(each.residual != 0 for each in record.installments),
        "expected_on": record.expected_on,
    }


def _installments(record: Invoice, currency: str) -> list[Row]:
    return [
        {
            "id": each.id,
            "due": each.due,
            "amount": minor(each.amount, record.currency),
            "residual": minor(each.residual, record.currency),
            "booked": maybe_minor(each.booked, currency),
        }
        for each in record.installments
    ]


def _credit(record: Credit, currency: str) -> Row:
    return {
        "id": record.id,
        "customer": record.customer,
        "number": record.number,
        "day": record.day,
        "residual": minor(record.residual.amount, record.residual.currency),
        "currency": record.residual.currency,
        "booked": maybe_minor(record.booked, currency),
    }


def _payment(record: Payment, _currency: str) -> Row:
    return {
        "id": record.id,
        "customer": record.customer,
        "day": record.day,
        "amount": minor(record.amount.amount, record.amount.currency),
        "currency": record.amount.currency,
        "returned_on": record.returned_on,
    }


def _allocations(record: Payment, _currency: str) -> list[Row]:
    return [
        {
            "installment": each.installment,
            "amount": minor(each.amount.amount, each.amount.currency),
            "currency": each.amount.currency,
            "day": each.day,
        }
        for each in record.allocations
    ]


def _order(record: Order, _currency: str) -> Row:
    return {
        "id": record.id,
        "customer": record.customer,
        "number": record.number,
        "day": record.day,
        "state": str(record.state),
        "total": minor(record.total.amount, record.total.currency),
        "total_currency": record.total.currency,
        "uninvoiced": minor(record.uninvoiced.amount, record.uninvoiced.currency),
        "uninvoiced_currency": record.uninvoiced.currency,
        "prepaid": record.prepaid,
        "to_deliver": record.to_deliver,
        "salesperson": record.salesperson,
    }


def _rate(record: Rate, _currency: str) -> Row:
    Money(amount=record.value, currency=record.currency)  # refuses what is no number and no currency
    return {
        "id": rate_id(record.currency, record.day),
        "currency": record.currency,
        "day": record.day,
        "value": str(record.value.normalize()),
    }


def _balance(record: Balance, currency: str) -> Row:
    return {
        "id": record.customer,
        "customer": record.customer,
        "amount": minor(record.amount, currency),
    }


SHAPES: Mapping[str, Shape] = {
    "customer": Shape(table=tables.customers, row=_customer),
    "invoice": Shape(
        table=tables.invoices,
        row=_invoice,
        children=tables.installments,
        parent="invoice",
        child_rows=_installments,
    ),
    "credit": Shape(table=tables.credits_, row=_credit),
    "payment": Shape(
        table=tables.payments,
        row=_payment,
        children=tables.allocations,
        parent="payment",
        child_rows=_allocations,
    ),
    "order": Shape(table=tables.orders, row=_order),
    "rate": Shape(table=tables.rates, row=_rate),
    "balance": Shape(table=tables.balances, row=_balance),
}
