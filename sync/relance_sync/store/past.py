"""The past of a company as retention sees it: what is old enough, what is open, and what needs what.

Reads only, inside the transaction it is given. Each candidate is a record with the day of its last activity.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, select, union_all

from relance_sync.rules.ledger import Kind
from relance_sync.rules.retention import DataClass, Retention, fate
from relance_sync.store import tables
from relance_sync.store.queries import ORDER_RUNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A table of what people told us.

    Attributes:
        begin: Column of the day of its beginning.
        end: Gives the last day of a row by itself; None if only a person ends it.
    """

    table: Table
    begin: str
    end: Callable[[Any], date | None] = lambda _row: None

    def last(self, row: Any) -> date | None:  # noqa: ANN401  # a row of any table
        """Return the day on which it ended or will end; None if it runs until a person ends it."""
        return getattr(row, "closed_on", None) or self.end(row)


AGREED = (
    Agreed(table=tables.promises, begin="made_on", end=lambda row: row.due),
    Agreed(
        table=tables.payment_plans,
        begin="made_on",
        end=lambda row: max(date.fromisoformat(due) for due, _ in row.parts),
    ),
    Agreed(table=tables.settlements, begin="made_on", end=lambda row: row.due),
    Agreed(table=tables.disputes, begin="opened_on"),
    Agreed(table=tables.pauses, begin="since", end=lambda row: row.until),
    Agreed(table=tables.interruptions, begin="day", end=lambda row: row.day),
    Agreed(table=tables.hand_overs, begin="day", end=lambda row: row.day),
    Agreed(table=tables.calls, begin="day", end=lambda row: row.day),
)
OVERRIDES = Agreed(table=tables.overrides, begin="day", end=lambda row: row.until)
# Rows of an answer that are in memory at a time.
_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may go.

    Attributes:
        id: Its key within the company, or its number.
        customer: Id of its customer; empty if that is unknown.
        last: Day of its last activity.
    """

    id: Any
    customer: str
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """How one kind of record of a class is removed.

    Attributes:
        candidates: Finds what is old enough, or all there is; what goes is decided by `Past.goes`.
        remove: Deletes or blanks records of a company by their ids; the day is that of the removal.
    """

    candidates: Callable[["Past"], Iterator[Candidate]]
    remove: Callable[[Connection, str, Sequence[Any], date], None]


class Past:
    """One reading of what protects the past of a company.

    Attributes:
        entities: Ids of the customers that are legal entities; everybody else is protected as a person.
        open: By customer, the oldest beginning of what is open: items, credits, orders, agreements, holds,
            tasks.
        held: By customer, the beginning of the hold in force.
        agreed: By customer, the beginning of the oldest agreement that is still stored.
    """

    def __init__(self, connection: Connection, company_id: str, retention: Retention, today: date) -> None:
        self.connection, self.company_id = connection, company_id
        self.retention, self.today = retention, today
        customers = tables.customers.c
        query = select(customers.id).where(
            customers.company == company_id, customers.kind == Kind.ENTITY.value
        )
        self.entities = frozenset(connection.execute(query).scalars())
        self.held = self._oldest([self._holds()])
        self.open = self._oldest([*self._items(), self._holds(), self._tasks()])
        self.agreed: dict[str, date] = {}
        self._read_agreements()

    def goes(self, data: DataClass, candidate: Candidate) -> bool:
        """Tell whether a candidate goes today."""
        kind = Kind.ENTITY if candidate.customer in self.entities else None
        needed = self._needed(data, candidate.customer)
        return fate(self.retention, data, kind, candidate.last, self.today, needed_since=needed).goes

    def newest(self, data: DataClass) -> date | None:
        """Return the newest last activity that anything of a class may have and go; None if nothing goes."""
        period = self.retention.period(data)
        days = [span.newest_gone(self.today) for span in (period.person, period.entity)]
        return max((day for day in days if day is not None), default=None)

    def rows(self, query: Select[Any]) -> Iterator[Any]:
        """Read row by row."""
        yield from self.connection.execute(query.execution_options(yield_per=_ROWS))

    def _needed(self, data: DataClass, customer: str) -> date | None:
        match data:
            case DataClass.LEDGER | DataClass.SKIPPED:
                # What is open of the ledger never is a candidate, and nothing of it proves another.
                return None
            case DataClass.HOLDS:
                # An entry in the list of those held goes although something else may still be open.
                return self.held.get(customer)
            case DataClass.CONTACTS:
                days = (self.open.get(customer), self.agreed.get(customer))
                return min((day for day in days if day is not None), default=None)
        return self.open.get(customer)

    def _oldest(self, queries: Iterable[Select[Any]]) -> dict[str, date]:
        found: dict[str, date] = {}
        for customer, day in self.connection.execute(union_all(*queries)):
            found[customer] = min(day, found.get(customer, day))
        return found

    def _items(self) -> list[Select[Any]]:
        invoices, credits_, orders = tables.invoices.c, tables.credits_.c, tables.orders.c
        return [
            select(invoices.customer, invoices.issued).where(
                invoices.company == self.company_id, invoices.is_open
            ),
            select(credits_.customer, credits_.day).where(
                credits_.company == self.company_id, credits_.residual != 0
            ),
            select(orders.customer, orders.day).where(orders.company == self.company_id, ORDER_RUNS),
        ]

    def _read_agreements(self) -> None:
        for agreed in (*AGREED, OVERRIDES):
            columns = agreed.table.c
            for row in self.rows(select(agreed.table).where(columns.company == self.company_id)):
                begin, last = getattr(row, agreed.begin), agreed.last(row)
                self.agreed[row.customer] = min(begin, self.agreed.get(row.customer, begin))
                if last is None or last > self.today:
                    self.open[row.customer] = min(begin, self.open.get(row.customer, begin))

    def _holds(self) -> Select[Any]:
        holds = tables.holds.c
        return select(holds.customer, holds.since).where(
            holds.company == self.company_id, holds.ended_on.is_(None)
        )

    def _tasks(self) -> Select[Any]:
        tasks, receipts = tables.tasks.c, tables.receipts.c
        return (
            select(tasks.customer, receipts.day)
            .join_from(tables.tasks, tables.receipts, receipts.key == tasks.key)
            .where(tasks.company == self.company_id, tasks.closed_on.is_(None))
        )
