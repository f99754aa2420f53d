"""Converters that know what Xero means by its fields: its days, rates, telephones, who a contact is.

Small decisions about facts only; each says which field of Xero it reads and why. Field names are those of
Xero's published description of its accounting API.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Context as DecimalContext
from decimal import Decimal

from relance_mappings.converters import (
    Context,
    Raw,
    Unfit,
    absent,
    booked,
    currency_or_own,
    money_or_own,
    number,
    optional_number,
    optional_text,
    text,
)
from relance_sync.rules.ledger import Kind
from relance_sync.rules.money import Money

_JSON_INSTANT = re.compile(r"/Date\((-?\d{1,15})(?:([+-])(\d\d)(\d\d))?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PHONES = ("DEFAULT", "MOBILE", "DDI", "OFFICE")
_RATE_DIGITS = DecimalContext(prec=16)


def instant(value: Raw) -> datetime:
    """Read an instant in Microsoft's JSON form, milliseconds since 1970; or in ISO form, UTC unless it says.

    >>> instant("/Date(1541176290160+0000)/").isoformat()
    '2018-11-02T16:31:30.160000+00:00'
    >>> instant("2018-11-02T16:31:30").isoformat()
    '2018-11-02T16:31:30+00:00'

    Raises:
        Unfit: If it is neither.
    """
    if absent(value):
        raise Unfit("is empty")
    found = _JSON_INSTANT.fullmatch(value) if isinstance(value, str) else None
    try:
        if not found:
            read = datetime.fromisoformat(value)
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        sign, hours, minutes = found[2] or "+", int(found[3] or 0), int(found[4] or 0)
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
        return (_EPOCH + timedelta(milliseconds=int(found[1]))).astimezone(timezone(offset))
    except (TypeError, ValueError, OverflowError):
        raise Unfit(f"is not a date: {value!r}") from None


def json_day(_: Context, value: Raw) -> date:
    """The day that an instant in Microsoft's JSON form stands for: Xero writes a day as its midnight, in UTC.

    >>> json_day(Context(currency="NZD"), "/Date(1539993600000+0000)/")
    datetime.date(2018, 10, 20)
    """
    return instant(value).date()


def optional_json_day(context: Context, value: Raw) -> date | None:
    """The day that such an instant stands for; None if empty."""
    return None if absent(value) else json_day(context, value)


def text_or_json_day(context: Context, value: Raw, day: Raw) -> str:
    """Text; the day in ISO form if it is empty, for money that has no number people would know it by."""
    return optional_text(context, value) or json_day(context, day).isoformat()


def registered_or_person(context: Context, name: Raw, first: Raw, last: Raw, registered: Raw) -> Kind | None:
    """Entity if it has a company's number, person if its name is that of its contact person; else None.

    Args:
        context: As for every converter.
        name: `Name`.
        first: `FirstName` of whom to talk to, also at a company.
        last: `LastName`, likewise.
        registered: `CompanyNumber`.
    """
    if optional_text(context, registered):
        return Kind.ENTITY
    person = [each for each in (optional_text(context, first), optional_text(context, last)) if each]
    is_person = bool(person) and " ".join(person).casefold() == text(context, name).casefold()
    return Kind.PERSON if is_person else None


def listed_phone(context: Context, value: Raw) -> str | None:
    """The first number of a contact's list that is one to be called: its usual one, mobile, direct, office.

    >>> listed_phone(Context(currency="NZD"), [{"PhoneType": "DEFAULT", "PhoneNumber": "847-1294",
    ...     "PhoneAreaCode": "(626)", "PhoneCountryCode": ""}])
    '(626) 847-1294'
    """
    return _listed(context, value, _PHONES)


def listed_mobile(context: Context, value: Raw) -> str | None:
    """The mobile number of a contact's list."""
    return _listed(context, value, ("MOBILE",))


def _listed(context: Context, value: Raw, kinds: Iterable[str]) -> str | None:
    listed = {each.get("PhoneType"): each for each in _objects(value)}
    for kind in kinds:
        parts = listed.get(kind, {})
        if optional_text(context, parts.get("PhoneNumber")):
            written = (
                optional_text(context, parts.get(f"Phone{part}"))
                for part in ("CountryCode", "AreaCode", "Number")
            )
            return " ".join(each for each in written if each)
    return None


def contact_groups(context: Context, value: Raw) -> tuple[str, ...]:
    """The names of a contact's groups, sorted; those that `Context.tags` does not know are left out.

    Relance's own groups, which show holds, are not among them.
    """
    known = (context.tags.get(str(each.get("ContactGroupID"))) for each in _objects(value))
    return tuple(sorted({name for name in known if name}))


def booked_at_inverse_rate(context: Context, amount: Raw, currency: Raw, rate: Raw) -> Decimal | None:
    """An amount in the company's currency, at a rate that says what one unit of that is worth abroad.

    Args:
        context: As for every converter.
        amount: In the document's currency.
        currency: `CurrencyCode`.
        rate: `CurrencyRate`: units of the document's currency for one of the company's.

    Returns:
        None for a foreign document without rate.
    """
    whole = number(context, amount)
    if currency_or_own(context, currency) == context.currency:
        return booked(context, whole)
    return None if absent(rate) else booked(context, whole / _rate(context, rate))


def inverse_rate(context: Context, rate: Raw) -> Decimal:
    """What one unit of a foreign currency is worth, from what one of the company's is worth abroad.

    >>> inverse_rate(Context(currency="NZD"), Decimal("0.64"))
    Decimal('1.5625')
    """
    return _RATE_DIGITS.divide(Decimal(1), _rate(context, rate))


def quote_uninvoiced(context: Context, total: Raw, currency: Raw, status: Raw) -> Money:
    """What of a quote is still to be invoiced, taxes included: all of it, until it was invoiced.

    Args:
        context: As for every converter.
        total: `Total`.
        currency: `CurrencyCode`.
        status: `Status`.
    """
    return money_or_own(context, 0 if status == "INVOICED" else total, currency)


def quote_to_deliver(_: Context, status: Raw) -> bool:
    """True for an accepted quote: Xero knows no deliveries, people invoice what has left."""
    return bool(status == "ACCEPTED")


def booked_or_nothing(context: Context, value: Raw) -> Decimal:
    """An amount in the company's currency; zero if absent."""
    return booked(context, optional_number(context, value) or 0)


def _rate(context: Context, value: Raw) -> Decimal:
    rate = number(context, value)
    if rate <= 0:
        raise Unfit(f"is no rate: {rate}")
    return rate


def _objects(value: Raw) -> list[Mapping[str, Raw]]:
    """Return the JSON objects of a list; none if there is no list."""
    if absent(value):
        return []
    if not isinstance(value, list):
        raise Unfit(f"is no list: {value!r}")
    return [each for each in value if isinstance(each, dict)]
