"""Writes quotes: their drafts, changes and states. They book nothing."""

from __future__ import annotations

from . import contacts, currencies, lines
from . import sent as read
from .books import Ledger
from .records import Data, Record, Work
from .refusals import Invalid, Missing

STATUSES = ("DRAFT", "SENT", "DECLINED", "ACCEPTED", "INVOICED", "DELETED")
# The documentation's table of state changes; another one is refused.
MOVES = {
    "DRAFT": {"DRAFT", "SENT", "DELETED"},
    "SENT": {"SENT", "ACCEPTED", "DECLINED", "DELETED"},
    "DECLINED": {"DECLINED", "SENT", "DELETED"},
    "ACCEPTED": {"ACCEPTED", "INVOICED", "SENT", "DELETED"},
    "INVOICED": {"INVOICED", "SENT", "DELETED"},
    "DELETED": set(),
}
# How people bring a new quote into a state.
WAYS: dict[str, tuple[str, ...]] = {
    "DRAFT": (),
    "SENT": ("SENT",),
    "ACCEPTED": ("SENT", "ACCEPTED"),
    "DECLINED": ("SENT", "DECLINED"),
    "INVOICED": ("SENT", "ACCEPTED", "INVOICED"),
    "DELETED": ("DELETED",),
}
_EDITABLE = frozenset({"DRAFT", "SENT"})
_TEXTS = {"Reference": 4000, "Terms": 4000, "Title": 100, "Summary": 3000, "BrandingThemeID": 50}
_FREE = frozenset({"Status", "Contact"})


def write(ledger: Ledger, sent: Data, *, create: bool, id_: str | None = None, unitdp: int = 4) -> Record:
    """Create a quote, or change the one that is named by id.

    A change keeps currency and, if none are sent, lines. Other fields that are not sent are taken away:
    amounts are exclusive of tax from then on, and the rate is that of the day.

    Raises:
        Invalid: a field is wrong, or its state does not allow it.
        Missing: there is none with that id.
    """
    told = None if create else (id_ or sent.get("QuoteID"))
    record = ledger.find("Quote", told) if told else None
    if told and record is None:
        raise Missing
    with ledger.work() as work:
        return (
            _create(ledger, work, sent, unitdp)
            if record is None
            else _update(ledger, work, record, sent, unitdp)
        )


def as_sent(record: Record) -> Data:
    """Return what a change must send again, since what is not sent is taken away."""
    data = record.data
    days = {name: data[name].isoformat() for name in ("Date", "ExpiryDate") if data.get(name)}
    kept = {name: data[name] for name in (*_TEXTS, "LineAmountTypes", "CurrencyRate") if data.get(name)}
    return {"Contact": {"ContactID": data["Contact"]}, **days, **kept}


def _create(ledger: Ledger, work: Work, sent: Data, unitdp: int) -> Record:
    status = read.choice(sent, "Status", STATUSES) or "DRAFT"
    if status not in _EDITABLE:
        raise Invalid(f"The status {status} cannot be given to a new quote.")
    if read.day(sent, "Date") is None:
        raise Invalid("Date cannot be empty")
    contact = contacts.of_document(ledger, sent, work)
    data: Data = {"Contact": contact.id, "Status": status, **_fields(ledger, sent)}
    data |= currencies.chosen(ledger, sent, contact.data.get("DefaultCurrency"), data["Date"])
    _number(ledger, data, sent, None)
    _lines(ledger, data, sent, unitdp)
    if not data.get("LineItems"):
        raise Invalid("At least one line item is required.")
    record = work.add("Quote", data)
    ledger.remark(work, record, "Created")
    return record


def _update(ledger: Ledger, work: Work, record: Record, sent: Data, unitdp: int) -> Record:
    before = record.data
    status = read.choice(sent, "Status", STATUSES) or record.status
    if status not in MOVES[record.status]:
        raise Invalid(f"Quote status cannot be changed from {record.status} to {status}")
    if not sent.get("Contact"):
        raise Invalid("Contact cannot be empty")
    if read.day(sent, "Date") is None:
        raise Invalid("Date cannot be empty")
    contact = contacts.of_document(ledger, sent, work)
    data: Data = {"QuoteNumber": before["QuoteNumber"], "Contact": contact.id, "Status": status}
    data |= _fields(ledger, sent)
    data |= currencies.chosen(ledger, {**sent, "CurrencyCode": before["CurrencyCode"]}, None, data["Date"])
    _number(ledger, data, sent, record)
    data |= {name: before[name] for name in ("LineAmountTypes", "LineItems", "SubTotal", "TotalTax")}
    data |= {name: before[name] for name in ("Total", "TotalDiscount")}
    kind = read.choice(sent, "LineAmountTypes", lines.QUOTE_TYPES) or "EXCLUSIVE"
    if read.parts(sent, "LineItems"):
        _lines(ledger, data, {**sent, "LineAmountTypes": kind}, unitdp)
    elif kind != before["LineAmountTypes"]:
        _lines(ledger, data, {"LineItems": before["LineItems"], "LineAmountTypes": kind}, unitdp)
    changed = {name for name in {*before, *data} if before.get(name) != data.get(name)}
    if record.status not in _EDITABLE and status == record.status and changed - _FREE:
        raise Invalid(f"A quote that is {record.status} cannot be edited")
    work.change(record, data)
    ledger.remark(work, record, "Edited" if status == before["Status"] else status.capitalize())
    return record


def _fields(ledger: Ledger, sent: Data) -> Data:
    found: Data = {"Date": read.day(sent, "Date") or ledger.today()}
    expiry = read.day(sent, "ExpiryDate")
    found |= {"ExpiryDate": expiry} if expiry else {}
    for name, limit in _TEXTS.items():
        told = read.text(sent, name, limit)
        found |= {name: told} if told else {}
    return found


def _number(ledger: Ledger, data: Data, sent: Data, record: Record | None) -> None:
    told = read.text(sent, "QuoteNumber", 255)
    if told:
        others = [each for each in ledger.store.numbered("Quote", told) if each is not record]
        if any(each.status != "DELETED" for each in others):
            raise Invalid("Quote number must be unique")
        data["QuoteNumber"] = told
    while "QuoteNumber" not in data:
        ledger.store.counters["QU"] += 1
        free = f"QU-{ledger.store.counters['QU']:04}"
        if not ledger.store.numbered("Quote", free):
            data["QuoteNumber"] = free


def _lines(ledger: Ledger, data: Data, sent: Data, unitdp: int) -> None:
    told = read.choice(sent, "LineAmountTypes", lines.QUOTE_TYPES)
    kind = told or data.get("LineAmountTypes") or "EXCLUSIVE"
    items = read.parts(sent, "LineItems") or []
    if any(not each.get("Description") for each in items):
        raise Invalid("Line item description cannot be empty")
    data |= lines.totalled(ledger, items, kind, unitdp=unitdp, quote=True)
    data["LineAmountTypes"] = kind
