"""A promise told to Relance shows in Xero as an invoice's expected payment date, and leaves with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.xero_desk import XeroDesk, open_desk
from tests.simulators.xero import Limits, Simulator

MONDAY = date(2026, 6, 15)
PROMISED = MONDAY + timedelta(days=10)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[XeroDesk]:
    with Simulator(start=datetime(2026, 1, 1, tzinfo=UTC), frozen=True, limits=Limits.none()) as xero:
        made = open_desk(xero, tmp_path, monkeypatch)
        made.wait_on_the_clock()
        made.dawn(MONDAY)
        yield made
        assert not xero.world.crashes


def test_a_promise_comes_and_goes(desk: XeroDesk) -> None:
    books = desk.organisation
    amy = books.contact("Amy", email="amy@example.com")
    invoice = books.invoice(amy, "100.00", day="2026-05-01", due="2026-06-10", InvoiceNumber="INV-7")
    desk.open_company(more="show_promises = true")
    desk.sync()
    desk.json("promise", "add", amy.id, "--due", PROMISED.isoformat(), "--invoice", "INV-7")
    assert [each["kind"] for each in desk.sync()["delivered"]].count("expect") == 1
    assert invoice.data["ExpectedPaymentDate"] == PROMISED
    desk.dawn(MONDAY + timedelta(days=1))
    assert not [each for each in desk.sync()["delivered"] if each["kind"] == "expect"]
    # Xero tells our own day again: it is no second promise.
    (made,) = desk.json("promise", "list", amy.id)["promises"]
    desk.json("promise", "close", made["id"])
    desk.sync()
    assert invoice.data["ExpectedPaymentDate"] is None
    assert len([each for each in invoice.history if "[rl#" in each.details]) == 2


def test_a_day_entered_in_xero_is_listed_as_a_promise(desk: XeroDesk) -> None:
    amy = desk.organisation.contact("Amy", email="amy@example.com")
    invoice = desk.organisation.invoice(amy, "100.00", day="2026-05-01", due="2026-06-10")
    desk.organisation.expect_payment_on(invoice, PROMISED)
    desk.open_company()
    desk.sync()
    (listed,) = desk.json("promise", "list", amy.id)["promises"]
    assert (listed["due"], listed["source"], listed["state"]) == (PROMISED.isoformat(), "the books", "open")
    (waiting,) = desk.json("explain", amy.id)["decisions"]
    assert [each["code"] for each in waiting["reasons"]] == ["expected"]
    desk.organisation.expect_payment_on(invoice, None)
    desk.dawn(MONDAY + timedelta(days=1))
    desk.sync()
    assert desk.json("promise", "list", amy.id)["promises"] == []
