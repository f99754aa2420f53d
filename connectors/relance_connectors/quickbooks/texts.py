"""The words that Relance puts into QuickBooks by itself, in English and French.

The texts of reminders and decisions come with the effects, in the company's language; here is only what this
platform needs besides. Unknown languages get English words. The lines that remember what was there before a
hold are read back, in any of the languages: `remembered`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The fixed words of one language; spaces are plain ones, which every form of QuickBooks keeps.

    Attributes:
        held, warned: The least that a hold and a warning say in the customer's notes.
        invoices: Before the number of invoices that had come of an estimate by then.
        no_terms: Stands for the terms of a customer who had none.
    """

    held: str
    warned: str
    status_before: str
    status_set: str
    invoices: str
    terms_before: str
    terms_set: str
    number: str
    no_terms: str
    colon: str = ": "


_ENGLISH = Words(
    held="Orders are on hold.",
    warned="Look at the account before taking orders.",
    status_before="Status before",
    status_set="Status set",
    invoices="Invoices then",
    terms_before="Terms before",
    terms_set="Terms set",
    number="no.",
    no_terms="none",
)
WORDS = {
    "en": _ENGLISH,
    "fr": Words(
        held="Les commandes sont bloquées.",
        warned="Regarder le compte avant d'accepter des commandes.",
        status_before="Statut avant",
        status_set="Statut mis",
        invoices="Factures alors",
        terms_before="Conditions avant",
        terms_set="Conditions mises",
        number="n°",
        no_terms="aucune",
        colon=" : ",
    ),
}
"""The words by ISO 639-1 code."""


def words(language: str) -> Words:
    """Return the words of a language (`fr`, `fr_CA`); English for an unknown one."""
    return WORDS.get(language[:2].lower(), _ENGLISH)
