"""Each trigger of a hold: when it comes, what ends it, on which days it is looked at; and overrides."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from relance_sync.rules.account import HoldState
from relance_sync.rules.decisions import Hold, Release, Risk
from relance_sync.rules.hold_rules import DefaultRule, HoldRules, Level
from relance_sync.rules.ledger import Kind
from relance_sync.rules.money import money
from relance_sync.rules.order_check import check_order
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code
from relance_sync.rules.score import Calibration, Grade, Limits, Portfolio
from tests.builders import CUSTOMER, Ledger
from tests.sync.rules.plain_policy import DUE, POLICY, assessed, brief, codes, hold, late

# Everybody with any points is D: only who always paid in time is better.
STERN = Calibration(
    on=late(-60),
    portfolio=Portfolio(paid=100, late=0),
    limits=Limits(ends=(Decimal(0), Decimal("0.1"), Decimal("0.2")), on=late(-60)),
)
DEFAULTS = DefaultRule(times=2, days_late=20, within_days=100, level=Level.HOLD)


def with_rules(**rules: Any) -> Policy:
    return replace(POLICY, hold=replace(HoldRules(over_limit=Level.NONE), **rules))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(calibration=STERN)


def changes(ledger: Ledger, policy: Policy, first: int, last: int) -> dict[int, str]:
    """The hold of each day late, on the days on which it is another than the day before."""
    said: dict[int, str] = {}
    for day in range(first, last + 1):
        found = hold(ledger, late(day), policy)
        now = brief(found) if found else ""
        if now != next(reversed(said.values()), ""):
            said[day] = now
    return said


class TestReturnedPayment:
    POLICY = with_rules(returned_payment=Level.HOLD, returned_days=30)

    def test_it_holds_while_something_is_overdue_and_the_return_is_recent(self, ledger: Ledger) -> None:
        ledger.bill("A", "80", DUE).pay("A", on=late(1)).give_back(late(4))
        assert changes(ledger, self.POLICY, 0, 40) == {4: "hold: returned_payment", 35: ""}
        found = hold(ledger, late(10), self.POLICY)
        assert found is not None
        assert found.reasons[0].figures == {"amount": money("80", "EUR"), "day": late(4)}
        assert found.release[0].figures == {"trigger": "returned_payment", "until": late(34)}

    def test_nothing_overdue_nothing_held(self, ledger: Ledger) -> None:
        ledger.bill("A", "80", DUE).pay("A", on=late(-9)).give_back(late(-5))
        assert changes(ledger, self.POLICY, -5, 3) == {1: "hold: returned_payment"}
        ledger.credit("R", "80")
        assert hold(ledger, late(3), self.POLICY) is None

    def test_a_payment_that_stands_is_no_trigger_and_the_policy_may_leave_it_aside(
        self, ledger: Ledger
    ) -> None:
        ledger.bill("A", "80", DUE).bill("B", "80", DUE).pay("A", on=late(1))
        assert hold(ledger, late(5), self.POLICY) is None
        ledger.give_back(late(4))
        assert hold(ledger, late(5), with_rules()) is None

    def test_the_last_return_is_named(self, ledger: Ledger) -> None:
        ledger.bill("A", "80", DUE).pay("A", on=late(1)).give_back(late(4))
        ledger.bill("B", "90", DUE).pay("B", on=late(5)).give_back(late(8))
        found = hold(ledger, late(10), self.POLICY)
        assert found is not None
        assert found.reasons[0].figures == {"amount": money("90", "EUR"), "day": late(8)}


class TestBrokenPlan:
    POLICY = with_rules(broken_plan=Level.HOLD)

    def test_a_missed_instalment_holds_until_the_plan_is_ended(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).agree([(late(10), "50"), (late(40), "50")], made_on=late(2))
        assert changes(ledger, self.POLICY, 2, 20) == {13: "hold: plan_broken"}
        found = hold(ledger, late(13), self.POLICY)
        assert found is not None
        assert found.reasons[0].figures["due"] == late(10)
        assert found.release[0].figures == {"trigger": "plan_broken", "made_on": late(2)}
        ledger.payment_plans["plan"] = replace(ledger.payment_plans["plan"], closed_on=late(15))
        assert changes(ledger, self.POLICY, 13, 20) == {13: "hold: plan_broken", 15: ""}

    def test_a_plan_that_is_kept_or_paid_off_holds_nothing(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).agree([(late(10), "50"), (late(40), "50")], made_on=late(2))
        ledger.pay("A", "50", on=late(9))
        assert hold(ledger, late(20), self.POLICY) is None
        assert hold(ledger, late(43), self.POLICY) is not None
        ledger.pay("A", on=late(43))
        assert hold(ledger, late(44), self.POLICY) is None

    def test_money_that_came_and_is_not_allocated_yet_ends_the_hold(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).agree([(late(10), "50"), (late(40), "50")], made_on=late(2))
        assert hold(ledger.credit("R", "99"), late(13), self.POLICY) is not None
        assert hold(ledger.credit("R", "100"), late(13), self.POLICY) is None

    def test_a_broken_promise_is_no_broken_plan(self, ledger: Ledger) -> None:
        ledger.bill("A", "100", DUE).promise(late(5))
        assert hold(ledger, late(20), self.POLICY) is None
        ledger.agree([(late(10), "50")], made_on=late(2))
        assert hold(ledger, late(20), with_rules()) is None


class TestRepeatedDefaults:
    POLICY = with_rules(defaults=DEFAULTS)

    @pytest.fixture
    def late_again(self, ledger: Ledger) -> Ledger:
        return ledger.bill("Z", "5", late(-5))

    def test_grade_and_defaults_must_both_be_bad(self, late_again: Ledger) -> None:
        late_again.past(late(-60), late(-30)).past(late(-50), late(-20))
        found = hold(late_again, DUE, self.POLICY)
        assert found is not None
        assert (found.level, codes(found)) == (Level.HOLD, [Code.REPEATED_DEFAULTS])
        assert found.reasons[0].figures == {
            "grade": "D",
            "count": 2,
            "times": 2,
            "days_late": 20,
            "within_days": 100,
        }
        assert found.release[0].figures["trigger"] == "repeated_defaults"
        late_again.calibration = None  # unrated
        assert hold(late_again, DUE, self.POLICY) is None
        unrated = replace(DEFAULTS, grades=(Grade.UNRATED,))
        assert hold(late_again, DUE, with_rules(defaults=unrated)) is not None

    def test_who_owes_nothing_that_is_late_is_not_held_for_the_past(self, late_again: Ledger) -> None:
        late_again.past(late(-60), late(-30)).past(late(-50), late(-20))
        assert hold(late_again.pay("Z"), DUE, self.POLICY) is None
        late_again.bill("A", "80", DUE)
        assert changes(late_again, self.POLICY, 0, 5) == {1: "hold: repeated_defaults"}

    def test_a_default_is_more_than_so_many_days_late(self, late_again: Ledger) -> None:
        late_again.past(late(-60), late(-40)).past(late(-50), late(-30))
        assert hold(late_again, DUE, self.POLICY) is None
        late_again.past(late(-60), late(-39)).past(late(-50), late(-29))
        assert hold(late_again, DUE, self.POLICY) is not None

    def test_old_defaults_fall_out_of_the_window(self, ledger: Ledger) -> None:
        ledger.past(late(-60), late(-30)).past(late(-50), late(-20))
        ledger.bill("Z", "5", late(45))
        # Defaults of days -39 and -29: the first one drops out after a hundred days.
        assert changes(ledger, self.POLICY, 0, 65) == {46: "hold: repeated_defaults", 62: ""}

    def test_what_is_open_counts_once_unless_it_is_disputed(self, ledger: Ledger) -> None:
        ledger.past(late(-60), late(-30)).bill("A", "80", DUE)
        ledger.past(DUE, None)  # the history knows the open one too
        assert changes(ledger, self.POLICY, 0, 30) == {21: "hold: repeated_defaults"}
        ledger.bill("B", "5", late(15)).dispute("A", late(5))
        assert hold(ledger, late(25), self.POLICY) is None

    def test_returned_payments_and_broken_agreements_count(self, late_again: Ledger) -> None:
        late_again.past(late(-60), late(-30)).bill("A", "80", late(50))
        late_again.pay("A", on=late(1))
        assert hold(late_again, late(6), self.POLICY) is None
        late_again.give_back(late(4))
        assert changes(late_again, self.POLICY, 2, 6) == {4: "hold: repeated_defaults"}
        late_again.payments.clear()
        late_again.promise(late(10), "A")
        assert changes(late_again, self.POLICY, 2, 14) == {13: "hold: repeated_defaults"}

    def test_without_a_level_nothing_is_counted(self, late_again: Ledger) -> None:
        late_again.past(late(-60), late(-30)).past(late(-50), late(-20))
        assert hold(late_again, DUE, with_rules(defaults=replace(DEFAULTS, level=Level.NONE))) is None


def test_every_change_has_its_review_day(ledger: Ledger) -> None:
    policy = with_rules(
        returned_payment=Level.WARN, returned_days=9, defaults=DEFAULTS, broken_plan=Level.HOLD
    )
    ledger.past(late(-60), late(-30)).bill("A", "80", DUE).pay("A", on=late(1)).give_back(late(4))
    ledger.agree([(late(30), "40")], made_on=late(5)).override("Anne", late(33), late(36))
    said = {day: hold(ledger, late(day), policy) for day in range(120)}
    reviewed = {day: assessed(ledger, late(day), policy).next_review for day in range(120)}
    for before, after in pairwise(range(120)):
        if said[before] != said[after]:
            assert reviewed[before] == late(after)


class TestOverride:
    """A named person lets orders go on although they are held."""

    POLICY = with_rules(over_limit=Level.HOLD)

    def held(self, kind: Kind | None = Kind.ENTITY) -> Ledger:
        ledger = Ledger(customer=replace(CUSTOMER, kind=kind, credit_limit=Decimal(100)))
        ledger.bill("A", "200", late(300)).quote("S1", "10").quote("S2", "10")
        return written(ledger, DUE, self.POLICY)

    def test_the_hold_becomes_a_warning_and_comes_back_under_a_new_number(self) -> None:
        ledger = self.held()
        assert ledger.hold == HoldState(level=Level.HOLD, since=DUE, cycle=1)
        ledger.override("Anne", late(2), late(4), reason="fair in Lyon")
        said = []
        for day in range(1, 6):
            said.append([brief(each) for each in news(ledger, late(day), self.POLICY)])
            written(ledger, late(day), self.POLICY)
        assert said == [[], ["warn: over_limit overridden"], [], [], ["hold: over_limit"]]
        assert ledger.hold == HoldState(level=Level.HOLD, since=late(5), cycle=3)

    def test_the_warning_says_who_why_and_until_when_and_holds_no_order(self) -> None:
        found = hold(self.held().override("Anne", DUE, late(4), reason="fair in Lyon"), late(1), self.POLICY)
        assert found is not None
        assert found.orders == ()
        assert found.reasons[-1].figures == {"by": "Anne", "until": late(4), "why": "fair in Lyon"}
        assert [each.figures["trigger"] for each in found.release] == ["over_limit"]

    def test_the_tasks_on_orders_are_closed_meanwhile(self) -> None:
        ledger = self.held().override("Anne", late(2), late(4))
        decisions = [brief(each) for each in assessed(ledger, late(2), self.POLICY).decisions]
        assert decisions[-2:] == ["close hold 1, order S1", "close hold 1, order S2"]

    def test_a_person_may_take_it_back(self) -> None:
        ledger = self.held().override("Anne", late(1), late(9), closed_on=late(3))
        assert changes(ledger, self.POLICY, 0, 10) == {
            0: "hold: over_limit",
            1: "warn: over_limit overridden",
            3: "hold: over_limit",
        }

    def test_the_longest_one_is_named(self) -> None:
        ledger = self.held().override("Anne", DUE, late(4)).override("Marc", DUE, late(9))
        found = hold(ledger, late(1), self.POLICY)
        assert found is not None
        assert found.reasons[-1].figures["by"] == "Marc"

    def test_it_needs_no_sound_figures_and_ends_only_on_sound_ones(self) -> None:
        ledger = self.held().override("Anne", late(5), late(8))
        ledger.synced_on = DUE
        assert changes(ledger, self.POLICY, 4, 9) == {
            4: "hold: over_limit data_stale",
            5: "warn: over_limit data_stale overridden",
            9: "hold: over_limit data_stale",
        }
        written(ledger, late(5), self.POLICY)
        assert ledger.hold == HoldState(level=Level.WARN, since=late(5), cycle=2)
        found = hold(ledger, late(9), self.POLICY)
        assert found is not None
        assert found.level is Level.WARN
        ledger.synced_on = late(9)
        found = hold(ledger, late(9), self.POLICY)
        assert found is not None
        assert found.level is Level.HOLD

    def test_a_mere_warning_needs_no_override(self) -> None:
        warning = with_rules(over_limit=Level.WARN)
        found = hold(self.held().override("Anne", DUE, late(4)), late(1), warning)
        assert found is not None
        assert codes(found) == [Code.OVER_LIMIT]

    @pytest.mark.parametrize("kind", [Kind.PERSON, None])
    def test_a_proposal_becomes_a_warning_too(self, kind: Kind | None) -> None:
        why = "natural_person" if kind else "kind_unknown"
        ledger = self.held(kind).override("Anne", late(1), late(4))
        assert changes(ledger, self.POLICY, 0, 5) == {
            0: f"propose hold: over_limit {why}",
            1: "warn: over_limit overridden",
            5: f"propose hold: over_limit {why}",
        }

    def test_one_order_is_let_go_and_the_others_wait(self) -> None:
        ledger = self.held().override("Anne", late(1), late(4), order="S1")
        found = hold(ledger, late(2), self.POLICY)
        assert found is not None
        assert (found.cycle, found.orders) == (1, ("S2",))
        assert codes(found) == [Code.OVER_LIMIT, Code.ORDER_OVERRIDDEN]
        assert found.reasons[-1].figures["order"] == "S1"
        after = hold(ledger, late(5), self.POLICY)
        assert after is not None
        assert after.orders == ("S1", "S2")
        assert assessed(ledger, late(2), self.POLICY).next_review == late(5)


class TestCheckingAnOrder:
    POLICY = with_rules(over_limit=Level.HOLD)

    def ask(self, ledger: Ledger, amount: str, order: str | None = None) -> tuple[bool, Level, list[Code]]:
        answer = check_order(
            ledger.account(DUE),
            self.POLICY,
            Stage.CURRENT,
            Risk(),
            DUE,
            money(amount, "EUR"),
            ledger.orders[order] if order else None,
        )
        assert bool(answer.release) is not answer.go
        return answer.go, answer.level, [each.code for each in answer.reasons]

    @pytest.fixture
    def limited(self) -> Ledger:
        return Ledger(customer=replace(CUSTOMER, credit_limit=Decimal(100))).bill("A", "60", late(30))

    def test_an_order_that_is_known_counts_once(self, limited: Ledger) -> None:
        limited.order("S1", "40").quote("S2", "40")
        assert self.ask(limited, "40", "S1") == (True, Level.NONE, [])
        assert self.ask(limited, "41", "S1") == (False, Level.HOLD, [Code.OVER_LIMIT])
        assert self.ask(limited, "1", "S2") == (False, Level.HOLD, [Code.OVER_LIMIT])

    def test_an_order_read_anew_is_the_same_order(self, limited: Ledger) -> None:
        limited.order("S1", "40")
        anew = replace(limited.orders["S1"], id="".join(("S", "1")))
        account, amount = limited.account(DUE), money("40", "EUR")
        assert check_order(account, self.POLICY, Stage.CURRENT, Risk(), DUE, amount, anew).go

    def test_what_was_invoiced_of_it_does_not_count_again(self, limited: Ledger) -> None:
        limited.order("S1", "100")
        limited.orders["S1"] = replace(limited.orders["S1"], uninvoiced=money("40", "EUR"))
        assert self.ask(limited, "100", "S1") == (True, Level.NONE, [])
        assert self.ask(limited, "101", "S1") == (False, Level.HOLD, [Code.OVER_LIMIT])
        assert self.ask(limited, "10", "S1") == (True, Level.NONE, [])

    def test_a_prepaid_order_goes_and_leaves_the_headroom_alone(self, limited: Ledger) -> None:
        limited.quote("S1", "500", prepaid=True)
        assert self.ask(limited, "500", "S1") == (True, Level.NONE, [])
        answer = check_order(
            limited.account(DUE),
            self.POLICY,
            Stage.CURRENT,
            Risk(),
            DUE,
            money("500", "EUR"),
            limited.orders["S1"],
        )
        assert answer.headroom == money("40", "EUR")

    def test_an_override_lets_it_go_with_a_warning(self, limited: Ledger) -> None:
        limited.quote("S1", "50").override("Anne", DUE, late(3), order="S1")
        assert self.ask(limited, "50", "S1") == (True, Level.WARN, [Code.OVER_LIMIT, Code.ORDER_OVERRIDDEN])
        assert self.ask(limited, "50") == (False, Level.HOLD, [Code.OVER_LIMIT])
        limited.override("Marc", DUE, late(3))
        assert self.ask(limited, "50") == (True, Level.WARN, [Code.OVER_LIMIT, Code.OVERRIDDEN])

    def test_doubtful_figures_hold_nothing_new_but_say_so(self, limited: Ledger) -> None:
        limited.synced_on = late(-30)
        for amount, expected in (("40", []), ("41", [Code.OVER_LIMIT])):
            answer = check_order(
                limited.account(DUE), self.POLICY, Stage.CURRENT, Risk(), DUE, money(amount, "EUR")
            )
            assert (answer.go, answer.level) == (True, Level.WARN)
            assert [each.code for each in answer.reasons] == [*expected, Code.DATA_STALE]

    def test_a_hold_in_force_stands_on_doubtful_figures(self, limited: Ledger) -> None:
        limited.quote("S1", "50").hold = HoldState(level=Level.HOLD, since=late(-5), cycle=1)
        limited.synced_on = late(-30)
        assert self.ask(limited, "50", "S1") == (False, Level.HOLD, [Code.OVER_LIMIT, Code.DATA_STALE])
        limited.override("Anne", DUE, late(3))
        assert self.ask(limited, "50", "S1")[:2] == (True, Level.WARN)
        limited.overrides.clear()
        limited.hold = HoldState(level=Level.HOLD, since=late(-5), cycle=1, proposal=True)
        assert self.ask(limited, "50", "S1")[:2] == (True, Level.WARN)

    def test_the_grade_counts(self) -> None:
        policy = with_rules(defaults=replace(DEFAULTS, grades=(Grade.UNRATED,)))
        ledger = Ledger().past(late(-60), late(-30)).past(late(-50), late(-20)).bill("A", "5", late(-5))
        answer = check_order(ledger.account(DUE), policy, Stage.CURRENT, Risk(), DUE, money("1", "EUR"))
        assert [each.code for each in answer.reasons] == [Code.REPEATED_DEFAULTS]


def news(ledger: Ledger, today: date, policy: Policy) -> list[Hold | Release]:
    """The hold decisions of a day that are not on the platform yet."""
    return [
        each
        for each in assessed(ledger, today, policy).decisions
        if isinstance(each, Release)
        or (isinstance(each, Hold) and not (ledger.hold and ledger.hold.cycle == each.cycle))
    ]


def written(ledger: Ledger, today: date, policy: Policy) -> Ledger:
    """The ledger once the hold decisions of that day are on the platform."""
    return ledger.deliver(news(ledger, today, policy), today)
