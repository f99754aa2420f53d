"""The portfolio: the invoices of a company, paid ones too, with what was set against them, by customer.

For indicators and simulations: an account from here bears no contacts, holds, tasks or history. A payment is
listed with the invoices it settled, whoever paid, and bears only its allocations to that customer's invoices.
Works inside the transaction it is given, changes nothing, and reads invoices row by row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import CTE, Connection, Row, Select, and_, or_, select

from relance_sync.rules.account import Account
from relance_sync.rules.ledger import (
    Allocation,
    Company,
    Credit,
    Customer,
    Installment,
    Invoice,
    Order,
    Payment,
)
from relance_sync.rules.money import from_minor
from relance_sync.store import tables
from relance_sync.store.account_rows import credit_from, customer_from, money_from, order_from
from relance_sync.store.accounts import rates_by_currency
from relance_sync.store.agreements import agreements
from relance_sync.store.queries import ORDER_IS_OPEN

_ROWS = 1000
_SETTLED = ("payment", "taken", "taken_in", "taken_on", "payer", "paid_on", "paid", "paid_in", "returned_on")


def portfolio(
    connection: Connection, company: Company, as_of: date, since: date | None = None
) -> Iterator[Account]:
    """Yield every customer: first those with an invoice, by id, then the others, by id.

    Args:
        connection: Where to read.
        company: The company.
        as_of: Chooses the rates, given to every account as they are: those in use on this day and later.
        since: Leave out what was settled by then; None for everything.
    """
    customers = _customers(connection, company)
    others = _Others(connection, company)
    rates = tuple(rate for some in rates_by_currency(connection, company.id, as_of).values() for rate in some)

    def account(id_: str, rows: list[Row[Any]]) -> Account:
        agreed: dict[str, Any] = {name: tuple(some) for name, some in others.agreed[id_].items()}
        return Account(
            company=company,
            customer=customers.pop(id_),
            invoices=_ledger(rows),
            payments=_payments(rows),
            credits=tuple(others.credits.get(id_, ())),
            orders=tuple(others.orders.get(id_, ())),
            rates=rates,
            **agreed,
        )

    # Closed even if the reader stops half-way: PostgreSQL keeps the rest of an answer until then.
    query = invoices(company.id, since).execution_options(yield_per=_ROWS)
    with connection.execute(query) as rows:
        for id_, some in groupby(rows, key=lambda row: str(row.customer)):
            mine = list(some)
            if id_ in customers:
                yield account(id_, mine)
    for id_ in sorted(customers):
        yield account(id_, [])


def segments(connection: Connection, company_id: str) -> dict[str, str]:
    """Return the policy's segment of each customer, as last assessed; those without one are not in it."""
    columns = tables.reviews.c
    name = columns.assessment["risk"]["segment"].as_string()
    query = select(columns.customer, name.label("segment")).where(
        columns.company == company_id, columns.assessed_on.is_not(None), name.is_not(None)
    )
    return {row.customer: row.segment for row in connection.execute(query)}


def _customers(connection: Connection, company: Company) -> dict[str, Customer]:
    query = select(tables.customers).where(tables.customers.c.company == company.id)
    return {row.id: customer_from(row, company.currency) for row in connection.execute(query)}


class _Others:
    """What belongs to customers beside their invoices, by customer."""

    def __init__(self, connection: Connection, company: Company) -> None:
        self.credits: dict[str, list[Credit]] = defaultdict(list)
        self.orders: dict[str, list[Order]] = defaultdict(list)
        # What was agreed, by the customer and the account's own name for it.
        self.agreed: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for credit in connection.execute(_credits(company.id)):
            self.credits[credit.customer].append(credit_from(credit, company.currency))
        for order in connection.execute(_orders(company.id)):
            self.orders[order.customer].append(order_from(order))
        agreed = agreements(connection, company.id, None)
        for kind in fields(agreed):
            for each in getattr(agreed, kind.name):
                self.agreed[each.customer][kind.name].append(each)


def _credits(company_id: str) -> Select[Any]:
    columns = tables.credits_.c
    return (
        select(tables.credits_)
        .where(columns.company == company_id, columns.residual > 0)
        .order_by(columns.day, columns.id)
    )


def _orders(company_id: str) -> Select[Any]:
    columns = tables.orders.c
    return (
        select(tables.orders)
        .where(columns.company == company_id, ORDER_IS_OPEN)
        .order_by(columns.day, columns.id)
    )


def invoices(company_id: str, since: date | None) -> Select[Any]:
    """Ask for one row for each allocation of an installment, or one without, by customer and invoice."""
    heads, parts, settled = tables.invoices.c, tables.installments.c, _settled(company_id).c
    query = (
        select(
            *(heads[name] for name in ("customer", "id", "number", "issued", "currency", "plan", "chased")),
            parts.id.label("part"),
            *(parts[name] for name in ("due", "amount", "residual")),
            *(settled[name] for name in _SETTLED),
        )
        .join_from(
            tables.invoices,
            tables.installments,
            and_(parts.company == heads.company, parts.invoice == heads.id),
        )
        .outerjoin(settled.installment.table, settled.installment == parts.id)
        .where(heads.company == company_id)
        .order_by(heads.customer, heads.issued, heads.id, parts.position)
        .order_by(settled.taken_on, settled.payment, settled.position)
    )
    if since is None:
        return query
    allocations = tables.allocations.c
    later = select(allocations.installment).where(allocations.company == company_id, allocations.day > since)
    return query.where(or_(parts.residual != 0, heads.issued > since, parts.id.in_(later)))


def _settled(company_id: str) -> CTE:
    """Every allocation with its payment.

    Materialized, so that SQLite makes an index of it: it has none by installment, and would go through all
    allocations for each installment.
    """
    allocations, payments = tables.allocations.c, tables.payments.c
    query = (
        select(
            allocations.installment,
            allocations.position,
            allocations.payment,
            allocations.amount.label("taken"),
            allocations.currency.label("taken_in"),
            allocations.day.label("taken_on"),
            payments.customer.label("payer"),
            payments.day.label("paid_on"),
            payments.amount.label("paid"),
            payments.currency.label("paid_in"),
            payments.returned_on,
        )
        .join_from(
            tables.allocations,
            tables.payments,
            and_(payments.company == allocations.company, payments.id == allocations.payment),
        )
        .where(allocations.company == company_id)
    )
    return query.cte("settled").prefix_with("MATERIALIZED")


def _ledger(rows: Iterable[Row[Any]]) -> tuple[Invoice, ...]:
    found = []
    for id_, some in groupby(rows, key=lambda row: str(row.id)):
        lines = list(some)
        first = lines[0]
        parts = {row.part: row for row in lines}
        found.append(
            Invoice(
                id=id_,
                customer=first.customer,
                number=first.number,
                issued=first.issued,
                currency=first.currency,
                installments=tuple(_installment(row) for row in parts.values()),
                plan=first.plan,
                chased=first.chased,
            )
        )
    return tuple(found)


def _installment(row: Row[Any]) -> Installment:
    return Installment(
        id=row.part,
        due=row.due,
        amount=from_minor(row.amount, row.currency),
        residual=from_minor(row.residual, row.currency),
    )


def _payments(rows: Iterable[Row[Any]]) -> tuple[Payment, ...]:
    """Return the payments, newest first."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.payment is not None:
            found[row.payment].append(row)
    payments = (
        Payment(
            id=id_,
            customer=lines[0].payer,
            day=lines[0].paid_on,
            amount=money_from(lines[0].paid, lines[0].paid_in),
            returned_on=lines[0].returned_on,
            allocations=tuple(
                Allocation(installment=row.part, amount=money_from(row.taken, row.taken_in), day=row.taken_on)
                for row in lines
            ),
        )
        for id_, lines in sorted(found.items())
    )
    return tuple(sorted(payments, key=lambda each: each.day, reverse=True))
