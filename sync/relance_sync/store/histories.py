"""Payment histories: every installment of a company with the day on which it was paid in full.

That day is the one of its last allocation. An installment that is settled without a known allocation (such as
by a write-off), that has no due date, or that asked for nothing says nothing about payment: it is left out.
Works inside the transaction it is given, changes nothing, and reads row by row.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, and_, func, or_, select

from relance_sync.rules.money import from_minor
from relance_sync.rules.score import PaidInvoice
from relance_sync.store import tables

_ROWS = 1000


def histories(connection: Connection, company_id: str) -> Iterator[PaidInvoice]:
    """Yield the installments of all customers, by customer and issue."""
    invoices, parts, allocations = tables.invoices.c, tables.installments.c, tables.allocations.c
    last = (
        select(allocations.installment, func.max(allocations.day).label("day"))
        .where(allocations.company == company_id)
        .group_by(allocations.installment)
        .subquery()
    )
    query = (
        select(
            invoices.customer,
            invoices.issued,
            invoices.currency,
            parts.due,
            parts.amount,
            parts.residual,
            last.c.day,
        )
        .join_from(
            tables.invoices,
            tables.installments,
            and_(parts.company == invoices.company, parts.invoice == invoices.id),
        )
        .outerjoin(last, last.c.installment == parts.id)
        .where(invoices.company == company_id, parts.due.is_not(None), parts.amount > 0)
        .where(or_(parts.residual > 0, last.c.day.is_not(None)))
        .order_by(invoices.customer, invoices.issued, invoices.id, parts.position)
    )
    # Closed even if the reader stops half-way: PostgreSQL keeps the rest of an answer until then.
    with connection.execute(query.execution_options(yield_per=_ROWS)) as rows:
        for row in rows:
            yield PaidInvoice(
                customer=row.customer,
                issued=row.issued,
                due=row.due,
                paid=row.day if row.residual <= 0 else None,
                amount=from_minor(row.amount, row.currency),
            )
