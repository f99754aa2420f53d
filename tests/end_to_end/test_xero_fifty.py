"""A day of a bookkeeper with 50 organisations on Xero's free tier: 200 changes in each, a day used up in one.

All of Xero's own limits are in force: in each organisation 1,000 calls a day, 60 a minute and 5 at once, and
10,000 a minute for all together. One command syncs all of them, three times that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.xero_desk import XeroDesk
from tests.end_to_end.xero_people import FIRST, People, free_tier
from tests.simulators.xero import Organisation
from tests.simulators.xero.limits import STARTER_DAY

pytestmark = pytest.mark.long

ORGANISATIONS, CHANGES = 50, 200
HOURS = (8, 12, 18)
SPENT = 17
"""Number of the organisation whose day another program has used up by the evening."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[XeroDesk]:
    with free_tier(ORGANISATIONS, tmp_path, monkeypatch, app_minute=10_000, customers=6, months=2) as made:
        yield made


def spend_the_day(desk: XeroDesk, organisation: Organisation) -> None:
    """Be another program of the same application, which calls until nothing is left of the day."""
    limiter, client = desk.xero.world.limiter, desk.xero.client_id
    while limiter.used(client, organisation.tenant_id)["day"] < STARTER_DAY:
        with limiter.request(client, organisation.tenant_id):
            desk.clock.advance(timedelta(seconds=1.1))


def told_date(error: dict[str, str]) -> datetime:
    """Return until when a company that stopped says it stands still."""
    assert error["kind"] == "stop"
    (told,) = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", error["message"])
    return datetime.strptime(told, "%Y-%m-%d %H:%M %Z").replace(tzinfo=UTC)


def test_fifty_organisations(desk: XeroDesk) -> None:
    waits = desk.wait_on_the_clock()
    desk.json("sync")
    world, log = desk.xero.world, desk.xero.world.log
    people = [People(each, seed) for seed, each in enumerate(world.organisations.values())]
    today = FIRST + timedelta(days=1)
    desk.terminal.today = today.isoformat()
    log.clear()
    until, written = desk.clock.now(), 0
    for number, hour in enumerate(HOURS):
        desk.clock.set(max(desk.clock.now(), datetime.combine(today, time(hour), tzinfo=UTC)))
        for each in people:
            each.work(CHANGES * (number + 1) // len(HOURS) - CHANGES * number // len(HOURS))
        spent = number == len(HOURS) - 1
        if spent:
            spend_the_day(desk, people[SPENT].organisation)
        reports = desk.json("sync", code=int(spent))["companies"]
        if spent:
            until = told_date(reports.pop(SPENT)["error"])
        # All others go on.
        assert len(reports) == ORGANISATIONS - spent
        assert all((each["failed"], each["waiting"]) == ([], 0) for each in reports)
        written += sum(len(each["delivered"]) for each in reports)
    assert {each.done for each in people} == {CHANGES}
    assert written > 5 * ORGANISATIONS
    calls = [sum(call.tenant == tenant for call in log.calls()) for tenant in world.organisations]
    assert max(calls) <= STARTER_DAY // 2
    # Only the one whose day was used up was refused, once; nobody waited for longer than a minute.
    refused = [call.tenant for call in log.calls() if call.status == 429]
    assert refused == [people[SPENT].organisation.tenant_id]
    assert {call.status for call in log.calls()} <= {200, 204, 401, 429}
    assert max(waits, default=0) <= 60
    # Until the date that it says it is not even asked; then it goes on.
    log.clear()
    assert until > desk.clock.now()
    (report,) = desk.json("sync", "--company", f"c{SPENT}", code=2)["companies"]
    assert told_date(report["error"]) == until
    assert not log.calls()
    desk.clock.set(until + timedelta(minutes=1))
    (report,) = desk.json("sync", "--company", f"c{SPENT}")["companies"]
    assert report["delivered"]
