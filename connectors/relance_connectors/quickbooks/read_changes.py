"""What changed since an instant: one question about all entities, more only where QuickBooks cuts its answer.

An answer holds up to 1,000 objects; whether that is for each entity or for all together, and which are left
out, Intuit does not say. An answer of so many is taken for a part: an entity with so many itself is asked for
again from the last instant that came, if they came in order, the others by halves. That also finds deletions,
which no query does.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from relance_connectors.error_table import Fault
from relance_connectors.quickbooks.client import Changed, Client, Row
from relance_connectors.quickbooks.cursor import Instant, moved
from relance_connectors.quickbooks.read_rows import updated

MOST = 1000
"""Objects of one answer."""

LOOK_BACK = timedelta(days=29)
"""How far back QuickBooks knows for sure: it says 30 days."""

_CALLS = 20
"""Beyond so many calls, reading by queries is cheaper: they bring ten times as much."""

_DIGEST = 12


@dataclass(slots=True, kw_only=True)
class Changes:
    """What changed.

    Attributes:
        rows: By entity and id, the newest state; what was deleted has the status `Deleted`.
        time: The server's instant of the first answer.
        whole: Whether these are all changes; False if there were too many to tell.
    """

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    time: Instant = ""
    whole: bool = True


def read_changes(client: Client, entities: Sequence[str], since: Instant) -> Changes | None:
    """Ask what changed since an instant, that included.

    Returns:
        None if that was so long ago that QuickBooks no longer knows.
    """
    found = Changes()
    waiting: list[tuple[Sequence[str], Instant]] = [(entities, since)]
    for _ in range(_CALLS):
        asked, instant = waiting.pop(0)
        answer = client.changes(asked, instant)
        if isinstance(answer, Fault) or _apart(instant, answer.time) > LOOK_BACK:
            return None
        found.time = found.time or answer.time
        for entity, rows in answer.rows.items():
            found.rows.setdefault(entity, {}).update({str(row.get("Id")): row for row in rows})
        if sum(map(len, answer.rows.values())) >= MOST:
            again = _again(asked, instant, answer)
            if again is None:
                break
            waiting += again
        if not waiting:
            return found
    found.whole = False
    return found


def is_deleted(row: Row) -> bool:
    """Tell whether a row says that its record was deleted."""
    return row.get("status") == "Deleted"


def digest(row: Row) -> str:
    """Return a short text that is another one for any other content.

    Neither version nor instant would do: a customer's balance moves without a version, and twice a second.
    """
    return sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()[:_DIGEST]


def _again(
    entities: Sequence[str], since: Instant, answer: Changed
) -> list[tuple[Sequence[str], Instant]] | None:
    """Return what to ask after an answer that may be a part; None if there is no way on."""
    full = [each for each in entities if len(answer.rows.get(each, ())) >= MOST]
    rest = [each for each in entities if each not in full]
    again: list[tuple[Sequence[str], Instant]] = []
    for entity in full:
        instants = [updated(row) for row in answer.rows[entity]]
        if not all(instants):
            return None
        ordered = [datetime.fromisoformat(each) for each in instants]
        if ordered != sorted(ordered) or ordered[-1] <= datetime.fromisoformat(since):
            return None
        again.append(([entity], moved(instants[-1])))
    half = 0 if full else len(rest) // 2
    return again + [(part, since) for part in (rest[:half], rest[half:]) if part]


def _apart(earlier: Instant, later: Instant) -> timedelta:
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
