"""What the demos on simulators tell: two companies, each with a story among its ordinary customers.

Everything lies a fixed number of days before today and is the same each time. How it is booked with a
simulator's verbs, as a person on the platform would, is a subclass's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from heapq import merge
from operator import itemgetter
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from demo_crowd import Crowd
from demo_story import LATE, PERSONS

from tests.simulators.books import events as e
from tests.simulators.clock import Clock

TERM_DAYS = 30
LONG_AGO = 400
YOUR_CROWD = Crowd(seed=7, customers=30, english=True, currency="USD", tax_rate=Decimal(0))
FR_CROWD = Crowd(seed=11, customers=14, english=False, currency="EUR", tax_rate=Decimal("0.20"))

_FRENCH = {
    "Ready Mat": "Menuiserie Lefort",
    "Gemini Furniture": "Brasserie du Canal",
    "Lumber Inc": "Garage Pasquier",
    "OpenWood": "Librairie des Halles",
    "Joel Willis": "Camille Aubry",
}
"""Who stands in the second company where the first one has these."""

R = TypeVar("R")
Step = tuple[date, Callable[[], Any]]


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer of the story.

    Attributes:
        first, last: Its name in two parts if it is a person; empty for a company.
        above: The customer that is billed for it; empty for itself.
        notes: What somebody wrote about it.
    """

    name: str
    first: str = ""
    last: str = ""
    above: str = ""
    notes: str = ""
    phone: str = ""

    @property
    def email(self) -> str:
        """Return its address."""
        return f"{self.name.lower().replace(' ', '.')}@example.com"


@dataclass(kw_only=True)
class Story(Generic[R]):
    """What is told of some customers; each step is booked later, on its day.

    Attributes:
        french: In the second company.
        clock: The simulator's.
        zone: The company's.
        today: The company's.
        steps: In any order of days.
    """

    french: bool
    clock: Clock
    zone: ZoneInfo
    today: date
    steps: list[Step] = field(default_factory=list)

    def book_customer(self, told: Customer) -> None:
        """Add a customer with `TERM_DAYS` to pay."""
        raise NotImplementedError

    def book_invoice(self, name: str, amount: str) -> R:
        """Issue an invoice and return it."""
        raise NotImplementedError

    def book_payment(self, invoice: R, amount: str) -> None:
        """Receive a payment of an invoice."""
        raise NotImplementedError

    def book_note(self, invoice: R, text: str) -> None:
        """Write what was said on an invoice."""
        raise NotImplementedError

    def book_quote(self, name: str, amount: str, *, accepted: bool) -> None:
        """Make a quote that the customer knows of, accepted or not."""
        raise NotImplementedError

    def book_credit(self, name: str, amount: str) -> None:
        """Give a credit that nobody has used yet."""
        raise NotImplementedError

    def ordinary(self, crowd: Crowd, yesterday: date) -> Iterator[tuple[e.Event, Callable[[], Any]]]:
        """Walk through the ordinary customers' events, each with what books it."""
        raise NotImplementedError

    def customer(self, name: str, *, above: str = "", notes: str = "", phone: int | None = None) -> None:
        """Add a customer: a company, unless it is one of the persons."""
        first, _, last = name.partition(" ")
        person = name in {*PERSONS, *map(_FRENCH.get, PERSONS)}
        told = Customer(
            name=name,
            first=first if person else "",
            last=last if person else "",
            above=above,
            notes=notes,
            phone=f"(555) 010-{phone}" if phone else "",
        )
        self._on(LONG_AGO, lambda: self.book_customer(told))

    def invoice(
        self, name: str, issued: int, amount: str, *, paid: str = "0", on: int = 0, note: str = ""
    ) -> None:
        """Issue an invoice so many days ago; of it, something may have been paid later, or said."""
        made: list[R] = []
        self._on(issued, lambda: made.append(self.book_invoice(name, amount)))
        if Decimal(paid):
            self._on(on, lambda: self.book_payment(made[0], paid))
        if note:
            self._on(on, lambda: self.book_note(made[0], note))

    def late(self) -> None:
        """Issue what all demos tell of; what was paid came ten days after the due day."""
        for name, days, amount, paid in LATE:
            told = _FRENCH[name] if self.french else name
            self.invoice(told, days + TERM_DAYS, amount, paid=paid, on=days - 10)

    def quote(self, name: str, issued: int, amount: str, *, accepted: bool = False) -> None:
        """Make a quote so many days ago."""
        self._on(issued, lambda: self.book_quote(name, amount, accepted=accepted))

    def credit(self, name: str, issued: int, amount: str) -> None:
        """Give a credit that nobody has used yet."""
        self._on(issued, lambda: self.book_credit(name, amount))

    def book(self) -> None:
        """Book all of it and the ordinary customers in the order of days, so that numbers run on."""
        (_fr_company if self.french else _your_company)(self)
        crowd, yesterday = FR_CROWD if self.french else YOUR_CROWD, self.today - timedelta(days=1)
        others: Iterator[Step] = ((each.day, do) for each, do in self.ordinary(crowd, yesterday))
        for day, do in merge(sorted(self.steps, key=itemgetter(0)), others, key=itemgetter(0)):
            self.clock.set(datetime.combine(day, time(12), tzinfo=self.zone).astimezone(UTC))
            do()

    def _on(self, days_ago: int, do: Callable[[], Any]) -> None:
        self.steps.append((self.today - timedelta(days=days_ago), do))


def _your_company(story: Story[Any]) -> None:
    story.customer(
        "Ready Mat", notes="Ask for Billy Fox.\nDeliveries through the back gate only.", phone=6126
    )
    for place, name in enumerate(("Gemini Furniture", "Lumber Inc", "OpenWood", "Joel Willis")):
        story.customer(name, phone=4800 + place)
    story.late()
    story.quote("Ready Mat", 9, "860.00", accepted=True)
    story.quote("Ready Mat", 3, "1125.00")
    story.quote("Gemini Furniture", 6, "2350.00", accepted=True)
    story.quote("Joel Willis", 2, "540.00")
    _well_paying(story, "Azure Interior")
    # What its credit covers nobody is reminded of.
    story.customer("Deco Addict", phone=5310)
    story.invoice("Deco Addict", 44, "640.00")
    story.credit("Deco Addict", 5, "700.00")
    story.customer("Wood Corner", phone=7204)
    story.customer("Wood Corner Workshop", above="Wood Corner")
    story.invoice("Wood Corner Workshop", 51, "1240.00")
    story.customer("The Jackson Group", phone=2917)
    story.invoice(
        "The Jackson Group", 39, "3480.00", on=4, note="Two of the desks arrived broken; waits for new ones."
    )


def _fr_company(story: Story[Any]) -> None:
    story.customer("Menuiserie Lefort", notes="Demander Mme Lefort.\nFermé le lundi.")
    for name in ("Brasserie du Canal", "Garage Pasquier", "Librairie des Halles", "Camille Aubry"):
        story.customer(name)
    story.late()
    story.quote("Menuiserie Lefort", 8, "1430.00", accepted=True)
    story.quote("Menuiserie Lefort", 2, "690.00")
    story.quote("Brasserie du Canal", 5, "2100.00", accepted=True)
    _well_paying(story, "Studio Vasseur")


def _well_paying(story: Story[Any], name: str) -> None:
    story.customer(name)
    for place, amount in enumerate(("1280.00", "940.00", "1515.00", "870.00")):
        issued = 170 - 40 * place
        story.invoice(name, issued, amount, paid=amount, on=issued - 27)
    story.invoice(name, 12, "1330.00")
    story.quote(name, 4, "990.00", accepted=True)
