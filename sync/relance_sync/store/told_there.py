"""What people recorded on the platform itself, kept beside what they told us: one page states all of it.

Works inside the transaction it is given. Such a record is kept as any other, under an id that says where it
is from, and follows the platform: it is changed, ended and taken out there only.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, select

from relance_sync.errors import Skip
from relance_sync.ports import TOLD, Page, SkippedRecord
from relance_sync.rules.account import Told
from relance_sync.store import agreements, tables
from relance_sync.store.engine import batches
from relance_sync.store.forgotten import forgotten_ids, remember
from relance_sync.store.reviews import mark_changed
from relance_sync.store.told_rows import SHAPES

_THERE = "there:"


def is_there(id_: str) -> bool:
    """Tell whether what has this id was recorded on the platform."""
    return id_.startswith(_THERE)


def save(
    connection: Connection, company_id: str, page: Page, at: datetime
) -> tuple[frozenset[str], list[SkippedRecord]]:
    """Follow a page of kind `TOLD`: add what is new, change what differs, take out what it does not state.

    What is about somebody of whom nothing is in the ledger, or was deleted by retention, is left out.

    Returns:
        Ids of the customers whose stored data is now another, and what could not be kept.
    """
    stored = _stored(connection, company_id)
    stated = {each.id: each for each in (replace(told, id=f"{_THERE}{told.id}") for told in page.told)}
    unread = {f"{_THERE}{each.id}" for each in page.skipped}
    known = _known(connection, company_id, {each.customer for each in stated.values()})
    left = forgotten_ids(connection, company_id, TOLD)
    touched: set[str] = set()
    unfit = []
    for each in stated.values():
        before = stored.get(each.id)
        if before == each or each.customer not in known or each.id in left:
            continue
        try:
            agreements.add(connection, company_id, each, at, changed=before is not None)
        except Skip as problem:
            unfit.append(
                SkippedRecord(kind=TOLD, id=each.id.removeprefix(_THERE), problem=problem.user_message)
            )
            continue
        touched.add(each.customer)
        if before is not None and before.customer != each.customer:
            # It was about somebody else, who is to be assessed without it.
            touched.add(before.customer)
            mark_changed(connection, company_id, [before.customer])
    for id_ in stored.keys() - stated.keys() - unread:
        touched.add(stored[id_].customer)
        agreements.remove(connection, company_id, type(stored[id_]), id_, at)
    return frozenset(touched), unfit


def forget(connection: Connection, company_id: str, ids: Iterable[str], day: date) -> None:
    """Note which of these ids are the platform's: what retention deleted is not to be read in again."""
    remember(connection, company_id, TOLD, filter(is_there, ids), day)


def _stored(connection: Connection, company_id: str) -> dict[str, Told]:
    found: dict[str, Told] = {}
    for shape in SHAPES.values():
        columns = shape.table.c
        query = select(shape.table).where(columns.company == company_id, columns.id.startswith(_THERE))
        found |= {row.id: shape.read(row) for row in connection.execute(query)}
    return found


def _known(connection: Connection, company_id: str, customers: set[str]) -> set[str]:
    columns = tables.customers.c
    query = select(columns.id).where(columns.company == company_id)
    return {
        id_
        for some in batches(customers)
        for id_ in connection.execute(query.where(columns.id.in_(some))).scalars()
    }
