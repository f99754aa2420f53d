"""The endpoints of the accounting API: what each is about, how it shows records, how it writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import banking, contacts, documents, payments, quotes, showing
from . import showing_documents as shown
from .books import Ledger
from .records import Data, Record

Write = Callable[..., Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of a record is shown.

    Attributes:
        one: alone, by its id, or as the answer to a write.
        paged: in a page; not shown like that is a list without pages, the least of all.
        summary: light fields only.
    """

    one: bool = False
    paged: bool = False
    summary: bool = False


ONE = Detail(one=True)
Show = Callable[[Ledger, Record, Detail], Data]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One endpoint.

    Attributes:
        plural: its name in addresses, and the name of the list in bodies.
        number: another field that single records are found by; empty for none.
        write: creates (`create=True`) or changes; None for what cannot be written.
        units: decimals of unit amounts unless `unitdp` says otherwise; None where it has no lines.
    """

    entity: str
    plural: str
    show: Show
    write: Write | None = None
    number: str = ""
    history: bool = False
    units: int | None = None
    pdf: bool = False


def _contact(ledger: Ledger, record: Record, detail: Detail) -> Data:
    return showing.contact(ledger, record, whole=detail.one or detail.paged, summary=detail.summary)


def _group(ledger: Ledger, record: Record, detail: Detail) -> Data:
    return showing.group(ledger, record, whole=detail.one)


def _invoice(ledger: Ledger, record: Record, detail: Detail) -> Data:
    lines = detail.one or detail.paged
    return shown.invoice(ledger, record, lines=lines, whole=detail.one, summary=detail.summary)


def _credit(ledger: Ledger, record: Record, detail: Detail) -> Data:
    return shown.credit(ledger, record, lines=detail.one or detail.paged, whole=detail.one)


def _payment(ledger: Ledger, record: Record, detail: Detail) -> Data:
    return shown.payment(ledger, record, whole=detail.one)


def _bank(ledger: Ledger, record: Record, detail: Detail) -> Data:
    return shown.bank_transaction(ledger, record, lines=detail.one or detail.paged)


def _journal(ledger: Ledger, record: Record, detail: Detail) -> Data:
    return shown.journal(ledger, record, lines=detail.one or detail.paged)


def _always(show: Callable[[Ledger, Record], Data]) -> Show:
    return lambda ledger, record, _detail: show(ledger, record)


def _pay(ledger: Ledger, sent: Data, *, create: bool, id_: str | None = None) -> Record:
    told = id_ or (None if create else sent.get("PaymentID"))
    record = ledger.find("Payment", told) if told else None
    if record is None:
        return payments.pay(ledger, sent)
    payments.remove(ledger, record, sent.get("Status"))
    return record


def _batch(ledger: Ledger, sent: Data, *, create: bool, id_: str | None = None) -> Record:
    told = id_ or (None if create else sent.get("BatchPaymentID"))
    record = ledger.find("BatchPayment", told) if told else None
    if record is None:
        return payments.batch(ledger, sent)
    payments.remove_batch(ledger, record, sent.get("Status"))
    return record


def _list(entity: str, plural: str, show: Callable[[Ledger, Record], Data], number: str = "") -> Endpoint:
    return Endpoint(entity=entity, plural=plural, show=_always(show), number=number)


ENDPOINTS = {
    each.plural.lower(): each
    for each in (
        Endpoint(
            entity="Contact",
            plural="Contacts",
            show=_contact,
            write=contacts.write,
            number="ContactNumber",
            history=True,
        ),
        Endpoint(entity="ContactGroup", plural="ContactGroups", show=_group, write=contacts.write_group),
        Endpoint(
            entity="Invoice",
            plural="Invoices",
            show=_invoice,
            write=lambda ledger, sent, **how: documents.write(ledger, "Invoice", sent, **how),
            number="InvoiceNumber",
            history=True,
            units=2,
            pdf=True,
        ),
        Endpoint(
            entity="CreditNote",
            plural="CreditNotes",
            show=_credit,
            write=lambda ledger, sent, **how: documents.write(ledger, "CreditNote", sent, **how),
            number="CreditNoteNumber",
            history=True,
            units=2,
            pdf=True,
        ),
        Endpoint(entity="Overpayment", plural="Overpayments", show=_credit, history=True, units=2),
        Endpoint(entity="Prepayment", plural="Prepayments", show=_credit, history=True, units=2),
        Endpoint(entity="Payment", plural="Payments", show=_payment, write=_pay, history=True),
        Endpoint(
            entity="BatchPayment",
            plural="BatchPayments",
            show=_always(shown.batch),
            write=_batch,
            history=True,
        ),
        Endpoint(
            entity="Quote",
            plural="Quotes",
            show=_always(shown.quote),
            write=quotes.write,
            history=True,
            units=4,
            pdf=True,
        ),
        Endpoint(
            entity="BankTransaction",
            plural="BankTransactions",
            show=_bank,
            write=banking.write,
            history=True,
            units=2,
        ),
        Endpoint(
            entity="ManualJournal",
            plural="ManualJournals",
            show=_journal,
            write=banking.journal,
            history=True,
        ),
        _list("Account", "Accounts", showing.account, "Code"),
        _list("TaxRate", "TaxRates", showing.plain, "TaxType"),
        _list("Currency", "Currencies", showing.plain, "Code"),
        _list("BrandingTheme", "BrandingThemes", showing.plain),
        _list("User", "Users", showing.user),
    )
}
BY_ENTITY = {each.entity: each for each in ENDPOINTS.values()}

# What Xero has and this simulator does not: a list is empty, the rest answers 404.
NOT_KEPT = {
    each.lower(): each
    for each in (
        *("BankTransfers", "Budgets", "ExpenseClaims", "Items", "Journals", "LinkedTransactions"),
        *("PaymentServices", "PurchaseOrders", "Receipts", "RepeatingInvoices", "TrackingCategories"),
    )
}
