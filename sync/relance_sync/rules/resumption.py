"""How chasing resumes after a broken agreement: at which stage, from which day, and why.

An agreement that was missed and paid later stays broken, but with nothing of it open it resumes nothing.
Which step follows from the stage is `progress`; that a colleague is told is `alerts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from relance_sync.rules.account import Account
from relance_sync.rules.agreement_states import Demand, all_agreements, covered, state_of, unmet
from relance_sync.rules.agreements import NOT_KEPT, Agreement, ItemStep, PaymentPlan, Promise, Settlement
from relance_sync.rules.expected import BOOKS
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code, Reason, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """An agreement that was not kept and of which something is open.

    Attributes:
        since: First day on which it counted as missed.
        stage: Where chasing resumes; CURRENT where the debt stood.
        items: Open items it covers, oldest first.
    """

    agreement: Agreement
    reason: Reason
    since: date
    stage: Stage
    items: tuple[str, ...]


def broken_agreements(account: Account, policy: Policy, today: date) -> tuple[Broken, ...]:
    """Return what was not kept and still matters: promises first, each kind by its days."""
    found = []
    for agreement in all_agreements(account):
        if state_of(agreement, account, policy.agreements, today) not in NOT_KEPT:
            continue
        items = covered(agreement, account)
        missed = unmet(agreement, account, policy.agreements)
        if missed is not None and items:
            found.append(
                Broken(
                    agreement=agreement,
                    reason=_reason(agreement, missed),
                    since=missed.missed_on,
                    stage=_stage(agreement, policy),
                    items=tuple(item.id for item in items),
                )
            )
    return tuple(found)


def _reason(agreement: Agreement, missed: Demand) -> Reason:
    amount, paid = missed.amount, missed.paid
    match agreement:
        case PaymentPlan():
            return because(Code.PLAN_BROKEN, due=missed.due, amount=amount, paid=paid)
        case Settlement():
            return because(Code.SETTLEMENT_BROKEN, due=missed.due, amount=amount, paid=paid)
        case Promise() if paid is not None and paid.amount > 0:
            return because(Code.PROMISE_PARTLY_KEPT, due=missed.due, amount=amount, paid=paid)
        case Promise(source=source) if source == BOOKS:
            return because(Code.EXPECTED_MISSED, due=missed.due)
    return because(Code.PROMISE_BROKEN, due=missed.due)


def _stage(agreement: Agreement, policy: Policy) -> Stage:
    match agreement:
        case Promise():
            return policy.agreements.resume_promise
        case PaymentPlan():
            return policy.agreements.resume_plan
    return policy.agreements.resume_settlement


def broken_reasons(account: Account, policy: Policy, items: frozenset[str], today: date) -> list[Reason]:
    """Say which agreements about any of these items were not kept, each reason once."""
    reasons: list[Reason] = []
    for broken in broken_agreements(account, policy, today):
        if items.intersection(broken.items) and broken.reason not in reasons:
            reasons.append(broken.reason)
    return reasons


def resumptions(account: Account, policy: Policy, today: date) -> Mapping[str, Stage]:
    """Return the stage at which chasing resumes at once, by item; most items have none.

    A broken agreement makes one step due at once: after a step of that stage, or a firmer one, was taken
    since it broke, the plan goes on by its own days.
    """
    stages: dict[str, Stage] = {}
    for broken in broken_agreements(account, policy, today):
        if broken.stage is Stage.CURRENT:
            continue
        for item in broken.items:
            firmer = broken.stage.rank > stages.get(item, Stage.CURRENT).rank
            if firmer and not _resumed(account, policy, item, broken):
                stages[item] = broken.stage
    return stages


def _resumed(account: Account, policy: Policy, item: str, broken: Broken) -> bool:
    return any(
        each.item == item and _rank(policy, each) >= broken.stage.rank
        for contact in account.contacts
        if contact.day >= broken.since
        for each in contact.steps
    )


def _rank(policy: Policy, taken: ItemStep) -> int:
    """Rank of the stage of a step; below every stage if the policy no longer has it."""
    plan = policy.plans.get(taken.plan)
    index = None if plan is None else plan.index(taken.step)
    return -1 if plan is None or index is None else plan.steps[index].stage.rank
