"""QuickBooks' limits are enforced, by a clock that only moves when Relance waits: no call is refused.

Where calls are refused all the same, Relance waits for as long as it is told and no longer; a used-up month
stops one company until a date, and the next one goes on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from relance_connectors.pace import Pace
from relance_connectors.quickbooks import connector
from tests.end_to_end.quickbooks_desk import QuickBooksDesk, open_desk
from tests.end_to_end.signed_in_desk import POLICY
from tests.simulators.books import Company
from tests.simulators.filled_quickbooks import fill, for_quickbooks
from tests.simulators.quickbooks import Books, Kind, Limits, Simulator, Trouble

pytestmark = pytest.mark.long

TODAY = date(2026, 6, 30)
SHAPES = [Kind.THROTTLED_LOWER, Kind.THROTTLED_UPPER, Kind.THROTTLED_XML, Kind.THROTTLED_HTML]
MINUTE = 60


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[QuickBooksDesk]:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    # A real company's: a sandbox sends 40 e-mails a day.
    with Simulator(start=start, frozen=True, limits=Limits(), sandbox=False) as quickbooks:
        made = open_desk(quickbooks, tmp_path, monkeypatch)
        made.policy(POLICY)
        yield made
        assert not quickbooks.world.crashes


def draw(books: Books, customers: int, seed: int = 1) -> None:
    """Fill books up to this morning."""
    drawn = Company(
        seed=seed,
        customers=customers,
        months=5,
        today=TODAY,
        currency="USD",
        foreign=(),
        **for_quickbooks(),
    )
    fill(books, drawn.events())


def open_drawn(desk: QuickBooksDesk, customers: int, mode: str = "assist") -> list[float]:
    """Fill the company's books and connect it; return the waits to come."""
    draw(desk.books, customers)
    desk.dawn(TODAY)
    desk.open_company(mode=mode)
    desk.quickbooks.world.log.clear()
    return desk.wait_on_the_clock()


def written(desk: QuickBooksDesk) -> Counter[str]:
    """Count, by marker, what stands in the books of ours: each must be there once."""
    company = desk.books.company
    texts = [each.data["Note"] for each in company.living("Attachable")]
    texts += [each.data.get("Notes") or "" for each in company.living("Customer")]
    return Counter(part.partition("]")[0] for text in texts for part in text.split("[rl#")[1:])


def refused(desk: QuickBooksDesk) -> dict[str, int]:
    return dict(desk.quickbooks.world.throttle.refused)


def statuses(desk: QuickBooksDesk) -> set[int]:
    return {call.status for call in desk.quickbooks.world.log.calls()}


def test_a_first_load_and_hundreds_of_writes_meet_no_refusal(desk: QuickBooksDesk) -> None:
    waits = open_drawn(desk, 300, mode="auto")
    report = desk.sync()
    kinds = Counter(each["kind"] for each in report["delivered"])
    assert kinds["note"] + kinds["hold"] + kinds["activity"] > 200
    assert kinds["message"] > 40
    assert not report["failed"]
    assert not refused(desk)
    assert statuses(desk) == {200}
    assert len(desk.quickbooks.world.log.calls()) > 100
    # Batches are the narrow lane: beyond 38 of them it waits for the next minute, once.
    assert sorted(waits)[-2] <= 1
    assert sum(waits) <= MINUTE + len(waits)
    assert desk.books.faults() == []


def test_long_runs_of_calls_and_of_batches_meet_no_refusal(desk: QuickBooksDesk) -> None:
    waits = open_drawn(desk, 2)
    built = connected(desk)
    for _ in range(950):
        built.residuals(["1"])
    for _ in range(100):
        built.check()  # two batches
    operations = Counter(each.operation for each in desk.quickbooks.world.log.calls())
    assert (operations["query Invoice"], operations["batch"]) == (950, 200)
    assert not refused(desk)
    assert max(waits) <= MINUTE
    # A little below the limits, and no more than that: 450 a minute, then 38 batches a minute.
    assert 950 / 450 - 1 + 200 / 38 - 1 < sum(waits) / MINUTE < 950 / 450 + 200 / 38 + 1


def test_the_limits_are_real(desk: QuickBooksDesk) -> None:
    open_drawn(desk, 2)
    desk.terminal.monkeypatch.setattr(connector, "PACE", Pace())
    built = connected(desk)
    for _ in range(11):
        built.residuals(["1"])
    assert refused(desk) == {"10 a second": 1}


def connected(desk: QuickBooksDesk) -> connector.QuickBooksConnector:
    """Build the connector of the company as the command line does."""
    built: list[connector.QuickBooksConnector] = []
    build = connector.build

    def remember(given: Any) -> connector.QuickBooksConnector:
        built.append(build(given))
        return built[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connector, "build", remember)
        desk.json("check", "acme")
    built[0].books()
    desk.quickbooks.world.clock.advance(timedelta(minutes=1))
    desk.quickbooks.world.log.clear()
    return built[0]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("told", "after"), [(None, 0), (7, 4), (None, 4)])
def test_a_refused_call_waits_as_told_and_the_sync_ends_right(
    desk: QuickBooksDesk, shape: Kind, told: int | None, after: int
) -> None:
    waits = open_drawn(desk, 12)
    trouble = Trouble(kind=shape, after=after, times=2, path="/v3/", retry_after=told)
    desk.quickbooks.world.troubles.order(trouble)
    report = desk.sync()
    assert trouble.struck == 2
    assert (report["failed"], report["waiting"]) == ([], 0)
    assert all(each == 1 for each in written(desk).values())
    assert len(written(desk)) == len(report["delivered"]) > 5
    long = [each for each in waits if each > 1]
    assert len(long) == 2
    assert max(long) <= (told or MINUTE)


def test_who_is_told_to_wait_for_long_does_so_in_no_run(desk: QuickBooksDesk) -> None:
    waits = open_drawn(desk, 2)
    desk.quickbooks.world.troubles.order(Trouble(kind=Kind.THROTTLED_LOWER, times=0, retry_after=86_400))
    (failed,) = desk.json("sync", code=5)["companies"]
    assert failed["error"]["kind"] == "retry"
    assert not waits


def test_a_month_used_up_stops_one_company_until_a_date(desk: QuickBooksDesk) -> None:
    waits = open_drawn(desk, 6)
    beta = desk.quickbooks.open("9130347798000002", "Beta")
    draw(beta, 6, seed=2)
    desk.dawn(TODAY)
    desk.open_company("beta", beta)
    troubles = desk.quickbooks.world.troubles
    troubles.order(Trouble(kind=Kind.QUOTA, times=0, path=f"/company/{desk.books.realm}/"))
    # At first it may be a rush that passes: QuickBooks does not say which of the two it is.
    acme, after = desk.json("sync", code=1)["companies"]
    assert (acme["error"]["kind"], len(after["delivered"]) > 1) == ("retry", True)
    assert [each for each in waits if each > 1] == [MINUTE] * 3
    waits.clear()
    desk.quickbooks.world.clock.advance(timedelta(minutes=10))
    acme, after = desk.json("sync", code=1)["companies"]
    assert acme["error"]["kind"] == "stop"
    assert "month's allowance may be used up, until 2026-07-01 00:00 UTC" in acme["error"]["message"]
    assert (after["company"], after["failed"], sum(waits)) == ("beta", [], 0)
    troubles.clear()
    desk.dawn(date(2026, 7, 1))
    acme, _ = desk.json("sync")["companies"]
    assert acme["delivered"]


def test_an_allowance_that_is_used_up_is_not_even_tried(desk: QuickBooksDesk) -> None:
    waits = open_drawn(desk, 6)
    desk.sync("--mode", "observe")
    (usage,) = desk.terminal.folder.rglob("acme.usage.json")
    used = {**json.loads(usage.read_text()), "used": [["month", "2026-06-01T00:00:00+00:00", 500_000]]}
    usage.write_text(json.dumps(used))
    waits.clear()
    desk.quickbooks.world.log.clear()
    (acme,) = desk.json("sync", code=2)["companies"]
    assert acme["error"]["kind"] == "stop"
    assert "goes on with the first run after 2026-07-01 00:00 UTC" in acme["error"]["message"]
    assert not waits
    assert not desk.quickbooks.world.log.calls()
    desk.dawn(date(2026, 7, 1))
    assert desk.sync()["delivered"]
