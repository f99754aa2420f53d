"""Turns what a client sends into clean values, or refuses it field by field.

It knows an entity's fields (entities.py), not the books: whether a reference exists or an amount adds up is
looked at elsewhere.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from . import errors
from .entities import Entity, Field

CENT = Decimal("0.01")
_HEAD = {"Id", "SyncToken", "MetaData", "domain", "sparse", "status"}
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_EMAIL_LENGTH = 100
LINE_TEXT = 4000
MEMO = 1000


def clean(entity: Entity, sent: Any) -> dict[str, Any]:
    """Return the fields that a client may set, as values of their kind; None stands for "make it empty".

    Raises:
        Refusal: an unknown field, a value of the wrong kind or too long.
    """
    if not isinstance(sent, dict):
        raise errors.bad_type(entity.name, sent)
    values = {}
    for name, value in sent.items():
        if name in _HEAD or name.startswith("_"):
            continue
        field = entity.fields.get(name)
        if field is None:
            raise errors.unknown_property(name)
        if not field.computed:
            values[name] = _value(field, value)
    return values


def money(value: Any, name: str) -> Decimal:
    """Return an amount in cents precision, rounded half up.

    >>> money("12.345", "Amount")
    Decimal('12.35')
    """
    return number(value, name).quantize(CENT, rounding="ROUND_HALF_UP")


def number(value: Any, name: str) -> Decimal:
    """Return a number sent as a JSON number or as text."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise errors.bad_number(name, value)
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise errors.bad_number(name, value) from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
        raise errors.bad_number(name, value)
    return found


def day(value: Any, name: str) -> str:
    """Return a day as YYYY-MM-DD; a time behind it is cut off."""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise errors.bad_date(name, value) from None


def text(value: Any, name: str, size: int) -> str:
    """Return a text that is not longer than the field."""
    if isinstance(value, dict | list):
        raise errors.bad_type(name, value)
    found = str(value)
    if size and len(found) > size:
        raise errors.too_long(name, size, len(found))
    return found


def reference(value: Any, name: str) -> dict[str, Any]:
    """Return a reference; whether it leads anywhere is not looked at."""
    if not isinstance(value, dict) or not value.get("value"):
        raise errors.missing(f"{name}.value")
    return {key: str(value[key]) for key in ("value", "name", "type") if value.get(key) is not None}


def email(value: Any, name: str) -> dict[str, str]:
    """Return an e-mail object; several addresses may stand in it, parted by commas."""
    address = value.get("Address") if isinstance(value, dict) else None
    if not address:
        raise errors.missing(f"{name}.Address")
    address = text(address, f"{name}.Address", _EMAIL_LENGTH)
    if not all(_EMAIL.fullmatch(each.strip()) for each in address.split(",")):
        raise errors.bad_email(name)
    return {"Address": address}


def _flag(value: Any, name: str) -> bool:
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise errors.bad_type(name, value)
    return value


def _value(field: Field, value: Any) -> Any:
    if value is None or value == "" or _is_hollow(field, value):
        return None
    if field.choices and value not in field.choices:
        raise errors.bad_choice(field.name, value)
    if field.choices:
        return value
    if field.kind == "s":
        return text(value, field.name, field.size)
    if field.kind in {"o", "l"}:
        return _structure(field, value)
    reader = {"m": money, "n": number, "d": day, "b": _flag, "r": reference, "e": email}[field.kind]
    return reader(value, field.name)


def _is_hollow(field: Field, value: Any) -> bool:
    """Tell whether an object is sent without what it is there for, as some clients do for "none"."""
    inner = {"e": "Address", "r": "value"}.get(field.kind)
    return bool(inner) and isinstance(value, dict) and not value.get(inner)


def _structure(field: Field, value: Any) -> Any:
    if not isinstance(value, dict if field.kind == "o" else list):
        raise errors.bad_type(field.name, value)
    if field.name == "CustomerMemo" and isinstance(value, dict):
        text(value.get("value", ""), field.name, MEMO)
    if field.name == "LinkedTxn":
        return [link(each) for each in value]
    return value or None


def link(value: Any) -> dict[str, str]:
    """Return a link to another transaction."""
    if not isinstance(value, dict) or not value.get("TxnId") or not value.get("TxnType"):
        raise errors.missing("LinkedTxn.TxnId")
    return {key: str(value[key]) for key in ("TxnId", "TxnType", "TxnLineId") if value.get(key) is not None}
