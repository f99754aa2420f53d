"""Reads the fields of what a client sends, one kind of value each, and refuses what Xero would refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from . import dates
from .records import CENT, Data
from .refusals import Invalid, bad_data

_LARGEST = Decimal("9999999999.99")
_DIGITS = 13


def cents(value: Decimal) -> Decimal:
    """Round to the cent, halves up."""
    return value.quantize(CENT, rounding="ROUND_HALF_UP")


def text(sent: Data, name: str, limit: int, title: str = "") -> str | None:
    """Read a text; None if it was not sent.

    Raises:
        Invalid: it is longer than `limit`.
    """
    value = sent.get(name)
    if value is None:
        return None
    if len(str(value)) > limit:
        raise Invalid(f"The {title or name} field cannot be longer than {limit} characters.")
    return str(value)


def number(sent: Data, name: str) -> Decimal | None:
    """Read a number, which may be sent as a text; None if it was not sent.

    Raises:
        Refused: it is none.
    """
    value = sent.get(name)
    if value is None or value == "":
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise bad_data(f"Could not convert string to decimal: {value}. Path '{name}'.") from None
    if not found.is_finite() or abs(found.adjusted()) > _DIGITS or isinstance(value, bool):
        raise bad_data(f"Could not convert string to decimal: {value}. Path '{name}'.")
    return found


def amount(sent: Data, name: str) -> Decimal | None:
    """Read an amount, to the cent; None if it was not sent.

    Raises:
        Invalid: it is out of bounds.
        Refused: it is no number.
    """
    found = number(sent, name)
    return None if found is None else bounded(found, name)


def bounded(value: Decimal, name: str) -> Decimal:
    """Round an amount to the cent.

    Raises:
        Invalid: it is out of bounds.
    """
    if abs(value) > _LARGEST:
        raise Invalid(f"{name} must be less than 10,000,000,000.")
    return cents(value)


def day(sent: Data, name: str) -> date | None:
    """Read a day from a field or, which wins, from its twin named `...String`; None if neither was sent.

    Raises:
        Refused: it is none.
    """
    for each in (f"{name}String", name):
        value = sent.get(each)
        if value not in (None, ""):
            try:
                return dates.read_day(value)
            except ValueError:
                raise bad_data(f"The string '{value}' is not a valid AllXsd value.") from None
    return None


def flag(sent: Data, name: str) -> bool | None:
    """Read true or false, which may be sent as a text; None if it was not sent."""
    value = sent.get(name)
    return None if value in (None, "") else str(value).lower() == "true"


def choice(sent: Data, name: str, allowed: tuple[str, ...]) -> str | None:
    """Read one word of a list, in any case; None if it was not sent.

    Raises:
        Refused: it is not in the list.
    """
    value = sent.get(name)
    if value in (None, ""):
        return None
    for each in allowed:
        if str(value).casefold() == each.casefold():
            return each
    raise bad_data(f"Error converting value \"{value}\" to type '{name}'.")


def part(sent: Data, name: str) -> Data:
    """Return an object inside an object; empty if it was not sent.

    Raises:
        Refused: it is no object.
    """
    value: Any = sent.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise bad_data(f"{name} must be an object.")
    return value


def parts(sent: Data, name: str) -> list[Data] | None:
    """Return a list of objects inside an object; None if it was not sent.

    Raises:
        Refused: it is no list of objects.
    """
    value: Any = sent.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise bad_data(f"{name} must be a list of objects.")
    return value
