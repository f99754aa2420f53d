"""The ordinary customers of the demo: a drawn ledger, moved to end yesterday, in the company's language.

It draws the same on every day and machine; tests/simulators/books says how customers pay. It books nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar, cast

from tests.simulators.books import Chances, Company
from tests.simulators.books import events as e

DRAWN_TO = date(2026, 6, 30)
"""The last day of the ledger as it is drawn, before it is moved."""
MONTHS = 14
CALM = Chances(person=100, odd_name=0, odd_text=0, note=0, dispute=0, sub_customers=0, leaves=0, duplicate=0)
"""What happens in a business that people look at, rather than one that programs are tried on."""

_PLACES = (
    "Harbor", "Maple Street", "Northside", "Summit", "Lakeview", "Old Mill", "Redwood", "Bayfront", "Cedar",
    "Union Square", "Golden Gate", "Prairie", "Riverside",
)  # fmt: skip
_TRADES = (
    "Dental", "Bakery", "Logistics", "Design", "Motors", "Hotel", "Veterinary", "Printing", "Foods",
    "Fitness", "Architects",
)  # fmt: skip
_FIRST_NAMES = ("Grace", "Marcus", "Dana", "Oliver", "Priya", "Walter", "Nina")
_SURNAMES = ("Bennett", "Ortega", "Whitfield", "Kaplan", "Brooks")
_ENGLISH = {
    "Conseil, demi-journée": "Consulting, half a day",
    "Maintenance mensuelle": "Monthly maintenance",
    "Câble réseau 10 m": "Network cable, 10 m",
    "Peinture blanche 10 l": "White paint, 10 l",
    "Remise fidélité": "Loyalty discount",
    "Retour / returned goods": "Returned goods",
}
_FRENCH = {
    "Paper A4, box of 5 reams": "Papier A4, carton de 5 ramettes",
    "Chair, oak": "Chaise en chêne",
    "Delivery": "Livraison",
    "Licence, one year": "Licence, un an",
    "Retour / returned goods": "Retour de marchandise",
}
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """The ordinary customers of one company.

    Attributes:
        seed: What they are drawn from.
        customers: How many.
        english: In English; else in French.
        tax_rate: On every document.
    """

    seed: int
    customers: int
    english: bool
    currency: str
    tax_rate: Decimal

    def events(self, yesterday: date, drawn: Mapping[str, Any]) -> Iterator[e.Event]:
        """Walk through what happened, in the order of days; documents have no numbers of their own.

        Args:
            yesterday: The last day.
            drawn: Options of `Company` for what the platform can keep.
        """
        company = Company(
            seed=self.seed,
            customers=self.customers,
            months=MONTHS,
            today=DRAWN_TO,
            currency=self.currency,
            foreign=(),
            tax_rate=self.tax_rate,
            # The same customers, whatever the platform can keep.
            **{**drawn, "sub_customers": False},
        )
        words, span = _ENGLISH if self.english else _FRENCH, yesterday - DRAWN_TO
        made = {True: count(), False: count()}
        for event in company.events():
            told = _told(event, span, words)
            if isinstance(told, e.OrderMade | e.InvoiceIssued | e.CreditNoteIssued):
                told = replace(told, number="")
            elif isinstance(told, e.CustomerMade) and self.english:
                told = _renamed(told, next(made[told.person]))
            yield told


def _renamed(event: e.CustomerMade, number: int) -> e.CustomerMade:
    """Return the customer under an English name; no other has it among 35 persons and 143 companies."""
    firsts, seconds = (_FIRST_NAMES, _SURNAMES) if event.person else (_PLACES, _TRADES)
    name = f"{firsts[number % len(firsts)]} {seconds[number % len(seconds)]}"
    email = event.email and f"accounts@{name.lower().replace(' ', '-')}.example"
    return replace(event, name=name, email=email, phone=event.phone and f"(555) 01{number:02}")


def _told(value: T, span: timedelta, words: dict[str, str]) -> T:
    """Return an event, or a part of one, some days later and in other words."""
    told: object = value
    if isinstance(value, date):
        told = value + span
    elif isinstance(value, str):
        told = words.get(value, value)
    elif isinstance(value, tuple):
        told = tuple(_told(each, span, words) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: _told(getattr(value, each.name), span, words) for each in fields(value)}
        told = replace(value, **parts)
    return cast("T", told)
