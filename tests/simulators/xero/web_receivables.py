"""What the pages for people ask the books: who owes what, and since when.

It reads only, and writes no HTML. The books' own rules are in settlement.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.simulators import web_receivables

from .books import Ledger
from .postings import CREDITS, is_sale
from .records import Record
from .settlement import left

OpenItem = web_receivables.OpenItem[Record]
Debt = web_receivables.Debt[Record]
_CLAIMS = CREDITS | {"Invoice"}


def debts(ledger: Ledger, contacts: Iterable[Record]) -> list[Debt]:
    """Return how customers stand, those first whose overdue amount is largest."""
    return web_receivables.most_overdue_first(
        Debt(
            customer=each,
            name=str(each.data["Name"]),
            currency=str(each.data.get("DefaultCurrency") or ledger.currency),
            items=web_receivables.sorted_items(_items(ledger, each)),
        )
        for each in contacts
    )


def customers(ledger: Ledger) -> list[Record]:
    """Return the contacts that are not archived; suppliers too, who owe nothing."""
    return [each for each in ledger.store.tables["Contact"].values() if each.status == "ACTIVE"]


def _items(ledger: Ledger, contact: Record) -> Iterator[OpenItem]:
    today = ledger.today()
    for key in ledger.store.documents.get(contact.id, ()):
        record = ledger.record(key)
        if record.entity not in _CLAIMS or not is_sale(record) or not left(record):
            continue
        amount = -left(record) if record.entity in CREDITS else left(record)
        data = record.data
        due = data.get("DueDate") or data["Date"]
        yield web_receivables.claim(record, amount, data["CurrencyCode"], due, today)
