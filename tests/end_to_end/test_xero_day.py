"""A day of a bookkeeper with organisations on Xero's free tier, synced every second hour by one command.

Xero allows 1,000 calls a day and 60 a minute in each organisation, and 10,000 a minute in all together. Five
organisations are played, with five fiftieths of what is for all; each has 200 changes that day. All fifty are
played in test_xero_fifty.py, synced less often. Relance waits by the simulator's clock, which counts calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.xero_desk import XeroDesk
from tests.end_to_end.xero_people import FIRST, People, free_tier, opened
from tests.simulators.xero.limits import STARTER_DAY

pytestmark = pytest.mark.long

ORGANISATIONS, ALL = 5, 50
HOURS, CHANGES = range(0, 24, 2), 200


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[XeroDesk]:
    """A desk whose companies were synced for the first time yesterday."""
    with free_tier(ORGANISATIONS, tmp_path, monkeypatch, app_minute=10_000 * ORGANISATIONS // ALL) as made:
        yield made


def test_a_day_fits_the_free_tier(desk: XeroDesk) -> None:
    waits = desk.wait_on_the_clock()
    desk.json("sync")
    assert max(waits, default=0) <= 60
    world, log = desk.xero.world, desk.xero.world.log
    people = [People(each, seed) for seed, each in enumerate(world.organisations.values())]
    today = FIRST + timedelta(days=1)
    log.clear()
    waits.clear()
    written = 0
    for number, hour in enumerate(HOURS):
        desk.terminal.today = today.isoformat()
        desk.clock.set(max(desk.clock.now(), datetime.combine(today, time(hour), tzinfo=UTC)))
        for each in people:
            each.work(CHANGES * (number + 1) // len(HOURS) - CHANGES * number // len(HOURS))
        for report in desk.json("sync")["companies"]:
            assert (report["failed"], report["waiting"]) == ([], 0)
            written += len(report["delivered"])
    assert {each.done for each in people} == {CHANGES}
    assert written > 10 * ORGANISATIONS
    # Tokens end by the simulator's clock, ahead of the one by which Relance renews them: hence 401.
    assert {call.status for call in log.calls()} <= {200, 204, 401}
    assert not world.limiter.refused
    calls = [sum(call.tenant == tenant for call in log.calls()) for tenant in world.organisations]
    # A day twice as busy would fit too, with what is kept for writing.
    assert max(calls) <= (STARTER_DAY - STARTER_DAY // 10) // 2
    # A sync is not stretched over hours: it waits for a minute to end now and then.
    assert max(waits, default=0) <= 60
    log.clear()
    assert not any(report["delivered"] for report in desk.json("sync")["companies"])
    assert len(log.calls()) <= 7 * ORGANISATIONS


def test_a_first_load_with_many_writes_keeps_the_pace(desk: XeroDesk) -> None:
    many = opened(desk.xero, ORGANISATIONS, customers=120)
    desk.dawn(FIRST)
    desk.open_company("many", many)
    waits = desk.wait_on_the_clock()
    report = desk.json("sync", "--company", "many")["companies"][-1]
    assert len(report["delivered"]) >= 110
    assert (report["failed"], report["waiting"]) == ([], 0)
    assert not desk.xero.world.limiter.refused
    assert 60 < sum(waits) < 60 * len(report["delivered"]) / 20


def test_a_day_used_up_stops_one_organisation_until_a_date(desk: XeroDesk) -> None:
    desk.wait_on_the_clock()
    world = desk.xero.world
    # Another program of the same application calls too.
    while world.limiter.used(desk.xero.client_id, desk.organisation.tenant_id)["day"] < STARTER_DAY:
        with world.limiter.request(desk.xero.client_id, desk.organisation.tenant_id):
            desk.clock.advance(timedelta(seconds=1.1))
    waits = desk.wait_on_the_clock()
    acme, *others = desk.json("sync", code=1)["companies"]
    assert acme["error"]["kind"] == "stop"
    assert all(each["delivered"] and each["failed"] == [] for each in others)
    assert max(waits, default=0) <= 60
    (told,) = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", acme["error"]["message"])
    until = datetime.strptime(told, "%Y-%m-%d %H:%M %Z").replace(tzinfo=UTC)
    assert until - desk.clock.now() < timedelta(days=1)
    # Until then it is not even asked.
    world.log.clear()
    acme, *_ = desk.json("sync", code=1)["companies"]
    assert acme["error"]["kind"] == "stop"
    assert desk.organisation.tenant_id not in {call.tenant for call in world.log.calls()}
    desk.clock.set(until + timedelta(minutes=1))
    acme, *_ = desk.json("sync")["companies"]
    assert acme["delivered"]
