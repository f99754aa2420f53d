"""One family of customers and its history: a customer, those below it, and one entered twice by mistake.

Families owe nothing to one another, so each is drawn on its own, from its own stream of chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.simulators.books import names
from tests.simulators.books.draws import Draws
from tests.simulators.books.events import (
    CustomerDeactivated,
    CustomerMade,
    CustomerNoted,
    CustomersMerged,
    Event,
    Terms,
)
from tests.simulators.books.habits import Habit
from tests.simulators.books.paying import Paying
from tests.simulators.books.scene import Agenda, Scene
from tests.simulators.books.selling import Selling

if TYPE_CHECKING:
    from tests.simulators.books.company import Company

TERMS = (
    *(Terms(days=days) for days in (15, 30, 30, 30, 30, 45, 60)),
    *(Terms(days=days, end_of_month=True) for days in (0, 30, 45)),
)
# Half of all invoices are above this, without tax.
_USUAL = Decimal(900)
_MOST_BELOW = 3
# In a hundred families, so many are there from the first day; the others come later.
_FROM_THE_START = 700
_QUIET = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family with its history.

    Attributes:
        customers: Ids of its customers, the first one made first.
        size: How many numbers of customers it takes.
        events: In the order of days.
    """

    number: int
    habit: Habit
    customers: tuple[str, ...]
    size: int
    events: list[Event]


def draw(company: Company, habit: Habit, number: int, first: int, room: int) -> Family:
    """Draw a family.

    Args:
        company: What the ledger is drawn from.
        habit: How the family pays.
        number: Of the family, from 0.
        first: Number of its first customer, from 0.
        room: How many customers it may have at most; it is drawn as if there were room for all.
    """
    draws = Draws(company.seed, "family", number)
    foreign = company.foreign and draws.chance(company.chances.foreign)
    scene = Scene(
        company=company,
        habit=habit,
        number=number,
        draws=draws,
        agenda=Agenda(last=company.today),
        currency=draws.pick(company.foreign) if foreign else company.currency,
        terms=draws.pick(TERMS),
    )
    making = _Making(scene=scene, first=first, room=room, person=draws.chance(company.chances.person))
    making.begin()
    scene.agenda.run()
    return Family(
        number=number,
        habit=habit,
        customers=tuple(making.made),
        size=len(making.made),
        events=scene.events,
    )


class _Making:
    """Who is in the family, and when they come, double, and leave."""

    def __init__(self, *, scene: Scene, first: int, room: int, person: bool) -> None:
        self.scene, self.first, self.room, self.person = scene, first, room, person
        self.made: list[str] = []
        self.name = ""
        self.double: str | None = None
        self.merged: str | None = None
        self.gone = False
        self.start = self._arrival()

    def begin(self) -> None:
        """Make the customers and let them buy and pay."""
        scene, draws, chances = self.scene, self.scene.draws, self.scene.chances
        main = self._make(self.start, parent=None)
        buyers = [main]
        if scene.company.sub_customers and not self.person and draws.chance(chances.sub_customers):
            wanted = draws.between(1, _MOST_BELOW)
            below = [self._make(self.start, parent=main) for _ in range(self._fitting(wanted))]
            if draws.chance(500):
                scene.payers = dict.fromkeys(below, main)
            buyers = [*below, main]
        habit = scene.habit
        paying = Paying(scene=scene, apart=draws.between(-habit.apart, habit.apart), delay=self._delay())
        self.selling = Selling(
            scene=scene,
            paying=paying,
            buyers=buyers,
            size=_USUAL * habit.size * draws.log_normal(90),
            gap=max(int(habit.gap * draws.log_normal(40)), 2),
            orders=draws.chance(chances.orders),
            until=self._end(),
        )
        self.selling.begin(self.start)
        paying.begin(self.start)
        if draws.chance(chances.note):
            scene.agenda.at(scene.after(self.start, 10, 400), self._note)
        if draws.chance(chances.duplicate) and self._fitting(1):
            scene.agenda.at(scene.after(self.start, 30, 200), self._double)

    def _arrival(self) -> date:
        company, draws = self.scene.company, self.scene.draws
        if draws.chance(_FROM_THE_START):
            return company.start
        days = (company.today - company.start).days
        return company.start + timedelta(days=draws.below(max(days * 4 // 5, 1)))

    def _delay(self) -> date | None:
        """Draw when the one delay of a loyal customer begins."""
        company, draws = self.scene.company, self.scene.draws
        if not self.scene.habit.one_delay:
            return None
        return company.start + timedelta(
            days=(company.today - company.start).days * draws.between(30, 80) // 100
        )

    def _end(self) -> date | None:
        """Draw when the family stops buying, and is hidden once it owes nothing."""
        scene = self.scene
        if not scene.draws.chance(scene.chances.leaves):
            return None
        end = scene.after(self.start, 60, 700)
        scene.agenda.at(scene.after(end, 60, 120), self._leave)
        return end

    def _fitting(self, wanted: int) -> int:
        return min(wanted, self.room - len(self.made))

    def _make(self, day: date, parent: str | None, like: str | None = None) -> str:
        scene, chances = self.scene, self.scene.chances
        number = self.first + len(self.made)
        longest = scene.company.longest_name
        odd = scene.draws.chance(chances.odd_name)
        found = names.name(
            scene.company.seed, number, person=self.person, draws=scene.draws, odd=odd, longest=longest
        )
        if like is not None:
            found = f"{like[: longest - 4]} (2)"
        self.name = self.name or found
        customer = f"c{number:06}"
        self.made.append(customer)
        noted = scene.draws.chance(chances.note)
        scene.happen(
            CustomerMade(
                day=day,
                customer=customer,
                name=found,
                email=names.email(found, number) if scene.draws.chance(920) else None,
                phone=names.phone(number) if scene.draws.chance(700) else None,
                currency=scene.currency,
                terms=scene.terms,
                person=self.person,
                parent=parent,
                note=names.note(scene.draws, chances.odd_text) if noted else "",
            )
        )
        return customer

    def _note(self, day: date) -> None:
        if not self.gone:
            text = names.note(self.scene.draws, self.scene.chances.odd_text)
            self.scene.happen(CustomerNoted(day=day, customer=self.made[0], text=text))

    def _double(self, day: date) -> None:
        """Enter the customer once more; for a while documents go there."""
        if self.selling.until is None or day < self.selling.until:
            self.double = self._make(day, parent=None, like=self.name)
            self.selling.buyers.insert(0, self.double)
            self.scene.agenda.at(self.scene.after(day, 20, 90), self._merge)

    def _merge(self, day: date) -> None:
        double, main = self.double, self.made[0]
        if double is not None:
            self.selling.buyers.remove(double)
            self.scene.items.rename(double, main)
            self.scene.happen(CustomersMerged(day=day, customer=double, into=main))
            self.merged, self.double = double, None

    def _leave(self, day: date) -> None:
        """Hide the customers, those below first, once nothing is open and nothing was done for weeks."""
        scene = self.scene
        quiet = scene.events[-1].day + timedelta(days=_QUIET) <= day
        open_ = any(scene.items.open()) or any(each.left for each in scene.items.money)
        if not quiet or open_ or self.double is not None:
            scene.agenda.at(day + timedelta(days=30), self._leave)
            return
        self.gone = True
        for customer in reversed([each for each in self.made if each != self.merged]):
            scene.happen(CustomerDeactivated(day=day, customer=customer))
