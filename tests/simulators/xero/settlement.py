"""Who still owes what: how payments and allocations change the documents they name, and what follows.

Amounts due, paid, credited and left are worked out from payments and allocations and shown by the documents;
this is the only place that writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.simulators.journal import NOTHING, Key

from .postings import CREDITS, POSTED, is_sale, postings_of
from .records import Data, Record, Work

if TYPE_CHECKING:
    from .books import Ledger

_OPENABLE = frozenset({"AUTHORISED", "PAID"})
BOOKING = CREDITS | {"Invoice", "Payment", "Allocation", "BankTransaction", "ManualJournal"}


def settle(ledger: Ledger, work: Work, touched: Iterable[Key] = ()) -> None:
    """Carry what was written into the amounts of the documents touched, and book what changed."""
    for key in dict.fromkeys([*touched, *work.changed]):
        if key[0] == "Invoice" or key[0] in CREDITS:
            _refresh(ledger, work, ledger.record(key))
    # What settles a document books its contact and rate too.
    settlers = [each.key for key in work.changed for each in ledger.store.settlers(key)]
    for key in dict.fromkeys([*work.changed, *settlers]):
        if key[0] in BOOKING:
            work.post(key, postings_of(ledger, ledger.record(key)))


def settled(ledger: Ledger, record: Record) -> tuple[Decimal, Decimal]:
    """Return what was paid of a document (or back, of a credit), and what was allocated to it (or of it)."""
    paid = allocated = NOTHING
    for each in ledger.store.settlers(record.key):
        if each.entity == "Payment":
            paid += each.data["Amount"]
        else:
            allocated += each.data["Amount"]
    return paid, allocated


def left(record: Record) -> Decimal:
    """Return what is open of a document: due of an invoice, left of a credit, nothing if it is not booked."""
    if record.status not in POSTED:
        return NOTHING
    found: Decimal = record.data["AmountDue" if record.entity == "Invoice" else "RemainingCredit"]
    return found


def is_touched(ledger: Ledger, record: Record) -> bool:
    """Return whether anything was paid of a document or allocated to it or of it."""
    return next(ledger.store.settlers(record.key), None) is not None


def outstanding(ledger: Ledger, contact: str, *, sales: bool, overdue_on: date | None = None) -> Decimal:
    """Return what is open between the organisation and a contact, currencies added up as they are.

    Args:
        overdue_on: count only invoices that were due before that day, and no credits; None counts all.
    """
    whole = NOTHING
    for entity, id_ in ledger.store.documents.get(contact, ()):
        if entity != "Invoice" and entity not in CREDITS:
            continue
        record = ledger.store.tables[entity][id_]
        if is_sale(record) != sales:
            continue
        if overdue_on is None:
            whole += left(record) if entity == "Invoice" else -left(record)
        elif entity == "Invoice" and record.data.get("DueDate") and record.data["DueDate"] < overdue_on:
            whole += left(record)
    return whole


def _refresh(ledger: Ledger, work: Work, record: Record) -> None:
    paid, allocated = settled(ledger, record)
    data = record.data
    shown: Data = {}
    if record.entity == "Invoice":
        rest = data["Total"] - paid - allocated
        booked = record.status not in {"VOIDED", "DELETED"}
        shown = {"AmountDue": rest if booked else NOTHING, "AmountPaid": paid, "AmountCredited": allocated}
    else:
        rest = data["Total"] - paid - allocated
        shown = {"RemainingCredit": rest if record.status not in {"VOIDED", "DELETED"} else NOTHING}
    if record.status in _OPENABLE:
        shown["Status"] = "AUTHORISED" if rest else "PAID"
        shown["FullyPaidOnDate"] = None if rest else _last_day(ledger, record)
    if any(data.get(name) != value for name, value in shown.items()):
        work.change(record, {**data, **shown})


def _last_day(ledger: Ledger, record: Record) -> date:
    days = [each.data["Date"] for each in ledger.store.settlers(record.key)]
    last: date = max(days, default=record.data["Date"])
    return last
