"""Whose orders are held: none, warn or hold, with reasons, what ends it, and when a person looks again.

A limit of None never holds and a limit of 0 means pay first. Prepaid orders are never held, and a hold stops
what is still to be delivered, never the invoicing of what was shipped. For a natural person (and for a
customer of unknown kind) a hold is a proposal until a named person confirms it (GDPR, article 22; CJEU
C-634/21). On figures that cannot be trusted nothing new is held and nothing released; only a person's word,
which rests on no figures, still counts there: an override, and the end of a confirmation.

While a named person's override runs, a hold is lowered to a warning that says who let the orders go on, why
and until when; when it ends and the triggers stand, the hold comes back under a new number. An override of
one order takes only that order out. What speaks for a hold is `hold_triggers`; checking one more order is
`order_check`.
"""

from collections.abc import Iterator
from datetime import date

from relance_sync.rules.account import Account, HoldOverride, HoldState
from relance_sync.rules.decisions import Hold, Release, Risk
from relance_sync.rules.exposure import Exposure
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.hold_triggers import Trigger, trigger_reviews, triggers
from relance_sync.rules.ledger import Kind, Order, OrderState, plus_days
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.stops import unreliable


def hold_decisions(
    account: Account, policy: Policy, stage: Stage, exposed: Exposure, risk: Risk, today: date
) -> tuple[Hold | Release, ...]:
    """Decide on the hold: set, keep, change, renew or release it.

    Args:
        account: The customer's account.
        policy: The company's policy.
        stage: The account's stage.
        exposed: Its exposure.
        risk: Its risk of today.
        today: Day in the company's zone.
    """
    state = account.hold
    doubt = unreliable(account, policy, today)
    if doubt and state is None:
        return ()
    found = triggers(account, policy, stage, exposed, risk, today)
    if doubt and state:
        return _kept(account, state, policy, found, doubt, today)
    strongest = max((trigger.level for trigger in found), default=Level.NONE)
    if strongest is Level.NONE:
        return (_release(state, because(Code.HOLD_ENDS, trigger="")),) if state else ()
    level, extra = lowered(account, strongest, today)
    approved, proposal, human = person_decides(account, level, today)
    same = state is not None and (state.level, state.proposal) == (level, proposal)
    expired = same and state is not None and today >= _expires(state, policy)
    cycle = (state.cycle if state else account.holds_before) + (0 if same and not expired else 1)
    extra += human
    if expired and state is not None:
        extra.append(because(Code.HOLD_RENEWED, since=state.since))
    hold = _hold(account, policy, found, today, level=level, cycle=cycle, proposal=proposal, extra=extra)
    # What is really held must be undone before it can become a mere proposal again.
    undo = state is not None and not state.proposal and proposal and not approved
    return (_release(state, because(Code.HOLD_CHANGED)), hold) if undo and state else (hold,)


def _expires(state: HoldState, policy: Policy) -> date:
    return plus_days(state.since, policy.hold.expires_after_days)


def lowered(account: Account, level: Level, today: date) -> tuple[Level, list[Reason]]:
    """Lower a hold to a warning while an override of all orders runs, and say whose it is."""
    running = overriding(account, None, today)
    if level < Level.HOLD or running is None:
        return level, []
    reason = because(Code.OVERRIDDEN, by=running.by, until=running.until, why=running.reason)
    return Level.WARN, [reason]


def overriding(account: Account, order: str | None, today: date) -> HoldOverride | None:
    """Return the override that runs the longest for an order (None: for all of them); None if none runs."""
    running = [each for each in account.overrides if each.order == order and each.runs(today)]
    return max(running, key=lambda each: (each.until, each.day, each.id), default=None)


def person_decides(account: Account, level: Level, today: date) -> tuple[bool, bool, list[Reason]]:
    """Say whether a person confirmed the hold, whether it is only proposed, and the reasons to add."""
    if level < Level.HOLD or account.customer.kind is Kind.ENTITY:
        return False, False, []
    for approval in sorted(account.approvals, key=lambda each: (each.until, each.day, each.by), reverse=True):
        if approval.runs(today):
            return True, False, [because(Code.HOLD_APPROVED, by=approval.by, until=approval.until)]
    return False, True, [_protected(account)]


def _protected(account: Account) -> Reason:
    """Say why a hold is only proposed: the law protects natural persons, so whoever may be one is too."""
    return because(Code.NATURAL_PERSON if account.customer.kind is Kind.PERSON else Code.KIND_UNKNOWN)


def _hold(
    account: Account,
    policy: Policy,
    found: tuple[Trigger, ...],
    today: date,
    *,
    level: Level,
    cycle: int,
    proposal: bool,
    extra: list[Reason],
) -> Hold:
    strong = [trigger for trigger in found if trigger.level >= level]
    orders, let_go = _orders(account, today) if level is Level.HOLD else ((), [])
    return Hold(
        level=level,
        cycle=cycle,
        proposal=proposal,
        orders=orders,
        reasons=(*(trigger.reason for trigger in found), *extra, *let_go),
        release=tuple(trigger.release for trigger in strong),
        expires_after_days=policy.hold.expires_after_days,
    )


def _kept(
    account: Account,
    state: HoldState,
    policy: Policy,
    found: tuple[Trigger, ...],
    doubt: Reason,
    today: date,
) -> tuple[Hold | Release, ...]:
    """Keep the hold as it is, unless a person's word lowers it or that on which it rests has run out."""
    level, extra = lowered(account, state.level, today)
    _, unconfirmed, human = person_decides(account, level, today)
    lapsed = unconfirmed and not state.proposal
    changed = level is not state.level or lapsed
    if state.proposal and level is state.level:
        human = [_protected(account)]
    hold = _hold(
        account,
        policy,
        found,
        today,
        level=level,
        cycle=state.cycle + changed,
        proposal=lapsed or (state.proposal and not changed),
        extra=[doubt, *extra, *human],
    )
    return (_release(state, because(Code.HOLD_CHANGED)), hold) if lapsed else (hold,)


def _release(state: HoldState, reason: Reason) -> Release:
    return Release(level=state.level, cycle=state.cycle, proposal=state.proposal, reasons=(reason,))


def _orders(account: Account, today: date) -> tuple[tuple[str, ...], list[Reason]]:
    """Return the ids of the orders that must wait, and the reasons why others need not."""
    waiting, let_go = [], []
    for order in waiting_orders(account):
        if override := overriding(account, order.id, today):
            let_go.append(order_overridden(override, order))
        else:
            waiting.append(order.id)
    return tuple(waiting), let_go


def order_overridden(override: HoldOverride, order: Order) -> Reason:
    """Say who lets one order go on."""
    return because(
        Code.ORDER_OVERRIDDEN,
        order=order.number,
        by=override.by,
        until=override.until,
        why=override.reason,
    )


def waiting_orders(account: Account) -> tuple[Order, ...]:
    """Return the orders that a hold stops, in order of their number.

    They are the quotations, and the confirmed orders of which something is still to be delivered, unless they
    are prepaid. So an order that is edited, re-opened or copied after its confirmation is looked at again.
    """
    return tuple(sorted(filter(_waits, account.orders), key=lambda order: (order.number, order.id)))


def _waits(order: Order) -> bool:
    if order.prepaid:
        return False
    return order.state is OrderState.QUOTATION or (order.state is OrderState.CONFIRMED and order.to_deliver)


def hold_reviews(account: Account, policy: Policy, today: date) -> Iterator[date]:
    """Yield the days on which the hold can change without new data; past days are among them."""
    yield from trigger_reviews(account, policy, today)
    for override in account.overrides:
        yield from (override.day, plus_days(override.until, 1))
        if override.closed_on is not None:
            yield override.closed_on
    if account.hold:
        yield _expires(account.hold, policy)
