"""A promise, dispute or pause stops the chase in Odoo too; its end lets the plan go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.end_to_end.desk import POLICY, Desk, assessed, codes, decided

CALL = '{ id = "call", after_due = 55, stage = "firm", channel = "call", tone = "firm", minimum = 1 }'
NEXT_STEP = POLICY.replace("]\n[contact.hours]", f"    {CALL},\n]\n[contact.hours]")


@pytest.mark.parametrize(
    ("kind", "option", "code"),
    [("promise", "--due", "promised"), ("dispute", "", "disputed"), ("pause", "--until", "paused")],
)
def test_it_stops_the_chase_until_it_is_closed(desk: Desk, kind: str, option: str, code: str) -> None:
    desk.policy(NEXT_STEP)
    desk.sync()
    (task,) = desk.activities("Ready Mat")
    assert task["active"]

    day = [option, (desk.today + timedelta(days=20)).isoformat()] if option else []
    said = desk.json(kind, "add", "Ready Mat", *day, "--note", "He called.", "--by", "Anna")
    report = desk.sync()
    assert list(assessed(report)) == ["Ready Mat"]
    (task,) = desk.activities("Ready Mat")
    assert not task["active"]
    assert "disputed, promised" in task["feedback"]
    explained = desk.json("explain", "Ready Mat")
    assert code in [each for decision in explained["decisions"] for each in codes(decision)]
    # A disputed debt holds no order; a promise or a pause does not let more orders through.
    assert (explained["hold"] is None) == (kind == "dispute")

    desk.today += timedelta(days=8)
    report = desk.sync()
    assert "remind" not in decided(report, "Ready Mat")
    assert "remind" in decided(report, "Joel Willis")
    assert len(desk.activities("Ready Mat")) == 1

    desk.json(kind, "close", said["added"][0]["id"])
    report = desk.sync()
    assert list(assessed(report)) == ["Ready Mat"]
    assert decided(report, "Ready Mat")["remind"]["step"] == "call"
    (open_task,) = [each for each in desk.activities("Ready Mat") if each["active"]]
    assert open_task["summary"] == "Call Ready Mat"
    entries = desk.json("history", "Ready Mat")["entries"]
    recorded = [each for each in entries if each["kind"] == "recorded"]
    assert len(recorded) == 2
    assert recorded[0]["figures"]["source"] == "Anna"
    assert recorded[0]["figures"]["note"] == "He called."
