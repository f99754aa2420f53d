"""JSON whose numbers lose nothing: read as Decimal, written as JSON numbers with the digits they have.

The standard library cannot write a Decimal as a number, so the writer is here. It knows no entities.
"""

from __future__ import annotations

import json
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, NoReturn


class Written(str):
    """Text that is JSON already and is put in as it stands."""

    __slots__ = ()


def decode(text: str | bytes) -> Any:
    """Read JSON; numbers with a fraction become Decimal.

    Raises:
        ValueError: it is not JSON, or holds NaN or an infinity.
    """
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse)


def encode(value: Any) -> str:
    """Write JSON.

    >>> encode({"TotalAmt": Decimal("150.00"), "Line": [None, True, "é"]})
    '{"TotalAmt":150.00,"Line":[null,true,"é"]}'
    """
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts)


def _write(value: Any, parts: list[str]) -> None:  # one branch for each kind of JSON value
    if isinstance(value, Written):
        parts.append(str(value))
    elif isinstance(value, str):
        parts.append(encode_basestring(value))
    elif isinstance(value, dict):
        mark = "{"
        for key, inner in value.items():
            parts.append(f"{mark}{encode_basestring(key)}:")
            _write(inner, parts)
            mark = ","
        parts.append("{}" if mark == "{" else "}")
    elif isinstance(value, list | tuple):
        mark = "["
        for inner in value:
            parts.append(mark)
            _write(inner, parts)
            mark = ","
        parts.append("[]" if mark == "[" else "]")
    else:
        parts.append(_scalar(value))


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    raise TypeError(f"{type(value).__name__} cannot be written exactly; use Decimal or str")


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")
