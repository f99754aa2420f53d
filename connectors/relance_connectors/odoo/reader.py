"""The reader: one Odoo company as pages of the ledger, all of it or what changed, resumable after any page.

It decides the order of reading and keeps nothing between calls; all it must remember is in the cursor. What
is asked of Odoo is in the read_* modules, how rows become records in relance_mappings.

A pull looks at everything written since the last pull began, less an overlap. What changes while it reads is
read again before Odoo's own sums are asked for, so that they compare. Deleted records leave no trace in Odoo:
a full pull tells all ids that exist, every pull those of open credits.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import cast

from relance_connectors.odoo.cursor import Cursor, Instant, Position, earlier
from relance_connectors.odoo.read_accounts import BooksRead, read_customer_books
from relance_connectors.odoo.read_company import CompanyFacts, read_books, read_company
from relance_connectors.odoo.read_customers import Customers, posted_receivable, read_tags
from relance_connectors.odoo.read_documents import LINE, Documents, Draft
from relance_connectors.odoo.read_histories import payers, read_histories
from relance_connectors.odoo.read_rows import Reading, Rows
from relance_connectors.odoo.read_steps import Step, steps
from relance_connectors.odoo.read_sums import read_balances, read_rates
from relance_connectors.odoo.rpc import Rpc, record_url
from relance_mappings.converters import Context
from relance_mappings.mapping import Mapping as RecordMapping
from relance_sync.ports import Books, Page
from relance_sync.rules.ledger import Installment, Rate
from relance_sync.rules.score import PaidInvoice


class Reader:
    """One company of one Odoo, read only. See `relance_sync.ports.Connector` for the promises."""

    def __init__(
        self,
        rpc: Rpc,
        mapping: RecordMapping,
        *,
        company_id: int,
        url: str = "",
        page_size: int = 1000,
        overlap: timedelta = timedelta(minutes=10),
    ) -> None:
        """Nothing is called yet.

        Args:
            rpc: How Odoo is called.
            mapping: From Odoo's fields to the ledger.
            company_id: Odoo's number of the company.
            url: Address people open Odoo with; empty for none.
            page_size: Rows asked for at a time.
            overlap: How far behind the last pull's beginning a pull looks; longer than Odoo's longest
                transaction, whose changes are stamped with its beginning.
        """
        self._reading = Reading(company_id=company_id, url=url, page_size=page_size, overlap=overlap)
        self._rows = Rows(rpc, self._reading)
        self._declared = mapping
        self._mapping: RecordMapping | None = None
        self._facts: CompanyFacts | None = None
        self._with_orders = False

    def books(self) -> Books:
        """Read what Odoo says about the company.

        Raises:
            Stop: If there is no such company, or the user may not see it.
        """
        return read_books(self._rows, self._company())

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]:
        """Read what changed since the cursor; see `Connector.changes`."""
        state = Cursor.of(cursor, self._fingerprint())
        if full and not (state.at and state.at.full):
            state = Cursor(reading=state.reading, at=None)
        overlap = self._reading.overlap
        for _ in range(self._reading.rounds):
            pull = self._pull()
            started = state.at.started if state.at else self._rows.now()
            state = yield from self._round(state, pull, started, full=full, overlap=overlap)
            sums = self._sums(pull, state.text())
            # What this pull read itself needs no overlap; what showed late is for the next pull.
            full, overlap = False, timedelta(0)
            if not self._changed_since(started):
                break
        yield from sums

    def residuals(self, installments: Sequence[str]) -> Mapping[str, Decimal]:
        """Read what is open of these installments now; those that are gone are left out."""
        pull = self._pull()
        ids = sorted({int(each) for each in installments if each.isdigit()})
        fields = (*pull.mapping.fields("installment"), *LINE)
        found: dict[str, Decimal] = {}
        for start in range(0, len(ids), self._reading.page_size):
            some = ids[start : start + self._reading.page_size]
            for row in self._rows.by_ids("account.move.line", some, fields):
                if row["parent_state"] == "posted":
                    part = pull.mapping.to_record("installment", pull.in_one_currency(row), pull.context)
                    found[str(row["id"])] = cast("Installment", part).residual
        return found

    def customer_books(self, customers: Sequence[int], paid_since: date | None = None) -> BooksRead:
        """Read what the books say of these customers now; for where no copy of the ledger is kept.

        Args:
            customers: Their numbers.
            paid_since: Leave out invoices that are paid, and payments before this day that were not returned:
                how they were paid is told all the same. None for everything.
        """
        pull = replace(self._pull_of(customers), paid_since=paid_since)
        return read_customer_books(pull, with_orders=self._with_orders)

    def payers(self) -> list[int]:
        """Return the numbers of the customers who have paid anything."""
        return payers(self._pull())

    def histories(self, customers: Sequence[int]) -> Iterator[PaidInvoice]:
        """Read how these customers' installments were paid, in no order, and nothing else."""
        return read_histories(self._pull_of(customers))

    def touched(self, since: Instant | None) -> list[int]:
        """Return the numbers of the customers about whom something was written since; None for all.

        Who lost an entry that was deleted, or went to somebody else, is not among them.
        """
        customers = self._pull().customers
        named = customers.named(since) | (customers.withdrawn(since) if since else set())
        customers.learn(named)
        return sorted({customers.debtors.get(each, each) for each in named})

    def rates(self) -> tuple[Rate, ...]:
        """Read the newest exchange rates."""
        pull, draft = self._pull(), Draft("rate")
        for row in read_rates(self._rows, pull.mapping.fields("rate"), pull.currency[0]):
            pull.add(draft, "rate", row, str(row["id"]))
        return tuple(each for each in draft.records if isinstance(each, Rate))

    def now(self) -> Instant:
        """Ask Odoo's clock."""
        return self._rows.now()

    def _round(
        self, state: Cursor, pull: Documents, started: Instant, *, full: bool, overlap: timedelta
    ) -> Generator[Page, None, Cursor]:
        """Go through the steps once from where the cursor stands."""
        found = steps(pull, with_orders=self._with_orders)
        names = [step.name for step in found]
        at = state.at if state.at and state.at.step in names else None
        at = at or Position(step=names[0], started=started, full=full)
        expected = _expected(found, state, at)
        for number, step in enumerate(found[names.index(at.step) :], names.index(at.step)):
            whole = at.full or step.name not in state.since
            since = None if whole else earlier(state.since[step.name], overlap)
            at = at if at.step == step.name else replace(at, step=step.name, after=0)
            before = replace(state, at=at)
            for pages, last in step.pages(since, at.after):
                after = replace(state, at=replace(at, after=last))
                # A crash between pages of the same rows reads these rows again: harmless.
                for page in pages[:-1]:
                    yield replace(page, cursor=before.text(), expected=expected)
                yield replace(pages[-1], cursor=after.text(), expected=expected)
                before = after
            for kind, ids in {**step.always, **(step.present if whole else {})}.items():
                yield Page(kind=kind, present=tuple(ids()), cursor=before.text(), expected=expected)
            following = names[number + 1] if number + 1 < len(names) else None
            state = state.finished(step.name, at, following)
        return state

    def _pull(self) -> Documents:
        """Prepare to read: who owes for whom is learned anew, the rest is asked once."""
        facts, rows = self._company(), self._rows
        if self._mapping is None:
            self._with_orders = rows.installed("sale", "sale.order")
            self._mapping = self._declared.only(self._available())
        customers = Customers(rows, with_orders=self._with_orders)
        context = Context(
            currency=facts.currency[1],
            zone=facts.zone,
            credit_limits=facts.credit_limits,
            debtors=customers.debtors,
            tags=read_tags(rows),
            address=self._address,
        )
        return Documents(
            rows=rows, mapping=self._mapping, context=context, customers=customers, currency=facts.currency
        )

    def _pull_of(self, customers: Sequence[int]) -> Documents:
        """Prepare to read what is these customers' only."""
        pull = self._pull()
        return replace(pull, only=tuple(customers), contacts=tuple(pull.customers.owing(customers)))

    def _available(self) -> Mapping[str, frozenset[str]]:
        """Ask which of the mapped fields exist: that depends on version, modules and rights."""
        named: dict[str, set[str]] = {}
        for section in self._declared.sections:
            if section != "order" or self._with_orders:
                named.setdefault(self._declared.model(section), set()).update(self._declared.fields(section))
        return {model: self._rows.fields(model, names) for model, names in named.items()}

    def _sums(self, pull: Documents, cursor: str) -> list[Page]:
        """Read what is complete in one page: rates, and Odoo's own sums."""
        found = []
        for kind, rows in (
            ("rate", read_rates(self._rows, pull.mapping.fields("rate"), pull.currency[0])),
            ("balance", read_balances(self._rows, pull.customers)),
        ):
            draft = Draft(kind)
            for row in rows:
                pull.add(draft, kind, row, str(row["id"]))
            found.append(replace(draft.page(), cursor=cursor, complete=True))
        return found

    def _changed_since(self, started: Instant) -> bool:
        domain = [*posted_receivable(self._reading.company_id), ["write_date", ">=", started]]
        return bool(self._rows.search("account.move.line", domain, (), limit=1))

    def _company(self) -> CompanyFacts:
        if self._facts is None:
            self._facts = read_company(self._rows)
        return self._facts

    def _address(self, partner: int) -> str | None:
        url = self._reading.url
        return record_url(url, self._rows.rpc.major, "res.partner", partner) if url else None

    def _fingerprint(self) -> str:
        """Name what is read and how; another company or mapping must be read from the beginning."""
        said = f"{self._reading.company_id} {self._reading.url} {self._declared.fingerprint}"
        return sha256(said.encode()).hexdigest()[:12]


def _expected(found: Sequence[Step], state: Cursor, at: Position) -> int | None:
    """Count what a whole pull reads; None for one that reads changes only."""
    if not at.full and state.since:
        return None
    return sum(step.count() for step in found)
