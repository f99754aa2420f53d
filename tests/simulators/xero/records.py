"""One organisation's records and journal in memory, and work on them that is done whole or not at all.

It stores what it is given. What a document amounts to, what it posts and what may be written is elsewhere
(lines, postings, settlement and the modules named after the records).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from tests.simulators.journal import Journal, Key, Posting

Data = dict[str, Any]
CENT = Decimal("0.01")
ENTITIES = (
    *("Account", "TaxRate", "Currency", "BrandingTheme", "User", "Contact", "ContactGroup", "Invoice"),
    *("CreditNote", "Overpayment", "Prepayment", "Payment", "BatchPayment", "Allocation", "Quote"),
    *("BankTransaction", "ManualJournal"),
)
# What has one number series each; all others have ids only.
_NUMBER = {"Invoice": "InvoiceNumber", "CreditNote": "CreditNoteNumber", "Quote": "QuoteNumber"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of a record's history."""

    changes: str
    details: str
    user: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Record:
    """One contact, invoice, ...

    Attributes:
        data: its fields by Xero's names, days as dates, amounts as Decimal, other records by their id;
            replaced as a whole, never changed in place.
        history: its history and notes, oldest first; only ever appended to.
        odd: fields to show instead of what stands in `data` (an injected odd record); None as a rule.
    """

    entity: str
    id: str
    data: Data
    created: datetime
    updated: datetime
    history: list[Note] = field(default_factory=list)
    odd: Data | None = None

    @property
    def key(self) -> Key:
        """Return what names the record among all records."""
        return self.entity, self.id

    @property
    def status(self) -> str:
        """Return its status; empty for what has none."""
        return str(self.data.get("Status") or self.data.get("ContactStatus") or "")

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(slots=True)
class Store:
    """Tables of records, the journal, and what is looked up by other things than an id.

    Attributes:
        settling: for a document, the ids of the payments and allocations that name it, by entity.
        documents: for a contact, the documents that name it.
    """

    seed: UUID
    tables: dict[str, dict[str, Record]] = field(default_factory=lambda: {name: {} for name in ENTITIES})
    journal: Journal = field(default_factory=Journal)
    settling: dict[Key, dict[Key, None]] = field(default_factory=lambda: defaultdict(dict))
    documents: dict[str, dict[Key, None]] = field(default_factory=lambda: defaultdict(dict))
    numbers: dict[Key, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    names: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    counters: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def find(self, entity: str, id_: object) -> Record | None:
        """Return a record by its id, in any case; None if there is none."""
        return self.tables[entity].get(str(id_).lower())

    def next_id(self, entity: str) -> str:
        """Return a new id, the same in each run."""
        self.counters[entity] += 1
        return str(uuid5(self.seed, f"{entity} {self.counters[entity]}"))

    def numbered(self, entity: str, number: object) -> list[Record]:
        """Return the records that carry a number."""
        return [self.tables[entity][each] for each in self.numbers.get((entity, str(number)), ())]

    def listed(self) -> dict[str, list[Data]]:
        """Return id, status and update time of every record, by entity."""
        return {
            name: [
                {"id": each.id, "status": each.status, "updated": each.updated.isoformat()}
                for each in table.values()
            ]
            for name, table in self.tables.items()
            if table
        }

    def settlers(self, key: Key) -> Iterator[Record]:
        """Walk through the payments and allocations that count for a document, oldest first."""
        for entity, id_ in self.settling.get(key, ()):
            record = self.tables[entity][id_]
            if record.status != "DELETED":
                yield record

    def index(self, record: Record, *, there: bool) -> None:
        """Enter a record into the look-up tables, or take it out."""
        data = record.data
        for group, item in self._entries(record, data):
            if there:
                group[item] = None
            else:
                group.pop(item, None)

    def _entries(self, record: Record, data: Data) -> Iterator[tuple[dict[Any, None], Any]]:
        for target in targets(data):
            yield self.settling[target], record.key
        if record.entity == "Contact":
            yield self.names[str(data["Name"]).casefold()], record.id
        elif "Contact" in data:
            yield self.documents[data["Contact"]], record.key
        number = data.get(_NUMBER.get(record.entity, ""))
        if number:
            yield self.numbers[record.entity, number], record.id


def targets(data: Data) -> list[Key]:
    """Return the documents that a payment or an allocation settles."""
    return [data[name] for name in ("Target", "Source") if name in data]


class Work:
    """Changes in progress: what was there before, and what will have moved."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now = store, now
        self._before: dict[Key, tuple[Data, datetime, int] | None] = {}
        self._postings: dict[Key, tuple[Posting, ...]] = {}
        self.moved: dict[Key, None] = {}
        self.debtors: set[str] = set()

    @property
    def changed(self) -> list[Key]:
        """Return the records touched so far."""
        return list(self._before)

    def is_new(self, key: Key) -> bool:
        """Return whether this work made the record."""
        return key in self._before and self._before[key] is None

    def add(self, entity: str, data: Data, id_: str | None = None) -> Record:
        """Create a record."""
        record = Record(
            entity=entity, id=id_ or self.store.next_id(entity), data=data, created=self.now, updated=self.now
        )
        self._before[record.key] = None
        self.moved[record.key] = None
        self.store.tables[entity][record.id] = record
        self.store.index(record, there=True)
        return record

    def change(self, record: Record, data: Data, *, moved: bool = True) -> None:
        """Replace what a record says. Without `moved` its update time stays."""
        self._keep(record)
        if moved:
            self.moved[record.key] = None
        self.store.index(record, there=False)
        record.data = data
        self.store.index(record, there=True)

    def touch(self, record: Record) -> None:
        """Move a record's update time."""
        self._keep(record)
        self.moved[record.key] = None

    def remark(self, record: Record, changes: str, details: str, user: str) -> None:
        """Add a line to a record's history."""
        self._keep(record)
        record.history.append(Note(changes=changes, details=details, user=user, at=self.now))

    def post(self, key: Key, postings: tuple[Posting, ...]) -> None:
        """Let a document post this instead of what it posted."""
        self._postings.setdefault(key, self.store.journal.of(key))
        self.debtors |= self.store.journal.post(key, postings)

    def finish(self) -> None:
        """Move update times."""
        for entity, id_ in self.moved:
            self.store.tables[entity][id_].updated = self.now

    def undo(self) -> None:
        """Put everything back."""
        for key, postings in self._postings.items():
            self.store.journal.post(key, postings)
        for key, before in self._before.items():
            record = self.store.tables[key[0]][key[1]]
            self.store.index(record, there=False)
            if before is None:
                del self.store.tables[key[0]][key[1]]
                continue
            record.data, record.updated, notes = before
            del record.history[notes:]
            self.store.index(record, there=True)

    def _keep(self, record: Record) -> None:
        if record.key not in self._before:
            self._before[record.key] = (record.data, record.updated, len(record.history))
