"""The reader: one Xero organisation as pages of the ledger, all of it or what changed.

It decides the order of reading and keeps nothing between calls; all it must remember is in the cursor, with
which reading goes on after any page. What is asked of Xero is in the read_* modules, how rows become records
in relance_mappings.

Every pull walks through the same seven endpoints, from the beginning or since shortly before the last pull
began, as Xero's clock told it. Nothing ever vanishes from Xero's answers: what is deleted says so. A
contact's balance moves without the contact being changed: those whose documents came by are asked for at the
end. A change of a due date on an invoice that is paid in part shows only when everything is read again, for
Xero does not count it as a change.

When everything is read, invoices come with their payments, and of payments only those of the meantime are
asked for: many pages less. Where what an invoice brings is not all that was paid, payments are read as well.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from relance_connectors.company_file import CompanyFile
from relance_connectors.state_file import StateFile
from relance_connectors.xero.client import MOST, Client, Row
from relance_connectors.xero.cursor import Cursor, Memory, Walk
from relance_connectors.xero.read_company import CompanyFacts, read_company
from relance_connectors.xero.read_contacts import Contacts, is_merged
from relance_connectors.xero.read_documents import Documents, debtor_of, is_live
from relance_connectors.xero.read_pull import Pull
from relance_connectors.xero.read_quotes import HeldQuoteRows
from relance_connectors.xero.read_rows import IDS_AT_A_TIME, Rows, identifier, updated
from relance_mappings.converters import Context
from relance_mappings.mapping import Mapping as RecordMapping
from relance_sync.ports import Books, Page
from relance_sync.rules.ledger import Installment

_CONTACTS, _INVOICES, _PAYMENTS, _QUOTES = "Contacts", "Invoices", "Payments", "Quotes"
_WALKED: Mapping[str, Mapping[str, Any]] = {
    # Every process reads them from the beginning: without them the others cannot be understood.
    _CONTACTS: {"include_archived": True},
    # Whole: what a summary leaves out Xero does not say, and the payments are among it.
    _INVOICES: {"where": 'Type=="ACCREC"'},
    "CreditNotes": {"where": 'Type=="ACCRECCREDIT"'},
    "Overpayments": {},
    "Prepayments": {},
    _PAYMENTS: {},
    _QUOTES: {},
}
_WHOLE: Mapping[str, Mapping[str, Any]] = {
    **_WALKED,
    # Of those to suppliers only the day of the newest counts.
    _PAYMENTS: {"where": 'PaymentType=="ACCRECPAYMENT"'},
}
_AT_BANK = 'Status=="AUTHORISED"'
_SWEPT = ("customer", "invoice", "credit", "payment", "order")


class Reader:
    """One organisation of Xero, read only. See `relance_sync.ports.Connector` for the promises."""

    def __init__(
        self,
        client: Client,
        mapping: RecordMapping,
        *,
        tenant: Callable[[], str],
        address: Callable[[str], str | None] = lambda _: None,
        file: StateFile | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        page_size: int = MOST,
        overlap: timedelta = timedelta(minutes=5),
        held_quotes: bool = False,
    ) -> None:
        """Nothing is called yet.

        Args:
            client: How Xero is called.
            mapping: From Xero's fields to the ledger.
            tenant: Gives the organisation's id, as it stands with the tokens.
            address: Returns where to open a contact, by its id; None if it has no address.
            file: Where to keep what is known about the organisation; None to ask once in each process.
            now: Aware UTC clock, for the age of that file, and where Xero does not tell its own.
            page_size: Rows of one page, where that can be chosen; Xero gives 1,000 at most.
            overlap: How far behind the beginning of the last pull changes are asked for: what was being
                saved just then shows a little later.
            held_quotes: Whether quotes may be held, so that a sent one may be an accepted one.
        """
        self._client = client
        self._mapping = mapping
        self._tenant = tenant
        self._address = address
        self._now = now
        self._page_size = page_size
        self._overlap = overlap
        self._held_quotes = HeldQuoteRows(client) if held_quotes else None
        self._company = CompanyFile(
            lambda: read_company(client), CompanyFacts.of, books=tenant, file=file, now=now
        )

    def books(self) -> Books:
        """Read what Xero says about the organisation; its newest bank day comes with the pages."""
        facts = self._company.facts()
        return Books(name=facts.name, currency=facts.currency, country=facts.country, time_zone=facts.zone)

    def short_code(self) -> str:
        """Return the short code by which addresses in the browser name the organisation; or an empty text."""
        return self._company.facts().short_code

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]:
        """Read what changed since the cursor; see `Connector.changes`."""
        state = Cursor.of(cursor, self._fingerprint())
        whole = full or state.since is None
        if whole and not (state.walk and state.walk.whole):
            yield from self._whole(state)
            return
        if state.walk:
            pull = self._pull(state)
            yield from self._walk(pull)
            # What another process read may be of yesterday.
            state = pull.cursor
        if state.since and not state.walk:
            yield from self._walk(self._pull(replace(state, walk=Walk(since=state.since - self._overlap))))

    def residuals(self, installments: Sequence[str]) -> Mapping[str, Decimal]:
        """Read what is open of these installments now; those that are gone are left out."""
        ids = [each for each in installments if _is_guid(each)]
        context = self._context(Contacts({}))
        found = {}
        for row in Rows(self._client, MOST).by_ids("Invoices", ids, {"summary_only": True}):
            if is_live(row):
                part = cast("Installment", self._mapping.to_record("installment", row, context))
                found[part.id] = part.residual
        return found

    def _whole(self, before: Cursor) -> Iterator[Page]:
        """Read everything."""
        self._company.facts(renewed=True)
        memory = Memory(bank_day=before.memory.bank_day)
        cursor = Cursor(reading=before.reading, since=before.since, walk=Walk(), memory=memory)
        pull = self._pull(cursor, swept=True)
        for row in self._rows.newest(_PAYMENTS, _AT_BANK):
            pull.documents.seen_at_bank(row)
        yield from self._walk(pull)

    def _walk(self, pull: Pull) -> Iterator[Page]:
        """Walk through the endpoints from where the cursor stands."""
        for endpoint, filters in (_WHOLE if pull.walk.whole else _WALKED).items():
            begin = pull.walk.places.get(endpoint, pull.walk.since)
            if endpoint == _CONTACTS:
                begin = pull.walk.since
            elif endpoint in pull.walk.done:
                continue
            for chunk in self._rows.walk(endpoint, begin, filters):
                started = pull.walk.started or self._rows.time or self._now()
                walk = replace(pull.walk, started=started.replace(microsecond=0))
                if not self._take(pull, endpoint, chunk.rows, started - self._overlap):
                    yield from self._whole(pull.cursor)
                    return
                walk = walk.at(endpoint, chunk.since, last=chunk.last)
                if endpoint == _INVOICES and walk.whole:
                    meanwhile = started - self._overlap
                    walk = walk.begun(_PAYMENTS, meanwhile if pull.documents.has_all_payments else None)
                yield from pull.pages_up_to(walk)
        yield from self._finish(pull)

    def _take(self, pull: Pull, endpoint: str, rows: Sequence[Row], border: datetime) -> bool:
        """Convert rows.

        Returns:
            False if documents, which did not change, are another contact's now: then all must be read again.
        """
        fresh = pull.fresh(endpoint, rows, border)
        if endpoint == _CONTACTS and pull.contacts.learn(fresh):
            documents = (pull.walk.done | pull.walk.places.keys()) - {_CONTACTS}
            if documents or not pull.walk.whole:
                return False
        if endpoint == _QUOTES and self._held_quotes:
            many = pull.walk.whole
            pull.documents.take(endpoint, self._held_quotes.as_accepted(fresh, pull.contacts, many=many))
        else:
            pull.documents.take(endpoint, fresh)
        if endpoint == _INVOICES and pull.walk.whole:
            pull.documents.take_payments(fresh, border)
        for row in fresh:
            stamp = updated(row)
            if not pull.walk.whole or stamp is None or stamp >= border:
                # When contacts were read, its balance may have been another one.
                pull.cursor.memory.touched.add(debtor_of(endpoint, row))
        return True

    def _finish(self, pull: Pull) -> Iterator[Page]:
        """Hand out what Xero says is owed, and what exists if that is known."""
        memory, whole = pull.cursor.memory, pull.walk.whole
        if whole:
            memory.contacts = len(pull.contacts)
        found = [row for row in self._touched(memory) if not is_merged(row)]
        # That one was merged just now is for the next pull to find.
        pull.contacts.learn(found)
        border = (pull.walk.started or self._now()) - self._overlap
        pull.documents.take(_CONTACTS, pull.fresh(_CONTACTS, found, border))
        pull.documents.rates()
        yield from pull.pages_up_to(pull.walk)
        if whole and pull.swept:
            yield from pull.present(_SWEPT)
        memory.touched.clear()
        cursor = replace(pull.cursor, since=pull.walk.started, walk=None, seen=pull.seen)
        yield pull.last(pull.documents.balances(complete=whole), cursor)

    def _touched(self, memory: Memory) -> Sequence[Row]:
        """Ask again for contacts whose documents came by, in whichever way takes fewer calls."""
        touched = sorted(memory.touched - {""})
        if len(touched) // IDS_AT_A_TIME <= memory.contacts // self._page_size + 1:
            return self._rows.by_ids(_CONTACTS, touched, _WALKED[_CONTACTS])
        chunks = self._rows.walk(_CONTACTS, None, _WALKED[_CONTACTS])
        wanted = set(touched)
        return [row for chunk in chunks for row in chunk.rows if identifier(row, "ContactID") in wanted]

    def _pull(self, cursor: Cursor, *, swept: bool = False) -> Pull:
        """Prepare to read."""
        self._rows = Rows(self._client, self._page_size)
        contacts = Contacts(cursor.memory.merged)
        documents = Documents(self._mapping, self._context(contacts), contacts, cursor.memory)
        return Pull(cursor, contacts, documents, swept=swept)

    def _context(self, contacts: Contacts) -> Context:
        facts = self._company.facts()
        return Context(
            currency=facts.currency,
            zone=ZoneInfo(facts.zone),
            debtors=MappingProxyType(contacts.debtors),
            tags=MappingProxyType(contacts.groups),
            address=lambda id_: self._address(str(id_)),
        )

    def _fingerprint(self) -> str:
        """Name what is read and how; other books or another mapping must be read from the beginning."""
        said = f"{self._tenant()} {self._address('')} {self._mapping.fingerprint}"
        said += " held quotes" if self._held_quotes else ""
        return sha256(said.encode()).hexdigest()[:12]


def _is_guid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
