"""A drawn ledger in the QuickBooks simulator: two books that know nothing of each other agree to the cent."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulators.books import EVENTFUL, USUAL, Chances, Company
from tests.simulators.books import events as e
from tests.simulators.filled_quickbooks import Filled, fill, for_quickbooks
from tests.simulators.quickbooks import Books, Limits
from tests.simulators.quickbooks.world import World

TODAY = date(2026, 6, 30)
CURRENCIES = ("EUR", "GBP")


def drawn(seed: int, *, customers: int = 30, chances: Chances = EVENTFUL, foreign: bool = False) -> Company:
    return Company(
        seed=seed,
        customers=customers,
        months=8,
        today=TODAY,
        currency="USD",
        foreign=CURRENCIES if foreign else (),
        tax_rate=Decimal("0.0825"),
        **for_quickbooks(chances),
    )


def opened(**about: Any) -> Books:
    """Open a company; it needs no server."""
    world = World(start=datetime(2025, 10, 1, tzinfo=UTC), frozen=True, limits=Limits.none())
    return world.open(**about)


def assert_agree(company: Company, filled: Filled) -> None:
    ledger = company.ledger()
    assert filled.books.faults() == []
    owed = {each: filled.books.balance(record) for each, record in filled.customers.items()}
    assert owed == ledger.balances().customers
    for invoice, debt in ledger.invoices.items():
        shown = filled.documents[invoice].data
        assert (shown["TotalAmt"], shown["Balance"]) == (debt.event.total, debt.open)
        assert shown["DueDate"] == debt.parts[0].due.isoformat()


@given(st.integers(0, 10**6), st.sampled_from([EVENTFUL, USUAL]))
def test_both_books_agree(seed: int, chances: Chances) -> None:
    company = drawn(seed, chances=chances)
    assert_agree(company, fill(opened(), company.events()))


@given(st.integers(0, 10**6))
def test_both_books_agree_in_foreign_currencies(seed: int) -> None:
    company = drawn(seed, foreign=True)
    assert_agree(company, fill(opened(currencies=CURRENCIES), company.events()))


def test_what_becomes_of_each_kind_of_event() -> None:
    company = drawn(3, customers=150)
    kinds = {type(each) for each in company.events()}
    assert len(kinds) >= 15
    books = fill(opened(), company.events()).books.company
    for entity in ("Customer", "Estimate", "Invoice", "CreditMemo", "Payment", "JournalEntry", "Attachable"):
        assert list(books.living(entity))
    assert any(each.deleted for each in books.tables["Invoice"].values())
    assert any(not each.data.get("Active", True) for each in books.living("Customer"))
    assert any(each.data.get("ParentRef") for each in books.living("Customer"))
    assert {each.data["TxnStatus"] for each in books.living("Estimate")} >= {"Rejected", "Closed", "Pending"}


def test_records_are_as_old_as_their_events() -> None:
    company = drawn(3)
    filled = fill(opened(), company.events())
    for event in company.events():
        if isinstance(event, e.InvoiceIssued) and event.invoice in filled.documents:
            created = filled.documents[event.invoice].created
            assert created.astimezone(filled.books.company.zone).date() == event.day


def test_what_quickbooks_does_not_know_is_refused() -> None:
    merged = e.CustomersMerged(day=TODAY, customer="c1", into="c2")
    with pytest.raises(ValueError, match="cannot book CustomersMerged"):
        fill(opened(), [merged])
