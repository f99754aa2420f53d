"""Looks into a pydantic form: which keys a section knows, and how a right value would be written.

Nothing is checked here.
"""

import types
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from relance_sync.config.toml_document import key_path

_EXAMPLES: dict[object, str] = {
    bool: "true",
    int: "15",
    Decimal: "99.50",
    date: "2026-12-25",
    time: "08:30:00",
    str: '"text"',
}


def known_keys(form: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    """List the keys that the section at a place knows; empty if it is no section of fixed keys.

    What a form names in `ALSO`, in words, comes after them.
    """
    hint = _hint_at(form, place)
    return [*hint.model_fields, *getattr(hint, "ALSO", ())] if _is_section(hint) else []


def example(form: type[BaseModel], place: Sequence[str | int]) -> str:
    """Write a line as it could stand in the file at a place; empty if there is nothing to show.

    For sections this is a header, for the entries of a list the bare value.
    """
    hint = _hint_at(form, place)
    if _is_section(hint) or get_origin(hint) is dict:
        return f"[{key_path(place)}]" if all(isinstance(part, str) for part in place) else ""
    if get_origin(hint) is list and _is_section(plain(get_args(hint)[0])):
        return f"[[{key_path(place)}]]" if all(isinstance(part, str) for part in place) else ""
    value = _value(hint)
    return f"{place[-1]} = {value}" if value and isinstance(place[-1], str) else value


def plain(hint: object) -> Any:  # noqa: ANN401  # a type, or a generic alias, which has no common type
    """Return the type of a value that is there: without what checks it, and without its None."""
    while True:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        elif get_origin(hint) in {Union, types.UnionType}:
            hint = next(each for each in get_args(hint) if each is not type(None))
        else:
            return hint


def _hint_at(form: type[BaseModel], place: Sequence[str | int]) -> Any:  # noqa: ANN401  # as plain
    hint: Any = form
    for part in place:
        if _is_section(hint):
            field = hint.model_fields.get(str(part))
            hint = plain(field.annotation) if field else None
        elif part != "[key]":
            hint = plain(get_args(hint)[-1]) if get_args(hint) else None
    return hint


def _is_section(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _value(hint: Any) -> str:  # noqa: ANN401  # as plain
    if get_origin(hint) is list:
        return f"[{_value(plain(get_args(hint)[0]))}]"
    if get_origin(hint) is Literal:
        return f'"{get_args(hint)[0]}"'
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f'"{next(iter(hint)).name.lower()}"'
    return _EXAMPLES.get(hint, "")
