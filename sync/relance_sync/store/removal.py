"""What is removed of each class of data: how candidates are found, and how they are deleted or blanked.

Works inside the transaction it is given. Whether a candidate goes is `rules.retention`, asked through `past`;
the ledger's own records are `removal_ledger`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    null,
    or_,
    select,
    tuple_,
    update,
)

from relance_sync.ports import Text
from relance_sync.rules.ledger import plus_days
from relance_sync.rules.retention import DataClass
from relance_sync.store import removal_ledger, tables, told_there
from relance_sync.store.encoding import effect_from, effect_json, steps_from
from relance_sync.store.engine import batches
from relance_sync.store.forgotten import remember
from relance_sync.store.outbox import State
from relance_sync.store.past import AGREED, OVERRIDES, Agreed, Candidate, Past, Removal

_holds, _approvals = tables.holds.c, tables.approvals.c
_outbox, _receipts, _history = tables.outbox.c, tables.receipts.c, tables.history.c
_reviews, _skipped, _customers = tables.reviews.c, tables.skipped.c, tables.customers.c

# The number of a hold that retention deleted has this level: no hold ever has it.
_NUMBER_ONLY = 0
_UNDELIVERED = (State.CANCELLED.value, State.FAILED.value)
_WORDY = ("written", "failed", "recorded")


def _end_of(day: date) -> datetime:
    return datetime.combine(plus_days(day, 1), time(), UTC)


# Holds and their confirmations.


def _ended_approvals(past: Past) -> Iterator[Candidate]:
    """A confirmation ends with the hold that it confirmed, at the latest on its last day."""
    ended = (
        select(_holds.customer, func.max(_holds.ended_on))
        .where(_holds.company == past.company_id, _holds.ended_on.is_not(None))
        .group_by(_holds.customer)
    )
    last = {customer: day for customer, day in past.rows(ended) if customer not in past.held}
    for row in past.rows(select(tables.approvals).where(_approvals.company == past.company_id)):
        ends = (row.until, row.closed_on, last.get(row.customer))
        # A hold that ended before was another one.
        later = [end for end in ends if end is not None and end >= row.day]
        yield Candidate(id=row.id, customer=row.customer, last=min(later, default=row.until))


def _ended_holds(past: Past) -> Iterator[Candidate]:
    query = select(_holds.customer, _holds.cycle, _holds.ended_on).where(
        _holds.company == past.company_id, _holds.ended_on.is_not(None), _holds.level != _NUMBER_ONLY
    )
    for customer, cycle, ended_on in past.rows(query):
        yield Candidate(id=(customer, cycle), customer=customer, last=ended_on)


def _remove_holds(connection: Connection, company_id: str, ids: Sequence[Any], day: date) -> None:
    """Delete holds; the number of the newest stays, so that no later one is taken for one written before."""
    customers = sorted({customer for customer, _ in ids})
    query = select(_holds.customer, func.max(_holds.cycle)).where(
        _holds.company == company_id, _holds.customer.in_(customers)
    )
    newest: dict[str, int] = dict(connection.execute(query.group_by(_holds.customer)).all())
    place = tuple_(_holds.customer, _holds.cycle)
    numbers = [each for each in ids if newest[each[0]] == each[1]]
    others = [each for each in ids if newest[each[0]] != each[1]]
    if others:
        connection.execute(delete(tables.holds).where(_holds.company == company_id, place.in_(others)))
    for customer, cycle in numbers:
        # Numbers that an earlier run left are overtaken by this one.
        connection.execute(
            delete(tables.holds).where(
                _holds.company == company_id,
                _holds.customer == customer,
                _holds.cycle < cycle,
                _holds.level == _NUMBER_ONLY,
            )
        )
        only = {"level": _NUMBER_ONLY, "proposal": False, "reference": "", "since": day, "ended_on": day}
        connection.execute(
            update(tables.holds)
            .where(_holds.company == company_id, _holds.customer == customer, _holds.cycle == cycle)
            .values(**only)
        )


# Words.


def _outbox_texts(past: Past) -> Iterator[Candidate]:
    newest = past.newest(DataClass.TEXTS)
    if newest is None:
        return
    at = func.coalesce(_outbox.sending_at, _outbox.planned_at, type_=tables.outbox.c.planned_at.type)
    query = select(_outbox.seq, _outbox.customer, at.label("at")).where(
        _outbox.company == past.company_id,
        _outbox.state.in_([State.DELIVERED.value, *_UNDELIVERED]),
        _outbox.blanked_on.is_(None),
        at < _end_of(newest),
    )
    for seq, customer, instant in past.rows(query):
        yield Candidate(id=seq, customer=customer, last=instant.date())


def _blank_outbox(connection: Connection, company_id: str, ids: Sequence[Any], day: date) -> None:
    query = select(_outbox.seq, _outbox.effect).where(_outbox.company == company_id, _outbox.seq.in_(ids))
    rows = [
        {"of": seq, "blank": effect_json(replace(effect_from(effect), text=Text(title="")))}
        for seq, effect in connection.execute(query).all()
    ]
    statement = update(tables.outbox).where(_outbox.seq == bindparam("of"))
    connection.execute(statement.values(effect=bindparam("blank"), problem="", blanked_on=day), rows)


def _history_texts(past: Past) -> Iterator[Candidate]:
    newest = past.newest(DataClass.TEXTS)
    if newest is None:
        return
    wordy = and_(_history.kind.in_(_WORDY), _history.blanked_on.is_(None))
    yield from _lines(past, newest, wordy)


def _blank_history(connection: Connection, company_id: str, ids: Sequence[Any], day: date) -> None:
    # The title of what a person recorded is a fixed word of ours.
    title = case((_history.kind == "recorded", _history.title), else_="")
    connection.execute(
        update(tables.history)
        .where(_history.company == company_id, _history.seq.in_(ids))
        .values(title=title, detail={}, blanked_on=day)
    )


# Journal.


def _journal(past: Past) -> Iterator[Candidate]:
    newest = past.newest(DataClass.JOURNAL)
    if newest is not None:
        yield from _lines(past, newest)


def _lines(past: Past, newest: date, *conditions: Any) -> Iterator[Candidate]:  # noqa: ANN401  # SQL
    """Lines of the history that are about a customer; our own about retention stay."""
    query = select(_history.seq, _history.customer, _history.at).where(
        _history.company == past.company_id,
        _history.customer != "",
        _history.at < _end_of(newest),
        *conditions,
    )
    for seq, customer, at in past.rows(query):
        yield Candidate(id=seq, customer=customer, last=at.date())


# Agreements.


def _ended(past: Past, *, agreed: Agreed) -> Iterator[Candidate]:
    for row in past.rows(select(agreed.table).where(agreed.table.c.company == past.company_id)):
        last = agreed.last(row)
        if last is not None:
            yield Candidate(id=row.id, customer=row.customer, last=last)


# Contacts, tasks and proofs.


def _proofs(past: Past) -> Iterator[Candidate]:
    """Receipts; not those of an open task, and not those of a contact about an open item."""
    newest = past.newest(DataClass.CONTACTS)
    if newest is None:
        return
    tasks = tables.tasks.c
    open_tasks = select(tasks.key).where(tasks.company == past.company_id, tasks.closed_on.is_(None))
    needed = _about_open_items(past, newest)
    query = select(_receipts.key, _receipts.customer, _receipts.day).where(
        _receipts.company == past.company_id, _receipts.day <= newest, _receipts.key.not_in(open_tasks)
    )
    for key, customer, day in past.rows(query):
        if key not in needed:
            yield Candidate(id=key, customer=customer, last=day)


def _about_open_items(past: Past, newest: date) -> set[str]:
    """Keys of the old contacts about anything that is still open: without them it were chased anew."""
    contacts, invoices, parts = tables.contacts.c, tables.invoices.c, tables.installments.c
    query = select(contacts.customer, contacts.key, contacts.steps)
    query = query.where(contacts.company == past.company_id, contacts.day <= newest)
    asked: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for customer, key, steps in past.rows(query):
        if customer in past.open:
            asked[customer][key] = {step.item for step in steps_from(steps)}
    items = (
        select(parts.id)
        .join_from(
            tables.invoices,
            tables.installments,
            and_(parts.company == invoices.company, parts.invoice == invoices.id),
        )
        .where(invoices.company == past.company_id, invoices.is_open, parts.residual != 0)
    )
    needed: set[str] = set()
    for some in batches(asked):
        open_ = set(past.connection.execute(items.where(invoices.customer.in_(some))).scalars())
        needed |= {
            key for customer in some for key, about in asked[customer].items() if not open_.isdisjoint(about)
        }
    return needed


def _remove_proofs(connection: Connection, company_id: str, ids: Sequence[Any], _day: date) -> None:
    for table in (tables.contacts, tables.tasks, tables.outbox, tables.receipts):
        connection.execute(delete(table).where(table.c.company == company_id, table.c.key.in_(ids)))


def _undelivered(past: Past) -> Iterator[Candidate]:
    newest = past.newest(DataClass.CONTACTS)
    if newest is None:
        return
    query = select(_outbox.seq, _outbox.customer, _outbox.planned_at).where(
        _outbox.company == past.company_id,
        _outbox.state.in_(_UNDELIVERED),
        _outbox.planned_at < _end_of(newest),
    )
    for seq, customer, at in past.rows(query):
        yield Candidate(id=seq, customer=customer, last=at.date())


# Assessments, skipped records, customers.


def _idle(past: Past) -> Iterator[Candidate]:
    query = select(_reviews.customer, _reviews.assessed_on).where(
        _reviews.company == past.company_id, _reviews.idle, _reviews.assessment.is_not(null())
    )
    for customer, day in past.rows(query):
        yield Candidate(id=customer, customer=customer, last=day)


def _blank_assessments(connection: Connection, company_id: str, ids: Sequence[Any], _day: date) -> None:
    # What a file on the platform was to show is shown by now.
    _deleting(tables.files, "customer")(connection, company_id, ids, _day)
    connection.execute(
        update(tables.reviews)
        .where(_reviews.company == company_id, _reviews.customer.in_(ids))
        .values(assessment=null(), exposure=None, overdue=None)
    )


def _unread(past: Past) -> Iterator[Candidate]:
    query = select(_skipped.kind, _skipped.id, _skipped.noted_on)
    query = query.where(_skipped.company == past.company_id, _skipped.noted_on.is_not(None))
    for kind, id_, day in past.rows(query):
        # Whose record it is was not read: it is protected as a person's.
        yield Candidate(id=(kind, id_), customer="", last=day)


def _remove_unread(connection: Connection, company_id: str, ids: Sequence[Any], _day: date) -> None:
    place = tuple_(_skipped.kind, _skipped.id)
    connection.execute(delete(tables.skipped).where(_skipped.company == company_id, place.in_(ids)))


_OF_CUSTOMERS: tuple[Table, ...] = (
    tables.invoices,
    tables.credits_,
    tables.payments,
    tables.orders,
    tables.approvals,
    tables.contacts,
    tables.tasks,
    tables.receipts,
    tables.outbox,
    tables.history,
    tables.overrides,
    *(each.table for each in AGREED),
)


def _without_anything(past: Past) -> Iterator[Candidate]:
    """Customers of whom nothing is stored but themselves and an idle assessment."""
    having = [
        _customers.id.not_in(select(table.c.customer).where(table.c.company == past.company_id))
        for table in _OF_CUSTOMERS
    ]
    held = select(_holds.customer).where(
        _holds.company == past.company_id,
        or_(_holds.level != _NUMBER_ONLY, _holds.ended_on.is_(None)),
    )
    query = select(_customers.id, _customers.changed_on).where(
        _customers.company == past.company_id,
        _customers.changed_on.is_not(None),
        _customers.id.not_in(held),
        *having,
    )
    for id_, day in past.rows(query):
        yield Candidate(id=id_, customer=id_, last=day)


def _remove_customers(connection: Connection, company_id: str, ids: Sequence[Any], day: date) -> None:
    for table, column in (
        (tables.reviews, "customer"),
        (tables.files, "customer"),
        (tables.holds, "customer"),
        (tables.balances, "id"),
        (tables.customers, "id"),
    ):
        connection.execute(delete(table).where(table.c.company == company_id, table.c[column].in_(ids)))
    remember(connection, company_id, "customer", ids, day)


def _deleting(table: Table, column: str) -> Callable[[Connection, str, Sequence[Any], date], None]:
    def remove(connection: Connection, company_id: str, ids: Sequence[Any], _day: date) -> None:
        connection.execute(delete(table).where(table.c.company == company_id, table.c[column].in_(ids)))

    return remove


def _deleting_told(table: Table) -> Callable[[Connection, str, Sequence[Any], date], None]:
    delete_them = _deleting(table, "id")

    def remove(connection: Connection, company_id: str, ids: Sequence[Any], day: date) -> None:
        delete_them(connection, company_id, ids, day)
        told_there.forget(connection, company_id, ids, day)

    return remove


REMOVALS: Mapping[DataClass, tuple[Removal, ...]] = {
    DataClass.HOLDS: (
        Removal(candidates=_ended_approvals, remove=_deleting_told(tables.approvals)),
        Removal(candidates=partial(_ended, agreed=OVERRIDES), remove=_deleting_told(tables.overrides)),
        Removal(candidates=_ended_holds, remove=_remove_holds),
    ),
    DataClass.TEXTS: (
        Removal(candidates=_outbox_texts, remove=_blank_outbox),
        Removal(candidates=_history_texts, remove=_blank_history),
    ),
    DataClass.AGREEMENTS: tuple(
        Removal(candidates=partial(_ended, agreed=each), remove=_deleting_told(each.table)) for each in AGREED
    ),
    DataClass.CONTACTS: (
        Removal(candidates=_proofs, remove=_remove_proofs),
        Removal(candidates=_undelivered, remove=_deleting(tables.outbox, "seq")),
    ),
    DataClass.JOURNAL: (Removal(candidates=_journal, remove=_deleting(tables.history, "seq")),),
    DataClass.ASSESSMENTS: (Removal(candidates=_idle, remove=_blank_assessments),),
    DataClass.LEDGER: removal_ledger.REMOVALS,
    DataClass.SKIPPED: (Removal(candidates=_unread, remove=_remove_unread),),
    DataClass.CUSTOMERS: (Removal(candidates=_without_anything, remove=_remove_customers),),
}
