"""Whose orders are held, why, until when, and who must say so."""

from dataclasses import replace
from decimal import Decimal

import pytest

from relance_sync.rules.account import HoldState
from relance_sync.rules.decisions import Hold, Release, Risk
from relance_sync.rules.hold_rules import HoldRules, Level, OverdueRule
from relance_sync.rules.ledger import Kind, OrderState
from relance_sync.rules.money import money
from relance_sync.rules.order_check import check_order
from relance_sync.rules.plans import Stage
from relance_sync.rules.reasons import Code
from tests.builders import CUSTOMER, Ledger
from tests.sync.rules.plain_policy import DUE, HOLDING, POLICY, assessed, codes, decide, hold, late

PATIENT = replace(HOLDING, data_max_age_days=400)  # does not mind old figures


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def limited(limit: str | None, kind: Kind | None = Kind.ENTITY) -> Ledger:
    credit_limit = None if limit is None else Decimal(limit)
    return Ledger(customer=replace(CUSTOMER, kind=kind, credit_limit=credit_limit))


def written(ledger: Ledger, day: int) -> Ledger:
    """The ledger once the hold decisions of that day are on the platform (no reminder among them)."""
    decisions = assessed(ledger, late(day), HOLDING).decisions
    return ledger.deliver([each for each in decisions if isinstance(each, Hold | Release)], late(day))


def news(ledger: Ledger, day: int) -> list[str]:
    """The hold decisions of a day in brief."""
    return [
        each
        for each in decide(ledger, late(day), HOLDING)
        if not each.startswith(("wait", "remind", "close"))
    ]


class TestOverLimit:
    def test_the_limit_itself_is_within_the_limit(self) -> None:
        assert hold(limited("100").bill("A", "100", late(30)), DUE) is None
        found = hold(limited("100").bill("A", "100.01", late(30)), DUE)
        assert found is not None
        assert found.level is Level.HOLD
        assert found.reasons[0].figures == {"exposure": money("100.01", "EUR"), "limit": money("100", "EUR")}
        assert found.release[0].figures == {"trigger": "over_limit", "amount": money("100", "EUR")}

    def test_uninvoiced_orders_count_and_credits_are_deducted(self) -> None:
        ledger = limited("100").bill("A", "60", late(30)).order("S1", "50").credit("R", "10")
        assert hold(ledger, DUE) is None
        assert hold(ledger.order("S2", "0.01"), DUE) is not None

    def test_no_limit_is_not_a_limit_of_nothing(self) -> None:
        assert hold(limited(None).bill("A", "9999999", late(30)), DUE) is None

    def test_a_limit_of_nothing_means_pay_first_however_mild_the_policy(self) -> None:
        mild = replace(POLICY, hold=HoldRules(over_limit=Level.WARN))
        found = hold(limited("0").order("S1", "1"), DUE, mild)
        assert found is not None
        assert found.level is Level.HOLD
        assert hold(limited("0"), DUE, mild) is None
        warned = hold(limited("1").order("S1", "2"), DUE, mild)
        assert warned is not None
        assert warned.level is Level.WARN

    def test_a_policy_may_leave_limits_aside(self) -> None:
        aside = replace(POLICY, hold=HoldRules(over_limit=Level.NONE))
        assert hold(limited("0").bill("A", "5", late(30)), DUE, aside) is None


class TestOverdue:
    def test_amount_and_age_must_both_be_reached(self, ledger: Ledger) -> None:
        ledger.bill("A", "99.99", DUE)
        assert hold(ledger, late(30)) is None
        ledger.bill("A", "100", DUE)
        assert hold(ledger, late(9)) is None
        found = hold(ledger, late(10))
        assert found is not None
        assert (found.level, codes(found)) == (Level.WARN, [Code.OVERDUE])
        assert found.reasons[0].figures == {
            "amount": money("100", "EUR"),
            "days": 10,
            "oldest": DUE,
            "threshold": money("100", "EUR"),
        }

    def test_the_strongest_rule_decides_and_the_others_are_still_said(self, ledger: Ledger) -> None:
        found = hold(ledger.bill("A", "500", DUE), late(30))
        assert found is not None
        assert (found.level, codes(found)) == (Level.HOLD, [Code.OVERDUE, Code.OVERDUE])
        assert [each.figures["days"] for each in found.release] == [30]

    def test_disputed_items_do_not_count_and_credit_counts_against_the_rest(self, ledger: Ledger) -> None:
        ledger.bill("A", "80", DUE).bill("B", "80", DUE)
        assert hold(ledger, late(10)) is not None
        ledger.dispute("A", late(1))
        assert hold(ledger, late(10)) is None
        ledger.settle("A", late(9)).credit("R", "61")
        assert hold(ledger, late(10)) is None

    def test_what_credit_covers_in_full_reaches_no_threshold(self, ledger: Ledger) -> None:
        rule = OverdueRule(amount=Decimal(0), days=1, level=Level.HOLD)
        policy = replace(POLICY, hold=HoldRules(overdue=(rule,)))
        ledger.bill("A", "80", DUE).credit("R", "80")
        assert hold(ledger, late(5), policy) is None
        ledger.credit("R", "79.99")
        assert hold(ledger, late(5), policy) is not None

    def test_a_rule_without_a_level_holds_nothing(self, ledger: Ledger) -> None:
        rules = tuple(replace(rule, level=Level.NONE) for rule in HOLDING.hold.overdue)
        policy = replace(HOLDING, hold=replace(HOLDING.hold, overdue=rules))
        assert hold(ledger.bill("A", "500", DUE), late(30), policy) is None

    def test_it_is_looked_at_again_on_the_day_the_age_is_reached(self, ledger: Ledger) -> None:
        ledger.bill("A", "500", DUE).contact(late(5), ("A", "first"))
        assert assessed(ledger, late(6), HOLDING).next_review == late(10)


def test_a_stage_may_hold(ledger: Ledger) -> None:
    ledger.bill("A", "50", DUE).contact(late(45), ("A", "notice"))
    found = hold(ledger, late(46))
    assert found is not None
    assert (found.level, codes(found)) == (Level.HOLD, [Code.STAGE_HOLDS])
    assert found.reasons[0].figures == {"stage": "formal_notice"}


def test_a_stage_holds_nobody_whose_credit_or_dispute_covers_what_is_late(ledger: Ledger) -> None:
    ledger.bill("A", "50", DUE).contact(late(45), ("A", "notice")).credit("R", "50")
    assert hold(ledger, late(46)) is None
    ledger.credit("R", "49")
    assert hold(ledger, late(46)) is not None
    ledger.dispute("A", late(46))
    assert hold(ledger, late(46)) is None


def test_only_quotations_that_are_not_prepaid_wait_in_order_of_their_number(ledger: Ledger) -> None:
    ledger.bill("A", "500", DUE).quote("S3", "10").quote("S2", "10").quote("S1", "10", prepaid=True)
    ledger.order("S4", "10").order("S5", "10", state=OrderState.CANCELLED)
    found = hold(ledger, late(30))
    assert found is not None
    assert found.orders == ("S2", "S3")


def test_a_warning_holds_no_order(ledger: Ledger) -> None:
    found = hold(ledger.bill("A", "100", DUE).quote("S1", "10"), late(10))
    assert found is not None
    assert found.orders == ()


class TestCourse:
    """From the first hold to its release: numbers, terms, changes."""

    def test_set_kept_renewed_released(self, ledger: Ledger) -> None:
        ledger.bill("A", "500", DUE).holds_before = 2
        written(ledger, 30)
        assert ledger.hold == HoldState(level=Level.HOLD, since=late(30), cycle=3)
        assert news(ledger, 59) == ["hold: overdue overdue"]
        assert assessed(ledger, late(59), HOLDING).next_review == late(60)
        assert news(ledger, 60) == ["hold: overdue overdue hold_renewed"]
        written(ledger, 60)
        assert ledger.hold == HoldState(level=Level.HOLD, since=late(60), cycle=4)
        ledger.pay("A")
        assert news(ledger, 61) == ["release hold: hold_ends"]
        written(ledger, 61)
        assert ledger.hold is None
        assert ledger.holds_before == 4
        assert news(ledger, 62) == []

    def test_a_warning_becomes_a_hold_and_back(self, ledger: Ledger) -> None:
        written(ledger.bill("A", "500", DUE), 10)
        assert ledger.hold == HoldState(level=Level.WARN, since=late(10), cycle=1)
        written(ledger, 30)
        assert ledger.hold == HoldState(level=Level.HOLD, since=late(30), cycle=2)
        ledger.pay("A", "300")
        assert news(ledger, 31) == ["warn: overdue"]
        written(ledger, 31)
        assert ledger.hold == HoldState(level=Level.WARN, since=late(31), cycle=3)

    def test_the_tasks_on_orders_close_with_the_hold_they_belong_to(self, ledger: Ledger) -> None:
        written(ledger.bill("A", "500", DUE).quote("S1", "10").quote("S2", "10"), 30)
        assert sorted(ledger.tasks) == ["hold 1, order S1", "hold 1, order S2"]
        del ledger.orders["S2"]
        assert "close hold 1, order S2" in decide(ledger, late(31), HOLDING)
        ledger.pay("A")
        assert decide(ledger, late(31), HOLDING)[-2:] == [
            "close hold 1, order S1",
            "close hold 1, order S2",
        ]

    def test_on_doubtful_figures_a_hold_is_kept_and_nothing_is_released(self, ledger: Ledger) -> None:
        written(ledger.bill("A", "500", DUE), 30)
        assert assessed(ledger, late(30), PATIENT).next_review == late(45)  # the next step
        ledger.synced_on = late(30)
        assert assessed(ledger, late(30), HOLDING).next_review == late(34)
        ledger.pay("A")
        assert news(ledger, 34) == ["hold: data_stale"]

    def test_on_doubtful_figures_nothing_new_is_held(self, ledger: Ledger) -> None:
        ledger.bill("A", "500", DUE).synced_on = late(0)
        assert news(ledger, 30) == []


class TestNaturalPersons:
    """A human decides about a human."""

    @pytest.fixture(params=[Kind.PERSON, None])
    def person(self, request: pytest.FixtureRequest) -> Ledger:
        return limited("100", request.param).bill("A", "200", late(60)).quote("S1", "10")

    @pytest.fixture
    def why(self, person: Ledger) -> str:
        return "natural_person" if person.customer.kind else "kind_unknown"

    def test_a_hold_is_proposed(self, person: Ledger, why: str) -> None:
        assert news(person, 0) == [f"propose hold: over_limit {why}"]
        written(person, 0)
        assert person.hold == HoldState(level=Level.HOLD, since=DUE, cycle=1, proposal=True)
        assert news(person, 29) == [f"propose hold: over_limit {why}"]

    def test_a_warning_needs_no_one(self) -> None:
        mild = replace(POLICY, hold=HoldRules(over_limit=Level.WARN))
        found = hold(limited("100", Kind.PERSON).bill("A", "200", late(60)), DUE, mild)
        assert found is not None
        assert not found.proposal

    def test_a_named_person_confirms_until_a_day(self, person: Ledger, why: str) -> None:
        written(person, 0).approve("Anne", late(2), late(20))
        assert news(person, 1) == [f"propose hold: over_limit {why}"]
        assert assessed(person, late(1), HOLDING).next_review == late(2)
        assert news(person, 2) == ["hold: over_limit hold_approved"]
        written(person, 2)
        assert person.hold == HoldState(level=Level.HOLD, since=late(2), cycle=2)
        assert assessed(person, late(2), PATIENT).next_review == late(21)

    def test_when_the_confirmation_ends_the_hold_falls_back_to_a_proposal(
        self, person: Ledger, why: str
    ) -> None:
        written(person.approve("Anne", late(0), late(20)), 0)
        assert news(person, 21) == [
            "release hold: hold_changed",
            f"propose hold: over_limit {why}",
        ]
        written(person, 21)
        assert person.hold == HoldState(level=Level.HOLD, since=late(21), cycle=2, proposal=True)
        assert news(person, 22) == [f"propose hold: over_limit {why}"]

    def test_a_confirmation_ends_on_doubtful_figures_too(self, person: Ledger, why: str) -> None:
        written(person.approve("Anne", late(0), late(20)), 0)
        person.synced_on = late(10)
        assert news(person, 20) == ["hold: over_limit data_stale hold_approved"]
        assert news(person, 21) == [
            "release hold: hold_changed",
            f"propose hold: over_limit data_stale {why}",
        ]
        written(person, 21)
        assert person.hold == HoldState(level=Level.HOLD, since=late(21), cycle=2, proposal=True)
        person.approve("Anne", late(22), late(30))
        assert news(person, 22) == [f"propose hold: over_limit data_stale {why}"]

    def test_a_proposal_ends_when_its_reason_is_gone(self, person: Ledger) -> None:
        written(person, 0).pay("A")
        (release,) = [
            each for each in assessed(person, late(1), HOLDING).decisions if isinstance(each, Release)
        ]
        assert release.proposal

    def test_the_confirmation_that_lasts_longest_is_named(self, person: Ledger) -> None:
        person.approve("Marc", late(0), late(5)).approve("Anne", late(0), late(20))
        found = hold(person, late(1))
        assert found is not None
        assert found.reasons[-1].figures == {"by": "Anne", "until": late(20)}


class TestOneMoreOrder:
    """`check-order`: may this order go on?"""

    def ask(self, ledger: Ledger, amount: str, currency: str = "EUR") -> tuple[bool, Level, list[str]]:
        account = ledger.account(DUE)
        answer = check_order(account, HOLDING, Stage.CURRENT, Risk(), DUE, money(amount, currency))
        return answer.go, answer.level, [each.code for each in answer.reasons]

    def test_within_and_over_the_limit(self) -> None:
        ledger = limited("100").bill("A", "60", late(30))
        assert self.ask(ledger, "40") == (True, Level.NONE, [])
        assert self.ask(ledger, "40.01") == (False, Level.HOLD, ["over_limit"])

    def test_the_headroom_is_what_remains_after_the_order(self) -> None:
        account = limited("100").bill("A", "60", late(30)).account(DUE)
        answer = check_order(account, HOLDING, Stage.CURRENT, Risk(), DUE, money("50", "EUR"))
        assert answer.headroom == money("-10", "EUR")
        free = limited(None).account(DUE)
        assert check_order(free, HOLDING, Stage.CURRENT, Risk(), DUE, money("50", "EUR")).headroom is None

    def test_pay_first_refuses_the_first_order(self) -> None:
        assert self.ask(limited("0"), "1") == (False, Level.HOLD, ["over_limit"])

    def test_a_warning_lets_it_go(self) -> None:
        overdue = Ledger().bill("A", "100", late(-10))
        assert self.ask(overdue, "1") == (True, Level.WARN, ["overdue"])

    def test_for_a_natural_person_a_human_decides(self) -> None:
        person = limited("100", Kind.PERSON).bill("A", "100", late(30))
        assert self.ask(person, "1") == (True, Level.WARN, ["over_limit", "natural_person"])
        person.approve("Anne", DUE, late(5))
        assert self.ask(person, "1") == (False, Level.HOLD, ["over_limit", "hold_approved"])

    def test_another_currency_needs_a_rate(self) -> None:
        ledger = limited("100")
        with pytest.raises(ValueError, match="no rate from USD to EUR"):
            self.ask(ledger, "1", "USD")
        assert self.ask(ledger.rate("USD", "0.5"), "200", "USD") == (True, Level.NONE, [])
