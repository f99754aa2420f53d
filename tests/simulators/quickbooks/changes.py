"""Change data capture: what changed since an instant, deleted records as tombstones.

Which records changed is read from their update times; there is no log of every version, as on the platform.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.simulators import clock

from . import accounts, entities, errors
from .company import Company, Data, Record

LOOK_BACK = timedelta(days=30)
CAP = 1000


def since(company: Company, names: str, changed_since: str, *, cap_whole: bool = False) -> list[Data]:
    """Return one QueryResponse for each entity asked for, empty where nothing changed.

    Args:
        names: entity names, parted by commas.
        cap_whole: whether the 1,000 objects are for the whole answer, not for each entity.

    Raises:
        Refusal: an instant too old or unreadable, or an entity that is not tracked.
    """
    if not names:
        raise errors.missing("entities")
    if not changed_since:
        raise errors.missing("changedSince")
    moment = _instant(company, changed_since)
    wanted = [_entity(each.strip()) for each in names.split(",") if each.strip()]
    answers: list[Data] = []
    left = CAP
    with company.lock:
        for name in wanted:
            found = _changed(company, name, moment)[:left]
            left -= len(found) if cap_whole else 0
            rows = [each.text(company.zone) for each in found]
            answers.append({str(name): rows, "startPosition": 1, "maxResults": len(rows)} if rows else {})
    return answers


def _changed(company: Company, name: str | None, moment: datetime) -> list[Record]:
    if name is None:
        return []
    accounts.freshen(company, name)
    return sorted(
        (each for each in company.tables[name].values() if each.updated >= moment),
        key=lambda each: each.updated,
    )


def _instant(company: Company, text: str) -> datetime:
    try:
        # A plus sign that a client did not escape arrives as a blank.
        moment = clock.instant(text.replace(" ", "+") if text.count(":") > 2 else text, company.zone)
    except ValueError:
        raise errors.bad_date("changedSince", text) from None
    if company.clock.now() - moment > LOOK_BACK:
        raise errors.unsupported(f"cdc with changedSince date {text} which is older than fixed days")
    return moment


def _entity(name: str) -> str | None:
    known = entities.BY_PATH.get(name.lower())
    if known in entities.UNTRACKED or name in entities.UNTRACKED:
        raise errors.unsupported(f"cdc on entity {name}")
    if known is None and name.lower() not in {each.lower() for each in entities.UNUSED}:
        raise errors.bad_query(f"Metadata not found for Entity: {name}")
    return known
