"""Invoices, other open entries, credits, payments and orders: rows of Odoo, page by page, as ledger pages.

Which rows belong to what is decided here; how a row becomes a record is the mapping's business.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast

from relance_connectors.odoo.cursor import Instant
from relance_connectors.odoo.read_customers import DEBTOR, Customers, posted_receivable, receivable
from relance_connectors.odoo.read_rows import IDS_AT_A_TIME, Domain, Row, Rows, any_of
from relance_connectors.odoo.rpc import many2one
from relance_sync.errors import Skip
from relance_sync.ports import Page, SkippedRecord
from relance_sync.rules.ledger import Record

if TYPE_CHECKING:
    from relance_mappings import Context
    from relance_mappings import Mapping as RecordMapping

INVOICES = ["out_invoice", "out_receipt"]
OPEN = any_of([["amount_residual", "!=", 0]], [["amount_residual_currency", "!=", 0]])
LINE = ("parent_state", "amount_residual", "amount_residual_currency", "amount_currency", "balance")
TAKEN_BACK = ["draft", "canceled", "cancelled", "rejected"]
_ALIVE = [["state", "in", ["draft", "sent", "sale"]]]


@dataclass(slots=True)
class Draft:
    """A page being filled."""

    kind: str
    records: list[Record] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    skipped: list[SkippedRecord] = field(default_factory=list)

    def page(self) -> Page:
        """Return the page."""
        return Page(
            kind=self.kind,
            records=tuple(self.records),
            gone=tuple(self.gone),
            skipped=tuple(self.skipped),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Reads documents of one company.

    Attributes:
        rows: How to ask.
        mapping: How to convert.
        context: What converters may know.
        customers: Who owes for whom.
        currency: The company's currency as Odoo points to it.
        only: Numbers of the customers whose documents are read; empty for all.
        contacts: Numbers of these customers and of those for whom they owe (`Customers.owing`).
        paid_since: Leave out invoices that are paid, and earlier payments that were not returned; None for
            all there is.
    """

    rows: Rows
    mapping: "RecordMapping"
    context: "Context"
    customers: Customers
    currency: tuple[int, str]
    only: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()
    paid_since: date | None = None

    def restricted(self, partner: str) -> Domain:
        """Return the condition that leaves some customers only; `partner` names the contact.

        Contacts are named one by one: for these the database has an index, for who owes it reads everything.
        """
        return [[partner, "in", list(self.contacts)]] if self.only else []

    @property
    def _company(self) -> int:
        return self.rows.reading.company_id

    def add(self, draft: Draft, section: str, row: Row, id_: str, **given: object) -> None:
        """Convert a row into the draft; one that cannot be read becomes a skipped record."""
        try:
            draft.records.append(cast("Record", self.mapping.to_record(section, row, self.context, **given)))
        except Skip as skip:
            draft.skipped.append(SkippedRecord(kind=draft.kind, id=id_, problem=skip.user_message))

    def invoice_domain(self, since: Instant | None) -> Domain:
        """Posted customer invoices; since an instant, those that changed in any state."""
        of_company = [
            ["company_id", "=", self._company],
            ["move_type", "in", INVOICES],
            *self.restricted("partner_id"),
        ]
        if since is None:
            open_only = [["amount_residual", "!=", 0]] if self.paid_since else []
            return [*of_company, ["state", "=", "posted"], *open_only]
        # Lines change without their invoice (a due date, `no_followup`), and a merge of contacts changes
        # neither, but always the contact that remains.
        return [
            *of_company,
            *any_of(
                [["write_date", ">=", since]],
                [["line_ids.write_date", ">=", since]],
                [["amount_residual", "!=", 0], [f"{DEBTOR}.write_date", ">=", since]],
            ),
        ]

    def invoices(self, since: Instant | None, after: int) -> Iterator[tuple[list[Page], int]]:
        """Read invoices with their installments."""
        fields = (*self.mapping.fields("invoice"), "state")
        for rows in self.rows.pages("account.move", self.invoice_domain(since), fields, after):
            posted = [row for row in rows if row["state"] == "posted"]
            lines = self._installments([row["id"] for row in posted])
            draft = Draft("invoice", gone=[str(row["id"]) for row in rows if row["state"] != "posted"])
            for row in posted:
                if lines[row["id"]]:
                    self._add_invoice(draft, "invoice", row, str(row["id"]), lines[row["id"]])
                else:  # An invoice of zero may have nothing to pay.
                    draft.gone.append(str(row["id"]))
            yield [draft.page()], rows[-1]["id"]

    def _installments(self, invoices: Sequence[int]) -> Mapping[int, list[Row]]:
        found: defaultdict[int, list[Row]] = defaultdict(list)
        if invoices:
            domain = [*receivable(self._company), ["move_id", "in", list(invoices)]]
            fields = (*self.mapping.fields("installment"), "move_id", *LINE)
            for line in self.rows.search("account.move.line", domain, fields):
                found[many2one(line["move_id"]) or 0].append(line)
        return found

    def _add_invoice(
        self, draft: Draft, section: str, row: Row, id_: str, lines: Iterable[Row], **given: object
    ) -> None:
        try:
            parts = tuple(self.mapping.to_record("installment", line, self.context) for line in lines)
        except Skip as skip:
            draft.skipped.append(SkippedRecord(kind=draft.kind, id=id_, problem=skip.user_message))
        else:
            self.add(draft, section, row, id_, installments=parts, **given)

    def entry_domain(self, since: Instant | None) -> Domain:
        """Open receivable lines of anything but invoices; since an instant, those that changed."""
        not_invoices = [["move_id.move_type", "not in", INVOICES], *self.restricted("partner_id")]
        if since is None:
            return [*posted_receivable(self._company), *not_invoices, *OPEN]
        return [*receivable(self._company), *not_invoices, *_line_changed(since)]

    def entries(self, since: Instant | None, after: int) -> Iterator[tuple[list[Page], int]]:
        """Read credits, and other open entries as invoices of one installment."""
        sections = ("credit", "entry", "installment")
        fields = {*LINE, "partner_id"}.union(*(self.mapping.fields(each) for each in sections))
        for rows in self.rows.pages("account.move.line", self.entry_domain(since), fields, after):
            self.customers.learn(_pointed_to(rows, "partner_id"))
            credits_, invoices = Draft("credit"), Draft("invoice")
            for row in rows:
                self._add_entry(credits_, invoices, self.in_one_currency(row))
            if since is None:  # Nothing can have changed sides; what is gone is told at the end.
                credits_.gone.clear()
                invoices.gone.clear()
            pages = [draft.page() for draft in (credits_, invoices) if draft != Draft(draft.kind)]
            yield pages or [credits_.page()], rows[-1]["id"]

    def _add_entry(self, credits_: Draft, invoices: Draft, row: Row) -> None:
        credit, invoice = str(row["id"]), entry_id(row["id"])
        residual = row["amount_residual_currency"] if row["parent_state"] == "posted" else 0
        if residual < 0:
            self.add(credits_, "credit", row, credit)
        else:
            credits_.gone.append(credit)
        if residual > 0:
            self._add_invoice(invoices, "entry", row, invoice, [row], id=invoice)
        else:
            invoices.gone.append(invoice)

    def in_one_currency(self, row: Row) -> Row:
        """State a line that is open in the company's currency only (an exchange difference) in that one."""
        if row["amount_residual_currency"] or not row["amount_residual"]:
            return row
        return {
            **row,
            "currency_id": list(self.currency),
            "amount_currency": row["balance"],
            "amount_residual_currency": row["amount_residual"],
        }

    def open_credits(self) -> list[str]:
        """Return the ids of all credits there are."""
        domain = [
            *posted_receivable(self._company),
            ["move_id.move_type", "not in", INVOICES],
            *any_of(
                [["amount_residual_currency", "<", 0]],
                [["amount_residual_currency", "=", 0], ["amount_residual", "<", 0]],
            ),
        ]
        return [str(id_) for id_ in self.rows.ids("account.move.line", domain)]

    def invoice_ids(self) -> list[str]:
        """Return the ids of all invoices and open entries there are."""
        invoices = self.rows.ids("account.move", self.invoice_domain(None))
        entries = self.rows.ids("account.move.line", self.entry_domain(None))
        return [*map(str, invoices), *map(entry_id, entries)]

    def payment_domain(self, since: Instant | None) -> Domain:
        """Receivable lines of payments and bank entries; since an instant, those that changed."""
        received = [
            ["balance", "<", 0],
            *self.restricted("partner_id"),
            *any_of([["payment_id", "!=", False]], [["statement_line_id", "!=", False]]),
        ]
        if self.paid_since:
            returned = [["move_id.reversal_move_ids", "!=", False]]
            received += any_of([["date", ">=", self.paid_since.isoformat()]], returned)
        if since is None:
            return [*posted_receivable(self._company), *received]
        return [*receivable(self._company), *received, *_line_changed(since)]

    def payments(self, since: Instant | None, after: int) -> Iterator[tuple[list[Page], int]]:
        """Read payments with what they settled."""
        if since is not None:
            # A payment taken back may lose its lines, but stays itself.
            back = [
                ["company_id", "=", self._company],
                ["write_date", ">=", since],
                ["state", "in", TAKEN_BACK],
            ]
            gone = [str(id_) for id_ in self.rows.ids("account.payment", back)]
            if gone:
                yield [Page(kind="payment", gone=tuple(gone))], after
        returned: Mapping[int, date] | None = None
        fields = (*self.mapping.fields("payment"), "partner_id", "parent_state", "payment_id", "move_id")
        for rows in self.rows.pages("account.move.line", self.payment_domain(since), fields, after):
            posted = [row for row in rows if row["parent_state"] == "posted" and row["partner_id"]]
            self.customers.learn(_pointed_to(posted, "partner_id"))
            partials = self._partials([row["id"] for row in posted])
            if returned is None or self.only:
                entries = {many2one(row["move_id"]) or 0 for row in posted}
                returned = self._reversals(entries if self.only else None)
            gone = sorted({_payment_id(row) for row in rows} - {_payment_id(row) for row in posted})
            draft = Draft("payment", gone=gone)
            for row in posted:
                self._add_payment(
                    draft, row, partials[row["id"]], returned.get(many2one(row["move_id"]) or 0)
                )
            yield [draft.page()], rows[-1]["id"]

    def payment_ids(self) -> list[str]:
        """Return the ids of all payments there are."""
        domain = self.payment_domain(None)
        pages = self.rows.pages("account.move.line", domain, ("payment_id",), 0, size=IDS_AT_A_TIME)
        return [_payment_id(row) for rows in pages for row in rows]

    def _partials(self, lines: Sequence[int]) -> Mapping[int, list[Row]]:
        found: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self.partials(lines, self.mapping.fields("allocation")):
            found[many2one(row["credit_move_id"]) or 0].append(row)
        return found

    def partials(self, lines: Sequence[int], fields: Iterable[str]) -> list[Row]:
        """Read what these lines of payments settled, with the line's number as `credit_move_id`."""
        fields = (*fields, "credit_move_id", "debit_amount_currency")
        rows = self.rows.by_ids("account.partial.reconcile", lines, fields, "credit_move_id")
        # Exchange differences settle nothing in the invoice's currency.
        return [row for row in rows if row["debit_amount_currency"] > 0]

    def _reversals(self, entries: Collection[int] | None) -> Mapping[int, date]:
        """Return the days on which entries were reversed, by the number of the entry; the last of several.

        Args:
            entries: Asked for; None for all of the company's.

        A payment that came back is booked so: what it had settled is open again. Its state `rejected` bears
        no day, and `canceled` is as well a slip of the pen: both leave the books, and are gone for us too.
        """
        domain = [
            ["company_id", "=", self._company],
            ["move_type", "=", "entry"],
            ["state", "=", "posted"],
            ["reversed_entry_id", *(("!=", False) if entries is None else ("in", sorted(entries)))],
        ]
        found: dict[int, date] = {}
        fields = ("reversed_entry_id", "date")
        for rows in self.rows.pages("account.move", domain, fields, 0, size=IDS_AT_A_TIME):
            for row in rows:
                entry, day = many2one(row["reversed_entry_id"]) or 0, date.fromisoformat(row["date"])
                found[entry] = max(day, found.get(entry, day))
        return found

    def _add_payment(self, draft: Draft, row: Row, partials: Iterable[Row], returned_on: date | None) -> None:
        id_ = _payment_id(row)
        try:
            parts = tuple(self.mapping.to_record("allocation", each, self.context) for each in partials)
        except Skip as skip:
            draft.skipped.append(SkippedRecord(kind=draft.kind, id=id_, problem=skip.user_message))
        else:
            self.add(draft, "payment", row, id_, id=id_, allocations=parts, returned_on=returned_on)

    def order_domain(self, since: Instant | None) -> Domain:
        """Quotations and orders in any state; since an instant, those that changed."""
        of_company: Domain = [
            ["company_id", "=", self._company],
            *self.restricted("partner_invoice_id"),
        ]
        if since is None:
            return of_company
        # What was invoiced changes the lines only.
        return [
            *of_company,
            *any_of(
                [["write_date", ">=", since]],
                [["order_line.write_date", ">=", since]],
                [*_ALIVE, [f"partner_invoice_id.{DEBTOR}.write_date", ">=", since]],
            ),
        ]

    def orders(self, since: Instant | None, after: int) -> Iterator[tuple[list[Page], int]]:
        """Read quotations and orders."""
        fields = (*self.mapping.fields("order"), "partner_invoice_id")
        for rows in self.rows.pages("sale.order", self.order_domain(since), fields, after):
            self.customers.learn(_pointed_to(rows, "partner_invoice_id"))
            draft = Draft("order")
            for row in rows:
                self.add(draft, "order", row, str(row["id"]))
            yield [draft.page()], rows[-1]["id"]

    def order_ids(self) -> list[str]:
        """Return the ids of all orders there are."""
        return [str(id_) for id_ in self.rows.ids("sale.order", self.order_domain(None))]


def entry_id(line: int) -> str:
    """Return the invoice id of an open entry that is no invoice: its line's, told apart from invoices'."""
    return f"line:{line}"


def _payment_id(line: Row) -> str:
    """The payment's number; for a bank entry matched without one, its line's."""
    payment = many2one(line["payment_id"])
    return f"line:{line['id']}" if payment is None else str(payment)


def _line_changed(since: Instant) -> Domain:
    return any_of(
        [["write_date", ">=", since]],
        [["amount_residual", "!=", 0], [f"partner_id.{DEBTOR}.write_date", ">=", since]],
    )


def _pointed_to(rows: Iterable[Row], name: str) -> set[int]:
    return {id_ for row in rows if (id_ := many2one(row[name])) is not None}
