"""Converters: from one or more platform values to one value of the ledger, by the name used in the TOML.

Each takes the context and the values of its fields, in the order of `from`, and returns what the ledger
wants or raises `Unfit`. Nothing is read or asked here. Platforms send JSON: text, numbers parsed to int or
Decimal, booleans, and `false` (or null) for what is absent.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from relance_sync.rules.ledger import Kind
from relance_sync.rules.money import Money, quantize

Raw: TypeAlias = Any
"""A value as the platform sent it; its converter checks it."""

Identifier: TypeAlias = Any
"""What identifies a record on its platform: a number on Odoo, text on the others."""


# More than any ledger holds, and with two or three decimals less than a database keeps in minor units.
_TOO_LARGE = Decimal(10) ** 15


class Unfit(ValueError):
    """A value that cannot be converted; the message ends a sentence that begins with the field's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What converters may know beyond the record.

    Attributes:
        currency: ISO 4217 code of the company's currency.
        zone: The company's time zone: decides on which day an instant falls.
        credit_limits: Whether the company uses credit limits at all.
        debtors: By a contact's identifier, that of the party that owes for it; contacts that owe for
            themselves are left out.
        tags: By their identifiers, the names of the labels that people put on customers.
        address: Returns where to open a record, by its identifier; None if it has no address.
    """

    currency: str
    zone: tzinfo = UTC
    credit_limits: bool = True
    debtors: Mapping[Identifier, Identifier] = field(default_factory=lambda: types.MappingProxyType({}))
    tags: Mapping[Identifier, str] = field(default_factory=lambda: types.MappingProxyType({}))
    address: Callable[[Identifier], str | None] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Converter:
    """A converter and what the check of a mapping wants to know about it.

    Attributes:
        values: How many fields it takes.
        returns: Type of what it returns.
        empty: Whether it may return None.
    """

    convert: Callable[..., object]
    returns: type
    values: int = 1
    empty: bool = False


def absent(value: Raw) -> bool:
    """Tell whether a platform's value stands for none: null, Odoo's `false`, empty text."""
    return value is None or value is False or value == ""


def text(_: Context, value: Raw) -> str:
    """Text that must not be empty."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise Unfit("is empty" if absent(value) or isinstance(value, str) else "is not text")


def optional_text(context: Context, value: Raw) -> str | None:
    """Text; None if empty."""
    return None if absent(value) or (isinstance(value, str) and not value.strip()) else text(context, value)


def either_text(context: Context, first: Raw, second: Raw) -> str | None:
    """The first of two texts that is not empty; None if both are."""
    return optional_text(context, first) or optional_text(context, second)


def text_or_identifier(context: Context, value: Raw, id_: Raw) -> str:
    """Text; what identifies the record if it is empty."""
    return optional_text(context, value) or identifier(context, id_)


def identifier(_: Context, value: Raw) -> str:
    """A number or text that identifies a record, as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value:
        return value
    raise Unfit("is no identifier")


def day(_: Context, value: Raw) -> date:
    """A date in ISO form."""
    if absent(value):
        raise Unfit("is empty")
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit(f"is not a date: {value!r}") from None


def optional_day(context: Context, value: Raw) -> date | None:
    """A date in ISO form; None if empty."""
    return None if absent(value) else day(context, value)


def day_of_instant(context: Context, value: Raw) -> date:
    """The company's day on which an instant falls; one without zone is taken as UTC.

    >>> from zoneinfo import ZoneInfo
    >>> day_of_instant(Context(currency="EUR", zone=ZoneInfo("Europe/Paris")), "2026-06-30 22:30:00")
    datetime.date(2026, 7, 1)
    """
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit("is empty" if absent(value) else f"is not a date and time: {value!r}") from None
    return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(context.zone).date()


def number(_: Context, value: Raw) -> Decimal:
    """A number, never a float: that would already have lost cents."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        if abs(value) < _TOO_LARGE:
            return value
        raise Unfit(f"is too large: {value!s}")
    raise Unfit("is empty" if value is None or value is False else f"is not a number: {value!r}")


def optional_number(context: Context, value: Raw) -> Decimal | None:
    """A number; None if absent. Zero stays zero."""
    return None if value is None or value is False or value == "" else number(context, value)


def truth(_: Context, value: Raw) -> bool:
    """Yes or no; absent is no."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise Unfit(f"is neither true nor false: {value!r}")


def untruth(context: Context, value: Raw) -> bool:
    """No or yes: the opposite of the field."""
    return not truth(context, value)


def referred(value: Raw) -> Identifier | None:
    """What identifies the record pointed to: the number in `[number, name]`, a number or a text.

    >>> referred([7, "EUR"]), referred("58"), referred(False)
    (7, '58', None)
    """
    return value if isinstance(value, str) and value else many2one_number(value)


def many2one_number(value: Raw) -> int | None:
    """The number in `[number, name]` or a bare number; None if absent."""
    first = value[0] if isinstance(value, list | tuple) and value else value
    return first if isinstance(first, int) and not isinstance(first, bool) else None


def many2one_id(_: Context, value: Raw) -> str:
    """The number of the record pointed to, as text."""
    found = many2one_number(value)
    if found is None:
        raise Unfit("is empty")
    return str(found)


def optional_many2one_id(_: Context, value: Raw) -> str | None:
    """The number of the record pointed to, as text; None if there is none."""
    found = many2one_number(value)
    return None if found is None else str(found)


def many2one_name(context: Context, value: Raw) -> str:
    """The name of the record pointed to."""
    found = optional_many2one_name(context, value)
    if found is None:
        raise Unfit("is empty")
    return found


def optional_many2one_name(_: Context, value: Raw) -> str | None:
    """The name of the record pointed to; None if there is none."""
    named = 2
    if isinstance(value, list | tuple) and len(value) == named and isinstance(value[1], str):
        return value[1] or None
    if absent(value):
        return None
    raise Unfit(f"points to no record with a name: {value!r}")


def currency_code(context: Context, value: Raw) -> str:
    """The ISO 4217 code of a currency: the code itself, or the name in `[number, name]`."""
    code = value if isinstance(value, str) and value else many2one_name(context, value)
    if not _is_currency(code):
        raise Unfit(f"names the currency {code!r}, which is no code of three capital letters")
    return code


# A ledger has few currencies, and each of its amounts names one.
@lru_cache(maxsize=1000)
def _is_currency(code: str) -> bool:
    return len(code) == len("EUR") and code.isascii() and code.isalpha() and code.isupper()


def currency_or_own(context: Context, value: Raw) -> str:
    """The ISO 4217 code of a currency; the company's own if absent (books in one currency name none)."""
    return context.currency if absent(value) else currency_code(context, value)


def debtor(context: Context, value: Raw) -> str:
    """The party that owes for the contact pointed to."""
    found = referred(value)
    if found is None:
        raise Unfit("is empty")
    return str(context.debtors.get(found, found))


def tags(context: Context, value: Raw) -> tuple[str, ...]:
    """The names of the labels pointed to, sorted; unknown ones are left out."""
    if absent(value):
        return ()
    if not isinstance(value, list | tuple):
        raise Unfit(f"is no list of labels: {value!r}")
    return tuple(sorted({context.tags[each] for each in value if each in context.tags}))


def language(_: Context, value: Raw) -> str | None:
    """ISO 639-1 code of a locale; None if absent.

    >>> language(Context(currency="EUR"), "fr_BE")
    'fr'
    """
    if absent(value):
        return None
    if isinstance(value, str):
        return value.replace("-", "_").split("_")[0].lower()
    raise Unfit(f"is not a language: {value!r}")


def person_or_entity(_: Context, value: Raw) -> Kind:
    """Entity if the flag says it is a company, else person (a sole trader is one)."""
    return Kind.ENTITY if value else Kind.PERSON


def record_address(context: Context, value: Raw) -> str | None:
    """Where to open the record on the platform."""
    found = referred(value)
    return None if found is None else context.address(found)


def in_currency(context: Context, value: Raw, currency: Raw) -> Decimal:
    """An amount rounded to the minor unit of the currency pointed to (computed ones carry binary dust)."""
    return quantize(number(context, value), currency_code(context, currency))


def booked(context: Context, value: Raw) -> Decimal:
    """An amount in the company's currency, rounded to its minor unit."""
    return quantize(number(context, value), context.currency)


def booked_negated(context: Context, value: Raw) -> Decimal:
    """The same with the opposite sign: what the books carry negative for a credit."""
    return -booked(context, value)


def money(context: Context, value: Raw, currency: Raw) -> Money:
    """An amount and its currency."""
    return Money(amount=in_currency(context, value, currency), currency=currency_code(context, currency))


def money_negated(context: Context, value: Raw, currency: Raw) -> Money:
    """An amount with the opposite sign and its currency."""
    return Money(amount=-in_currency(context, value, currency), currency=currency_code(context, currency))


def in_currency_or_own(context: Context, value: Raw, currency: Raw) -> Decimal:
    """An amount rounded to the minor unit of its currency; that is the company's own if absent."""
    return quantize(number(context, value), currency_or_own(context, currency))


def money_or_own(context: Context, value: Raw, currency: Raw) -> Money:
    """An amount and its currency; that is the company's own if absent."""
    amount = in_currency_or_own(context, value, currency)
    return Money(amount=amount, currency=currency_or_own(context, currency))
