"""Two policies side by side over the same past: who would have been reminded, called and held, and how often.

Adds up what `replay` found for each customer, one customer at a time, so that a large portfolio needs no more
memory than a small one. Nothing here reads a file or a store.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count, takewhile

from relance_sync.report.replay import Replayed, replay
from relance_sync.rules.account import Account
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.calibration import calibrate
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import plus_days
from relance_sync.rules.policy import Policy
from relance_sync.rules.score import CALIBRATE_EVERY, Calibration, Card, PaidInvoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A policy, and what it would have graded customers against, by rising days."""

    policy: Policy
    calibrations: tuple[Calibration, ...] = ()


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one policy would have done with all customers.

    Attributes:
        channels, stages: Contacts by channel and by stage.
        contacted: Customers contacted at least once.
        holds, proposals, warnings: How often orders would have been held, a hold proposed, a warning given.
        held: Customers held at least once.
        held_days: Days on hold, over all customers.
        busiest_month: The most days with a contact that one customer would have had within 30 days.
        alerts: By kind.
    """

    channels: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    contacted: int = 0
    holds: int = 0
    proposals: int = 0
    warnings: int = 0
    held: int = 0
    held_days: int = 0
    busiest_month: int = 0
    alerts: Counter[str] = field(default_factory=Counter)

    @property
    def contacts(self) -> int:
        """All contacts together."""
        return self.channels.total()

    def add(self, done: Replayed, end: date) -> None:
        """Count one customer."""
        self.channels.update(each.channel for each in done.contacts)
        self.stages.update(each.stage for each in done.contacts)
        self.contacted += bool(done.contacts)
        held = [each for each in done.holds if each.level is Level.HOLD and not each.proposal]
        self.holds += len(held)
        self.held += bool(held)
        self.held_days += done.held_days(end)
        self.proposals += sum(each.proposal for each in done.holds)
        self.warnings += sum(each.level is Level.WARN for each in done.holds)
        self.busiest_month = max(self.busiest_month, done.busiest_month)
        self.alerts.update(done.alerts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One customer under the present policy and under the other."""

    present: Replayed
    other: Replayed

    @property
    def differs(self) -> bool:
        """Whether it would have felt any difference."""
        return (self.present.contacts, self.present.holds) != (self.other.contacts, self.other.holds)

    def weight(self, end: date) -> tuple[int, int]:
        """How much it would have felt it: more contacts or fewer, more days on hold or fewer."""
        contacts = abs(len(self.other.contacts) - len(self.present.contacts))
        return contacts, abs(self.other.held_days(end) - self.present.held_days(end))


@dataclass(slots=True, kw_only=True)
class Simulation:
    """Both policies from one day to another.

    Attributes:
        customers: How many were looked at.
        different: How many would have felt a difference.
        pairs: Those who would have felt it most, at most as many as were asked for.
    """

    since: date
    until: date
    present: Tally = field(default_factory=Tally)
    other: Tally = field(default_factory=Tally)
    customers: int = 0
    different: int = 0
    pairs: list[Pair] = field(default_factory=list)


def monthly_calibrations(
    histories: Sequence[PaidInvoice], card: Card, since: date, until: date
) -> tuple[Calibration, ...]:
    """Find out what customers would have been graded against, anew every 30 days."""
    days = (plus_days(since, CALIBRATE_EVERY * number) for number in count())
    return tuple(calibrate(histories, day, card) for day in takewhile(lambda day: day <= until, days))


def simulate(
    accounts: Iterable[Account],
    present: Course,
    other: Course,
    calendar: Calendar,
    *,
    since: date,
    until: date,
    most: int = 20,
    told: Callable[[int], None] = lambda _: None,
) -> Simulation:
    """Follow two policies over the past of many customers.

    Args:
        accounts: Everything known of each customer, with paid invoices and all payments.
        present: The policy that is followed now.
        other: The one to try.
        calendar: The company's open days.
        since: First day, in the company's zone.
        until: Last day.
        most: How many customers to name.
        told: Called after each customer with how many are done.
    """
    found = Simulation(since=since, until=until)
    for whole in accounts:
        pair = Pair(
            present=replay(whole, present.policy, calendar, present.calibrations, since, until),
            other=replay(whole, other.policy, calendar, other.calibrations, since, until),
        )
        found.present.add(pair.present, until)
        found.other.add(pair.other, until)
        found.customers += 1
        found.different += pair.differs
        if pair.differs:
            found.pairs.append(pair)
            found.pairs.sort(
                key=lambda each: (*(-part for part in each.weight(until)), each.present.customer)
            )
            del found.pairs[most:]
        told(found.customers)
    return found
