"""The reader: one QuickBooks company as pages of the ledger, all of it or what changed.

It decides the order of reading and keeps nothing between calls; all it must remember is in the cursor, with
which reading goes on after any page. What is asked of QuickBooks is in the read_* modules, how rows become
records in relance_mappings.

The first reading walks through all entities, many pages with one call. Then, and ever after, one call tells
what changed, deletions included. All is read again when that is asked for, or changes of so long ago are no
longer known. Terms are not read: the day an invoice is due stands in the invoice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import cast
from zoneinfo import ZoneInfo

from relance_connectors.company_file import CompanyFile
from relance_connectors.quickbooks.client import Client, Row
from relance_connectors.quickbooks.cursor import Cursor, Instant, Memory, Place, Walk, moved
from relance_connectors.quickbooks.query import query
from relance_connectors.quickbooks.read_changes import is_deleted, read_changes
from relance_connectors.quickbooks.read_company import CompanyFacts, read_company
from relance_connectors.quickbooks.read_customers import Customers
from relance_connectors.quickbooks.read_documents import Documents
from relance_connectors.quickbooks.read_lines import ENTITIES as WITH_LINES
from relance_connectors.quickbooks.read_orders import SALES
from relance_connectors.quickbooks.read_pull import Pull
from relance_connectors.quickbooks.read_rows import Chunk, Rows
from relance_connectors.state_file import StateFile
from relance_mappings.converters import Context
from relance_mappings.mapping import Mapping as RecordMapping
from relance_sync.ports import Books, Page
from relance_sync.rules.ledger import Installment

# Every process reads the first ones from the beginning: without them the others cannot be understood.
_FIRST = ("Customer", *WITH_LINES)
_WALKED = (*_FIRST, "Invoice", "CreditMemo", "Payment", "Estimate")
# Of these only the day of the newest counts: they touch no receivable.
_AT_BANK = ("SalesReceipt", "RefundReceipt")
_NEWEST = {each: query(each, order="TxnDate DESC", most=1) for each in _AT_BANK}
_SWEPT = ("customer", "invoice", "credit", "payment", "order")


class Reader:
    """One company of QuickBooks, read only. See `relance_sync.ports.Connector` for the promises."""

    def __init__(
        self,
        client: Client,
        mapping: RecordMapping,
        *,
        realm: Callable[[], str],
        address: Callable[[str], str | None] = lambda _: None,
        file: StateFile | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        page_size: int = 1000,
        overlap: timedelta = timedelta(minutes=5),
    ) -> None:
        """Nothing is called yet.

        Args:
            client: How QuickBooks is called.
            mapping: From QuickBooks' fields to the ledger.
            realm: Gives the number of the books, as it stands with the tokens.
            address: Returns where to open a customer, by its id; None if it has no address.
            file: Where to keep what is known about the company; None to ask once in each process.
            now: Aware UTC clock, for the age of that file only.
            page_size: Rows of one page; QuickBooks gives 1,000 at most.
            overlap: How far behind the last answer changes are asked for: what was being saved just then
                shows a little later.
        """
        self._client = client
        self._mapping = mapping
        self._realm = realm
        self._address = address
        self._overlap = overlap
        self._rows = Rows(client, page_size)
        self._company = CompanyFile(
            lambda: read_company(client), CompanyFacts.of, books=realm, file=file, now=now
        )

    def books(self) -> Books:
        """Read what QuickBooks says about the company; its newest bank day comes with the pages."""
        facts = self._company.facts()
        return Books(
            name=facts.name,
            currency=facts.currency,
            country=facts.country,
            language=facts.language,
            time_zone=facts.zone,
        )

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]:
        """Read what changed since the cursor; see `Connector.changes`."""
        state = Cursor.of(cursor, self._fingerprint())
        whole = full or state.since is None or state.full_due
        if whole and not (state.walk and state.walk.whole):
            yield from self._whole(state, first=cursor is None)
            return
        pull = self._pull(state)
        if state.walk is None:
            yield from self._catch_up(pull)
            return
        yield from self._walk(pull)
        if state.walk.whole:
            yield from self._catch_up(pull)
        else:
            yield from self._finish(pull, state.walk.started)

    def residuals(self, installments: Sequence[str]) -> Mapping[str, Decimal]:
        """Read what is open of these installments now; those that are gone are left out.

        So are lines of journal entries and deposits: they have no due day, and no message names them.
        """
        ids = [each for each in installments if each.isdecimal()]
        context = self._context({})
        found = {}
        for row in self._rows.by_ids({"Invoice": ids})["Invoice"]:
            part = cast("Installment", self._mapping.to_record("installment", row, context))
            found[part.id] = part.residual
        return found

    def _whole(self, before: Cursor, *, first: bool, seen: Mapping[str, str] | None = None) -> Iterator[Page]:
        """Read everything, then what changed meanwhile."""
        self._company.facts(renewed=True)
        counts = self._rows.count({each: Place() for each in _WALKED})
        cursor = Cursor(
            reading=before.reading,
            walk=Walk(started=moved(self._client.time), first=first),
            seen=seen or {},
            memory=Memory(bank_day=before.memory.bank_day),
        )
        pull = self._pull(cursor, swept=True)
        yield from self._walk(pull, counts)
        yield from self._catch_up(pull)

    def _walk(self, pull: Pull, counts: Mapping[str, int] | None = None) -> Iterator[Page]:
        """Walk through the entities from where the cursor stands."""
        walk = _in_progress(pull)
        begin = Place(since=walk.window)
        places = {each: begin if each in _FIRST else walk.places.get(each, begin) for each in _WALKED}
        counts = counts or self._rows.count({each: place for each, place in places.items() if place})
        pull.expected = sum(counts.values())
        also = _NEWEST if walk.whole else {}
        # What an earlier process handed out was grouped by the customers as it knew them.
        known = walk.started if walk.places.keys() - set(_FIRST) else walk.window or None
        for chunk in self._rows.walk(places, counts, first=_FIRST, also=also):
            self._take(pull, chunk, known)
            walk = _in_progress(pull)
            if chunk.entity in _WALKED:
                walk = walk.at(chunk.entity, chunk.place)
            due = pull.cursor.full_due or pull.customers.regrouped
            yield from pull.pages_up_to(replace(pull.cursor, walk=walk, full_due=due))
        self._ask(pull, [])
        yield from pull.pages_up_to(pull.cursor)

    def _take(self, pull: Pull, chunk: Chunk, known: Instant | None) -> None:
        """Convert rows that a walk met; see `Customers.learn`."""
        walk = _in_progress(pull)
        rows = pull.walked(chunk.entity, chunk.rows, moved(walk.started, -self._overlap))
        if chunk.entity == "Customer":
            pull.customers.learn(rows, known)
        if chunk.entity == "Estimate":
            self._read_sales(pull, rows)
        pull.documents.take(chunk.entity, rows)

    def _catch_up(self, pull: Pull) -> Iterator[Page]:
        """Read what changed since the last pull, or since the walk began."""
        walk = pull.cursor.walk
        since = walk.started if walk else pull.cursor.since or ""
        border = moved(since, -self._overlap)
        changes = read_changes(self._client, (*_WALKED, *_AT_BANK), border)
        if changes is None:
            yield from self._whole(pull.cursor, first=False)
            return
        if not changes.whole:
            yield from self._window(pull, border, changes.time)
            return
        rows = pull.changed(changes, moved(changes.time, -self._overlap))
        pull.customers.learn(_living(rows.get("Customer", ())), since)
        merged = any(is_deleted(row) for row in rows.get("Customer", ()))
        if walk is None and (merged or pull.customers.regrouped):
            # Documents of theirs, which did not change, are another one's now.
            yield from self._whole(pull.cursor, first=False, seen=pull.seen)
            return
        for entity in (*_WALKED, *_AT_BANK):
            if entity != "Estimate":
                pull.documents.take(entity, rows.get(entity, ()))
        self._ask(pull, rows.get("Estimate", ()))
        yield from self._finish(pull, changes.time)

    def _window(self, pull: Pull, since: Instant, time: Instant) -> Iterator[Page]:
        """Read by queries what changed since an instant: QuickBooks does not tell so many changes at once.

        Deletions are not found so: the next pull reads everything.
        """
        walk = Walk(started=moved(time), window=since)
        pull.cursor = replace(pull.cursor, walk=walk, full_due=True)
        yield from self._walk(pull)
        yield from self._finish(pull, walk.started)

    def _ask(self, pull: Pull, estimates: Sequence[Row]) -> None:
        """Ask for what must be known of others before the rest can be converted, and convert it."""
        documents, walk = pull.documents, pull.cursor.walk
        estimates = list(estimates)
        # Lines may name customers that nobody else named: those are asked for the second time.
        for _ in range(2):
            wanted = documents.lines.unread() | documents.orders.unread(estimates)
            wanted["Estimate"] = sorted(documents.orders.stale - {str(row.get("Id")) for row in estimates})
            if not (walk and walk.whole):
                wanted["Customer"] = sorted(pull.customers.unread(documents.touched))
            found = self._rows.by_ids(wanted)
            pull.customers.learn(found.get("Customer", ()), None)
            estimates += found.get("Estimate", ())
            for entity in (*WITH_LINES, *SALES):
                for row in found.get(entity, ()):
                    documents.learn(entity, row)
            documents.open_lines()
        documents.take("Estimate", estimates)

    def _read_sales(self, pull: Pull, estimates: Sequence[Row]) -> None:
        for entity, rows in self._rows.by_ids(pull.documents.orders.unread(estimates)).items():
            for row in rows:
                pull.documents.learn(entity, row)

    def _finish(self, pull: Pull, time: Instant) -> Iterator[Page]:
        """Hand out what was converted, what exists if that is known, and what QuickBooks says is owed."""
        walk, documents = pull.cursor.walk, pull.documents
        whole = walk is not None and walk.whole
        documents.rates()
        yield from pull.pages()
        if whole and pull.swept:
            yield from pull.present(_SWEPT)
        unswept = walk is not None and not pull.swept and not walk.first
        cursor = Cursor(
            reading=pull.cursor.reading,
            since=moved(time),
            full_due=pull.cursor.full_due or unswept or pull.customers.regrouped,
            seen=pull.seen,
            memory=pull.cursor.memory,
        )
        yield pull.last(documents.balances(None if whole else documents.touched), cursor)

    def _pull(self, cursor: Cursor, *, swept: bool = False) -> Pull:
        """Prepare to read."""
        facts = self._company.facts()
        customers = Customers(cursor.memory.parents, facts.currency)
        documents = Documents(
            self._mapping, self._context(customers.debtors), customers, cursor.memory, facts.receivables
        )
        return Pull(cursor, customers, documents, swept=swept)

    def _context(self, debtors: Mapping[str, str]) -> Context:
        facts = self._company.facts()
        return Context(
            currency=facts.currency,
            zone=ZoneInfo(facts.zone),
            debtors=debtors,
            tags=facts.customer_types,
            address=lambda id_: self._address(str(id_)),
        )

    def _fingerprint(self) -> str:
        """Name what is read and how; other books or another mapping must be read from the beginning."""
        said = f"{self._realm()} {self._address('')} {self._mapping.fingerprint}"
        return sha256(said.encode()).hexdigest()[:12]


def _in_progress(pull: Pull) -> Walk:
    walk = pull.cursor.walk
    if walk is None:
        raise ValueError("no walk is in progress")
    return walk


def _living(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not is_deleted(row)]
