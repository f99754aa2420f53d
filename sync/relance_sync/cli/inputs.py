"""What people type: amounts and days, read with care. Bad ones become a sentence."""

import re
from datetime import date, datetime
from decimal import Decimal

from relance_sync.cli.session import Session
from relance_sync.errors import Stop
from relance_sync.rules.explain import format_day
from relance_sync.rules.money import Money

# What Typer parses a day into; the hour in it means nothing.
Day = datetime
_PLAIN = re.compile(r"\d+([.,]\d+)?")
_CODE = re.compile(r"[A-Z]{3}")
_SPACES = str.maketrans("", "", " \u00a0\u202f")


def amount_from(text: str, currency: str, session: Session) -> Money:
    """Read an amount above 0; a decimal comma is as good as a point.

    Raises:
        Stop: If it is none, or the currency is no ISO 4217 code.
    """
    plain = text.translate(_SPACES)
    if not _PLAIN.fullmatch(plain) or not (value := Decimal(plain.replace(",", "."))):
        raise Stop(session.say("bad_amount"))
    if not _CODE.fullmatch(currency):
        raise Stop(session.say("bad_currency"))
    return Money(amount=value, currency=currency)


def day_from(typed: Day, today: date, session: Session) -> date:
    """Read a day that is not past.

    Raises:
        Stop: If it is.
    """
    day = typed.date()
    if day < today:
        language = session.language
        raise Stop(session.say("past_day", day=format_day(day, language), today=format_day(today, language)))
    return day
