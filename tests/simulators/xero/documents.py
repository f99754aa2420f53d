"""Writes invoices, bills and credit notes: the drafts, their approval, changes, voiding and deletion.

Amounts come from lines.py, what is paid and credited from settlement.py. Quotes have rules of their own.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from . import contacts, currencies, lines, settlement
from . import sent as read
from .books import Ledger
from .records import Data, Record, Work
from .refusals import LOCKED, SETTLED, WRONG_STATUS, Invalid, Missing

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
NUMBERS = {"Invoice": "InvoiceNumber", "CreditNote": "CreditNoteNumber"}
_TYPES = {"Invoice": ("ACCREC", "ACCPAY"), "CreditNote": ("ACCRECCREDIT", "ACCPAYCREDIT")}
_SERIES = {"Invoice": "INV", "CreditNote": "CN"}
_MOVES = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
    "PAID": {"PAID"},
}
_BOOKED = frozenset({"AUTHORISED", "PAID"})
# What the documentation lists as open to change on a sales invoice that is paid in part or in full.
_WHEN_PAID = frozenset({"Reference", "DueDate", "InvoiceNumber", "BrandingThemeID", "Contact", "Url"})
# A change of these alone on such an invoice makes no journal, and its update time stays.
_QUIET = frozenset({"DueDate", "SentToContact"})
_DAYS = ("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate")


def write(
    ledger: Ledger, entity: str, sent: Data, *, create: bool, id_: str | None = None, unitdp: int = 2
) -> Record:
    """Create a document, or change the one that is named by id or number.

    Raises:
        Invalid: a field is wrong, the period is locked, or its status does not allow it.
        Missing: there is none with that id.
    """
    record = None if create else _named(ledger, entity, sent, id_)
    with ledger.work() as work:
        if record is None:
            return _create(ledger, work, entity, sent, unitdp)
        status = read.choice(sent, "Status", STATUSES) or record.status
        if status in {"VOIDED", "DELETED"} and status != record.status:
            _end(ledger, work, record, status)
        else:
            _update(ledger, work, record, sent, status, unitdp)
        return record


def _named(ledger: Ledger, entity: str, sent: Data, id_: str | None) -> Record | None:
    told = id_ or sent.get(f"{entity}ID")
    if told:
        found = ledger.find(entity, told)
        if found is None:
            raise Missing
        return found
    number = sent.get(NUMBERS[entity])
    return next(iter(_holding(ledger, entity, number)), None) if number else None


def _holding(ledger: Ledger, entity: str, number: object) -> list[Record]:
    """Return the sales documents that hold a number: deleted and voided ones free it."""
    kind = _TYPES[entity][0]
    found = ledger.store.numbered(entity, number)
    return [each for each in found if each.data["Type"] == kind and each.status not in {"VOIDED", "DELETED"}]


def _create(ledger: Ledger, work: Work, entity: str, sent: Data, unitdp: int) -> Record:
    kind = read.choice(sent, "Type", _TYPES[entity])
    if kind is None:
        raise Invalid(f"{entity} Type must be specified.")
    status = read.choice(sent, "Status", STATUSES) or "DRAFT"
    if status not in {"DRAFT", "SUBMITTED", "AUTHORISED"}:
        raise Invalid(f"The status {status} cannot be given to a new document.")
    contact = contacts.of_document(ledger, sent, work)
    data = _start(ledger, entity, sent, contact) | {"Type": kind, "Status": status, "Contact": contact.id}
    kind_of_amounts = read.choice(sent, "LineAmountTypes", lines.TYPES) or "Exclusive"
    data["LineAmountTypes"] = kind_of_amounts
    data |= lines.totalled(ledger, read.parts(sent, "LineItems") or [], kind_of_amounts, unitdp=unitdp)
    _number(ledger, entity, data, sent, None)
    _fields(data, sent, contact)
    _check(ledger, entity, data)
    record = work.add(entity, data)
    ledger.remark(work, record, "Created")
    if status == "AUTHORISED":
        ledger.remark(work, record, "Approved")
    settlement.settle(ledger, work)
    return record


def _start(ledger: Ledger, entity: str, sent: Data, contact: Record) -> Data:
    """Return the fields that are set once: day, currency and rate."""
    on = read.day(sent, "Date") or ledger.today()
    data: Data = {"Date": on, **currencies.chosen(ledger, sent, contact.data.get("DefaultCurrency"), on)}
    if entity == "Invoice":
        data |= {"SentToContact": False, "AmountDue": None, "AmountPaid": None, "AmountCredited": None}
    return data


def _fields(data: Data, sent: Data, contact: Record) -> None:
    """Take over the fields that may be changed later too; days that are sent empty are taken away."""
    for name, limit in (("Reference", 255), ("Url", 2000), ("BrandingThemeID", 50)):
        if name in sent:
            data[name] = read.text(sent, name, limit)
    for name in _DAYS:
        found = read.day(sent, name)
        if found is not None:
            data[name] = found
        elif sent.get(f"{name}String") == "":
            data[name] = None  # an empty text clears it, null or an empty text in the other field does not
    told = read.flag(sent, "SentToContact")
    if told is not None and data["Status"] in _BOOKED:
        data["SentToContact"] = told
    if data["Type"].startswith("ACCPAY"):
        data.pop("ExpectedPaymentDate", None)
    elif data["Type"] == "ACCREC":
        data.pop("PlannedPaymentDate", None)
    if data.get("DueDate") is None and data["Type"] in _TYPES["Invoice"]:
        side = "Sales" if data["Type"] == "ACCREC" else "Bills"
        term = contact.data.get("PaymentTerms", {}).get(side)
        data["DueDate"] = due(data["Date"], term) if term else None


def expect(ledger: Ledger, record: Record, day: date | None) -> None:
    """Note or take away when a customer will pay, as people can on their screen, whatever was paid."""
    with ledger.work() as work:
        work.change(record, {**record.data, "ExpectedPaymentDate": day})
        words = f"Expected payment date set to {day}" if day else "Expected payment date removed"
        ledger.remark(work, record, "Edited", words)


def due(on: date, term: Data) -> date:
    """Return when a document of a day falls due by a contact's terms.

    >>> due(date(2026, 1, 20), {"Day": 31, "Type": "OFFOLLOWINGMONTH"})
    datetime.date(2026, 2, 28)
    """
    if term["Type"] == "DAYSAFTERBILLDATE":
        return on + timedelta(days=term["Day"])
    last = on.replace(day=monthrange(on.year, on.month)[1])
    if term["Type"] == "DAYSAFTERBILLMONTH":
        return last + timedelta(days=term["Day"])
    month = on if term["Type"] == "OFCURRENTMONTH" else last + timedelta(days=1)
    return month.replace(day=min(term["Day"], monthrange(month.year, month.month)[1]))


def _number(ledger: Ledger, entity: str, data: Data, sent: Data, record: Record | None) -> None:
    name = NUMBERS[entity]
    told = read.text(sent, name, 255)
    if told:
        others = [each for each in _holding(ledger, entity, told) if each is not record]
        if others and data["Type"] == _TYPES[entity][0]:
            raise Invalid(
                "Invoice # must be unique." if entity == "Invoice" else "Credit Note # must be unique."
            )
        data[name] = told
    elif name not in data and data["Type"] == _TYPES[entity][0]:
        series = _SERIES[entity]
        while True:
            ledger.store.counters[series] += 1
            data[name] = f"{series}-{ledger.store.counters[series]:04}"
            if not ledger.store.numbered(entity, data[name]):
                return


def _check(ledger: Ledger, entity: str, data: Data) -> None:
    """Refuse what may not be booked; drafts may be incomplete."""
    if not data["LineItems"]:
        raise Invalid("One or more line items must be specified")
    if data["Status"] not in _BOOKED:
        return
    if ledger.is_locked(data["Date"]):
        raise Invalid(LOCKED)
    if entity == "Invoice" and data.get("DueDate") is None:
        raise Invalid("The document DueDate field must be specified.")
    for each in data["LineItems"]:
        if not each.get("Description"):
            raise Invalid("The description field is mandatory for each line item.")
        if "UnitAmount" in each and not each.get("AccountCode"):
            raise Invalid("Account code '' is not a valid code for this document.")
    if data["Total"] < 0:
        raise Invalid("The document total must not be negative.")


def _end(ledger: Ledger, work: Work, record: Record, status: str) -> None:
    """Void or delete a document."""
    if settlement.is_touched(ledger, record) or record.status == "PAID":
        raise Invalid(WRONG_STATUS, SETTLED)
    if status not in _MOVES.get(record.status, set()):
        raise Invalid(WRONG_STATUS)
    if record.status in _BOOKED and ledger.is_locked(record.data["Date"]):
        raise Invalid(LOCKED)
    work.change(record, {**record.data, "Status": status})
    ledger.remark(work, record, "Voided" if status == "VOIDED" else "Deleted")
    settlement.settle(ledger, work)


def _update(ledger: Ledger, work: Work, record: Record, sent: Data, status: str, unitdp: int) -> None:
    before = record.data
    touched = settlement.is_touched(ledger, record)
    if status not in _MOVES.get(record.status, set()):
        raise Invalid(*((WRONG_STATUS, SETTLED) if touched else (WRONG_STATUS,)))
    if record.status in _BOOKED and ledger.is_locked(before["Date"]):
        raise Invalid(LOCKED)
    data: Data = {**before, "Status": status}
    contact = contacts.of_document(ledger, sent, work) if sent.get("Contact") else None
    owner = contact or ledger.record(("Contact", before["Contact"]))
    data["Contact"] = owner.id
    _number(ledger, record.entity, data, sent, record)
    _fields(data, sent, owner)
    _money(ledger, data, sent, unitdp)
    changed = {name for name, value in data.items() if before.get(name) != value}
    if touched:
        _allow(ledger, record, data, changed)
    _check(ledger, record.entity, data)
    if not changed:
        return
    work.change(record, data, moved=not (touched and changed <= _QUIET))
    approved = status in _BOOKED and before["Status"] not in _BOOKED
    ledger.remark(work, record, "Approved" if approved else "Edited")
    settlement.settle(ledger, work)


def _money(ledger: Ledger, data: Data, sent: Data, unitdp: int) -> None:
    """Take over new lines, currency or rate; lines that are not sent stay."""
    kind = read.choice(sent, "LineAmountTypes", lines.TYPES) or data["LineAmountTypes"]
    told = read.parts(sent, "LineItems")
    if told or kind != data["LineAmountTypes"]:
        again = told or [{**each, "TaxAmount": None} for each in data["LineItems"]]
        data |= lines.totalled(ledger, again, kind, unitdp=unitdp)
        data["LineAmountTypes"] = kind
    if sent.get("CurrencyCode", data["CurrencyCode"]) != data["CurrencyCode"] or sent.get("CurrencyRate"):
        data |= currencies.chosen(ledger, sent, data["CurrencyCode"], data["Date"])


def _allow(ledger: Ledger, record: Record, data: Data, changed: set[str]) -> None:
    """Refuse what may not change once something is paid or credited."""
    if "LineItems" in changed and _same_money(record.data, data):
        changed = changed - {"LineItems"}
    allowed = _WHEN_PAID if data["Type"] == "ACCREC" else frozenset()
    credited = any(each.entity == "Allocation" for each in ledger.store.settlers(record.key))
    if changed - allowed or (credited and "Contact" in changed):
        raise Invalid(WRONG_STATUS, SETTLED)


def _same_money(before: Data, after: Data) -> bool:
    """Return whether lines differ in their descriptions, accounts and tracking only."""
    names = ("Quantity", "UnitAmount", "LineAmount", "TaxAmount", "TaxType")
    old, new = (
        [[each.get(name) for name in names] for each in data["LineItems"]] for data in (before, after)
    )
    return old == new
