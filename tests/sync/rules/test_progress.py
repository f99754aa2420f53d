"""The clocks of an item and of its stage: steps that wait, steps that come back, old debts that enter."""

from dataclasses import replace
from decimal import Decimal

import pytest

from relance_sync.rules.plans import Entry, Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code
from relance_sync.rules.segments import Segment
from tests.builders import Ledger
from tests.sync.rules.plain_policy import (
    DUE,
    POLICY,
    STEPS,
    assessed,
    codes,
    decide,
    late,
    remind,
    step,
    wait,
    with_steps,
)

SLOW = with_steps(
    step("first", 5),
    step("second", 10, after_previous=8),
    step("notice", 15, stage=Stage.FORMAL_NOTICE, after_previous=14),
)
AGAIN = with_steps(
    step("first", 5, repeat_every=7),
    step("second", 12, after_previous=10),
    step("third", 30, minimum=500, repeat_every=20),
)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger().bill("A", "100", DUE)


class TestTheAgeOfTheStage:
    """`after_previous`: a step gives the one before it time to work."""

    def test_a_step_comes_only_so_many_days_after_the_one_before(self, ledger: Ledger) -> None:
        ledger.contact(late(20), ("A", "first"))
        only = wait(ledger, late(27), SLOW)
        assert (codes(only), only.until) == ([Code.STAGE_AGE], late(28))
        assert only.reasons[0].figures == {
            "invoice": "A",
            "step": "second",
            "previous": "first",
            "taken": late(20),
            "days": 8,
            "until": late(28),
        }
        assert decide(ledger, late(28), SLOW) == ["remind second by email: A"]

    def test_both_the_item_and_the_stage_must_be_old_enough(self, ledger: Ledger) -> None:
        ledger.contact(late(0), ("A", "first"))
        only = wait(ledger, late(9), SLOW)
        assert (codes(only), only.until) == ([Code.NOT_DUE], late(10))
        assert decide(ledger, late(10), SLOW) == ["remind second by email: A"]

    def test_its_day_is_reviewed(self, ledger: Ledger) -> None:
        ledger.contact(late(20), ("A", "second"))
        assert assessed(ledger, late(21), SLOW).next_review == late(34)

    def test_an_old_debt_does_not_rush_through_the_plan(self, ledger: Ledger) -> None:
        """Two weeks to answer the second step, however old the debt is."""
        day, taken = 300, []
        while len(taken) < 3:
            for each in assessed(ledger, late(day), SLOW).decisions:
                taken += [
                    (day, brief.split()[1])
                    for brief in decide(ledger, late(day), SLOW)[:1]
                    if "remind" in brief
                ]
                ledger.deliver([each], late(day))
            day += 1
        assert taken == [(300, "first"), (308, "second"), (322, "notice")]

    def test_an_item_that_entered_late_has_nothing_to_wait_for(self, ledger: Ledger) -> None:
        by_age = with_steps(*SLOW.plans["standard"].steps, entry=Entry.BY_AGE)
        assert decide(ledger, late(12), by_age) == ["remind second by email: A"]


class TestRepetition:
    """`repeat_every`: the last step taken comes back while no later one may be taken."""

    def test_a_step_comes_back_until_the_next_one_may_be_taken(self, ledger: Ledger) -> None:
        ledger.contact(late(5), ("A", "first"))
        assert decide(ledger, late(11), AGAIN) == ["wait not_due"]
        assert decide(ledger, late(12), AGAIN) == ["remind first by email: A"]
        ledger.contact(late(12), ("A", "first"))
        assert decide(ledger, late(19), AGAIN) == ["remind second by email: A"]

    def test_the_stage_ages_from_the_first_time(self, ledger: Ledger) -> None:
        """A repetition must not put off for ever what comes after it."""
        ledger.contact(late(5), ("A", "first")).contact(late(12), ("A", "first"))
        only = wait(ledger, late(14), AGAIN)
        assert (codes(only), only.until) == ([Code.STAGE_AGE], late(15))

    def test_it_says_that_it_is_taken_again(self, ledger: Ledger) -> None:
        one = remind(ledger.contact(late(5), ("A", "first")), late(13), AGAIN)
        assert codes(one) == [Code.STEP_DUE, Code.REPEATED]
        assert one.reasons[1].figures == {"last": late(5), "days": 7}

    def test_the_last_step_comes_back_without_end(self, ledger: Ledger) -> None:
        ledger.bill("A", "600", DUE).contact(late(30), ("A", "third"))
        only = wait(ledger, late(31), AGAIN)
        assert (codes(only), only.until) == ([Code.NOT_DUE], late(50))
        assert assessed(ledger, late(31), AGAIN).next_review == late(50)
        for day in (50, 70, 90):
            assert decide(ledger, late(day), AGAIN) == ["remind third by email: A"]
            ledger.contact(late(day), ("A", "third"))

    def test_a_debt_that_is_too_small_for_the_next_step_stays_and_says_so(self, ledger: Ledger) -> None:
        policy = with_steps(
            step("first", 5, repeat_every=10), step("firm", 15, stage=Stage.FIRM, minimum=500)
        )
        ledger.contact(late(10), ("A", "first"))
        only = wait(ledger, late(17), policy)
        assert codes(only) == [Code.BELOW_MINIMUM]
        assert assessed(ledger, late(17), policy).next_review == late(20)
        one = remind(ledger, late(20), policy)
        assert (one.step.id, codes(one)) == ("first", [Code.STEP_DUE, Code.REPEATED, Code.BELOW_MINIMUM])

    def test_a_step_of_another_plan_is_not_repeated_before_its_day(self, ledger: Ledger) -> None:
        """The talk of the gentle plan counts as the firm letter, which is for 30 days late."""
        again = tuple(replace(each, repeat_every=2) if each.id == "firm" else each for each in STEPS)
        policy = replace(
            POLICY, plans={**POLICY.plans, "standard": replace(POLICY.plans["standard"], steps=again)}
        )
        ledger.contact(late(2), ("A", "talk"), plan="gentle")
        assert wait(ledger, late(20), policy).until == late(30)


class TestEntry:
    """Debts that are old when they are first seen enter at a step that the plan names."""

    def entering(self, entry_step: str | None) -> Policy:
        return with_steps(*STEPS, entry=Entry.BY_AGE, entry_step=entry_step)

    def test_nobody_s_first_word_is_a_formal_one(self, ledger: Ledger) -> None:
        assert remind(ledger, late(400), self.entering(None)).step.id == "firm"

    @pytest.mark.parametrize(("days", "first"), [(6, "first"), (16, "call"), (400, "call")])
    def test_the_plan_may_name_the_firmest_step(self, ledger: Ledger, days: int, first: str) -> None:
        one = remind(ledger, late(days), self.entering("call"))
        assert one.step.id == first
        assert [each.figures for each in one.reasons if each.code is Code.OLD_DEBT] == (
            [{"step": first, "entry": "by_age", "firmest": "call"}] if days > 6 else []
        )

    def test_the_plan_may_name_even_the_formal_notice(self, ledger: Ledger) -> None:
        assert remind(ledger, late(400), self.entering("notice")).step.id == "notice"

    def test_a_step_before_the_due_date_makes_them_begin_after_it(self, ledger: Ledger) -> None:
        assert remind(ledger, late(400), self.entering("courtesy")).step.id == "first"

    def test_from_there_they_go_on_step_by_step(self, ledger: Ledger) -> None:
        ledger.deliver(assessed(ledger, late(400), self.entering("call")).decisions, late(400))
        assert remind(ledger, late(410), self.entering("call")).step.id == "firm"


class TestSegments:
    """Who has always paid well gets the soft path; the choice is explained."""

    POLICY = replace(
        POLICY,
        segments=(
            Segment(
                name="loyal",
                plan="gentle",
                minimum_relationship_days=365,
                maximum_late_share=Decimal("0.2"),
                minimum_paid=5,
            ),
        ),
    )

    def known(self, *, late_ones: int, since: int = 730) -> Ledger:
        ledger = Ledger().bill("A", "100", DUE, issued=late(-30))
        for number in range(10):
            due = late(30 * number - since)
            ledger.past(due, due if number >= late_ones else late(30 * number - since + 20))
        return ledger

    def test_a_loyal_customer_with_a_one_off_delay_is_nudged_much_later(self) -> None:
        ledger = self.known(late_ones=1)
        assert decide(ledger, late(5), self.POLICY) == ["wait not_due"]
        one = remind(ledger, late(20), self.POLICY)
        assert (one.plan, one.step.id, codes(one)) == ("gentle", "nudge", [Code.STEP_DUE, Code.SEGMENT])
        assert one.reasons[1].figures == {"segment": "loyal", "plan": "gentle"}

    @pytest.mark.parametrize(("late_ones", "since"), [(3, 730), (0, 350)])
    def test_others_are_not(self, late_ones: int, since: int) -> None:
        """Three late of ten, or less than a year of acquaintance."""
        one = remind(self.known(late_ones=late_ones, since=since), late(5), self.POLICY)
        assert (one.step.id, codes(one)) == ("first", [Code.STEP_DUE])

    def test_a_plan_that_a_person_named_goes_before_and_no_segment_is_said(self) -> None:
        ledger = self.known(late_ones=0)
        ledger.customer = replace(ledger.customer, plan="standard")
        one = remind(ledger, late(5), self.POLICY)
        assert (one.plan, codes(one)) == ("standard", [Code.STEP_DUE])

    def test_who_leaves_the_segment_does_not_start_again(self) -> None:
        ledger = self.known(late_ones=1)
        ledger.contact(late(40), ("A", "talk"), plan="gentle")
        for number in range(4):
            ledger.past(late(number), late(number + 20))
        assert decide(ledger, late(48), self.POLICY) == ["remind notice by letter: A"]

    def test_an_old_acquaintance_is_made_by_time_and_reviewed_on_its_day(self) -> None:
        ledger = Ledger().bill("A", "100", DUE, issued=late(-30))
        for number in range(5):
            ledger.past(late(number - 300), late(number - 300))
        day = late(-300 + 365)
        assert remind(ledger, late(64), self.POLICY).plan == "standard"
        assert assessed(ledger, late(64), self.POLICY).next_review == day
        assert remind(ledger, day, self.POLICY).plan == "gentle"


def test_a_second_courtesy_makes_no_sense_after_the_due_date(ledger: Ledger) -> None:
    policy = with_steps(
        step("early", None, before_due=20, stage=Stage.PREVENTIVE),
        step("soon", None, before_due=3, stage=Stage.PREVENTIVE),
        step("first", 5),
    )
    ledger.contact(late(-20), ("A", "early"))
    assert decide(ledger, late(-3), policy) == ["remind soon by email: A"]
    assert decide(ledger, late(1), policy) == ["wait not_due"]
    assert decide(ledger, late(5), policy) == ["remind first by email: A"]
