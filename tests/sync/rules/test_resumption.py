"""Payment plans and settlements stop the chase, and a broken agreement resumes it at the policy's stage."""

from dataclasses import replace

import pytest

from relance_sync.rules.agreements import DisputeReason
from relance_sync.rules.decisions import Wait
from relance_sync.rules.exposure import exposure
from relance_sync.rules.money import money
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import AgreementRules, AlertRules
from relance_sync.rules.reasons import Code
from relance_sync.rules.resumption import broken_agreements, resumptions
from tests.builders import Ledger
from tests.sync.rules.plain_policy import (
    POLICY,
    assessed,
    codes,
    decide,
    late,
    remind,
    step,
    with_steps,
)

QUIET = replace(POLICY, alerts=AlertRules(on=()))
CURRENT = replace(
    QUIET, agreements=AgreementRules(resume_plan=Stage.CURRENT, resume_settlement=Stage.CURRENT)
)
PARTS = ((late(10), "100"), (late(40), "200"))


def debt() -> Ledger:
    return Ledger().bill("A", "300", late(0))


def wait(ledger: Ledger, day: int) -> Wait:
    (one,) = [each for each in assessed(ledger, late(day), QUIET).decisions if isinstance(each, Wait)]
    return one


class TestStops:
    """Nobody is chased for what is agreed; the rest goes on."""

    def test_a_payment_plan_says_what_is_next(self) -> None:
        said = wait(debt().agree(PARTS).pay("A", "30", on=late(2)), 8)
        assert codes(said) == [Code.PLAN_RUNNING]
        assert said.reasons[0].figures == {"due": late(10), "amount": money("70", "EUR")}
        assert (said.items, said.until) == (("A",), late(13))

    def test_after_an_instalment_the_next_one_is_waited_for(self) -> None:
        said = wait(debt().agree(PARTS).pay("A", "100", on=late(9)), 20)
        assert said.reasons[0].figures == {"due": late(40), "amount": money("200", "EUR")}
        assert said.until == late(43)

    def test_a_plan_that_is_ended_early_waits_until_then(self) -> None:
        assert wait(debt().agree(PARTS, closed_on=late(9)), 8).until == late(9)

    def test_a_settlement_says_what_was_agreed(self) -> None:
        said = wait(debt().waive("200", late(10)), 8)
        assert codes(said) == [Code.SETTLEMENT_RUNNING]
        assert said.reasons[0].figures == {"due": late(10), "amount": money("200", "EUR")}
        assert said.until == late(13)

    def test_after_a_settlement_was_kept_the_rest_is_left_alone(self) -> None:
        ledger = debt().waive("200", late(10)).pay("A", "200", on=late(10))
        for day in (11, 13, 400):
            assert decide(ledger, late(day), QUIET) == ["wait settled: A"]
        assert wait(ledger, 13).until is None

    def test_a_kept_plan_of_a_part_leaves_the_rest_to_the_chase(self) -> None:
        ledger = debt().agree([(late(10), "100")]).pay("A", "100", on=late(10))
        assert remind(ledger, late(11), QUIET).items == ("A",)

    def test_the_rest_goes_on(self) -> None:
        ledger = debt().bill("B", "50", late(0)).agree([(late(30), "300")], "A")
        assert decide(ledger, late(8), QUIET) == ["wait plan_running: A", "remind first by email: B"]

    def test_the_exposure_still_knows_it(self) -> None:
        ledger = debt().agree(PARTS)
        assert exposure(ledger.account(late(8)), late(8)).amount == money("300", "EUR")

    def test_the_order_of_the_house(self) -> None:
        ledger = debt().pause(late(0), late(90))
        said = [decide(ledger, late(8), QUIET)]
        for agree in (
            lambda: ledger.waive("200", late(60)),
            lambda: ledger.agree([(late(60), "300")]),
            lambda: ledger.promise(late(60)),
            lambda: ledger.dispute("A", late(1)),
        ):
            agree()
            said.append(decide(ledger, late(8), QUIET))
        assert said == [
            [f"wait {code}: A"]
            for code in ("paused", "settlement_running", "plan_running", "promised", "disputed")
        ]

    def test_a_dispute_says_why(self) -> None:
        said = wait(debt().dispute("A", late(1), DisputeReason.PRICE), 8)
        assert said.reasons[0].figures == {"invoice": "A", "since": late(1), "dispute": "price"}

    def test_a_promise_of_an_amount_that_came_no_longer_stops_the_rest(self) -> None:
        ledger = debt().promise(late(30), amount="100").pay("A", "100", on=late(4))
        assert remind(ledger, late(8), QUIET).total == money("200", "EUR")


class TestResumption:
    """The first step of the stage, not taken yet, is due at once; then the plan goes on by its own days."""

    def test_a_broken_plan_goes_on_firmly(self) -> None:
        ledger = debt().agree(PARTS)
        assert decide(ledger, late(12), QUIET) == ["wait plan_running: A"]
        reminder = remind(ledger, late(13), QUIET)
        assert reminder.step.id == "firm"  # by its own days only from the 30th on
        assert codes(reminder) == [Code.STEP_DUE, Code.PLAN_BROKEN]
        assert reminder.reasons[1].figures == {
            "due": late(10),
            "amount": money("100", "EUR"),
            "paid": money("0", "EUR"),
        }

    def test_only_one_step_is_due_at_once(self) -> None:
        ledger = debt().agree(PARTS).contact(late(13), ("A", "firm"))
        assert resumptions(ledger.account(late(21)), QUIET, late(21)) == {}
        assert decide(ledger, late(30), QUIET)[0].startswith("wait not_due")
        assert remind(ledger, late(45), QUIET).step.id == "notice"

    def test_a_firm_step_taken_before_it_broke_does_not_stand_for_it(self) -> None:
        ledger = Ledger().bill("A", "300", late(-30)).contact(late(0), ("A", "firm")).agree(PARTS)
        assert remind(ledger, late(13), QUIET).step.id == "notice"

    def test_a_mild_step_taken_since_does_not_stand_for_it_either(self) -> None:
        ledger = debt().agree(PARTS).contact(late(13), ("A", "first"))
        assert remind(ledger, late(20), QUIET).step.id == "firm"

    def test_where_the_debt_stood(self) -> None:
        ledger = debt().agree(PARTS)
        assert remind(ledger, late(13), CURRENT).step.id == "first"
        assert Code.PLAN_BROKEN in codes(remind(ledger, late(13), CURRENT))

    def test_what_is_not_overdue_waits_for_its_day(self) -> None:
        ledger = debt().bill("B", "100", late(60)).agree(PARTS)
        assert remind(ledger, late(13), QUIET).items == ("A",)

    def test_a_plan_without_such_a_stage_goes_on_as_it_is(self) -> None:
        policy = replace(with_steps(step("first", 5), step("second", 50)), alerts=AlertRules(on=()))
        assert remind(debt().agree(PARTS), late(13), policy).step.id == "first"

    def test_too_little_for_the_firm_step_stays_with_the_mild_one(self) -> None:
        policy = with_steps(step("first", 5), step("firm", 30, stage=Stage.FIRM, minimum=1000))
        policy = replace(policy, alerts=AlertRules(on=()))
        assert remind(debt().agree(PARTS), late(13), policy).step.id == "first"

    def test_a_broken_settlement_makes_all_of_it_due_again(self) -> None:
        ledger = debt().waive("200", late(10)).pay("A", "150", on=late(9))
        reminder = remind(ledger, late(13), QUIET)
        assert (reminder.step.id, reminder.total) == ("firm", money("150", "EUR"))
        assert codes(reminder) == [Code.STEP_DUE, Code.SETTLEMENT_BROKEN]
        assert reminder.reasons[1].figures["paid"] == money("150", "EUR")

    @pytest.mark.parametrize(("paid", "code"), [(None, Code.PROMISE_BROKEN), ("1", Code.PROMISE_PARTLY_KEPT)])
    def test_a_promise_resumes_at_its_stage(self, paid: str | None, code: Code) -> None:
        policy = replace(QUIET, agreements=AgreementRules(resume_promise=Stage.FORMAL_NOTICE))
        ledger = debt().promise(late(10), noted=True)
        if paid:
            ledger.pay("A", paid, on=late(3))
        reminder = remind(ledger, late(13), policy)
        assert reminder.step.id == "notice"
        assert codes(reminder) == [Code.STEP_DUE, code]

    def test_the_firmest_of_two_counts(self) -> None:
        rules = AgreementRules(resume_promise=Stage.AMICABLE, resume_plan=Stage.FORMAL_NOTICE)
        policy = replace(QUIET, agreements=rules)
        ledger = debt().promise(late(10), noted=True).agree(PARTS)
        assert resumptions(ledger.account(late(13)), policy, late(13)) == {"A": Stage.FORMAL_NOTICE}

    def test_a_new_agreement_stops_the_chase_again(self) -> None:
        ledger = debt().agree(PARTS).promise(late(40), made_on=late(14))
        assert decide(ledger, late(20), QUIET) == ["wait promised: A"]

    def test_an_ended_plan_resumes_nothing(self) -> None:
        ledger = debt().agree(PARTS, closed_on=late(13))
        assert broken_agreements(ledger.account(late(13)), QUIET, late(13)) == ()
        assert remind(ledger, late(13), QUIET).step.id == "first"

    def test_with_nothing_open_nothing_is_resumed(self) -> None:
        ledger = debt().agree(PARTS).pay("A", on=late(20))
        assert broken_agreements(ledger.account(late(20)), QUIET, late(20)) == ()

    def test_a_step_the_policy_no_longer_has_does_not_stand_for_it(self) -> None:
        ledger = (
            debt().agree(PARTS).contact(late(13), ("A", "gone")).contact(late(13), ("A", "x"), plan="old")
        )
        assert resumptions(ledger.account(late(14)), QUIET, late(14)) == {"A": Stage.FIRM}

    def test_it_is_reviewed_on_the_day_it_breaks(self) -> None:
        for ledger in (debt().agree(PARTS), debt().waive("200", late(10))):
            assert assessed(ledger.contact(late(1), ("A", "first")), late(9), QUIET).next_review == late(13)
