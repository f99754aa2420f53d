"""The ledger's records that are settled: paid invoices, payments, used credits, finished orders.

The accounting tool keeps the documents themselves; what is deleted here is our copy. Its ids stay, so that a
full pull does not read it in again. Works inside the transaction it is given.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, delete, func, not_, select

from relance_sync.rules.retention import DataClass
from relance_sync.store import tables
from relance_sync.store.forgotten import remember
from relance_sync.store.past import Candidate, Past, Removal
from relance_sync.store.queries import ORDER_RUNS
from relance_sync.store.reviews import mark_changed
from relance_sync.store.rows import SHAPES

_invoices, _parts = tables.invoices.c, tables.installments.c
_payments, _allocations = tables.payments.c, tables.allocations.c
_credits, _orders = tables.credits_.c, tables.orders.c


def _paid_invoices(past: Past) -> Iterator[Candidate]:
    """Last activity: the issue, the last due date or the last payment, whichever is latest."""
    newest = past.newest(DataClass.LEDGER)
    if newest is None:
        return
    query = (
        select(
            _invoices.id,
            _invoices.customer,
            _invoices.issued,
            func.max(_parts.due),
            func.max(_allocations.day),
        )
        .join_from(
            tables.invoices,
            tables.installments,
            and_(_parts.company == _invoices.company, _parts.invoice == _invoices.id),
        )
        .outerjoin(
            tables.allocations,
            and_(_allocations.company == _parts.company, _allocations.installment == _parts.id),
        )
        .where(_invoices.company == past.company_id, not_(_invoices.is_open), _invoices.issued <= newest)
        .group_by(_invoices.id, _invoices.customer, _invoices.issued)
    )
    for id_, customer, *days in past.rows(query):
        yield Candidate(id=id_, customer=customer, last=max(day for day in days if day is not None))


def _spent_payments(past: Past) -> Iterator[Candidate]:
    """Payments that settled nothing that is still stored: they are how its payment is known."""
    newest = past.newest(DataClass.LEDGER)
    if newest is None:
        return
    stored = select(_parts.id).where(_parts.company == past.company_id)
    used = select(_allocations.payment).where(
        _allocations.company == past.company_id, _allocations.installment.in_(stored)
    )
    query = (
        select(_payments.id, _payments.customer, _payments.day, func.max(_allocations.day))
        .outerjoin_from(
            tables.payments,
            tables.allocations,
            and_(_allocations.company == _payments.company, _allocations.payment == _payments.id),
        )
        .where(_payments.company == past.company_id, _payments.day <= newest, _payments.id.not_in(used))
        .group_by(_payments.id, _payments.customer, _payments.day)
    )
    for id_, customer, day, allocated in past.rows(query):
        yield Candidate(id=id_, customer=customer, last=max(day, allocated or day))


def _used_credits(past: Past) -> Iterator[Candidate]:
    query = select(_credits.id, _credits.customer, _credits.day)
    for row in past.rows(query.where(_credits.company == past.company_id, _credits.residual == 0)):
        yield Candidate(id=row.id, customer=row.customer, last=row.day)


def _finished_orders(past: Past) -> Iterator[Candidate]:
    """Those that no longer run, quotations of long ago among them."""
    query = select(_orders.id, _orders.customer, _orders.day)
    for row in past.rows(query.where(_orders.company == past.company_id, not_(ORDER_RUNS))):
        yield Candidate(id=row.id, customer=row.customer, last=row.day)


def _remove(connection: Connection, company_id: str, ids: Sequence[Any], day: date, *, kind: str) -> None:
    """Delete records of a kind; those who are left are assessed again, for their history is shorter."""
    table = SHAPES[kind].table
    of = (table.c.company == company_id, table.c.id.in_(ids))
    customers = set(connection.execute(select(table.c.customer).where(*of)).scalars())
    connection.execute(delete(table).where(*of))
    remember(connection, company_id, kind, ids, day)
    mark_changed(connection, company_id, customers)


def _removal(kind: str, candidates: Callable[[Past], Iterator[Candidate]]) -> Removal:
    return Removal(candidates=candidates, remove=partial(_remove, kind=kind))


# Payments after the invoices that they settled.
REMOVALS = (
    _removal("invoice", _paid_invoices),
    _removal("payment", _spent_payments),
    _removal("credit", _used_credits),
    _removal("order", _finished_orders),
)
