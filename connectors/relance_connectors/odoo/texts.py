"""The words that Relance puts into Odoo by itself, by language.

The texts of reminders and decisions come with the effects, and amounts and dates are written as the rules
write them; here are only table headings and the name of the tag. Unknown languages get English words.
"""

from dataclasses import dataclass

_NARROW_SPACE = "\u202f"


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
