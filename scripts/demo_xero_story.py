"""The books of the Xero demo: how its story is booked, with the simulator's verbs.

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
from tests.simulators.filled_xero import Filled, for_xero
from tests.simulators.xero import Organisation
from tests.simulators.xero.records import Record
from tests.simulators.xero.world import World

YOUR_COMPANY, FR_COMPANY = "9e1c4b52-7d0a-4f7e-8c35-2f6b1a90d4e7", "b7a3f0d8-15c6-4e2b-9a41-c08d5e7f6312"


@dataclass(kw_only=True)
class XeroStory(Story[Record]):
    """The story in one organisation's books."""

    organisation: Organisation
    customers: dict[str, Record] = field(default_factory=dict)

    def book_customer(self, told: Customer) -> None:
        """See `Story.book_customer`; Xero has no customers below others: who is billed has the invoices."""
        if told.above:
            self.customers[told.name] = self.customers[told.above]
            return
        who = {"CompanyNumber": f"{len(self.customers) + 1:08}"}
        if told.first:
            who = {"FirstName": told.first, "LastName": told.last}
        made = self.organisation.contact(
            told.name, email=told.email, phone=told.phone or None, terms=TERM_DAYS, **who
        )
        self.customers[told.name] = made
        if told.notes:
            self.organisation.note(made, told.notes)

    def book_invoice(self, name: str, amount: str) -> Record:
        """See `Story.book_invoice`."""
        return self.organisation.invoice(self.customers[name], amount)

    def book_payment(self, invoice: Record, amount: str) -> None:
        """See `Story.book_payment`."""
        self.organisation.pay(invoice, amount)

    def book_note(self, invoice: Record, text: str) -> None:
        """See `Story.book_note`."""
        self.organisation.note(invoice, text)

    def book_quote(self, name: str, amount: str, *, accepted: bool) -> None:
        """See `Story.book_quote`."""
        self.organisation.quote(self.customers[name], amount, status="ACCEPTED" if accepted else "SENT")

    def book_credit(self, name: str, amount: str) -> None:
        """See `Story.book_credit`."""
        self.organisation.credit_note(self.customers[name], amount)

    def ordinary(self, crowd: Crowd, yesterday: date) -> Iterator[tuple[e.Event, Callable[[], Any]]]:
        """See `Story.ordinary`."""
        filled = Filled(self.organisation, self.clock)
        for each in crowd.events(yesterday, for_xero(CALM)):
            yield each, partial(filled.book, each)


def open_organisations(world: World, now: datetime) -> None:
    """Open both organisations with all that happened up to yesterday; the clock is then at `now`."""
    world.clock.set(now - timedelta(days=2 * LONG_AGO))
    yours = world.open(
        "YourCompany", tenant_id=YOUR_COMPANY, currency="USD", country="US", zone="America/Los_Angeles"
    )
    french = world.open("FR Company", tenant_id=FR_COMPANY, currency="EUR", country="FR", zone="Europe/Paris")
    for organisation in (yours, french):
        zone = organisation.ledger.zone
        XeroStory(
            organisation=organisation,
            french=organisation is french,
            clock=world.clock,
            zone=zone,
            today=now.astimezone(zone).date(),
        ).book()
    world.clock.set(now)
