"""Calls count as contacts, and what was handed over is reminded of by nobody else."""

from dataclasses import replace

import pytest

from relance_sync.report.as_of import as_of
from relance_sync.rules.account import Account, OpenTask
from relance_sync.rules.decisions import CloseTask
from relance_sync.rules.plans import Plan, Stage
from relance_sync.rules.recorded_contacts import HandOver
from tests.builders import Ledger
from tests.sync.rules.plain_policy import DUE, POLICY, STEPS, assessed, decide, late, step, with_steps

AGENCY = with_steps(*STEPS, step("agency", 60, stage=Stage.HANDED_OVER))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger().bill("A", "100", DUE)


def test_nobody_reminds_of_what_was_handed_over(ledger: Ledger) -> None:
    ledger.bill("B", "50", DUE).hand_over(late(4), "A")
    assert decide(ledger, late(20), AGENCY) == ["wait handed_over: A", "remind first by email: B"]
    assert assessed(ledger, late(20), AGENCY).stage is Stage.HANDED_OVER


def test_it_is_said_also_when_nothing_else_is_due(ledger: Ledger) -> None:
    ledger.hand_over(late(4), "A")
    assert decide(ledger, late(4), AGENCY) == ["wait handed_over: A"]
    assert decide(ledger, late(400), AGENCY) == ["wait handed_over: A"]


def test_a_plan_without_such_a_step_counts_as_taken_to_its_end(ledger: Ledger) -> None:
    ledger.hand_over(late(4), "A")
    assert assessed(ledger, late(20)).stage is STEPS[-1].stage
    assert decide(ledger, late(20)) == ["wait handed_over: A"]


def test_what_is_taken_back_is_reminded_of_where_it_stood(ledger: Ledger) -> None:
    ledger.contact(late(5), ("A", "first")).hand_over(late(20), "A")
    assert decide(ledger, late(39), AGENCY) == ["wait handed_over: A"]
    ledger.take_back(late(40), "A")
    assert assessed(ledger, late(40), AGENCY).stage is Stage.AMICABLE
    assert decide(ledger, late(40), AGENCY) == ["remind call by call: A"]


def test_an_open_task_about_it_is_closed(ledger: Ledger) -> None:
    ledger.contact(late(15), ("A", "call")).hand_over(late(16), "A")
    ledger.tasks["T"] = OpenTask(key="T", items=("A",))
    closed = [
        each.key for each in assessed(ledger, late(17), AGENCY).decisions if isinstance(each, CloseTask)
    ]
    assert closed == ["T"]


def test_the_day_of_a_hand_over_is_a_contact(ledger: Ledger) -> None:
    ledger.bill("B", "50", DUE).hand_over(late(18), "A")
    assert decide(ledger, late(20), AGENCY) == ["wait handed_over: A", "wait contact_gap"]


def test_a_call_that_reached_somebody_keeps_the_next_contact_off(ledger: Ledger) -> None:
    ledger.call(late(14))
    assert decide(ledger, late(16)) == ["wait contact_gap"]
    assert decide(ledger, late(21)) == ["remind first by email: A"]


def test_a_call_that_is_no_contact_of_its_own_does_not(ledger: Ledger) -> None:
    ledger.call(late(14), counts=False)
    assert decide(ledger, late(16)) == ["remind first by email: A"]


def test_a_call_keeps_the_next_call_off_for_the_channels_own_gap(ledger: Ledger) -> None:
    rules = replace(POLICY.contact, gap_days=1, channel_gap_days={"call": 10})
    only_calls = replace(
        POLICY, plans={"standard": Plan(steps=(step("call", 5, channel="call"),))}, contact=rules
    )
    ledger.call(late(14))
    assert decide(ledger, late(20), only_calls) == ["wait channel_gap"]
    assert decide(ledger, late(24), only_calls) == ["remind call by call: A"]


def test_a_hand_over_names_its_invoices() -> None:
    with pytest.raises(ValueError, match="names its invoices"):
        HandOver(id="1", customer="7", day=DUE, to="Recouvrement SA", invoices=())


def test_a_past_day_knows_what_was_with_others_then(ledger: Ledger) -> None:
    ledger.hand_over(late(20), "A").take_back(late(40), "A").call(late(30))

    def then(day: int) -> Account:
        return as_of(ledger.account(late(60)), late(day), None)

    assert [then(day).hand_overs != () for day in (19, 20, 40)] == [False, True, True]
    assert [each.stands for day in (39, 40) for each in then(day).hand_overs] == [True, False]
    assert [len(then(day).calls) for day in (29, 30)] == [0, 1]
