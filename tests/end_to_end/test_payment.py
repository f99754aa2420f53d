"""A payment arrives in Odoo, is set free again, bounces: the next sync sees to exactly that customer."""

from __future__ import annotations

from tests.end_to_end.desk import Desk, assessed, decided

OURS = "Call before delivery.\n  Ask for Anna."


def warning(desk: Desk) -> str:
    return str(desk.office.read("res.partner", desk.customer("Ready Mat"), "sale_warn_msg")["sale_warn_msg"])


def tags(desk: Desk) -> list[int]:
    return list(desk.office.read("res.partner", desk.customer("Ready Mat"), "category_id")["category_id"])


def orders_on_hold(desk: Desk) -> list[str]:
    return [each["summary"] for each in desk.activities(res_model="sale.order", active=True)]


def test_who_paid_is_released_and_nobody_else_is_touched(desk: Desk) -> None:
    ready_mat = desk.customer("Ready Mat")
    before = tags(desk)
    desk.office.change("res.partner", ready_mat, sale_warn_msg=OURS)
    desk.sync()
    assert warning(desk).startswith(f"{OURS}\n--- Relance [rl#")
    assert len(tags(desk)) == len(before) + 1
    assert orders_on_hold(desk) == ["Order on hold: S00002", "Order on hold: S00003"]
    # Somebody adds a word while the hold stands.
    desk.office.change("res.partner", ready_mat, sale_warn_msg=f"{warning(desk)}\nNew contact: Ben.")

    desk.pay_all("Ready Mat")
    report = desk.sync()

    assert list(assessed(report)) == ["Ready Mat"]
    assert {"release", "close_task"} <= set(decided(report, "Ready Mat"))
    assert {each["customer"] for each in report["delivered"]} == {str(ready_mat)}
    assert warning(desk) == f"{OURS}\nNew contact: Ben."
    assert tags(desk) == before
    assert not orders_on_hold(desk)
    done = [*desk.activities("Ready Mat"), *desk.activities(res_model="sale.order")]
    assert [each["summary"] for each in done] == [
        "Write to Ready Mat",
        "Order on hold: S00002",
        "Order on hold: S00003",
    ]
    assert all("Nothing of this is left to do: paid" in each["feedback"] for each in done)
    assert not any(each["active"] for each in done)
    # The other customer's tasks stand as they stood.
    assert len([each for each in desk.activities("Joel Willis") if each["active"]]) == 2
    notes = [each["body"] for each in desk.messages("Ready Mat", "notification")]
    assert any("Release orders" in body and "The reasons for the hold are gone." in body for body in notes)


def test_money_that_is_unmatched_still_covers_and_money_that_bounced_does_not(desk: Desk) -> None:
    before = tags(desk)
    desk.sync()
    held = warning(desk)
    invoices = desk.pay_all("Ready Mat")
    desk.sync()

    for invoice in invoices:
        desk.office.unmatch(invoice)
    report = desk.sync()
    assert list(assessed(report)) == ["Ready Mat"]
    assert assessed(report)["Ready Mat"]["credits"] == {"amount": "2470.50", "currency": "USD"}
    assert set(decided(report, "Ready Mat")) == {"wait"}
    assert report["delivered"] == []

    payment = desk.office.find("account.payment")
    desk.office.call("account.payment", "action_draft", ids=[payment])
    desk.office.call("account.payment", "action_cancel", ids=[payment])
    report = desk.sync()
    assert list(assessed(report)) == ["Ready Mat"]
    assert decided(report, "Ready Mat")["hold"]["level"] == "hold"
    assert orders_on_hold(desk) == ["Order on hold: S00002", "Order on hold: S00003"]
    # A new hold, not the old one found again.
    assert "--- Relance [rl#" in warning(desk)
    assert warning(desk).splitlines()[0] != held.splitlines()[0]
    assert len(tags(desk)) == len(before) + 1
    desk.proxy.reset()
    desk.sync()
    assert not desk.proxy.writes


def test_a_part_payment_leaves_what_still_has_a_point(desk: Desk) -> None:
    desk.sync()
    ready_mat = desk.customer("Ready Mat")
    oldest = desk.office.find(
        "account.move", ["partner_id", "=", ready_mat], ["state", "=", "posted"], order="invoice_date_due asc"
    )
    desk.office.pay(oldest, 1850)
    report = desk.sync()
    assert decided(report, "Ready Mat")["release"]["level"] == "hold"
    # What is left is too young for this policy, but stands on the colleague's list.
    (task,) = desk.activities("Ready Mat")
    assert task["active"]
    assert assessed(report)["Ready Mat"]["overdue"] == {"amount": "620.50", "currency": "USD"}
