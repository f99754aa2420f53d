"""Reads the records that effects are about: many of one kind with one question, all questions with one call.

Reads are what Intuit counts and limits, so a batch of effects asks for everything at once. Whole records are
asked for: which properties can be asked for alone is not documented. What they mean is for others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from relance_connectors.quickbooks.client import MOST, Client, Row
from relance_connectors.quickbooks.query import EVERY, listed, query, quoted

_PAGE = 1000
_LISTS = frozenset({"Customer", "Term"})


class Wanted(NamedTuple):
    """Something to be read.

    Attributes:
        entity: Such as `Customer`; what hangs on a record if it is `Attachable` and `on` is given.
        id: Its id, or that of the record it hangs on; empty for all that there is.
        on: Entity that it hangs on; empty otherwise.
    """

    entity: str
    id: str = ""
    on: str = ""


class Records:
    """What was read."""

    def __init__(self, rows: Mapping[Wanted, Sequence[Row]]) -> None:
        self._rows = rows

    def one(self, entity: str, id_: str) -> Row | None:
        """Return a record; None if QuickBooks no longer has it."""
        return next(iter(self._rows.get(Wanted(entity, id_), ())), None)

    def all(self, wanted: Wanted) -> Sequence[Row]:
        """Return the records, oldest first."""
        return sorted(self._rows.get(wanted, ()), key=lambda row: int(row["Id"]))


def read(client: Client, wanted: Iterable[Wanted]) -> Records:
    """Read records with one call; none if nothing is wanted.

    What hangs on records may fill more than a page: then there are more calls.

    Raises:
        Retry, Reconnect, Skip, Stop: As the client.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for each in dict.fromkeys(wanted):
        groups.setdefault((each.entity, each.on), []).append(each.id)
    found: dict[Wanted, list[Row]] = {}
    asked = [(entity, on, ids, 1) for (entity, on), ids in groups.items()]
    while asked:
        some, asked = asked[:MOST], asked[MOST:]
        answers = client.select(*(_question(*each) for each in some))
        for (entity, on, ids, start), rows in zip(some, answers, strict=True):
            for row in rows:
                for key in _keys(entity, on, ids, row):
                    found.setdefault(key, []).append(row)
            if len(rows) >= _PAGE:
                asked.append((entity, on, ids, start + _PAGE))
    return Records(found)


def _question(entity: str, on: str, ids: Sequence[str], start: int) -> str:
    conditions = [EVERY] if entity in _LISTS else []
    if on:
        place = "AttachableRef.EntityRef"
        conditions += [f"{place}.Type = {quoted(on)}", f"{place}.value IN {listed(ids)}"]
    elif "" not in ids:
        conditions.append(f"Id IN {listed(ids)}")
    return query(entity, *conditions, start=start if start > 1 else 0, most=_PAGE)


def _keys(entity: str, on: str, ids: Sequence[str], row: Row) -> list[Wanted]:
    """Say which of the wanted things a row is."""
    if not on:
        return [Wanted(entity, "" if "" in ids else str(row["Id"]))]
    references = [each.get("EntityRef") or {} for each in row.get("AttachableRef") or ()]
    values = {
        str(each.get("value")) for each in references if str(each.get("type")).casefold() == on.casefold()
    }
    return [Wanted(entity, each, on) for each in ids if each in values]
