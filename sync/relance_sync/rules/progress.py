"""How far a debt has come in its plan: the step it takes next, and the stage of the account.

Progress is read from the contacts that took place, per installment; nothing is stored. A step is due on its
day and on every later day until it is taken ("at least", never "exactly"). Of the three clocks two run here:
the age of the item, and the age of its stage (days since it took its last step). The third, the gap between
two contacts of one customer, is `contact_limits`; stop conditions are `stops`.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from relance_sync.rules.account import Account
from relance_sync.rules.agreements import ContactEvent
from relance_sync.rules.decisions import Risk
from relance_sync.rules.ledger import OpenItem, days_late, plus_days
from relance_sync.rules.plans import Entry, Plan, Stage, Step
from relance_sync.rules.policy import Policy
from relance_sync.rules.resumption import resumptions
from relance_sync.rules.segments import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The firmest step an item has taken.

    Attributes:
        position: In the item's plan of today.
        since: Day it was first taken: the stage's age counts from here, however often it is repeated.
        last: Day it was last taken.
    """

    position: int
    since: date
    last: date


class ItemProgress(NamedTuple):
    """Where one open item with a due date stands in its plan; a tuple, as millions of them are made.

    Attributes:
        segment: The segment that led to the plan; None if something else did.
        late: Days late.
        standing: The firmest step it took; None if it was never chased.
        due_steps: Positions of the steps it could take today, mildest first; empty if none is due.
        next_day: First later day on which another step falls due or it becomes overdue; None if never.
        coming: Day of the first step it has not come to yet; None if every step is taken, passed or due.
        ripening: Position of the step that `coming` is about, if only the age of the stage holds it back.
        old_debt: True if it is overdue and was never chased although later steps would be due by its age.
    """

    item: OpenItem
    due: date
    plan_name: str
    plan: Plan
    segment: str | None
    late: int
    standing: Standing | None
    due_steps: tuple[int, ...]
    next_day: date | None
    coming: date | None
    ripening: int | None
    old_debt: bool

    @property
    def stage(self) -> Stage:
        """Stage of the firmest step it took; CURRENT if none."""
        return Stage.CURRENT if self.standing is None else self.step(self.standing.position).stage

    def step(self, position: int) -> Step:
        """Return the step at a position of the item's plan."""
        return self.plan.steps[position]


_Taken = Mapping[str, list[tuple[date, str, str]]]


def progress(account: Account, policy: Policy, risk: Risk, today: date) -> tuple[ItemProgress, ...]:
    """Look at every open item that has a due date, oldest first."""
    segment = next((each for each in policy.segments if each.name == risk.segment), None)
    look = _Look(
        account=account,
        policy=policy,
        segment=segment,
        usual=segment.plan if segment else policy.default_plan,
        # Seldom anybody named a plan; then it need not be looked for invoice by invoice.
        named=bool(policy.invoices or policy.customers or account.customer.plan),
        taken=_steps_taken(account.all_contacts),
        resume=resumptions(account, policy, today),
        today=today,
    )
    return tuple(_item_progress(look, item, item.due) for item in account.items if item.due is not None)


def account_stage(items: tuple[ItemProgress, ...]) -> Stage:
    """Return the firmest stage any open item has reached."""
    reached = (item.stage for item in items if item.standing is not None)
    return max(reached, key=lambda stage: stage.rank, default=Stage.CURRENT)


def _steps_taken(contacts: tuple[ContactEvent, ...]) -> _Taken:
    taken: dict[str, list[tuple[date, str, str]]] = {}
    for contact in contacts:
        for each in contact.steps:
            taken.setdefault(each.item, []).append((contact.day, each.plan, each.step))
    return taken


class _Look(NamedTuple):
    """What all items of an account are looked at with."""

    account: Account
    policy: Policy
    segment: Segment | None
    usual: str
    named: bool
    taken: _Taken
    resume: Mapping[str, Stage]
    today: date


def _item_progress(look: _Look, item: OpenItem, due: date) -> ItemProgress:
    account, policy, segment, usual, named_somewhere, taken, resumed, today = look
    named = None
    if named_somewhere or item.invoice.plan:
        named = policy.named_plan(account.customer, item.invoice)
    name = named or usual
    plan, late = policy.plans[name], days_late(due, today)
    standing = _standing(taken[item.id], name, policy) if item.id in taken else None
    resume = resumed.get(item.id)
    if standing is None and resume is None:
        return _never_chased(item, due, name, plan, segment.name if segment and named is None else None, late)
    start = _start(plan, standing, late)
    days = _step_days(plan, due, standing, start)
    again = _repetition(plan, due, standing)
    ahead = sorted((day, position) for position, day in {**days, **again}.items() if day > today)
    at_once = None if resume is None or late < 1 else _resumed_step(plan, start, resume)
    due_steps = {position for position, day in again.items() if day <= today}
    due_steps.update(_ready(plan, days, standing, today), () if at_once is None else (at_once,))
    turns = [day for day, _ in ahead] + ([plus_days(due, 1)] if late < 1 else [])
    reached = sum(day <= today for day in days.values())
    return ItemProgress(
        item=item,
        due=due,
        plan_name=name,
        plan=plan,
        segment=segment.name if segment and named is None else None,
        late=late,
        standing=standing,
        due_steps=tuple(sorted(due_steps)),
        next_day=min(turns, default=None),
        coming=ahead[0][0] if ahead else None,
        ripening=_ripening(plan, due, standing, ahead),
        old_debt=standing is None and late >= 1 and reached > 1 and at_once is None,
    )


def _never_chased(
    item: OpenItem, due: date, name: str, plan: Plan, segment: str | None, late: int
) -> ItemProgress:
    """Look at an item that no contact was about: most items are such, so this is found by counting days."""
    start = 0 if late < 1 else plan.first_late
    reached = max(bisect_right(plan.offsets, late), start)
    # A plan may have no step after the due date up to where debts may enter: then its first one it is.
    last = start if plan.entry is Entry.FIRST_STEP else max(plan.last_entry, start)
    coming = plus_days(due, plan.offsets[reached]) if reached < len(plan.steps) else None
    next_day = coming
    if late < 1:
        tomorrow = plus_days(due, 1)
        next_day = tomorrow if coming is None else min(coming, tomorrow)
    return ItemProgress(
        item=item,
        due=due,
        plan_name=name,
        plan=plan,
        segment=segment,
        late=late,
        standing=None,
        due_steps=tuple(range(start, min(reached, last + 1))) if reached > start else (),
        next_day=next_day,
        coming=coming,
        ripening=None,
        old_debt=late >= 1 and reached - start > 1,
    )


def _start(plan: Plan, standing: Standing | None, late: int) -> int:
    """Position of the first step that is still to come."""
    start = 0 if standing is None else standing.position + 1
    if late < 1:
        return start
    # A courtesy before the due date makes no sense after it: such steps are passed over.
    later = (i for i in range(start, len(plan.steps)) if plan.steps[i].before_due is None)
    return next(later, len(plan.steps))


def _step_days(plan: Plan, due: date, standing: Standing | None, start: int) -> dict[int, date]:
    """Return the first day of each step that may be taken before anything else happens, by position.

    For an item that is being chased this is one step, which also waits for the age of the stage before it.
    """
    if standing is None:
        return {i: plus_days(due, plan.steps[i].offset) for i in range(start, len(plan.steps))}
    if start == len(plan.steps):
        return {}
    step = plan.steps[start]
    return {start: max(plus_days(due, step.offset), plus_days(standing.since, step.after_previous))}


def _repetition(plan: Plan, due: date, standing: Standing | None) -> dict[int, date]:
    """Return the day on which the last step is taken again, by position; empty if it is not repeated."""
    if standing is None or (every := plan.steps[standing.position].repeat_every) is None:
        return {}
    offset = plan.steps[standing.position].offset
    return {standing.position: max(plus_days(standing.last, every), plus_days(due, offset))}


def _ripening(plan: Plan, due: date, standing: Standing | None, ahead: list[tuple[date, int]]) -> int | None:
    """Position of the step that comes first, if it waits for nothing but the age of the stage before it."""
    if standing is None or not ahead:
        return None
    day, position = ahead[0]
    held_back = position > standing.position and day > plus_days(due, plan.steps[position].offset)
    return position if held_back else None


def _ready(plan: Plan, days: Mapping[int, date], standing: Standing | None, today: date) -> list[int]:
    """Positions of the steps whose day has come; only a debt that was never chased may pass over some."""
    ready = [position for position, day in days.items() if day <= today]
    if standing is not None or plan.entry is not Entry.BY_AGE:
        return ready[:1]
    # A plan may have no step after the due date up to where debts may enter: then its first one it is.
    return [position for position in ready if position <= max(plan.last_entry, ready[0])]


def _resumed_step(plan: Plan, start: int, stage: Stage) -> int | None:
    """Position of the step that is due at once after a broken agreement; None if the plan has none left."""
    rank = stage.rank
    return next((i for i in range(start, len(plan.steps)) if plan.steps[i].stage.rank >= rank), None)


def _standing(taken: list[tuple[date, str, str]], name: str, policy: Policy) -> Standing | None:
    """Find the firmest step taken; steps of another plan count by their stage, so nobody starts again."""
    plan = policy.plans[name]
    days: dict[int, list[date]] = {}
    for day, plan_name, step_id in taken:
        same = plan_name == name
        position = plan.index(step_id) if same else _same_stage(plan, plan_name, step_id, policy)
        if position is not None:
            days.setdefault(position, []).append(day)
    if not days:
        return None
    position = max(days)
    return Standing(position=position, since=min(days[position]), last=max(days[position]))


def _same_stage(plan: Plan, other_name: str, step_id: str, policy: Policy) -> int | None:
    """Position of the last step of a plan that is not firmer than a step of another, or than a stage."""
    if other_name:
        other = policy.plans.get(other_name)
        index = other.index(step_id) if other else None
        if other is None or index is None:
            return None
        stage = other.steps[index].stage
    else:
        stage = Stage(step_id)
    return max((i for i, step in enumerate(plan.steps) if step.stage.rank <= stage.rank), default=None)
