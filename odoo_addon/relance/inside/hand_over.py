"""Which step of its plan each debt takes when it is handed over: the rules then know its stage.

Whether a debt is to be handed over is decided by people; what follows from it, by the rules.
"""

from collections.abc import Collection

from relance_sync.rules.account import Account
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.plans import Plan, Route, Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.progress import progress
from relance_sync.rules.risk import risk_of


def hand_over_steps(
    account: Account, policy: Policy, invoices: Collection[str], route: Route, today
) -> dict[str, list[ItemStep]]:
    """Return the steps that the open items of some invoices take, by currency.

    Args:
        account: The customer's account.
        policy: The company's.
        invoices: Ids of those that are handed over.
        route: Who goes on.
        today: Day in the company's zone.

    Returns:
        Nothing for items that were handed over already, have no due date, or whose plan has no such step.
    """
    taken: dict[str, list[ItemStep]] = {}
    for each in progress(account, policy, risk_of(account, policy, today), today):
        if each.item.invoice.id not in invoices or each.stage is Stage.HANDED_OVER:
            continue
        step = _step(each.plan, route)
        if step is not None:
            made = ItemStep(item=each.item.id, plan=each.plan_name, step=step)
            taken.setdefault(each.item.residual.currency, []).append(made)
    return taken


def _step(plan: Plan, route: Route) -> str | None:
    """Name the step that hands over, rather that of the route; None if the plan has none."""
    steps = [each for each in plan.steps if each.stage is Stage.HANDED_OVER]
    steps.sort(key=lambda each: each.route is not route)
    return steps[0].id if steps else None
