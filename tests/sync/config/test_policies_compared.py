"""Gentle is never firmer than standard, standard never than strict: the same books, played under all three.

What a debt has heard (its stage, the number of its steps) and what orders meet are compared on every day.
Steps are not counted where some are passed over, which is firmer with fewer words: old debts, which strict
takes up at its firm step; what follows a broken promise, which strict resumes further on; a change of plan.
"""

from bisect import bisect_right
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.config import ShippedPolicy, read_shipped
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Hold, Remind
from relance_sync.rules.ledger import Kind
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code
from relance_sync.rules.score import Calibration, Limits, Portfolio
from tests.builders import CUSTOMER, Ledger
from tests.scenarios.story import news_of

START = date(2026, 1, 5)  # a Monday
LAST = START + timedelta(days=330)
# Long enough for every courtesy, so that no invoice is posted when a step of its own is due already.
TERM = timedelta(days=30)
POLICIES = tuple(map(read_shipped, ShippedPolicy))
# The gap of the firmest, and the closed days after it.
CATCHING_UP = 7
AMOUNTS = ("4.00", "8.00", "15.00", "45.00", "90.00", "140.00", "600.00", "1500.00", "6000.00")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Event:
    """Something that happens in the books on a day, by its verb.

    Attributes:
        days: How long a dispute or a pause lasts, or a promise is given for.
    """

    day: date
    verb: str
    invoice: str
    amount: Decimal = Decimal(0)
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What has been said and done by the end of a day.

    Attributes:
        stages: By item, rank of the firmest step it took.
        steps: By item, how many steps it took.
        hold: Level of the hold.
    """

    stages: dict[str, int]
    steps: dict[str, int]
    contacts: int
    hold: int


@dataclass(slots=True, kw_only=True)
class Play:
    """One course of events under one policy: the pictures of the days on which something changed.

    Attributes:
        jumped: Whether a debt began at a later step than the first.
        segments: Those the customer was in while anything was open.
    """

    days: list[date] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    jumped: bool = False
    segments: set[str | None] = field(default_factory=set)

    @property
    def whole(self) -> bool:
        """Whether no step was passed over."""
        return not self.jumped and len(self.segments) <= 1

    def on(self, day: date) -> Picture:
        place = bisect_right(self.days, day)
        return self.pictures[place - 1] if place else Picture(stages={}, steps={}, contacts=0, hold=0)


def play(policy: Policy, ledger: Ledger, events: Sequence[Event], calendar: Calendar) -> Play:
    """Play all events; between them only the days on which the rules want to look again."""
    played, today = Play(), START
    while today <= LAST:
        for event in events:
            if event.day == today:
                happen(ledger, event)
        review = night(policy, ledger, today, calendar, played)
        nexts = [event.day for event in events if event.day > today]
        today = min([*nexts, review or date.max])
    return played


def happen(ledger: Ledger, event: Event) -> None:
    until = event.day + timedelta(days=event.days)
    match event.verb:
        case "bill":
            ledger.bill(event.invoice, str(event.amount), event.day + TERM, issued=event.day)
        case "pay":
            (part,) = ledger.invoices[event.invoice].installments
            ledger.pay(event.invoice, str(min(event.amount, part.residual)))
        case "dispute":
            ledger.dispute(event.invoice, event.day).settle(event.invoice, until)
        case "pause":
            ledger.pause(event.day, until)
        case "promise":
            ledger.promise(until, event.invoice, made_on=event.day)


def night(policy: Policy, ledger: Ledger, today: date, calendar: Calendar, played: Play) -> date | None:
    while news := news_of(ledger, assessed := assess(ledger.account(today), policy, calendar, today)):
        for each in news:
            if isinstance(each, Remind) and Code.OLD_DEBT in {reason.code for reason in each.reasons}:
                played.jumped = True
        before = (len(ledger.contacts), ledger.hold, len(ledger.tasks), len(ledger.alerted))
        ledger.deliver(news, today)
        if before == (len(ledger.contacts), ledger.hold, len(ledger.tasks), len(ledger.alerted)):
            break
    if ledger.account(today).items:
        played.segments.add(assessed.risk.segment)
    held = max((each.level for each in assessed.decisions if isinstance(each, Hold)), default=0)
    played.days.append(today)
    played.pictures.append(picture(policy, ledger, int(held)))
    return assessed.next_review


def picture(policy: Policy, ledger: Ledger, held: int) -> Picture:
    stages: dict[str, int] = {}
    steps: dict[str, int] = {}
    for contact in ledger.contacts:
        for each in contact.steps:
            plan = policy.plans[each.plan]
            step = next(step for step in plan.steps if step.id == each.step)
            stages[each.item] = max(stages.get(each.item, 0), step.stage.rank)
            steps[each.item] = steps.get(each.item, 0) + 1
    return Picture(
        stages=stages, steps=steps, contacts=len({each.day for each in ledger.contacts}), hold=held
    )


def plays(ledger: Ledger, events: Sequence[Event], calendar: Calendar) -> list[Play]:
    """Play the same events under the three policies, from mild to firm, each on books of its own."""
    return [play(policy, deepcopy(ledger), sorted(events), calendar) for policy in POLICIES]


def days() -> st.SearchStrategy[date]:
    return st.integers(0, 250).map(lambda number: START + timedelta(days=number))


@st.composite
def customers(draw: st.DrawFn) -> Ledger:
    """Draw a customer: of any kind, reachable or not, of every grade, known long or not at all."""
    customer = replace(
        CUSTOMER,
        kind=draw(st.sampled_from([Kind.ENTITY, Kind.ENTITY, Kind.PERSON, None])),
        email=draw(st.sampled_from([CUSTOMER.email, None])),
        phone=draw(st.sampled_from([CUSTOMER.phone, None])),
        tags=draw(st.sampled_from([(), (), (), ("Secteur public",)])),
        credit_limit=draw(st.sampled_from([None, Decimal(0), Decimal(1000)])),
    )
    ledger = Ledger(
        customer=customer,
        calibration=Calibration(
            on=START,
            portfolio=Portfolio(paid=100, late=30),
            limits=Limits(ends=(Decimal(20), Decimal(40), Decimal(60)), on=START),
        ),
    )
    known = draw(st.sampled_from([30, 400]))
    habit = draw(st.sampled_from([(0,), (0, 0, 0, 4), (0, 3), (2, 20, 40)]))
    for number in range(draw(st.sampled_from([0, 3, 8]))):
        due = START - timedelta(days=known - number)
        ledger.past(due, min(due + timedelta(days=habit[number % len(habit)]), START))
    return ledger


@st.composite
def invoices(
    draw: st.DrawFn, amounts: Sequence[str], *, most: int = 1, shares: Sequence[tuple[int, ...]] = ((),)
) -> list[Event]:
    """Draw invoices, posted a month before they are due, and payments of such shares of them."""
    events: list[Event] = []
    for number in range(draw(st.integers(1, most))):
        name, posted, amount = f"F-{number}", draw(days()), Decimal(draw(st.sampled_from(amounts)))
        events.append(Event(day=posted, verb="bill", invoice=name, amount=amount))
        for share in draw(st.sampled_from(shares)):
            paid = posted + timedelta(days=draw(st.integers(1, 150)))
            events.append(Event(day=paid, verb="pay", invoice=name, amount=round(amount / share, 2)))
    return events


@st.composite
def interruptions(draw: st.DrawFn, verbs: Sequence[str]) -> list[Event]:
    """Draw what keeps the first invoice from being chased for a while."""
    return [
        Event(
            day=START + timedelta(days=draw(st.integers(10, 300))),
            verb=draw(st.sampled_from(verbs)),
            invoice="F-0",
            days=draw(st.integers(1, 90)),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]


def calendars() -> st.SearchStrategy[Calendar]:
    return st.frozensets(days(), max_size=8).map(lambda holidays: Calendar(holidays=holidays))


def compare(played: Sequence[Play], *, later: int = 0, words: bool = True) -> None:
    """Compare day by day.

    Args:
        played: From mild to firm.
        later: Days by which the firmer one may be behind.
        words: Whether to count the steps, too, where none was passed over.
    """
    for milder, firmer in pairwise(played):
        counted = words and firmer.whole
        for day in sorted({*milder.days, *(each - timedelta(days=later) for each in firmer.days)}):
            mild, firm = milder.on(day), firmer.on(day + timedelta(days=later))
            told = f"{day}: {mild}, {firm}"
            assert mild.hold <= firm.hold or later, told
            assert all(rank <= firm.stages.get(item, 0) for item, rank in mild.stages.items()), told
            if counted:
                assert all(count <= firm.steps.get(item, 0) for item, count in mild.steps.items()), told


@given(
    customers(),
    invoices(AMOUNTS, shares=((), (2,), (1,), (4, 1))),
    interruptions(("dispute", "pause")),
    calendars(),
)
def test_one_invoice_of_any_amount_part_paid_disputed_and_paused(
    customer: Ledger, bill: list[Event], interrupted: list[Event], calendar: Calendar
) -> None:
    played = plays(customer, [*bill, *interrupted], calendar)
    compare(played)
    for milder, firmer in pairwise(played):
        for day in milder.days:
            assert milder.on(day).contacts <= firmer.on(day).contacts or not firmer.whole, day


@given(customers(), invoices(AMOUNTS, shares=((), (2,))), interruptions(("promise",)), calendars())
def test_one_invoice_with_promises(
    customer: Ledger, bill: list[Event], promised: list[Event], calendar: Calendar
) -> None:
    compare(plays(customer, [*bill, *promised], calendar), words=False)


@pytest.mark.parametrize("amount", ["1600.00", "6000.00"])
@given(customer=customers(), data=st.data(), calendar=calendars())
def test_several_invoices_that_are_worth_every_step(
    amount: str, customer: Ledger, data: st.DataObject, calendar: Calendar
) -> None:
    bills = data.draw(invoices((amount,), most=3, shares=((), (1,))))
    compare(plays(customer, bills, calendar))


@given(customers(), invoices(AMOUNTS, most=3), calendars())
def test_several_invoices_that_wait_for_one_another_to_be_worth_a_step(
    customer: Ledger, bills: list[Event], calendar: Calendar
) -> None:
    # When another invoice makes the debt worth a step, the firmer policy may have spoken the day before.
    compare(plays(customer, bills, calendar), later=CATCHING_UP, words=False)
