"""Reads a policy with the standard library only, for where pydantic may not be: inside an Odoo server.

The same keys and the same dataclasses as `relance_sync.config`, which tells every mistake with its line; this
stops at the first one and names its key. The law's tables are those that come with Relance (`plain_law`).
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import sha256
from importlib import resources
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from relance_sync.errors import Stop
from relance_sync.plain_law import plain_law, plain_periods
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.interest import Usage
from relance_sync.rules.policy import Law, Policy
from relance_sync.rules.reference_rates import HalfYearRate

Place = tuple[str | int, ...]
"""Keys, and positions in lists from 0 on, that lead to something in a policy."""

SHIPPED = ("gentle", "standard", "strict")
_VERSION = "version"
_COMPUTED = "-"
_EXPECTED: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number",
    str: "a text in quotes",
    Decimal: "a number",
    date: "a date such as 2026-12-25",
    time: "a time such as 08:30:00",
}


class Mistake(Stop):
    """What is wrong in a policy.

    Attributes:
        place: Where; empty for the policy as a whole.
        problem: What, and what to do, without a full stop.
    """

    def __init__(self, name: str, place: Place, problem: str) -> None:
        parts = [name, *([_told(place)] if place else []), problem]
        super().__init__(f"{': '.join(parts)}.")
        self.place = place
        self.problem = problem


class _Refused(ValueError):
    def __init__(self, place: Place, problem: str) -> None:
        super().__init__(problem)
        self.place = place
        self.problem = problem


def shipped_text(name: str) -> str:
    """Return the text of a policy that comes with Relance, by a name in `SHIPPED`."""
    # Not through the package `config`, which imports pydantic.
    return resources.files("relance_sync").joinpath("config", "policies", f"{name}.toml").read_text("utf-8")


def read_plain(
    text: str,
    name: str,
    calendar: Calendar | None = None,
    *,
    newer: Mapping[str, Iterable[HalfYearRate]] | None = None,
) -> Policy:
    """Read a policy.

    Args:
        text: TOML, as in `policy.toml`.
        name: What messages call it.
        calendar: Counts for the version; None for the usual one.
        newer: By rate table, rates that are newer than ours; see `plain_law`.

    Raises:
        Mistake: The first one.
    """
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Mistake(name, (), f"this is not TOML: {error}") from None
    try:
        policy: Policy = _section(Policy, {_VERSION: _COMPUTED, **raw}, ())
    except _Refused as refused:
        raise Mistake(name, refused.place, refused.problem) from None
    charged = policy.late_fees.usage is not Usage.WAIVE
    policy = replace(policy, law=plain_law(newer) if charged else Law(limitation=plain_periods()))
    given = "" if policy.version == _COMPUTED else f"{policy.version}+"
    return replace(policy, version=f"{given}{digest(policy, calendar or Calendar())}")


def digest(policy: Policy, calendar: Calendar) -> str:
    """Return what is equal for policies that say the same and for equal calendars.

    Sixteen hex digits would do for all policies of the world; eight do for those of one company.
    """
    days = (sorted(calendar.closed_weekdays), sorted(calendar.holidays))
    return sha256(repr((_comparable(replace(policy, version="")), days)).encode()).hexdigest()[:8]


def _comparable(value: object) -> object:
    """Write a value so that equal policies give equal text, whatever the order of their sections.

    Parts that decide nothing are left out: another target is no reason to assess everybody anew.
    """
    if isinstance(value, Mapping):
        return sorted((str(key), _comparable(each)) for key, each in value.items())
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, tuple):
        return [_comparable(each) for each in value]
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value):
        parts = [each for each in fields(value) if each.metadata.get("decides", True)]
        return [(each.name, _comparable(getattr(value, each.name))) for each in parts]
    return value


def _section(shape: type, raw: object, place: Place) -> Any:  # noqa: ANN401  # an instance of `shape`
    """Build a dataclass of a section."""
    if not isinstance(raw, Mapping):
        raise _Refused(place, "must be a section")
    hints, known = _hints(shape), [each for each in fields(shape) if not each.metadata.get("computed")]
    names = {each.name for each in known}
    if unknown := sorted(set(raw) - names):
        raise _Refused((*place, unknown[0]), f"is not known. Use one of: {', '.join(sorted(names))}")
    for each in known:
        if each.name not in raw and each.default is MISSING and each.default_factory is MISSING:
            raise _Refused((*place, each.name), "is missing")
    values = {each: _value(hints[each], value, (*place, each)) for each, value in raw.items()}
    try:
        return shape(**values)
    except ValueError as error:
        raise _Refused(place, str(error)) from None


def _value(hint: object, raw: object, place: Place) -> object:
    hint = _without_none(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {tuple, frozenset}:
        if not isinstance(raw, list):
            raise _Refused(place, "must be a list")
        make = cast("Callable[[list[object]], object]", origin)
        return make([_value(inner[0], each, (*place, i)) for i, each in enumerate(raw)])
    if origin is not None:
        if not isinstance(raw, Mapping):
            raise _Refused(place, "must be a section")
        return {
            _value(inner[0], each, place): _value(inner[1], value, (*place, each))
            for each, value in raw.items()
        }
    shape = cast("type", hint)
    if is_dataclass(shape):
        return _section(shape, raw, place)
    if issubclass(shape, Enum):
        return _choice(shape, raw, place)
    return _plain(shape, raw, place)


def _choice(shape: type[Enum], raw: object, place: Place) -> Enum:
    choices = {each.name.lower(): each for each in shape}
    if not isinstance(raw, str) or raw not in choices:
        raise _Refused(place, f"must be one of: {', '.join(choices)}")
    return choices[raw]


def _plain(shape: type, raw: object, place: Place) -> object:
    """Check a single value; whole numbers do for amounts, nothing else is converted."""
    if shape is Decimal and type(raw) is int:
        return Decimal(raw)
    fits = isinstance(raw, shape) and (shape is bool or not isinstance(raw, bool))
    if not fits or (shape is date and isinstance(raw, datetime)) or raw == "":
        raise _Refused(place, f"must be {_EXPECTED.get(shape, shape.__name__)}")
    return raw


@cache
def _hints(shape: type) -> Mapping[str, object]:
    return get_type_hints(shape)


def _without_none(hint: object) -> object:
    if get_origin(hint) in {Union, UnionType}:
        return next(each for each in get_args(hint) if each is not NoneType)
    return hint


def _told(place: Place) -> str:
    """Write a place as people do: the entries of a list are counted from 1."""
    parts = (f"[{each + 1}]" if isinstance(each, int) else f".{each}" for each in place)
    return "".join(parts).removeprefix(".")
