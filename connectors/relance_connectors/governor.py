"""Holds a company's calls to the platform's pace, and stops them when an allowance is used up.

It waits for seconds, never for a day: a used-up day or month is a `Stop` with the date on which it begins
anew. What the platform says in its headers is the truth; our own counts fill the time between two answers.
It sends nothing and knows no platform.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from relance_connectors.exchange import Call
from relance_connectors.pace import Budget, Pace, Period, Window
from relance_connectors.usage_file import Usage, UsageFile
from relance_sync.errors import Stop

# A microsecond early is on time: sums of floats are not exact.
_ON_TIME = 1e-6


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Governor:
    """The pace of one company; several threads may call."""

    def __init__(
        self,
        pace: Pace,
        *,
        where: str,
        usage: UsageFile | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            pace: The limits.
            where: The platform and the company, for messages.
            usage: What was used before; None to begin anew with this process.
            clock: Seconds that never jump.
            now: The instant, aware.
            sleep: Waits some seconds.
        """
        self._pace = pace
        self._where = where
        self._usage = usage or UsageFile()
        self._clock, self._now, self._sleep = clock, now, sleep
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(pace.concurrency)
        self._recent: dict[Window, deque[float]] = {window: deque() for window in pace.windows}
        self._under_way = 0
        self._not_before = float("-inf")

    @contextmanager
    def turn(self, call: Call) -> Iterator[None]:
        """Wait until the call may be made, and count it while the block runs.

        Raises:
            Stop: If an allowance is used up.
        """
        with self._places:
            if call.metered:
                self._look_at_budgets(call)
            self._wait(call.lane)
            try:
                yield
            finally:
                with self._lock:
                    self._under_way -= 1

    def answered(self, call: Call, headers: Mapping[str, str], *, ok: bool) -> None:
        """Learn from an answer.

        Args:
            call: What was asked.
            headers: Of the answer, looked up without regard to case.
            ok: True if the platform did what was asked.
        """
        with self._lock:
            for window in self._pace.windows:
                if window.lane in {"", call.lane} and (left := _number(headers, window.header)) is not None:
                    self._adopt(window, left)
        told = {
            budget: left
            for budget in self._pace.budgets
            if (left := _number(headers, budget.header)) is not None
        }
        if (ok and call.metered and self._pace.budgets) or told or (ok and self._was_refused()):
            self._usage.change(lambda usage: self._note(usage, call, told, ok=ok))

    def refused(self, headers: Mapping[str, str], after: float | None) -> None:
        """Learn from a 429.

        Args:
            headers: Of the answer, looked up without regard to case.
            after: Seconds to wait, as the platform or its table says; None if nobody says.

        Raises:
            Stop: If a day's or month's allowance is used up.
        """
        problem = headers.get(self._pace.problem_header, "").strip().lower()
        for budget in self._pace.budgets:
            if problem == budget.period:
                raise self._used_up(budget, after)
        if after is not None:
            self.cool(after)
        self._lose_patience()

    def left(self, period: Period) -> int | None:
        """Return how many calls of an allowance are left, what is kept for writing included.

        Args:
            period: Of the allowance.

        Returns:
            What the platform said last, less what was called since; None if there is no such allowance.

        Raises:
            Stop: If the file with the counts cannot be read.
        """
        usage, now = self._usage.read(), self._now()
        for budget in self._pace.budgets:
            if budget.period is period:
                until = usage.stopped_until.get(period)
                used = usage.used.get((period, period.start(now)), 0)
                return 0 if until and until > now else max(0, budget.calls - used)
        return None

    def cool(self, seconds: float) -> None:
        """Let no call of this company go before so many seconds have passed."""
        with self._lock:
            self._not_before = max(self._not_before, self._clock() + seconds)

    def _wait(self, lane: str) -> None:
        while True:
            with self._lock:
                now = self._clock()
                due = max([self._not_before, *(self._free_at(window, lane, now) for window in self._recent)])
                if due <= now + _ON_TIME:
                    self._under_way += 1
                    for window, instants in self._recent.items():
                        if window.lane in {"", lane}:
                            instants.append(now)
                    return
            self._sleep(due - now)

    def _free_at(self, window: Window, lane: str, now: float) -> float:
        """Return when the window has room again; the past if it has room now."""
        instants = self._recent[window]
        while instants and instants[0] + window.seconds <= now + _ON_TIME:
            instants.popleft()
        if window.lane not in {"", lane} or len(instants) < window.calls:
            return float("-inf")
        return instants[-window.calls] + window.seconds

    def _adopt(self, window: Window, left: int) -> None:
        """Take over what the platform says is left of a window.

        More used than we know: somebody else calls too. Less: the platform's window has begun anew. Calls
        under way may not be in its count yet.
        """
        instants, now = self._recent[window], self._clock()
        self._free_at(window, window.lane, now)
        # A platform that allows more than we know says that more is left than there is.
        used = max(0, (window.told or window.calls) - left) + self._under_way
        while len(instants) > used:
            instants.popleft()
        instants.extend([now] * (min(used, window.told or window.calls) - len(instants)))

    def _look_at_budgets(self, call: Call) -> None:
        usage, now = self._usage.read(), self._now()
        for budget in self._pace.budgets:
            until = usage.stopped_until.get(budget.period)
            if until and until > now:
                raise self._stop(budget, until)
            used = usage.used.get((budget.period, budget.period.start(now)), 0)
            room = budget.calls - (0 if call.write else budget.reserve)
            if used + call.metered > room:
                raise self._stop(budget, budget.period.end(now))

    def _was_refused(self) -> bool:
        return self._pace.patience is not None and self._usage.read().refused_since is not None

    def _note(self, usage: Usage, call: Call, told: Mapping[Budget, int], *, ok: bool) -> None:
        now = self._now()
        if ok:
            usage.refused_since = None
        usage.stopped_until = {period: until for period, until in usage.stopped_until.items() if until > now}
        current = {(budget.period, budget.period.start(now)): budget for budget in self._pace.budgets}
        usage.used = {key: count for key, count in usage.used.items() if key in current}
        for key, budget in current.items():
            usage.used.setdefault(key, 0)
            if budget in told:
                usage.used[key] = budget.calls - told[budget]
            elif ok:
                usage.used[key] += call.metered

    def _used_up(self, budget: Budget, after: float | None) -> Stop:
        now = self._now()
        until = budget.period.end(now) if after is None else now + timedelta(seconds=after)

        def note(usage: Usage) -> None:
            usage.stopped_until[budget.period] = until
            # The platform's day need not begin at midnight: after the stop the count begins anew.
            usage.used[budget.period, budget.period.start(now)] = 0

        self._usage.change(note)
        return self._stop(budget, until)

    def _lose_patience(self) -> None:
        """Take a platform that refuses everything for long for one whose allowance is used up."""
        if self._pace.patience is None:
            return
        now = self._now()
        since = self._usage.read().refused_since
        if since is None:
            self._usage.change(lambda usage: setattr(usage, "refused_since", now))
        elif (now - since).total_seconds() > self._pace.patience:
            raise Stop(
                f"{self._where} has refused every call since {_written(since)}, although Relance calls it"
                f" slowly: the month's allowance may be used up, until {_written(Period.MONTH.end(now))}."
                " Look at the usage in the platform's developer account. Nothing is lost; the next run tries"
                " again.",
                detail="HTTP 429 for long",
            )

    def _stop(self, budget: Budget, until: datetime) -> Stop:
        kept = f" (of which {budget.reserve:,} are kept for writing)" if budget.reserve else ""
        return Stop(
            f"The {budget.period}'s allowance of {budget.calls:,} calls{kept} of {self._where} is used up."
            f" Nothing is lost: Relance goes on with the first run after {_written(until)}.",
            detail=f"allowance of the {budget.period}",
        )


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "").strip() if name else ""
    return int(text) if text.isdecimal() else None
