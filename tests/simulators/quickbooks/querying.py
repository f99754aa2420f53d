"""Answers queries from a company's records: filter, order, page, count.

Reading the text of a query is query_language's part. The special entities without a table (CompanyInfo,
Preferences, ExchangeRate) are settings.py's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.simulators import clock

from . import accounts, entities, errors, query_language, settings
from .company import Company, Data, Record
from .query_language import Condition, Query

USUAL_PAGE = 100
Test = Callable[[Any], bool]


def answer(company: Company, text: str) -> Data:
    """Return the QueryResponse to a query.

    Raises:
        Refusal: it cannot be read, or asks for what there is not.
    """
    query = query_language.parse(text)
    name = entities.BY_PATH.get(query.entity.lower())
    if name is None:
        return _without_table(company, query)
    with company.lock:
        accounts.freshen(company, name)
        found = _filtered(company, name, query)
        if query.count:
            return {"totalCount": len(found)}
        for path, descending in reversed(query.order):
            read = _reader(name, path)
            found.sort(key=lambda each: _sortable(read(each)), reverse=descending)
        start = max(query.start, 1)
        page = found[start - 1 :][: _size(query)]
        return _page(name, [_shown(company, each, query) for each in page], start)


def _size(query: Query) -> int:
    return USUAL_PAGE if query.most is None else min(query.most, entities.LIST_LIMIT)


def _page(name: str, rows: list[Any], start: int) -> Data:
    return {name: rows, "startPosition": start, "maxResults": len(rows)} if rows else {}


def _without_table(company: Company, query: Query) -> Data:
    if query.entity.lower() in {each.lower() for each in entities.UNUSED}:
        return {"totalCount": 0} if query.count else {}
    found = settings.rows(company, query)
    if found is None:
        raise errors.bad_query(f"Metadata not found for Entity: {query.entity}")
    name, rows = found
    if query.count:
        return {"totalCount": len(rows)}
    start = max(query.start, 1)
    return _page(name, rows[start - 1 :][: _size(query)], start)


def _filtered(company: Company, name: str, query: Query) -> list[Record]:
    tests = [(_reader(name, each.path), _test(company, name, each)) for each in query.conditions]
    asks_active = any(each.path.lower() == "active" for each in query.conditions)
    hides = not asks_active and "Active" in entities.ENTITIES[name].fields
    return [
        each
        for each in company.living(name)
        if not (hides and each.data.get("Active") is False) and all(test(read(each)) for read, test in tests)
    ]


def _path(name: str, path: str) -> str:
    known = entities.ENTITIES[name].paths.get(path.lower())
    if known is None:
        raise errors.bad_query(f"Property {path} not found for Entity {name}")
    return known


def _reader(name: str, path: str) -> Callable[[Record], Any]:
    known = _path(name, path)
    special: dict[str, Callable[[Record], Any]] = {
        "Id": lambda each: int(each.id),
        "SyncToken": lambda each: each.token,
        "MetaData.CreateTime": lambda each: each.created,
        "MetaData.LastUpdatedTime": lambda each: each.updated,
    }
    if known in special:
        return special[known]
    first, *rest = known.split(".")
    field = entities.ENTITIES[name].fields[first]
    if first == "AttachableRef":
        return lambda each: [_inside(one, rest) for one in each.data.get(first) or []]
    inner = rest or {"r": ["value"], "e": ["Address"]}.get(field.kind, [])
    return lambda each: _inside(each.data.get(first), inner)


def _inside(value: Any, path: list[str]) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _test(company: Company, name: str, condition: Condition) -> Test:
    convert = _converter(company, name, condition.path)
    if condition.operator == "like":
        pattern = re.compile(
            ".*".join(re.escape(each) for each in condition.values[0].split("%")), re.IGNORECASE | re.DOTALL
        )
        return _any(lambda value: value is not None and pattern.fullmatch(str(value)) is not None)
    wanted = [convert(each) for each in condition.values]
    if condition.operator == "in":
        return _any(lambda value: _plain(value) in wanted)
    compare: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda value, other: value == other,
        "<": lambda value, other: value < other,
        ">": lambda value, other: value > other,
        "<=": lambda value, other: value <= other,
        ">=": lambda value, other: value >= other,
    }
    chosen = compare[condition.operator]
    return _any(lambda value: value is not None and chosen(_plain(value), wanted[0]))


def _any(test: Test) -> Test:
    return lambda value: any(test(each) for each in value) if isinstance(value, list) else test(value)


def _plain(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _converter(company: Company, name: str, path: str) -> Callable[[str], Any]:
    known = _path(name, path)
    first = known.split(".")[0]
    field = entities.ENTITIES[name].fields.get(first)
    if known in {"Id", "SyncToken"} or (field and field.kind in {"m", "n"}):
        return lambda text: _number(path, text)
    if known.startswith("MetaData.") or (field and field.kind == "t"):
        return lambda text: _instant(company, path, text)
    if field and field.kind == "b":
        return lambda text: _flag(path, text)
    if field and field.kind == "d":
        return lambda text: (
            _instant(company, path, text).date().isoformat() if len(text) > 10 else _day(path, text)
        )
    return str.casefold


def _number(path: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise errors.bad_query(f"value '{text}' is not valid for property {path}") from None


def _instant(company: Company, path: str, text: str) -> datetime:
    try:
        return clock.instant(text, company.zone)
    except ValueError:
        raise errors.bad_query(f"value '{text}' is not valid for property {path}") from None


def _day(path: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise errors.bad_query(f"value '{text}' is not valid for property {path}") from None


def _flag(path: str, text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise errors.bad_query(f"value '{text}' is not valid for property {path}")
    return text.lower() == "true"


def _sortable(value: Any) -> tuple[bool, Any]:
    first = value[0] if isinstance(value, list) and value else value
    empty = first is None or first == []
    return (not empty, 0 if empty else _plain(first))


def _shown(company: Company, record: Record, query: Query) -> Any:
    if not query.fields:
        return record.text(company.zone)
    body = record.body(company.zone)
    wanted = {each.split(".")[0].lower() for each in query.fields} | {"id", "domain"}
    return {**{name: value for name, value in body.items() if name.lower() in wanted}, "sparse": True}
