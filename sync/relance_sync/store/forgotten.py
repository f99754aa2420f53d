"""What retention deleted stays deleted: a full pull states it again, and it is not read in.

Only the ids are kept. A record that came to life since (a paid invoice that is open again) is read as any
other, and with it its customer, who is to be read again in full.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, delete, exists, select, update

from relance_sync.ports import Page
from relance_sync.rules.ledger import Balance, Credit, Invoice, Order, OrderState, Payment, Record
from relance_sync.store import tables
from relance_sync.store.engine import batches, upsert
from relance_sync.store.rows import Encoded, record_id

_forgotten = tables.forgotten.c
_CUSTOMER = "customer"
# Kinds whose records call their customer back.
_CALLING = ("invoice", "credit", "payment", "order")


def remember(connection: Connection, company_id: str, kind: str, ids: Iterable[str], day: date) -> None:
    """Note that records were deleted and are not to be read in again."""
    rows = [
        {"company": company_id, "kind": kind, "id": id_, "forgotten_on": day, "returns": False} for id_ in ids
    ]
    for some in batches(rows):
        connection.execute(upsert(connection.dialect, tables.forgotten), some)


def without_forgotten(
    connection: Connection, company_id: str, page: Page, encoded: dict[str, Encoded]
) -> dict[str, Encoded]:
    """Leave out what was deleted and has not come to life, and forget the ids that are of no more use.

    Returns:
        What is to be saved, by id.
    """
    if not connection.execute(select(exists().where(_forgotten.company == company_id))).scalar():
        return encoded
    records = {record_id(record): record for record in page.records}
    known = _days(connection, company_id, page.kind, encoded)
    left = {id_ for id_, day in known.items() if not _lives(records[id_], day)}
    if page.kind == _CUSTOMER:
        left = known.keys() - _returning(connection, company_id)
    if page.kind == "balance":
        left = _settled(connection, company_id, records)
    _strike(connection, company_id, page.kind, {*page.gone, *(known.keys() - left)})
    if page.present is not None:
        deleted = forgotten_ids(connection, company_id, page.kind)
        _strike(connection, company_id, page.kind, deleted - {*page.present})
    kept = {id_: each for id_, each in encoded.items() if id_ not in left}
    if page.kind in _CALLING:
        _call_back(connection, company_id, {each.customer for each in kept.values() if each.customer})
    return kept


def come_back(connection: Connection, company_id: str) -> bool:
    """Let the customers return of whom something living arrived.

    Returns:
        Whether there are any: then everything is to be read again, for their own records are not stored.
        A run that stops before it did so does it the next time.
    """
    statement = delete(tables.forgotten).where(_forgotten.company == company_id, _forgotten.returns)
    if not connection.execute(statement).rowcount:
        return False
    pulls = tables.pulls
    connection.execute(update(pulls).where(pulls.c.company == company_id).values(full_on=None))
    return True


def _lives(record: Record, forgotten_on: date) -> bool:
    """Tell whether a deleted record has anything open again, or anything newer than its deletion."""
    match record:
        case Invoice():
            return any(each.residual != 0 for each in record.installments)
        case Credit():
            return record.residual.amount != 0
        case Payment():
            days = [record.day, *(each.day for each in record.allocations)]
            return max([*days, record.returned_on or record.day]) > forgotten_on
        case Order():
            return record.state is OrderState.CONFIRMED and (
                record.uninvoiced.amount != 0 or record.to_deliver
            )
    return False


def _days(connection: Connection, company_id: str, kind: str, ids: Iterable[str]) -> dict[str, date]:
    query = select(_forgotten.id, _forgotten.forgotten_on)
    query = query.where(_forgotten.company == company_id, _forgotten.kind == kind)
    found: dict[str, date] = {}
    for some in batches(ids):
        found.update(connection.execute(query.where(_forgotten.id.in_(some))).all())
    return found


def _returning(connection: Connection, company_id: str) -> set[str]:
    query = select(_forgotten.id).where(_forgotten.company == company_id, _forgotten.returns)
    return set(connection.execute(query).scalars())


def forgotten_ids(connection: Connection, company_id: str, kind: str) -> set[str]:
    """Return the ids of what was deleted and is not to be read in again."""
    query = select(_forgotten.id).where(_forgotten.company == company_id, _forgotten.kind == kind)
    return set(connection.execute(query).scalars())


def _settled(connection: Connection, company_id: str, records: Mapping[str, Record]) -> set[str]:
    """Balances of nothing, of customers who were deleted."""
    zero = [id_ for id_, each in records.items() if isinstance(each, Balance) and each.amount == 0]
    return set(_days(connection, company_id, _CUSTOMER, zero))


def _strike(connection: Connection, company_id: str, kind: str, ids: Iterable[str]) -> None:
    for some in batches(ids):
        connection.execute(
            delete(tables.forgotten).where(
                _forgotten.company == company_id, _forgotten.kind == kind, _forgotten.id.in_(some)
            )
        )


def _call_back(connection: Connection, company_id: str, customers: Iterable[str]) -> None:
    for some in batches(customers):
        connection.execute(
            update(tables.forgotten)
            .where(_forgotten.company == company_id, _forgotten.kind == _CUSTOMER, _forgotten.id.in_(some))
            .values(returns=True)
        )
