"""A drawn ledger in the Xero simulator: two books that know nothing of each other agree to the cent."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulators.books import EVENTFUL, USUAL, Chances, Company
from tests.simulators.books import events as e
from tests.simulators.clock import Clock
from tests.simulators.filled_xero import Filled, fill, for_xero
from tests.simulators.xero import Organisation
from tests.simulators.xero.settlement import left

TODAY = date(2026, 6, 30)
CURRENCIES = ("EUR", "USD")


def drawn(seed: int, *, customers: int = 30, chances: Chances = EVENTFUL, foreign: bool = False) -> Company:
    return Company(
        seed=seed,
        customers=customers,
        months=8,
        today=TODAY,
        currency="GBP",
        foreign=CURRENCIES if foreign else (),
        **for_xero(chances),
    )


def filled_with(company: Company) -> Filled:
    """Book a company; it needs no server."""
    clock = Clock(datetime(2025, 10, 1, tzinfo=UTC), frozen=True)
    organisation = Organisation(now=clock.now, currencies=CURRENCIES)
    return fill(organisation, company.events(), clock)


def assert_agree(company: Company, filled: Filled) -> None:
    ledger = company.ledger()
    assert filled.organisation.faults() == []
    owed = ledger.balances().customers
    for customer, contact in filled.customers.items():
        assert filled.organisation.balance(contact) == owed[ledger.now(customer)]
    for invoice, debt in ledger.invoices.items():
        shown = filled.documents[invoice]
        assert (shown.data["Total"], left(shown)) == (debt.event.total, debt.open)
        assert shown.data["DueDate"] == debt.parts[0].due


@given(st.integers(0, 10**6), st.sampled_from([EVENTFUL, USUAL]))
def test_both_books_agree(seed: int, chances: Chances) -> None:
    company = drawn(seed, chances=chances)
    assert_agree(company, filled_with(company))


@given(st.integers(0, 10**6))
def test_both_books_agree_in_foreign_currencies(seed: int) -> None:
    company = drawn(seed, foreign=True)
    assert_agree(company, filled_with(company))


def test_what_becomes_of_each_kind_of_event() -> None:
    company = drawn(3, customers=150)
    kinds = {type(each) for each in company.events()}
    assert len(kinds) >= 15
    tables = filled_with(company).organisation.ledger.store.tables
    for entity in ("Contact", "Quote", "Invoice", "CreditNote", "Payment", "BatchPayment", "Overpayment"):
        assert tables[entity]
    assert {each.status for each in tables["Invoice"].values()} >= {"AUTHORISED", "PAID", "VOIDED"}
    assert {each.status for each in tables["Quote"].values()} >= {"SENT", "DECLINED", "INVOICED"}
    assert {each.status for each in tables["Payment"].values()} == {"AUTHORISED", "DELETED"}
    assert any(each.data.get("MergedToContactID") for each in tables["Contact"].values())
    assert any(each.changes == "Note" for invoice in tables["Invoice"].values() for each in invoice.history)


def test_records_are_as_old_as_their_events() -> None:
    company = drawn(3)
    filled = filled_with(company)
    for event in company.events():
        if isinstance(event, e.InvoiceIssued) and event.invoice in filled.documents:
            created = filled.documents[event.invoice].created
            assert created.astimezone(filled.organisation.ledger.zone).date() == event.day


def test_what_xero_does_not_know_is_refused() -> None:
    clock = Clock(datetime(2025, 10, 1, tzinfo=UTC), frozen=True)
    filled = Filled(Organisation(now=clock.now), clock)
    terms = e.Terms(days=30)
    made = e.CustomerMade(
        day=TODAY,
        customer="c2",
        name="Below",
        email=None,
        phone=None,
        currency="GBP",
        terms=terms,
        person=False,
        parent="c1",
        note="",
    )
    with pytest.raises(ValueError, match="no customers below others"):
        filled.book(made)
