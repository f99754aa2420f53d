"""A company whose ledger is drawn: its events by day, in bounded memory, the same on every machine.

It says what is drawn and puts the families' histories together. What happens in one family of customers is
`family`, how it is sorted without holding everything is `sorted_runs`, what it adds up to is `ledger`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from tests.simulators.books.draws import Draws
from tests.simulators.books.events import CreditNoteIssued, Event, InvoiceIssued, OrderMade
from tests.simulators.books.family import Family, draw
from tests.simulators.books.habits import HABITS, USUAL, Chances, Habit
from tests.simulators.books.ledger import Balances, Ledger
from tests.simulators.books.market import Market, months_before
from tests.simulators.books.sorted_runs import in_order

_HUNDRED = 100
_SHORTEST = 80


@dataclass(frozen=True, kw_only=True)
class Company:
    """What a ledger is drawn from: the same values give the same events.

    Attributes:
        seed: Any whole number.
        customers: How many there are in the end, those below others and doubles included; at least 1. A
            larger company begins with the customers of a smaller one.
        months: Length of the history; at least 1.
        today: Its last day.
        currency: The company's own.
        foreign: Other currencies that customers may have; empty for none.
        tax_rate: On every document.
        installments: Whether invoices may have several due dates: QuickBooks and Xero know only one.
        sub_customers: Whether customers may belong to others: Xero does not know that.
        longest_name: Characters in the longest names, at least 80.
        habits: The segments of payers; their shares make up 100.
        chances: How often everything else happens.

    Raises:
        ValueError: A value is out of its bounds.
    """

    seed: int
    customers: int
    months: int
    today: date
    currency: str = "EUR"
    foreign: tuple[str, ...] = ("USD", "GBP", "CHF")
    tax_rate: Decimal = Decimal("0.20")
    installments: bool = True
    sub_customers: bool = True
    longest_name: int = 300
    habits: tuple[Habit, ...] = HABITS
    chances: Chances = USUAL

    def __post_init__(self) -> None:
        if self.customers < 1 or self.months < 1:
            raise ValueError("a company has at least 1 customer and 1 month")
        if sum(each.share for each in self.habits) != _HUNDRED:
            raise ValueError("the shares of the habits must make up 100")
        if self.longest_name < _SHORTEST:
            raise ValueError(f"names need room for {_SHORTEST} characters")
        if self.currency in self.foreign:
            raise ValueError(f"{self.currency} is the company's own currency, not a foreign one")
        if self.tax_rate < 0:
            raise ValueError("a tax rate cannot be negative")

    @property
    def start(self) -> date:
        """Return the first day of the history."""
        return months_before(self.today, self.months)

    @cached_property
    def market(self) -> Market:
        """Return the exchange rates."""
        return Market(self.seed, self.currency, self.foreign, self.start, self.today)

    def habit_of(self, family: int) -> Habit:
        """Return how a family pays; of each hundred in a row as many as the shares say pay alike."""
        block, place = divmod(family, _HUNDRED)
        return _block(self.seed, self.habits, block)[place]

    def families(self) -> Iterator[Family]:
        """Draw one family after the other, each with its events; their documents have no numbers."""
        number = customer = 0
        while customer < self.customers:
            family = draw(self, self.habit_of(number), number, customer, self.customers - customer)
            yield family
            number, customer = number + 1, customer + family.size

    def events(self) -> Iterator[Event]:
        """Walk through all events in the order of days.

        Documents are numbered as they come. Companies above a thousand customers or so are sorted through
        temporary files, so that memory does not grow with them.
        """
        rates: list[Event] = [*self.market.events()]
        streams = chain([rates], (each.events for each in self.families()))
        counts = {OrderMade: 0, InvoiceIssued: 0, CreditNoteIssued: 0}
        prefixes = {OrderMade: "SO", InvoiceIssued: "INV", CreditNoteIssued: "CN"}
        for event in in_order(streams):
            if isinstance(event, OrderMade | InvoiceIssued | CreditNoteIssued):
                counts[type(event)] += 1
                yield replace(event, number=f"{prefixes[type(event)]}-{counts[type(event)]:06}")
            else:
                yield event

    def ledger(self, on: date | None = None) -> Ledger:
        """Book everything up to the end of a day; None for all."""
        ledger = Ledger(self.currency)
        for event in self.events():
            if on is not None and event.day > on:
                break
            ledger.apply(event)
        return ledger

    def balances(self, on: date) -> Balances:
        """Return what all accounts and customers stand at on the evening of a day."""
        return self.ledger(on).balances()


def generate(seed: int, customers: int, months: int, today: date, **options: Any) -> Iterator[Event]:
    """Walk through the events of a drawn company in the order of days; `options` are those of `Company`."""
    return Company(seed=seed, customers=customers, months=months, today=today, **options).events()


@lru_cache(maxsize=16)
def _block(seed: int, habits: tuple[Habit, ...], block: int) -> list[Habit]:
    return Draws(seed, "habits", block).shuffled([habit for habit in habits for _ in range(habit.share)])
