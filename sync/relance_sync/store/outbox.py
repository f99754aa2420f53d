"""The outbox: what is to be written on the platform, each thing once, and the proof that it was.

    pending -> sending -> delivered            (never touched again)
       ^          |
       |          +-----> failed ---+
       +---- planned again ---------+--> cancelled (no longer planned)

Works inside the transaction it is given. Sending, and reading back after an unclear outcome, is the flow's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from relance_sync.ports import Effect, EffectKind, Receipt
from relance_sync.store import tables
from relance_sync.store.encoding import effect_from, effect_json
from relance_sync.store.engine import batches
from relance_sync.store.holds import begin_hold, end_hold, end_proposal
from relance_sync.store.journal import Entry, record
from relance_sync.store.reviews import mark_changed

_outbox = tables.outbox.c
_PAGE = 200


class State(StrEnum):
    """Where an effect stands."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """An effect and where it stands.

    Attributes:
        attempts: How often it was begun to be sent.
        problem: Why it failed last, for people; empty if it did not.
    """

    effect: Effect
    state: str
    attempts: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is noted beside everything one run plans."""

    company: str
    id: str
    mode: str
    at: datetime


def plan(connection: Connection, run: Run, planned: Mapping[str, tuple[str, Sequence[Effect]]]) -> None:
    """Bring the outbox of some customers to what is planned for them now.

    Args:
        connection: In a transaction.
        run: Noted beside new effects.
        planned: By customer, the policy's version and the effects; what is not among them is called off.
    """
    wanted = {effect.key: (version, effect) for version, effects in planned.values() for effect in effects}
    known = _states(connection, run.company, wanted, planned)
    new = [_row(run, version, effect) for key, (version, effect) in wanted.items() if key not in known]
    again = {State.PENDING, State.CANCELLED, State.FAILED}
    renewed = [
        {"of": key, "written": effect_json(effect)}
        for key, (_, effect) in wanted.items()
        if known.get(key) in again
    ]
    dropped = [
        key for key, state in known.items() if key not in wanted and state in {State.PENDING, State.FAILED}
    ]
    if new:
        connection.execute(tables.outbox.insert(), new)
    if renewed:
        # The text may have changed since; the key says that it is the same thing.
        statement = update(tables.outbox).where(_outbox.key == bindparam("of"))
        statement = statement.values(
            state=State.PENDING.value, effect=bindparam("written"), problem="", blanked_on=None
        )
        connection.execute(statement, renewed)
    for some in batches(dropped):
        cancel = update(tables.outbox).where(_outbox.key.in_(some))
        connection.execute(cancel.values(state=State.CANCELLED.value))


def _states(
    connection: Connection, company_id: str, keys: Iterable[str], customers: Iterable[str]
) -> dict[str, str]:
    """States of the planned effects, and of all that is still open for the customers."""
    known: dict[str, str] = {}
    query = select(_outbox.key, _outbox.state)
    open_ = [State.PENDING.value, State.FAILED.value]
    for some in batches(keys):
        known.update(connection.execute(query.where(_outbox.key.in_(some))).all())
    for some in batches(customers):
        of_customers = query.where(
            _outbox.company == company_id, _outbox.customer.in_(some), _outbox.state.in_(open_)
        )
        known.update(connection.execute(of_customers).all())
    return known


def _row(run: Run, version: str, effect: Effect) -> dict[str, Any]:
    return {
        "key": effect.key,
        "company": run.company,
        "customer": effect.customer,
        "state": State.PENDING.value,
        "attempts": 0,
        "problem": "",
        "run_id": run.id,
        "policy_version": version,
        "mode": run.mode,
        "planned_at": run.at,
        "effect": effect_json(effect),
    }


def page(
    connection: Connection, company_id: str, states: Sequence[str], after: int
) -> tuple[list[OutboxRow], int]:
    """Read some rows in the order of their insertion.

    Returns:
        The rows, and what to pass as `after` for those that follow; no rows at the end.
    """
    query = (
        select(_outbox.seq, _outbox.effect, _outbox.state, _outbox.attempts, _outbox.problem)
        .where(
            _outbox.company == company_id,
            _outbox.state.in_([str(state) for state in states]),
            _outbox.seq > after,
        )
        .order_by(_outbox.seq)
        .limit(_PAGE)
    )
    rows = []
    for seq, effect, state, attempts, problem in connection.execute(query):
        after = seq
        rows.append(OutboxRow(effect=effect_from(effect), state=state, attempts=attempts, problem=problem))
    return rows, after


def mark_sending(connection: Connection, key: str, at: datetime) -> bool:
    """Note that an effect is about to be sent; False if it is called off, delivered or unknown."""
    values = {"state": State.SENDING.value, "sending_at": at, "attempts": _outbox.attempts + 1}
    return _move(connection, key, (State.PENDING, State.FAILED, State.SENDING), values)


def mark_pending(connection: Connection, key: str) -> bool:
    """Note that an effect was not written after all and waits again; False if it stands elsewhere."""
    return _move(connection, key, (State.SENDING, State.FAILED), {"state": State.PENDING.value})


def mark_failed(connection: Connection, key: str, problem: str, at: datetime) -> bool:
    """Note that an effect could not be written, and why; False if it stands elsewhere."""
    values = {"state": State.FAILED.value, "problem": problem}
    if not _move(connection, key, (State.SENDING, State.PENDING, State.FAILED), values):
        return False
    effect = _record(connection, key, "failed", at, problem=problem)
    # Only what is decided again is tried again.
    mark_changed(connection, effect.company, [effect.customer])
    return True


def _move(connection: Connection, key: str, from_: Sequence[State], values: Mapping[str, Any]) -> bool:
    states = [state.value for state in from_]
    statement = update(tables.outbox).where(_outbox.key == key, _outbox.state.in_(states))
    return connection.execute(statement.values(**values)).rowcount > 0


def _record(
    connection: Connection, key: str, kind: str, at: datetime, *, problem: str = "", reference: str = ""
) -> Effect:
    row = connection.execute(select(tables.outbox).where(_outbox.key == key)).one()
    effect = effect_from(row.effect)
    entry = Entry(
        customer=effect.customer,
        kind=kind,
        code=str(effect.kind),
        title=effect.text.title,
        detail={"problem": problem} if problem else {},
        policy_version=row.policy_version,
        mode=row.mode,
        run_id=row.run_id,
        reference=reference,
    )
    record(connection, row.company, at, [entry])
    return effect


def reference(connection: Connection, key: str) -> str | None:
    """Return what the platform calls the thing an effect wrote; None if it was not written."""
    receipts = tables.receipts.c
    return connection.execute(select(receipts.reference).where(receipts.key == key)).scalar()


def save_receipt(connection: Connection, effect: Effect, receipt: Receipt, day: date) -> None:
    """Keep the proof that an effect was written, with all that follows; a second proof changes nothing."""
    if reference(connection, effect.key) is not None:
        return
    row = {name: getattr(receipt, name) for name in ("reference", "url", "written_at", "found")}
    row |= {"key": effect.key, "company": effect.company, "customer": effect.customer, "day": day}
    connection.execute(tables.receipts.insert(), row)
    delivered = {"state": State.DELIVERED.value, "problem": ""}
    if _move(connection, effect.key, list(State), delivered):
        _record(connection, effect.key, "written", receipt.written_at, reference=receipt.reference)
    _consequences(connection, effect, receipt, day)
    mark_changed(connection, effect.company, [effect.customer])


def _consequences(connection: Connection, effect: Effect, receipt: Receipt, day: date) -> None:
    owner = {"key": effect.key, "company": effect.company, "customer": effect.customer}
    if effect.steps:
        steps = [{"item": each.item, "plan": each.plan, "step": each.step} for each in effect.steps]
        contact = {"day": day, "channel": str(effect.channel), "currency": effect.currency, "steps": steps}
        connection.execute(tables.contacts.insert(), owner | contact)
    if effect.kind is EffectKind.ACTIVITY:
        task = {
            "items": list(effect.items),
            "order_id": effect.target.id if effect.target.kind == "order" else None,
            "hold_cycle": effect.hold_cycle,
            "alert": effect.alert or None,
            "reference": receipt.reference,
        }
        connection.execute(tables.tasks.insert(), owner | task)
    if effect.kind is EffectKind.CLOSE:
        _close_task(connection, effect, day)
    if effect.kind is EffectKind.RELEASE:
        end_hold(connection, effect, day)
    if effect.hold is not None:
        begin_hold(connection, effect, effect.hold, receipt.reference, day)


def _close_task(connection: Connection, effect: Effect, day: date) -> None:
    tasks = tables.tasks.c
    closed = (
        update(tables.tasks)
        .where(
            tasks.company == effect.company,
            tasks.reference == effect.closes,
            tasks.closed_on.is_(None),
        )
        .values(closed_on=day)
        .returning(tasks.order_id, tasks.hold_cycle)
    )
    for order, cycle in connection.execute(closed).all():
        if order is None and cycle is not None:
            end_proposal(connection, effect.company, effect.customer, cycle, day)
