"""Books a drawn ledger's events in a company of the QuickBooks simulator, as its bookkeeper would have.

It uses the simulator's verbs only, and checks nothing: the simulator does. QuickBooks has no installments,
and two customers are merged by hand there, not by a program: draw without both (`for_quickbooks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, TypedDict

from tests.simulators.books import USUAL, Chances
from tests.simulators.books import events as e
from tests.simulators.quickbooks import Books, writing
from tests.simulators.quickbooks.books import Money
from tests.simulators.quickbooks.company import Record

_NOTES = 2000
_NAMES = 100


class Drawn(TypedDict):
    """Options of `Company` for books that QuickBooks can keep."""

    installments: bool
    chances: Chances


def for_quickbooks(chances: Chances = USUAL) -> Drawn:
    """Return the options of `Company` that leave out what QuickBooks does not know."""
    return Drawn(installments=False, chances=replace(chances, duplicate=0))


@dataclass(slots=True)
class Filled:
    """What was booked so far, by the events' ids."""

    books: Books
    customers: dict[str, Record] = field(default_factory=dict)
    documents: dict[str, Record] = field(default_factory=dict)
    _payments: dict[str, e.PaymentReceived] = field(default_factory=dict)

    def book(self, event: e.Event) -> None:
        """Book an event.

        Raises:
            ValueError: QuickBooks knows nothing like it.
        """
        if type(event) not in _BOOKED:
            raise ValueError(f"QuickBooks cannot book {type(event).__name__}")
        self.books.company.clock.set(
            datetime.combine(event.day, time(12), tzinfo=self.books.company.zone).astimezone(UTC)
        )
        _BOOKED[type(event)](self, event)

    def customer(self, event: e.CustomerMade) -> None:
        """Add a customer with its terms."""
        phone = {"PrimaryPhone": {"FreeFormNumber": event.phone}} if event.phone else {}
        first, _, last = event.name.partition(" ")
        who = {"GivenName": first, "FamilyName": last} if event.person else {"CompanyName": event.name}
        self.customers[event.customer] = self.books.customer(
            event.name,
            email=event.email,
            term=self._term(event.terms),
            parent=self.customers[event.parent] if event.parent else None,
            currency=event.currency,
            notes=event.note or None,
            **{name: each[:_NAMES] for name, each in who.items() if each},
            **phone,
        )

    def noted(self, event: e.CustomerNoted) -> None:
        """Write below what stands in the customer's notes."""
        customer = self.customers[event.customer]
        told = "\n".join(filter(None, (customer.data.get("Notes"), event.text)))
        self.books.edit(customer, Notes=told[-_NOTES:])

    def deactivated(self, event: e.CustomerDeactivated) -> None:
        """Hide a customer."""
        self.books.deactivate(self.customers[event.customer])

    def order(self, event: e.OrderMade) -> None:
        """Make an estimate, accepted if it is a firm order."""
        status = "Pending" if event.estimate else "Accepted"
        estimate = self.books.estimate(
            self.customers[event.customer], 0, status=status, DocNumber=event.number, **_form(event)
        )
        self.documents[event.order] = estimate

    def cancelled(self, event: e.OrderCancelled) -> None:
        """Decline an estimate."""
        self.books.edit(self.documents[event.order], TxnStatus="Rejected")

    def invoice(self, event: e.InvoiceIssued) -> None:
        """Issue an invoice, from its estimate if there is one."""
        link: dict[str, Any] = {}
        if event.order and self.documents[event.order].data["TxnStatus"] != "Closed":
            estimate = self.documents[event.order]
            link = {"LinkedTxn": [{"TxnId": estimate.id, "TxnType": "Estimate"}]}
        (only,) = event.installments
        self.documents[event.invoice] = self.books.invoice(
            self.customers[event.customer], 0, due=only.due, **_form(event), DocNumber=event.number, **link
        )

    def voided(self, event: e.InvoiceVoided) -> None:
        """Void an invoice."""
        self.books.void(self.documents[event.invoice])

    def deleted(self, event: e.InvoiceDeleted) -> None:
        """Delete an invoice."""
        self.books.delete(self.documents.pop(event.invoice))

    def credit_note(self, event: e.CreditNoteIssued) -> None:
        """Give a credit memo, and use it up as far as it was."""
        memo = self.books.credit_memo(
            self.customers[event.customer], 0, **_form(event), DocNumber=event.number
        )
        self.documents[event.credit_note] = memo
        self._use(memo, event.allocations, event.day)

    def payment(self, event: e.PaymentReceived) -> None:
        """Receive a payment."""
        applied: list[tuple[Record, Money]] = [
            (self.documents[each.invoice], each.amount) for each in event.allocations
        ]
        self.documents[event.payment] = self.books.receive(
            self.customers[event.customer], event.amount, applied, day=event.day, PrivateNote=event.text
        )
        self._payments[event.payment] = event

    def matched(self, event: e.MoneyMatched) -> None:
        """Apply what was left of a payment or a credit memo."""
        source = self.documents[event.source]
        if source.entity == "CreditMemo":
            self._use(source, event.allocations, event.day)
            return
        kept = source.data.get("Line", [])
        new = [_applied(self.documents[each.invoice], each.amount) for each in event.allocations]
        self.books.edit(source, Line=[*kept, *new], TotalAmt=source.data["TotalAmt"])

    def returned(self, event: e.PaymentReturned) -> None:
        """Set a journal entry against a payment, as for a cheque that bounced: its invoices open again."""
        payment, told = self.documents[event.payment], self._payments[event.payment]
        customer = self.customers[told.customer]
        entry = self.books.journal(
            customer, told.amount, against="bank", day=event.day, PrivateNote=event.text
        )
        self.books.edit(payment, Line=[_applied(entry, told.amount)], TotalAmt=told.amount)

    def waived(self, event: e.DiscountGranted | e.DebtWrittenOff) -> None:
        """Give a credit memo of what nobody expects any more."""
        invoice = self.documents[event.allocation.invoice]
        memo = self.books.credit_memo(self._owner(invoice), event.allocation.amount, day=event.day)
        self._use(memo, (event.allocation,), event.day)

    def disputed(self, event: e.DisputeNoted) -> None:
        """Attach a note to an invoice."""
        self.books.note(self.documents[event.invoice], event.text)

    def rate(self, event: e.RateSet) -> None:
        """Enter an exchange rate."""
        self.books.rate(event.currency, event.value, event.day)

    def _use(self, memo: Record, allocations: Iterable[e.Allocation], day: date) -> None:
        """Use a credit memo up: payments of nothing by its customer, who may be the invoices' parent."""
        for each in allocations:
            invoice = self.documents[each.invoice]
            applied: list[tuple[Record, Money]] = [(invoice, each.amount), (memo, each.amount)]
            self.books.receive(self._owner(memo), 0, applied, day=day)

    def _owner(self, document: Record) -> Record:
        return self.books.company.tables["Customer"][document.data["CustomerRef"]["value"]]

    def _term(self, terms: e.Terms) -> str:
        try:
            self.books.term(terms.name)
        except LookupError:
            # By the day of the month: the last one, of the next month if there are days before it.
            months = {"DayOfMonthDue": 31, "DueNextMonthDays": 0}
            due = months if terms.end_of_month else {"DueDays": terms.days}
            writing.create(self.books.company, "Term", {"Name": terms.name, **due})
        return terms.name


def fill(books: Books, events: Iterable[e.Event]) -> Filled:
    """Book events in the order they come; the company's clock goes with them."""
    filled = Filled(books)
    for event in events:
        filled.book(event)
    return filled


def _applied(document: Record, amount: Decimal) -> dict[str, Any]:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": document.id, "TxnType": document.entity}]}


def _form(event: e.OrderMade | e.InvoiceIssued | e.CreditNoteIssued) -> dict[str, Any]:
    return {
        "day": event.day,
        "Line": [_line(each) for each in event.lines],
        "TxnTaxDetail": {"TotalTax": event.tax},
    }


def _line(line: e.Line) -> dict[str, Any]:
    if line.price < 0:
        return {"Amount": -line.amount, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}
    detail = {"ItemRef": {"value": "1"}, "Qty": Decimal(line.quantity), "UnitPrice": line.price}
    return {
        "Amount": line.amount,
        "Description": line.text,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": detail,
    }


_BOOKED: dict[type, Callable[[Filled, Any], None]] = {
    e.RateSet: Filled.rate,
    e.CustomerMade: Filled.customer,
    e.CustomerNoted: Filled.noted,
    e.CustomerDeactivated: Filled.deactivated,
    e.OrderMade: Filled.order,
    e.OrderCancelled: Filled.cancelled,
    e.InvoiceIssued: Filled.invoice,
    e.InvoiceVoided: Filled.voided,
    e.InvoiceDeleted: Filled.deleted,
    e.CreditNoteIssued: Filled.credit_note,
    e.PaymentReceived: Filled.payment,
    e.MoneyMatched: Filled.matched,
    e.PaymentReturned: Filled.returned,
    e.DiscountGranted: Filled.waived,
    e.DebtWrittenOff: Filled.waived,
    e.DisputeNoted: Filled.disputed,
}
