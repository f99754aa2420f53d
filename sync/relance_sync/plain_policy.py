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
        Stop: At the first mistake, with its key.
    """
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Stop(f"{name}: this is not TOML: {error}.") from None
    policy: Policy = _section(Policy, {_VERSION: _COMPUTED, **raw}, name, "")
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


def _section(shape: type, raw: object, name: str, key: str) -> Any:  # noqa: ANN401  # an instance of `shape`
    """Build a dataclass of a section; `key` is its place in the file, for messages."""
    if not isinstance(raw, Mapping):
        raise Stop(f"{name}: {key}: must be a section.")
    hints, known = _hints(shape), [each for each in fields(shape) if not each.metadata.get("computed")]
    names = {each.name for each in known}
    if unknown := sorted(set(raw) - names):
        raise Stop(f"{name}: {_join(key, unknown[0])}: is not known. Use one of: {', '.join(sorted(names))}.")
    for each in known:
        if each.name not in raw and each.default is MISSING and each.default_factory is MISSING:
            raise Stop(f"{name}: {_join(key, each.name)}: is missing.")
    values = {each: _value(hints[each], value, name, _join(key, each)) for each, value in raw.items()}
    try:
        return shape(**values)
    except ValueError as error:
        raise Stop(f"{name}: {key or 'the policy'}: {error}.") from None


def _value(hint: object, raw: object, name: str, key: str) -> object:
    hint = _without_none(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {tuple, frozenset}:
        if not isinstance(raw, list):
            raise Stop(f"{name}: {key}: must be a list.")
        make = cast("Callable[[list[object]], object]", origin)
        return make([_value(inner[0], each, name, f"{key}[{i}]") for i, each in enumerate(raw)])
    if origin is not None:
        if not isinstance(raw, Mapping):
            raise Stop(f"{name}: {key}: must be a section.")
        return {
            _value(inner[0], each, name, key): _value(inner[1], value, name, _join(key, each))
            for each, value in raw.items()
        }
    shape = cast("type", hint)
    if is_dataclass(shape):
        return _section(shape, raw, name, key)
    if issubclass(shape, Enum):
        return _choice(shape, raw, name, key)
    return _plain(shape, raw, name, key)


def _choice(shape: type[Enum], raw: object, name: str, key: str) -> Enum:
    choices = {each.name.lower(): each for each in shape}
    if not isinstance(raw, str) or raw not in choices:
        raise Stop(f"{name}: {key}: must be one of: {', '.join(choices)}.")
    return choices[raw]


def _plain(shape: type, raw: object, name: str, key: str) -> object:
    """Check a single value; whole numbers do for amounts, nothing else is converted."""
    if shape is Decimal and type(raw) is int:
        return Decimal(raw)
    fits = isinstance(raw, shape) and (shape is bool or not isinstance(raw, bool))
    if not fits or (shape is date and isinstance(raw, datetime)) or raw == "":
        raise Stop(f"{name}: {key}: must be {_EXPECTED.get(shape, shape.__name__)}.")
    return raw


@cache
def _hints(shape: type) -> Mapping[str, object]:
    return get_type_hints(shape)


def _without_none(hint: object) -> object:
    if get_origin(hint) in {Union, UnionType}:
        return next(each for each in get_args(hint) if each is not NoneType)
    return hint


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
