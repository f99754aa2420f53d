"""What the reader makes of quotes that are held: they go on counting as accepted, at hardly any cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from relance_connectors.xero.settings import XeroSettings
from relance_connectors.xero.writer import Writer
from relance_sync.ports import EffectKind, Receipt
from relance_sync.rules.ledger import OrderState
from tests.connectors.xero.desk import Desk
from tests.connectors.xero.reader_office import Office
from tests.simulators.xero.records import Record

IDLE = 7


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    made = open_office()
    made.held_quotes = True
    made.new_reader()
    return made


def writer(office: Office, **settings: Any) -> Writer:
    given = XeroSettings(client_id="x", server=office.simulator.url, hold_quotes=True, **settings)
    return Writer(office.client, given, now=office.now)


def hold(office: Office, quote: Record, *, customer: bool = True) -> Receipt:
    """Hold a quote and then its customer, as the flow does, a moment after the last reading."""
    office.later(minutes=20)
    desk = Desk(office.simulator, office.books)
    receipt = writer(office).deliver(desk.effect(EffectKind.ACTIVITY, quote, hold_cycle=1))
    if customer:
        amy = office.books.find("Contact", quote.data["Contact"])
        writer(office).deliver(desk.effect(EffectKind.HOLD, amy))
    assert quote.status == "SENT"
    office.calls()
    return receipt


def free(office: Office, receipt: Receipt, quote: Record) -> None:
    office.later(minutes=20)
    desk = Desk(office.simulator, office.books)
    customer = office.books.find("Contact", quote.data["Contact"])
    writer(office).deliver(desk.closing(receipt, customer))
    office.calls()


def state(office: Office, quote: Record) -> OrderState:
    order = office.pulled.records["order"][quote.id]
    assert (order.state is OrderState.CONFIRMED) == order.to_deliver
    found: OrderState = order.state
    return found


@pytest.mark.parametrize("forgotten", [False, True], ids=["kept", "forgotten"])
def test_a_held_quote_goes_on_being_an_accepted_one(office: Office, forgotten: bool) -> None:
    amy = office.books.contact("Amy")
    quote, quotation = (office.books.quote(amy, 10, status=each) for each in ("ACCEPTED", "SENT"))
    office.pull()
    receipt = hold(office, quote)
    if forgotten:
        office.pulled.cursor = None
    office.pull()
    assert (state(office, quote), state(office, quotation)) == (OrderState.CONFIRMED, OrderState.QUOTATION)
    office.pull(full=True)
    assert (state(office, quote), state(office, quotation)) == (OrderState.CONFIRMED, OrderState.QUOTATION)
    free(office, receipt, quote)
    office.pull()
    assert state(office, quote) is OrderState.CONFIRMED
    office.books.send_quote(quote)
    office.later(minutes=20)
    office.pull()
    assert state(office, quote) is OrderState.QUOTATION
    office.assert_agrees()


def test_what_it_costs(office: Office) -> None:
    amy, bob = office.books.contact("Amy"), office.books.contact("Bob")
    quote = office.books.quote(amy, 10, status="ACCEPTED")
    for _ in range(3):
        office.books.quote(bob, 10, status="SENT")
    office.pull()
    office.later(days=1)
    office.calls()
    office.pull()
    assert office.calls() == IDLE
    hold(office, quote)
    for _ in range(3):
        office.books.quote(bob, 10, status="SENT")
    office.later(minutes=20)
    office.pull()
    # The history of each that came by.
    assert office.calls() == IDLE + 4
    office.later(minutes=20)
    office.pull()
    assert office.calls() == IDLE
    calls = []
    for office.held_quotes in (True, False):
        office.new_reader()
        office.pull(full=True)
        calls.append(office.calls())
    assert calls[0] == calls[1] + 1


@pytest.mark.parametrize("verb", ["decline_quote", "invoice_quote", "delete"])
def test_what_people_made_of_it_counts(office: Office, verb: str) -> None:
    quote = office.books.quote(office.books.contact("Amy"), 10, status="ACCEPTED")
    office.pull()
    hold(office, quote)
    office.pull()
    if verb == "invoice_quote":
        office.books.accept_quote(quote)
    getattr(office.books, verb)(quote)
    office.later(minutes=20)
    office.pull()
    office.assert_agrees()
    if verb != "delete":
        order = office.pulled.records["order"][quote.id]
        assert not order.to_deliver
        assert (order.uninvoiced.amount == 0) == (verb == "invoice_quote")


def test_what_was_changed_during_the_hold_is_a_quotation_again(office: Office) -> None:
    quote = office.books.quote(office.books.contact("Amy"), 10, status="ACCEPTED")
    office.pull()
    hold(office, quote)
    office.books.edit(quote, LineItems=[{"Description": "More", "UnitAmount": 20}])
    office.later(minutes=20)
    office.pull()
    assert state(office, quote) is OrderState.QUOTATION


def test_a_contact_that_was_merged_is_looked_up_by_the_other(office: Office) -> None:
    amy, bob = office.books.contact("Amy"), office.books.contact("Bob")
    quote = office.books.quote(amy, 10, status="ACCEPTED")
    office.pull()
    hold(office, quote)
    office.books.merge_contacts(bob, amy)
    office.later(minutes=20)
    office.pull()
    assert state(office, quote) is OrderState.CONFIRMED


def test_a_quote_is_known_before_its_customer_is_held(office: Office) -> None:
    quote = office.books.quote(office.books.contact("Amy"), 10, status="ACCEPTED")
    office.pull()
    hold(office, quote, customer=False)
    office.pull()
    assert state(office, quote) is OrderState.CONFIRMED


def test_of_many_quotes_only_those_of_held_customers_are_looked_at(office: Office) -> None:
    quote = office.books.quote(office.books.contact("Amy"), 10, status="ACCEPTED")
    for _ in range(2):
        office.pull()
        office.later(minutes=20)
    hold(office, quote)
    bob = office.books.contact("Bob")
    others = [office.books.quote(bob, 10, status="SENT") for _ in range(30)]
    office.later(minutes=20)
    office.pull()
    # Bob is new, so he came by; whether Amy is held takes a call, and the history of her quote another.
    assert office.calls() == IDLE + 2
    assert state(office, quote) is OrderState.CONFIRMED
    assert {state(office, each) for each in others} == {OrderState.QUOTATION}


def test_another_setting_reads_everything_again(office: Office) -> None:
    quote = office.books.quote(office.books.contact("Amy"), 10, status="ACCEPTED")
    office.pull()
    hold(office, quote)
    office.pull()
    office.held_quotes = False
    office.new_reader()
    office.pull()
    assert state(office, quote) is OrderState.QUOTATION
    office.held_quotes = True
    office.new_reader()
    office.pull()
    assert state(office, quote) is OrderState.CONFIRMED
