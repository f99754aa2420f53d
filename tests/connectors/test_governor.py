"""The governor: never more than the limit in any window, no sleep longer than told, never a day asleep."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relance_connectors.exchange import Call
from relance_connectors.governor import Governor
from relance_connectors.pace import Budget, Pace, Period, Window
from relance_connectors.usage_file import UsageFile
from relance_sync.errors import Stop
from tests.connectors.clock import Clock

READ = Call(method="GET", path="/x", endpoint="x", metered=1)
WRITE = Call(method="POST", path="/x", endpoint="x", write=True, metered=1)
FREE = Call(method="POST", path="/x", endpoint="x", write=True)
BATCH = Call(method="POST", path="/b", endpoint="b", lane="batch")
A_LITTLE = 1e-5

windows = st.builds(
    Window,
    calls=st.integers(1, 8),
    seconds=st.sampled_from([0.3, 1.0, 7.0, 60.0]),
    lane=st.sampled_from(["", "batch"]),
)
steps = st.lists(st.tuples(st.sampled_from([READ, BATCH]), st.floats(0, 20)), max_size=60)


def governor(pace: Pace, clock: Clock, path: Path | None = None) -> Governor:
    return Governor(
        pace, where="Books", usage=UsageFile(path), clock=clock.clock, now=clock.now, sleep=clock.sleep
    )


def go(held: Governor, call: Call = READ, headers: dict[str, str] | None = None, *, ok: bool = True) -> None:
    with held.turn(call):
        pass
    held.answered(call, headers or {}, ok=ok)


@given(pace=st.lists(windows, min_size=1, max_size=3, unique=True), steps=steps)
def test_no_window_ever_holds_more_calls_than_its_limit(
    pace: list[Window], steps: list[tuple[Call, float]]
) -> None:
    clock = Clock()
    held = governor(Pace(windows=tuple(pace)), clock)
    made: list[tuple[float, str]] = []
    for call, pause in steps:
        clock.go_on(pause)
        go(held, call)
        made.append((clock.passed, call.lane))
    for window in pace:
        counted = [instant for instant, lane in made if window.lane in {"", lane}]
        for first in counted:
            inside = [each for each in counted if first <= each < first + window.seconds - A_LITTLE]
            assert len(inside) <= window.calls


@given(pace=st.lists(windows, min_size=1, max_size=3, unique=True), steps=steps)
def test_it_never_waits_longer_than_its_longest_window(
    pace: list[Window], steps: list[tuple[Call, float]]
) -> None:
    clock = Clock()
    held = governor(Pace(windows=tuple(pace)), clock)
    for call, pause in steps:
        clock.go_on(pause)
        before = clock.passed
        go(held, call)
        assert clock.passed - before <= max(window.seconds for window in pace) + A_LITTLE


@given(told=st.lists(st.floats(0, 90), min_size=1, max_size=5), late=st.floats(0, 100))
def test_it_never_waits_longer_than_told(told: list[float], late: float) -> None:
    clock = Clock()
    held = governor(Pace(), clock)
    for seconds in told:
        held.refused({}, seconds)
    clock.go_on(late)
    go(held)
    assert sum(clock.slept) == pytest.approx(max(0.0, max(told) - late), abs=A_LITTLE)


@given(
    phase=st.floats(0, 59.9),
    limit=st.integers(2, 12),
    pauses=st.lists(st.floats(0, 15), max_size=80),
)
# The minute is over to the last bit but one: the sum of the pauses is rounded.
@example(
    phase=0.14914318205548896,
    limit=3,
    pauses=[0.14914318205548896] * 2 + [7.833449485262829, 0.14914318205548896],
)
def test_a_platform_that_says_what_is_left_never_refuses(
    phase: float, limit: int, pauses: list[float]
) -> None:
    """Its windows begin when it likes: at `phase`, and every minute after."""
    clock = Clock()
    held = governor(Pace(windows=(Window(calls=limit, seconds=60, header="X-Left"),)), clock)
    used: dict[int, int] = {}
    for pause in pauses:
        clock.go_on(pause)
        with held.turn(READ):
            minute = int((clock.passed - phase + A_LITTLE) // 60)
        used[minute] = used.get(minute, 0) + 1
        assert used[minute] <= limit
        held.answered(READ, {"X-Left": str(limit - used[minute])}, ok=True)
    assert all(each <= 60 + A_LITTLE for each in clock.slept)


def test_what_others_used_is_taken_into_account() -> None:
    clock = Clock()
    held = governor(Pace(windows=(Window(calls=55, told=60, seconds=60, header="X-Left"),)), clock)
    go(held, headers={"X-Left": "6"})
    go(held, headers={"X-Left": "5"})
    assert clock.slept == []
    go(held)
    assert sum(clock.slept) == pytest.approx(60)


def test_a_window_that_began_anew_is_used_at_once() -> None:
    clock = Clock()
    held = governor(Pace(windows=(Window(calls=3, seconds=60, header="X-Left"),)), clock)
    for left in ("2", "1", "2"):
        go(held, headers={"X-Left": left})
    go(held)
    go(held)
    assert clock.slept == []


def test_a_lane_has_a_limit_of_its_own() -> None:
    clock = Clock()
    held = governor(Pace(windows=(Window(calls=1, seconds=60, lane="batch"),)), clock)
    for _ in range(5):
        go(held)
    go(held, BATCH)
    assert clock.slept == []
    go(held, BATCH)
    assert sum(clock.slept) == pytest.approx(60)


def test_so_many_calls_at_once_and_no_more() -> None:
    held = Governor(Pace(concurrency=3), where="Books")
    inside, most, lock, gate = 0, 0, threading.Lock(), threading.Barrier(3)

    def call() -> None:
        nonlocal inside, most
        with held.turn(READ):
            with lock:
                inside += 1
                most = max(most, inside)
            # Three meet here, or nobody passes: a fourth inside would be seen by then.
            gate.wait(timeout=30)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=call) for _ in range(9)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == 3


DAY = Pace(
    budgets=(Budget(calls=10, period=Period.DAY, reserve=2, header="X-Day-Left"),), problem_header="X-Problem"
)


def test_a_day_that_is_used_up_stops_with_its_date_and_without_sleep() -> None:
    clock = Clock()
    held = governor(DAY, clock)
    for _ in range(8):
        go(held)
    with pytest.raises(Stop, match=r"The day's allowance of 10 calls .* used up.*2026-11-25 00:00 UTC"):
        go(held)
    go(held, WRITE)
    go(held, WRITE)
    with pytest.raises(Stop):
        go(held, WRITE)
    go(held, FREE)
    assert clock.slept == []
    clock.go_on(6 * 3600)
    go(held)


def test_a_call_that_was_refused_costs_nothing() -> None:
    held = governor(DAY, Clock())
    for _ in range(30):
        go(held, ok=False)
    go(held)


def test_what_the_platform_says_is_left_counts_more_than_our_count() -> None:
    held = governor(DAY, Clock())
    go(held, headers={"X-Day-Left": "2"})
    with pytest.raises(Stop):
        go(held)
    go(held, WRITE, headers={"X-Day-Left": "9"})
    go(held)


def test_a_quota_that_the_platform_names_stops_every_process_until_then(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "state" / "acme.usage.json"
    with pytest.raises(Stop, match="2026-11-25 03:46 UTC"):
        governor(DAY, clock, path).refused({"X-Problem": "Day"}, 35_160)
    with pytest.raises(Stop, match="2026-11-25 03:46 UTC"):
        go(governor(DAY, clock, path))
    assert clock.slept == []
    clock.go_on(35_161)
    go(governor(DAY, clock, path))


def test_after_the_stop_the_count_begins_anew() -> None:
    """The platform's day may begin in the middle of ours."""
    clock = Clock()
    held = governor(DAY, clock)
    go(held, headers={"X-Day-Left": "0"})
    with pytest.raises(Stop, match="18:10 UTC"):
        held.refused({"X-Problem": "day"}, 600)
    clock.go_on(601)
    go(held)


def test_a_month_is_kept_between_processes(tmp_path: Path) -> None:
    path = tmp_path / "acme.usage.json"
    pace = Pace(budgets=(Budget(calls=6, period=Period.MONTH),))
    for _ in range(6):
        go(governor(pace, Clock(), path))
    with pytest.raises(Stop, match=r"month's allowance of 6 calls.*2026-12-01 00:00 UTC"):
        go(governor(pace, Clock(), path))


def test_two_processes_count_together(tmp_path: Path) -> None:
    path = tmp_path / "acme.usage.json"
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.connectors.test_governor import DAILY, READ, go\n"
        "from relance_connectors.governor import Governor\n"
        "from relance_connectors.usage_file import UsageFile\n"
        "held = Governor(DAILY, where='Books', usage=UsageFile(Path(sys.argv[1])))\n"
        "for _ in range(200):\n"
        "    go(held)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(3)]
    assert [each.wait() for each in running] == [0, 0, 0]
    (count,) = UsageFile(path).read().used.values()
    assert count == 600


DAILY = Pace(budgets=(Budget(calls=10_000, period=Period.MONTH),))


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"used": [["week", "2026-11-24", 3]]}', '{"stopped_until": {"day": "soon"}}', "\x00"],
)
def test_a_spoilt_file_counts_as_empty(tmp_path: Path, content: str) -> None:
    path = tmp_path / "acme.usage.json"
    path.write_text(content)
    go(governor(DAY, Clock(), path))
    (count,) = UsageFile(path).read().used.values()
    assert count == 1


def test_refusals_without_end_are_taken_for_a_month_used_up(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "acme.usage.json"
    pace = Pace(budgets=(Budget(calls=500_000, period=Period.MONTH),), patience=300)
    governor(pace, clock, path).refused({}, 60)
    clock.go_on(290)
    governor(pace, clock, path).refused({}, 60)
    clock.go_on(20)
    with pytest.raises(Stop, match=r"since 2026-11-24 18:00 UTC.*may be used up, until 2026-12-01"):
        governor(pace, clock, path).refused({}, 60)


def test_an_answer_in_between_renews_patience(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "acme.usage.json"
    held = governor(Pace(patience=300), clock, path)
    held.refused({}, 60)
    clock.go_on(290)
    go(held, FREE)
    clock.go_on(20)
    held.refused({}, 60)
    assert UsageFile(path).read().refused_since == clock.now()


def test_a_platform_that_allows_more_than_we_know_is_not_waited_for() -> None:
    clock = Clock()
    held = governor(Pace(windows=(Window(calls=3, seconds=60, header="X-Left"),)), clock)
    for left in range(1000, 990, -1):
        go(held, headers={"X-Left": str(left)})
    assert not clock.slept


def test_a_header_that_is_no_number_is_not_believed() -> None:
    held = governor(DAY, Clock())
    for text in ("", "many", "-1", "1.5", "٣"):
        go(held, headers={"X-Day-Left": text}, ok=False)
    go(held)


def test_what_is_left_of_an_allowance() -> None:
    clock = Clock()
    pace = Pace(budgets=(Budget(calls=10, period=Period.DAY, header="X-Left"),), problem_header="X-Problem")
    held = governor(pace, clock)
    assert (held.left(Period.DAY), held.left(Period.MONTH)) == (10, None)
    go(held)
    assert held.left(Period.DAY) == 9
    go(held, headers={"X-Left": "40"})
    assert held.left(Period.DAY) == 40
    with pytest.raises(Stop):
        held.refused({"X-Problem": "day"}, 60)
    assert held.left(Period.DAY) == 0
    clock.go_on(61)
    assert held.left(Period.DAY) == 10
