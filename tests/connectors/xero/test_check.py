"""What `relance check` says about Xero."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from relance_connectors.xero.check import Check
from relance_connectors.xero.settings import XeroSettings
from relance_sync.ports import EffectKind, Severity
from tests.connectors.xero.desk import Desk, desk
from tests.simulators.xero import Kind


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        amy = made.books.contact("Amy")
        made.books.pay(made.books.invoice(amy, "10.00"), "5.00")
        made.books.quote(amy, "50.00", status="SENT")
        yield made


def found(at: Desk, left: int | None = 900, ahead: float = 0, **settings: Any) -> dict[str, tuple[str, str]]:
    """Return severity and message by what was looked at."""
    check = Check(
        XeroSettings(client_id="x", **settings),
        client=at.client(),
        left=lambda: left,
        now=lambda: at.simulator.world.clock.now() + timedelta(minutes=ahead),
    )
    return {each.what: (str(each.severity), each.message) for each in check.run()}


def test_all_is_well(at: Desk) -> None:
    told = found(at)
    assert list(told) == ["company", "reminders", "orders", "groups", "bank", "clock", "calls"]
    assert {severity for severity, _ in told.values()} == {"ok"}
    assert "“Maison Fictive”, in GBP" in told["company"][1]
    assert "the contact group “Orders on hold (Relance)”, made with the first" in told["groups"][1]
    assert told["calls"][1] == "Of today's calls to this organisation 900 are left."
    assert sum(at.calls().values()) == 5
    assert all(each.startswith("GET") for each in at.calls())


def test_what_a_hold_does_to_quotes(at: Desk) -> None:
    assert found(at)["orders"][1] == "Quotes count as orders: a hold leaves a note on those still open."
    assert "and sends accepted ones again" in found(at, hold_quotes=True)["orders"][1]


def test_reminders_of_xero_itself(at: Desk) -> None:
    at.books.reminders_on()
    severity, message = found(at)["reminders"]
    assert severity == "warning"
    assert "reminded twice" in message


def test_no_orders_and_no_bank_entries() -> None:
    with desk() as at:
        told = found(at)
        assert [told[each][0] for each in ("orders", "bank")] == ["warning", "warning"]
        assert "clock" in told


def test_quotes_and_payments_of_long_ago(at: Desk) -> None:
    at.simulator.world.clock.advance(timedelta(days=120))
    told = found(at)
    assert [told[each][0] for each in ("orders", "bank")] == ["warning", "warning"]


def test_groups(at: Desk) -> None:
    assert "“Commandes bloquées (Relance)”" in found(at, language="fr")["groups"][1]
    for number in range(100):
        at.books.contact_group(f"Group {number}")
    severity, message = found(at)["groups"]
    assert severity == "warning"
    assert "There are 100 contact groups" in message


def test_our_group_is_there(at: Desk) -> None:
    amy = at.books.contact("Bea")
    at.writer().deliver(at.effect(EffectKind.HOLD, amy))
    assert found(at)["groups"] == ("ok", "The contact group that shows holds is there.")


@pytest.mark.parametrize(("left", "severity"), [(0, "warning"), (199, "warning"), (200, "ok")])
def test_calls_that_are_left(at: Desk, left: int, severity: str) -> None:
    assert found(at, left)["calls"][0] == severity


def test_calls_without_a_limit(at: Desk) -> None:
    assert "calls" not in found(at, None)


def test_a_clock_that_is_wrong(at: Desk) -> None:
    assert found(at, ahead=30)["clock"][0] == "warning"


def test_a_connection_that_does_not_work_is_told_once(at: Desk) -> None:
    at.trouble(Kind.FORBIDDEN, times=0)
    told = found(at)
    assert list(told) == ["company"]
    assert told["company"][0] == str(Severity.ERROR)


def test_a_right_that_is_missing_stops_nothing_else(at: Desk) -> None:
    at.trouble(Kind.FORBIDDEN, times=0, path="/invoicereminders")
    told = found(at)
    assert told["reminders"][0] == "error"
    assert told["bank"][0] == "ok"
