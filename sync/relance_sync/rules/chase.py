"""Who is reminded: turns the progress of the open items and the stop conditions into decisions.

One reminder per customer and currency, listing every chasable item; waiting is said with its reason.
Holds are `holds`; nothing here writes or sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Remind, Risk, Wait
from relance_sync.rules.ledger import Customer
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Channel, Stage, Step
from relance_sync.rules.policy import Policy
from relance_sync.rules.progress import ItemProgress, account_stage, progress
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.stops import (
    agreement_days,
    amount_stop,
    broken_promises,
    contact_days,
    credit_in,
    excluded,
    timing_stop,
    unreliable,
    unreliable_from,
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
    items = progress(account, policy, risk, today)
    reviews = {item.next_day for item in items if item.next_day is not None}
    reviews.update(agreement_days(account, policy))
    reviews.update(rate.day for rate in account.rates)
    out = {item.item.id: wait for item in items if (wait := excluded(account, item.item, policy, today))}
    decisions: list[Remind | Wait] = list(_without_due_date(account))
    due = [item for item in items if item.due_steps]
    reviews.update(unreliable_from(account, policy) if due else ())
    if not due:
        decisions += _quiet(account, items)
    elif reason := unreliable(account, policy, today):
        decisions.append(Wait(reasons=(reason,)))
    else:
        reviews.update(contact_days(account, policy))
        reviews.update(day for day in (calendar.next_closed(today), calendar.next_open(today)) if day)
        for currency in sorted({item.item.residual.currency for item in due}):
            group = [
                item
                for item in items
                if item.item.residual.currency == currency and (item.due_steps or item.late >= 1)
            ]
            decisions += _chase_currency(account, policy, calendar, today, group, out)
    return Chase(
        decisions=tuple(decisions),
        stage=account_stage(items),
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
        reason = because(Code.NOT_DUE, invoice=item.item.invoice.number, due=item.due, until=day)
        return [Wait(reasons=(reason,), until=day)]
    # Items without a due date follow no plan; they have had their own word.
    return [Wait(reasons=(because(Code.PLAN_FINISHED),))] if items else []


def _live(account: Account, items: tuple[ItemProgress, ...], out: dict[str, Wait]) -> frozenset[str]:
    live = [item for item in items if item.item.id not in out]
    covered = {
        currency
        for currency in {item.item.residual.currency for item in live}
        if (credit := credit_in(account, currency)) and credit >= _sum(live, currency).amount
    }
    return frozenset(item.item.id for item in live if item.item.residual.currency not in covered)


def _sum(items: Sequence[ItemProgress], currency: str) -> Money:
    amounts = (item.item.residual.amount for item in items if item.item.residual.currency == currency)
    return Money(amount=sum(amounts, Decimal(0)), currency=currency)


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
    if stop := _money_stop(account, group, today):
        return [stop]
    waits: list[Remind | Wait] = [out[item.item.id] for item in group if item.item.id in out]
    rest = [item for item in group if item.item.id not in out]
    if not any(item.due_steps for item in rest):
        return waits
    if waits and (stop := _money_stop(account, rest, today)):
        return [*waits, stop]
    taken = _choose(account, rest, today)
    carrying, position = max(taken, key=lambda pair: _firmness(*pair))
    step = carrying.step(position)
    channel, unreachable = _channel(account.customer, step)
    if wait := timing_stop(account, policy, calendar, channel, currency, today):
        return [*waits, wait]
    reasons = (*_reasons(account, policy, carrying, step, rest, today), *unreachable)
    return [*waits, _remind(rest, taken, carrying=carrying, step=step, channel=channel, reasons=reasons)]


def _remind(
    items: list[ItemProgress],
    taken: list[tuple[ItemProgress, int]],
    *,
    carrying: ItemProgress,
    step: Step,
    channel: Channel,
    reasons: tuple[Reason, ...],
) -> Remind:
    """Write the list: the carrying item, then what is overdue; what is not, only for a step of its own."""
    stepping = {item.item.id for item, _ in taken}
    others = [i for i in items if i is not carrying and (i.late >= 1 or i.item.id in stepping)]
    currency = carrying.item.residual.currency
    return Remind(
        currency=currency,
        plan=carrying.plan_name,
        step=step,
        channel=channel,
        items=tuple(item.item.id for item in (carrying, *others)),
        steps=tuple(
            ItemStep(item=item.item.id, plan=item.plan_name, step=item.step(index).id)
            for item, index in taken
        ),
        total=_sum([carrying, *others], currency),
        reasons=reasons,
    )


def _reasons(
    account: Account,
    policy: Policy,
    carrying: ItemProgress,
    step: Step,
    rest: list[ItemProgress],
    today: date,
) -> list[Reason]:
    """Say why the carrying item's step is due, whether it is an old debt, and which promises were broken."""
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
    if carrying.old_debt:
        reasons.append(because(Code.OLD_DEBT, step=step.id, entry=str(carrying.plan.entry)))
    broken = sorted({day for item in rest for day in broken_promises(account, item.item, policy, today)})
    return [*reasons, *(because(Code.PROMISE_BROKEN, due=day) for day in broken)]


def _money_stop(account: Account, items: list[ItemProgress], today: date) -> Wait | None:
    """Stop if no due step is worth its contact; what is overdue says why, if any of it is due."""
    if _choose(account, items, today):
        return None
    late = [item for item in items if item.late >= 1]
    counted = late if any(item.due_steps for item in late) else items
    lowest = min(item.step(position).minimum for item in counted for position in item.due_steps)
    reason = amount_stop(account, _sum(counted, items[0].item.residual.currency), lowest, today)
    return Wait(reasons=(reason,), items=tuple(item.item.id for item in counted)) if reason else None


def _choose(account: Account, items: list[ItemProgress], today: date) -> list[tuple[ItemProgress, int]]:
    """Give each due item the firmest step it may take whose minimum the total reaches.

    What is not overdue counts only for a step before the due date: it makes no small debt worth a firm word.
    """
    currency = items[0].item.residual.currency
    overdue, everything = _sum([item for item in items if item.late >= 1], currency), _sum(items, currency)
    chosen = []
    for item in items:
        total = overdue if item.late >= 1 else everything
        worth = [
            i for i in item.due_steps if amount_stop(account, total, item.step(i).minimum, today) is None
        ]
        if worth:
            chosen.append((item, worth[-1]))
    return chosen


def _firmness(item: ItemProgress, position: int) -> tuple[int, int, int]:
    """Order of the carrying item: firmest stage, furthest step, oldest; among equals the first listed."""
    return item.step(position).stage.rank, position, -item.due.toordinal()


def _channel(customer: Customer, step: Step) -> tuple[Channel, list[Reason]]:
    """Return the step's channel, or a task for a colleague where the customer cannot be reached by it."""
    if step.channel is Channel.EMAIL and not customer.email:
        return Channel.TODO, [because(Code.NO_EMAIL, customer=customer.name)]
    if step.channel is Channel.CALL and not customer.phone:
        return Channel.TODO, [because(Code.NO_PHONE, customer=customer.name)]
    return step.channel, []
