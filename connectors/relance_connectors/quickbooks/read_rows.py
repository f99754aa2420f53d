"""Pages of rows: several entities, and several pages of each, with one call.

Rows are walked through by the instant of their last update, so that a row that changes meanwhile moves to the
end and is met again. Pages asked for together overlap by one row: if the first row of one is not the last row
of the page before, rows have moved between the two, and the walk goes back to an instant. What the rows mean
is not known here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from relance_connectors.quickbooks.client import MOST, Client, Row
from relance_connectors.quickbooks.cursor import Instant, Place
from relance_connectors.quickbooks.query import EVERY, listed, query, quoted
from relance_sync.errors import Retry

UPDATED = "MetaData.LastUpdatedTime"
LISTS = frozenset({"Customer"})
"""Entities of which QuickBooks leaves out the inactive records unless they are asked for."""

IDS_AT_A_TIME = 200
_MOVES = 20

# QuickBooks breaks off after 120 seconds and needs a second or more for a page of 1,000 documents, of some
# 2 MB: ten such pages are as much as one call may carry. When rows move, what was asked for of the entity is
# asked for again: not too much of one.
_PAGES, _PAGES_OF_ONE = 10, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Rows of one page that were not read before.

    Attributes:
        place: Where to go on after them; None at the end of the entity.
    """

    entity: str
    rows: Sequence[Row]
    place: Place | None


class Rows:
    """Asks for rows of one company.

    Attributes:
        client: How to ask.
        size: Rows of a page.
    """

    def __init__(self, client: Client, size: int) -> None:
        if size <= 1:
            raise ValueError("pages overlap by one row: one that holds no second row leads nowhere")
        self.client = client
        self.size = size
        self._pages = _PAGES
        self._moves: Counter[str] = Counter()

    def count(self, places: Mapping[str, Place]) -> dict[str, int]:
        """Count with one call the rows from these places on."""
        asked = [
            query(entity, *_conditions(entity, place), what="COUNT(*)") for entity, place in places.items()
        ]
        counts = self.client.count(*asked)
        return {
            entity: max(count - place.row + 1, 0)
            for (entity, place), count in zip(places.items(), counts, strict=True)
        }

    def walk(
        self,
        begin: Mapping[str, Place | None],
        counts: Mapping[str, int],
        first: Sequence[str],
        also: Mapping[str, str],
    ) -> Iterator[Chunk]:
        """Read from these places to the end.

        Args:
            begin: By entity, in the order of reading; None for one that is read already.
            counts: By entity, about how many rows there are from its place on.
            first: Entities to be read to their end before others are handed out.
            also: By entity, another question; asked with the first call, and its answer handed out first.

        Raises:
            Retry: If rows keep moving, or QuickBooks does not even answer to a page of each entity.
        """
        places, left = dict(begin), dict(counts)
        while also or any(places.values()):
            planned = self._plan(places, left, first, len(also))
            questions = [question for asked in planned.values() for question in asked]
            try:
                answers = self.client.select(*also.values(), *questions)
            except Retry as problem:
                # It may have been too much at once; not so if QuickBooks says for how long to wait.
                if problem.after is not None or self._pages == 1:
                    raise
                self._pages //= 2
                continue
            for entity in also:
                yield Chunk(entity=entity, rows=answers.pop(0), place=None)
            also = {}
            for entity, asked in planned.items():
                pages, answers = answers[: len(asked)], answers[len(asked) :]
                if entity not in first and any(places.get(each) for each in first):
                    break
                for chunk in self._chunks(entity, places[entity] or Place(), pages):
                    left[entity] = max(left[entity] - len(chunk.rows), 1)
                    places[entity] = chunk.place
                    yield chunk

    def by_ids(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[Row]]:
        """Return the records with these ids as far as they exist, by entity; no call if there are none."""
        asked = [
            (entity, query(entity, f"Id IN {listed(some)}", *_always(entity), most=IDS_AT_A_TIME))
            for entity, ids in wanted.items()
            for some in _parts(sorted(set(ids)), IDS_AT_A_TIME)
        ]
        found: dict[str, list[Row]] = {entity: [] for entity in wanted}
        for some in _parts(asked, MOST):
            answers = self.client.select(*(question for _, question in some))
            for (entity, _), rows in zip(some, answers, strict=True):
                found[entity] += rows
        return found

    def _plan(
        self, places: Mapping[str, Place | None], left: Mapping[str, int], first: Sequence[str], taken: int
    ) -> dict[str, list[str]]:
        """Choose what to ask for with the next call."""
        room, planned = self._pages * self.size, dict[str, list[str]]()
        for entity, place in places.items():
            if place is None or (
                entity not in first and _unfinished(first, places, planned, left, self.size)
            ):
                continue
            # One more page than the rows need if the last one would be full: only a page that is not full
            # is the end.
            pages = min(left[entity] // (self.size - 1) + 1, _PAGES_OF_ONE, self._pages, MOST - taken)
            pages = min(pages, room // self.size + 1) if planned else pages
            if pages <= 0 or room <= 0:
                break
            planned[entity] = [self._question(entity, place, number) for number in range(pages)]
            room -= min(left[entity], pages * self.size)
            taken += pages
        return planned

    def _question(self, entity: str, place: Place, page: int) -> str:
        return query(
            entity,
            *_conditions(entity, place),
            order=UPDATED,
            start=place.row + page * (self.size - 1),
            most=self.size,
        )

    def _chunks(self, entity: str, place: Place, pages: Sequence[Sequence[Row]]) -> Iterator[Chunk]:
        for rows in pages:
            if place.last and (not rows or rows[0].get("Id") != place.last):
                self._moves[entity] += 1
                if self._moves[entity] > _MOVES:
                    raise Retry(
                        "QuickBooks' records change faster than they can be read. Nothing is lost; try again"
                        " later.",
                        detail=entity,
                    )
                yield Chunk(entity=entity, rows=(), place=Place(since=place.since))
                return
            fresh = rows[1:] if place.last else rows
            after = None if len(rows) < self.size else _behind(place, rows)
            yield Chunk(entity=entity, rows=fresh, place=after)
            if after is None:
                return
            place = after


def _behind(place: Place, rows: Sequence[Row]) -> Place:
    """Return the place of the last of these rows, which begin at another one."""
    last, number = rows[-1], place.row + len(rows) - 1
    instant = updated(last)
    if instant and instant != place.since:
        # Rows that were updated in the same second as the last one are counted from the first of them.
        number = next(
            (count for count, row in enumerate(reversed(rows)) if updated(row) != instant), len(rows)
        )
        return Place(since=instant, row=number, last=str(last.get("Id") or ""))
    return Place(since=place.since, row=number, last=str(last.get("Id") or ""))


def _unfinished(
    first: Sequence[str],
    places: Mapping[str, Place | None],
    planned: Mapping[str, Sequence[str]],
    left: Mapping[str, int],
    size: int,
) -> bool:
    """Tell whether one of the first entities will not be at its end after what is planned."""
    return any(places.get(each) and len(planned.get(each, ())) * (size - 1) < left[each] for each in first)


def _conditions(entity: str, place: Place) -> list[str]:
    since = [f"{UPDATED} >= {quoted(place.since)}"] if place.since else []
    return [*since, *_always(entity)]


def _always(entity: str) -> list[str]:
    return [EVERY] if entity in LISTS else []


def _parts(whole: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (whole[start : start + size] for start in range(0, len(whole), size))


def updated(row: Row) -> Instant:
    """Return when a row was last updated; empty if it does not say."""
    return _stamped(row, "LastUpdatedTime")


def created(row: Row) -> Instant:
    """Return when a row was created; empty if it does not say."""
    return _stamped(row, "CreateTime")


def is_since(instant: Instant, border: Instant) -> bool:
    """Tell whether an instant of a row is another one or later; True if it is unknown."""
    try:
        return datetime.fromisoformat(instant) >= datetime.fromisoformat(border)
    except (ValueError, TypeError):
        return True


def _stamped(row: Row, name: str) -> Instant:
    data = row.get("MetaData")
    instant = data.get(name) if isinstance(data, dict) else None
    return instant if isinstance(instant, str) else ""


def amount(row: Row, field: str) -> Decimal | None:
    """Return an amount; None if there is none or it is no number."""
    value = row.get(field)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def reference(row: Row, field: str) -> str:
    """Return what a reference such as `CustomerRef` points to; empty if it points to nothing."""
    value = row.get(field)
    target = value.get("value") if isinstance(value, dict) else None
    return target if isinstance(target, str) else ""


def parts(row: Row, field: str) -> list[Row]:
    """Return the objects of a list such as `Line`; empty if there are none."""
    value = row.get(field)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
