"""Deletes what the policy's periods say, class by class, in batches, or counts it and takes everything back.

Which record goes is `rules.retention`; this module finds its last activity and what still needs it. The words
of what was written are blanked and their proof stays; ids of deleted ledger records stay in `forgotten`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from relance_sync.rules.retention import DataClass, Retention
from relance_sync.store import tables
from relance_sync.store.engine import Database, batches
from relance_sync.store.journal import Entry, record
from relance_sync.store.past import Candidate, Past
from relance_sync.store.removal import REMOVALS

CODE = "retention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What goes of one class.

    Attributes:
        persons, entities: Records of natural persons (and of unknown kind), and of legal entities.
        oldest: Day of the oldest of them; None if nothing goes.
    """

    data: DataClass
    persons: int = 0
    entities: int = 0
    oldest: date | None = None

    @property
    def count(self) -> int:
        """How many records."""
        return self.persons + self.entities


class _TakenBack(Exception):
    """Leaves the transaction of a trial, no error at all, so that nothing of it is kept."""


def run(
    database: Database,
    company_id: str,
    retention: Retention,
    today: date,
    at: datetime,
    *,
    apply: bool,
) -> tuple[Gone, ...]:
    """Delete what has run its time, or say what would go.

    Args:
        database: The store's.
        company_id: The company, whose lock the caller holds.
        retention: The periods.
        today: Day in the company's zone.
        at: Instant of the run, noted in the history with the counts alone.
        apply: False to do all of it in one transaction and take it back, so that the counts are those of a
            real run. Then the database is busy for as long as that takes.
    """
    if apply:
        gone = tuple(_sweep(database.write, company_id, retention, today))
        with database.write() as connection:
            record(connection, company_id, at, [_entry(gone)])
        return gone
    found: list[Gone] = []
    try:
        with database.write() as connection:
            found += _sweep(lambda: nullcontext(connection), company_id, retention, today)
            _take_back()
    except _TakenBack:
        pass
    return tuple(found)


def _take_back() -> None:
    raise _TakenBack


def _entry(gone: Sequence[Gone]) -> Entry:
    counts = {str(each.data): each.count for each in gone}
    return Entry(
        customer="", kind="recorded", code=CODE, title="retention applied", detail={"figures": counts}
    )


def _sweep(
    transaction: Callable[[], AbstractContextManager[Connection]],
    company_id: str,
    retention: Retention,
    today: date,
) -> Iterator[Gone]:
    for data in DataClass:
        total = Gone(data=data)
        for removal in REMOVALS[data]:
            # Read anew for each: what went before it no longer needs anything.
            with transaction() as connection:
                past = Past(connection, company_id, retention, today)
                going = [each for each in removal.candidates(past) if past.goes(data, each)]
            for some in batches(going):
                with transaction() as connection, _erasing(connection, company_id):
                    removal.remove(connection, company_id, [each.id for each in some], today)
            total = _added(total, past, going)
        yield total


def _added(total: Gone, past: Past, going: Iterable[Candidate]) -> Gone:
    persons, entities, days = total.persons, total.entities, [total.oldest] if total.oldest else []
    for each in going:
        entity = each.customer in past.entities
        persons, entities = persons + (not entity), entities + entity
        days = [min([*days, each.last])]
    return Gone(data=total.data, persons=persons, entities=entities, oldest=days[0] if days else None)


def applied(connection: Connection, company_id: str) -> datetime | None:
    """Return when retention was last applied to a company; None if it never was."""
    columns = tables.history.c
    query = select(columns.at).where(
        columns.company == company_id, columns.customer == "", columns.code == CODE
    )
    return connection.execute(query.order_by(columns.seq.desc()).limit(1)).scalar()


@contextmanager
def _erasing(connection: Connection, company_id: str) -> Iterator[None]:
    """Open the gate of what only grows for this transaction."""
    connection.execute(tables.erasing.insert(), {"company": company_id})
    yield
    connection.execute(delete(tables.erasing).where(tables.erasing.c.company == company_id))
