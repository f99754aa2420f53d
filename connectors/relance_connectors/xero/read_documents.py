"""Rows of Xero as records of the ledger, endpoint by endpoint, and what follows from them for others.

Which row becomes which records is decided here; how a row becomes a record is the mapping's business. Nothing
is asked here.

In the ledger is what is approved. Drafts, and documents that wait for approval, are not: an order is a quote.
What was voided or deleted stays in Xero and says so. A batch payment is no money of its own: each of its
parts is a payment. An expected payment date comes with its invoice, as the promise that it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from relance_connectors.drafts import Drafts
from relance_connectors.xero.client import Row
from relance_connectors.xero.cursor import Memory
from relance_connectors.xero.read_contacts import Contacts, contact_of, is_merged
from relance_connectors.xero.read_rows import ID, amount, identifier, inside, moment, parts, updated
from relance_sync.errors import Skip
from relance_sync.ports import Page
from relance_sync.rules.ledger import Allocation, Credit, Installment, Record

if TYPE_CHECKING:
    from relance_mappings import Context
    from relance_mappings import Mapping as RecordMapping

_LIVE = frozenset({"AUTHORISED", "PAID"})
_GONE = frozenset({"DRAFT", "SUBMITTED", "VOIDED", "DELETED"})
_OURS = {
    "Invoices": {"ACCREC"},
    "CreditNotes": {"ACCRECCREDIT"},
    "Overpayments": {"RECEIVE-OVERPAYMENT", "AROVERPAYMENT"},
    "Prepayments": {"RECEIVE-PREPAYMENT", "ARPREPAYMENT"},
    "Payments": {"ACCRECPAYMENT"},
}
# Of suppliers; and credits that were paid back, of which only the bank entry counts.
_OTHERS = {
    "Invoices": {"ACCPAY"},
    "CreditNotes": {"ACCPAYCREDIT"},
    "Overpayments": {"SPEND-OVERPAYMENT", "APOVERPAYMENT"},
    "Prepayments": {"SPEND-PREPAYMENT", "APPREPAYMENT"},
    "Payments": {
        *("ACCPAYPAYMENT", "ARCREDITPAYMENT", "APCREDITPAYMENT", "AROVERPAYMENTPAYMENT"),
        *("APOVERPAYMENTPAYMENT", "ARPREPAYMENTPAYMENT", "APPREPAYMENTPAYMENT"),
    },
}
_RATED = frozenset({"invoice", "credit", "payment", "order"})
_KINDS = {
    "Invoices": ("invoice",),
    "CreditNotes": ("credit",),
    "Overpayments": ("payment", "credit"),
    "Prepayments": ("payment", "credit"),
    "Payments": ("payment",),
    "Quotes": ("order",),
}


class Documents:
    """Converts rows, and knows what was converted so far.

    Attributes:
        contacts: Who owes for whom; learns from rows of contacts itself.
        drafts: The pages.
        has_all_payments: Whether all invoices of which payments were taken brought all of them.
    """

    def __init__(
        self, mapping: "RecordMapping", context: "Context", contacts: Contacts, memory: Memory
    ) -> None:
        """Begin with nothing.

        Args:
            mapping: How to convert.
            context: What converters may know.
            contacts: Who owes for whom.
            memory: What earlier pulls learned; its bank day is kept up to date here.
        """
        self.contacts = contacts
        self.drafts = Drafts()
        self.has_all_payments = True
        self._mapping = mapping
        self._context = context
        self._memory = memory
        self._rates: dict[str, Row] = {}
        # Recent payments that came with their invoices.
        self._brought: dict[str, Record] = {}
        self._is_recent = False

    def take(self, endpoint: str, rows: Iterable[Row]) -> None:
        """Convert rows of an endpoint; contacts come before all others."""
        for row in rows:
            if endpoint == "Contacts":
                self._contact(row)
            elif endpoint == "Quotes" and row.get("Status") == "DELETED":
                self._miss(endpoint, row)
            elif endpoint == "Quotes":
                self._quote(row)
            elif self._is_ours(endpoint, row):
                self._document(endpoint, row)

    def take_payments(self, invoices: Iterable[Row], border: datetime) -> None:
        """Convert the payments that rows of invoices have in them; a summary has none.

        Args:
            invoices: The rows.
            border: From when on payments are asked for as well: those are not handed out a second time.
        """
        for row in invoices:
            if identifier(row, "Type") not in _OURS["Invoices"] or not is_live(row):
                continue
            paid = Decimal(0)
            for each in parts(row, "Payments"):
                paid += amount(each, "Amount") or 0
                # Xero tells neither type nor status of a payment in an invoice: there are no others there.
                # When it was written is not told either: by the invoice's last update at the latest.
                told = {"Status": "AUTHORISED", "UpdatedDateUTC": row.get("UpdatedDateUTC")}
                stamp = updated(row)
                self._is_recent = stamp is None or stamp >= border
                self._payment({**told, **each, "Invoice": row})
                self._is_recent = False
            if paid != (amount(row, "AmountPaid") or 0):
                self.has_all_payments = False

    def seen_at_bank(self, row: Row) -> None:
        """Remember the day of a bank entry; of one that is dated ahead, the day it was written."""
        day, written = moment(row.get("Date")), updated(row)
        if day is None or not is_live(row):
            return
        # A day is its midnight in UTC, but when it was written depends on where.
        latest = written.astimezone(self._context.zone).date() if written else day.date()
        found: date = min(day.date(), latest)
        self._memory.bank_day = max(found, self._memory.bank_day or found)

    def rates(self) -> None:
        """Convert the rates of the newest documents in other currencies."""
        for currency, row in self._rates.items():
            self._add("rate", "rate", row, currency)
        self._rates.clear()

    def pages(self) -> list[Page]:
        """Return what was converted since the last time, a page for each kind."""
        return [replace(page, bank_day=self._memory.bank_day) for page in self.drafts.pages()]

    def balances(self, *, complete: bool) -> Page:
        """Return a page of what Xero says is owed by the contacts that came by.

        Xero adds up amounts of different currencies as they are. Nothing is compared with that: open items
        in a foreign currency have no booked value here.
        """
        for row in self.contacts.balances():
            self._add("balance", "balance", row, identifier(row, "ContactID"))
        page = self.drafts.page("balance", complete=complete)
        return replace(page, bank_day=self._memory.bank_day)

    def _add(self, kind: str, section: str, row: Row, id_: str, **given: object) -> None:
        """Convert a row; one that cannot be read becomes a skipped record."""
        try:
            record = cast("Record", self._mapping.to_record(section, row, self._context, **given))
        except Skip as skip:
            self.drafts.skip(kind, id_, skip)
            return
        if kind == "payment" and self._brought.pop(id_, None) == record:
            return
        if self._is_recent:
            self._brought[id_] = record
        if isinstance(record, Credit) and record.residual.currency != self._context.currency:
            record = replace(record, booked=None)
        self.drafts.add(kind, id_, record)
        if kind in _RATED:
            self._rated(row)

    def _miss(self, endpoint: str, row: Row) -> None:
        for kind in _KINDS[endpoint]:
            self.drafts.miss(kind, identifier(row, ID[endpoint]))

    def _is_ours(self, endpoint: str, row: Row) -> bool:
        """Tell whether a row is about customers; one of a type that is unknown becomes a skipped record."""
        field = "PaymentType" if endpoint == "Payments" else "Type"
        type_ = identifier(row, field)
        if type_ in _OURS[endpoint]:
            return True
        if type_ not in _OTHERS[endpoint]:
            self._unknown(endpoint, row, field)
        elif endpoint == "Payments":
            self.seen_at_bank(row)
        return False

    def _unknown(self, endpoint: str, row: Row, field: str) -> None:
        id_ = identifier(row, ID[endpoint])
        for kind in _KINDS[endpoint]:
            problem = (
                f"Xero: {kind} {id_} was left out: its {field} is {row.get(field)!r}, which Relance does not"
                " know. Look at it in Xero, and ask for a version of Relance that knows it."
            )
            self.drafts.skip(kind, id_, Skip(problem))

    def _document(self, endpoint: str, row: Row) -> None:
        if identifier(row, "Status") in _GONE:
            self._miss(endpoint, row)
        elif is_live(row):
            self._CONVERT[endpoint](self, row)
        else:
            self._unknown(endpoint, row, "Status")

    def _contact(self, row: Row) -> None:
        id_ = identifier(row, "ContactID")
        if is_merged(row):
            self.drafts.miss("customer", id_)
        else:
            self._add("customer", "customer", row, id_)

    def _invoice(self, row: Row) -> None:
        """Convert what is owed; Xero knows one due date only."""
        id_ = identifier(row, "InvoiceID")
        try:
            part = cast("Installment", self._mapping.to_record("installment", row, self._context))
        except Skip as skip:
            self.drafts.skip("invoice", id_, skip)
            return
        if self._is_foreign(row):
            # Xero adds up what is owed in different currencies as it is: nothing to compare with.
            part = replace(part, booked=None)
        self._add("invoice", "invoice", row, id_, installments=(part,))

    def _credit_note(self, row: Row) -> None:
        self._credit("credit_note", row, identifier(row, "CreditNoteID"))

    def _credit(self, section: str, row: Row, id_: str) -> None:
        if amount(row, "RemainingCredit") == 0:
            self.drafts.miss("credit", id_)
        else:
            self._add("credit", section, row, id_)

    def _overpayment(self, row: Row) -> None:
        self._advance("overpayment", row, identifier(row, "OverpaymentID"))

    def _prepayment(self, row: Row) -> None:
        self._advance("prepayment", row, identifier(row, "PrepaymentID"))

    def _advance(self, section: str, row: Row, id_: str) -> None:
        """Convert money that belonged to no invoice when it came: what it settled since, and what is left."""
        self.seen_at_bank(row)
        self._credit(section, row, id_)
        settled = [
            {**each, "Invoice": {**inside(each, "Invoice"), "CurrencyCode": row.get("CurrencyCode")}}
            for each in parts(row, "Allocations")
            if each.get("IsDeleted") is not True
        ]
        self._money("advance", {**row, "ID": id_}, id_, settled)

    def _payment(self, row: Row) -> None:
        self.seen_at_bank(row)
        self._money("payment", row, identifier(row, "PaymentID"), [row])

    def _money(self, section: str, row: Row, id_: str, settled: Iterable[Row]) -> None:
        try:
            allocations = tuple(
                cast("Allocation", self._mapping.to_record("allocation", each, self._context))
                for each in settled
            )
        except Skip as skip:
            self.drafts.skip("payment", id_, skip)
            return
        self._add("payment", section, row, id_, allocations=allocations)

    def _quote(self, row: Row) -> None:
        self._add("order", "order", row, identifier(row, "QuoteID"))

    def _is_foreign(self, row: Row) -> bool:
        return row.get("CurrencyCode") not in (None, "", self._context.currency)

    def _rated(self, row: Row) -> None:
        """Remember the rate of a document in another currency, the newest of each."""
        rate, day = amount(row, "CurrencyRate"), moment(row.get("Date"))
        if not self._is_foreign(row) or not rate or day is None:
            return
        currency = str(row["CurrencyCode"])
        known = self._rates.get(currency)
        if known is None or day >= (moment(known["Date"]) or day):
            self._rates[currency] = {name: row[name] for name in ("CurrencyCode", "Date", "CurrencyRate")}

    _CONVERT: Mapping[str, Callable[["Documents", Row], None]] = {
        "Invoices": _invoice,
        "CreditNotes": _credit_note,
        "Overpayments": _overpayment,
        "Prepayments": _prepayment,
        "Payments": _payment,
    }


def is_live(row: Row) -> bool:
    """Tell whether a document or payment is in the books."""
    return identifier(row, "Status") in _LIVE


def debtor_of(endpoint: str, row: Row) -> str:
    """Return the contact whose balance a row may have moved; empty if none's."""
    if endpoint in {"Contacts", "Quotes"}:
        return ""
    return contact_of(inside(row, "Invoice") if endpoint == "Payments" else row)
