"""Money, calendars, policies and agreements refuse what makes no sense, and say it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance_sync.rules.agreement_states import promise_state
from relance_sync.rules.agreements import AgreementState
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.hold_rules import HoldRules, Level, OverdueRule
from relance_sync.rules.money import Money, from_minor, money, quantize, to_minor, total
from relance_sync.rules.plans import Plan, Stage, Step
from relance_sync.rules.policy import AgreementRules, ContactRules, Policy
from relance_sync.rules.segments import Segment
from tests.builders import CUSTOMER, Ledger
from tests.sync.rules.plain_policy import DUE, GENTLE, POLICY, STANDARD, late, step

MONDAY = date(2026, 3, 2)


class TestMoney:
    def test_a_float_has_already_lost_cents(self) -> None:
        with pytest.raises(TypeError, match="must be a Decimal, not float"):
            Money(amount=1.5, currency="EUR")  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("amount", "currency", "problem"),
        [("NaN", "EUR", "finite"), ("Infinity", "EUR", "finite"), ("1", "eur", "three capital letters")],
    )
    def test_nonsense_is_refused(self, amount: str, currency: str, problem: str) -> None:
        with pytest.raises(ValueError, match=problem):
            money(amount, currency)

    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [("12.50", "EUR", 1250), ("-0.01", "EUR", -1), ("500", "JPY", 500), ("1.234", "TND", 1234)],
    )
    def test_minor_units_there_and_back(self, amount: str, currency: str, minor: int) -> None:
        assert to_minor(Decimal(amount), currency) == minor
        assert str(from_minor(minor, currency)) == amount

    def test_a_fraction_of_a_cent_is_not_lost_silently(self) -> None:
        with pytest.raises(ValueError, match="more decimals"):
            to_minor(Decimal("0.001"), "EUR")

    def test_halves_round_up(self) -> None:
        assert quantize(Decimal("2.345"), "EUR") == Decimal("2.35")

    def test_only_one_currency_is_added_up(self) -> None:
        assert total([money("1", "EUR"), money("2", "EUR")], "EUR") == money("3", "EUR")
        assert total([], "EUR") == money("0", "EUR")
        with pytest.raises(ValueError, match="cannot add USD to EUR"):
            total([money("1", "USD")], "EUR")


class TestCalendar:
    def test_a_week_without_an_open_day_is_refused(self) -> None:
        with pytest.raises(ValueError, match="at least one open weekday"):
            Calendar(closed_weekdays=frozenset(range(7)))

    def test_weekends_and_holidays_are_closed(self) -> None:
        calendar = Calendar(holidays=frozenset({MONDAY}))
        friday = date(2026, 2, 27)
        assert calendar.is_open(friday)
        assert calendar.next_open(date(2026, 2, 28)) == date(2026, 3, 3)
        assert calendar.next_closed(friday) == date(2026, 2, 28)
        assert calendar.next_closed(date(2026, 3, 3)) == date(2026, 3, 7)

    def test_a_company_that_never_closes_has_only_its_holidays(self) -> None:
        calendar = Calendar(closed_weekdays=frozenset(), holidays=frozenset({MONDAY}))
        assert calendar.next_closed(date(2026, 2, 1)) == MONDAY
        assert calendar.next_closed(MONDAY) is None


NO_DAY: dict[str, Any] = {"id": "s", "stage": Stage.FIRM, "channel": "email", "tone": "firm"}


@pytest.mark.parametrize(
    ("build", "problem"),
    [
        (lambda: Step(**NO_DAY), "step 's' needs either before_due or after_due"),
        (lambda: Step(**NO_DAY, before_due=1, after_due=1), "needs either"),
        (lambda: Step(**NO_DAY, after_due=-1), "counted from 0; write before_due"),
        (lambda: Step(**NO_DAY, before_due=-1), "counted from 0"),
        (lambda: Step(**NO_DAY, after_due=1, minimum=Decimal(-1)), "minimum cannot be negative"),
        (lambda: Plan(steps=()), "at least one step"),
        (lambda: Plan(steps=(step("a", 1), step("a", 2))), "two steps of a plan have the same id"),
        (lambda: Plan(steps=(step("a", 2), step("b", 1))), "'b' comes after 'a' but is earlier or milder"),
        (lambda: Plan(steps=(step("a", 1, stage=Stage.FIRM), step("b", 2))), "earlier or milder"),
        (lambda: OverdueRule(amount=Decimal(1), days=0, level=Level.HOLD), "days of at least 1"),
        (lambda: OverdueRule(amount=Decimal(-1), days=1, level=Level.HOLD), "amount of at least 0"),
        (lambda: HoldRules(expires_after_days=0), "a hold without an end is forgotten"),
        (lambda: HoldRules(stages={Stage.CURRENT: Level.WARN}), "would never be released"),
        (lambda: replace(POLICY, default_plan="odd"), "no plan is called 'odd'; there are: gentle, standard"),
        (lambda: replace(POLICY, segments=(Segment(name="vip", plan="odd"),)), "no plan is called 'odd'"),
        (lambda: replace(POLICY, customers={"7": "odd"}), "no plan is called 'odd'"),
        (lambda: replace(POLICY, invoices={"A": "odd"}), "no plan is called 'odd'"),
        (lambda: replace(POLICY, buckets=(30, 30)), "buckets must rise"),
        (lambda: replace(POLICY, buckets=(0, 30)), "buckets must rise"),
        (lambda: ContactRules(gap_days=-1), "days cannot be negative"),
        (lambda: replace(POLICY, data_max_age_days=-1), "days cannot be negative"),
        (lambda: AgreementRules(tolerance_days=-1), "a tolerance cannot be negative"),
        (lambda: replace(POLICY, bank_max_age_days=-1), "days cannot be negative"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(build: Callable[[], object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        build()


class TestWhichPlan:
    """Invoice before customer before segment before company; the policy before the platform."""

    NAMED = ("company", "segment", "on_customer", "customer", "on_invoice", "invoice")

    def policy(self, **choices: Any) -> Policy:
        plans = dict.fromkeys(self.NAMED, STANDARD) | {"gentle": GENTLE}
        return Policy(version="1", plans=plans, default_plan="company", **choices)

    def test_the_nearest_choice_counts(self) -> None:
        invoice = Ledger().bill("A", "1", DUE).invoices["A"]
        customer = CUSTOMER
        vip = Segment(name="vip", plan="segment")
        assert self.policy().plan_name(customer, invoice, None) == "company"
        assert self.policy().plan_name(customer, invoice, vip) == "segment"
        customer = replace(customer, plan="on_customer")
        assert self.policy().plan_name(customer, invoice, vip) == "on_customer"
        customers = {"customers": {"7": "customer"}}
        assert self.policy(**customers).plan_name(customer, invoice, vip) == "customer"
        invoice = replace(invoice, plan="on_invoice")
        assert self.policy(**customers).plan_name(customer, invoice, vip) == "on_invoice"
        invoices = {**customers, "invoices": {"A": "invoice"}}
        assert self.policy(**invoices).plan_name(customer, invoice, vip) == "invoice"

    def test_a_name_only_the_platform_knows_is_passed_over(self) -> None:
        invoice = Ledger().bill("A", "1", DUE, plan="odd").invoices["A"]
        assert self.policy().plan_name(replace(CUSTOMER, plan="odder"), invoice, None) == "company"
        assert self.policy().plan_name(replace(CUSTOMER, plan="gentle"), invoice, None) == "gentle"


class TestPromise:
    """A promise is open, kept, broken or closed by the facts, never by a flag."""

    def state(self, ledger: Ledger, day: int) -> AgreementState:
        account = ledger.account(late(day))
        return promise_state(ledger.promises[0], account, AgreementRules(tolerance_days=2), late(day))

    def test_its_course(self) -> None:
        ledger = Ledger().bill("A", "100", DUE).promise(late(10))
        assert self.state(ledger, 12) is AgreementState.OPEN
        assert self.state(ledger, 13) is AgreementState.BROKEN
        assert self.state(ledger.pay("A"), 13) is AgreementState.KEPT

    def test_withdrawn(self) -> None:
        ledger = Ledger().bill("A", "100", DUE).promise(late(10), closed_on=late(5))
        assert self.state(ledger, 4) is AgreementState.OPEN
        assert self.state(ledger, 5) is AgreementState.CLOSED


def test_a_step_says_from_which_day_late_it_is_due() -> None:
    assert [each.offset for each in STANDARD.steps] == [-3, 5, 15, 30, 45]
