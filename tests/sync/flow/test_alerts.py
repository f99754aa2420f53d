"""An alert is a note and a task for a colleague: once for ever, whatever happens on the way."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from relance_sync.flow import Mode
from relance_sync.ports import Effect, EffectKind
from relance_sync.rules.agreements import PaymentPlan, PlanPart, Settlement
from relance_sync.rules.money import money
from relance_sync.rules.policy import AlertRules
from tests.sync.flow.conftest import POLICY, Office

WRITES = 2  # what an alert is


class Killed(BaseException):
    """The process dies: nothing of ours may catch it."""


def plan(office: Office, *parts: tuple[int, str], owed: str = "100.00") -> None:
    """Agree instalments, each so many days from today."""
    office.sync(Mode.OBSERVE)
    office.store.add_payment_plan(
        "acme",
        PaymentPlan(
            id="plan-1",
            customer="brun",
            made_on=office.today,
            parts=tuple(
                PlanPart(due=office.today + timedelta(days=days), amount=Decimal(amount))
                for days, amount in parts
            ),
            open_amount=money(owed, "EUR"),
        ),
    )


def settle(office: Office, pays: str, days: int) -> None:
    office.sync(Mode.OBSERVE)
    office.store.add_settlement(
        "acme",
        Settlement(
            id="waiver-1",
            customer="brun",
            made_on=office.today,
            due=office.today + timedelta(days=days),
            pays=money(pays, "EUR"),
            open_amount=money("100.00", "EUR"),
        ),
    )


def pay(office: Office, amount: str) -> None:
    """Receive money today."""
    office.books.today = office.today
    office.books.pay("Brun", amount)


def alerts(office: Office) -> list[Effect]:
    return [each for each in office.books.activities if each.alert]


def broken(office: Office) -> None:
    """A plan whose first instalment was missed, of a debt that is not yet due again."""
    office.late("Brun", "100.00", 3)
    plan(office, (1, "40.00"), (60, "60.00"))
    office.later(4)


def quiet(office: Office) -> None:
    """Leave reminders out: only alerts are written."""
    office.books.customer("Brun", chased=False)


class TestWhatIsWritten:
    """A note in the customer's file and a task with what to do."""

    def test_of_a_broken_plan(self, office: Office) -> None:
        broken(office)
        quiet(office)
        office.sync()
        (note,), (task,) = office.books.notes, office.books.activities
        assert (task.alert, task.channel, task.deadline) == ("plan_broken", "todo", office.today)
        assert task.text.title == "Brun: A payment plan was not kept"
        assert (
            "EUR 40.00 were to be paid by 24 Nov 2026 in all, EUR 0.00 came in time"
            in task.text.paragraphs[0]
        )
        assert task.text.closing[0].startswith("Call the customer")
        assert [line.amount for line in task.text.lines] == [Decimal("100.00")]
        assert note.text.title == "A payment plan was not kept"
        assert task.marker != note.marker

    def test_the_policy_names_the_responsible_else_the_collector(self, office: Office) -> None:
        broken(office)
        quiet(office)
        office.books.customer("Brun", collector="carla", salesperson="sam")
        office.sync()
        office.policy = replace(POLICY, version="2", alerts=AlertRules(responsible="anne"))
        settle(office, "50.00", 1)
        office.later(4)
        office.sync()
        assert [each.responsible for each in alerts(office)] == ["carla", "anne"]

    def test_to_observe_is_to_write_nothing(self, office: Office) -> None:
        broken(office)
        office.sync(Mode.OBSERVE)
        assert office.books.writes == 0


class TestOnce:
    """Not again on the next night, nor after a crash, nor when the task is done."""

    def test_the_nights_that_follow_write_nothing(self, office: Office) -> None:
        broken(office)
        quiet(office)
        for _ in range(5):
            office.sync()
            office.later(1)
        assert office.books.writes == WRITES

    def test_a_new_policy_does_not_repeat_it(self, office: Office) -> None:
        broken(office)
        quiet(office)
        office.sync()
        office.policy = replace(POLICY, version="2")
        office.sync()
        assert office.books.writes == WRITES

    @pytest.mark.parametrize("victim", range(WRITES))
    @pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
    def test_killed_at_a_write(self, office: Office, victim: int, before: bool) -> None:
        broken(office)
        quiet(office)
        strike = (
            (lambda: office.books.fail_next(Killed(), call="deliver"))
            if before
            else (lambda: office.books.fail_after_next_write(Killed()))
        )
        at_write(office, victim, strike)
        with pytest.raises(Killed):
            office.sync()
        office.sync()
        keys = Counter(each.effect.key for each in office.books.written)
        assert list(keys.values()) == [1] * WRITES

    @pytest.mark.parametrize("victim", range(WRITES))
    def test_the_answer_of_a_write_is_lost(self, office: Office, victim: int) -> None:
        broken(office)
        quiet(office)
        at_write(office, victim, office.books.cut_after_next_write)
        office.sync()
        office.sync()
        assert office.books.writes == WRITES


def at_write(office: Office, victim: int, strike: Callable[[], None]) -> None:
    """Let misfortune strike at the nth write, counted from 0."""
    deliver, count = office.books.deliver, iter(range(1000))

    def struck(effect: object) -> object:
        if next(count) == victim:
            strike()
        return deliver(effect)

    office.books.deliver = struck


class TestTask:
    """The task is closed when there is nothing left to do about it; it is no contact."""

    def test_it_stays_while_the_debt_is_open_and_goes_with_it(self, office: Office) -> None:
        broken(office)
        quiet(office)
        office.sync()
        office.later(1)
        office.sync()
        assert len(office.books.open_activities) == 1
        pay(office, "100.00")
        office.later(1)
        office.sync()
        assert office.books.open_activities == []
        assert [each.kind for each in office.books.of_kind(EffectKind.CLOSE)] == [EffectKind.CLOSE]

    def test_it_is_no_contact_with_the_customer(self, office: Office) -> None:
        broken(office)
        quiet(office)
        office.sync()
        office.books.customer("Brun", chased=True)
        office.sync()
        assert [each.steps[0].step for each in office.books.activities if each.steps] == ["call"]

    def test_of_a_kept_settlement_until_the_rest_is_booked(self, office: Office) -> None:
        office.late("Brun", "100.00", 20)
        settle(office, "70.00", 5)
        pay(office, "70.00")
        office.later(1)
        office.sync()
        office.later(30)
        office.sync()
        assert [each.alert for each in office.books.activities] == ["settlement_kept"]
        assert len(office.books.open_activities) == 1
        pay(office, "30.00")  # the credit note, allocated
        office.sync()
        assert office.books.open_activities == []


class TestBrokenForGood:
    """What is paid later does not mend it, also where the store has only paid invoices left of it."""

    def test_an_invoice_paid_in_full_after_the_missed_day(self, office: Office) -> None:
        office.late("Brun", "100.00", 20)
        office.late("Brun", "50.00", 20)
        plan(office, (1, "100.00"), (60, "50.00"), owed="150.00")
        office.later(4)
        pay(office, "100.00")
        office.sync()
        assert [each.alert for each in alerts(office)] == ["plan_broken"]

    def test_also_when_that_payment_is_long_ago(self, office: Office) -> None:
        office.late("Brun", "100.00", 20)
        office.late("Brun", "50.00", 20)
        plan(office, (1, "100.00"), (60, "50.00"), owed="150.00")
        office.later(4)
        pay(office, "100.00")
        office.later(300)
        office.sync()
        (task,) = [each for each in alerts(office) if each.alert == "plan_broken"]
        assert "EUR 0.00 came in time" in task.text.paragraphs[0]

    def test_months_later(self, office: Office) -> None:
        office.late("Brun", "100.00", 20)
        office.late("Brun", "50.00", 20)
        plan(office, (1, "100.00"), (10, "50.00"), owed="150.00")
        office.later(1)
        pay(office, "100.00")
        office.later(150)
        office.sync()
        (task,) = [each for each in alerts(office) if each.alert == "plan_broken"]
        assert (
            "EUR 150.00 were to be paid by 3 Dec 2026 in all, EUR 100.00 came in time"
            in (task.text.paragraphs[0])
        )
