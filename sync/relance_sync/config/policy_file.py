"""Reads `policy.toml` into the rules' Policy. Which keys there are follows from the rules' own dataclasses.

The version of a policy is a short hash of what it says (comments do not count), so that an edited policy, or
an edited calendar, leads to a new assessment of everyone. What the keys mean is in docs/reference/policy.md.
"""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, create_model
from pydantic import Field as Checked

from relance_sync.config.problems import key_path, parse_toml, read_toml, refuse
from relance_sync.errors import Stop
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.policy import Policy

STANDARD_POLICY = "standard.toml"
_VERSION = "version"
_COMPUTED = "-"


def standard_policy_text() -> str:
    """Return the standard policy, comments included: what `relance init` writes."""
    return resources.files("relance_sync.config").joinpath("policies", STANDARD_POLICY).read_text("utf-8")


def read_policy(path: Path | None, calendar: Calendar | None = None) -> Policy:
    """Read a policy.

    Args:
        path: The file; None for the standard policy.
        calendar: The company's calendar, which counts for the version; None for the usual one.

    Raises:
        Stop: Naming file and key of everything wrong.
    """
    name = STANDARD_POLICY if path is None else path.name
    raw = parse_toml(standard_policy_text(), name) if path is None else read_toml(path)
    policy = policy_from(raw, name)
    given = "" if policy.version == _COMPUTED else f"{policy.version}+"
    return replace(policy, version=f"{given}{_hash(policy, calendar or Calendar())}")


def policy_from(raw: Mapping[str, Any], name: str) -> Policy:
    """Build a policy from parsed TOML.

    Args:
        raw: What the file says.
        name: The file's name, for messages.

    Raises:
        Stop: Naming file and key of everything wrong.
    """
    try:
        form = _form(Policy).model_validate({_VERSION: _COMPUTED, **raw})
    except ValidationError as error:
        raise refuse(error, name, _known) from None
    policy = _build(form, Policy, name, ())
    return cast("Policy", policy)


def _hash(policy: Policy, calendar: Calendar) -> str:
    """Sixteen hex digits would do for all policies of the world; eight do for those of one company."""
    days = (sorted(calendar.closed_weekdays), sorted(calendar.holidays))
    return sha256(repr((_plain(replace(policy, version="")), days)).encode()).hexdigest()[:8]


def _plain(value: object) -> object:
    """Write a value so that equal policies give equal text, whatever the order of their sections."""
    if isinstance(value, Mapping):
        return sorted((str(key), _plain(each)) for key, each in value.items())
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value):
        return [(each.name, _plain(getattr(value, each.name))) for each in fields(value)]
    return value


@cache
def _form(shape: type) -> type[BaseModel]:
    """Make the checked form of a dataclass: the same fields, no others, nothing converted by guess."""
    hints = get_type_hints(shape)
    members: dict[str, Any] = {}
    for each in _keys(shape):
        required = each.default is MISSING and each.default_factory is MISSING
        members[each.name] = (_checked(hints[each.name]), ... if required else None)
    return create_model(shape.__name__, __config__=ConfigDict(extra="forbid", strict=True), **members)


def _checked(hint: object) -> object:
    """Translate a type of the rules into the type that is checked."""
    hint = _given(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return list[_checked(inner[0])]  # type: ignore[misc]
    if origin is not None:
        return dict[_checked(inner[0]), _checked(inner[1])]  # type: ignore[misc]
    if isinstance(hint, type) and is_dataclass(hint):
        return _form(hint)
    return _checked_value(hint)


def _checked_value(hint: object) -> object:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Annotated[hint, BeforeValidator(_by_name(hint))]
    if hint is Decimal:
        return Annotated[Decimal, BeforeValidator(_decimal)]
    return Annotated[str, Checked(min_length=1)] if hint is str else hint


def _by_name(choices: type[Enum]) -> Callable[[object], Enum]:
    names = {each.name.lower(): each for each in choices}

    def read(value: object) -> Enum:
        if not isinstance(value, str) or value not in names:
            raise ValueError(f"must be one of: {', '.join(names)}.")
        return names[value]

    return read


def _decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _build(form: BaseModel, shape: type, file: str, place: tuple[str | int, ...]) -> object:
    """Turn a checked form into the dataclass; what the dataclass refuses is told with its place."""
    given = {
        name: _value(getattr(form, name), get_type_hints(shape)[name], file, (*place, name))
        for name in form.model_fields_set
    }
    try:
        return shape(**given)
    except ValueError as error:
        where = f"{file}: {key_path(place)}" if place else file
        raise Stop(f"{where}: {error}.") from None


def _value(value: object, hint: object, file: str, place: tuple[str | int, ...]) -> object:
    hint = _given(hint)
    if isinstance(value, list):
        return tuple(_value(each, get_args(hint)[0], file, (*place, i)) for i, each in enumerate(value))
    if isinstance(value, dict):
        return {key: _value(each, get_args(hint)[1], file, (*place, str(key))) for key, each in value.items()}
    if isinstance(value, BaseModel) and isinstance(hint, type):
        return _build(value, hint, file, place)
    return value


def _known(place: Sequence[str | int]) -> Sequence[str]:
    """List the keys of the section at a place, by walking down the rules' dataclasses."""
    shape: Any = Policy
    for part in place:
        if is_dataclass(shape):
            shape = _given(get_type_hints(shape).get(str(part)))
        else:
            shape = get_args(shape)[0 if get_origin(shape) is tuple else 1]
    return [each.name for each in _keys(shape)] if is_dataclass(shape) else []


def _keys(shape: object) -> list[Field[Any]]:
    """Return the fields that a file may set; the others are computed."""
    return [each for each in fields(cast("Any", shape)) if not each.metadata.get("computed")]


def _given(hint: object) -> object:
    """Return the type of a value that is there: an optional one without its None."""
    if get_origin(hint) in {Union, types.UnionType}:
        return next(each for each in get_args(hint) if each is not type(None))
    return hint
