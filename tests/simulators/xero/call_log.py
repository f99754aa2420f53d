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
        at: instant by the simulator's clock, ISO 8601.
        operation: what it was for, e.g. `GET Invoices`, `PUT Invoices/History`, `token refresh`.
        tenant: organisation it was for; "" = none.
        status: HTTP status answered; 0 = the connection was broken.
        sent: bytes of the request's body.
        received: bytes of the answer's body, as they went over the wire.
        plain: bytes of the answer's body before it was compressed.
        seconds: time the simulator took.
        key: the `Idempotency-Key`; "" = none.
        replayed: whether the answer was a kept one.
        trouble: the trouble that hit it; "" = none.
    """

    at: str
    method: str
    path: str
    query: str
    operation: str
    tenant: str
    status: int
    sent: int
    received: int
    plain: int
    seconds: float
    key: str
    replayed: bool
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
        """Return counts and bytes, by operation, organisation and status; egress is what Xero bills."""
        calls = self.calls()
        api = [each for each in calls if each.tenant]
        return {
            "calls": len(calls),
            "api_calls": len(api),
            "bytes_sent": sum(each.sent for each in calls),
            "egress": sum(each.received for each in api),
            "egress_plain": sum(each.plain for each in api),
            "replayed": sum(each.replayed for each in calls),
            "by_tenant": dict(Counter(each.tenant for each in api)),
            "by_operation": dict(Counter(each.operation for each in calls)),
            "by_status": {
                str(status): count for status, count in Counter(each.status for each in calls).items()
            },
            "troubles": dict(Counter(each.trouble for each in calls if each.trouble)),
        }

    def listed(self) -> list[dict[str, Any]]:
        """Return all calls as JSON objects."""
        return [{**asdict(each), "seconds": str(each.seconds)} for each in self.calls()]
