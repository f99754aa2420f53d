"""The holds that we set: the one in force, and how many there were before it.

A hold is in force until its release is written or a newer one takes its place. Whether orders should be
held at all is `rules.holds`; nothing here decides.
"""

from datetime import date

from sqlalchemy import Connection, func, select, update

from relance_sync.ports import Effect
from relance_sync.rules.account import HoldState
from relance_sync.store import tables

_holds = tables.holds.c


def begin_hold(connection: Connection, effect: Effect, hold: HoldState, reference: str, day: date) -> None:
    """Put a hold in force from the day on; an older one in force ends with it.

    A cycle that is known already (a second thing written about the same hold) or overtaken changes nothing.
    """
    of_customer = (_holds.company == effect.company, _holds.customer == effect.customer)
    newest = connection.execute(select(func.max(_holds.cycle)).where(*of_customer)).scalar() or 0
    if hold.cycle <= newest:
        return
    _end(connection, effect.company, effect.customer, day)
    row = {
        "company": effect.company,
        "customer": effect.customer,
        "cycle": hold.cycle,
        "level": int(hold.level),
        "proposal": hold.proposal,
        "since": day,
        "reference": reference,
    }
    connection.execute(tables.holds.insert(), row)


def end_hold(connection: Connection, release: Effect, day: date) -> None:
    """End the hold that a release undoes: the one of its cycle, else of its reference, else the one in force.

    A hold which a newer one has replaced meanwhile leaves the newer one alone.
    """
    cycle = release.hold_cycle
    if cycle is None and release.closes:
        query = select(func.max(_holds.cycle)).where(
            _holds.company == release.company,
            _holds.customer == release.customer,
            _holds.reference == release.closes,
        )
        cycle = connection.execute(query).scalar()
    _end(connection, release.company, release.customer, day, cycle=cycle)


def end_proposal(connection: Connection, company_id: str, customer: str, cycle: int, day: date) -> None:
    """End a hold that was only proposed, once the task that proposed it is closed."""
    _end(connection, company_id, customer, day, cycle=cycle, proposals_only=True)


def _end(
    connection: Connection,
    company_id: str,
    customer: str,
    day: date,
    *,
    cycle: int | None = None,
    proposals_only: bool = False,
) -> None:
    statement = update(tables.holds).where(
        _holds.company == company_id,
        _holds.customer == customer,
        _holds.ended_on.is_(None),
    )
    if proposals_only:
        statement = statement.where(_holds.proposal)
    if cycle is not None:
        statement = statement.where(_holds.cycle == cycle)
    connection.execute(statement.values(ended_on=day))
