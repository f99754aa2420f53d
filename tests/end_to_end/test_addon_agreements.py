"""A colleague records a promise in Odoo's account file; the bookkeeper's command outside does not chase."""

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

LATE = "Ready Mat"


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


def record(desk: Desk, model: str, **values: Any) -> int:
    """Record something in the customer's account file, as a colleague in Odoo does."""
    customer = desk.customer(LATE)
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
