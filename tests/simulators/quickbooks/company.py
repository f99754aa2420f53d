"""One company's books in memory: records, the journal behind them, and work that is done whole or not at all.

It stores what it is given. What a document amounts to, what it posts and what may be written is elsewhere
(amounts, postings, settlement, writing).
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulators import exact_json
from tests.simulators.clock import Clock
from tests.simulators.journal import Journal, Key, Posting

from . import entities
from .stamps import stamp

Data = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Record:
    """One customer, invoice, ... with its version.

    Attributes:
        data: the fields except Id, SyncToken and MetaData; replaced as a whole, never changed in place.
        odd: fields to show instead of what stands in `data` (an injected odd record); None as a rule.
    """

    entity: str
    id: str
    data: Data
    created: datetime
    updated: datetime
    token: int = 0
    deleted: bool = False
    odd: Data | None = None
    written: exact_json.Written | None = None

    @property
    def key(self) -> Key:
        """Return what names the record among all records."""
        return self.entity, self.id

    def body(self, zone: ZoneInfo) -> Data:
        """Return the record as an answer shows it."""
        if self.deleted:
            return {
                "domain": "QBO",
                "status": "Deleted",
                "Id": self.id,
                "MetaData": {"LastUpdatedTime": stamp(self.updated, zone)},
            }
        meta = {"CreateTime": stamp(self.created, zone), "LastUpdatedTime": stamp(self.updated, zone)}
        head = {
            "domain": "QBO",
            "sparse": False,
            "Id": self.id,
            "SyncToken": str(self.token),
            "MetaData": meta,
        }
        return {**self.data, **head, **(self.odd or {})}

    def text(self, zone: ZoneInfo) -> exact_json.Written:
        """Return the same as JSON; it is written once for each version."""
        if self.written is None:
            self.written = exact_json.Written(exact_json.encode(self.body(zone)))
        return self.written


@dataclass(slots=True, kw_only=True)
class Mail:
    """An e-mail that the platform sent for the company."""

    entity: str
    id: str
    to: str
    sent: datetime


@dataclass(slots=True, kw_only=True)
class Company:
    """The books of one company (a realm).

    Attributes:
        currency: home currency, ISO code.
        links: for a document, the payments that are applied to it.
        documents: for a customer, the transactions that name it.
        answers: what was answered to each requestid.
        broken: what the check after a write found wrong; always empty.
    """

    realm: str
    name: str
    clock: Clock
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Los_Angeles"))
    country: str = "US"
    currency: str = "USD"
    info: Data = field(default_factory=dict)
    preferences: Data = field(default_factory=dict)
    settings_version: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    tables: dict[str, dict[str, Record]] = field(
        default_factory=lambda: {name: {} for name in entities.ENTITIES}
    )
    rates: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)
    links: dict[Key, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    documents: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    children: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, Key] = field(default_factory=dict)
    numbers: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    roles: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    outbox: list[Mail] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def find(self, entity: str, id_: str) -> Record | None:
        """Return a record that is there, None if it never was or is deleted."""
        found = self.tables[entity].get(id_)
        return None if found is None or found.deleted else found

    def living(self, entity: str) -> Iterator[Record]:
        """Walk through the records of one entity that are not deleted, in the order they were created."""
        return (each for each in self.tables[entity].values() if not each.deleted)

    def next_id(self, entity: str) -> str:
        """Return a new id: transactions share one series, each list has its own, as on the platform."""
        series = "transaction" if entities.ENTITIES[entity].transaction else entity
        self.counters[series] += 1
        return str(self.counters[series])

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Do several changes whole or not at all; versions move once, at the end."""
        with self.lock:
            work = Work(self)
            try:
                yield work
            except BaseException:
                work.undo()
                raise
            work.finish()

    def index(self, record: Record, *, there: bool) -> None:
        """Enter a record into the look-up tables, or take it out."""
        data, key = record.data, record.key
        for entity, id_ in linked(record):
            _member(self.links[entity, id_], record.id, there=there)
        if number := data.get("DocNumber"):
            _member(self.numbers[record.entity, number], record.id, there=there)
        for customer in customers_of(data):
            _member(self.documents[customer], key, there=there)
        if record.entity in {"Customer", "Vendor"}:
            name = str(data.get("DisplayName", "")).casefold()
            if there:
                self.names[name] = key
            elif self.names.get(name) == key:
                del self.names[name]
            if parent := data.get("ParentRef"):
                _member(self.children[parent["value"]], record.id, there=there)


def _member(group: Any, item: Any, *, there: bool) -> None:
    if isinstance(group, dict):
        if there:
            group[item] = None
        else:
            group.pop(item, None)
    elif there:
        group.add(item)
    else:
        group.discard(item)


def linked(record: Record) -> list[Key]:
    """Return the documents a payment is applied to, or whose money a deposit takes to the bank."""
    if record.entity not in {"Payment", "Deposit"}:
        return []
    return [
        (each["TxnType"], each["TxnId"])
        for line in record.data.get("Line", [])
        for each in line.get("LinkedTxn", [])
    ]


def customers_of(data: Data) -> set[str]:
    """Return the ids of the customers that a transaction names, in its head or in its lines."""
    found = {data["CustomerRef"]["value"]} if data.get("CustomerRef") else set()
    for line in data.get("Line") or []:
        detail = line.get("JournalEntryLineDetail") or line.get("DepositLineDetail") or {}
        entity = detail.get("Entity") or {}
        reference = entity.get("EntityRef") or (entity if "value" in entity else {})
        if reference.get("value") and str(entity.get("Type", entity.get("type"))).lower() == "customer":
            found.add(reference["value"])
    return found


class Work:
    """Changes in progress: what was there before, and which versions will move."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._before: dict[Key, Record | None] = {}
        self._postings: dict[Key, tuple[Posting, ...]] = {}
        self._settings = (company.info, company.preferences)
        self._moved: set[Key] = set()
        self.debtors: set[str] = set()

    @property
    def changed(self) -> Iterable[Key]:
        """Return the records touched so far."""
        return tuple(self._before)

    def add(self, entity: str, data: Data) -> Record:
        """Create a record."""
        now = self.company.clock.now()
        record = Record(entity=entity, id=self.company.next_id(entity), data=data, created=now, updated=now)
        self._before[record.key] = None
        self.company.tables[entity][record.id] = record
        self.company.index(record, there=True)
        return record

    def change(self, record: Record, data: Data, *, version: bool = True) -> None:
        """Replace what a record says. With `version`, its SyncToken moves at the end, else only its time."""
        self._keep(record)
        if version and self._before[record.key] is not None:
            self._moved.add(record.key)
        self.company.index(record, there=False)
        record.data, record.written = data, None
        self.company.index(record, there=True)

    def delete(self, record: Record) -> None:
        """Take a record away; its id stays taken."""
        self._keep(record)
        self._moved.add(record.key)
        self.company.index(record, there=False)
        record.deleted, record.written = True, None

    def post(self, key: Key, postings: tuple[Posting, ...]) -> None:
        """Let a document post this instead of what it posted."""
        self._postings.setdefault(key, self.company.journal.of(key))
        self.debtors |= self.company.journal.post(key, postings)

    def finish(self) -> None:
        """Move versions and update times."""
        now = self.company.clock.now().astimezone(UTC)
        for key, before in self._before.items():
            record = self.company.tables[key[0]][key[1]]
            record.updated, record.written = now, None
            record.token += 1 if key in self._moved and before is not None else 0

    def undo(self) -> None:
        """Put everything back."""
        company = self.company
        for key, postings in self._postings.items():
            company.journal.post(key, postings)
        company.info, company.preferences = self._settings
        for key, before in self._before.items():
            record = company.tables[key[0]][key[1]]
            if not record.deleted:
                company.index(record, there=False)
            if before is None:
                del company.tables[key[0]][key[1]]
            else:
                record.data, record.deleted, record.written = before.data, before.deleted, None
                company.index(record, there=True)

    def _keep(self, record: Record) -> None:
        if record.key not in self._before:
            self._before[record.key] = Record(
                entity=record.entity,
                id=record.id,
                data=record.data,
                created=record.created,
                updated=record.updated,
                token=record.token,
                deleted=record.deleted,
            )
