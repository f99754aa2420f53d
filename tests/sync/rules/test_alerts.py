"""What a colleague is told of, once for ever, and when the task is closed again."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from relance_sync.rules.alerts import alerts
from relance_sync.rules.decisions import Alert, AlertKind, CloseTask
from relance_sync.rules.money import money
from relance_sync.rules.policy import AgreementRules, AlertRules, Policy, Watch
from relance_sync.rules.reasons import Code
from relance_sync.rules.risk import risk_of
from relance_sync.rules.score import Calibration, Grade, Limits, PaidInvoice, Portfolio
from tests.builders import Ledger
from tests.sync.rules.plain_policy import DUE, POLICY, assessed, codes, late

CALIBRATION = Calibration(
    on=DUE,
    portfolio=Portfolio(paid=100, late=10),
    limits=Limits(ends=(Decimal(10), Decimal(30), Decimal(60)), on=DUE),
)
PARTS = ((late(10), "100"), (late(40), "200"))


def told(ledger: Ledger, day: int, policy: Policy = POLICY) -> list[Alert]:
    account = ledger.account(late(day))
    return list(alerts(account, policy, risk_of(account, policy, late(day)), late(day)))


def named(ledger: Ledger, day: int, policy: Policy = POLICY) -> list[tuple[AlertKind, str]]:
    return [(each.kind, each.subject) for each in told(ledger, day, policy)]


def watching(*what: Watch) -> Policy:
    return replace(POLICY, alerts=AlertRules(on=what))


def debt() -> Ledger:
    return Ledger().bill("A", "300", DUE)


def payer(*days: int, until: date = DUE) -> Ledger:
    """A customer whose invoices were paid so many days late, one a week, the last one at the end."""
    ledger = debt()
    ledger.calibration = CALIBRATION
    for number, each in enumerate(reversed(days)):
        paid = until - timedelta(weeks=number)
        ledger.history.append(paid_invoice(paid - timedelta(days=each), paid))
    return ledger


def paid_invoice(due: date, paid: date) -> PaidInvoice:
    issued = due - timedelta(days=30)
    return PaidInvoice(customer="7", issued=issued, due=due, paid=paid, amount=Decimal(100))


class TestAgreements:
    """A broken agreement is told as long as anything of it is open."""

    @pytest.mark.parametrize(
        ("ledger", "kind", "subject"),
        [
            (debt().promise(late(10), noted=True), AlertKind.PROMISE_BROKEN, "promise-0"),
            (debt().agree(PARTS), AlertKind.PLAN_BROKEN, "plan"),
            (debt().waive("200", late(10)), AlertKind.SETTLEMENT_BROKEN, "settlement"),
        ],
        ids=["promise", "plan", "settlement"],
    )
    def test_from_the_day_it_is_broken(self, ledger: Ledger, kind: AlertKind, subject: str) -> None:
        assert told(ledger, 12) == []
        for day in (13, 14, 400):
            (alert,) = told(ledger, day)
            assert (alert.kind, alert.subject, alert.items) == (kind, subject, ("A",))
        assert assessed(ledger.contact(late(8), ("A", "first")), late(9)).next_review == late(13)
        assert told(ledger.pay("A", on=late(20)), 21) == []

    def test_a_promise_kept_in_part_says_how_much_came(self) -> None:
        (alert,) = told(debt().promise(late(10), noted=True).pay("A", "120", on=late(9)), 13)
        assert alert.kind is AlertKind.PROMISE_BROKEN
        assert codes(alert) == [Code.PROMISE_PARTLY_KEPT]
        assert alert.reasons[0].figures["paid"] == money("120", "EUR")

    def test_a_kept_settlement_is_told_until_the_rest_is_written_off(self) -> None:
        ledger = debt().waive("200", late(10)).pay("A", "200", on=late(9))
        (alert,) = told(ledger, 9)
        assert (alert.kind, alert.subject, alert.items) == (AlertKind.SETTLEMENT_KEPT, "settlement", ("A",))
        assert alert.reasons[0].figures == {
            "amount": money("200", "EUR"),
            "due": late(10),
            "rest": money("100", "EUR"),
        }
        assert told(ledger.pay("A"), 20) == []

    def test_an_ended_agreement_is_not_told(self) -> None:
        assert told(debt().agree(PARTS, closed_on=late(20)), 20) == []

    def test_the_policy_names_who_is_told(self) -> None:
        policy = replace(POLICY, alerts=AlertRules(responsible="anne"))
        assert [each.responsible for each in told(debt().agree(PARTS), 13, policy)] == ["anne"]


class TestGrade:
    """The grade of today beside the one of the calibration's day, both worked out from the payments."""

    def test_it_fell(self) -> None:
        ledger = payer(0, 0, 0, 0)
        for week in range(1, 5):
            paid = DUE + timedelta(weeks=week)
            ledger.history.append(paid_invoice(paid - timedelta(days=20), paid))
        (alert,) = told(ledger.pay("A"), 30)
        assert (alert.kind, alert.items) == (AlertKind.WORSE_GRADE, ())
        assert alert.subject == f"{DUE} A-C"
        figures = alert.reasons[0].figures
        assert (figures["before"], figures["now"], figures["since"]) == ("A", "C", DUE)
        assert str(figures["points_before"]) == "3.3"

    def test_each_further_fall_is_told(self) -> None:
        ledger = payer(0, 0, 0, 0).pay("A")
        subjects = []
        for week in range(1, 15):
            paid = DUE + timedelta(weeks=week)
            ledger.history.append(paid_invoice(paid - timedelta(days=40), paid))
            subjects += [each.subject for each in told(ledger, 7 * week)]
        assert list(dict.fromkeys(subjects)) == [f"{DUE} A-{grade}" for grade in "BCD"]

    def test_as_good_as_before_says_nothing(self) -> None:
        assert told(payer(0, 0, 0, 0).pay("A"), 30) == []

    def test_a_better_grade_says_nothing(self) -> None:
        ledger = payer(20, 20, 20, 20).pay("A")
        ledger.history += [
            paid_invoice(DUE + timedelta(days=n), DUE + timedelta(days=n)) for n in range(1, 20)
        ]
        assert told(ledger, 30) == []

    def test_who_was_unrated_has_not_got_worse(self) -> None:
        ledger = payer().pay("A")
        ledger.history.append(paid_invoice(DUE - timedelta(days=40), DUE + timedelta(days=1)))
        assert told(ledger, 30) == []

    def test_without_a_calibration_nobody_is_graded(self) -> None:
        ledger = payer(0, 0, 0).pay("A")
        ledger.calibration = None
        ledger.history.append(paid_invoice(DUE, DUE + timedelta(days=80)))
        assert told(ledger, 90) == []

    def test_a_payment_dated_ahead_is_reviewed_on_its_day(self) -> None:
        ledger = payer(0, 0, 0, 0).pay("A")
        ledger.history.append(paid_invoice(DUE - timedelta(days=90), late(50)))
        assert assessed(ledger, late(20)).next_review == late(50)


class TestGoodPayer:
    """Who pays well and is late now may be in difficulty."""

    def test_from_the_policys_day_on(self) -> None:
        ledger = payer(0, 0, 0, 0)
        assert told(ledger, 14) == []
        assert assessed(ledger.contact(late(14), ("A", "call")), late(14)).next_review == late(15)
        (alert,) = told(ledger, 15)
        assert (alert.kind, alert.subject, alert.items) == (AlertKind.GOOD_PAYER_LATE, "A", ("A",))
        assert alert.reasons[0].figures == {"invoice": "A", "due": DUE, "grade": "A"}

    def test_who_pays_badly_is_no_surprise(self) -> None:
        assert told(payer(20, 20, 20, 20), 40) == []

    def test_the_oldest_names_it_and_all_that_is_late_is_listed(self) -> None:
        ledger = payer(0, 0, 0).bill("B", "50", late(10)).bill("C", "50", late(40))
        (alert,) = told(ledger, 20)
        assert (alert.subject, alert.items) == ("A", ("A", "B"))

    @pytest.mark.parametrize(
        "agree",
        [
            lambda ledger: ledger.dispute("A", DUE),
            lambda ledger: ledger.promise(late(60)),
            lambda ledger: ledger.agree([(late(60), "300")]),
            lambda ledger: ledger.pause(DUE, late(60)),
            lambda ledger: ledger.credit("R", "300"),
        ],
        ids=["disputed", "promised", "planned", "paused", "covered"],
    )
    def test_what_a_person_knows_of_says_nothing(self, agree: object) -> None:
        assert callable(agree)
        assert told(agree(payer(0, 0, 0)), 20) == []

    def test_a_credit_that_covers_a_part_only_does_not_explain_it(self) -> None:
        assert named(payer(0, 0, 0).credit("R", "299"), 20) == [(AlertKind.GOOD_PAYER_LATE, "A")]


class TestTask:
    """The task stays as long as there is something to do about it."""

    def closed(self, ledger: Ledger, day: int) -> list[str]:
        return [each.key for each in assessed(ledger, late(day)).decisions if isinstance(each, CloseTask)]

    def deliver(self, ledger: Ledger, day: int) -> Ledger:
        found = [each for each in assessed(ledger, late(day)).decisions if isinstance(each, Alert)]
        assert found
        return ledger.deliver(found, late(day))

    def test_of_a_broken_plan_until_it_is_paid(self) -> None:
        ledger = self.deliver(debt().agree(PARTS), 13)
        assert self.closed(ledger, 14) == []
        assert self.closed(ledger.pause(late(14), late(30)), 15) == []
        assert self.closed(ledger.pay("A", on=late(16)), 16) == ["plan_broken plan"]

    def test_of_a_kept_settlement_until_the_rest_is_booked(self) -> None:
        ledger = self.deliver(debt().waive("200", late(10)).pay("A", "200", on=late(9)), 9)
        assert self.closed(ledger, 9) == []
        assert self.closed(ledger.pay("A"), 10) == ["settlement_kept settlement"]

    def test_of_a_grade_until_a_person_is_done(self) -> None:
        ledger = payer(0, 0, 0, 0)
        ledger.history += [paid_invoice(DUE - timedelta(days=60), late(n)) for n in range(1, 9)]
        self.deliver(ledger.pay("A"), 10)
        assert self.closed(ledger, 11) == []

    def test_it_is_no_contact_with_the_customer(self) -> None:
        ledger = self.deliver(debt().agree(PARTS), 13)
        assert ledger.contacts == []

    def test_it_is_told_once(self) -> None:
        ledger = self.deliver(debt().agree(PARTS), 13)
        self.deliver(ledger, 14)
        assert list(ledger.tasks) == ["plan_broken plan"]


@pytest.mark.parametrize("watch", Watch)
def test_the_policy_chooses(watch: Watch) -> None:
    ledger = payer(0, 0, 0, 0).agree([(late(5), "300")])
    ledger.history += [paid_invoice(late(n) - timedelta(days=5), late(n)) for n in (3, 4)]
    expected = {
        Watch.BROKEN_AGREEMENT: {AlertKind.PLAN_BROKEN},
        Watch.WORSE_GRADE: {AlertKind.WORSE_GRADE},
        Watch.GOOD_PAYER_LATE: {AlertKind.GOOD_PAYER_LATE},
        Watch.LIMITATION: set(),
    }
    assert {kind for kind, _ in named(ledger, 20)} == set().union(*expected.values())
    assert {kind for kind, _ in named(ledger, 20, watching(watch))} == expected[watch]
    assert risk_of(ledger.account(late(20)), POLICY, late(20)).grade is Grade.B


def test_it_is_silent_on_figures_that_cannot_be_trusted() -> None:
    ledger = debt().agree(PARTS)
    ledger.synced_on = late(13)
    assert told(ledger, 13) != []
    assert told(ledger, 13 + POLICY.data_max_age_days + 1) == []
    reviewed = assessed(ledger.contact(late(13), ("A", "notice")), late(13)).next_review
    assert reviewed == late(13 + POLICY.data_max_age_days + 1)


def test_an_assessment_says_them() -> None:
    decisions = assessed(debt().agree(PARTS), late(13)).decisions
    assert [each.kind for each in decisions if isinstance(each, Alert)] == [AlertKind.PLAN_BROKEN]


def test_a_longer_tolerance_tells_later() -> None:
    policy = replace(POLICY, agreements=AgreementRules(tolerance_days=9))
    assert named(debt().agree(PARTS), 19, policy) == []
    assert named(debt().agree(PARTS), 20, policy) == [(AlertKind.PLAN_BROKEN, "plan")]
