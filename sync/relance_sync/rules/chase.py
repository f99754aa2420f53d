"""Who is reminded: turns the progress of the open items and the stop conditions into decisions.

One reminder per customer and currency, listing every chasable item; waiting is said with its reason.
Which step an item takes is `choice`, how far it has come `progress`; holds are `holds`. Nothing here writes
or sends.
"""

from dataclasses import dataclass
from datetime import date

from relance_sync.rules.account import Account
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.choice import Choice, choose, nothing_worth, reach, sum_of
from relance_sync.rules.contact_limits import contact_days, timing_stop
from relance_sync.rules.decisions import Remind, Risk, Wait
from relance_sync.rules.plans import Channel, Entry, Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.progress import ItemProgress, account_stage, progress
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.resumption import broken_reasons
from relance_sync.rules.stops import (
    agreement_days,
    credit_in,
    exclusions,
    unreliable,
    unreliable_from,
    with_others,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """The outcome for one account.

    Attributes:
        live: Ids of the items that may be chased at all; a task about others has lost its point.
        reviews: Days on which the outcome may change; days that are past are among them.
    """

    decisions: tuple[Remind | Wait, ...]
    stage: Stage
    live: frozenset[str]
    reviews: frozenset[date]


def chase(account: Account, policy: Policy, calendar: Calendar, risk: Risk, today: date) -> Chase:
    """Decide for every open item of the account: remind or wait, and why."""
    every = progress(account, policy, risk, today)
    theirs = with_others(account)
    items = tuple(item for item in every if item.item.id not in theirs)
    reviews = {item.next_day for item in items if item.next_day is not None}
    reviews.update(agreement_days(account, policy))
    reviews.update(rate.day for rate in account.rates)
    out = exclusions(account, policy, today)
    decisions: list[Remind | Wait] = [*_without_due_date(account), *theirs.values()]
    due = [item for item in items if item.due_steps]
    reviews.update(unreliable_from(account, policy) if due else ())
    if not due:
        decisions += _quiet(account, items)
    elif reason := unreliable(account, policy, today):
        decisions.append(Wait(reasons=(reason,)))
    else:
        reviews.update(contact_days(account, policy))
        reviews.update(day for day in (calendar.next_closed(today), calendar.next_open(today)) if day)
        groups: dict[str, list[ItemProgress]] = {}
        for item in items:
            if item.due_steps or item.late >= 1:
                groups.setdefault(item.item.residual.currency, []).append(item)
        for currency in sorted({item.item.residual.currency for item in due}):
            decisions += _chase_currency(account, policy, calendar, today, groups[currency], out)
    return Chase(
        decisions=tuple(decisions),
        stage=account_stage(every),
        live=_live(account, items, out),
        reviews=frozenset(reviews),
    )


def _without_due_date(account: Account) -> list[Wait]:
    return [
        Wait(reasons=(because(Code.NO_DUE_DATE, invoice=item.invoice.number),), items=(item.id,))
        for item in account.items
        if item.due is None
    ]


def _quiet(account: Account, items: tuple[ItemProgress, ...]) -> list[Wait]:
    """Nothing is due: say whether nothing is open, something comes later, or the plan is at its end."""
    if not account.items:
        return [Wait(reasons=(because(Code.NOTHING_OPEN),))]
    coming = [(item.coming, item) for item in items if item.coming is not None]
    if coming:
        day, item = min(coming, key=lambda pair: (pair[0], pair[1].item.id))
        return [Wait(reasons=(_not_yet(item, day),), until=day)]
    # Items without a due date follow no plan, and what others go on with: they have had their own word.
    return [Wait(reasons=(because(Code.PLAN_FINISHED),))] if items else []


def _not_yet(item: ItemProgress, until: date) -> Reason:
    """Say what an item waits for: its own age, or that of the stage it has reached."""
    number, standing = item.item.invoice.number, item.standing
    if standing is None or item.ripening is None:
        return because(Code.NOT_DUE, invoice=number, due=item.due, until=until)
    return because(
        Code.STAGE_AGE,
        invoice=number,
        step=item.step(item.ripening).id,
        previous=item.step(standing.position).id,
        taken=standing.since,
        days=item.step(item.ripening).after_previous,
        until=until,
    )


def _live(account: Account, items: tuple[ItemProgress, ...], out: dict[str, Wait]) -> frozenset[str]:
    live = [item for item in items if item.item.id not in out]
    covered = {
        currency
        for currency in {item.item.residual.currency for item in live}
        if (credit := credit_in(account, currency)) and credit >= sum_of(live, currency).amount
    }
    return frozenset(item.item.id for item in live if item.item.residual.currency not in covered)


def _chase_currency(
    account: Account,
    policy: Policy,
    calendar: Calendar,
    today: date,
    group: list[ItemProgress],
    out: dict[str, Wait],
) -> list[Remind | Wait]:
    """Chase the items of one currency: those that take a step, and those overdue on the same list."""
    currency = group[0].item.residual.currency
    choice = choose(account, group, today)
    if not choice.taken and (stop := nothing_worth(account, group, today)):
        return [stop]
    waits: list[Remind | Wait] = [out[item.item.id] for item in group if item.item.id in out]
    rest = [item for item in group if item.item.id not in out]
    if not any(item.due_steps for item in rest):
        return waits
    if waits:
        choice = choose(account, rest, today)
        if not choice.taken and (stop := nothing_worth(account, rest, today)):
            return [*waits, stop]
    carrying, position = choice.carrying
    channel, unreachable = reach(account.customer, carrying.step(position))
    if wait := timing_stop(account, policy, calendar, channel, currency, today):
        return [*waits, wait]
    about = frozenset(item.item.id for item in rest)
    reasons = (
        *_reasons(carrying, position),
        *broken_reasons(account, policy, about, today),
        *choice.refused,
        *unreachable,
    )
    return [*waits, _remind(rest, choice, channel, reasons)]


def _remind(
    items: list[ItemProgress], choice: Choice, channel: Channel, reasons: tuple[Reason, ...]
) -> Remind:
    """Write the list: the carrying item, then what is overdue; what is not, only for a step of its own."""
    carrying, position = choice.carrying
    stepping = {item.item.id for item, _ in choice.taken}
    others = [i for i in items if i is not carrying and (i.late >= 1 or i.item.id in stepping)]
    currency = carrying.item.residual.currency
    return Remind(
        currency=currency,
        plan=carrying.plan_name,
        step=carrying.step(position),
        channel=channel,
        items=tuple(item.item.id for item in (carrying, *others)),
        steps=tuple(
            ItemStep(item=item.item.id, plan=item.plan_name, step=item.step(index).id)
            for item, index in choice.taken
        ),
        total=sum_of([carrying, *others], currency),
        reasons=reasons,
    )


def _reasons(carrying: ItemProgress, position: int) -> list[Reason]:
    """Say why the carrying item takes its step: its age, its segment's plan, its first time or once more."""
    step, plan, standing = carrying.step(position), carrying.plan, carrying.standing
    reasons = [
        because(
            Code.STEP_DUE,
            invoice=carrying.item.invoice.number,
            due=carrying.due,
            plan=carrying.plan_name,
            step=step.id,
            offset=step.offset,
        )
    ]
    if carrying.segment is not None:
        reasons.append(because(Code.SEGMENT, segment=carrying.segment, plan=carrying.plan_name))
    if carrying.old_debt and plan.entry is Entry.BY_AGE:
        firmest = plan.steps[plan.last_entry].id
        reasons.append(because(Code.OLD_DEBT, step=step.id, entry=str(plan.entry), firmest=firmest))
    elif carrying.old_debt:
        reasons.append(because(Code.OLD_DEBT, step=step.id, entry=str(plan.entry)))
    if standing is not None and standing.position == position:
        reasons.append(because(Code.REPEATED, last=standing.last, days=step.repeat_every))
    return reasons
