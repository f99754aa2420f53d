"""What people told us: agreements, disputes, pauses, words on a hold, interruptions, hand-overs, calls.

Works inside the transaction it is given. Whether an agreement is open, kept or broken is
`rules.agreement_states`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, Select, Table, delete, select, update

from relance_sync.errors import Skip
from relance_sync.rules.account import (
    TOLD_NAMES,
    HoldApproval,
    HoldOverride,
    RecordedInterruption,
    Told,
)
from relance_sync.rules.agreements import Dispute, Pause, PaymentPlan, Promise, Settlement
from relance_sync.rules.recorded_contacts import Call, HandOver
from relance_sync.store.engine import upsert
from relance_sync.store.journal import Entry, record
from relance_sync.store.reviews import mark_changed
from relance_sync.store.told_rows import SHAPES, Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """Everything agreed with one customer, or with all of them; closed ones too, oldest first."""

    promises: tuple[Promise, ...] = ()
    payment_plans: tuple[PaymentPlan, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    pauses: tuple[Pause, ...] = ()
    overrides: tuple[HoldOverride, ...] = ()
    interruptions: tuple[RecordedInterruption, ...] = ()
    approvals: tuple[HoldApproval, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    calls: tuple[Call, ...] = ()


def add(connection: Connection, company_id: str, told: Told, at: datetime, *, changed: bool = False) -> None:
    """Record what was told; one of the same kind and id is replaced, and `changed` says so in the history.

    Raises:
        Skip: If an amount does not fit its currency.
    """
    shape = SHAPES[type(told)]
    try:
        row = shape.row(told)
    except (ValueError, ArithmeticError) as error:
        raise Skip(
            f"The amount of this {_name(TOLD_NAMES[type(told)])} cannot be recorded: {error}. "
            "Give it in whole minor units."
        ) from error
    connection.execute(upsert(connection.dialect, shape.table), row | {"company": company_id})
    figures = to_jsonable_python({name: getattr(told, name) for name in type(told).__slots__})
    _note(connection, company_id, told.customer, type(told), "changed" if changed else "added", figures, at)


def close(
    connection: Connection, company_id: str, type_: type[Agreement], id_: str, day: date, at: datetime
) -> bool:
    """Close an agreement or override; False if there is none of this id or it is closed already."""
    shape = SHAPES[type_]
    columns = shape.table.c
    statement = (
        update(shape.table)
        .where(columns.company == company_id, columns.id == id_, columns.closed_on.is_(None))
        .values(closed_on=day)
        .returning(columns.customer)
    )
    customer = connection.execute(statement).scalar()
    if customer is None:
        return False
    figures = {"id": id_, "closed_on": day.isoformat()}
    _note(connection, company_id, customer, type_, "closed", figures, at)
    return True


def remove(connection: Connection, company_id: str, type_: type[Told], id_: str, at: datetime) -> bool:
    """Take out what was told; False if there is none of this id."""
    shape = SHAPES[type_]
    columns = shape.table.c
    statement = (
        delete(shape.table)
        .where(columns.company == company_id, columns.id == id_)
        .returning(columns.customer)
    )
    customer = connection.execute(statement).scalar()
    if customer is None:
        return False
    _note(connection, company_id, customer, type_, "removed", {"id": id_}, at)
    return True


def _name(code: str) -> str:
    return code.replace("_", " ")


def _note(
    connection: Connection,
    company_id: str,
    customer: str,
    type_: type[Told],
    what: str,
    figures: Mapping[str, Any],
    at: datetime,
) -> None:
    code = TOLD_NAMES[type_]
    title, detail = f"{_name(code)} {what}", {"figures": figures}
    entry = Entry(customer=customer, kind="recorded", code=code, title=title, detail=detail)
    record(connection, company_id, at, [entry])
    mark_changed(connection, company_id, [customer])


def agreements(connection: Connection, company_id: str, customers: Sequence[str] | None) -> Agreements:
    """Read what was agreed with some customers; with all of the company if None."""

    def of(table: Table, *order: str) -> Select[Any]:
        query = select(table).where(table.c.company == company_id)
        if customers is not None:
            query = query.where(table.c.customer.in_(customers))
        return query.order_by(*(table.c[name] for name in order))

    def all_(type_: type[Told]) -> tuple[Any, ...]:
        shape = SHAPES[type_]
        return tuple(map(shape.read, connection.execute(of(shape.table, shape.begins, "id"))))

    return Agreements(
        promises=all_(Promise),
        payment_plans=all_(PaymentPlan),
        settlements=all_(Settlement),
        disputes=all_(Dispute),
        pauses=all_(Pause),
        overrides=all_(HoldOverride),
        interruptions=all_(RecordedInterruption),
        approvals=all_(HoldApproval),
        hand_overs=all_(HandOver),
        calls=all_(Call),
    )
