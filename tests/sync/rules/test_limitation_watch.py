"""Claims that come near their last day: who is told when, what moves the day, and what is left alone."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from relance_sync.config.law_tables import read_law
from relance_sync.rules.decisions import Alert, AlertKind
from relance_sync.rules.ledger import Company, Kind
from relance_sync.rules.limitation import Ground, Ignored
from relance_sync.rules.limitation_watch import limitation_alerts, limitation_reviews, time_barred, watch
from relance_sync.rules.policy import AlertRules, Law, LimitationRules, Watch
from tests.builders import COMPANY, CUSTOMER, Ledger
from tests.sync.rules.plain_policy import POLICY, assessed, decide

DUE = date(2021, 6, 30)
LAST = date(2026, 6, 30)
DAY = timedelta(days=1)
LAW = Law(limitation=read_law().limitation)
WATCHING = replace(
    POLICY, law=LAW, alerts=AlertRules(on=(Watch.LIMITATION,)), limitation=LimitationRules(warning_days=90)
)
NEAR = LAST - 90 * DAY


def french(kind: Kind | None = Kind.ENTITY) -> Ledger:
    return Ledger(
        company=replace(COMPANY, country="FR"),
        customer=replace(CUSTOMER, kind=kind),
    )


@pytest.fixture
def ledger() -> Ledger:
    return french().bill("A", "80", DUE, issued=date(2021, 5, 31))


def alerts(ledger: Ledger, today: date) -> list[Alert]:
    return [each for each in assessed(ledger, today, WATCHING).decisions if isinstance(each, Alert)]


def last_days(ledger: Ledger, today: date) -> list[date]:
    return [each.limitation.last_day for each in watch(ledger.account(today), WATCHING, today)]


def test_a_colleague_is_told_in_time_and_once_it_is_too_late(ledger: Ledger) -> None:
    assert alerts(ledger, NEAR - DAY) == []
    (near,) = alerts(ledger, NEAR)
    assert (near.kind, near.subject, near.items) == (AlertKind.LIMITATION_NEAR, "2026-06-30", ("A",))
    assert near.reasons[0].figures == {
        "invoice": "A",
        "due": DUE,
        "last_day": LAST,
        "article": "C. com. L110-4; C. civ. 2224",
    }
    assert alerts(ledger, LAST) == [near]
    (passed,) = alerts(ledger, LAST + DAY)
    assert (passed.kind, passed.subject) == (AlertKind.LIMITATION_PASSED, "2026-06-30")


def test_invoices_of_one_last_day_are_one_alert(ledger: Ledger) -> None:
    ledger.bill("B", "20", DUE).bill("C", "20", DUE + DAY)
    assert [each.items for each in alerts(ledger, LAST)] == [("A", "B"), ("C",)]


def test_a_time_barred_claim_is_not_chased_and_the_rest_goes_on(ledger: Ledger) -> None:
    assert decide(ledger, LAST, WATCHING)[0].startswith("remind")
    assert decide(ledger, LAST + DAY, WATCHING)[0] == "wait limitation_passed: A"
    ledger.bill("B", "20", date(2026, 5, 1))
    assert decide(ledger, LAST + DAY, WATCHING)[:2] == [
        "wait limitation_passed: A",
        "remind first by email: B",
    ]


def test_a_confirmed_acknowledgement_before_the_last_day_brings_it_back(ledger: Ledger) -> None:
    later = ledger.interrupt(date(2025, 1, 15))
    assert last_days(later, LAST + DAY) == [date(2030, 1, 15)]
    assert decide(later, LAST + DAY, WATCHING)[0].startswith("remind")
    assert alerts(later, LAST + DAY) == []


@pytest.mark.parametrize(
    ("day", "confirmed_by", "why"),
    [
        (date(2025, 1, 15), None, Ignored.UNCONFIRMED),
        (LAST + DAY, "Anne", Ignored.TOO_LATE),
        (date(2021, 6, 1), "Anne", Ignored.BEFORE_START),
    ],
)
def test_what_moves_nothing_says_why(
    ledger: Ledger, day: date, confirmed_by: str | None, why: Ignored
) -> None:
    ledger.interrupt(day, confirmed_by=confirmed_by)
    (found,) = watch(ledger.account(LAST + DAY), WATCHING, LAST + DAY)
    assert found.limitation.last_day == LAST
    assert [each.why for each in found.limitation.unmoved] == [why]


def test_an_interruption_is_about_the_invoices_it_names_or_about_all_issued_by_then(ledger: Ledger) -> None:
    ledger.bill("B", "20", DUE, issued=date(2021, 5, 31)).bill("C", "20", DUE, issued=date(2021, 7, 15))
    ledger.interrupt(date(2021, 7, 10), ground=Ground.COURT_CLAIM)
    assert last_days(ledger, LAST) == [date(2026, 7, 10), date(2026, 7, 10), LAST]
    ledger.interrupt(date(2021, 8, 1), "B")
    assert last_days(ledger, LAST) == [date(2026, 7, 10), date(2026, 8, 1), LAST]


def test_a_formal_notice_moves_nothing_and_the_answer_says_so(ledger: Ledger) -> None:
    ledger.contact(date(2025, 1, 15), ("A", "notice")).contact(date(2024, 1, 15), ("A", "first"))
    ledger.contact(date(2025, 1, 15), ("B", "notice")).contact(date(2025, 1, 15), ("A", "gone"))
    (found,) = watch(ledger.account(LAST), WATCHING, LAST)
    assert found.limitation.last_day == LAST
    assert [(each.fact.day, each.why) for each in found.limitation.unmoved] == [
        (date(2025, 1, 15), Ignored.FORMAL_NOTICE)
    ]


def test_a_payment_plan_by_itself_is_no_acknowledgement(ledger: Ledger) -> None:
    ledger.agree([(date(2025, 3, 1), "40"), (date(2025, 4, 1), "40")], made_on=date(2025, 1, 15))
    assert last_days(ledger, LAST) == [LAST]
    ledger.interrupt(date(2025, 1, 15))
    assert last_days(ledger, LAST) == [date(2030, 1, 15)]


@pytest.mark.parametrize(
    ("kind", "last_day"),
    [(Kind.ENTITY, LAST), (Kind.PERSON, date(2023, 6, 30)), (None, date(2023, 6, 30))],
)
def test_who_may_be_a_consumer_has_the_shorter_period(kind: Kind | None, last_day: date) -> None:
    assert last_days(french(kind).bill("A", "80", DUE), date(2022, 1, 1)) == [last_day]


def test_the_policy_may_name_another_law() -> None:
    british = replace(WATCHING, limitation=LimitationRules(country="GB"))
    account = french().bill("A", "80", DUE).account(LAST)
    assert [each.limitation.last_day for each in watch(account, british, LAST)] == [date(2027, 6, 30)]


def test_where_nobody_wants_to_be_told_a_barred_claim_is_left_alone_all_the_same(ledger: Ledger) -> None:
    off = replace(WATCHING, alerts=AlertRules(on=()))
    assert limitation_alerts(ledger.account(LAST), off, LAST) == ()
    assert decide(ledger, LAST, off)[0].startswith("remind")
    assert decide(ledger, LAST + DAY, off) == ["wait limitation_passed: A"]


def test_nobody_watches_without_a_table() -> None:
    abroad = Ledger(company=Company(id="acme", name="Acme", currency="EUR", country="DE")).bill(
        "A", "80", DUE
    )
    assert watch(abroad.account(LAST), WATCHING, LAST) == ()
    assert decide(abroad, LAST + DAY, WATCHING)[0].startswith("remind")
    assert list(limitation_reviews(abroad.account(LAST), WATCHING, LAST)) == []


def test_items_without_a_due_date_or_fresh_ones_alarm_nobody() -> None:
    ledger = french().bill("A", "80", None).bill("B", "80", date(2026, 6, 1))
    assert alerts(ledger, LAST) == []
    assert alerts(french(), LAST) == []


def test_on_doubtful_figures_nobody_is_alarmed(ledger: Ledger) -> None:
    ledger.synced_on = date(2026, 6, 1)
    assert alerts(ledger, LAST) == []


def test_every_change_has_its_review_day(ledger: Ledger) -> None:
    ledger.bill("B", "20", DUE + 40 * DAY).interrupt(LAST - 20 * DAY, "A")
    days = [NEAR - 5 * DAY + number * DAY for number in range(150)]
    said = [alerts(ledger, day) + list(time_barred(ledger.account(day), WATCHING, day)) for day in days]
    changes = 0
    for (before, after), (old, new) in zip(pairwise(days), pairwise(said), strict=True):
        if old != new:
            changes += 1
            assert after in set(limitation_reviews(ledger.account(before), WATCHING, before))
    assert changes == len(("A near", "A interrupted", "B near", "B passed"))
