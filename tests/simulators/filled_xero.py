"""Books a drawn ledger's events in an organisation of the Xero simulator, as its bookkeeper would have.

It uses the simulator's verbs only, and checks nothing: the simulator does. Xero has no installments and no
customers below others: draw without both (`for_xero`). It deletes no approved invoice: that is voided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, TypedDict

from tests.simulators.books import USUAL, Chances
from tests.simulators.books import events as e
from tests.simulators.clock import Clock
from tests.simulators.xero import Organisation
from tests.simulators.xero.records import Record

_NOTE = 250


class Drawn(TypedDict):
    """Options of `Company` for books that Xero can keep."""

    installments: bool
    sub_customers: bool
    longest_name: int
    chances: Chances


def for_xero(chances: Chances = USUAL) -> Drawn:
    """Return the options of `Company` that leave out what Xero does not know."""
    return Drawn(installments=False, sub_customers=False, longest_name=255, chances=chances)


@dataclass(slots=True)
class Money:
    """What one payment became: a payment or a batch, and an overpayment of what belonged to nothing."""

    contact: Record
    payments: list[Record] = field(default_factory=list)
    over: Record | None = None
    used: list[Record] = field(default_factory=list)


@dataclass(slots=True)
class Filled:
    """What was booked so far, by the events' ids."""

    organisation: Organisation
    clock: Clock
    customers: dict[str, Record] = field(default_factory=dict)
    documents: dict[str, Record] = field(default_factory=dict)
    money: dict[str, Money] = field(default_factory=dict)

    def book(self, event: e.Event) -> None:
        """Book an event.

        Raises:
            ValueError: Xero knows nothing like it.
        """
        if type(event) not in _BOOKED:
            raise ValueError(f"Xero cannot book {type(event).__name__}")
        zone = self.organisation.ledger.zone
        self.clock.set(datetime.combine(event.day, time(12), tzinfo=zone).astimezone(UTC))
        _BOOKED[type(event)](self, event)

    def customer(self, event: e.CustomerMade) -> None:
        """Add a contact with its terms."""
        if event.parent:
            raise ValueError("Xero knows no customers below others")
        who: dict[str, Any] = {"CompanyNumber": f"{len(self.customers) + 1:08}"}
        if event.person:
            first, _, last = event.name.partition(" ")
            who = {"FirstName": first, "LastName": last}
        made = self.organisation.contact(
            event.name,
            email=event.email,
            phone=event.phone,
            currency=event.currency,
            PaymentTerms={"Sales": _term(event.terms)},
            **who,
        )
        self.customers[event.customer] = made
        if event.note:
            self.organisation.note(made, event.note[:_NOTE])

    def noted(self, event: e.CustomerNoted) -> None:
        """Write into the contact's history."""
        self.organisation.note(self.customers[event.customer], event.text[:_NOTE])

    def merged(self, event: e.CustomersMerged) -> None:
        """Merge two contacts; what is said of the first later is about the other."""
        into = self.customers[event.into]
        self.organisation.merge_contacts(self.customers[event.customer], into)
        self.customers[event.customer] = into

    def archived(self, event: e.CustomerDeactivated) -> None:
        """Archive a contact."""
        self.organisation.archive(self.customers[event.customer])

    def order(self, event: e.OrderMade) -> None:
        """Make a quote: sent, and accepted if it is a firm order."""
        status = "SENT" if event.estimate else "ACCEPTED"
        contact = self.customers[event.customer]
        form = _form(event)
        del form["LineAmountTypes"]
        self.documents[event.order] = self.organisation.quote(
            contact, 0, status=status, QuoteNumber=event.number, **form
        )

    def cancelled(self, event: e.OrderCancelled) -> None:
        """Decline a quote; an accepted one is only sent again first."""
        quote = self.documents[event.order]
        if quote.status == "ACCEPTED":
            self.organisation.send_quote(quote)
        self.organisation.decline_quote(quote)

    def invoice(self, event: e.InvoiceIssued) -> None:
        """Issue an invoice, of its quote if there is one."""
        (only,) = event.installments
        self.documents[event.invoice] = self.organisation.invoice(
            self.customers[event.customer], 0, due=only.due, InvoiceNumber=event.number, **_form(event)
        )
        quote = self.documents.get(event.order or "")
        if quote is not None and quote.status != "INVOICED":
            if quote.status == "SENT":
                self.organisation.accept_quote(quote)
            self.organisation.edit(quote, Status="INVOICED")

    def voided(self, event: e.InvoiceVoided) -> None:
        """Void an invoice."""
        self.organisation.void(self.documents[event.invoice])

    def deleted(self, event: e.InvoiceDeleted) -> None:
        """Void an invoice that is not wanted any more."""
        self.organisation.void(self.documents.pop(event.invoice))

    def credit_note(self, event: e.CreditNoteIssued) -> None:
        """Give a credit note, and allocate it as far as it was."""
        made = self.organisation.credit_note(
            self.customers[event.customer], 0, CreditNoteNumber=event.number, **_form(event)
        )
        self.documents[event.credit_note] = made
        for each in event.allocations:
            self.organisation.allocate(made, self.documents[each.invoice], each.amount, day=event.day)

    def payment(self, event: e.PaymentReceived) -> None:
        """Receive a payment: of one invoice, of several in a batch; the rest is an overpayment."""
        money = Money(self.customers[event.customer])
        paid = [(self.documents[each.invoice], each.amount) for each in event.allocations]
        if len(paid) > 1:
            told = {"Reference": event.text[:255]}
            money.payments.append(self.organisation.batch_pay(list(paid), day=event.day, **told))
        elif paid:
            ((invoice, amount),) = paid
            money.payments.append(self.organisation.pay(invoice, amount, day=event.day, Reference=event.text))
        rest = event.amount - sum((amount for _, amount in paid), Decimal(0))
        if rest:
            money.over = self.organisation.overpay(
                money.contact, rest, day=event.day, CurrencyCode=event.currency, Reference=event.text
            )
        self.money[event.payment] = money

    def matched(self, event: e.MoneyMatched) -> None:
        """Allocate what was left of a payment or a credit note."""
        money = self.money.get(event.source)
        source = self.documents[event.source] if money is None else money.over
        for each in event.allocations:
            if source is None:
                raise ValueError(f"nothing is left of {event.source}")
            made = self.organisation.allocate(
                source, self.documents[each.invoice], each.amount, day=event.day
            )
            if money is not None:
                money.used.append(made)

    def returned(self, event: e.PaymentReturned) -> None:
        """Delete a payment the bank took back: its invoices open again."""
        money = self.money[event.payment]
        for each in money.payments:
            self.organisation.delete(each)
        for each in money.used:
            self.organisation.unallocate(each)
        if money.over is not None:
            self.organisation.void(money.over)

    def waived(self, event: e.DiscountGranted | e.DebtWrittenOff) -> None:
        """Give a credit note of what nobody expects any more."""
        invoice = self.documents[event.allocation.invoice]
        contact = self.organisation.find("Contact", invoice.data["Contact"])
        told = {"CurrencyCode": invoice.data["CurrencyCode"]}
        made = self.organisation.credit_note(contact, event.allocation.amount, day=event.day, **told)
        self.organisation.allocate(made, invoice, event.allocation.amount, day=event.day)

    def disputed(self, event: e.DisputeNoted) -> None:
        """Write into an invoice's history."""
        self.organisation.note(self.documents[event.invoice], event.text[:_NOTE])

    def rate(self, event: e.RateSet) -> None:
        """Enter an exchange rate; Xero's is the other way round."""
        self.organisation.rate(event.currency, 1 / event.value, event.day)


def fill(organisation: Organisation, events: Iterable[e.Event], clock: Clock) -> Filled:
    """Book events in the order they come; the clock, which the organisation goes by, goes with them."""
    filled = Filled(organisation, clock)
    for event in events:
        filled.book(event)
    return filled


def _term(terms: e.Terms) -> dict[str, Any]:
    """Return terms as Xero has them; by the end of a month later than the next one it has none."""
    if not terms.end_of_month:
        return {"Day": terms.days, "Type": "DAYSAFTERBILLDATE"}
    return {"Day": 31, "Type": "OFFOLLOWINGMONTH" if terms.days else "OFCURRENTMONTH"}


def _form(event: e.OrderMade | e.InvoiceIssued | e.CreditNoteIssued) -> dict[str, Any]:
    """Return the fields of a document; the first line carries its tax, which is on the sum."""
    lines = [_line(each) for each in event.lines]
    lines[0] |= {"TaxType": "OUTPUT2", "TaxAmount": event.tax}
    head = {"day": event.day, "CurrencyCode": event.currency, "LineAmountTypes": "Exclusive"}
    return {**head, "LineItems": lines}


def _line(line: e.Line) -> dict[str, Any]:
    told = {"Description": line.text, "Quantity": line.quantity, "UnitAmount": line.price}
    return {**told, "AccountCode": "200", "TaxType": "NONE"}


_BOOKED: dict[type, Callable[[Filled, Any], None]] = {
    e.RateSet: Filled.rate,
    e.CustomerMade: Filled.customer,
    e.CustomerNoted: Filled.noted,
    e.CustomersMerged: Filled.merged,
    e.CustomerDeactivated: Filled.archived,
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
