"""What the pages for people say about debts: what is open of each document, and who owes most.

Where it is read from the books is a simulator's own; it writes no HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from tests.simulators.journal import NOTHING

R = TypeVar("R")
Amounts = dict[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class OpenItem(Generic[R]):
    """What a document still claims from a customer.

    Attributes:
        amount: in the document's currency; negative for a credit.
        due: None for a credit.
        days_late: negative before the due day, 0 for a credit.
    """

    record: R
    amount: Decimal
    currency: str
    due: date | None
    days_late: int


def claim(record: R, amount: Decimal, currency: str, due: date, today: date) -> OpenItem[R]:
    """Return what is open of a document, or of a credit if the amount is negative."""
    if amount < 0:
        return OpenItem(record=record, amount=amount, currency=currency, due=None, days_late=0)
    return OpenItem(record=record, amount=amount, currency=currency, due=due, days_late=(today - due).days)


@dataclass(frozen=True, kw_only=True)
class Debt(Generic[R]):
    """How a customer stands.

    Attributes:
        currency: the customer's own.
        items: open items, the oldest due first, then credits.
    """

    customer: R
    name: str
    currency: str
    items: list[OpenItem[R]]

    @property
    def open(self) -> Amounts:
        """Return what it owes, less its credits, by currency."""
        return self._sum(self.items)

    @property
    def overdue(self) -> Amounts:
        """Return what is past its due day, by currency."""
        return self._sum(each for each in self.items if each.days_late > 0)

    @property
    def most_late(self) -> int:
        """Return the days that the oldest open item is late; 0 if none is."""
        return max([0, *(each.days_late for each in self.items)])

    def _sum(self, items: Iterable[OpenItem[R]]) -> Amounts:
        found = {self.currency: NOTHING}
        for each in items:
            found[each.currency] = found.get(each.currency, NOTHING) + each.amount
        return found


def sorted_items(items: Iterable[OpenItem[R]]) -> list[OpenItem[R]]:
    """Return open items, the oldest due first, then credits; otherwise in the order they came."""
    return sorted(items, key=lambda each: (each.due is None, each.due or date.max))


def most_overdue_first(found: Iterable[Debt[R]]) -> list[Debt[R]]:
    """Return those first whose overdue amount is largest, currencies added up as they are."""
    return sorted(
        found, key=lambda each: (-sum(each.overdue.values()), -sum(each.open.values()), each.name.casefold())
    )
