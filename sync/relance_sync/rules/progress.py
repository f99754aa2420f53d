"""How far a debt has come in its plan: the step it takes next, and the stage of the account.

Progress is read from the contacts that took place, per installment; nothing is stored. A step is due on its
day and on every later day until it is taken ("at least", never "exactly"). Stop conditions are in `stops`.
"""

from dataclasses import dataclass
from datetime import date

from relance_sync.rules.account import Account
from relance_sync.rules.agreements import ContactEvent
from relance_sync.rules.decisions import Risk
from relance_sync.rules.ledger import OpenItem, days_late, plus_days
from relance_sync.rules.plans import Entry, Plan, Stage, Step
from relance_sync.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemProgress:
    """Where one open item with a due date stands in its plan.

    Attributes:
        late: Days late.
        due_steps: Positions of the steps it could take today, mildest first; empty if none is due.
        next_day: First later day on which another step falls due or it becomes overdue; None if never.
        coming: Day of the first step it has not come to yet; None if every step is taken, passed or due.
        stage: Stage of the last step it took; CURRENT if none.
        old_debt: True if it is overdue and was never chased although later steps would be due by its age.
    """

    item: OpenItem
    due: date
    plan_name: str
    plan: Plan
    late: int
    due_steps: tuple[int, ...]
    next_day: date | None
    coming: date | None
    stage: Stage
    old_debt: bool

    def step(self, position: int) -> Step:
        """Return the step at a position of the item's plan."""
        return self.plan.steps[position]


def progress(account: Account, policy: Policy, risk: Risk, today: date) -> tuple[ItemProgress, ...]:
    """Look at every open item that has a due date, oldest first."""
    taken = _steps_taken(account.contacts)
    segment = next((each for each in policy.segments if each.name == risk.segment), None)
    return tuple(
        _item_progress(
            item, item.due, policy.plan_name(account.customer, item.invoice, segment), policy, taken, today
        )
        for item in account.items
        if item.due is not None
    )


def account_stage(items: tuple[ItemProgress, ...]) -> Stage:
    """Return the firmest stage any open item has reached."""
    return max((item.stage for item in items), key=lambda stage: stage.rank, default=Stage.CURRENT)


def _steps_taken(contacts: tuple[ContactEvent, ...]) -> dict[str, list[tuple[str, str]]]:
    taken: dict[str, list[tuple[str, str]]] = {}
    for contact in contacts:
        for each in contact.steps:
            taken.setdefault(each.item, []).append((each.plan, each.step))
    return taken


def _item_progress(
    item: OpenItem,
    due: date,
    name: str,
    policy: Policy,
    taken: dict[str, list[tuple[str, str]]],
    today: date,
) -> ItemProgress:
    plan = policy.plans[name]
    late = days_late(due, today)
    done = _last_position(taken.get(item.id, []), name, policy)
    # A courtesy before the due date makes no sense after it: such steps are passed over.
    start = 0 if done is None else done + 1
    if late >= 1:
        start = next(
            (i for i in range(start, len(plan.steps)) if plan.steps[i].before_due is None), len(plan.steps)
        )
    reached = [i for i in range(start, len(plan.steps)) if plan.steps[i].offset <= late]
    fresh = done is None
    may_skip = fresh and plan.entry is Entry.BY_AGE
    return ItemProgress(
        item=item,
        due=due,
        plan_name=name,
        plan=plan,
        late=late,
        due_steps=tuple(reached if may_skip else reached[:1]),
        next_day=_next_day(due, plan, late),
        coming=next((plus_days(due, step.offset) for step in plan.steps[start:] if step.offset > late), None),
        stage=Stage.CURRENT if done is None else plan.steps[done].stage,
        old_debt=fresh and late >= 1 and len(reached) > 1,
    )


def _last_position(taken: list[tuple[str, str]], name: str, policy: Policy) -> int | None:
    """Position of the last step taken; steps of another plan count by their stage, so nobody starts again."""
    plan = policy.plans[name]
    positions = []
    for plan_name, step_id in taken:
        same = plan_name == name
        position = plan.index(step_id) if same else _same_stage(plan, plan_name, step_id, policy)
        if position is not None:
            positions.append(position)
    return max(positions, default=None)


def _same_stage(plan: Plan, other_name: str, step_id: str, policy: Policy) -> int | None:
    other = policy.plans.get(other_name)
    index = other.index(step_id) if other else None
    if other is None or index is None:
        return None
    rank = other.steps[index].stage.rank
    return max((i for i, step in enumerate(plan.steps) if step.stage.rank <= rank), default=None)


def _next_day(due: date, plan: Plan, late: int) -> date | None:
    later = [step.offset for step in plan.steps if step.offset > late]
    if late < 1:
        later.append(1)
    return plus_days(due, min(later)) if later else None
