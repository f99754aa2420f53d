"""The words and number forms that Relance puts into Odoo by itself, by language.

The texts of reminders and decisions come with the effects; here are only table headings, amounts, dates and
the name of the tag. A language we have no words for gets English words and ISO dates.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_sync.rules.money import quantize

_NARROW_SPACE = "\u202f"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The fixed words of one language.

    Attributes:
        tag: Name of the contact tag of a customer whose orders are held.
        colon: As written before a value, its space included where the language wants one.
    """

    number: str
    due: str
    amount: str
    tag: str
    colon: str = ":"


_ENGLISH = Words(number="Number", due="Due", amount="Amount", tag="Orders on hold (Relance)")
WORDS = {
    "en": _ENGLISH,
    "fr": Words(
        number="Numéro",
        due="Échéance",
        amount="Montant",
        tag="Commandes bloquées (Relance)",
        colon=f"{_NARROW_SPACE}:",
    ),
}
"""The words by ISO 639-1 code."""

TAGS = tuple(words.tag for words in WORDS.values())
"""Every name our tag can have, so that a change of language makes no second one."""


def words(language: str) -> Words:
    """Return the words of a language (`fr`, `fr_BE`); English for an unknown one."""
    return WORDS.get(language[:2].lower(), _ENGLISH)


def amount_text(amount: Decimal, currency: str, language: str) -> str:
    r"""Write an amount for people, with its currency.

    >>> amount_text(Decimal("1234.5"), "EUR", "en")
    '1,234.50\xa0EUR'
    """
    plain = f"{quantize(amount, currency):,f}"
    if language[:2].lower() == "fr":
        plain = plain.replace(",", _NARROW_SPACE).replace(".", ",")
    return f"{plain}\u00a0{currency}"


def date_text(day: date | None, language: str) -> str:
    """Write a day for people; empty for None.

    >>> date_text(date(2026, 5, 31), "fr"), date_text(date(2026, 5, 31), "en")
    ('31/05/2026', '31 May 2026')
    """
    if day is None:
        return ""
    match language[:2].lower():
        case "fr":
            return f"{day:%d/%m/%Y}"
        case "en":
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        case _:
            return day.isoformat()
