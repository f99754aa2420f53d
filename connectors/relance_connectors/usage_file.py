"""What a company has used of its allowances, kept between runs and shared by processes.

Numbers and dates only. A file that cannot be understood counts as empty: the platform knows better anyway.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from relance_connectors.pace import Period
from relance_connectors.state_file import StateFile


@dataclass(slots=True)
class Usage:
    """What was used.

    Attributes:
        used: Metered calls, by period and its beginning.
        stopped_until: When a used-up allowance begins anew, by period.
        refused_since: Since when the platform has answered nothing but 429; None if it has not.
    """

    used: dict[tuple[Period, datetime], int] = field(default_factory=dict)
    stopped_until: dict[Period, datetime] = field(default_factory=dict)
    refused_since: datetime | None = None


class UsageFile:
    """The usage of one company; in memory if it has no place on disk."""

    def __init__(self, path: Path | None = None) -> None:
        """Prepare; nothing is read yet.

        Args:
            path: The file; None to forget at the end of the process.
        """
        self._file = StateFile(path) if path else None
        self._memory = Usage()

    def read(self) -> Usage:
        """Return what was used so far.

        Raises:
            Stop: If the file cannot be read.
        """
        return _from_json(self._file.read()) if self._file else self._memory

    def change(self, change: Callable[[Usage], None]) -> None:
        """Change it in one step, as seen from other processes.

        Raises:
            Stop: If the file cannot be written.
        """
        if self._file is None:
            change(self._memory)
            return
        with self._file.locked():
            usage = _from_json(self._file.read())
            change(usage)
            self._file.write(_to_json(usage))


def _to_json(usage: Usage) -> bytes:
    content = {
        "used": [[period, start.isoformat(), count] for (period, start), count in usage.used.items()],
        "stopped_until": {period: until.isoformat() for period, until in usage.stopped_until.items()},
        "refused_since": usage.refused_since.isoformat() if usage.refused_since else None,
    }
    return json.dumps(content, indent=1).encode()


def _from_json(content: bytes | None) -> Usage:
    try:
        read: dict[str, Any] = json.loads(content or b"{}")
        since = read.get("refused_since")
        return Usage(
            used={
                (Period(period), _instant(start)): int(count) for period, start, count in read.get("used", ())
            },
            stopped_until={
                Period(period): _instant(until) for period, until in read.get("stopped_until", {}).items()
            },
            refused_since=_instant(since) if since else None,
        )
    except (ValueError, TypeError, AttributeError):
        return Usage()


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
