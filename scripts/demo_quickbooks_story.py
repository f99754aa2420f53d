"""The books of the QuickBooks demo: two companies, each with a story among its ordinary customers.

Everything lies a fixed number of days before today and is the same each time. It is booked with the
simulator's verbs, as a person in QuickBooks would; serving the books is demo_quickbooks_server.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from heapq import merge
from operator import itemgetter
from typing import Any

from demo_crowd import Crowd
from demo_story import LATE, PERSONS

from tests.simulators.filled_quickbooks import Filled
from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks.company import Record
from tests.simulators.quickbooks.world import World

YOUR_COMPANY, FR_COMPANY = "9130347798000001", "9130347798000002"
TERM, TERM_DAYS = "Net 30", 30
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

Step = tuple[date, Callable[[], Any]]


@dataclass(kw_only=True)
class Story:
    """What is told of some customers; each step is booked later, on its day.

    Attributes:
        today: The company's.
        steps: In any order of days.
    """

    books: Books
    today: date
    steps: list[Step] = field(default_factory=list)
    customers: dict[str, Record] = field(default_factory=dict)

    def customer(
        self, name: str, *, parent: str | None = None, notes: str | None = None, phone: str | None = None
    ) -> None:
        """Add a customer: a company, unless it is one of the persons. A parent is billed for it."""
        first, _, last = name.partition(" ")
        person = name in {*PERSONS, *map(_FRENCH.get, PERSONS)}
        who = {"GivenName": first, "FamilyName": last} if person else {"CompanyName": name}
        email = f"{name.lower().replace(' ', '.')}@example.com"

        def make() -> None:
            about: dict[str, Any] = {**who}
            if parent:
                about |= {"parent": self.customers[parent], "BillWithParent": True}
            if phone:
                about["PrimaryPhone"] = {"FreeFormNumber": phone}
            self.customers[name] = self.books.customer(name, email=email, term=TERM, notes=notes, **about)

        self._on(LONG_AGO, make)

    def invoice(
        self, name: str, issued: int, amount: str, *, paid: str = "0", on: int = 0, note: str = ""
    ) -> None:
        """Issue an invoice so many days ago; of it, something may have been paid later, or said."""
        made: list[Record] = []
        self._on(issued, lambda: made.append(self.books.invoice(self.customers[name], amount)))
        if Decimal(paid):
            self._on(on, lambda: self.books.pay(made[0], paid))
        if note:
            self._on(on, lambda: self.books.note(made[0], note))

    def late(self) -> None:
        """Issue what both demos tell of; what was paid came ten days after the due day."""
        for name, days, amount, paid in LATE:
            told = self._name(name)
            self.invoice(told, days + TERM_DAYS, amount, paid=paid, on=days - 10)

    def estimate(self, name: str, issued: int, amount: str, status: str = "Pending") -> None:
        """Make an estimate so many days ago."""
        self._on(issued, lambda: self.books.estimate(self.customers[name], amount, status=status))

    def credit(self, name: str, issued: int, amount: str) -> None:
        """Give a credit memo that nobody has used yet."""
        self._on(issued, lambda: self.books.credit_memo(self.customers[name], amount))

    def book(self, crowd: Crowd) -> None:
        """Book all of it and the ordinary customers in the order of days, so that numbers run on."""
        filled = Filled(self.books)
        yesterday = self.today - timedelta(days=1)
        others: Iterator[Step] = ((each.day, partial(filled.book, each)) for each in crowd.events(yesterday))
        company = self.books.company
        for day, do in merge(sorted(self.steps, key=itemgetter(0)), others, key=itemgetter(0)):
            company.clock.set(datetime.combine(day, time(12), tzinfo=company.zone).astimezone(UTC))
            do()

    def _on(self, days_ago: int, do: Callable[[], Any]) -> None:
        self.steps.append((self.today - timedelta(days=days_ago), do))

    def _name(self, name: str) -> str:
        return _FRENCH[name] if self.books.realm == FR_COMPANY else name


def open_companies(world: World, now: datetime) -> None:
    """Open both companies with all that happened up to yesterday; the clock is then at `now`."""
    yours = world.open(YOUR_COMPANY, "YourCompany")
    french = world.open(FR_COMPANY, "FR Company", country="FR", currency="EUR", zone="Europe/Paris")
    for books, tell, crowd in ((yours, _your_company, YOUR_CROWD), (french, _fr_company, FR_CROWD)):
        story = Story(books=books, today=now.astimezone(books.company.zone).date())
        tell(story)
        story.book(crowd)
    world.clock.set(now)


def _your_company(story: Story) -> None:
    story.customer(
        "Ready Mat", notes="Ask for Billy Fox.\nDeliveries through the back gate only.", phone=_phone(6126)
    )
    for place, name in enumerate(("Gemini Furniture", "Lumber Inc", "OpenWood", "Joel Willis")):
        story.customer(name, phone=_phone(4800 + place))
    story.late()
    story.estimate("Ready Mat", 9, "860.00", "Accepted")
    story.estimate("Ready Mat", 3, "1125.00")
    story.estimate("Gemini Furniture", 6, "2350.00", "Accepted")
    story.estimate("Joel Willis", 2, "540.00")
    _well_paying(story, "Azure Interior")
    # What its credit covers nobody is reminded of.
    story.customer("Deco Addict", phone=_phone(5310))
    story.invoice("Deco Addict", 44, "640.00")
    story.credit("Deco Addict", 5, "700.00")
    story.customer("Wood Corner", phone=_phone(7204))
    story.customer("Wood Corner Workshop", parent="Wood Corner")
    story.invoice("Wood Corner Workshop", 51, "1240.00")
    story.customer("The Jackson Group", phone=_phone(2917))
    story.invoice(
        "The Jackson Group", 39, "3480.00", on=4, note="Two of the desks arrived broken; waits for new ones."
    )


def _fr_company(story: Story) -> None:
    story.customer("Menuiserie Lefort", notes="Demander Mme Lefort.\nFermé le lundi.")
    for name in ("Brasserie du Canal", "Garage Pasquier", "Librairie des Halles", "Camille Aubry"):
        story.customer(name)
    story.late()
    story.estimate("Menuiserie Lefort", 8, "1430.00", "Accepted")
    story.estimate("Menuiserie Lefort", 2, "690.00")
    story.estimate("Brasserie du Canal", 5, "2100.00", "Accepted")
    _well_paying(story, "Studio Vasseur")


def _well_paying(story: Story, name: str) -> None:
    story.customer(name)
    for place, amount in enumerate(("1280.00", "940.00", "1515.00", "870.00")):
        issued = 170 - 40 * place
        story.invoice(name, issued, amount, paid=amount, on=issued - 27)
    story.invoice(name, 12, "1330.00")
    story.estimate(name, 4, "990.00", "Accepted")


def _phone(number: int) -> str:
    return f"(555) 010-{number}"
