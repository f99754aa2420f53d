"""The one question the rules answer: what should happen with this account today, and why?

Pure: the same account, policy, calendar and day always give the same assessment. `next_review` is the first
day on which the decisions can change without new data, so a nightly run touches only what changed.
"""

from datetime import date

from relance_sync.rules.account import Account, OpenTask
from relance_sync.rules.alerts import alert_reviews, alerts
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.chase import Chase, chase
from relance_sync.rules.decisions import Alert, AlertKind, Assessment, CloseTask, Decision, Hold, Release
from relance_sync.rules.exposure import exposure, in_company_currency, overdue
from relance_sync.rules.holds import hold_decisions, hold_reviews
from relance_sync.rules.ledger import plus_days
from relance_sync.rules.limitation_watch import limitation_alerts, limitation_reviews
from relance_sync.rules.money import Money
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code, because
from relance_sync.rules.risk import risk_of, risk_reviews
from relance_sync.rules.stops import unreliable, unreliable_from

_ABOUT_LIMITATION = (AlertKind.LIMITATION_NEAR, AlertKind.LIMITATION_PASSED)


def assess(account: Account, policy: Policy, calendar: Calendar, today: date) -> Assessment:
    """Assess one account.

    Args:
        account: Everything known about the customer.
        policy: The company's policy.
        calendar: The company's open days.
        today: Day in the company's zone.

    Returns:
        The assessment; its decisions always say something about chasing, and about a hold if there is one.
    """
    risk, exposed = risk_of(account, policy, today), exposure(account, today)
    chased = chase(account, policy, calendar, risk, today)
    holds = hold_decisions(account, policy, chased.stage, exposed, risk, today)
    doubt = unreliable(account, policy, today)
    alerted = alerts(account, policy, risk, today)
    alerted += () if doubt else limitation_alerts(account, policy, today)
    closed = () if doubt else _closed_tasks(account, chased, holds, alerted)
    return Assessment(
        customer=account.customer.id,
        today=today,
        policy_version=policy.version,
        risk=risk,
        stage=chased.stage,
        exposure=exposed,
        overdue=Money(
            amount=in_company_currency(account, (item.residual for item in overdue(account, today)), today),
            currency=account.company.currency,
        ),
        decisions=(*chased.decisions, *holds, *alerted, *closed),
        next_review=_next_review(account, policy, chased, (*holds, *alerted), today),
    )


def _closed_tasks(
    account: Account, chased: Chase, holds: tuple[Hold | Release, ...], alerted: tuple[Alert, ...]
) -> tuple[CloseTask, ...]:
    """Find our tasks that have lost their point: nothing left to do, or no hold on that order."""
    held = next((hold for hold in holds if isinstance(hold, Hold)), None)
    closed = []
    for task in sorted(account.tasks, key=lambda each: each.key):
        if task.alert is not None:
            alive = _still_told(account, task, alerted)
        elif task.hold_cycle is None:
            alive = bool(chased.live.intersection(task.items))
        else:
            alive = held is not None and held.cycle == task.hold_cycle
            alive = alive and held is not None and (task.order is None or task.order in held.orders)
        if not alive:
            closed.append(CloseTask(key=task.key, reasons=(because(Code.TASK_SETTLED),)))
    return tuple(closed)


def _still_told(account: Account, task: OpenTask, alerted: tuple[Alert, ...]) -> bool:
    """An alert's task is not about chasing: it stays while any of its items is open, paused ones too.

    One about limitation also ends when the last day has moved or passed, and one without items, about a
    grade, stays until a person is done with it.
    """
    if task.alert in _ABOUT_LIMITATION:
        return any(each.kind == task.alert and set(each.items) & set(task.items) for each in alerted)
    return not task.items or any(item.id in task.items for item in account.items)


def _next_review(
    account: Account, policy: Policy, chased: Chase, told: tuple[Decision, ...], today: date
) -> date | None:
    days = {*chased.reviews, *hold_reviews(account, policy, today), *risk_reviews(account, policy)}
    days.update(alert_reviews(account, policy))
    days.update(limitation_reviews(account, policy, today))
    # What is late already does not become so.
    days.update(
        plus_days(item.due, 1) for item in account.items if item.due is not None and item.due >= today
    )
    if told or account.tasks:
        days.update(unreliable_from(account, policy))
    return min((day for day in days if day > today), default=None)
