"""What people told us: promises, disputes, pauses, and confirmations of a hold.

Works inside the transaction it is given. Whether an agreement is open, kept or broken is `rules.agreements`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, Row, Select, Table, select, update

from relance_sync.errors import Skip
from relance_sync.rules.account import HoldApproval
from relance_sync.rules.agreements import Dispute, Pause, Promise
from relance_sync.rules.money import Money, from_minor
from relance_sync.store import tables
from relance_sync.store.engine import upsert
from relance_sync.store.journal import Entry, record
from relance_sync.store.reviews import mark_changed
from relance_sync.store.rows import minor

Agreement = Promise | Dispute | Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """Everything agreed with one customer, or with all of them; closed ones too, oldest first."""

    promises: tuple[Promise, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    pauses: tuple[Pause, ...] = ()
    approvals: tuple[HoldApproval, ...] = ()


TABLES: Mapping[type[Agreement], tuple[Table, str]] = {
    Promise: (tables.promises, "promise"),
    Dispute: (tables.disputes, "dispute"),
    Pause: (tables.pauses, "pause"),
}


def add(connection: Connection, company_id: str, agreement: Agreement, at: datetime) -> None:
    """Record an agreement; one with the same id is replaced.

    Raises:
        Skip: If a promised amount does not fit its currency.
    """
    table, code = TABLES[type(agreement)]
    row = {name: getattr(agreement, name) for name in type(agreement).__slots__} | {"company": company_id}
    if isinstance(agreement, Promise):
        row |= {"invoices": list(agreement.invoices)} | _amount(agreement.amount)
    connection.execute(upsert(connection.dialect, table), row)
    figures = to_jsonable_python({name: getattr(agreement, name) for name in type(agreement).__slots__})
    _note(connection, company_id, agreement.customer, code, f"{code} added", figures, at)


def _amount(amount: Money | None) -> dict[str, Any]:
    if amount is None:
        return {"amount": None, "currency": None}
    try:
        return {"amount": minor(amount.amount, amount.currency), "currency": amount.currency}
    except (ValueError, ArithmeticError) as error:
        raise Skip(
            f"The promised amount cannot be recorded: {error}. Give it in whole minor units."
        ) from error


def close(
    connection: Connection, company_id: str, type_: type[Agreement], id_: str, day: date, at: datetime
) -> bool:
    """Close an agreement; False if there is none of this id or it is closed already."""
    table, code = TABLES[type_]
    statement = (
        update(table)
        .where(table.c.company == company_id, table.c.id == id_, table.c.closed_on.is_(None))
        .values(closed_on=day)
        .returning(table.c.customer)
    )
    customer = connection.execute(statement).scalar()
    if customer is None:
        return False
    figures = {"id": id_, "closed_on": day.isoformat()}
    _note(connection, company_id, customer, code, f"{code} closed", figures, at)
    return True


def add_approval(connection: Connection, company_id: str, approval: HoldApproval, at: datetime) -> None:
    """Record that a person confirmed a proposed hold."""
    row = {
        "company": company_id,
        "customer": approval.customer,
        "by_whom": approval.by,
        "day": approval.day,
        "until": approval.until,
    }
    connection.execute(tables.approvals.insert(), row)
    figures = {"by": approval.by, "day": approval.day.isoformat(), "until": approval.until.isoformat()}
    _note(connection, company_id, approval.customer, "approval", "hold confirmed", figures, at)


def _note(
    connection: Connection,
    company_id: str,
    customer: str,
    code: str,
    title: str,
    figures: Mapping[str, Any],
    at: datetime,
) -> None:
    entry = Entry(customer=customer, kind="recorded", code=code, title=title, detail={"figures": figures})
    record(connection, company_id, at, [entry])
    mark_changed(connection, company_id, [customer])


def agreements(connection: Connection, company_id: str, customers: Sequence[str] | None) -> Agreements:
    """Read what was agreed with some customers; with all of the company if None."""

    def of(table: Table, *order: str) -> Select[Any]:
        query = select(table).where(table.c.company == company_id)
        if customers is not None:
            query = query.where(table.c.customer.in_(customers))
        return query.order_by(*(table.c[name] for name in order))

    return Agreements(
        promises=tuple(map(promise, connection.execute(of(tables.promises, "made_on", "id")))),
        disputes=tuple(map(dispute, connection.execute(of(tables.disputes, "opened_on", "id")))),
        pauses=tuple(map(pause, connection.execute(of(tables.pauses, "since", "id")))),
        approvals=tuple(map(approval, connection.execute(of(tables.approvals, "seq")))),
    )


def promise(row: Row[Any]) -> Promise:
    """Read a promise."""
    return Promise(
        id=row.id,
        customer=row.customer,
        due=row.due,
        made_on=row.made_on,
        invoices=tuple(row.invoices),
        amount=None
        if row.amount is None
        else Money(amount=from_minor(row.amount, row.currency), currency=row.currency),
        closed_on=row.closed_on,
        source=row.source,
        note=row.note,
    )


def dispute(row: Row[Any]) -> Dispute:
    """Read a dispute."""
    return Dispute(**{name: getattr(row, name) for name in Dispute.__slots__ if name != "reason"})


def pause(row: Row[Any]) -> Pause:
    """Read a pause."""
    return Pause(**{name: getattr(row, name) for name in Pause.__slots__})


def approval(row: Row[Any]) -> HoldApproval:
    """Read the confirmation of a hold."""
    return HoldApproval(customer=row.customer, by=row.by_whom, day=row.day, until=row.until)
