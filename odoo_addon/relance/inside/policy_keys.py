"""Sorts a section of a policy into the fields of a record and what has no field, and puts it together again.

Nothing is lost either way: a key without a field, or with a value that its field cannot hold, stays among the
record's further settings.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .policy_kinds import ABSENT


@dataclass(frozen=True)
class Key:
    """One key.

    Attributes:
        path: From the record's own section on, with points.
        field: Of the record.
        kind: How the one stands in the other.
    """

    path: str
    field: str
    kind: Any


def said(keys: tuple[Key, ...], record) -> dict[str, Any]:
    """Return what the fields of a record say."""
    raw: dict[str, Any] = {}
    for key in keys:
        value = key.kind.said(record, key.field)
        if value is not ABSENT:
            put(raw, key.path, value)
    return raw


def kept(keys: tuple[Key, ...], raw: Mapping[str, Any], owner) -> tuple[dict, dict]:
    """Sort a section into what fields hold and the rest.

    Returns:
        The values to write, and the keys for which there is no field or whose value does not fit.
    """
    values: dict[str, Any] = {}
    rest = deepcopy(dict(raw))
    for key in keys:
        value = take(rest, key.path)
        if value is ABSENT:
            continue
        fits = key.kind.kept(value, key.field, owner)
        if fits is None:
            put(rest, key.path, value)
        else:
            values.update(fits)
    return values, rest


def is_name(text: str) -> bool:
    """Tell whether a field can hold a text as the name of a part."""
    return bool(text.strip()) and "\n" not in text and "\0" not in text


def put(raw: dict, path: str, value: Any) -> None:
    """Set a key, making the sections on the way."""
    *sections, last = path.split(".")
    for each in sections:
        raw = raw.setdefault(each, {})
    raw[last] = value


def take(raw: dict, path: str) -> Any:
    """Take a key out, with the sections that are empty then; ABSENT if it is not there."""
    first, _, left = path.partition(".")
    if not left:
        return raw.pop(first, ABSENT)
    section = raw.get(first)
    if not isinstance(section, dict):
        return ABSENT
    value = take(section, left)
    if not section:
        del raw[first]
    return value


def merged(raw: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Add further settings to what the fields say: they go before it, and lists of sections grow."""
    result = dict(raw)
    for key, value in more.items():
        there = result.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            result[key] = merged(there, value)
        elif _is_sections(there) and _is_sections(value):
            result[key] = [*there, *value]
        else:
            result[key] = value
    return result


def _is_sections(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
