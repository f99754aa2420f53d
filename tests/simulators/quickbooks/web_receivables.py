"""What the pages for people ask the books: who owes what, and since when.

It reads only, and writes no HTML. The books' own rules are in settlement.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.simulators.journal import NOTHING

from . import documents, settlement
from .company import Company, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What a document still claims from a customer.

    Attributes:
        amount: in the customer's currency; negative for a credit.
        due: None for a credit.
        days_late: negative before the due day, 0 for a credit.
    """

    record: Record
    amount: Decimal
    due: date | None
    days_late: int


def open_items(company: Company, customer: str, today: date) -> list[OpenItem]:
    """Return a customer's open items, the oldest due first, then its credits; their sum is its balance."""
    found: list[OpenItem] = []
    for key in company.documents.get(customer, ()):
        record = company.find(*key)
        if record is None:
            continue
        if record.entity == "Payment" and record.data["CustomerRef"]["value"] == customer:
            found += _item(record, -record.data["UnappliedAmt"], today)
        for line in settlement.claims(record, company):
            if line.customer == customer:
                found += _item(record, settlement.remaining(company, line), today)
    return sorted(found, key=lambda each: (each.due is None, each.due or today, int(each.record.id)))


def _item(record: Record, amount: Decimal, today: date) -> Iterator[OpenItem]:
    if amount > 0:
        due = date.fromisoformat(record.data.get("DueDate") or record.data["TxnDate"])
        yield OpenItem(record=record, amount=amount, due=due, days_late=(today - due).days)
    elif amount < 0:
        yield OpenItem(record=record, amount=amount, due=None, days_late=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """How a customer stands, in its own currency."""

    customer: Record
    items: list[OpenItem]

    @property
    def open(self) -> Decimal:
        """Return what it owes, less its credits."""
        return sum((each.amount for each in self.items), NOTHING)

    @property
    def overdue(self) -> Decimal:
        """Return what is past its due day."""
        return sum((each.amount for each in self.items if each.days_late > 0), NOTHING)

    @property
    def currency(self) -> str:
        """Return the customer's currency."""
        return str(self.customer.data["CurrencyRef"]["value"])

    @property
    def most_late(self) -> int:
        """Return the days that the oldest open item is late; 0 if none is."""
        return max([0, *(each.days_late for each in self.items)])


def debts(company: Company, customers: Iterable[Record]) -> list[Debt]:
    """Return how customers stand, those first whose overdue amount is largest."""
    today = documents.today(company)
    found = [Debt(customer=each, items=open_items(company, each.id, today)) for each in customers]
    return sorted(
        found, key=lambda each: (-each.overdue, -each.open, str(each.customer.data["DisplayName"]).casefold())
    )
