"""What people recorded in account files as plain JSON values, from the addon inside Odoo to Relance outside.

It is read by the types that the rules declare, so that a kind has its shape in one place. What one side does
not know is not taken half.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from relance_connectors.odoo.effect_data import plain
from relance_sync.errors import Skip
from relance_sync.rules.account import TOLD_KINDS, TOLD_NAMES, Told


def told_data(told: Told) -> dict[str, Any]:
    """Return it as JSON values, with the name of its kind in `kind`."""
    return {"kind": TOLD_NAMES[type(told)], "told": plain(asdict(told))}


def told_from(data: Mapping[str, Any]) -> Told:
    """Read it back.

    Raises:
        Skip: If it is nothing that this version knows.
    """
    try:
        told: Told = record_from(TOLD_KINDS[data["kind"]], data["told"])
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        raise Skip(
            f"Something recorded in Relance's account files in Odoo could not be read: {problem}."
            " If the addon there is newer than the Relance that reads, upgrade this one."
        ) from problem
    return told


def record_from(type_: Any, data: Mapping[str, Any]) -> Any:  # noqa: ANN401  # of the type given
    """Read a record of a dataclass whose fields are plain; what it does not know is an error."""
    if not isinstance(data, Mapping):
        raise TypeError(f"{data!r} is no {type_.__name__}")
    unknown = data.keys() - {each.name for each in fields(type_)}
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    hints = get_type_hints(type_)
    return type_(**{name: _value(hints[name], value) for name, value in data.items()})


def _value(hint: Any, value: Any) -> Any:  # noqa: ANN401  # whatever a field may hold
    """Read one value as its field's type says: a plain type, one or None, or a tuple of one type."""
    if value is None:
        return None
    parts = [each for each in get_args(hint) if each not in (NoneType, Ellipsis)]
    if isinstance(value, list):
        return tuple(_value(parts[0], each) for each in value)
    type_ = parts[0] if parts else hint
    if is_dataclass(type_):
        return record_from(type_, value)
    if type_ is date:
        return date.fromisoformat(value)
    if type_ is Decimal or issubclass(type_, StrEnum):
        return type_(value)
    return value
