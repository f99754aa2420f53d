"""A drawn ledger, pulled at first and after some days of changes: what was pulled is what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.connectors.mischief import Mischief, keep_up, keep_up_when_killed
from tests.connectors.xero.reader_office import LIVE, Office
from tests.simulators.books import EVENTFUL, Company
from tests.simulators.filled_xero import Filled, for_xero
from tests.simulators.xero import Limits, Simulator
from tests.simulators.xero.records import Record
from tests.simulators.xero.refusals import Invalid
from tests.simulators.xero.settlement import left

TODAY = date(2026, 6, 30)
CURRENCIES = ("EUR", "USD")
DAYS = 12


@contextmanager
def opened(**how: Any) -> Iterator[Office]:
    with Simulator(start=datetime(2025, 10, 1, tzinfo=UTC), frozen=True, limits=Limits.none()) as simulator:
        office = Office(simulator, simulator.open(currencies=CURRENCIES), **how)
        yield office
        office.close()
        assert not simulator.world.faults()


@settings(max_examples=8)
@given(st.integers(0, 10**6), st.sampled_from([7, 40, 1000]))
def test_a_drawn_ledger_is_pulled_as_it_is(seed: int, page_size: int) -> None:
    drawn = Company(
        seed=seed,
        customers=25,
        months=8,
        today=TODAY,
        currency="GBP",
        foreign=CURRENCIES,
        **for_xero(EVENTFUL),
    )
    with opened(page_size=page_size) as office:
        filled = Filled(office.books, office.simulator.world.clock)
        for day, events in groupby(drawn.events(), key=lambda event: event.day):
            if day > TODAY - timedelta(days=DAYS):
                office.pull()
                office.assert_agrees()
            for event in events:
                filled.book(event)
        office.pull()
        office.assert_agrees()
        assert not office.pulled.skipped
        again = Office(office.simulator, office.books)
        again.pull()
        again.assert_agrees()
        again.close()
        assert again.pulled.records["balance"] == office.pulled.records["balance"]


class BookMischief(Mischief):
    """What people do to books, one thing at a time, at random."""

    refused = Invalid

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.books = office, office.books
        super().__init__(seed)
        self.acts = [
            self.invoice,
            self.draft,
            self.approve,
            self.pay,
            self.batch,
            self.unpay,
            self.money,
            self.credit_note,
            self.allocate,
            self.unallocate,
            self.refund,
            self.void,
            self.quote,
            self.move_quote,
            self.rename,
            self.archive,
            self.merge,
            self.bill,
        ]

    def any(self, *entities: str, **having: str) -> Record | None:
        found = [
            each
            for entity in entities
            for each in self.office.all(entity)
            if all(each.data.get(name) == value for name, value in having.items())
        ]
        return self.random.choice(found) if found else None

    def contact(self) -> Record:
        found = [each for each in self.office.all("Contact") if each.status == "ACTIVE"]
        if len(found) < 4:
            return self.books.contact(f"C{len(self.office.all('Contact'))}")
        return self.random.choice(found)

    def currency(self) -> str:
        return self.random.choice(["GBP", "GBP", "GBP", *CURRENCIES])

    def invoice(self) -> None:
        self.books.invoice(self.contact(), self.amount(), CurrencyCode=self.currency())

    def draft(self) -> None:
        self.books.invoice(self.contact(), self.amount(), status=self.random.choice(["DRAFT", "SUBMITTED"]))

    def approve(self) -> None:
        if draft := self.any("Invoice", Status="DRAFT"):
            self.books.approve(draft)

    def open_invoice(self) -> Record | None:
        return self.any("Invoice", Status="AUTHORISED", Type="ACCREC")

    def pay(self) -> None:
        if invoice := self.open_invoice():
            self.books.pay(invoice, min(self.amount(), left(invoice)))

    def batch(self) -> None:
        chosen = {each.id: each for each in (self.open_invoice(), self.open_invoice()) if each}
        if chosen:
            self.books.batch_pay([(each, left(each)) for each in chosen.values()])

    def unpay(self) -> None:
        if payment := self.any("Payment", "BatchPayment", Status="AUTHORISED"):
            self.books.delete(payment)

    def money(self) -> None:
        receive = self.random.choice([self.books.overpay, self.books.prepay])
        receive(self.contact(), self.amount(), CurrencyCode=self.currency())

    def credit_note(self) -> None:
        self.books.credit_note(self.contact(), self.amount(), CurrencyCode=self.currency())

    def allocate(self) -> None:
        for credit in self.office.all("CreditNote") + self.office.all("Overpayment"):
            for invoice in self.office.all("Invoice"):
                with suppress(Invalid):
                    self.books.allocate(credit, invoice, min(left(credit), left(invoice)))
                    return

    def unallocate(self) -> None:
        if allocation := self.any("Allocation", Status="AUTHORISED"):
            self.books.unallocate(allocation)

    def refund(self) -> None:
        if credit := self.any("CreditNote", "Overpayment", "Prepayment", Status="AUTHORISED"):
            self.books.refund(credit)

    def void(self) -> None:
        if document := self.any("Invoice", "CreditNote", "Overpayment", "Prepayment", Status="AUTHORISED"):
            self.books.void(document)

    def quote(self) -> None:
        self.books.quote(self.contact(), self.amount(), status=self.random.choice(["DRAFT", "SENT"]))

    def move_quote(self) -> None:
        if quote := self.any("Quote"):
            status = self.random.choice(["SENT", "ACCEPTED", "DECLINED", "INVOICED", "DELETED"])
            self.books.edit(quote, Status=status)

    def rename(self) -> None:
        self.books.edit(self.contact(), Name=f"N{self.random.random()}")

    def archive(self) -> None:
        self.books.archive(self.contact())

    def merge(self) -> None:
        chosen, into = self.contact(), self.contact()
        if chosen is not into and self.random.random() < 0.3:
            self.books.merge_contacts(chosen, into)

    def bill(self) -> None:
        self.books.pay(self.books.bill(self.contact(), self.amount()))


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_whatever_people_do_the_next_pull_knows(seed: int) -> None:
    with opened(page_size=50) as office:
        keep_up(office, BookMischief(office, seed), before=60)
        assert any(each.status in LIVE for each in office.all("Invoice"))


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_killed_anywhere_while_people_work_on_nothing_is_lost(seed: int) -> None:
    with opened(page_size=5) as office:
        keep_up_when_killed(office, BookMischief(office, seed), before=80, pulls=1)
