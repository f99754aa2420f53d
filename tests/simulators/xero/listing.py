"""Chooses the records a GET asks for: since when, which, in what order, which page. It shows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import dates, filtering
from .books import API_USER, Ledger
from .records import Data, Record
from .refusals import Refused, bad_query

PAGE, LARGEST = 100, 1000
_PAGED = frozenset(
    {"Contact", "Invoice", "CreditNote", "Payment", "Overpayment", "Prepayment", "BankTransaction"}
    | {"ManualJournal"}
)
_DATED = _PAGED | {"BatchPayment", "Quote", "Account", "User"}
# Parameters that list values, in lower case, by the field they choose.
_LISTS = {
    "Contact": (("ID", "ids"),),
    "Invoice": (
        ("ID", "ids"),
        ("InvoiceNumber", "invoicenumbers"),
        ("Contact", "contactids"),
        ("Status", "statuses"),
    ),
    "Overpayment": (("Reference", "references"),),
    "Prepayment": (("Reference", "invoicenumbers"),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a GET gives.

    Attributes:
        pagination: what the answer says of pages; None if it is not paged.
        paged: whether the answer is paged, and so shows more of each record.
        summary: whether only light fields are asked for.
    """

    records: list[Record]
    pagination: Data | None
    paged: bool
    summary: bool


def select(ledger: Ledger, entity: str, query: Mapping[str, str], since: str | None) -> Page:
    """Choose records.

    Args:
        query: names in lower case.
        since: the If-Modified-Since header.

    Raises:
        Refused: a filter, order, page or instant that cannot be read.
    """
    found: Iterable[Record] = ledger.store.tables[entity].values()
    found = _shown_at_all(entity, query, found)
    if since and entity in _DATED:
        found = _since(found, since)
    found = list(_chosen(entity, query, found))
    if text := query.get("where"):
        test = filtering.where(ledger, entity, text)
        found = [each for each in found if test(each)]
    found = _ordered(ledger, entity, query, found)
    summary = query.get("summaryonly", "").lower() == "true" and entity in {"Contact", "Invoice"}
    enforced = summary or (entity == "Invoice" and bool(query.get("statuses")))
    paged = "page" in query or enforced
    if entity == "Quote":
        return Page(records=_cut(query, found, PAGE)[0], pagination=None, paged=True, summary=False)
    if entity not in _PAGED or not paged:
        return Page(records=found, pagination=None, paged=False, summary=summary)
    size = _number(query, "pagesize", PAGE)
    if not 1 <= size <= LARGEST:
        raise Refused(18, "InvalidPageSizeException", f"pageSize must be between 1 and {LARGEST}.")
    cut, page = _cut(query, found, size)
    pages = -(-len(found) // size)
    told = {"page": page, "pageSize": size, "pageCount": pages, "itemCount": len(found)}
    return Page(records=cut, pagination=told, paged=True, summary=summary)


def _shown_at_all(entity: str, query: Mapping[str, str], found: Iterable[Record]) -> Iterable[Record]:
    if entity == "Contact" and query.get("includearchived", "").lower() != "true":
        return (each for each in found if each.status == "ACTIVE")
    if entity == "ContactGroup":
        return (each for each in found if each.status == "ACTIVE")
    return found


def _since(found: Iterable[Record], since: str) -> Iterable[Record]:
    try:
        moment = dates.read_instant(since)
    except ValueError:
        raise bad_query(f"If-Modified-Since '{since}' is not a date") from None
    moment = moment.replace(microsecond=0)
    return (each for each in found if each.updated >= moment)


def _chosen(entity: str, query: Mapping[str, str], found: Iterable[Record]) -> Iterable[Record]:
    asked = [(field, _list(query, name)) for field, name in _LISTS.get(entity, ())]
    tests = [(field, values) for field, values in asked if values is not None]
    own = query.get("createdbymyapp", "").lower() == "true" and entity == "Invoice"
    for each in found:
        if any(_text(each, field) not in values for field, values in tests):
            continue
        if own and not (each.history and each.history[0].user == API_USER):
            continue
        if _searched(entity, query, each) and (entity != "Quote" or _quoted(query, each)):
            yield each


def _text(record: Record, field: str) -> str:
    return record.id if field == "ID" else str(record.data.get(field) or "").casefold()


def _list(query: Mapping[str, str], name: str) -> set[str] | None:
    text = query.get(name)
    return {each.strip().casefold() for each in text.split(",") if each.strip()} if text else None


def _searched(entity: str, query: Mapping[str, str], record: Record) -> bool:
    text = query.get("searchterm", "").strip('"').casefold()
    if not text:
        return True
    fields = {
        "Contact": ("Name", "FirstName", "LastName", "ContactNumber", "EmailAddress"),
        "Invoice": ("InvoiceNumber", "Reference"),
    }.get(entity)
    return fields is None or any(text in str(record.data.get(each) or "").casefold() for each in fields)


def _quoted(query: Mapping[str, str], record: Record) -> bool:
    """Return whether a quote passes the filters that only quotes have."""
    data = record.data
    number, status, contact = query.get("quotenumber"), query.get("status"), query.get("contactid")
    if number and number.casefold() not in data["QuoteNumber"].casefold():
        return False
    if status and record.status != status.upper():
        return False
    if contact and data["Contact"] != contact.lower():
        return False
    for field, low, high in (
        ("Date", "datefrom", "dateto"),
        ("ExpiryDate", "expirydatefrom", "expirydateto"),
    ):
        day: date | None = data.get(field)
        if low in query and (day is None or day < _day(query[low])):
            return False
        if high in query and (day is None or day > _day(query[high])):
            return False
    return True


def _day(text: str) -> date:
    try:
        return dates.read_day(text)
    except ValueError:
        raise bad_query(f"'{text}' is not a date") from None


def _ordered(ledger: Ledger, entity: str, query: Mapping[str, str], found: list[Record]) -> list[Record]:
    """Sort: by update time unless told otherwise, then by id, so that pages do not overlap."""
    if entity not in _DATED and not query.get("order"):
        return found
    found = sorted(found, key=lambda each: each.id)
    asked = filtering.order(ledger, entity, query.get("order") or "UpdatedDateUTC ASC")
    for read, descending in reversed(asked):
        found.sort(key=lambda each: _sortable(read(each)), reverse=descending)
    return found


def _sortable(value: Any) -> tuple[bool, Any]:
    return value is not None, value if value is not None else 0


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name) or str(default)
    if not text.isdigit():
        raise bad_query(f"'{text}' is not a number")
    return int(text)


def _cut(query: Mapping[str, str], found: list[Record], size: int) -> tuple[list[Record], int]:
    page = _number(query, "page", 1)
    if page < 1:
        raise bad_query("page must be 1 or more")
    return found[(page - 1) * size : page * size], page
