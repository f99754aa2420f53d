"""The one report there is: aged receivables of a contact. It reads the books as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tests.simulators.journal import NOTHING

from . import dates
from .books import Ledger
from .postings import CREDITS, is_sale
from .records import Data, Record
from .refusals import Refused
from .settlement import left, settled

_HEADINGS = ("Date", "Number", "Due Date", "", "Total", "Paid", "Credited", "Due")


def aged_receivables(ledger: Ledger, query: Mapping[str, str]) -> Data:
    """Return the report: open invoices and credits of a contact, and what they come to.

    Raises:
        Refused: the contact is not named or not there.
    """
    contact = ledger.find("Contact", query.get("contactid", ""))
    if contact is None:
        raise Refused(10, "ValidationException", "contactId must be the id of a contact")
    today = dates.read_day(query["date"]) if query.get("date") else ledger.today()
    rows, whole = [], [NOTHING] * 4
    for record in _open(ledger, contact):
        amounts = _amounts(ledger, record)
        whole = [have + more for have, more in zip(whole, amounts, strict=True)]
        rows.append(_row(record, amounts, today))
    sums = [str(each) for each in whole]
    total = {"RowType": "SummaryRow", "Cells": _cells(["Total", "", "", "", *sums])}
    closing = {"RowType": "SummaryRow", "Cells": _cells(["Closing Balance", "", "", "", *sums])}
    shown = f"{today.day} {today:%B %Y}"
    return {
        "ReportID": "AgedReceivablesByContact",
        "ReportName": "Aged Receivables By Contact",
        "ReportType": "AgedReceivablesByContact",
        "ReportTitles": ["Invoices", contact.data["Name"], f"To {shown}", f"Showing payments to {shown}"],
        "ReportDate": shown,
        "UpdatedDateUTC": dates.short_instant(ledger.now()),
        "Fields": [],
        "Rows": [
            {"RowType": "Header", "Cells": _cells(list(_HEADINGS))},
            {"RowType": "Section", "Title": "", "Rows": [*rows, total]},
            {"RowType": "Section", "Title": "", "Rows": [closing]},
        ],
    }


def _open(ledger: Ledger, contact: Record) -> list[Record]:
    keys = ledger.store.documents.get(contact.id, ())
    found = [ledger.record(key) for key in keys if key[0] == "Invoice" or key[0] in CREDITS]
    sales = [each for each in found if is_sale(each) and left(each)]
    return sorted(sales, key=lambda each: (each.data["Date"], each.id))


def _amounts(ledger: Ledger, record: Record) -> list[Decimal]:
    paid, credited = settled(ledger, record)
    sign = 1 if record.entity == "Invoice" else -1
    return [sign * each for each in (record.data["Total"], paid, credited, left(record))]


def _row(record: Record, amounts: list[Decimal], today: date) -> Data:
    data = record.data
    due: date | None = data.get("DueDate")
    late = (today - due).days if due and record.entity == "Invoice" else 0
    number = data.get("InvoiceNumber") or data.get("CreditNoteNumber") or ""
    words = f"{late} days overdue" if late > 0 else ""
    texts = [dates.day_text(data["Date"]), number, dates.day_text(due) if due else "", words]
    told = [{"Value": record.id, "Id": "invoiceID"}]
    cells = _cells([*texts, *(str(each) for each in amounts)])
    return {"RowType": "Row", "Cells": [{**each, "Attributes": told} for each in cells]}


def _cells(texts: list[str]) -> list[Data]:
    return [{"Value": each} for each in texts]
