"""A customer's payment terms in Xero, and the line of a note that remembers those from before a hold.

The ledger of Relance may be lost or restored from a backup; what we changed must be undone all the same, so
it stands in the note of the hold. Lines of any of our languages are read: a company may change its language.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from xero_python import accounting

from relance_connectors.xero.client import Row
from relance_connectors.xero.texts import WORDS, Words, words


class Terms(NamedTuple):
    """When an invoice falls due.

    Attributes:
        type: Xero's word for what the day is counted from, such as `DAYSAFTERBILLDATE`.
    """

    day: int
    type: str


class Remembered(NamedTuple):
    """Terms that we changed."""

    before: Terms
    ours: Terms


AT_ONCE = Terms(0, "DAYSAFTERBILLDATE")
"""Pay up front: invoices are due on their own day."""


def terms_of(contact: Row) -> Terms | None:
    """Return a customer's terms; None if it has none of its own, or some of a kind that we do not know."""
    told = (contact.get("PaymentTerms") or {}).get("Sales") or {}
    day, type_ = told.get("Day"), told.get("Type")
    if not isinstance(day, int) or type_ not in words("en").terms_of_type:
        return None
    return Terms(day, str(type_))


def change(contact: Row, terms: Terms) -> Mapping[str, Any]:
    """Return what to write so that a customer has other terms; those for its bills go along as they are."""
    bills = (contact.get("PaymentTerms") or {}).get("Bills") or {}
    sent = {"sales": _sent(terms.day, terms.type)}
    if bills.get("Type"):
        sent["bills"] = _sent(bills.get("Day"), bills["Type"])
    return {"payment_terms": accounting.PaymentTerm(**sent)}


def _sent(day: object, type_: str) -> object:
    return accounting.Bill(day=day, type=accounting.PaymentTermType[type_])


def line(remembered: Remembered, language: str) -> str:
    """Say which terms a customer had, and which ones are from us.

    >>> line(Remembered(Terms(30, "DAYSAFTERBILLDATE"), AT_ONCE), "en")
    'Payment terms before: 30 days after the invoice. Payment terms set: 0 days after the invoice.'
    """
    say = words(language)
    return say.terms.format(before=_said(remembered.before, say), ours=_said(remembered.ours, say))


def line_back(before: Terms, language: str) -> str:
    """Say which terms a customer has again.

    >>> line_back(Terms(30, "DAYSAFTERBILLDATE"), "fr")
    'Conditions de paiement de nouveau : 30 jours après la facture.'
    """
    say = words(language)
    return say.terms_back.format(before=_said(before, say))


def read_line(records: Iterable[str]) -> Remembered | None:
    """Read what `line` said in the newest note that has it; None if a newer one says that they are back.

    Args:
        records: Notes, newest first.
    """
    for record in records:
        if "[rl#" in record:
            flat = " ".join(record.split())
            if found := _heard_line(flat):
                return found
            if any(_pattern(say.terms_back, "before").search(flat) for say in WORDS.values()):
                return None
    return None


def _said(terms: Terms, say: Words) -> str:
    return say.terms_of_type[terms.type].format(day=terms.day)


def _heard_line(text: str) -> Remembered | None:
    for say in WORDS.values():
        for match in _pattern(say.terms, "before", "ours").finditer(text):
            before, ours = (_heard(told, say) for told in match.groups())
            if before and ours:
                return Remembered(before, ours)
    return None


def _heard(text: str, say: Words) -> Terms | None:
    for type_, template in say.terms_of_type.items():
        if match := _pattern(template, "day").fullmatch(text):
            return Terms(int(match[1]), type_) if match[1].isdecimal() else None
    return None


def _pattern(template: str, *names: str) -> re.Pattern[str]:
    """Return what finds a template's text, with a group for each name, which stand there in this order."""
    pattern = re.escape(template)
    for name in names:
        pattern = pattern.replace(re.escape(f"{{{name}}}"), "(.{1,80}?)")
    return re.compile(pattern)
