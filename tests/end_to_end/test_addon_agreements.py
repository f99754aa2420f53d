"""A colleague records a promise, hand-over or call in Odoo's file; the command outside does not chase."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import odoo_database
import pytest

from tests.cutting_proxy import CuttingProxy
from tests.end_to_end.desk import Desk, decided
from tests.real_odoo import CONTROLLER, RealOdoo, _numbers, _Session

LATE, PERSON = "Ready Mat", "Joel Willis"


@pytest.fixture
def addon_desk(_odoo_session: _Session, late_books: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk before an Odoo with late customers and both addons, in which our user is a credit controller."""
    name = f"{_odoo_session.server.database}__{next(_numbers)}"
    odoo_database.copy(late_books, name)
    try:
        done = odoo_database.serve_once(name, "--init=relance,relance_sale")
        assert done.returncode == 0, done.stdout
        odoo: RealOdoo = _odoo_session.database(name)
        odoo.shell(CONTROLLER)
        with CuttingProxy(odoo.url) as proxy:
            desk = Desk(odoo=odoo, proxy=proxy, folder=tmp_path)
            desk.open_company()
            yield desk
    finally:
        odoo_database.drop(name)


def record(desk: Desk, model: str, whose: str = LATE, **values: Any) -> int:
    """Record something in the customer's account file, as a colleague in Odoo does."""
    customer = desk.customer(whose)
    opened = desk.office.call("res.partner", "action_open_relance_account", ids=[customer])
    (made,) = desk.office.call(model, "create", vals_list=[{"account_id": opened["res_id"], **values}])
    return int(made)


def reminders(desk: Desk) -> list[str]:
    return [each["summary"] for each in desk.activities(LATE) if each["summary"].startswith("Write to")]


def test_who_promised_in_odoo_is_not_chased_until_the_promise_is_broken(addon_desk: Desk) -> None:
    desk = addon_desk
    due = desk.today + timedelta(days=5)
    record(desk, "relance.promise", due=due.isoformat(), source="Ann")
    desk.sync()
    assert not reminders(desk)
    (listed,) = desk.json("promise", "list")["promises"]
    assert (listed["state"], listed["source"]) == ("open", "Ann")
    assert "End it there" in desk.relance("promise", "close", listed["id"], status=2)
    desk.today = due + timedelta(days=10)
    desk.sync()
    assert reminders(desk) == [f"Write to {LATE}"]
    (broken,) = desk.json("promise", "list")["promises"]
    assert broken["state"] == "broken"


def test_a_dispute_recorded_in_odoo_holds_until_it_is_settled_there(addon_desk: Desk) -> None:
    desk = addon_desk
    dispute = record(desk, "relance.dispute", reason="goods")
    assert "remind" not in decided(desk.sync(), LATE)
    desk.office.call("relance.dispute", "action_end", ids=[dispute])
    assert "remind" in decided(desk.sync(), LATE)
    assert reminders(desk) == [f"Write to {LATE}"]


def test_a_promise_withdrawn_in_odoo_stands_no_more(addon_desk: Desk) -> None:
    desk = addon_desk
    promise = record(desk, "relance.promise", due=(desk.today + timedelta(days=5)).isoformat())
    desk.sync()
    desk.office.call("relance.promise", "action_end", ids=[promise])
    desk.sync()
    (withdrawn,) = desk.json("promise", "list")["promises"]
    assert withdrawn["state"] == "closed"
    assert reminders(desk) == [f"Write to {LATE}"]


def test_a_debt_handed_over_in_odoo_is_reminded_of_by_nobody_else(addon_desk: Desk) -> None:
    desk = addon_desk
    (lawyer,) = desk.office.call("res.partner", "create", vals_list=[{"name": "Maître Dupont"}])
    owed = [("commercial_partner_id", "=", desk.customer(LATE)), ("amount_residual", ">", 0)]
    domain = [*owed, ("move_type", "=", "out_invoice"), ("state", "=", "posted")]
    invoices = desk.office.call("account.move", "search", domain=domain)
    about = [[6, 0, invoices]]
    hand_over = record(desk, "relance.hand.over", handed_to_id=lawyer, route="court", invoice_ids=about)
    report = desk.sync()
    assert not reminders(desk)
    assert "remind" not in decided(report, LATE)
    explained = desk.json("explain", LATE)
    because = [each["code"] for decision in explained["decisions"] for each in decision["reasons"]]
    assert "handed_over" in because
    (listed,) = desk.json("hand-over", "list")["hand_overs"]
    assert (listed["to"], listed["route"]) == ("Maître Dupont", "court")
    assert "End it there" in desk.relance("hand-over", "close", listed["id"], status=2)
    desk.office.call("relance.hand.over", "action_end", ids=[hand_over])
    desk.sync()
    assert reminders(desk) == [f"Write to {LATE}"]


def test_a_call_noted_in_odoo_keeps_the_next_reminder_off(addon_desk: Desk) -> None:
    desk = addon_desk
    customer = desk.customer(LATE)
    opened = desk.office.call("res.partner", "action_open_relance_account", ids=[customer])
    said = {"account_id": opened["res_id"], "reached": "reached", "outcome": "nothing", "person": "Mr Brun"}
    (noted,) = desk.office.call("relance.call.result", "create", vals_list=[said])
    desk.office.call("relance.call.result", "action_record", ids=[noted])
    desk.sync()
    assert not reminders(desk)
    explained = desk.json("explain", LATE)
    assert "contact_gap" in [each["code"] for one in explained["decisions"] for each in one["reasons"]]
    (listed,) = desk.json("call", "list")["calls"]
    assert (listed["person"], listed["counts"]) == ("Mr Brun", True)


def test_a_hold_confirmed_in_odoo_is_set_and_proposed_again_once_that_is_taken_back(addon_desk: Desk) -> None:
    desk = addon_desk
    assert decided(desk.sync(), PERSON)["hold"]["proposal"]
    until = (desk.today + timedelta(days=10)).isoformat()
    confirmed = record(desk, "relance.approval", PERSON, until=until, note="Owns the shop.")
    assert not decided(desk.sync(), PERSON)["hold"]["proposal"]
    (listed,) = desk.json("hold", "list")["confirmations"]
    assert (listed["reason"], listed["state"]) == ("Owns the shop.", "open")
    assert "End it there" in desk.relance("hold", "withdraw", listed["id"], status=2)
    desk.office.call("relance.approval", "action_end", ids=[confirmed])
    assert decided(desk.sync(), PERSON)["hold"]["proposal"]


def test_the_file_in_odoo_shows_what_was_decided_outside_and_a_quiet_sync_writes_nothing(
    addon_desk: Desk,
) -> None:
    desk = addon_desk
    desk.sync()
    explained = desk.json("explain", LATE)
    names = ["stage", "grade", "overdue", "exposure", "next_review", "mode", "assessed_on"]
    domain = [("partner_id", "=", desk.customer(LATE))]
    (file,) = desk.office.call("relance.account", "search_read", domain=domain, fields=names)
    assert (file["stage"], file["mode"]) == (explained["stage"], "outside")
    assert file["overdue"] == float(explained["overdue"]["amount"])
    assert (file["assessed_on"], file["next_review"]) == (desk.today.isoformat(), explained["next_review"])
    current = [("account_id", "=", file["id"]), ("current", "=", True)]
    said = desk.office.call("relance.decision", "search_read", domain=current, fields=["kind", "text"])
    assert {each["kind"] for each in said} == {each["kind"] for each in explained["decisions"]}
    desk.sync()
    desk.proxy.reset()
    desk.sync()
    assert not [each for each in desk.proxy.writes if each.name.endswith(("/show", "/deliver"))]


def test_what_is_told_to_the_command_line_is_read_in_odoo_and_ended_here(addon_desk: Desk) -> None:
    desk = addon_desk
    desk.sync()
    due = desk.today + timedelta(days=5)
    desk.relance("promise", "add", LATE, "--due", due.isoformat(), "--by", "Ann")
    domain = [("partner_id", "=", desk.customer(LATE))]

    def shown() -> str:
        names = ["told_outside_text", "promise_ids"]
        (file,) = desk.office.call("relance.account", "search_read", domain=domain, fields=names)
        assert not file["promise_ids"]
        return str(file["told_outside_text"] or "")

    desk.sync()
    assert "Promise to pay everything that is open by" in shown()
    assert "(Ann)" in shown()
    # It does not come back as one that was recorded there.
    (told,) = desk.json("promise", "list")["promises"]
    desk.relance("promise", "close", told["id"])
    desk.sync()
    assert "Ended on" in shown()
