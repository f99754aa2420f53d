"""Every request a simulator got: what it was, what it cost in bytes, what became of it.

No token and no body is kept. Each simulator adds what its platform counts.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request.

    Attributes:
        at: instant by the simulator's clock, ISO 8601.
        operation: what it was for, in the platform's words.
        status: HTTP status answered; 0 = the connection was broken.
        sent: bytes of the request's body.
        received: bytes of the answer's body, as they went over the wire.
        seconds: time the simulator took.
        trouble: the trouble that hit it; "" = none.
    """

    at: str
    method: str
    path: str
    operation: str
    status: int
    sent: int
    received: int
    seconds: float
    trouble: str


AnyCall = TypeVar("AnyCall", bound=Call)


class CallLog(Generic[AnyCall]):
    """All calls since the start or the last `clear`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[AnyCall] = []

    def add(self, call: AnyCall) -> None:
        """Enter a call."""
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._calls.clear()

    def calls(self) -> list[AnyCall]:
        """Return all calls, oldest first."""
        with self._lock:
            return list(self._calls)

    def listed(self) -> list[dict[str, Any]]:
        """Return all calls as JSON objects."""
        return [{**asdict(each), "seconds": str(each.seconds)} for each in self.calls()]

    def summary(self) -> dict[str, Any]:
        """Return counts and bytes, by operation and by status."""
        calls = self.calls()
        statuses = Counter(str(each.status) for each in calls)
        return {
            "calls": len(calls),
            "bytes_sent": sum(each.sent for each in calls),
            "bytes_received": sum(each.received for each in calls),
            "by_operation": dict(Counter(each.operation for each in calls)),
            "by_status": dict(statuses),
            "troubles": dict(Counter(each.trouble for each in calls if each.trouble)),
        }
