"""When customers are graded anew, and whom it reaches."""

from dataclasses import replace
from datetime import timedelta

from relance_sync.flow import Mode
from relance_sync.rules.calibration import due_on
from relance_sync.rules.score import Card, Grade
from tests.sync.flow.conftest import MONDAY, Office


def pays(office: Office, customer: str, *late: int) -> None:
    """Let a customer have paid earlier invoices so many days late each."""
    for number, days in enumerate(late):
        due = office.today - timedelta(days=200 - number)
        invoice = office.books.invoice(customer, "100.00", due=due, issued=due - timedelta(days=30))
        office.books.today = due + timedelta(days=days)
        office.books.pay(customer, "100.00", invoice=invoice)
    office.books.today = office.today


def grades(office: Office) -> dict[str, Grade]:
    report = office.sync()
    return {each.customer.id: each.assessment.risk.grade for each in report.assessed}


def test_the_first_sync_grades_everybody(office: Office) -> None:
    pays(office, "Brun", 0, 0, 0)
    pays(office, "Noir", 30, 40, 50)
    for name in ("Brun", "Noir", "Neuf"):
        office.late(name, "100.00", 10)
    assert grades(office) == {"brun": Grade.A, "noir": Grade.B, "neuf": Grade.UNRATED}
    kept = office.store.calibration("acme", office.today)
    assert kept is not None
    assert (kept.calibration.on, kept.calibration.portfolio.paid) == (MONDAY, 6)


def test_a_new_calibration_comes_after_thirty_days_and_reaches_everybody(office: Office) -> None:
    pays(office, "Brun", 0, 0)
    for name in ("Brun", "Noir"):
        office.late(name, "100.00", 400)
    office.sync(Mode.OBSERVE)
    office.later(29)
    kept = office.store.calibration("acme", office.today)
    office.sync(Mode.OBSERVE)
    assert kept is not None
    assert office.store.calibration("acme", office.today) == kept
    assert due_on(kept, Card(), office.today) == office.today + timedelta(days=1)
    office.later(1)
    report = office.sync(Mode.OBSERVE)
    assert {each.customer.id for each in report.assessed} == {"brun", "noir"}
    assert {each.assessment.policy_version for each in report.assessed} == {f"test@{office.today}"}
    again = office.sync(Mode.OBSERVE)
    assert not again.assessed


def test_another_card_calibrates_at_once(office: Office) -> None:
    pays(office, "Brun", 0, 9)
    office.late("Brun", "100.00", 10)
    office.sync()
    before = office.store.calibration("acme", office.today)
    card = Card(late_ratio=0, last_paid=0, mean_days_late=100)
    office.policy = replace(office.policy, score=card, version="other")
    office.sync()
    after = office.store.calibration("acme", office.today)
    assert before is not None
    assert after is not None
    assert (before.card != after.card, after.calibration.on) == (True, office.today)
    assert before.calibration.limits != after.calibration.limits
    assert due_on(after, Card(), office.today) == office.today


def test_a_run_of_yesterday_is_not_graded_by_what_is_known_today(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.sync(Mode.OBSERVE)
    today = office.store.calibration("acme", office.today)
    assert office.store.calibration("acme", office.today - timedelta(days=1)) is None
    assert due_on(today, Card(), office.today) == office.today + timedelta(days=30)
