"""Every request the simulator got: what it was, what it cost in bytes, what became of it.

No token and no body is kept.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request.

    Attributes:
        operation: what it was for, e.g. `query Invoice`, `cdc`, `batch`, `token refresh`.
        status: HTTP status answered; 0 = the connection was broken.
        metered: whether Intuit would count it as a CorePlus read.
        sent: bytes of the request's body.
        received: bytes of the answer's body, as they went over the wire.
        seconds: time the simulator took.
        trouble: the trouble that hit it; "" = none.
    """

    at: str
    method: str
    path: str
    operation: str
    realm: str
    status: int
    metered: bool
    sent: int
    received: int
    seconds: float
    request_id: str
    trouble: str


class CallLog:
    """All calls since the start or the last `clear`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Call] = []

    def add(self, call: Call) -> None:
        """Enter a call."""
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._calls.clear()

    def calls(self) -> list[Call]:
        """Return all calls, oldest first."""
        with self._lock:
            return list(self._calls)

    def summary(self) -> dict[str, Any]:
        """Return counts and bytes, by operation and by status."""
        calls = self.calls()
        api = [each for each in calls if each.realm]
        return {
            "calls": len(calls),
            "api_calls": len(api),
            "metered": sum(each.metered for each in api),
            "batches": sum(each.operation == "batch" for each in api),
            "bytes_sent": sum(each.sent for each in calls),
            "bytes_received": sum(each.received for each in calls),
            "by_operation": dict(Counter(each.operation for each in calls)),
            "by_status": {
                str(status): count for status, count in Counter(each.status for each in calls).items()
            },
            "troubles": dict(Counter(each.trouble for each in calls if each.trouble)),
        }

    def listed(self) -> list[dict[str, Any]]:
        """Return all calls as JSON objects."""
        return [asdict(each) for each in self.calls()]
