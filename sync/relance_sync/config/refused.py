"""Builds the rules' dataclasses, and finds out which keys one refuses: all of them, not only the first.

A dataclass tells one thing that is wrong and stops. To find the key, one value after the other is replaced by
a harmless one (its positive number, 1, a letter, or the default) until the complaint is gone; then the next
is heard. A complaint that no single key explains is told of the section; what comes after it is not found.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from enum import Enum
from typing import Any

_TEXT = "x"
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"'([^']*)'")
_VARYING = re.compile(r"'[^']*'|\d+")

Complaint = tuple[tuple[str | int, ...], str]


class Refused(ValueError):
    """What a dataclass refuses.

    Attributes:
        complaints: Place inside the section (empty for the section itself), and the dataclass's message.
    """

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("; ".join(message for _, message in complaints))
        self.complaints = tuple(complaints)


def build(shape: type, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  # an instance of `shape`
    """Build a dataclass.

    Args:
        shape: The dataclass.
        given: The values of the file; the others keep their defaults.

    Raises:
        Refused: With everything the dataclass refuses.
    """
    try:
        return shape(**given)
    except ValueError as error:
        raise Refused(list(_complaints(shape, given, str(error)))) from None


def _complaints(shape: type, given: Mapping[str, Any], message: str) -> Iterator[Complaint]:
    while True:
        found = _culprit(shape, given, message)
        if found is None:
            yield _entry(given, message), message
            return
        name, given, following = found
        yield (name,), message
        if following is None:
            return
        message = following


def _culprit(
    shape: type, given: Mapping[str, Any], message: str
) -> tuple[str, Mapping[str, Any], str | None] | None:
    """Find the key that a complaint is about.

    Returns:
        Its name, the values with a harmless one in its place, and the next complaint, None if there is
        none; or None if no single key explains the complaint.
    """
    named = _WORD.findall(message)
    second = None
    for name, trial, is_number in _trials(shape, given, named):
        following = _refusal(shape, trial)
        if following is None:
            return name, trial, None
        # Another text, or a key left out, may itself be refused: that counts only for a key that is named.
        if second is None and _same(following) != _same(message) and (is_number or name in named):
            second = name, trial, following
    return second


def _trials(
    shape: type, given: Mapping[str, Any], named: Sequence[str]
) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Make one key after the other harmless, those first that the complaint names; tell numbers apart."""
    order = sorted(given, key=lambda name: named.index(name) if name in named else len(named))
    for name in order:
        value = given[name]
        if isinstance(value, int | Decimal) and not isinstance(value, bool | Enum):
            yield name, {**given, name: abs(value)}, True
            yield name, {**given, name: type(value)(1)}, True
        elif type(value) is str:
            yield name, {**given, name: _TEXT}, False
    for name in order:
        if _has_default(shape, name):
            yield name, {key: value for key, value in given.items() if key != name}, False


def _refusal(shape: type, given: Mapping[str, Any]) -> str | None:
    try:
        shape(**given)
    except ValueError as error:
        return str(error)
    return None


def _has_default(shape: type, name: str) -> bool:
    field = next(each for each in fields(shape) if each.name == name)
    return field.default is not MISSING or field.default_factory is not MISSING


def _same(message: str) -> str:
    """Take out what may differ between two messages about the same thing."""
    return _VARYING.sub("", message)


def _entry(given: Mapping[str, Any], message: str) -> tuple[str | int, ...]:
    """Find the entry of a list whose id or name the message quotes first; empty if there is none."""
    quoted = _QUOTED.findall(message)
    for name, value in given.items():
        for place, each in enumerate(value if isinstance(value, tuple) else ()):
            if quoted and quoted[0] in {getattr(each, "id", None), getattr(each, "name", None)}:
                return name, place
    return ()
