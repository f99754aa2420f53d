"""What the pages for people ask the books: who owes what, and since when.

It reads only, and writes no HTML. The books' own rules are in settlement.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tests.simulators import web_receivables

from . import documents, settlement
from .company import Company, Record

OpenItem = web_receivables.OpenItem[Record]
Debt = web_receivables.Debt[Record]


def open_items(company: Company, customer: Record, today: date) -> list[OpenItem]:
    """Return a customer's open items, the oldest due first, then its credits; their sum is its balance."""
    found = sorted(_items(company, customer, today), key=lambda each: int(each.record.id))
    return web_receivables.sorted_items(found)


def debts(company: Company, customers: Iterable[Record]) -> list[Debt]:
    """Return how customers stand, those first whose overdue amount is largest."""
    today = documents.today(company)
    return web_receivables.most_overdue_first(
        Debt(
            customer=each,
            name=str(each.data["DisplayName"]),
            currency=_currency(each),
            items=open_items(company, each, today),
        )
        for each in customers
    )


def _items(company: Company, customer: Record, today: date) -> Iterator[OpenItem]:
    for key in company.documents.get(customer.id, ()):
        record = company.find(*key)
        if record is None:
            continue
        amounts = [
            settlement.remaining(company, line)
            for line in settlement.claims(record, company)
            if line.customer == customer.id
        ]
        if record.entity == "Payment" and record.data["CustomerRef"]["value"] == customer.id:
            amounts.append(-record.data["UnappliedAmt"])
        due = date.fromisoformat(record.data.get("DueDate") or record.data["TxnDate"])
        for amount in amounts:
            if amount:
                yield web_receivables.claim(record, amount, _currency(customer), due, today)


def _currency(customer: Record) -> str:
    return str(customer.data["CurrencyRef"]["value"])
