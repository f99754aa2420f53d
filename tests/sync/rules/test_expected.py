"""The day on which the books expect payment is a promise: open, kept or broken; clearing it withdraws it."""

from dataclasses import replace
from datetime import date

from hypothesis import given

from relance_sync.rules.agreement_states import promise_state, state_days
from relance_sync.rules.agreements import AgreementState, Promise
from relance_sync.rules.decisions import Wait
from relance_sync.rules.expected import BOOKS, expected_promises
from relance_sync.rules.explain import explain
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import AgreementRules, AlertRules
from relance_sync.rules.reasons import Code
from relance_sync.rules.resumption import resumptions
from tests.builders import Ledger
from tests.drawn import TODAY
from tests.strategies import Situation, situations
from tests.sync.rules.plain_policy import POLICY, assessed, codes, decide, late
from tests.sync.rules.seen import assessed as judged
from tests.sync.rules.seen import few, reminders, sound

QUIET = replace(POLICY, agreements=AgreementRules(tolerance_days=2), alerts=AlertRules(on=()))


def debt() -> Ledger:
    return Ledger().bill("A", "300", late(0))


def expected(ledger: Ledger) -> list[Promise]:
    return list(expected_promises(ledger.invoices.values(), ledger.promises))


def state(ledger: Ledger, today: date) -> AgreementState:
    (promise,) = expected(ledger)
    return promise_state(promise, ledger.account(today), QUIET.agreements, today)


def test_until_its_day_and_tolerance_passed_nobody_is_chased() -> None:
    ledger = debt().expect("A", late(20))
    for day in (8, 20, 22):
        assert state(ledger, late(day)) is AgreementState.OPEN
        assert decide(ledger, late(day), QUIET) == ["wait expected: A"]
    (said,) = [each for each in assessed(ledger, late(8), QUIET).decisions if isinstance(each, Wait)]
    assert said.until == late(23)
    assert codes(said) == [Code.EXPECTED]


def test_once_it_passed_the_chase_resumes_and_says_why() -> None:
    ledger = debt().expect("A", late(20))
    assert state(ledger, late(23)) is AgreementState.BROKEN
    (remind,) = assessed(ledger, late(23), QUIET).decisions
    assert Code.EXPECTED_MISSED in codes(remind)
    firm = replace(QUIET, agreements=AgreementRules(resume_promise=Stage.FIRM))
    assert resumptions(ledger.account(late(23)), firm, late(23)) == {"A": Stage.FIRM}


def test_what_is_paid_was_kept() -> None:
    ledger = debt().expect("A", late(20)).pay("A", on=late(19))
    assert state(ledger, late(23)) is AgreementState.KEPT


def test_a_day_that_is_cleared_is_withdrawn() -> None:
    plain = decide(debt(), late(8), QUIET)
    assert decide(debt().expect("A", late(20)).expect("A", None), late(8), QUIET) == plain
    assert plain != ["wait expected: A"]


def test_only_that_invoice_is_left_alone() -> None:
    ledger = debt().bill("B", "50", late(0)).expect("A", late(20))
    waiting, *others = decide(ledger, late(8), QUIET)
    assert waiting == "wait expected: A"
    assert others
    assert not any("A" in each.split(": ")[1] for each in others)


def test_it_changes_by_itself_the_day_after_its_tolerance() -> None:
    account = debt().expect("A", late(20)).account(late(8))
    assert list(state_days(account, QUIET.agreements)) == [late(23)]


class TestToldToRelance:
    """A promise told to Relance about the same invoice."""

    def test_the_same_day_is_the_same_promise(self) -> None:
        told = debt().promise(late(20), "A").expect("A", late(20), since=late(3))
        assert expected(told) == []
        assert expected(debt().promise(late(20)).expect("A", late(20), since=late(3))) == []

    def test_one_that_was_withdrawn_takes_its_day_with_it(self) -> None:
        assert expected(debt().promise(late(20), "A", closed_on=late(5)).expect("A", late(20))) == []

    def test_the_newer_word_counts(self) -> None:
        newer = debt().promise(late(12), "A", made_on=late(4)).expect("A", late(20), since=late(3))
        assert expected(newer) == []
        older = debt().promise(late(12), "A", made_on=late(2)).expect("A", late(20), since=late(3))
        assert [each.due for each in expected(older)] == [late(20)]
        assert decide(older, late(15), QUIET) == ["wait expected: A"]

    def test_of_a_day_that_nobody_dated_it_is_the_newer(self) -> None:
        assert expected(debt().promise(late(12), "A", made_on=late(2)).expect("A", late(20))) == []

    def test_one_that_was_withdrawn_leaves_another_day_of_the_books(self) -> None:
        told = debt().promise(late(12), "A", made_on=late(4), closed_on=late(5))
        assert [each.due for each in expected(told.expect("A", late(20)))] == [late(20)]

    def test_one_about_another_invoice_says_nothing(self) -> None:
        assert len(expected(debt().promise(late(20), "B").expect("A", late(20)))) == 1


def test_in_words() -> None:
    (remind,) = assessed(debt().expect("A", late(20)), late(23), QUIET).decisions
    (missed,) = [each for each in remind.reasons if each.code is Code.EXPECTED_MISSED]
    assert "expected on" in explain(missed, late(23), "en")
    assert "attendu le" in explain(missed, late(23), "fr")
    (promise,) = expected(debt().expect("A", late(20)))
    assert (promise.source, promise.invoices, promise.made_on) == (BOOKS, ("A",), date(2026, 1, 1))


@few
@given(situations(sound))
def test_an_invoice_expected_on_a_day_ahead_is_never_chased(situation: Situation) -> None:
    ahead = {
        item.id
        for item in situation.account.items
        for promise in situation.account.all_promises
        if promise.source == BOOKS and item.invoice.id in promise.invoices and promise.due >= TODAY
    }
    for remind in reminders(judged(situation)):
        assert ahead.isdisjoint(remind.items)
        assert ahead.isdisjoint(each.item for each in remind.steps)
