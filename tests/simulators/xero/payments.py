"""Writes payments, batch payments and their deletion, and the allocation of credits to invoices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tests.simulators.journal import NOTHING

from . import currencies, lines, settlement
from . import sent as read
from .books import Ledger
from .postings import is_sale
from .records import Data, Record, Work
from .refusals import LOCKED, TOO_MUCH, Invalid, Missing

PAYABLE = ("Invoice", "CreditNote", "Overpayment", "Prepayment")
_NUMBERS = {"Invoice": "InvoiceNumber", "CreditNote": "CreditNoteNumber"}
_TYPES = {
    ("Invoice", True): "ACCRECPAYMENT",
    ("Invoice", False): "ACCPAYPAYMENT",
    ("CreditNote", True): "ARCREDITPAYMENT",
    ("CreditNote", False): "APCREDITPAYMENT",
    ("Overpayment", True): "AROVERPAYMENTPAYMENT",
    ("Overpayment", False): "APOVERPAYMENTPAYMENT",
    ("Prepayment", True): "ARPREPAYMENTPAYMENT",
    ("Prepayment", False): "APPREPAYMENTPAYMENT",
}
_BATCH_TEXTS = {"Reference": 255, "Particulars": 12, "Code": 12, "Details": 255, "Narrative": 18}


def pay(ledger: Ledger, sent: Data) -> Record:
    """Pay an invoice, or pay a credit back.

    Raises:
        Invalid: the document is not there or not approved, the amount is too much, the period is locked.
    """
    with ledger.work() as work:
        target = _target(ledger, sent)
        record = _pay(ledger, work, target, sent, None)
        settlement.settle(ledger, work, [target.key])
        return record


def _target(ledger: Ledger, sent: Data) -> Record:
    for entity in PAYABLE:
        told = read.part(sent, entity)
        number = told.get(_NUMBERS.get(entity, "")) or sent.get(_NUMBERS.get(entity, ""))
        found = ledger.find(entity, told[f"{entity}ID"]) if told.get(f"{entity}ID") else None
        if found is None and number:
            same = ledger.store.numbered(entity, number)
            found = next((each for each in same if each.status not in {"VOIDED", "DELETED"}), None)
        if found is not None:
            return found
        if told.get(f"{entity}ID") or number:
            raise Invalid(f"{entity} could not be found")
    raise Invalid("Payment must be for an Invoice, a Credit Note, a Prepayment or an Overpayment")


def _pay(ledger: Ledger, work: Work, target: Record, sent: Data, batch: Record | None) -> Record:
    if target.status not in {"AUTHORISED", "PAID"}:
        raise Invalid("Payments can only be made against Authorised documents")
    amount = read.amount(sent, "Amount")
    if amount is None or amount <= 0:
        raise Invalid("Payment amount must be greater than zero")
    if amount > settlement.left(target):
        raise Invalid(TOO_MUCH)
    on = read.day(sent, "Date") or ledger.today()
    if ledger.is_locked(on):
        raise Invalid(LOCKED)
    data: Data = {
        "Target": target.key,
        "Account": _account(ledger, sent, target).id,
        "Date": on,
        "Amount": amount,
        "BankAmount": amount,
        "CurrencyRate": currencies.rate(ledger, sent, target.data["CurrencyCode"], on),
        "Status": "AUTHORISED",
        "PaymentType": _TYPES[target.entity, is_sale(target)],
        "IsReconciled": bool(read.flag(sent, "IsReconciled")),
        "Reference": read.text(sent, "Reference", 255),
    }
    if batch is not None:
        data["BatchPayment"] = batch.id
    record = work.add("Payment", data)
    ledger.remark(work, record, "Created")
    shown = target.data.get(_NUMBERS.get(target.entity, ""), "")
    ledger.remark(work, target, "Paid", f"Payment of {amount} on {on.isoformat()} {shown}".strip())
    work.touch(target)
    return record


def _account(ledger: Ledger, sent: Data, target: Record) -> Record:
    told = read.part(sent, "Account")
    code = told.get("Code") or sent.get("Code")
    found = lines.account_of(ledger, {"AccountID": told.get("AccountID"), "AccountCode": code})
    if found is None:
        raise Invalid("Account must be specified")
    if found.data["Type"] != "BANK" and not found.data.get("EnablePaymentsToAccount"):
        raise Invalid("Account type is invalid")
    currency = found.data.get("CurrencyCode")
    if currency not in (None, ledger.currency, target.data["CurrencyCode"]):
        raise Invalid("The currency of the account does not match that of the document")
    return found


def remove(ledger: Ledger, record: Record, status: object) -> None:
    """Delete a payment: what it settled is open again.

    Raises:
        Invalid: it is deleted already, part of a batch, or in a locked period; or the status is another.
    """
    if str(status).upper() != "DELETED":
        raise Invalid("The payment status must be DELETED")
    if record.data.get("BatchPayment"):
        raise Invalid("Payments that are part of a batch cannot be deleted")
    with ledger.work() as work:
        _remove(ledger, work, record)
        settlement.settle(ledger, work)


def _remove(ledger: Ledger, work: Work, record: Record) -> None:
    if record.status == "DELETED":
        raise Invalid("This payment has been deleted")
    if ledger.is_locked(record.data["Date"]):
        raise Invalid(LOCKED)
    work.change(record, {**record.data, "Status": "DELETED"})
    ledger.remark(work, record, "Deleted")
    target = ledger.record(record.data["Target"])
    work.touch(target)
    ledger.remark(work, target, "Payment Deleted", f"Payment of {record.data['Amount']} was deleted")


def batch(ledger: Ledger, sent: Data) -> Record:
    """Pay several invoices at once.

    Raises:
        Invalid: what `pay` refuses, or there are no payments.
    """
    told = read.parts(sent, "Payments")
    if not told:
        raise Invalid("A batch payment must have at least one payment")
    on = read.day(sent, "Date") or ledger.today()
    with ledger.work() as work:
        targets = [_target(ledger, each) for each in told]
        kind = "RECBATCH" if all(is_sale(each) for each in targets) else "PAYBATCH"
        account = _account(ledger, sent, targets[0])
        texts = {name: read.text(sent, name, limit) for name, limit in _BATCH_TEXTS.items() if sent.get(name)}
        data: Data = {"Account": account.id, "Date": on, "Type": kind, "Status": "AUTHORISED", **texts}
        record = work.add("BatchPayment", {**data, "Payments": [], "TotalAmount": NOTHING})
        made = []
        for target, each in zip(targets, told, strict=True):
            payment = {**each, "Date": on, "Account": {"AccountID": account.id}, "DateString": None}
            made.append(_pay(ledger, work, target, {"Reference": texts.get("Reference"), **payment}, record))
            settlement.settle(ledger, work)
        whole = sum((each.data["Amount"] for each in made), NOTHING)
        work.change(record, {**record.data, "Payments": [each.id for each in made], "TotalAmount": whole})
        ledger.remark(work, record, "Created")
        return record


def remove_batch(ledger: Ledger, record: Record, status: object) -> None:
    """Delete a batch payment with all its payments.

    Raises:
        Invalid: it is deleted already or in a locked period; or the status is another.
    """
    if str(status).upper() != "DELETED" or record.status == "DELETED":
        raise Invalid("The batch payment cannot be given this status")
    with ledger.work() as work:
        for each in record.data["Payments"]:
            payment = ledger.record(("Payment", each))
            if payment.status != "DELETED":
                _remove(ledger, work, payment)
        work.change(record, {**record.data, "Status": "DELETED"})
        ledger.remark(work, record, "Deleted")
        settlement.settle(ledger, work)


def allocate(ledger: Ledger, source: Record, sent: Data) -> Record:
    """Set a part of a credit against an invoice of the same contact and currency.

    Raises:
        Invalid: it is more than is left or due, another contact's or currency's, or in a locked period.
    """
    told = read.part(sent, "Invoice")
    target = ledger.find("Invoice", told.get("InvoiceID"))
    if target is None and told.get("InvoiceNumber"):
        target = next(iter(ledger.store.numbered("Invoice", told["InvoiceNumber"])), None)
    if target is None:
        raise Invalid("The Invoice could not be found")
    amount = read.amount(sent, "Amount") or read.amount(sent, "AppliedAmount") or NOTHING
    on = read.day(sent, "Date") or ledger.today()
    _allocatable(ledger, source, target, amount, on)
    with ledger.work() as work:
        data = {"Source": source.key, "Target": target.key, "Amount": amount, "Date": on}
        record = work.add("Allocation", {**data, "Status": "AUTHORISED"})
        for each in (source, target):
            work.touch(each)
            ledger.remark(work, each, "Credit Applied", f"{amount} applied on {on.isoformat()}")
        settlement.settle(ledger, work)
        return record


def _allocatable(ledger: Ledger, source: Record, target: Record, amount: Decimal, on: date) -> None:
    if amount <= 0:
        raise Invalid("The amount must be greater than zero")
    if target.status != "AUTHORISED" or is_sale(source) != is_sale(target):
        raise Invalid("The document cannot be allocated to this invoice")
    if source.data["Contact"] != target.data["Contact"]:
        raise Invalid("The contact of the invoice must be the contact of the credit")
    if source.data["CurrencyCode"] != target.data["CurrencyCode"]:
        raise Invalid("The currency of the invoice must be the currency of the credit")
    if amount > settlement.left(source):
        raise Invalid("The amount is greater than the remaining credit")
    if amount > settlement.left(target):
        raise Invalid("The amount is greater than the amount outstanding on the invoice")
    if ledger.is_locked(on):
        raise Invalid(LOCKED)


def allocations_of(ledger: Ledger, source: Record) -> Iterable[Record]:
    """Walk through what is allocated of a credit."""
    return (
        each
        for each in ledger.store.settlers(source.key)
        if each.entity == "Allocation" and each.data["Source"] == source.key
    )


def unallocate(ledger: Ledger, source: Record, id_: str) -> Record:
    """Take an allocation back.

    Raises:
        Missing: the credit has none with that id.
        Invalid: it is in a locked period.
    """
    record = next((each for each in allocations_of(ledger, source) if each.id == id_.lower()), None)
    if record is None:
        raise Missing
    if ledger.is_locked(record.data["Date"]):
        raise Invalid(LOCKED)
    with ledger.work() as work:
        work.change(record, {**record.data, "Status": "DELETED"})
        for each in (source, ledger.record(record.data["Target"])):
            work.touch(each)
            ledger.remark(work, each, "Credit Removed", f"{record.data['Amount']} is no longer applied")
        settlement.settle(ledger, work)
    return record
