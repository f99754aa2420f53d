"""What goes wrong with Odoo: an exit code, a sentence that says what to do, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.end_to_end.desk import Desk, assessed, codes, decided

Wrong = dict[str, Any]


def wrong_key(_: Desk) -> Wrong:
    return {"key": "0" * 40}


def no_rights(desk: Desk) -> Wrong:
    return {"key": desk.odoo.clerk_key}


def server_down(_: Desk) -> Wrong:
    return {"url": "http://127.0.0.1:9"}


def no_database(desk: Desk) -> Wrong:
    return {"database": f"{desk.odoo.database}_gone"}


def no_company(_: Desk) -> Wrong:
    return {"company_id": 4711}


TROUBLE = [
    (wrong_key, 4, "reconnect", "does not accept the API key", "Make a new key in Odoo"),
    (no_rights, 2, "stop", "may not read", "Give this user the missing right in Odoo"),
    (server_down, 5, "retry", "does not answer", "Check the address in relance.toml"),
    (no_database, 2, "stop", "has no database", "Write its name in relance.toml"),
    (no_company, 2, "stop", "there is no such company", "Correct company_id"),
]


@pytest.mark.parametrize(
    ("wrong", "status", "kind", "what", "todo"), TROUBLE, ids=[each[0].__name__ for each in TROUBLE]
)
def test_one_company_in_trouble(
    empty_desk: Desk, wrong: Callable[[Desk], Wrong], status: int, kind: str, what: str, todo: str
) -> None:
    desk = empty_desk
    desk.open_company(mode="observe")
    desk.sync()
    worklist = desk.json("worklist")
    assert len(worklist["customers"]) > 5

    desk.close_companies()
    desk.open_company(mode="observe", **wrong(desk))
    error = desk.sync(status=status)["error"]
    assert error["kind"] == kind
    assert what in error["message"]
    assert todo in error["message"]
    # What was read stands, and the other company of the workspace goes on.
    assert desk.json("worklist") == worklist
    desk.open_company("lyon", company_id=2, mode="observe")
    acme, lyon = desk.json("sync", status=1)["companies"]
    assert acme["error"]["kind"] == kind
    assert lyon["pulled"]["invoice"] > 0

    desk.close_companies()
    desk.open_company(mode="observe")
    desk.sync("--full")
    assert desk.json("worklist") == worklist


def test_check_ends_badly_only_for_what_stops_the_sync(empty_desk: Desk) -> None:
    empty_desk.open_company(key="0" * 40)
    (found,) = empty_desk.json("check", status=1)["companies"]
    (error,) = [each["message"] for each in found["findings"] if each["severity"] == "error"]
    assert "does not accept the API key" in error


def test_a_clock_that_is_wrong(desk: Desk) -> None:
    desk.proxy.clock_ahead = timedelta(hours=3)
    said = desk.relance("check")
    assert "clock and Odoo's are 180 minutes apart" in said
    assert "Set the clock of the one that is wrong" in said
    # What changed is told by Odoo's clock alone: nothing is missed.
    desk.sync()
    desk.pay_all("Ready Mat")
    assert list(assessed(desk.sync())) == ["Ready Mat"]


def test_an_open_entry_without_due_date(desk: Desk) -> None:
    desk.office.opening_balance(desk.customer("Ready Mat"), 90)
    report = desk.sync("--mode", "observe")
    waits = [each for each in assessed(report)["Ready Mat"]["decisions"] if each["kind"] == "wait"]
    assert codes(waits[0]) == ["no_due_date"]
    said = desk.relance("explain", "Ready Mat")
    assert "has no due date" in said
    assert "Set a due date" in said
    # It counts, and the rest is chased.
    assert assessed(report)["Ready Mat"]["exposure"]["amount"] == "2560.50"
    assert decided(report, "Ready Mat")["remind"]["total"]["amount"] == "2470.50"


def test_the_user_may_read_but_not_write(desk: Desk) -> None:
    """Notes are refused one by one; what was decided is kept and written once the right is there."""
    group = desk.office.find("ir.model.data", ["name", "=", "group_partner_manager"], ["module", "=", "base"])
    right = desk.office.read("ir.model.data", group, "res_id")["res_id"]
    user = desk.office.find("res.users", ["login", "=", "relance"])
    desk.office.change("res.users", user, group_ids=[[3, right]])
    report = desk.sync(status=1)
    refused = [(each["kind"], each["target"], each["title"]) for each in report["failed"]]
    assert {each[0] for each in refused} == {"note", "activity", "hold"}
    assert len(set(refused)) == len(refused)
    for each in report["failed"]:
        assert "The Odoo user of the API key may not change" in each["problem"]
        assert "Give this user the missing right in Odoo" in each["problem"]
    assert desk.written()["mail.message"] == 0
    assert "may not change customers" in desk.relance("check")

    desk.office.change("res.users", user, group_ids=[[4, right]])
    report = desk.sync()
    assert report["failed"] == []
    assert desk.written() == {
        "mail.message": 4,
        "mail.activity": 5,
        "res.partner": 1,
        "tagged": 1,
        "tags": 1,
    }
