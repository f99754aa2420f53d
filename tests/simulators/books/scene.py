"""What selling and paying have in common in one family: its chance, its agenda, its events and open items.

Things are put on the agenda and happen in the order of days. Nothing here decides what happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from tests.simulators.books.draws import Draws
from tests.simulators.books.events import Event, Terms
from tests.simulators.books.habits import Chances, Habit
from tests.simulators.books.open_items import OpenItems

if TYPE_CHECKING:
    from tests.simulators.books.company import Company

Action = Callable[[date], None]


@dataclass(slots=True)
class Agenda:
    """What is going to happen, up to a last day; what comes after it never happens."""

    last: date
    now: date = date.min
    _waiting: list[tuple[date, int, Action]] = field(default_factory=list)
    _count: int = 0

    def at(self, day: date, action: Action) -> None:
        """Let something happen on a day, today if it is past; of one day, what was said first comes first."""
        day = max(day, self.now)
        if day <= self.last:
            self._count += 1
            heappush(self._waiting, (day, self._count, action))

    def run(self) -> None:
        """Let everything happen."""
        while self._waiting:
            self.now, _, action = heappop(self._waiting)
            action(self.now)


@dataclass(slots=True, kw_only=True)
class Scene:
    """One family while its history is drawn.

    Attributes:
        number: Of the family, from 0; its documents carry it in their ids.
        payers: Who pays for a customer, where it does not pay for itself.
    """

    company: Company
    habit: Habit
    number: int
    draws: Draws
    agenda: Agenda
    currency: str
    terms: Terms
    payers: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    items: OpenItems = field(default_factory=OpenItems)
    _ids: dict[str, int] = field(default_factory=dict)

    @property
    def chances(self) -> Chances:
        """Return how often things happen."""
        return self.company.chances

    def id(self, letter: str) -> str:
        """Return the next id of a kind of document."""
        self._ids[letter] = self._ids.get(letter, 0) + 1
        return f"{letter}{self.number:06}-{self._ids[letter]}"

    def happen(self, event: Event) -> None:
        """Enter an event."""
        self.events.append(event)

    def after(self, day: date, first: int, last: int) -> date:
        """Return a day from `first` to `last` days after another."""
        return day + timedelta(days=self.draws.between(first, last))

    def pays_for(self, customer: str) -> str:
        """Return who pays a customer's invoices."""
        return self.payers.get(customer, customer)

    def passed(self, day: date) -> int:
        """Return how much of the history has passed, in thousandths."""
        start = self.company.start
        return (day - start).days * 1000 // max((self.company.today - start).days, 1)


def between(ends: tuple[int, int], passed: int) -> int:
    """Return where something stands that moves evenly from one end to the other.

    >>> between((10, 95), 500)
    52
    """
    return ends[0] + (ends[1] - ends[0]) * passed // 1000


NOTHING = Decimal("0.00")
