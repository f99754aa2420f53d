"""Why nobody is contacted: money, people's word, timing, doubtful figures; and what goes on all the same."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from relance_sync.rules.calendar import Calendar
from relance_sync.rules.money import money
from relance_sync.rules.plans import Channel, Entry, Stage
from relance_sync.rules.policy import ContactRules
from relance_sync.rules.reasons import Code
from tests.builders import CUSTOMER, Ledger
from tests.sync.rules.plain_policy import (
    DUE,
    POLICY,
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
        only = wait(ledger, late(5), policy)
        assert only.reasons[0].figures == {
            "step": "first",
            "amount": money("49", "EUR"),
            "minimum": money("50", "EUR"),
        }
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
            entry_step="lawyer",
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
        only = wait(ledger, late(5))
        assert (codes(only), only.until) == ([Code.PROMISED], late(13))
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

    def test_a_promise_of_everything_is_about_what_was_billed_on_its_day(self, ledger: Ledger) -> None:
        ledger.promise(late(10), made_on=date(2026, 1, 2)).bill("A", "100", DUE, issued=date(2026, 1, 2))
        assert decide(ledger, late(5)) == ["wait promised: A"]

    def test_a_promise_that_is_withdrawn_ends_on_that_day(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).promise(late(10), closed_on=late(8))
        only = wait(ledger, late(7))
        assert only.until == late(8)
        assert codes(remind(ledger, late(20))) == [Code.STEP_DUE, Code.OLD_DEBT]

    def test_a_pause_holds_through_its_last_day(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).pause(late(0), late(10))
        only = wait(ledger, late(10))
        assert (codes(only), only.until) == ([Code.PAUSED], late(11))
        assert decide(ledger, late(11)) == ["remind first by email: A"]

    def test_a_pause_may_be_ended_early(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).pause(late(0), late(10), closed_on=late(7))
        only = wait(ledger, late(6))
        assert only.until == late(7)
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
        only = wait(ledger, late(8))
        assert only.reasons[0].figures == {"last": late(5), "gap_days": 7, "until": late(12)}
        assert decide(ledger, late(11)) == ["wait contact_gap"]
        assert decide(ledger, late(12)) == ["remind first by email: B, A"]

    def test_without_a_gap_still_never_two_contacts_on_one_day(self, ledger: Ledger) -> None:
        policy = replace(POLICY, contact=ContactRules(gap_days=0))
        ledger.bill("A", "100", DUE).contact(late(40), ("A", "first"))
        assert decide(ledger, late(40), policy) == ["wait contact_gap"]
        assert decide(ledger, late(41), policy) == ["remind call by call: A"]

    def test_nobody_is_contacted_on_a_closed_day(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE)
        saturday = late(5)
        calendar = Calendar(holidays=frozenset({late(7)}))
        only = wait(ledger, saturday, calendar=calendar)
        assert (codes(only), only.until, saturday.weekday()) == ([Code.CLOSED_DAY], late(8), 5)
        assert decide(ledger, late(8), calendar=calendar) == ["remind first by email: A"]

    def test_a_task_for_a_colleague_is_written_on_any_day(self, ledger: Ledger) -> None:
        policy = with_steps(step("look", 5, channel=Channel.TODO))
        ledger.bill("A", "100", DUE)
        assert decide(ledger, late(5), policy, Calendar()) == ["remind look by todo: A"]


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
        only = wait(ledger, late(5))
        assert only.reasons[0].figures == {"ledger": money("70", "EUR"), "platform": money("70.01", "EUR")}

    def test_a_foreign_balance_is_compared_as_booked(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE, currency="USD")
        ledger.balance = Decimal(80)
        assert decide(ledger, late(5)) == ["remind first by email: A"]  # unknown: no comparison
        invoice = ledger.invoices["A"]
        booked = replace(invoice.installments[0], booked=Decimal(81))
        ledger.invoices["A"] = replace(invoice, installments=(booked,))
        assert decide(ledger, late(5)) == ["wait unreconciled"]


def test_a_pause_that_was_ended_early_does_not_come_back() -> None:
    ledger = Ledger().bill("A", "100", DUE).pause(late(0), late(30), closed_on=late(7))
    assert decide(ledger, late(6)) == ["wait paused: A"]
    for day in (7, 8, 20):
        assert decide(ledger, late(day)) == ["remind first by email: A"]
