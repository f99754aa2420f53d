"""A natural person in a real Odoo: a hold is proposed, Jane confirms it, the payment lifts it; it goes."""

from __future__ import annotations

from typing import Any

from tests.end_to_end.desk import Desk, codes, decided

JOEL = "Joel Willis"


def warning(desk: Desk) -> str:
    return str(desk.office.read("res.partner", desk.customer(JOEL), "sale_warn_msg")["sale_warn_msg"] or "")


def tags(desk: Desk) -> list[int]:
    return list(desk.office.read("res.partner", desk.customer(JOEL), "category_id")["category_id"])


def holds_gone(answer: Any) -> int:
    (holds,) = [each for each in answer["classes"] if each["class"] == "holds"]
    return int(holds["count"])


def test_a_person_is_held_by_a_person_and_only_until_the_payment(desk: Desk) -> None:
    before = (warning(desk), tags(desk))
    proposed = decided(desk.sync(), JOEL)["hold"]
    assert (proposed["level"], proposed["proposal"]) == ("hold", True)
    assert "natural_person" in codes(proposed)
    # Nothing stands on the customer but a task for a colleague, today or later.
    assert (warning(desk), tags(desk)) == before
    desk.sync()
    assert (warning(desk), tags(desk)) == before
    asked = [each["summary"] for each in desk.activities(JOEL, active=True)]
    assert "Confirm or refuse the hold on orders" in asked
    letter = desk.relance("reasons", JOEL)
    assert "Nobody has confirmed the proposed hold so far: your orders go on." in letter

    desk.json("hold", "confirm", JOEL, "--by", "Jane Smith")
    held = decided(desk.sync(), JOEL)["hold"]
    assert not held["proposal"]
    assert "Jane Smith" in warning(desk)
    assert len(tags(desk)) == len(before[1]) + 1
    letter = desk.relance("reasons", JOEL, "--language", "fr")
    assert "Confirmé par Jane Smith" in letter
    assert holds_gone(desk.json("retention", "run")) == 0

    desk.pay_all(JOEL)
    report = desk.sync()
    assert "release" in decided(report, JOEL)
    assert (warning(desk), tags(desk)) == before
    assert not desk.activities(JOEL, active=True)

    # The entry and its confirmation go on the day of the payment.
    gone = desk.json("retention", "run", "--yes")
    assert gone["applied"]
    assert holds_gone(gone) == 3
    assert "No order of yours is held" in desk.relance("reasons", JOEL)
    desk.proxy.reset()
    desk.sync("--full")
    assert not desk.proxy.writes
