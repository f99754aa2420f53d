"""Kill the run at every write in turn, or lose the answer of every write in turn: everything stands once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from relance_sync.errors import Reconnect, RelanceError, Skip, Stop, Unclear
from relance_sync.flow import Mode
from relance_sync.store import open_store
from tests.sync.flow.conftest import Office


@pytest.fixture(params=[1, 4], ids=["one by one", "four at once"], autouse=True)
def at_once(request: pytest.FixtureRequest, office: Office) -> None:
    office.books.capabilities = replace(office.books.capabilities, batch=request.param)


class Killed(BaseException):
    """The process dies: nothing of ours may catch it."""


def scene(office: Office) -> None:
    """A reminder, a hold and two waiting orders: every kind of write."""
    office.late("Noir", "5000.00", 40)
    office.books.order("Noir", "300.00")
    office.books.order("Noir", "400.00")


def stands_once(office: Office) -> None:
    keys = Counter(each.effect.key for each in office.books.written)
    assert set(keys.values()) == {1}, keys
    assert len(office.books.notes) == 2
    assert len(office.books.activities) == 3
    assert set(office.books.holds) == {"noir"}


def at_write(office: Office, victim: int, strike: Callable[[], None]) -> None:
    """Let misfortune strike at the nth write, counted from 0."""
    deliver, count = office.books.deliver, iter(range(1000))

    def struck(effect: object) -> object:
        if next(count) == victim:
            strike()
        return deliver(effect)

    office.books.deliver = struck


WRITES = 6


@pytest.mark.parametrize("victim", range(WRITES))
def test_killed_after_a_write(office: Office, victim: int) -> None:
    scene(office)
    at_write(office, victim, lambda: office.books.fail_after_next_write(Killed()))
    with pytest.raises(Killed):
        office.sync()
    office.sync()
    stands_once(office)


@pytest.mark.parametrize("victim", range(WRITES))
def test_killed_before_a_write(office: Office, victim: int) -> None:
    scene(office)
    at_write(office, victim, lambda: office.books.fail_next(Killed(), call="deliver"))
    with pytest.raises(Killed):
        office.sync()
    office.sync()
    stands_once(office)


@pytest.mark.parametrize("victim", range(WRITES))
def test_the_answer_of_a_write_is_lost(office: Office, victim: int) -> None:
    scene(office)
    at_write(office, victim, office.books.cut_after_next_write)
    report = office.sync()
    assert report.waiting == 0
    assert office.paused == [office.books.capabilities.settle_seconds]
    stands_once(office)


def test_a_platform_that_falls_silent_is_read_back_by_the_next_run(office: Office) -> None:
    scene(office)
    office.books.cut_after_next_write()
    office.books.fail_next(Unclear("Still no answer."), call="find")
    report = office.sync()
    assert report.waiting == 1
    office.sync()
    stands_once(office)


@pytest.mark.parametrize("refusal", [Reconnect("Connect it again."), Stop("The day is used up.")])
def test_an_unclear_write_that_nobody_may_look_for_is_read_back_by_the_next_run(
    office: Office, refusal: RelanceError
) -> None:
    scene(office)
    office.books.cut_after_next_write()
    office.books.fail_next(refusal, call="find")
    with pytest.raises(type(refusal)):
        office.sync()
    office.sync()
    stands_once(office)


def test_a_reminder_paid_between_a_crash_and_the_next_run_is_called_off(office: Office) -> None:
    invoice = office.late("Brun", "100.00", 10)
    office.books.fail_next(Killed(), call="deliver")
    with pytest.raises(Killed):
        office.sync(Mode.ASSIST)
    office.books.pay("Brun", "100.00", invoice=invoice)
    office.sync()
    assert office.books.writes == 0


def test_an_unclear_write_whose_target_was_deleted_does_not_stop_the_next_run(office: Office) -> None:
    scene(office)
    office.books.cut_after_next_write()
    office.books.fail_next(Unclear("Still no answer."), call="find")
    office.sync()
    office.books.fail_next(Skip("The customer was deleted in the books."), call="find")
    report = office.sync()
    assert "The customer was deleted in the books." in [problem for _, problem in report.failed]


def test_a_lost_store_writes_nothing_twice(office: Office) -> None:
    scene(office)
    office.sync()
    with open_store("sqlite://") as empty:
        office.store = empty
        report = office.sync()
        assert {receipt.found for _, receipt in report.delivered} == {True}
        stands_once(office)
        assert not office.sync().delivered


def test_nobody_looks_for_what_was_never_written(office: Office) -> None:
    office.sync()
    scene(office)
    office.sync()
    assert "find" not in {each.endpoint for each in office.books.calls()}
    stands_once(office)
