"""What users of other tools complained of, one test each; the numbers are those of the list we were built by.

Each test names its complaint and where it was made.
"""

from dataclasses import replace

import pytest

from relance_sync.letters import activity_text, message_text
from relance_sync.rules.explain import LANGUAGES, describe, explain
from relance_sync.rules.money import money
from relance_sync.rules.plans import Channel, Route, Stage
from relance_sync.rules.reasons import Code
from tests.builders import Ledger
from tests.sync.rules.plain_policy import (
    BY_AGE,
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


def test_complaint_1_a_reminder_goes_out_on_one_exact_day_and_never_again() -> None:
    """github.com/Dolibarr/dolibarr/issues/25197: a step is due on its day and on every later one."""
    ledger = Ledger().bill("A", "100", DUE)
    for days in (5, 6, 9, 14, 100):
        assert decide(ledger, late(days)) == ["remind first by email: A"]


def test_complaint_2_the_days_are_counted_with_the_wrong_sign() -> None:
    """github.com/Dolibarr/dolibarr/issues/30771: 60 days after became 60 days before."""
    policy = with_steps(
        step("early", None, before_due=60, stage=Stage.PREVENTIVE), step("late", 60, stage=Stage.FIRM)
    )
    ledger = Ledger().bill("A", "100", DUE)
    assert decide(ledger, late(-61), policy) == ["wait not_due"]
    assert decide(ledger, late(-60), policy) == ["remind early by email: A"]
    ledger.contact(late(-60), ("A", "early"))
    assert decide(ledger, late(59), policy) == ["wait not_due"]
    assert decide(ledger, late(60), policy) == ["remind late by email: A"]


def test_complaint_4_without_a_scheduled_run_what_was_missed_is_lost() -> None:
    """github.com/OCA/credit-control/issues/58: whenever the next run comes, it does what is due by then."""
    nightly, seldom = Ledger().bill("A", "100", DUE), Ledger().bill("A", "100", DUE)
    for days in range(4, 60):
        nightly.deliver(assessed(nightly, late(days)).decisions, late(days))
    for days in (4, 13, 21, 33, 47):
        seldom.deliver(assessed(seldom, late(days)).decisions, late(days))
    steps = [[each.steps[0].step for each in ledger.contacts] for ledger in (nightly, seldom)]
    assert steps == [["first", "call", "firm", "notice"]] * 2


def test_complaint_6_a_very_late_debt_skips_levels_and_nobody_can_say_why() -> None:
    """github.com/OCA/credit-control/pull/35: the plan says where old debts enter, the reason says it too."""
    ledger = Ledger().bill("A", "100", DUE)
    gently, by_age = remind(ledger, late(400)), remind(ledger, late(400), BY_AGE)
    assert (gently.step.id, codes(gently)) == ("first", [Code.STEP_DUE, Code.OLD_DEBT])
    assert (by_age.step.id, codes(by_age)) == ("firm", [Code.STEP_DUE, Code.OLD_DEBT])


def test_complaint_7_a_part_paid_invoice_vanishes_from_reminders() -> None:
    """github.com/OCA/credit-control/issues/330: what is left of it goes on where it stood."""
    ledger = Ledger().bill("A", "100", DUE).contact(late(5), ("A", "first")).pay("A", "99")
    one = remind(ledger, late(15))
    assert (one.step.id, one.items, one.total) == ("call", ("A",), money("1", "EUR"))


def test_complaint_8_reminding_one_invoice_silences_the_customers_others() -> None:
    """github.com/OCA/credit-control/issues/460: each item has its own clock; all of them are on one list."""
    ledger = Ledger().bill("A", "100", DUE).bill("B", "200", late(6))
    ledger.deliver(assessed(ledger, late(5)).decisions, late(5))
    only = wait(ledger, late(11))
    assert (codes(only), only.until) == ([Code.CONTACT_GAP], late(12))
    one = remind(ledger, late(12))
    assert (one.step.id, one.items) == ("first", ("B", "A"))
    assert [(each.item, each.step) for each in one.steps] == [("B", "first")]


def test_complaint_9_credit_notes_are_neither_shown_nor_deducted() -> None:
    """github.com/OCA/credit-control/issues/211: a message lists them and asks for the net amount."""
    ledger = Ledger().bill("A", "100", DUE).credit("RA", "30")
    text = message_text(remind(ledger, late(5)), ledger.account(late(5)), late(5), "en")
    assert [(each.number, str(each.amount)) for each in text.lines] == [("A", "100"), ("RA", "-30")]
    assert "EUR 70.00" in text.closing[0]
    assert decide(ledger.credit("RB", "70"), late(5)) == ["wait covered_by_credit: A"]


def test_complaint_10_a_contested_invoice_stops_the_rest() -> None:
    """github.com/OCA/credit-control/pull/170: it is left out, and the rest is reminded."""
    ledger = Ledger().bill("A", "100", DUE).bill("B", "200", DUE).dispute("A", late(3))
    assert decide(ledger, late(5)) == ["wait disputed: A", "remind first by email: B"]


def test_complaint_12_the_message_shows_the_original_amount() -> None:
    """github.com/OCA/credit-control/pull/457: it shows what is still due."""
    ledger = Ledger().bill("A", "100", DUE).pay("A", "60")
    text = message_text(remind(ledger, late(5)), ledger.account(late(5)), late(5), "en")
    assert "EUR 40.00" in text.title
    assert [str(each.amount) for each in text.lines] == ["40"]


class TestComplaint24NoPauseNoOwnScheduleNoEndlessStep:
    """github.com/invoiceninja/invoiceninja/issues/1578, 4293, 925, 2865, 1730."""

    def test_a_customer_or_one_invoice_can_be_left_alone(self) -> None:
        one = Ledger().bill("A", "100", DUE, chased=False).bill("B", "100", DUE)
        assert decide(one, late(5)) == ["wait not_chased: A", "remind first by email: B"]
        everything = Ledger().bill("A", "100", DUE).pause(late(1), late(20))
        assert decide(everything, late(20)) == ["wait paused: A"]
        assert decide(everything, late(21)) == ["remind first by email: A"]

    def test_a_customer_and_an_invoice_can_have_a_schedule_of_their_own(self) -> None:
        ledger = Ledger().bill("A", "100", DUE, plan="gentle").bill("B", "100", DUE)
        assert remind(ledger, late(5)).steps[0].item == "B"
        ledger.customer = replace(ledger.customer, plan="gentle")
        assert decide(ledger, late(5)) == ["wait not_due"]

    def test_there_may_be_more_than_three_reminders_and_a_last_one_without_end(self) -> None:
        ten = [step(f"s{number}", number * 10) for number in range(1, 10)]
        policy = with_steps(*ten, step("last", 100, repeat_every=30))
        ledger = Ledger().bill("A", "100", DUE)
        for days in range(251):
            ledger.deliver(assessed(ledger, late(days), policy).decisions, late(days))
        taken = [each.steps[0].step for each in ledger.contacts]
        assert taken == [*(f"s{number}" for number in range(1, 10)), *["last"] * 6]


class TestComplaint25RemindedAlthoughPaid:
    """github.com/akaunting/akaunting/issues/259: reminded although paid, as the bank was not reconciled."""

    def test_an_old_bank_statement_stops_all_reminders(self) -> None:
        ledger = Ledger().bill("A", "100", DUE)
        ledger.bank_day = late(0)
        policy = replace(POLICY, bank_max_age_days=3)
        assert decide(ledger, late(5), policy) == ["wait bank_stale"]

    def test_a_payment_that_is_not_allocated_yet_counts(self) -> None:
        ledger = Ledger().bill("A", "100", DUE).credit("BANK/1", "100")
        assert decide(ledger, late(5)) == ["wait covered_by_credit: A"]

    def test_figures_that_do_not_add_up_chase_nobody(self) -> None:
        ledger = Ledger().bill("A", "100", DUE)
        ledger.balance = money("0", "EUR").amount
        assert decide(ledger, late(5)) == ["wait unreconciled"]


class TestComplaint27NoCatchUpAndNoPaymentPlan:
    """help.xero.com, InvoiceRemindersGetStarted: missed days are lost; no payment plans."""

    def test_a_day_on_which_nothing_ran_is_caught_up(self) -> None:
        ledger = Ledger().bill("A", "100", DUE)
        ledger.synced_on = late(4)
        assert decide(ledger, late(8)) == ["wait data_stale"]
        ledger.synced_on = None
        assert decide(ledger, late(9)) == ["remind first by email: A"]

    def test_a_payment_plan_takes_the_place_of_the_due_dates(self) -> None:
        ledger = Ledger().bill("A", "100", DUE)
        ledger.agree([(late(20), "50"), (late(50), "50")], made_on=late(2))
        assert decide(ledger, late(19)) == ["wait plan_running: A"]
        ledger.pay("A", "50", on=late(20))
        assert decide(ledger, late(40)) == ["wait plan_running: A"]
        assert decide(ledger, late(60))[0].startswith("remind")


def test_complaint_3_no_dunning_status_no_agency_stage_no_combined_letter() -> None:
    """github.com/Dolibarr/dolibarr/issues/14695: the account has a stage, up to the hand-over; one letter."""
    policy = with_steps(step("first", 5), step("agency", 30, stage=Stage.HANDED_OVER, channel=Channel.LETTER))
    ledger = Ledger().bill("A", "100", DUE).bill("B", "50", DUE)
    ledger.contact(late(5), ("A", "first"), ("B", "first"))
    assert decide(ledger, late(30), policy) == ["remind agency by letter: A, B"]
    ledger.deliver(assessed(ledger, late(30), policy).decisions, late(30))
    assert assessed(ledger, late(31), policy).stage is Stage.HANDED_OVER


@pytest.mark.parametrize("language", LANGUAGES)
def test_complaint_5_too_complex_nobody_can_tell_what_it_will_do(language: str) -> None:
    """README of account_invoice_overdue_reminder: a decision is one sentence with its reasons."""
    ledger = Ledger().bill("A", "100", DUE).bill("B", "100", None)
    for day in (DUE, late(5), late(6)):
        for decision in assessed(ledger, day).decisions:
            told = describe(decision, day, language)
            assert told.endswith(".")
            assert "{" not in told
            assert all(explain(reason, day, language) in told for reason in decision.reasons)


def test_complaint_26_invoices_from_before_are_ignored_and_three_reminders_are_all() -> None:
    """trove.works, payduer.com on QuickBooks: old invoices are chased, by as many steps as the plan has."""
    policy = with_steps(*(step(f"s{number}", 5 + 7 * number) for number in range(6)))
    ledger = Ledger().bill("A", "100", DUE, issued=late(-400))
    for days in range(200, 260):
        ledger.deliver(assessed(ledger, late(days), policy).decisions, late(days))
    assert [each.steps[0].step for each in ledger.contacts] == [f"s{number}" for number in range(6)]


def test_complaint_30_no_statement_and_no_file_for_the_court_after_the_last_level() -> None:
    """github.com/frappe/erpnext/issues/49789, OCA/account-financial-tools/pull/103."""
    court = replace(step("court", 30, stage=Stage.HANDED_OVER, channel=Channel.TODO), route=Route.COURT)
    policy = with_steps(step("first", 5), court)
    ledger = Ledger().bill("A", "100", DUE).bill("B", "50", late(20)).credit("C", "20")
    ledger.contact(late(5), ("A", "first"))
    said = remind(ledger, late(30), policy)
    account = ledger.account(late(30))
    statement = message_text(said, account, late(30), "en")
    assert [line.number for line in statement.lines] == ["A", "B", "C"]
    file = activity_text(said, account, late(30), "en")
    assert "Prepare the court file" in file.title
    assert any("Gather" in part for part in (*file.paragraphs, *file.closing))
