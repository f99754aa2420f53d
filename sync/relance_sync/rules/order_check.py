"""May this order go on? The answer for a new order, and for one that is changed, re-opened or copied.

The order counts as if it were confirmed with its new amount. Prepaid orders always go on. On figures that
cannot be trusted no order is held that is not held already: it goes on with a warning that says so. Nothing
is kept: what stands on the platform is the business of `holds`.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Risk
from relance_sync.rules.exposure import Exposure, convert, exposure
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.hold_triggers import triggers
from relance_sync.rules.holds import lowered, order_overridden, overriding, person_decides
from relance_sync.rules.ledger import Order, OrderState
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Reason
from relance_sync.rules.stops import unreliable


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnswer:
    """The answer for one order.

    Attributes:
        go: False if the order must wait.
        headroom: Limit less exposure less the order; None without a limit.
        release: What ends the hold, one reason for each trigger; empty if the order goes on.
    """

    go: bool
    level: Level
    reasons: tuple[Reason, ...]
    headroom: Money | None
    release: tuple[Reason, ...] = ()


def check_order(
    account: Account,
    policy: Policy,
    stage: Stage,
    risk: Risk,
    today: date,
    amount: Money,
    order: Order | None = None,
) -> OrderAnswer:
    """Answer whether an order may go on, as if it were already confirmed.

    Args:
        account: The customer's account.
        policy: The company's policy.
        stage: The account's stage.
        risk: The customer's risk of today.
        today: Day in the company's zone.
        amount: The order's total, taxes included, in any currency with a rate.
        order: The order as the books have it, if they do: `amount` takes the place of its total, so that
            it does not count twice; None for a new one.

    Returns:
        For a natural person `go` stays True without a confirmation: a human decides, the reasons say so.

    Raises:
        ValueError: If the order's currency has no rate.
    """
    after = _with(account, amount, order, today)
    limit = account.customer.credit_limit
    headroom = (
        None if limit is None else Money(amount=limit - after.amount.amount, currency=after.amount.currency)
    )
    if order is not None and order.prepaid:
        return OrderAnswer(go=True, level=Level.NONE, reasons=(), headroom=headroom)
    found = triggers(account, policy, stage, after, risk, today)
    strongest = max((trigger.level for trigger in found), default=Level.NONE)
    doubt = unreliable(account, policy, today)
    if doubt:
        strongest = _in_doubt(account)
    level, extra = _let_go(account, strongest, order, today)
    _, proposal, human = person_decides(account, level, today)
    go = level < Level.HOLD or proposal
    return OrderAnswer(
        go=go,
        level=Level.WARN if proposal else level,
        reasons=(*(trigger.reason for trigger in found), *((doubt,) if doubt else ()), *extra, *human),
        headroom=headroom,
        release=() if go else tuple(each.release for each in found if each.level >= level),
    )


def _in_doubt(account: Account) -> Level:
    """Return what stands on the platform: nothing new is held on doubtful figures, nothing released."""
    held = account.hold is not None and not account.hold.proposal and account.hold.level is Level.HOLD
    return Level.HOLD if held else Level.WARN


def _let_go(
    account: Account, strongest: Level, order: Order | None, today: date
) -> tuple[Level, list[Reason]]:
    """Lower a hold to a warning where a named person lets this order, or all of them, go on."""
    override = overriding(account, order.id, today) if order is not None else None
    if strongest is Level.HOLD and override is not None and order is not None:
        return Level.WARN, [order_overridden(override, order)]
    return lowered(account, strongest, today)


def _with(account: Account, amount: Money, order: Order | None, today: date) -> Exposure:
    """Compute the exposure with the order in it, and once only."""
    if order is not None:
        others = tuple(each for each in account.orders if each.id != order.id)
        account, amount = replace(account, orders=others), _to_invoice(amount, order)
    now = exposure(account, today)
    value = convert(amount, account.company.currency, account.rates, today)
    if value is None:
        raise ValueError(f"no rate from {amount.currency} to {account.company.currency}")
    if order is not None and order.prepaid:
        value = Decimal(0)
    return replace(
        now,
        amount=Money(amount=now.amount.amount + value, currency=now.amount.currency),
        orders=now.orders + value,
    )


def _to_invoice(amount: Money, order: Order) -> Money:
    """Take off what was invoiced of a confirmed order: that is among the open items, or paid."""
    comparable = {order.total.currency, order.uninvoiced.currency} == {amount.currency}
    if order.state is not OrderState.CONFIRMED or not comparable:
        return amount
    invoiced = order.total.amount - order.uninvoiced.amount
    return Money(amount=max(amount.amount - invoiced, Decimal(0)), currency=amount.currency)
