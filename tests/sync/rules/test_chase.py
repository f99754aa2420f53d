"""Who is reminded, of what, by which step and channel; and why we wait."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Wait
from relance_sync.rules.money import money
from relance_sync.rules.policy import Channel, Entry, Stage
from relance_sync.rules.reasons import Code
from tests.builders import CUSTOMER, Ledger
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
    (wait,) = assessed(ledger, late(-10)).decisions
    assert isinstance(wait, Wait)
    assert (wait.until, wait.reasons[0].figures["invoice"]) == (late(-3), "A")


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
    (wait,) = assessed(ledger, late(20)).decisions
    assert isinstance(wait, Wait)
    assert wait.until == late(45)


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
        assert one.reasons[1].figures == {"step": "firm", "entry": "by_age"}

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


class TestMoney:
    """What is worth a contact."""

    def test_credit_covers_what_is_due(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).credit("RA", "60").credit("RB", "40")
        assert decide(ledger, late(5)) == ["wait covered_by_credit: A"]

    def test_credit_in_another_currency_does_not(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).credit("RA", "500", currency="USD")
        assert decide(ledger, late(5)) == ["remind first by email: A"]

    def test_part_of_a_credit_lowers_what_is_compared_with_the_minimum(self, ledger: Ledger) -> None:
        policy = with_steps(step("first", 5, minimum=50))
        ledger.bill("A", "100", DUE).credit("RA", "51")
        (wait,) = assessed(ledger, late(5), policy).decisions
        assert wait.reasons[0].figures == {"amount": money("49", "EUR"), "minimum": money("50", "EUR")}
        ledger.credit("RA", "50")
        assert decide(ledger, late(5), policy) == ["remind first by email: A"]

    def test_small_amounts_add_up(self, ledger: Ledger) -> None:
        policy = with_steps(step("first", 5, minimum=50))
        ledger.bill("A", "30", DUE)
        assert decide(ledger, late(5), policy) == ["wait below_minimum: A"]
        ledger.bill("B", "30", DUE)
        assert decide(ledger, late(5), policy) == ["remind first by email: A, B"]

    def test_by_age_a_small_debt_falls_back_to_a_milder_step(self, ledger: Ledger) -> None:
        policy = with_steps(
            step("first", 5, minimum=10),
            step("lawyer", 30, minimum=500, stage=Stage.HANDED_OVER),
            entry=Entry.BY_AGE,
        )
        ledger.bill("A", "499", DUE)
        assert decide(ledger, late(40), policy) == ["remind first by email: A"]
        ledger.bill("A", "500", DUE)
        assert decide(ledger, late(40), policy) == ["remind lawyer by email: A"]

    def test_the_minimum_is_compared_at_the_days_rate(self, ledger: Ledger) -> None:
        policy = with_steps(step("first", 5, minimum=50))
        ledger.bill("A", "100", DUE, currency="USD")
        assert decide(ledger, late(5), policy) == ["wait rate_missing: A"]
        ledger.rate("USD", "0.4").rate("USD", "0.5", late(8))
        assert decide(ledger, late(7), policy) == ["wait below_minimum: A"]
        assert assessed(ledger, late(7), policy).next_review == late(8)
        assert decide(ledger, late(8), policy) == ["remind first by email: A"]

    def test_without_a_minimum_no_rate_is_needed(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE, currency="USD")
        assert decide(ledger, late(5)) == ["remind first by email: A"]

    def test_a_listed_item_whose_own_step_is_not_worth_it_takes_none(self, ledger: Ledger) -> None:
        policy = with_steps(step("first", 5), step("lawyer", 30, minimum=500, stage=Stage.HANDED_OVER))
        ledger.bill("A", "100", DUE).bill("B", "100", late(26)).contact(late(5), ("A", "first"))
        one = remind(ledger, late(31), policy)
        assert one.items == ("B", "A")
        assert [each.item for each in one.steps] == ["B"]


class TestWhatIsNotOverdue:
    """An upcoming item is told of by its own steps only."""

    POLICY = with_steps(
        step("courtesy", None, before_due=5, stage=Stage.PREVENTIVE, minimum=200),
        step("first", 5, minimum=50),
    )

    def test_it_makes_no_small_debt_worth_a_contact(self, ledger: Ledger) -> None:
        ledger.bill("SMALL", "10", DUE).bill("NEXT", "150", late(10))
        assert decide(ledger, late(6), self.POLICY) == ["wait below_minimum: SMALL"]

    def test_it_is_not_asked_for_with_a_debt(self, ledger: Ledger) -> None:
        ledger.bill("DEBT", "50", DUE).bill("NEXT", "100", late(10))
        one = remind(ledger, late(6), self.POLICY)
        assert (one.items, one.total) == (("DEBT",), money("50", "EUR"))

    def test_it_is_on_the_list_if_its_own_step_is_taken(self, ledger: Ledger) -> None:
        ledger.bill("DEBT", "50", DUE).bill("NEXT", "150", late(10))
        one = remind(ledger, late(6), self.POLICY)
        assert (one.step.id, one.items, one.total) == ("first", ("DEBT", "NEXT"), money("200", "EUR"))
        assert [each.step for each in one.steps] == ["first", "courtesy"]

    def test_a_small_debt_is_listed_with_the_courtesy(self, ledger: Ledger) -> None:
        ledger.bill("SMALL", "10", DUE).bill("NEXT", "190", late(10))
        one = remind(ledger, late(6), self.POLICY)
        assert (one.step.id, one.items) == ("courtesy", ("NEXT", "SMALL"))


class TestPeoplesWord:
    """Disputes, promises, pauses, exclusions."""

    def test_a_dispute_leaves_one_invoice_out_and_the_rest_goes_on(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).bill("B", "50", DUE).dispute("A", late(2))
        assert decide(ledger, late(5)) == ["wait disputed: A", "remind first by email: B"]
        ledger.settle("A", late(9))
        assert decide(ledger, late(8)) == ["wait disputed: A", "remind first by email: B"]
        assert decide(ledger, late(9)) == ["remind first by email: A, B"]

    def test_a_dispute_about_everything(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).bill("B", "50", DUE).dispute(None, late(2))
        assert decide(ledger, late(5)) == ["wait disputed: A", "wait disputed: B"]

    def test_what_remains_beside_a_dispute_must_still_be_worth_it(self, ledger: Ledger) -> None:
        policy = with_steps(step("first", 5, minimum=60))
        ledger.bill("A", "100", DUE).bill("B", "50", DUE).dispute("A", late(2))
        assert decide(ledger, late(5), policy) == ["wait disputed: A", "wait below_minimum: B"]

    def test_a_promise_runs_until_its_day_and_the_tolerance(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).promise(late(10))
        (wait,) = assessed(ledger, late(5)).decisions
        assert (codes(wait), wait.until) == ([Code.PROMISED], late(13))
        assert decide(ledger, late(12)) == ["wait promised: A"]
        one = remind(ledger, late(13))
        assert codes(one) == [Code.STEP_DUE, Code.PROMISE_BROKEN]
        assert one.reasons[1].figures == {"due": late(10)}

    def test_a_promise_may_be_about_one_invoice(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).bill("B", "50", DUE).promise(late(10), "A")
        assert decide(ledger, late(5)) == ["wait promised: A", "remind first by email: B"]

    def test_a_promise_of_everything_is_not_about_later_invoices(self, ledger: Ledger) -> None:
        ledger.promise(late(10), made_on=date(2026, 1, 2))
        ledger.bill("A", "100", DUE).bill("B", "50", DUE, issued=date(2026, 1, 3))
        assert decide(ledger, late(5)) == ["wait promised: A", "remind first by email: B"]

    def test_a_promise_that_is_withdrawn_ends_on_that_day(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).promise(late(10), closed_on=late(8))
        (wait,) = assessed(ledger, late(7)).decisions
        assert wait.until == late(8)
        assert codes(remind(ledger, late(20))) == [Code.STEP_DUE, Code.OLD_DEBT]

    def test_a_pause_holds_through_its_last_day(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).pause(late(0), late(10))
        (wait,) = assessed(ledger, late(10)).decisions
        assert (codes(wait), wait.until) == ([Code.PAUSED], late(11))
        assert decide(ledger, late(11)) == ["remind first by email: A"]

    def test_a_pause_may_be_ended_early(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).pause(late(0), late(10), closed_on=late(7))
        (wait,) = assessed(ledger, late(6)).decisions
        assert wait.until == late(7)
        assert decide(ledger, late(7)) == ["remind first by email: A"]

    def test_a_pause_for_ever_is_no_error(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).bill("B", "100", date.max).pause(late(0), date.max)
        assert decide(ledger, late(5)) == ["wait paused: A"]

    def test_an_invoice_or_a_customer_may_be_excluded(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE, chased=False).bill("B", "100", DUE)
        assert decide(ledger, late(5)) == ["wait not_chased: A", "remind first by email: B"]
        ledger.customer = replace(CUSTOMER, chased=False)
        assert decide(ledger, late(5)) == ["wait not_chased: A", "wait not_chased: B"]


class TestTiming:
    """Contact gap and closed days."""

    def test_a_week_passes_between_two_contacts(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).bill("B", "50", late(2)).contact(late(5), ("A", "first"))
        (wait,) = assessed(ledger, late(8)).decisions
        assert wait.reasons[0].figures == {"last": late(5), "gap_days": 7, "until": late(12)}
        assert decide(ledger, late(11)) == ["wait contact_gap"]
        assert decide(ledger, late(12)) == ["remind first by email: B, A"]

    def test_without_a_gap_still_never_two_contacts_on_one_day(self, ledger: Ledger) -> None:
        policy = replace(POLICY, contact_gap_days=0)
        ledger.bill("A", "100", DUE).contact(late(40), ("A", "first"))
        assert decide(ledger, late(40), policy) == ["wait contact_gap"]
        assert decide(ledger, late(41), policy) == ["remind call by call: A"]

    def test_nobody_is_contacted_on_a_closed_day(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE)
        saturday = late(5)
        calendar = Calendar(holidays=frozenset({late(7)}))
        now = assessed(ledger, saturday, calendar=calendar)
        assert [codes(each) for each in now.decisions] == [[Code.CLOSED_DAY]]
        assert (now.decisions[0].until, saturday.weekday()) == (late(8), 5)
        assert decide(ledger, late(8), calendar=calendar) == ["remind first by email: A"]

    def test_a_task_for_a_colleague_is_written_on_any_day(self, ledger: Ledger) -> None:
        ledger.customer = replace(CUSTOMER, email=None)
        ledger.bill("A", "100", DUE)
        assert decide(ledger, late(5), calendar=Calendar()) == ["remind first by todo: A"]


@pytest.mark.parametrize(
    ("missing", "days", "code"), [("email", 5, Code.NO_EMAIL), ("phone", 15, Code.NO_PHONE)]
)
def test_who_cannot_be_reached_becomes_a_task_that_says_so(
    ledger: Ledger, missing: str, days: int, code: Code
) -> None:
    ledger.customer = replace(CUSTOMER, **{missing: None})
    ledger.bill("A", "100", DUE).contact(late(-3), ("A", "courtesy"))
    if days > 5:
        ledger.contact(late(5), ("A", "first"))
    one = remind(ledger, late(days))
    assert one.channel is Channel.TODO
    assert codes(one)[-1] is code


class TestUnreliableFigures:
    """Nobody is chased on figures that may be wrong."""

    def test_no_sync_or_an_old_one(self, ledger: Ledger) -> None:
        account = ledger.bill("A", "100", DUE)
        account.synced_on = late(5)
        assert decide(account, late(8)) == ["remind first by email: A"]
        assert assessed(account, late(8)).next_review == late(9)
        assert decide(account, late(9)) == ["wait data_stale"]

    def test_an_old_bank(self, ledger: Ledger) -> None:
        policy = replace(POLICY, bank_max_age_days=5)
        ledger.bill("A", "100", DUE)
        ledger.bank_day = late(0)
        assert decide(ledger, late(5), policy) == ["remind first by email: A"]
        assert assessed(ledger, late(5), policy).next_review == late(6)
        assert decide(ledger, late(6), policy) == ["wait bank_stale"]

    def test_an_old_bank_becomes_old_data_too(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE)
        ledger.bank_day, ledger.synced_on = late(0), late(8)
        policy = replace(POLICY, bank_max_age_days=5)
        assert assessed(ledger, late(8), policy).next_review == late(12)
        assert decide(ledger, late(12), policy) == ["wait data_stale"]

    def test_a_balance_that_differs(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).credit("RA", "30")
        ledger.balance = Decimal("70.00")
        assert decide(ledger, late(5)) == ["remind first by email: A"]
        ledger.balance = Decimal("70.01")
        (wait,) = assessed(ledger, late(5)).decisions
        assert wait.reasons[0].figures == {"ledger": money("70", "EUR"), "platform": money("70.01", "EUR")}

    def test_a_foreign_balance_is_compared_as_booked(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE, currency="USD")
        ledger.balance = Decimal(80)
        assert decide(ledger, late(5)) == ["remind first by email: A"]  # unknown: no comparison
        invoice = ledger.invoices["A"]
        booked = replace(invoice.installments[0], booked=Decimal(81))
        ledger.invoices["A"] = replace(invoice, installments=(booked,))
        assert decide(ledger, late(5)) == ["wait unreconciled"]


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
