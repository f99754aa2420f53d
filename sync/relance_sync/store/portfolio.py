"""The portfolio: all invoices of a company, paid ones too, with what was set against them, customer by customer.

For indicators only: an account from here bears no orders, contacts, holds or tasks, and of its customer the name,
segment, collector, salesperson and address. A payment is listed with the invoices it settled, whoever paid, and
bears only the allocations to that customer's invoices. Works inside the transaction it is given, changes nothing,
and reads invoices row by row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from relance_sync.rules.account import Account
from relance_sync.rules.ledger import Allocation, Company, Credit, Customer, Installment, Invoice, Payment, Rate
from relance_sync.rules.money import Money, from_minor
from relance_sync.store import tables
from relance_sync.store.agreements import Agreements, agreements

_ROWS = 1000
_KNOWN = ("id", "name", "segment", "collector", "salesperson", "url")


def portfolio(connection: Connection, company: Company, rates: tuple[Rate, ...]) -> Iterator[Account]:
    """Yield every customer with an invoice or an open credit: by id, those without an invoice last.

    Args:
        connection: Where to read.
        company: The company.
        rates: Given to every account as they are.
    """
    customers = _customers(connection, company.id)
    credit = _credits(connection, company.id)
    agreed = _by_customer(agreements(connection, company.id, None))

    def account(id_: str, invoices: tuple[Invoice, ...], payments: tuple[Payment, ...]) -> Account:
        mine = agreed.get(id_, Agreements())
        return Account(
            company=company,
            customer=customers[id_],
            invoices=invoices,
            credits=tuple(credit.pop(id_, ())),
            payments=payments,
            rates=rates,
            promises=mine.promises,
            disputes=mine.disputes,
            pauses=mine.pauses,
        )

    # Closed even if the reader stops half-way: PostgreSQL keeps the rest of an answer until then.
    with connection.execute(_invoices(company.id).execution_options(yield_per=_ROWS)) as rows:
        for id_, some in groupby(rows, key=lambda row: str(row.customer)):
            mine = list(some)
            if id_ in customers:
                yield account(id_, _ledger(mine), _payments(mine))
    for id_ in sorted(credit):
        if id_ in customers:
            yield account(id_, (), ())


def _customers(connection: Connection, company_id: str) -> dict[str, Customer]:
    columns = tables.customers.c
    query = select(*(columns[name] for name in _KNOWN)).where(columns.company == company_id)
    return {row.id: Customer(**row._asdict()) for row in connection.execute(query)}


def _credits(connection: Connection, company_id: str) -> dict[str, list[Credit]]:
    columns = tables.credits_.c
    query = (
        select(tables.credits_)
        .where(columns.company == company_id, columns.residual > 0)
        .order_by(columns.day, columns.id)
    )
    found: dict[str, list[Credit]] = defaultdict(list)
    for row in connection.execute(query):
        residual = _money(row.residual, row.currency)
        found[row.customer].append(
            Credit(id=row.id, customer=row.customer, number=row.number, day=row.day, residual=residual)
        )
    return dict(found)


def _by_customer(agreed: Agreements) -> dict[str, Agreements]:
    names = {each.customer for some in (agreed.promises, agreed.disputes, agreed.pauses) for each in some}
    sorted_out: dict[str, tuple[list[Any], list[Any], list[Any]]] = {name: ([], [], []) for name in names}
    for place, some in enumerate((agreed.promises, agreed.disputes, agreed.pauses)):
        for each in some:
            sorted_out[each.customer][place].append(each)
    return {
        name: Agreements(promises=tuple(promises), disputes=tuple(disputes), pauses=tuple(pauses))
        for name, (promises, disputes, pauses) in sorted_out.items()
    }


def _invoices(company_id: str) -> Select[Any]:
    """One row for each allocation of an installment, or one without."""
    invoices, parts = tables.invoices.c, tables.installments.c
    allocations, payments = tables.allocations.c, tables.payments.c
    return (
        select(
            invoices.customer,
            invoices.id,
            invoices.number,
            invoices.issued,
            invoices.currency,
            parts.id.label("part"),
            parts.due,
            parts.amount,
            parts.residual,
            allocations.payment,
            allocations.amount.label("taken"),
            allocations.currency.label("taken_in"),
            allocations.day.label("taken_on"),
            payments.customer.label("payer"),
            payments.day.label("paid_on"),
            payments.amount.label("paid"),
            payments.currency.label("paid_in"),
        )
        .join_from(
            tables.invoices,
            tables.installments,
            and_(parts.company == invoices.company, parts.invoice == invoices.id),
        )
        .outerjoin(
            tables.allocations,
            and_(allocations.company == parts.company, allocations.installment == parts.id),
        )
        .outerjoin(
            tables.payments,
            and_(payments.company == allocations.company, payments.id == allocations.payment),
        )
        .where(invoices.company == company_id)
        .order_by(
            invoices.customer,
            invoices.issued,
            invoices.id,
            parts.position,
            allocations.day,
            allocations.payment,
            allocations.position,
        )
    )


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
    """Return the payments in the order of their day."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.payment is not None:
            found[row.payment].append(row)

    def order(item: tuple[str, list[Row[Any]]]) -> tuple[date, str]:
        return item[1][0].paid_on, item[0]

    return tuple(
        Payment(
            id=id_,
            customer=lines[0].payer,
            day=lines[0].paid_on,
            amount=_money(lines[0].paid, lines[0].paid_in),
            allocations=tuple(
                Allocation(installment=row.part, amount=_money(row.taken, row.taken_in), day=row.taken_on)
                for row in lines
            ),
        )
        for id_, lines in sorted(found.items(), key=order)
    )


def _money(minor: int, currency: str) -> Money:
    return Money(amount=from_minor(minor, currency), currency=currency)
