"""What a colleague records on the platform itself counts as if it had been told to Relance."""

from dataclasses import replace
from datetime import timedelta

import pytest

from relance_sync.errors import Retry
from relance_sync.rules.account import HoldOverride
from relance_sync.rules.agreements import Dispute, Pause, Promise
from tests.sync.flow.conftest import Office

DAY = timedelta(days=1)


def reminded(office: Office) -> int:
    return len([each for each in office.books.activities if each.steps])


def promise(office: Office, days: int) -> Promise:
    return Promise(id="9", customer="brun", due=office.today + days * DAY, made_on=office.today)


def test_a_promise_stops_the_chase_and_a_broken_one_resumes_it(office: Office) -> None:
    office.late("Brun", "100.00", 6)
    office.books.told = [promise(office, 3)]
    report = office.sync()
    assert report.pulled["told"] == 1
    assert not reminded(office)
    office.later(10)
    office.sync()
    assert reminded(office)


def test_a_dispute_and_a_pause_stop_it_until_they_end(office: Office) -> None:
    office.late("Brun", "100.00", 6)
    dispute = Dispute(id="1", customer="brun", opened_on=office.today)
    pause = Pause(id="2", customer="brun", since=office.today, until=office.today + 90 * DAY)
    office.books.told = [dispute, pause]
    office.sync()
    office.books.told = [replace(dispute, closed_on=office.today), pause]
    office.sync()
    assert not reminded(office)
    office.books.told = []
    office.sync()
    assert reminded(office) == 1


def test_nobody_is_chased_while_it_is_not_known_what_was_told(office: Office) -> None:
    office.late("Brun", "100.00", 6)
    office.books.told = []
    office.sync()
    before = reminded(office)
    office.late("Cros", "100.00", 6)
    office.books.told = [replace(promise(office, 3), customer="cros")]
    office.books.fail_next(Retry("The platform does not answer. Try again later."), call="told")
    with pytest.raises(Retry):
        office.sync()
    assert reminded(office) == before
    office.sync()
    assert reminded(office) == before


def test_a_release_recorded_there_lets_orders_go_on(office: Office) -> None:
    office.late("Brun", "5000.00", 60)
    office.sync()
    release = HoldOverride(
        id="3", customer="brun", by="Ann", reason="Pays today.", day=office.today, until=office.today + DAY
    )
    office.books.told = [release]
    office.sync()
    (kept,) = office.store.agreements("acme", "brun").overrides
    assert (kept.by, kept.reason) == ("Ann", "Pays today.")
