"""What the log of calls tells of Xero: organisations, egress, idempotency keys."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.simulators import call_log


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(call_log.Call):
    """One request; its operation is, e.g., `GET Invoices`, `PUT Invoices/History`, `token refresh_token`.

    Attributes:
        tenant: organisation it was for; "" = none.
        plain: bytes of the answer's body before it was compressed.
        key: the `Idempotency-Key`; "" = none.
        replayed: whether the answer was a kept one.
    """

    query: str
    tenant: str
    plain: int
    key: str
    replayed: bool


class CallLog(call_log.CallLog[Call]):
    """All calls since the start or the last `clear`."""

    def summary(self) -> dict[str, Any]:
        """Return counts and bytes, by operation, organisation and status; egress is what Xero bills."""
        calls = self.calls()
        api = [each for each in calls if each.tenant]
        return {
            **super().summary(),
            "api_calls": len(api),
            "egress": sum(each.received for each in api),
            "egress_plain": sum(each.plain for each in api),
            "replayed": sum(each.replayed for each in calls),
            "by_tenant": dict(Counter(each.tenant for each in api)),
        }
