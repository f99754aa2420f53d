"""What the log of calls tells of QuickBooks: companies, metered reads, request ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.simulators import call_log


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(call_log.Call):
    """One request; its operation is, e.g., `query Invoice`, `cdc`, `batch`, `token refresh`.

    Attributes:
        realm: company it was for; "" = none.
        metered: whether Intuit would count it as a CorePlus read.
    """

    realm: str
    metered: bool
    request_id: str


class CallLog(call_log.CallLog[Call]):
    """All calls since the start or the last `clear`."""

    def summary(self) -> dict[str, Any]:
        """Return counts and bytes, by operation and by status."""
        api = [each for each in self.calls() if each.realm]
        return {
            **super().summary(),
            "api_calls": len(api),
            "metered": sum(each.metered for each in api),
            "batches": sum(each.operation == "batch" for each in api),
        }
