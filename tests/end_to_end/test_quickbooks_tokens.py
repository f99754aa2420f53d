"""The permission for QuickBooks withdrawn or expired in the middle of a run, or renewed by two processes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.end_to_end.busy_office import BusyOffice
from tests.end_to_end.quickbooks_desk import QuickBooksDesk, open_desk
from tests.end_to_end.signed_in_desk import POLICY
from tests.simulators.quickbooks import Books, Kind, Limits, Simulator, Trouble

pytestmark = pytest.mark.long

TODAY = date(2026, 6, 30)
SENTENCE = (
    "QuickBooks no longer accepts the permission of acme: it was withdrawn or has run out. Nothing is lost."
    " Run: relance connect acme"
)


@pytest.fixture
def office() -> Iterator[tuple[Simulator, BusyOffice]]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with (
        Simulator(start=start, frozen=True, limits=Limits.none()) as quickbooks,
        BusyOffice(quickbooks.url) as proxy,
    ):
        # With every renewal the old refresh token ends at once: a second one would be refused.
        quickbooks.world.authority.rotate_always = True
        yield quickbooks, proxy
        assert not quickbooks.world.crashes


def late(books: Books) -> Books:
    """Let one company be late, with an order under way."""
    amy = books.customer("Amy", CompanyName="Amy", notes="Call first.")
    books.estimate(amy, 100, status="Accepted")
    issued = TODAY - timedelta(days=90)
    books.invoice(amy, "1200.00", day=issued, due=issued + timedelta(days=30))
    return books


def begin(office: tuple[Simulator, BusyOffice], folder: Path, patch: pytest.MonkeyPatch) -> QuickBooksDesk:
    """Open new books and a new workspace."""
    quickbooks, proxy = office
    number = len(quickbooks.world.companies)
    place = folder / str(number)
    place.mkdir()
    books = late(quickbooks.open(f"93413453000000{number:02}", f"Round {number}"))
    desk = open_desk(quickbooks, place, patch, books)
    desk.policy(POLICY)
    desk.dawn(TODAY)
    desk.wait_on_the_clock()
    desk.open_company(server=proxy.url)
    proxy.quiet()
    quickbooks.world.log.clear()
    return desk


def written(books: Books) -> tuple[list[str], str]:
    """Return the first lines of the notes, and what stands in the customer's own."""
    (amy,) = books.company.living("Customer")
    notes = [each.data["Note"].partition("\n")[0] for each in books.company.living("Attachable")]
    return sorted(notes), amy.data["Notes"].partition("[rl#")[0]


def operations(quickbooks: Simulator, operation: str) -> int:
    return sum(each.operation == operation for each in quickbooks.world.log.calls())


class Nth:
    """Lets something happen right before the nth call."""

    def __init__(self, n: int, happen: Callable[[], object]) -> None:
        self._left, self._happen = n, happen
        self._lock = threading.Lock()

    def __call__(self, _write: bool) -> None:  # told by the proxy
        with self._lock:
            self._left -= 1
            if self._left == 0:
                self._happen()


def test_a_permission_withdrawn_before_any_call_asks_for_a_new_one_and_loses_nothing(
    office: tuple[Simulator, BusyOffice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quickbooks, proxy = office
    undisturbed = begin(office, tmp_path, monkeypatch)
    undisturbed.sync()
    calls = len(proxy.calls)
    assert calls > 5
    for n in range(1, calls + 1):
        desk = begin(office, tmp_path, monkeypatch)
        realm = desk.books.realm
        proxy.somebody = Nth(n, partial(quickbooks.world.authority.disconnect, realm))
        answer = desk.terminal.relance("sync")
        assert answer.code == 4, f"call {n}"
        assert SENTENCE in answer.everything.replace("\n", " ")
        proxy.quiet()
        assert desk.terminal.relance("sync").code == 4
        assert not proxy.calls
        desk.json("connect", "acme")
        desk.sync()
        assert written(desk.books) == written(undisturbed.books), f"call {n}"


def test_the_next_company_goes_on(
    office: tuple[Simulator, BusyOffice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quickbooks, proxy = office
    desk = begin(office, tmp_path, monkeypatch)
    beta = late(quickbooks.open("9341345300009999", "Beta"))
    desk.open_company("beta", beta, server=proxy.url)
    proxy.somebody = Nth(3, lambda: quickbooks.world.authority.disconnect(desk.books.realm))
    acme, after = desk.json("sync", code=1)["companies"]
    assert acme["error"] == {"kind": "reconnect", "message": SENTENCE}
    assert (after["company"], len(after["delivered"]) > 1) == ("beta", True)


def test_a_token_that_expires_before_any_call_is_renewed_once(
    office: tuple[Simulator, BusyOffice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quickbooks, proxy = office
    undisturbed = begin(office, tmp_path, monkeypatch)
    undisturbed.sync()
    calls = len(proxy.calls)
    assert operations(quickbooks, "token refresh") == 0
    for n in range(1, calls + 1):
        desk = begin(office, tmp_path, monkeypatch)
        proxy.somebody = Nth(n, quickbooks.world.authority.expire_access)
        desk.sync()
        assert operations(quickbooks, "token refresh") == 1, f"call {n}"
        assert len(proxy.calls) == calls + 2
        assert written(desk.books) == written(undisturbed.books), f"call {n}"


def test_two_processes_at_the_same_moment_renew_once(
    office: tuple[Simulator, BusyOffice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quickbooks, proxy = office
    desk = begin(office, tmp_path, monkeypatch)
    quickbooks.world.authority.expire_access()
    # Both are refused at the same moment, and the first one to renew takes its time.
    quickbooks.world.troubles.order(Trouble(kind=Kind.SLOW, times=0, path="tokens/bearer", seconds=1.0))
    together = threading.Barrier(2, timeout=60)
    proxy.somebody = Both(together)
    processes = [desk.start("check", "acme") for _ in range(2)]
    told = [each.communicate(timeout=120) for each in processes]
    assert [each.returncode for each in processes] == [0, 0], told
    assert operations(quickbooks, "token refresh") == 1
    assert [call.status for call in proxy.calls].count(401) == 2
    desk.sync()
    assert operations(quickbooks, "token refresh") == 1


class Both:
    """Lets the first two calls wait for each other."""

    def __init__(self, together: threading.Barrier) -> None:
        self._together, self._left = together, together.parties
        self._lock = threading.Lock()

    def __call__(self, _write: bool) -> None:  # told by the proxy
        with self._lock:
            self._left -= 1
            waits = self._left >= 0
        if waits:
            self._together.wait()
