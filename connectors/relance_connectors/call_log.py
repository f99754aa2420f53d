"""The count of calls made to a platform, by endpoint.

It keeps numbers only: no address, header, body or secret ever reaches it.
"""

import threading
from dataclasses import dataclass

from relance_sync.ports import CallCount


@dataclass(slots=True)
class _Count:
    calls: int = 0
    writes: int = 0
    received: int = 0
    metered: int = 0


class CallLog:
    """Counts of what was asked of one platform since it was built; several threads may count."""

    def __init__(self) -> None:
        self._counts: dict[str, _Count] = {}
        self._lock = threading.Lock()

    def record(self, endpoint: str, *, write: bool, received: int, metered: int = 0) -> None:
        """Count one exchange.

        Args:
            endpoint: What was called, without query or identifiers, such as `res.partner/read`.
            write: True if the call can change the platform.
            received: Bytes of the answer's body, unpacked; 0 if none came.
            metered: What the platform counts against an allowance for it; 0 for nothing.
        """
        with self._lock:
            count = self._counts.setdefault(endpoint, _Count())
            count.calls += 1
            count.writes += write
            count.received += received
            count.metered += metered

    def counts(self) -> tuple[CallCount, ...]:
        """Return the counts, sorted by endpoint."""
        with self._lock:
            return tuple(
                CallCount(
                    endpoint=name,
                    calls=count.calls,
                    writes=count.writes,
                    bytes_received=count.received,
                    metered=count.metered,
                )
                for name, count in sorted(self._counts.items())
            )
