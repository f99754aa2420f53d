"""An organisation's books: its settings, its records and the one way to change them.

Every change goes through `work`, which is done whole, checked and told to webhooks, or leaves no trace.
The verbs that people use are in organisation.py, what may be written in the modules named after the records.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.simulators.journal import Key

from . import invariants
from .records import Data, Record, Store, Work
from .wire import Notice

API_USER = "System Generated"
_TOLD = {"Contact": "CONTACT", "Invoice": "INVOICE", "CreditNote": "CREDITNOTE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail that Xero sent for the organisation."""

    invoice: str
    to: tuple[str, ...]
    sent: datetime


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The books of one organisation.

    Attributes:
        clock: called for the instant of what a verb does.
        currency: base currency, ISO code.
        period_lock, year_lock: last day of the locked period; None if nothing is locked.
        reminders: whether Xero itself reminds customers of invoices.
        mails_a_day: how many e-mails Xero sends for it: 1,000 if it pays, 20 in a trial, 0 in a demo.
        notices: changes that webhooks tell of, in order.
        roles: ids of the accounts the simulator itself needs, by what they are for.
        broken: what the check after a write found wrong; always empty.
    """

    tenant_id: str
    name: str
    currency: str
    clock: Callable[[], datetime]
    zone: ZoneInfo
    opened: datetime
    country: str = "GB"
    store: Store
    period_lock: date | None = None
    year_lock: date | None = None
    reminders: bool = False
    mails_a_day: int = 1000
    mails: list[Mail] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    rates: dict[str, dict[date, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    broken: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    user: str = "Ann Keeper"
    _moment: datetime | None = None
    _work: Work | None = None

    @property
    def short_code(self) -> str:
        """Return what names the organisation in addresses of the web app."""
        return f"!{self.tenant_id[:5]}"

    @contextmanager
    def at(self, moment: datetime, user: str) -> Iterator[None]:
        """Let what happens inside happen at an instant, by somebody."""
        with self.lock:
            before = self._moment, self.user
            self._moment, self.user = moment, user
            try:
                yield
            finally:
                self._moment, self.user = before

    def now(self) -> datetime:
        """Return the present instant, in UTC and whole milliseconds, as Xero shows it."""
        moment = (self._moment or self.clock()).astimezone(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def today(self) -> date:
        """Return the organisation's day."""
        return self.now().astimezone(self.zone).date()

    def find(self, entity: str, id_: object) -> Record | None:
        """Return a record by its id; None if there is none."""
        return self.store.find(entity, id_)

    def record(self, key: Key) -> Record:
        """Return a record that is there."""
        return self.store.tables[key[0]][key[1]]

    def rate(self, currency: str, day: date) -> Decimal:
        """Return units of a currency per unit of the base currency, as last entered; 1 if never."""
        known = [each for each in self.rates.get(currency, {}) if each <= day]
        return self.rates[currency][max(known)] if known and currency != self.currency else Decimal(1)

    def is_locked(self, day: date) -> bool:
        """Return whether nothing may be written on a day."""
        return any(lock is not None and day <= lock for lock in (self.period_lock, self.year_lock))

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Do several changes whole or not at all; inside another work they are part of it."""
        with self.lock:
            if self._work is not None:
                yield self._work
                return
            work = self._work = Work(self.store, self.now())
            try:
                yield work
                invariants.hold(self, work.debtors, work.changed)
            except BaseException:
                work.undo()
                raise
            finally:
                self._work = None
            work.finish()
            self._tell(work)

    def remark(self, work: Work, record: Record, changes: str, details: str = "") -> None:
        """Add a line to a record's history, by whoever is at work."""
        said = details or ("Received through the Xero API" if self.user == API_USER else "")
        work.remark(record, changes, said, self.user)

    def _tell(self, work: Work) -> None:
        for key in work.moved:
            if key[0] not in _TOLD:
                continue
            data: Data = self.record(key).data
            about = {"Type": data["Type"], "Status": data["Status"]} if key[0] == "CreditNote" else None
            kind = "CREATE" if work.is_new(key) else "UPDATE"
            told = Notice(category=_TOLD[key[0]], kind=kind, record=key[1], at=work.now, data=about)
            self.notices.append(told)


def open_ledger(
    tenant_id: str, name: str, currency: str, clock: Callable[[], datetime], zone: str, country: str
) -> Ledger:
    """Return an organisation's empty books."""
    return Ledger(
        tenant_id=tenant_id,
        name=name,
        currency=currency,
        clock=clock,
        zone=ZoneInfo(zone),
        opened=clock(),
        country=country,
        store=Store(UUID(tenant_id)),
    )
