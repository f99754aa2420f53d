"""Keeps an organisation's books the way a person in Xero does: verbs for tests, demos and generators.

Each verb is one write through the same rules as the API's, without tokens, limits or troubles. Amounts are
texts or Decimals, never floats; days are dates or ISO texts, None is the organisation's today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from tests.simulators.journal import NOTHING

from . import banking, chart, contacts, documents, history, invariants, mailing, payments, quotes
from . import showing_documents as shown
from .books import Ledger, open_ledger
from .currencies import SIX
from .endpoints import BY_ENTITY, ONE
from .records import ENTITIES, Data, Record
from .refusals import Invalid
from .settlement import left
from .wire import Notice

Money = str | int | Decimal
Day = date | str | None
VERBS = frozenset(
    {"contact", "invoice", "bill", "approve", "credit_note", "pay", "unpay", "overpay", "prepay", "allocate"}
    | {"unallocate", "refund", "batch_pay", "quote", "send_quote", "accept_quote", "decline_quote"}
    | {"invoice_quote", "edit", "void", "delete", "archive", "merge_contacts", "contact_group", "join_group"}
    | {"leave_group", "note", "expect_payment_on", "email", "lock_period", "reminders_on", "mails_a_day"}
    | {"rate", "odd"}
)


class Organisation:
    """The verbs for one organisation.

    Args:
        now: called for the instant of what a verb does.
        currencies: others than its own in use.
    """

    def __init__(
        self,
        tenant_id: str | None = None,
        name: str = "Demo Company",
        currency: str = "GBP",
        *,
        now: Callable[[], datetime] | None = None,
        currencies: Iterable[str] = (),
        zone: str = "Europe/London",
        country: str = "GB",
    ) -> None:
        tenant = tenant_id or str(uuid5(NAMESPACE_DNS, name))
        clock = now or (lambda: datetime.now(UTC))
        self.ledger: Ledger = open_ledger(tenant, name, currency, clock, zone, country)
        chart.furnish(self.ledger, currencies)
        self.ledger.notices.clear()
        self.verbs = VERBS

    @property
    def tenant_id(self) -> str:
        """Return the organisation's id, which requests name in `xero-tenant-id`."""
        return self.ledger.tenant_id

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.ledger.name

    @property
    def currency(self) -> str:
        """Return its base currency."""
        return self.ledger.currency

    @property
    def notices(self) -> list[Notice]:
        """Return the changes that webhooks tell of, in order."""
        return self.ledger.notices

    def contact(
        self,
        name: str,
        *,
        email: str | None = None,
        phone: str | None = None,
        terms: int | None = None,
        currency: str | None = None,
        **fields: Any,
    ) -> Record:
        """Add a contact; `terms` are days after the day of an invoice."""
        sent: Data = {"Name": name, **fields}
        if email:
            sent["EmailAddress"] = email
        if phone:
            sent["Phones"] = [{"PhoneType": "DEFAULT", "PhoneNumber": phone}]
        if terms is not None:
            sent["PaymentTerms"] = {"Sales": {"Day": terms, "Type": "DAYSAFTERBILLDATE"}}
        if currency:
            sent["DefaultCurrency"] = currency
        return contacts.write(self.ledger, sent, create=True)

    def invoice(
        self,
        contact: Record,
        amount: Money,
        *,
        day: Day = None,
        due: Day = None,
        status: str = "AUTHORISED",
        **fields: Any,
    ) -> Record:
        """Issue an invoice with one line and no tax; due at once if neither `due` nor the terms say."""
        return self._document("Invoice", "ACCREC", contact, amount, day, due, {"Status": status, **fields})

    def bill(
        self, contact: Record, amount: Money, *, day: Day = None, due: Day = None, **fields: Any
    ) -> Record:
        """Enter a supplier's bill."""
        told = {"Status": "AUTHORISED", "InvoiceNumber": "Bill", **fields}
        return self._document("Invoice", "ACCPAY", contact, amount, day, due, told)

    def credit_note(
        self, contact: Record, amount: Money, *, day: Day = None, status: str = "AUTHORISED", **fields: Any
    ) -> Record:
        """Give a credit note, which is open until it is allocated or paid back."""
        told = {"Status": status, **fields}
        return self._document("CreditNote", "ACCRECCREDIT", contact, amount, day, day, told)

    def approve(self, document: Record) -> Record:
        """Approve a draft."""
        return self.edit(document, Status="AUTHORISED")

    def pay(
        self,
        invoice: Record,
        amount: Money | None = None,
        *,
        day: Day = None,
        account: str = "bank",
        **fields: Any,
    ) -> Record:
        """Receive a payment for an invoice, all that is due unless an amount is named."""
        return self._pay(invoice, left(invoice) if amount is None else Decimal(amount), day, account, fields)

    def unpay(self, payment: Record) -> Record:
        """Delete a payment."""
        payments.remove(self.ledger, payment, "DELETED")
        return payment

    def refund(
        self, credit: Record, amount: Money | None = None, *, day: Day = None, **fields: Any
    ) -> Record:
        """Pay a credit note, overpayment or prepayment back: all that is left if no amount is named."""
        return self._pay(credit, left(credit) if amount is None else Decimal(amount), day, "bank", fields)

    def overpay(self, contact: Record, amount: Money, *, day: Day = None, **fields: Any) -> Record:
        """Receive money that belongs to no invoice, as an overpayment."""
        return self._receive("RECEIVE-OVERPAYMENT", contact, amount, day, fields)

    def prepay(self, contact: Record, amount: Money, *, day: Day = None, **fields: Any) -> Record:
        """Receive money for an invoice to come, as a prepayment."""
        return self._receive("RECEIVE-PREPAYMENT", contact, amount, day, fields)

    def allocate(self, credit: Record, invoice: Record, amount: Money, *, day: Day = None) -> Record:
        """Set a part of a credit note, an overpayment or a prepayment against an invoice."""
        sent = {"Invoice": {"InvoiceID": invoice.id}, "Amount": Decimal(amount), **_on(day)}
        return payments.allocate(self.ledger, credit, sent)

    def unallocate(self, allocation: Record) -> Record:
        """Take an allocation back."""
        source = self.ledger.record(allocation.data["Source"])
        return payments.unallocate(self.ledger, source, allocation.id)

    def batch_pay(self, paid: list[tuple[Record, Money]], *, day: Day = None, **fields: Any) -> Record:
        """Receive one payment for several invoices."""
        inside = [{f"{each.entity}ID": each.id, "Amount": Decimal(part)} for each, part in paid]
        told = [
            {each[0].entity: one, "Amount": one["Amount"]} for each, one in zip(paid, inside, strict=True)
        ]
        account = {"Account": {"AccountID": self.account("bank")}}
        return payments.batch(
            self.ledger, {**account, "Payments": told, **_on(day or self._today()), **fields}
        )

    def quote(
        self,
        contact: Record,
        amount: Money,
        *,
        day: Day = None,
        expires: Day = None,
        status: str = "DRAFT",
        **fields: Any,
    ) -> Record:
        """Make a quote."""
        sent: Data = {"Contact": {"ContactID": contact.id}, "LineItems": [self._line(amount)]}
        sent |= {**_on(day or self._today()), "Status": "DRAFT", **fields}
        if expires:
            sent["ExpiryDate"] = _day(expires)
        made = quotes.write(self.ledger, sent, create=True)
        for each in quotes.WAYS[status]:
            self._quote_status(made, each)
        return made

    def send_quote(self, quote: Record) -> Record:
        """Mark a quote as sent."""
        return self._quote_status(quote, "SENT")

    def accept_quote(self, quote: Record) -> Record:
        """Mark a quote as accepted."""
        return self._quote_status(quote, "ACCEPTED")

    def decline_quote(self, quote: Record) -> Record:
        """Mark a quote as declined."""
        return self._quote_status(quote, "DECLINED")

    def invoice_quote(self, quote: Record, *, due: Day = None, **fields: Any) -> Record:
        """Make the invoice of a quote, which marks it as invoiced."""
        contact = self.ledger.record(("Contact", quote.data["Contact"]))
        made = self.invoice(
            contact, quote.data["Total"], due=due, Reference=quote.data["QuoteNumber"], **fields
        )
        self._quote_status(quote, "INVOICED")
        return made

    def edit(self, record: Record, **fields: Any) -> Record:
        """Change fields of a record, as a person does; the rest stays."""
        if record.entity == "Quote":
            fields = {**quotes.as_sent(record), **fields}
        write = BY_ENTITY[record.entity].write
        if write is None:
            raise Invalid(f"{record.entity} cannot be edited")
        write(self.ledger, fields, create=False, id_=record.id)
        return record

    def void(self, document: Record) -> Record:
        """Void an approved document."""
        if document.entity in {"Overpayment", "Prepayment"}:
            banking.remove(self.ledger, banking.source_of(self.ledger, document))
            return document
        return self.edit(document, Status="VOIDED")

    def delete(self, record: Record) -> Record:
        """Delete a draft, a quote, a payment, a batch payment, a contact group or a bank transaction."""
        return self.edit(record, Status="DELETED")

    def archive(self, contact: Record) -> Record:
        """Archive a contact."""
        return self.edit(contact, ContactStatus="ARCHIVED")

    def merge_contacts(self, contact: Record, into: Record) -> Record:
        """Merge a contact into another; only people can, the API cannot."""
        contacts.merge(self.ledger, contact, into)
        return contact

    def contact_group(self, name: str, members: Iterable[Record] = ()) -> Record:
        """Make a contact group."""
        return self.join_group(contacts.write_group(self.ledger, {"Name": name}, create=True), members)

    def join_group(self, group: Record, members: Iterable[Record]) -> Record:
        """Put contacts into a group."""
        contacts.join(self.ledger, group, [{"ContactID": each.id} for each in members])
        return group

    def leave_group(self, group: Record, members: Iterable[Record]) -> Record:
        """Take contacts out of a group."""
        contacts.leave(self.ledger, group, [each.id for each in members])
        return group

    def note(self, record: Record, text: str) -> Record:
        """Write a note into a record's history."""
        history.note(self.ledger, record, [{"Details": text}])
        return record

    def expect_payment_on(self, invoice: Record, day: Day) -> Record:
        """Note when a customer says it will pay; None takes it away.

        Xero's own screen allows it on part-paid invoices too, which the API does not.
        """
        documents.expect(self.ledger, invoice, None if day is None else date.fromisoformat(_day(day)))
        return invoice

    def email(self, invoice: Record) -> Record:
        """Send an invoice by e-mail."""
        mailing.email(self.ledger, invoice)
        return invoice

    def lock_period(self, day: Day) -> None:
        """Lock the books up to a day, it included; None opens them."""
        self.ledger.period_lock = None if day is None else date.fromisoformat(_day(day))

    def reminders_on(self, on: bool = True) -> None:
        """Let Xero itself remind customers of invoices, or not."""
        self.ledger.reminders = on

    def mails_a_day(self, most: int) -> None:
        """Say how many e-mails Xero sends for it a day: 1,000 if it pays, 20 in a trial, 0 in a demo."""
        self.ledger.mails_a_day = most

    def rate(self, currency: str, value: Money, day: Day = None) -> None:
        """Enter an exchange rate as Xero has it: units of the currency per unit of the base currency."""
        on = self._today() if day is None else date.fromisoformat(_day(day))
        self.ledger.rates[currency][on] = Decimal(value).quantize(SIX)

    def odd(self, record: Record, **fields: Any) -> None:
        """Let answers show other values than the books hold, such as a name of 300 characters or null."""
        with self.ledger.lock:
            record.odd = {**(record.odd or {}), **fields}
            record.updated = self.ledger.now()

    def account(self, role: str) -> str:
        """Return the id of an account by its role, such as `bank`, `sales` or `bad debts`."""
        return self.ledger.roles[role]

    def balance(self, contact: Record) -> Decimal:
        """Return what a contact owes by the ledger, currencies added up as they are."""
        return self.ledger.store.journal.receivable.get(contact.id, NOTHING)

    def find(self, entity: str, id_: str) -> Record:
        """Return a record.

        Raises:
            LookupError: there is none.
        """
        found = self.ledger.find(entity, id_) if entity in ENTITIES else None
        if found is None:
            raise LookupError(f"no {entity} {id_}")
        return found

    def shown(self, done: Any) -> Any:
        """Return what a verb returned as the API shows it; None as `{}`."""
        if not isinstance(done, Record):
            return {}
        with self.ledger.lock:
            if done.entity == "Allocation":
                return shown.allocation(self.ledger, done)
            return BY_ENTITY[done.entity].show(self.ledger, done, ONE)

    def records(self) -> dict[str, list[dict[str, Any]]]:
        """Return id, status and update time of every record, by entity, deleted ones too."""
        with self.ledger.lock:
            return self.ledger.store.listed()

    def outbox(self) -> list[dict[str, Any]]:
        """Return the e-mails sent, ready for JSON."""
        told = self.ledger.mails
        return [{"invoice": each.invoice, "to": [*each.to], "sent": each.sent.isoformat()} for each in told]

    def faults(self) -> list[str]:
        """Return what does not add up in the whole books; empty is good."""
        return [*self.ledger.broken, *invariants.everything(self.ledger)]

    def _today(self) -> date:
        return self.ledger.today()

    def _line(self, amount: Money) -> Data:
        told = {"Description": "Goods", "Quantity": 1, "UnitAmount": Decimal(amount)}
        return {**told, "AccountCode": "200", "TaxType": "NONE"}

    def _document(
        self, entity: str, kind: str, contact: Record, amount: Money, day: Day, due: Day, more: Data
    ) -> Record:
        sent: Data = {"Type": kind, "Contact": {"ContactID": contact.id}, **_on(day or self._today())}
        sent |= {"LineItems": [self._line(amount)], **more}
        side = "Sales" if kind == "ACCREC" else "Bills"
        if due or side not in contact.data.get("PaymentTerms", {}):
            sent["DueDate"] = _day(due or day or self._today())
        return documents.write(self.ledger, entity, sent, create=True)

    def _pay(self, target: Record, amount: Decimal, day: Day, account: str, more: Data) -> Record:
        sent = {
            target.entity: {f"{target.entity}ID": target.id},
            "Account": {"AccountID": self.account(account)},
        }
        return payments.pay(self.ledger, {**sent, "Amount": amount, **_on(day), **more})

    def _receive(self, kind: str, contact: Record, amount: Money, day: Day, more: Data) -> Record:
        sent = {"Type": kind, "Contact": {"ContactID": contact.id}, "LineItems": [self._line(amount)]}
        bank = {"BankAccount": {"AccountID": self.account("bank")}}
        made = banking.write(self.ledger, {**sent, **bank, **_on(day), **more}, create=True)
        credit = banking.credit_of(self.ledger, made)
        if credit is None:
            raise LookupError(f"{kind} made no credit")
        return credit

    def _quote_status(self, quote: Record, status: str) -> Record:
        return self.edit(quote, Status=status)


def _day(day: date | str | None) -> str:
    return day.isoformat() if isinstance(day, date) else str(day)


def _on(day: Day) -> Data:
    return {"Date": _day(day)} if day else {}
