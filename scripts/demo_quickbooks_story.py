"""The books of the QuickBooks demo: how its story is booked, with the simulator's verbs.

What is told is demo_simulated_story.py's; serving the books is demo_server.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from demo_crowd import CALM, Crowd
from demo_simulated_story import LONG_AGO, TERM_DAYS, Customer, Story

from tests.simulators.books import events as e
from tests.simulators.filled_quickbooks import Filled, for_quickbooks
from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks.company import Record
from tests.simulators.quickbooks.world import World

YOUR_COMPANY, FR_COMPANY = "9130347798000001", "9130347798000002"
TERM = f"Net {TERM_DAYS}"


@dataclass(kw_only=True)
class QuickBooksStory(Story[Record]):
    """The story in one company's books."""

    books: Books
    customers: dict[str, Record] = field(default_factory=dict)

    def book_customer(self, told: Customer) -> None:
        """See `Story.book_customer`."""
        about: dict[str, Any] = {"CompanyName": told.name}
        if told.first:
            about = {"GivenName": told.first, "FamilyName": told.last}
        if told.above:
            about |= {"parent": self.customers[told.above], "BillWithParent": True}
        if told.phone:
            about["PrimaryPhone"] = {"FreeFormNumber": told.phone}
        self.customers[told.name] = self.books.customer(
            told.name, email=told.email, term=TERM, notes=told.notes or None, **about
        )

    def book_invoice(self, name: str, amount: str) -> Record:
        """See `Story.book_invoice`."""
        return self.books.invoice(self.customers[name], amount)

    def book_payment(self, invoice: Record, amount: str) -> None:
        """See `Story.book_payment`."""
        self.books.pay(invoice, amount)

    def book_note(self, invoice: Record, text: str) -> None:
        """See `Story.book_note`."""
        self.books.note(invoice, text)

    def book_quote(self, name: str, amount: str, *, accepted: bool) -> None:
        """See `Story.book_quote`."""
        self.books.estimate(self.customers[name], amount, status="Accepted" if accepted else "Pending")

    def book_credit(self, name: str, amount: str) -> None:
        """See `Story.book_credit`."""
        self.books.credit_memo(self.customers[name], amount)

    def ordinary(self, crowd: Crowd, yesterday: date) -> Iterator[tuple[e.Event, Callable[[], Any]]]:
        """See `Story.ordinary`."""
        filled = Filled(self.books)
        for each in crowd.events(yesterday, for_quickbooks(CALM)):
            yield each, partial(filled.book, each)


def open_companies(world: World, now: datetime) -> None:
    """Open both companies with all that happened up to yesterday; the clock is then at `now`."""
    world.clock.set(now - timedelta(days=2 * LONG_AGO))
    yours = world.open(YOUR_COMPANY, "YourCompany")
    french = world.open(FR_COMPANY, "FR Company", country="FR", currency="EUR", zone="Europe/Paris")
    for books in (yours, french):
        zone = books.company.zone
        QuickBooksStory(
            books=books,
            french=books is french,
            clock=world.clock,
            zone=zone,
            today=now.astimezone(zone).date(),
        ).book()
    world.clock.set(now)
