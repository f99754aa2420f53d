"""Writes TOML with the standard library, whose `tomllib` only reads it.

What is written and read again is equal: whole numbers, decimals, texts, days, times, lists and sections, in
their order. Comments are not data and are not kept.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal

_BARE = re.compile(r"[A-Za-z0-9_-]+")
# JSON leaves this control character as it is; TOML does not allow it.
_DELETE = "\x7f"


def toml_text(document: Mapping[str, object]) -> str:
    """Write a document.

    Args:
        document: As `tomllib.loads(..., parse_float=Decimal)` gives it.

    Raises:
        TypeError: If TOML has no form for a value; it has none for None.
    """
    return "\n".join(_table(document, ())).strip("\n") + "\n" if document else ""


def _table(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    """Write the values of a section, then the sections in it: below a header all keys are that section's."""
    for key, value in table.items():
        if not _is_section(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        name = ".".join(_key(each) for each in (*path, key))
        if isinstance(value, Mapping):
            if not value or not all(_is_section(each) for each in value.values()):
                yield f"\n[{name}]"
            yield from _table(value, (*path, key))
        elif _is_section(value) and isinstance(value, Sequence):
            for each in value:
                yield f"\n[[{name}]]"
                yield from _table(each, (*path, key))


def _is_section(value: object) -> bool:
    """Tell whether a value has headers of its own: a mapping, or a list of nothing but mappings."""
    if isinstance(value, list | tuple):
        return bool(value) and all(isinstance(each, Mapping) for each in value)
    return isinstance(value, Mapping)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return _decimal(value)
        case str():
            return _lines(value) if "\n" in value else _line(value)
        case date() | time():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(_inline(each) for each in value)}]"
    raise TypeError(f"TOML has no form for {type(value).__name__}")


def _inline(value: object) -> str:
    """Write an entry of a list; a mapping among other things fits on one line only."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items()) + "}"
    return _line(value) if isinstance(value, str) else _value(value)


def _decimal(value: Decimal) -> str:
    """Write a decimal so that it is read as one: 100 without a point would be a whole number."""
    if value.is_nan():
        return "nan"
    if value.is_infinite():
        return "inf" if value > 0 else "-inf"
    text = str(value)
    return text if "." in text or "E" in text else f"{text}.0"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _line(key)


def _line(text: str) -> str:
    """Write a text on one line; JSON's way of quoting is also TOML's."""
    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007f")


def _lines(text: str) -> str:
    """Write a text of several lines as people write it: only what TOML cannot bear is escaped."""
    body = "\n".join(_line(each)[1:-1] for each in text.split("\n"))
    if '"""' not in text and not text.endswith('"'):
        body = body.replace('\\"', '"')
    return f'"""\n{body}"""'
