"""What must be true of the books after every write, checked for the customers and documents it touched.

A finding is a fault of the simulator, never of a client: it is kept in `Company.broken` and raised. A
customer with more than 500 documents is added up at every hundredth only; `everything` leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from tests.simulators.journal import NOTHING, Key, unbalanced

from . import settlement
from .company import Company

_MANY, _EVERY = 500, 100


class BooksDoNotBalance(AssertionError):
    """The simulator made a mistake in its own books."""


def hold(company: Company, customers: Iterable[str], documents: Iterable[Key]) -> None:
    """Check what a write touched.

    Raises:
        BooksDoNotBalance: something does not add up.
    """
    due = [each for each in customers if _is_due(len(company.documents.get(each, ())))]
    found = [*_of_documents(company, documents), *_of_customers(company, due)]
    if found:
        company.broken.extend(found)
        raise BooksDoNotBalance("; ".join(found))


def _is_due(documents: int) -> bool:
    return documents <= _MANY or documents % _EVERY == 0


def everything(company: Company) -> list[str]:
    """Check the whole books; an empty list is good."""
    with company.lock:
        keys = [(name, id_) for name, table in company.tables.items() for id_ in table]
        return [
            *_of_documents(company, keys),
            *_of_customers(company, company.tables["Customer"]),
            *company.journal.faults(),
        ]


def _of_documents(company: Company, keys: Iterable[Key]) -> Iterator[str]:
    for key in keys:
        postings = company.journal.of(key)
        if off := unbalanced(postings):
            yield f"{key}: debits exceed credits by {off}"
        record = company.find(*key)
        if record is None:
            if postings:
                yield f"{key}: deleted, but still posted"
            continue
        if record.entity == "Payment":
            left = settlement.unapplied(company, record.data)
            if left < 0 or left != record.data["UnappliedAmt"]:
                yield f"{key}: {left} is unapplied, it shows {record.data['UnappliedAmt']}"
        for line in settlement.claims(record, company):
            rest = settlement.remaining(company, line)
            if rest and (rest > 0) != (line.amount > 0):
                yield f"{key}: claims {line.amount}, but {rest} is left"
            if "Balance" in record.data and abs(rest) != record.data["Balance"]:
                yield f"{key}: {rest} is left, it shows {record.data['Balance']}"


def _of_customers(company: Company, customers: Iterable[str]) -> Iterator[str]:
    for customer in customers:
        record = company.find("Customer", customer)
        if record is None:
            continue
        owed, booked = open_balance(company, customer), company.journal.receivable.get(customer, NOTHING)
        if owed != booked:
            yield f"customer {customer}: open items are {owed}, the ledger says {booked}"
        if record.data["Balance"] != booked:
            yield f"customer {customer}: shows {record.data['Balance']}, the ledger says {booked}"
        jobs = with_jobs(company, customer)
        if record.data["BalanceWithJobs"] != jobs:
            yield f"customer {customer}: shows {record.data['BalanceWithJobs']} with jobs, it is {jobs}"


def open_balance(company: Company, customer: str) -> Decimal:
    """Return what a customer owes by open documents: charges less credits and unapplied payments."""
    whole = NOTHING
    for key in company.documents.get(customer, ()):
        record = company.find(*key)
        if record is None:
            continue
        if record.entity == "Payment" and record.data["CustomerRef"]["value"] == customer:
            whole -= record.data["UnappliedAmt"]
        for line in settlement.claims(record, company):
            if line.customer == customer:
                whole += settlement.remaining(company, line)
    return whole


def with_jobs(company: Company, customer: str) -> Decimal:
    """Return the balance of a customer and of all its sub-customers, as the ledger has it."""
    own = company.journal.receivable.get(customer, NOTHING)
    return own + sum((with_jobs(company, each) for each in company.children.get(customer, ())), NOTHING)
