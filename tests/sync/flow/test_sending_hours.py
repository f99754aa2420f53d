"""Messages leave in the company's sending hours only, and none is lost for it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from relance_sync.flow import Mode
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.interest import Usage
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Hours, LateFees
from relance_sync.sending_hours import SendingHours, zone_of
from tests.sync.flow.conftest import MONDAY, Office

PARIS = zone_of("Europe/Paris")
USUAL = SendingHours(hours=Hours(), zone=PARIS, calendar=Calendar())


def paris(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=PARIS)


@pytest.mark.parametrize(
    ("hour", "minute", "on"), [(7, 59, False), (8, 0, True), (18, 59, True), (19, 0, False), (23, 0, False)]
)
def test_hours_are_those_of_the_company(hour: int, minute: int, on: bool) -> None:
    assert USUAL.are_on(paris(MONDAY, hour, minute).astimezone(UTC)) is on


def test_summer_time_is_kept() -> None:
    july = date(2026, 7, 6)
    assert USUAL.are_on(datetime(2026, 7, 6, 6, 30, tzinfo=UTC))
    assert not USUAL.are_on(datetime(2026, 11, 23, 6, 30, tzinfo=UTC))
    assert USUAL.next_begin(paris(july, 20)).astimezone(UTC).hour == 6


@pytest.mark.parametrize(
    ("day", "hour", "begins"),
    [
        (date(2026, 11, 23), 6, date(2026, 11, 23)),
        (date(2026, 11, 23), 20, date(2026, 11, 24)),
        (date(2026, 11, 27), 20, date(2026, 11, 30)),  # a Friday evening
        (date(2026, 11, 28), 6, date(2026, 11, 30)),
    ],
)
def test_the_next_hours_begin_on_an_open_day(day: date, hour: int, begins: date) -> None:
    assert USUAL.next_begin(paris(day, hour)) == paris(begins, 8)


class TestAtNight:
    """A run outside the hours, and the one after it."""

    @pytest.fixture
    def office(self, office: Office) -> Office:
        office.hour = 20
        office.late("Brun", "100.00", 10)
        return office

    def test_the_message_waits_and_the_note_does_not(self, office: Office) -> None:
        report = office.sync(Mode.AUTO)
        assert not office.books.messages
        assert len(office.books.notes) == 1
        assert [effect.customer for effect in report.put_off] == ["brun"]
        assert report.put_off_until == paris(date(2026, 11, 24), 8)
        assert (report.waiting, report.failed) == (0, [])

    def test_activities_do_not_wait(self, office: Office) -> None:
        report = office.sync(Mode.ASSIST)
        assert len(office.books.activities) == 1
        assert report.put_off_until is None

    def test_the_next_run_in_the_hours_sends_it_once_with_its_own_day(self, office: Office) -> None:
        office.sync(Mode.AUTO)
        office.sync(Mode.AUTO)
        office.later(1)
        office.hour = 9
        report = office.sync(Mode.AUTO)
        office.sync(Mode.AUTO)
        (message,) = office.books.messages
        assert "24" in message.text.closing[0]
        assert len(office.books.notes) == 1
        assert not report.put_off

    def test_the_time_zone_of_the_settings_goes_before_the_platform_s(self, office: Office) -> None:
        office.zone = "America/New_York"
        assert not office.sync(Mode.AUTO).put_off
        assert len(office.books.messages) == 1

    def test_what_was_paid_in_the_night_is_not_asked_for(self, office: Office) -> None:
        office.sync(Mode.AUTO)
        office.books.pay("Brun", "100.00")
        office.later(1)
        office.hour = 9
        report = office.sync(Mode.AUTO)
        assert not office.books.messages
        assert (report.waiting, report.put_off, report.failed) == (0, [], [])

    def test_a_closed_day_in_between_keeps_it_waiting(self, office: Office) -> None:
        office.today = date(2026, 11, 27)
        office.sync(Mode.AUTO)
        office.hour = 9
        for _ in range(2):
            office.later(1)
            office.sync(Mode.AUTO)
            assert not office.books.messages
        office.later(1)
        office.sync(Mode.AUTO)
        assert len(office.books.messages) == 1
        assert len(office.books.notes) == 1


def test_a_message_that_claims_late_charges_is_not_taken_for_an_outdated_one(office: Office) -> None:
    fees = LateFees(usage=Usage.CLAIM, stages=(Stage.AMICABLE,), agreed_percent=Decimal(12))
    office.policy = replace(office.policy, late_fees=fees)
    office.late("Brun", "1000.00", 20)
    office.sync(Mode.AUTO)
    (message,) = office.books.messages
    assert len(message.text.lines) > 1
