"""`Idempotency-Key`: the first answer again for the same request, a refusal for another with the same key.

Keys are an app's own. How long answers are kept is not in Xero's reference; developers are told six minutes,
and the window can be set. It knows requests as bytes and nothing of the accounting API.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from tests.simulators.clock import Clock

LONGEST = 128
METHODS = frozenset({"POST", "PUT", "PATCH"})
Answer = TypeVar("Answer")


class KeyRefused(Exception):
    """A key that is too long, or was used for another request."""


@dataclass(slots=True)
class _Kept(Generic[Answer]):
    request: tuple[str, str, str, bytes]
    since: datetime
    done: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None


class Idempotency(Generic[Answer]):
    """The answers kept.

    Attributes:
        window: how long an answer is kept, from the first request on.
        replays: how many requests got an answer that was kept.
    """

    def __init__(self, clock: Clock, window: timedelta = timedelta(minutes=6)) -> None:
        self.clock, self.window = clock, window
        self.replays = 0
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], _Kept[Answer]] = {}

    def forget(self) -> None:
        """Forget all keys, as when the window has passed."""
        with self._lock:
            self._kept.clear()

    def answer(
        self, app: str, key: str, request: tuple[str, str, str, bytes], work: Callable[[], Answer]
    ) -> Answer:
        """Return the answer to a request (method, organisation, target, body), doing the work at most once.

        A second request that comes while the first is worked on waits for its answer.

        Raises:
            KeyRefused: see there; nothing is done.
        """
        if len(key) > LONGEST:
            raise KeyRefused(f"Idempotency Key is too long, the maximum length is {LONGEST} characters.")
        with self._lock:
            now = self.clock.now()
            kept = self._kept.get((app, key))
            first = kept is None or not timedelta() <= now - kept.since < self.window
            if kept is None or first:
                kept = self._kept[app, key] = _Kept(request, now)
            elif kept.request != request:
                raise KeyRefused(f"Idempotency Key {key} is used with a different request.")
            else:
                self.replays += 1
        return self._first(app, key, kept, work) if first else self._again(kept, work)

    def _first(self, app: str, key: str, kept: _Kept[Answer], work: Callable[[], Answer]) -> Answer:
        try:
            kept.answer = work()
        except BaseException:
            with self._lock:
                self._kept.pop((app, key), None)
            raise
        finally:
            kept.done.set()
        return kept.answer

    def _again(self, kept: _Kept[Answer], work: Callable[[], Answer]) -> Answer:
        kept.done.wait()
        return work() if kept.answer is None else kept.answer
