"""Events as JSON and back: one object a line, money and days as text, so that nothing is lost on the way.

The shapes follow from the events' own fields. It reads what it wrote; it is no guard against other files.
"""

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast, get_args, get_origin, get_type_hints

from tests.simulators.books.events import Event

Turn = Callable[[Any], Any]


def _kind(shape: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", shape.__name__).lower()


def _parts(shape: Any, turn: Callable[[Any], Turn]) -> list[tuple[str, Turn]]:
    hints = get_type_hints(shape)
    return [(each.name, turn(hints[each.name])) for each in fields(shape)]


def _writer(shape: Any) -> Turn:
    """Return what turns a value of this type into what JSON knows."""
    if get_origin(shape) is tuple:
        inner = _writer(get_args(shape)[0])
        return lambda value: [inner(each) for each in value]
    if shape is Decimal:
        return str
    if shape is date:
        return date.isoformat
    if is_dataclass(shape):
        parts = _parts(shape, _writer)
        return lambda value: {name: write_part(getattr(value, name)) for name, write_part in parts}
    return _same


def _reader(shape: Any) -> Turn:
    """Return what turns JSON into a value of this type."""
    if get_origin(shape) is tuple:
        inner = _reader(get_args(shape)[0])
        return lambda found: tuple([inner(each) for each in found])
    if shape is Decimal:
        return Decimal
    if shape is date:
        return date.fromisoformat
    if is_dataclass(shape):
        parts = _parts(shape, _reader)
        make = cast("Callable[..., Any]", shape)
        return lambda found: make(**{name: read_part(found[name]) for name, read_part in parts})
    return _same


def _same(value: Any) -> Any:
    """Leave text, numbers and None as they are."""
    return value


KINDS: dict[str, type] = {_kind(shape): shape for shape in get_args(Event)}
_NAMES = {shape: kind for kind, shape in KINDS.items()}
_WRITERS = {shape: _writer(shape) for shape in KINDS.values()}
_READERS = {kind: _reader(shape) for kind, shape in KINDS.items()}
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def kind_of(event: Event) -> str:
    """Return what an event is called in JSON, such as `invoice_issued`."""
    return _NAMES[type(event)]


def write(event: Event) -> str:
    """Return the event as one line of JSON."""
    return _ENCODE({"event": kind_of(event), **_WRITERS[type(event)](event)})


def read(line: str) -> Event:
    """Return the event that `write` wrote.

    Raises:
        KeyError: A field is missing, or there is no such event.
    """
    found = json.loads(line)
    return cast("Event", _READERS[found["event"]](found))
