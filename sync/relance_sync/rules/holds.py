"""Whose orders are held: none, warn or hold, with reasons, what ends it, and when a person looks again.

A limit of None never holds and a limit of 0 means pay first. Prepaid orders are never held. For a natural
person (and for a customer of unknown kind) a hold is a proposal until a named person confirms it (GDPR,
article 22; CJEU C-634/21). On figures that cannot be trusted nothing new is held and nothing released.
"""

from dataclasses import dataclass
from datetime import date

from relance_sync.rules.account import Account, HoldState
from relance_sync.rules.agreements import dispute_runs
from relance_sync.rules.decisions import Hold, Release
from relance_sync.rules.exposure import Exposure, convert, exposure, in_company_currency, overdue
from relance_sync.rules.hold_rules import Level, OverdueRule
from relance_sync.rules.ledger import Kind, OpenItem, OrderState, plus_days
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.stops import unreliable


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One reason to hold, how strong it is, and what ends it."""

    level: Level
    reason: Reason
    release: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnswer:
    """The answer for one new order.

    Attributes:
        go: False if the order must wait.
        headroom: Limit less exposure less the order; None without a limit.
    """

    go: bool
    level: Level
    reasons: tuple[Reason, ...]
    headroom: Money | None


def triggers(
    account: Account, policy: Policy, stage: Stage, exposed: Exposure, today: date
) -> tuple[Trigger, ...]:
    """Return everything that speaks for a warning or a hold, strongest first."""
    found = [*_over_limit(account, policy, exposed), *_stage(policy, stage)]
    strongest: dict[Level, Trigger] = {}
    for rule in policy.hold.overdue:
        if (trigger := _overdue(account, rule, today)) and trigger.level not in strongest:
            strongest[trigger.level] = trigger
    found += strongest.values()
    return tuple(sorted(found, key=lambda trigger: (-trigger.level, trigger.reason.code)))


def _over_limit(account: Account, policy: Policy, exposed: Exposure) -> list[Trigger]:
    limit = account.customer.credit_limit
    if limit is None or policy.hold.over_limit is Level.NONE or exposed.amount.amount <= limit:
        return []
    ceiling = Money(amount=limit, currency=exposed.amount.currency)
    return [
        Trigger(
            level=Level.HOLD if limit == 0 else policy.hold.over_limit,
            reason=because(Code.OVER_LIMIT, exposure=exposed.amount, limit=ceiling),
            release=because(Code.HOLD_ENDS, trigger=str(Code.OVER_LIMIT), amount=ceiling),
        )
    ]


def _stage(policy: Policy, stage: Stage) -> list[Trigger]:
    level = policy.hold.stages.get(stage, Level.NONE)
    if level is Level.NONE:
        return []
    return [
        Trigger(
            level=level,
            reason=because(Code.STAGE_HOLDS, stage=str(stage)),
            release=because(Code.HOLD_ENDS, trigger=str(Code.STAGE_HOLDS), stage=str(stage)),
        )
    ]


def _overdue(account: Account, rule: OverdueRule, today: date) -> Trigger | None:
    """Disputed items do not count, and unallocated credit counts against the rest."""
    if rule.level is Level.NONE:
        return None
    items = tuple(
        item for item in overdue(account, today, at_least=rule.days) if not _disputed(account, item, today)
    )
    if not items:
        return None
    currency = account.company.currency
    credit = in_company_currency(account, (each.residual for each in account.credits), today)
    amount = in_company_currency(account, (item.residual for item in items), today) - credit
    if amount <= 0 or amount < rule.amount:
        return None
    threshold = Money(amount=rule.amount, currency=currency)
    return Trigger(
        level=rule.level,
        reason=because(
            Code.OVERDUE,
            amount=Money(amount=amount, currency=currency),
            days=rule.days,
            oldest=items[0].due,
            threshold=threshold,
        ),
        release=because(Code.HOLD_ENDS, trigger=str(Code.OVERDUE), amount=threshold, days=rule.days),
    )


def _disputed(account: Account, item: OpenItem, today: date) -> bool:
    return any(
        dispute.invoice in {None, item.invoice.id} and dispute_runs(dispute, today)
        for dispute in account.disputes
    )


def hold_decisions(
    account: Account, policy: Policy, stage: Stage, exposed: Exposure, today: date
) -> tuple[Hold | Release, ...]:
    """Decide on the hold: set, keep, change, renew or release it."""
    state = account.hold
    if unreliable(account, policy, today):
        return (_kept(account, state, policy, stage, exposed, today),) if state else ()
    found = triggers(account, policy, stage, exposed, today)
    level = max((trigger.level for trigger in found), default=Level.NONE)
    if level is Level.NONE:
        return (_release(state, because(Code.HOLD_ENDS, trigger="")),) if state else ()
    approved, proposal, extra = _human(account, level, today)
    same = state is not None and (state.level, state.proposal) == (level, proposal)
    expired = same and state is not None and today >= _expires(state, policy)
    cycle = (state.cycle if state else account.holds_before) + (0 if same and not expired else 1)
    if expired and state is not None:
        extra = [*extra, because(Code.HOLD_RENEWED, since=state.since)]
    hold = _hold(account, policy, found, level=level, cycle=cycle, proposal=proposal, extra=extra)
    # What is really held must be undone before it can become a mere proposal again.
    undo = state is not None and not state.proposal and proposal and not approved
    return (_release(state, because(Code.HOLD_CHANGED)), hold) if undo and state else (hold,)


def _expires(state: HoldState, policy: Policy) -> date:
    return plus_days(state.since, policy.hold.expires_after_days)


def _human(account: Account, level: Level, today: date) -> tuple[bool, bool, list[Reason]]:
    """Say whether a person confirmed the hold, whether it is only proposed, and the reasons to add."""
    if level < Level.HOLD or account.customer.kind is Kind.ENTITY:
        return False, False, []
    for approval in sorted(account.approvals, key=lambda each: (each.until, each.day, each.by), reverse=True):
        if approval.day <= today <= approval.until:
            return True, False, [because(Code.HOLD_APPROVED, by=approval.by, until=approval.until)]
    return False, True, [because(Code.NATURAL_PERSON)]


def _hold(
    account: Account,
    policy: Policy,
    found: tuple[Trigger, ...],
    *,
    level: Level,
    cycle: int,
    proposal: bool,
    extra: list[Reason],
) -> Hold:
    strong = [trigger for trigger in found if trigger.level is level]
    return Hold(
        level=level,
        cycle=cycle,
        proposal=proposal,
        orders=waiting_orders(account) if level is Level.HOLD else (),
        reasons=(*(trigger.reason for trigger in found), *extra),
        release=tuple(trigger.release for trigger in strong),
        expires_after_days=policy.hold.expires_after_days,
    )


def _kept(
    account: Account, state: HoldState, policy: Policy, stage: Stage, exposed: Exposure, today: date
) -> Hold:
    found = triggers(account, policy, stage, exposed, today)
    reason = unreliable(account, policy, today)
    extra = [reason] if reason else []
    return _hold(
        account, policy, found, level=state.level, cycle=state.cycle, proposal=state.proposal, extra=extra
    )


def _release(state: HoldState, reason: Reason) -> Release:
    return Release(level=state.level, cycle=state.cycle, proposal=state.proposal, reasons=(reason,))


def waiting_orders(account: Account) -> tuple[str, ...]:
    """Return the ids of the quotations that are not prepaid, in order of their number."""
    waiting = [o for o in account.orders if o.state is OrderState.QUOTATION and not o.prepaid]
    return tuple(order.id for order in sorted(waiting, key=lambda order: (order.number, order.id)))


def hold_reviews(account: Account, policy: Policy) -> set[date]:
    """Return the days on which the hold can change without new data; past days are among them."""
    days = {
        plus_days(item.due, rule.days)
        for item in account.items
        if item.due is not None
        for rule in policy.hold.overdue
    }
    if account.hold:
        days.add(_expires(account.hold, policy))
    return days


def check_order(account: Account, policy: Policy, stage: Stage, today: date, amount: Money) -> OrderAnswer:
    """Answer whether one more order may go on, as if it were already confirmed.

    Args:
        account: The customer's account.
        policy: The company's policy.
        stage: The account's stage.
        today: Day in the company's zone.
        amount: The order's total, taxes included, in any currency with a rate.

    Returns:
        For a natural person `go` stays True without a confirmation: a human decides, the reasons say so.

    Raises:
        ValueError: If the order's currency has no rate.
    """
    now = exposure(account, today)
    value = convert(amount, account.company.currency, account.rates, today)
    if value is None:
        raise ValueError(f"no rate from {amount.currency} to {account.company.currency}")
    after = Exposure(
        amount=Money(amount=now.amount.amount + value, currency=now.amount.currency),
        open_items=now.open_items,
        orders=now.orders + value,
        credits=now.credits,
        missing_rates=now.missing_rates,
    )
    found = triggers(account, policy, stage, after, today)
    level = max((trigger.level for trigger in found), default=Level.NONE)
    _, proposal, extra = _human(account, level, today)
    limit = account.customer.credit_limit
    headroom = (
        None if limit is None else Money(amount=limit - after.amount.amount, currency=after.amount.currency)
    )
    return OrderAnswer(
        go=level < Level.HOLD or proposal,
        level=Level.WARN if proposal else level,
        reasons=(*(trigger.reason for trigger in found), *extra),
        headroom=headroom,
    )
