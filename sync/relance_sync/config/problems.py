"""Turns what pydantic and the TOML reader find wrong into sentences: file, key, what is wrong, what to do.

Values are never repeated in a message: a key pasted in the wrong place must not travel into a log.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from relance_sync.errors import Stop

# By pydantic's error type: what is wrong and what to do, with the values pydantic gives.
_SENTENCES: Mapping[str, str] = {
    "bool_type": "must be true or false, without quotes.",
    "date_type": "must be a date like 2026-12-25, without quotes.",
    "decimal_type": "must be an amount like 500 or 99.50, without quotes.",
    "dict_type": "must be a section, such as [section].",
    "finite_number": "must be an amount like 500 or 99.50, without quotes.",
    "is_instance_of": "must be an amount like 500 or 99.50, without quotes.",
    "int_type": "must be a whole number, without quotes.",
    "list_type": "must be a list in [ ].",
    "literal_error": "must be one of: {expected}.",
    "model_type": "must be a section, such as [section].",
    "string_too_short": "must not be empty.",
    "string_type": "must be text in quotes.",
    "too_short": "must not be empty.",
    "value_error": "{error}",
}


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; amounts become Decimal.

    Raises:
        Stop: If the file cannot be read or is no TOML, with line and column.
    """
    try:
        return parse_toml(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        raise Stop(
            f"{path.name}: cannot be read ({error.strerror}). Check its name and its rights."
        ) from error
    except UnicodeDecodeError as error:
        raise Stop(f"{path.name}: is not UTF-8 text. Save it as UTF-8 in your editor.") from error


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """Parse TOML text; amounts become Decimal.

    Raises:
        Stop: If it is no TOML, with line and column.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Stop(
            f"{name}: this is not valid TOML: {error}. Text stands in quotes, dates and numbers without."
        ) from None


def refuse(error: ValidationError, file: str, known: Callable[[Sequence[str | int]], Sequence[str]]) -> Stop:
    """Make one Stop of everything pydantic found, one line for each problem.

    Args:
        error: What pydantic found.
        file: Name of the file.
        known: Gives the keys known in the section at a place.
    """
    lines = []
    for each in error.errors(include_url=False, include_input=False):
        place = each["loc"]
        if each["type"] == "extra_forbidden":
            sentence = _unknown(str(place[-1]), known(place[:-1]))
        elif each["type"] == "missing":
            sentence = "is missing. Write it there."
        else:
            template = _SENTENCES.get(each["type"], "is not valid. See the documentation of this key.")
            sentence = template.format(**each.get("ctx", {}))
        lines.append(f"{file}: {key_path(place)}: {sentence}")
    return Stop("\n".join(lines))


def key_path(place: Sequence[str | int]) -> str:
    """Write a place in a file; entries of a list are counted from 1, as people do.

    >>> key_path(("plans", "standard", "steps", 1, "after_due"))
    'plans.standard.steps[2].after_due'
    """
    path = ""
    for part in place:
        if part == "[key]":
            continue
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _unknown(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Remove it; known here are: {', '.join(known)}."
    return f"is not a known key. {hint}"


def is_plain_date(value: object) -> bool:
    """Tell a TOML date from a TOML date and time, which is a date too for Python."""
    return type(value) is date
