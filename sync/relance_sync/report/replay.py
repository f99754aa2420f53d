"""What a policy would have done: replays it over the past of one account, wherever anything could change.

Every decision is taken to have been written on its day: a reminder is a contact, a hold is in force until it
is released. How the customer would have answered to other reminders is unknown: it pays when it really paid.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from relance_sync.report.as_of import as_of, turning_days
from relance_sync.rules.account import Account, HoldState, OpenTask
from relance_sync.rules.agreements import ContactEvent
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Alert, CloseTask, Decision, Hold, Release, Remind
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.policy import Policy
from relance_sync.rules.score import Calibration

# Delivering changes facts, and changed facts may ask for more on the same day; seldom twice.
_ROUNDS = 3
_MONTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact that would have taken place.

    Attributes:
        channel, stage: As in the policy's steps.
    """

    day: date
    channel: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSpan:
    """One hold that would have been in force.

    Attributes:
        until: Day of its release; None if it still stood at the end.
        level: WARN or HOLD.
        proposal: True if it was only proposed, to a person.
    """

    since: date
    until: date | None
    level: Level
    proposal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What one policy would have done with one customer.

    Attributes:
        contacts: In order of their days; one for each currency of a reminder.
        alerts: How many alerts colleagues would have had, by kind.
    """

    customer: str
    name: str
    contacts: tuple[Contact, ...]
    holds: tuple[HoldSpan, ...]
    alerts: Counter[str]

    @property
    def busiest_month(self) -> int:
        """The most days with a contact within any 30 days."""
        days = sorted({each.day for each in self.contacts})
        ends = (bisect_right(days, day + timedelta(days=_MONTH - 1)) for day in days)
        return max((end - first for first, end in enumerate(ends)), default=0)

    def held_days(self, end: date) -> int:
        """Days on which orders would have been held, up to the end and without it."""
        return sum(
            ((span.until or end) - span.since).days
            for span in self.holds
            if span.level is Level.HOLD and not span.proposal
        )


@dataclass(slots=True, kw_only=True)
class _State:
    """What the policy has led to so far."""

    contacts: list[ContactEvent] = field(default_factory=list)
    told: list[Contact] = field(default_factory=list)
    tasks: dict[str, OpenTask] = field(default_factory=dict)
    alerts: set[tuple[str, str]] = field(default_factory=set)
    hold: HoldState | None = None
    holds_before: int = 0
    spans: list[HoldSpan] = field(default_factory=list)

    def on(self, account: Account) -> Account:
        """Put it into the account of a day."""
        return replace(
            account,
            contacts=tuple(self.contacts),
            tasks=tuple(self.tasks.values()),
            hold=self.hold,
            holds_before=self.holds_before,
        )

    def write(self, decisions: Sequence[Decision], today: date) -> bool:
        """Take the decisions as written; False if there was nothing new in them."""
        new = [self._write(each, today) for each in decisions]
        return any(new)

    def _write(self, decision: Decision, today: date) -> bool:
        match decision:
            case Remind():
                self._remind(decision, today)
            case Hold() if self.hold is None or self.hold.cycle != decision.cycle:
                self._hold(decision, today)
            case Release():
                self._end(today)
                self.hold, self.holds_before = None, decision.cycle
            case CloseTask():
                self.tasks.pop(decision.key, None)
            case Alert() if (str(decision.kind), decision.subject) not in self.alerts:
                self.alerts.add((str(decision.kind), decision.subject))
            case _:
                return False
        return True

    def _remind(self, remind: Remind, today: date) -> None:
        key = f"{len(self.contacts)}"
        self.contacts.append(
            ContactEvent(
                key=key, day=today, channel=remind.channel, currency=remind.currency, steps=remind.steps
            )
        )
        self.told.append(Contact(day=today, channel=str(remind.channel), stage=str(remind.step.stage)))
        self.tasks[key] = OpenTask(key=key, items=remind.items)

    def _hold(self, hold: Hold, today: date) -> None:
        self._end(today)
        self.hold = HoldState(level=hold.level, since=today, cycle=hold.cycle, proposal=hold.proposal)
        self.holds_before = hold.cycle - 1
        self.spans.append(HoldSpan(since=today, until=None, level=hold.level, proposal=hold.proposal))

    def _end(self, today: date) -> None:
        if self.hold is not None:
            self.spans[-1] = replace(self.spans[-1], until=today)


def replay(
    whole: Account,
    policy: Policy,
    calendar: Calendar,
    calibrations: Sequence[Calibration],
    since: date,
    until: date,
) -> Replayed:
    """Follow a policy from one day to another, both included, as if nobody had contacted the customer before.

    Args:
        whole: Everything known today, with paid invoices and all payments.
        policy: The policy to follow.
        calendar: The company's open days.
        calibrations: What customers were graded against, by rising days.
        since: First day, in the company's zone.
        until: Last day.
    """
    state, turning = _State(), sorted(set(turning_days(whole)))
    today: date | None = since
    while today is not None and today <= until:
        review = _night(whole, policy, calendar, calibrations, state, today=today, until=until)
        later = turning[bisect_right(turning, today) :]
        today = min((day for day in (*later[:1], review) if day is not None), default=None)
    return Replayed(
        customer=whole.customer.id,
        name=whole.customer.name,
        contacts=tuple(state.told),
        holds=tuple(state.spans),
        alerts=Counter(kind for kind, _ in state.alerts),
    )


def _night(
    whole: Account,
    policy: Policy,
    calendar: Calendar,
    calibrations: Sequence[Calibration],
    state: _State,
    *,
    today: date,
    until: date,
) -> date | None:
    """Assess and write until there is nothing new; return the day of the next look."""
    known = [each for each in calibrations if each.on <= today]
    account = as_of(whole, today, known[-1] if known else None)
    # The figures of a past day are as fresh as they will ever be.
    account = replace(account, synced_on=until, bank_day=until)
    for _ in range(_ROUNDS):
        assessment = assess(state.on(account), policy, calendar, today)
        if not state.write(assessment.decisions, today):
            break
    return assessment.next_review
