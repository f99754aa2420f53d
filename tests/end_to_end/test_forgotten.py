"""The workspace's memory is lost, or a second one is set up: what stands in Odoo is found, not doubled."""

from __future__ import annotations

from tests.end_to_end.desk import Desk


def test_what_stands_is_found_again_and_still_ours_to_release(desk: Desk) -> None:
    desk.sync()
    once = desk.written()
    assert once["mail.message"] == 4
    desk.forget()
    desk.proxy.reset()
    report = desk.sync()
    assert report["delivered"]
    assert all(each["found"] for each in report["delivered"])
    assert not desk.proxy.writes
    assert desk.written() == once

    desk.pay_all("Ready Mat")
    desk.sync()
    after = desk.written()
    assert (after["res.partner"], after["tagged"]) == (0, 0)
    assert not [each for each in desk.activities("Ready Mat") if each["active"]]


def test_a_second_workspace_with_the_same_company_doubles_nothing(desk: Desk) -> None:
    desk.sync()
    once = desk.written()
    second = desk.folder / "second"
    second.mkdir()
    other = Desk(odoo=desk.odoo, proxy=desk.proxy, folder=second, today=desk.today)
    other.open_company()
    report = other.sync()
    assert all(each["found"] for each in report["delivered"])
    assert desk.written() == once
