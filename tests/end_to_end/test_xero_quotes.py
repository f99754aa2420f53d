"""Accepted quotes of a customer on hold are sent again in Xero, and accepted again once it may order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from relance_connectors.xero.texts import words
from tests.end_to_end.signed_in_desk import POLICY
from tests.end_to_end.xero_desk import XeroDesk, open_desk
from tests.simulators.troubles import Trouble
from tests.simulators.xero import Kind, Limits, Simulator
from tests.simulators.xero.records import Record

MONDAY = date(2026, 6, 15)
HELD = words("en").hold_group
LIMITED = """
default_plan = "late"
[plans.late]
steps = [{ id = "mail", after_due = 30, stage = "firm", channel = "email", tone = "firm", minimum = 1 }]
[hold]
over_limit = "hold"
"""
LIMIT = """
[customer]
credit_limit = { from = "PaymentTerms.Sales.Day", convert = "optional_decimal", if_present = true }
"""
"""Xero tells no limit: one that was put where Xero tells a number."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[XeroDesk]:
    with Simulator(start=datetime(2026, 1, 1, tzinfo=UTC), frozen=True, limits=Limits.none()) as xero:
        made = open_desk(xero, tmp_path, monkeypatch)
        made.wait_on_the_clock()
        made.dawn(MONDAY)
        yield made
        assert not xero.world.crashes


def late(desk: XeroDesk, policy: str = POLICY, *, more: str = "hold_quotes = true") -> tuple[Record, Record]:
    """Open a company with one customer, who is late; return an accepted quote and the invoice."""
    books = desk.organisation
    amy = books.contact("Amy", email="amy@example.com", CompanyNumber="01234567", terms=30)
    books.quote(amy, "5.00", day="2026-06-01", status="SENT", Title="Quotation")
    quote = books.quote(amy, "15.00", day="2026-06-01", status="ACCEPTED", Title="Roof")
    invoice = books.invoice(amy, "20.00", day="2026-05-01", due="2026-06-01", InvoiceNumber="INV-7")
    desk.policy(policy)
    desk.open_company(more=more)
    (desk.terminal.folder / "mapping.toml").write_text(LIMIT, encoding="utf-8")
    settings(desk, 'mode = "assist"', 'mode = "assist"\nmapping = "mapping.toml"')
    return quote, invoice


def settings(desk: XeroDesk, old: str, new: str) -> None:
    """Change what stands in the workspace."""
    path = desk.terminal.folder / "relance.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def moves(quote: Record) -> list[str]:
    """Return what became of the status since the customer first accepted."""
    return [each.changes for each in quote.history if each.changes in {"Sent", "Accepted"}][2:]


def next_day(desk: XeroDesk, number: int) -> None:
    desk.dawn(MONDAY + timedelta(days=number))
    desk.sync()


def is_held(desk: XeroDesk, quote: Record) -> bool:
    return HELD in desk.groups(desk.organisation.find("Contact", quote.data["Contact"]))


def calls(desk: XeroDesk) -> int:
    """Return how many calls there were since this was asked last."""
    made = desk.xero.world.log.summary()["api_calls"]
    desk.xero.world.log.clear()
    return int(made)


def test_a_quote_is_held_and_given_back(desk: XeroDesk) -> None:
    quote, invoice = late(desk)
    was = quote.data
    desk.sync()
    assert is_held(desk, quote)
    assert quote.data == {**was, "Status": "SENT"}
    for number in (1, 2):
        next_day(desk, number)
        assert (is_held(desk, quote), quote.status) == (True, "SENT")
    desk.organisation.pay(invoice)
    next_day(desk, 3)
    assert not is_held(desk, quote)
    assert quote.data == was
    next_day(desk, 4)
    assert moves(quote) == ["Sent", "Accepted"]


@pytest.mark.parametrize("full", [False, True])
def test_a_hold_that_the_quote_itself_brought_about_does_not_release_itself(
    desk: XeroDesk, full: bool
) -> None:
    quote, invoice = late(desk, LIMITED)
    desk.sync()
    assert (is_held(desk, quote), quote.status) == (True, "SENT")
    for number in (1, 2, 3):
        desk.dawn(MONDAY + timedelta(days=number))
        desk.json("sync", *["--full"][: int(full)])
        assert (is_held(desk, quote), moves(quote)) == (True, ["Sent"])
    decisions = desk.json("explain", quote.data["Contact"])["decisions"]
    (hold,) = (each for each in decisions if each["kind"] == "hold")
    assert [each["code"] for each in hold["reasons"]] == ["over_limit"]
    desk.organisation.pay(invoice)
    next_day(desk, 4)
    assert (is_held(desk, quote), moves(quote)) == (False, ["Sent", "Accepted"])


def test_what_is_lost_does_not_keep_a_quote_from_coming_back(desk: XeroDesk) -> None:
    quote, invoice = late(desk, LIMITED)
    desk.sync()
    for database in desk.terminal.folder.glob("relance.db*"):
        database.unlink()
    next_day(desk, 1)
    assert (is_held(desk, quote), moves(quote)) == (True, ["Sent"])
    desk.organisation.pay(invoice)
    next_day(desk, 2)
    assert (is_held(desk, quote), moves(quote)) == (False, ["Sent", "Accepted"])


@pytest.mark.parametrize("policy", [POLICY, LIMITED], ids=["late", "over the limit"])
@pytest.mark.parametrize("pays", [True, False])
def test_a_sync_ends_between_the_quotes_and_their_customer(desk: XeroDesk, policy: str, pays: bool) -> None:
    quote, invoice = late(desk, policy)
    groups = Trouble(kind=Kind.THROTTLED_DAY, path="/contactgroups", times=0)
    desk.xero.world.troubles.order(groups)
    desk.terminal.relance("sync")
    assert (is_held(desk, quote), moves(quote)) == (False, ["Sent"])
    desk.xero.world.troubles.clear()
    if pays:
        desk.organisation.pay(invoice)
    for number in (1, 2):
        next_day(desk, number)
        # It counted as accepted all along, and nobody is left in a group that nothing takes them out of.
        assert (is_held(desk, quote), moves(quote)) == (not pays, ["Sent", "Accepted"][: 1 + pays])


def test_a_customer_who_accepts_again_is_not_asked_a_third_time(desk: XeroDesk) -> None:
    quote, invoice = late(desk)
    desk.sync()
    desk.organisation.accept_quote(quote)
    for number in (1, 2):
        next_day(desk, number)
        assert (is_held(desk, quote), moves(quote)) == (True, ["Sent", "Accepted"])
    desk.organisation.pay(invoice)
    next_day(desk, 3)
    assert (is_held(desk, quote), moves(quote)) == (False, ["Sent", "Accepted"])


def test_an_invoiced_quote_stays_invoiced(desk: XeroDesk) -> None:
    quote, invoice = late(desk)
    desk.sync()
    desk.organisation.accept_quote(quote)
    desk.organisation.invoice_quote(quote, due="2026-12-31")
    next_day(desk, 1)
    desk.organisation.pay(invoice)
    next_day(desk, 2)
    assert (is_held(desk, quote), quote.status) == (False, "INVOICED")


def test_a_customer_taken_out_of_the_group_by_hand_gets_its_quote_back(desk: XeroDesk) -> None:
    quote, invoice = late(desk)
    desk.sync()
    contact = desk.organisation.find("Contact", quote.data["Contact"])
    (group,) = desk.organisation.ledger.store.tables["ContactGroup"].values()
    desk.organisation.leave_group(group, [contact])
    desk.organisation.pay(invoice)
    next_day(desk, 1)
    assert moves(quote) == ["Sent", "Accepted"]


@pytest.mark.parametrize("which", [(), ("--order", "QU-0002")], ids=["all", "this one"])
def test_an_order_that_a_person_lets_go_on_is_given_back_until_then(
    desk: XeroDesk, which: tuple[str, ...]
) -> None:
    quote, _ = late(desk)
    desk.sync()
    word = ("--by", "Jane", "--reason", "fair in Lyon", "--until", (MONDAY + timedelta(days=1)).isoformat())
    desk.json("override", "add", "Amy", *word, *which)
    next_day(desk, 1)
    assert moves(quote) == ["Sent", "Accepted"]
    assert is_held(desk, quote) == bool(which)
    next_day(desk, 2)
    assert (is_held(desk, quote), moves(quote)) == (True, ["Sent", "Accepted", "Sent"])


def test_the_setting_is_taken_away_during_a_hold(desk: XeroDesk) -> None:
    quote, invoice = late(desk, LIMITED)
    desk.sync()
    settings(desk, "hold_quotes = true", "")
    for number in (1, 2, 3):
        next_day(desk, number)
    # As a quotation it brought no hold about, so it came back; then it did, and got a note only.
    assert (is_held(desk, quote), moves(quote)) == (True, ["Sent", "Accepted"])
    desk.organisation.pay(invoice)
    next_day(desk, 4)
    assert (is_held(desk, quote), moves(quote)) == (False, ["Sent", "Accepted"])


def test_what_an_idle_sync_costs(desk: XeroDesk) -> None:
    quote, _ = late(desk)
    desk.sync()
    next_day(desk, 1)
    calls(desk)
    next_day(desk, 2)
    assert calls(desk) <= 7
    assert quote.status == "SENT"


def test_without_the_setting_quotes_keep_their_status(desk: XeroDesk) -> None:
    quote, _ = late(desk, more="")
    was = quote.data
    desk.sync()
    next_day(desk, 1)
    assert is_held(desk, quote)
    assert quote.data == was
