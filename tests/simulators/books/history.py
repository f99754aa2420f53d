"""The payment history of a drawn company: each installment with the day on which it was paid in full.

One family after the other, so that memory does not grow with the company. What was voided, deleted or given
up before anything was paid on it says nothing about payment: it is left out, as in Relance's own histories.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import merge
from typing import IO

from tests.simulators.books.company import Company
from tests.simulators.books.events import CustomerMade, Event
from tests.simulators.books.family import Family
from tests.simulators.books.habits import Habit
from tests.simulators.books.ledger import Debt, Ledger, Part

COLUMNS = ("customer", "issued", "due", "paid", "amount", "currency", "segment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One installment.

    Attributes:
        customer: Who owes it in the end, after merging.
        paid: Day the last money for it was received, or its invoice issued if that is later; None while
            something is open.
        habit: How its customer's family pays.
    """

    customer: str
    issued: date
    due: date
    paid: date | None
    amount: Decimal
    currency: str
    habit: Habit


def books_of(company: Company, family: Family) -> Ledger:
    """Book one family's events alone, with the rates it needs."""
    ledger = Ledger(company.currency)
    events: Iterator[Event] = iter(family.events)
    if any(isinstance(each, CustomerMade) and each.currency != company.currency for each in family.events):
        events = merge(company.market.events(), events, key=lambda each: each.day)
    for event in events:
        ledger.apply(event)
    return ledger


def rows(company: Company) -> Iterator[Row]:
    """Walk through a company's payment history, by family and issue."""
    for family in company.families():
        ledger = books_of(company, family)
        for debt in ledger.invoices.values():
            customer = ledger.now(debt.customer)
            yield from (_row(debt, part, customer, family) for part in debt.parts if _tells(part))


def write_csv(company: Company, file: IO[str]) -> int:
    """Write the history as `relance score backtest --csv` reads it, and two columns; count its lines."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in rows(company):
        paid = row.paid.isoformat() if row.paid else ""
        writer.writerow((row.customer, row.issued, row.due, paid, row.amount, row.currency, row.habit.name))
        count += 1
    return count


def _tells(part: Part) -> bool:
    return part.open > 0 or any(each.source is not None for each in part.settled)


def _row(debt: Debt, part: Part, customer: str, family: Family) -> Row:
    # A discount is granted on the day of its payment, and a write-off of the last cents is no payment.
    days = [each.day for each in part.settled if each.source is not None]
    return Row(
        customer=customer,
        issued=debt.event.day,
        due=part.due,
        paid=max(days) if not part.open else None,
        amount=part.asked,
        currency=debt.event.currency,
        habit=family.habit,
    )
