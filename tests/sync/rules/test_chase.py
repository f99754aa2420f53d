"""Who is reminded, of what, by which step and channel; and when the next step comes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from relance_sync.rules.account import OpenTask
from relance_sync.rules.money import money
from relance_sync.rules.plans import Stage
from relance_sync.rules.reasons import Code
from tests.builders import Ledger
from tests.sync.rules.plain_policy import (
    BY_AGE,
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


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_nothing_is_open(ledger: Ledger) -> None:
    assert decide(ledger, DUE) == ["wait nothing_open"]


def test_a_step_is_due_on_its_day_and_stays_due(ledger: Ledger) -> None:
    ledger.bill("A", "100", DUE)
    assert decide(ledger, late(-4)) == ["wait not_due"]
    assert decide(ledger, late(-3)) == ["remind courtesy by email: A"]
    assert decide(ledger, late(0)) == ["remind courtesy by email: A"]
    assert decide(ledger, late(4)) == ["wait not_due"]
    assert decide(ledger, late(5)) == ["remind first by email: A"]
    assert decide(ledger, late(14)) == ["remind first by email: A"]


def test_waiting_for_a_due_date_says_until_when(ledger: Ledger) -> None:
    ledger.bill("LATER", "100", late(30)).bill("A", "100", DUE)
    only = wait(ledger, late(-10))
    assert (only.until, only.reasons[0].figures["invoice"]) == (late(-3), "A")


def test_the_steps_follow_one_another(ledger: Ledger) -> None:
    ledger.bill("A", "100", DUE).contact(late(5), ("A", "first"))
    assert decide(ledger, late(14)) == ["wait not_due"]
    assert decide(ledger, late(15)) == ["remind call by call: A"]
    ledger.contact(late(15), ("A", "call"))
    assert decide(ledger, late(30)) == ["remind firm by letter: A"]


def test_after_the_last_step_a_person_must_decide(ledger: Ledger) -> None:
    ledger.bill("A", "100", DUE).contact(late(45), ("A", "notice"))
    now = assessed(ledger, late(60))
    assert [codes(each) for each in now.decisions] == [[Code.PLAN_FINISHED]]
    assert now.stage is Stage.FORMAL_NOTICE


def test_a_step_taken_under_another_plan_is_not_announced_again(ledger: Ledger) -> None:
    """The firm talk of the gentle plan counts as everything up to `firm`; only the notice is to come."""
    ledger.bill("A", "100", DUE).contact(late(2), ("A", "talk"), plan="gentle")
    only = wait(ledger, late(20))
    assert only.until == late(45)


@pytest.mark.parametrize(("plan", "taken"), [("abolished", "first"), ("gentle", "abolished")])
def test_a_step_that_no_longer_exists_does_not_count(ledger: Ledger, plan: str, taken: str) -> None:
    ledger.bill("A", "100", DUE).contact(late(5), ("A", taken), plan=plan)
    assert decide(ledger, late(15)) == ["remind first by email: A"]


def test_a_milder_plan_than_the_one_before_goes_on_where_it_can(ledger: Ledger) -> None:
    """Nothing of the standard plan up to `courtesy` is in the gentle one: it begins at its first step."""
    ledger.bill("A", "100", DUE, plan="gentle").contact(late(-3), ("A", "courtesy"))
    assert decide(ledger, late(20)) == ["remind nudge by email: A"]


def test_an_invoice_without_a_due_date_is_named_and_not_chased(ledger: Ledger) -> None:
    ledger.bill("A", "100", None)
    assert decide(ledger, DUE) == ["wait no_due_date: A"]
    ledger.bill("B", "100", DUE)
    assert decide(ledger, late(5)) == ["wait no_due_date: A", "remind first by email: B"]


def test_the_firmest_and_oldest_item_carries_the_reminder_and_the_overdue_ones_are_listed(
    ledger: Ledger,
) -> None:
    ledger.bill("NEW", "10", late(3)).bill("OLD", "100", DUE).bill("OLDER", "50", late(-40))
    ledger.contact(late(-20), ("OLDER", "call")).contact(late(-9), ("OLD", "courtesy"))
    one = remind(ledger, late(6))
    assert (one.step.id, one.items) == ("firm", ("OLDER", "OLD", "NEW"))
    assert [(each.item, each.step) for each in one.steps] == [("OLDER", "firm"), ("OLD", "first")]
    assert one.total == money("160", "EUR")


def test_the_oldest_carries_among_equals(ledger: Ledger) -> None:
    ledger.bill("B", "10", late(1)).bill("A", "100", DUE)
    assert remind(ledger, late(7)).items == ("A", "B")


def test_each_installment_has_its_own_due_date(ledger: Ledger) -> None:
    ledger.bill_in_parts("A", [("100", DUE), ("100", late(60))])
    one = remind(ledger, late(5))
    assert (one.items, one.total) == (("A",), money("100", "EUR"))


def test_each_currency_gets_its_own_reminder_on_the_same_day(ledger: Ledger) -> None:
    ledger.bill("A", "100", DUE).bill("B", "100", DUE, currency="USD")
    assert decide(ledger, late(5)) == ["remind first by email: A", "remind first by email: B"]
    ledger.contact(late(5), ("A", "first"))
    assert decide(ledger, late(5)) == ["remind first by email: B"]


def test_the_day_after_the_other_currency_waits_for_the_gap(ledger: Ledger) -> None:
    ledger.bill("A", "100", DUE).bill("B", "100", DUE, currency="USD").contact(late(5), ("A", "first"))
    assert assessed(ledger, late(5)).next_review == late(6)
    assert decide(ledger, late(6)) == ["wait contact_gap"]
    assert decide(ledger, late(12)) == ["remind first by email: B"]


class TestOldDebts:
    """Debts that were never chased, as on the first import."""

    def test_by_default_they_begin_at_the_first_step_after_the_due_date(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE)
        one = remind(ledger, late(200))
        assert one.step.id == "first"
        assert codes(one) == [Code.STEP_DUE, Code.OLD_DEBT]
        assert one.reasons[1].figures == {"step": "first", "entry": "first_step"}

    def test_or_they_enter_by_their_age(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE)
        one = remind(ledger, late(31), BY_AGE)
        assert one.step.id == "firm"
        assert one.reasons[1].figures == {"step": "firm", "entry": "by_age", "firmest": "firm"}

    def test_only_never_chased_debts_jump(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).contact(late(5), ("A", "first"))
        one = remind(ledger, late(31), BY_AGE)
        assert one.step.id == "call"
        assert codes(one) == [Code.STEP_DUE]

    def test_what_is_not_due_yet_is_no_old_debt(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE)
        twice = with_steps(
            step("early", None, before_due=10, stage=Stage.PREVENTIVE),
            step("soon", None, before_due=3, stage=Stage.PREVENTIVE),
        )
        assert codes(remind(ledger, late(-1), twice)) == [Code.STEP_DUE]
        assert decide(ledger, late(1), twice) == ["wait plan_finished"]


class TestTasks:
    """A task that lost its point is closed."""

    def test_it_closes_when_its_items_are_paid(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).bill("B", "50", DUE)
        ledger.deliver(assessed(ledger, late(5)).decisions, late(5))
        ledger.pay("A")
        assert decide(ledger, late(6)) == ["wait not_due"]
        ledger.pay("B")
        assert decide(ledger, late(6)) == ["wait nothing_open", f"close standard/first of {late(5)}, EUR"]

    @pytest.mark.parametrize("how", ["covered", "disputed", "promised", "paused"])
    def test_it_closes_when_there_is_nothing_left_to_chase(self, ledger: Ledger, how: str) -> None:
        ledger.bill("A", "100", DUE)
        ledger.deliver(assessed(ledger, late(5)).decisions, late(5))
        {
            "covered": lambda: ledger.credit("RA", "100"),
            "disputed": lambda: ledger.dispute("A", late(6)),
            "promised": lambda: ledger.promise(late(20)),
            "paused": lambda: ledger.pause(late(6), late(20)),
        }[how]()
        assert f"close standard/first of {late(5)}, EUR" in decide(ledger, late(6))

    def test_it_stays_on_figures_that_cannot_be_trusted(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE)
        ledger.deliver(assessed(ledger, late(5)).decisions, late(5))
        ledger.pay("A")
        ledger.synced_on = late(0)
        assert decide(ledger, late(6)) == ["wait nothing_open"]


def test_the_next_review_is_the_next_day_something_changes(ledger: Ledger) -> None:
    ledger.bill("A", "100", DUE).contact(late(-3), ("A", "courtesy"))
    assert assessed(ledger, late(-2)).next_review == late(1)  # overdue
    assert assessed(ledger, late(1)).next_review == late(5)  # first step
    ledger.contact(late(45), ("A", "notice"))
    assert assessed(ledger, late(60)).next_review is None


@pytest.mark.parametrize(
    "happens",
    [
        lambda ledger: ledger.pause(late(8), late(50)),
        lambda ledger: ledger.pause(late(0), late(7)),
        lambda ledger: ledger.pause(late(0), late(50), closed_on=late(8)),
        lambda ledger: ledger.dispute("A", late(8)),
        lambda ledger: ledger.dispute("A", late(0)).settle("A", late(8)),
        lambda ledger: ledger.promise(late(5)),
        lambda ledger: ledger.promise(late(20), closed_on=late(8)),
        lambda ledger: ledger.rate("USD", "1.1", late(8)),
        lambda ledger: ledger.contact(late(7), currency="USD"),
        lambda ledger: ledger.contact(late(1)),
        lambda ledger: ledger.bill("B", "1", late(7)),
    ],
)
def test_it_is_no_later_than_what_happens_by_itself(
    ledger: Ledger, happens: Callable[[Ledger], object]
) -> None:
    ledger.bill("A", "100", DUE)
    happens(ledger)
    assert assessed(ledger, late(7), replace(POLICY, data_max_age_days=100)).next_review == late(8)


def test_an_open_task_is_looked_at_when_the_figures_grow_old(ledger: Ledger) -> None:
    ledger.bill("A", "100", late(60)).tasks["old"] = OpenTask(key="old", items=("gone",))
    ledger.synced_on = late(0)
    assert assessed(ledger, late(0)).next_review == late(4)


def test_the_reason_of_a_step_never_counts_days(ledger: Ledger) -> None:
    """Equal facts give equal reasons on two days; `explain` counts the days late."""
    ledger.bill("A", "100", DUE)
    assert remind(ledger, late(5)).reasons[0].figures == {
        "invoice": "A",
        "due": DUE,
        "plan": "standard",
        "step": "first",
        "offset": STEPS[1].offset,
    }
    assert remind(ledger, late(5)) == remind(ledger, late(5) + timedelta(days=1))
