"""The limitation watch over an account: which open items will soon be time-barred, and which may be already.

Whose law it is says the policy, else the company's country; how the days are counted is `limitation`. Only
what a named person confirmed moves a day: an acknowledgement in a payment plan counts once somebody recorded
it as one. Nothing here writes; a customer whose country has no table is not watched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Alert, AlertKind
from relance_sync.rules.ledger import OpenItem, days_late, plus_days
from relance_sync.rules.limitation import (
    Fact,
    FormalNotice,
    Limitation,
    LimitationPeriod,
    LimitationState,
    limitation,
    period_for,
    years_later,
)
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Policy, Watch
from relance_sync.rules.reasons import Code, Reason, because

_SHORTEST_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An open item and where its claim stands."""

    item: OpenItem
    due: date
    limitation: Limitation


def watched_period(account: Account, policy: Policy) -> LimitationPeriod | None:
    """Return the limitation period of the customer's debts; None if no table is known."""
    country = policy.limitation.country or account.company.country
    return period_for(policy.law.limitation, country, account.customer.kind)


def watch(account: Account, policy: Policy, today: date) -> tuple[Watched, ...]:
    """Say of every open item with a due date until when it can be claimed in court, oldest first."""
    period = watched_period(account, policy)
    if period is None:
        return ()
    return tuple(
        Watched(
            item=item, due=item.due, limitation=_limitation(account, policy, item, item.due, period, today)
        )
        for item in account.items
        if item.due is not None
    )


def _limitation(
    account: Account, policy: Policy, item: OpenItem, due: date, period: LimitationPeriod, today: date
) -> Limitation:
    facts: list[Fact] = list(_notices(account, policy, item))
    facts += [
        each.fact
        for each in account.interruptions
        if (item.invoice.id in each.invoices if each.invoices else item.invoice.issued <= each.fact.day)
    ]
    facts.sort(key=lambda fact: (fact.day, repr(fact)))
    return limitation(due, period, facts, today, warning_days=policy.limitation.warning_days)


def _notices(account: Account, policy: Policy, item: OpenItem) -> Iterator[FormalNotice]:
    """Yield the formal notices that went out about an item: they move nothing, and the answer says so."""
    for contact in account.contacts:
        for each in contact.steps:
            plan = policy.plans.get(each.plan) if each.item == item.id else None
            index = plan.index(each.step) if plan else None
            if plan and index is not None and plan.steps[index].stage is Stage.FORMAL_NOTICE:
                yield FormalNotice(day=contact.day)


def time_barred(account: Account, policy: Policy, today: date) -> dict[str, Reason]:
    """Say which open items may be time-barred: nobody chases them until an interruption is confirmed."""
    # No period is shorter than a year: nearly all accounts are passed over without counting anything.
    if _age(account, today) <= _SHORTEST_YEAR:
        return {}
    return {
        each.item.id: _reason(Code.LIMITATION_PASSED, each.item, each.limitation)
        for each in watch(account, policy, today)
        if each.limitation.state is LimitationState.PASSED
    }


def _age(account: Account, today: date) -> int:
    """Return the days late of the oldest open item: they come oldest first, without a due date last."""
    oldest = account.items[0].due if account.items else None
    return 0 if oldest is None else days_late(oldest, today)


def _reason(code: Code, item: OpenItem, found: Limitation) -> Reason:
    article = found.moved[-1].article if found.moved else found.period.article
    return because(code, invoice=item.invoice.number, due=item.due, last_day=found.last_day, article=article)


def limitation_alerts(account: Account, policy: Policy, today: date) -> tuple[Alert, ...]:
    """Tell a colleague of the claims that are near their last day, and of those that have passed it.

    Items of one last day are one alert, named after that day: an interruption gives them another, and years
    later another alert. Without the watch in the policy nobody is told; what is barred is not chased all the
    same.
    """
    if Watch.LIMITATION not in policy.alerts.on:
        return ()
    # Interruptions only move a last day later, so the oldest item says whether anything can be near.
    if _age(account, today) < _SHORTEST_YEAR - policy.limitation.warning_days:
        return ()
    kinds = {
        LimitationState.WARNING: (AlertKind.LIMITATION_NEAR, Code.LIMITATION_NEAR),
        LimitationState.PASSED: (AlertKind.LIMITATION_PASSED, Code.LIMITATION_PASSED),
    }
    found = sorted(
        (each for each in watch(account, policy, today) if each.limitation.state in kinds),
        key=lambda each: each.limitation.last_day,
    )
    alerts = []
    for last_day, group in groupby(found, key=lambda each: each.limitation.last_day):
        items = list(group)
        kind, code = kinds[items[0].limitation.state]
        alerts.append(
            Alert(
                kind=kind,
                subject=last_day.isoformat(),
                reasons=tuple(_reason(code, each.item, each.limitation) for each in items),
                items=tuple(each.item.id for each in items),
                responsible=policy.alerts.responsible,
            )
        )
    return tuple(alerts)


def limitation_reviews(account: Account, policy: Policy, today: date) -> Iterator[date]:
    """Yield the days on which a claim comes near its last day or passes it; past days are among them."""
    period = watched_period(account, policy)
    if period is None:
        return
    yield from (each.fact.day for each in account.interruptions)
    for item in account.items:
        if item.due is None:
            continue
        last_day = years_later(item.due, period.years)
        if account.interruptions:
            last_day = _limitation(account, policy, item, item.due, period, today).last_day
        near = plus_days(last_day, -policy.limitation.warning_days)
        yield near
        yield plus_days(last_day, 1)
        # Items come oldest first: without interruptions all others come near later than this one.
        if near > today and not account.interruptions:
            return
