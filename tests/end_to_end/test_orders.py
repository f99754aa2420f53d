"""May this order go on? And a natural person, whose hold only a person confirms."""

from __future__ import annotations

from tests.end_to_end.desk import Desk, codes, decided


def test_an_order_of_a_late_customer_waits_and_others_go(desk: Desk) -> None:
    desk.sync("--mode", "observe")
    desk.proxy.reset()
    said = desk.relance("check-order", "Ready Mat", "100", status=3)
    assert "USD 1,850.00 are at least 60 days late" in said
    answer = desk.json("check-order", "Ready Mat", "100", status=3)
    assert (answer["go"], answer["level"], answer["synced_on"]) == (False, "hold", desk.today.isoformat())
    assert desk.json("check-order", "Azure Interior", "100")["go"]
    # The answer is there when Odoo is not.
    assert not desk.proxy.calls
    desk.pay_all("Ready Mat")
    desk.sync("--mode", "observe")
    assert desk.json("check-order", "Ready Mat", "100")["go"]


def test_a_natural_person_is_held_once_a_person_confirmed(desk: Desk) -> None:
    report = desk.sync()
    proposal = decided(report, "Joel Willis")["hold"]
    assert proposal["proposal"]
    assert "natural_person" in codes(proposal)
    joel = desk.customer("Joel Willis")
    before = desk.office.read("res.partner", joel, "sale_warn_msg", "category_id")
    assert before["sale_warn_msg"] is False
    answer = desk.json("check-order", "Joel Willis", "10")
    assert answer["go"]
    assert "natural_person" in codes(answer)
    asked = next(each for each in desk.activities("Joel Willis") if "hold on orders" in each["summary"])
    assert asked["active"]

    desk.json("hold", "confirm", "Joel Willis", "--by", "Anna")
    report = desk.sync()
    assert not decided(report, "Joel Willis")["hold"]["proposal"]
    after = desk.office.read("res.partner", joel, "sale_warn_msg", "category_id")
    assert "Confirmed by Anna" in after["sale_warn_msg"]
    assert len(after["category_id"]) == len(before["category_id"]) + 1
    assert not next(each for each in desk.activities("Joel Willis") if each["id"] == asked["id"])["active"]
    assert desk.json("check-order", "Joel Willis", "10", status=3)["level"] == "hold"
    history = desk.json("history", "Joel Willis")["entries"]
    assert "Anna" in [each["figures"].get("by") for each in history if each["kind"] == "recorded"]
    # Once he paid, it is undone without anybody's help.
    desk.pay_all("Joel Willis")
    desk.sync()
    assert desk.office.read("res.partner", joel, "sale_warn_msg", "category_id") == before


def test_an_order_made_in_a_hold_gets_its_own_task(desk: Desk) -> None:
    desk.sync()
    order = desk.office.order(desk.customer("Ready Mat"), 75)
    report = desk.sync()
    assert [each["target"] for each in report["delivered"]] == [f"order:{order}"]
    (task,) = desk.activities(res_model="sale.order", res_id=order)
    assert task["summary"].startswith("Order on hold: S")
