"""What speaks for a warning or a hold on orders: six triggers, each with its reason and what ends it.

The triggers are exposure over the limit, overdue amount by age, the account's stage, a bad grade together
with repeated defaults, a returned payment, and a broken payment plan. How strong each is, the policy says.
Nobody is held for the past alone: but for the limit, all ask for something that is late, disputed items left
out and credit set against the rest, so that a hold ends at once after payment, allocated or not. What follows
from them (a hold, a proposal, an override) is `holds`; nothing here decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.agreement_states import all_agreements, state_of, unmet
from relance_sync.rules.agreements import NOT_KEPT, PaymentPlan, dispute_about
from relance_sync.rules.decisions import Risk
from relance_sync.rules.exposure import Exposure, in_company_currency, overdue
from relance_sync.rules.hold_rules import Level, OverdueRule
from relance_sync.rules.ledger import OpenItem, days_late, plus_days
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Stage
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.resumption import broken_agreements


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One reason to hold, how strong it is, and what ends it."""

    level: Level
    reason: Reason
    release: Reason


def triggers(
    account: Account, policy: Policy, stage: Stage, exposed: Exposure, risk: Risk, today: date
) -> tuple[Trigger, ...]:
    """Return everything that speaks for a warning or a hold, strongest first.

    Args:
        account: The customer's account.
        policy: The company's policy.
        stage: The account's stage.
        exposed: The exposure to compare with the limit; with one more order in it to check that order.
        risk: The customer's risk of today.
        today: Day in the company's zone.
    """
    found = [
        *_over_limit(account, policy, exposed),
        *_stage(account, policy, stage, today),
        *_overdue(account, policy, today),
        *_defaults(account, policy, risk, today),
        *_returned(account, policy, today),
        *_broken_plan(account, policy, today),
    ]
    return tuple(sorted(found, key=lambda trigger: (-trigger.level, trigger.reason.code)))


def trigger_reviews(account: Account, policy: Policy, today: date) -> Iterator[date]:
    """Yield the days on which a trigger can come or go without new data; past days may be among them."""
    rules = policy.hold
    for item in account.items:
        late = None if item.due is None else days_late(item.due, today)
        for rule in rules.overdue:
            if late is not None and late < rule.days:
                yield plus_days(today, rule.days - late)
    if rules.returned_payment is not Level.NONE:
        for payment in account.payments:
            if payment.returned_on is not None:
                yield payment.returned_on
                yield plus_days(payment.returned_on, rules.returned_days + 1)
    if rules.defaults.level is not Level.NONE:
        for day in _default_days(account, policy, today):
            yield day
            yield plus_days(day, rules.defaults.within_days + 1)


def _over_limit(account: Account, policy: Policy, exposed: Exposure) -> Iterator[Trigger]:
    limit = account.customer.credit_limit
    if limit is None or policy.hold.over_limit is Level.NONE or exposed.amount.amount <= limit:
        return
    ceiling = Money(amount=limit, currency=exposed.amount.currency)
    yield Trigger(
        level=Level.HOLD if limit == 0 else policy.hold.over_limit,
        reason=because(Code.OVER_LIMIT, exposure=exposed.amount, limit=ceiling),
        release=because(Code.HOLD_ENDS, trigger=str(Code.OVER_LIMIT), amount=ceiling),
    )


def _stage(account: Account, policy: Policy, stage: Stage, today: date) -> Iterator[Trigger]:
    level = policy.hold.stages.get(stage, Level.NONE)
    if level is not Level.NONE and _owes_late(account, today):
        yield Trigger(
            level=level,
            reason=because(Code.STAGE_HOLDS, stage=str(stage)),
            release=because(Code.HOLD_ENDS, trigger=str(Code.STAGE_HOLDS), stage=str(stage)),
        )


def _overdue(account: Account, policy: Policy, today: date) -> Iterator[Trigger]:
    """Of several rules of one level that apply, the first is said."""
    strongest: dict[Level, Trigger] = {}
    for rule in policy.hold.overdue:
        if rule.level is not Level.NONE and rule.level not in strongest:
            trigger = _overdue_by(account, rule, today)
            if trigger:
                strongest[rule.level] = trigger
    yield from strongest.values()


def _overdue_by(account: Account, rule: OverdueRule, today: date) -> Trigger | None:
    items, amount = _late(account, rule.days, today)
    if amount <= 0 or amount < rule.amount:
        return None
    currency = account.company.currency
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


def _late(account: Account, at_least: int, today: date) -> tuple[tuple[OpenItem, ...], Decimal]:
    """Find what is so many days late: disputed items do not count, and credit counts against the rest."""
    items = overdue(account, today, at_least=at_least)
    if account.disputes:
        items = tuple(item for item in items if not _disputed(account, item, today))
    if not items:
        return (), Decimal(0)
    credit = in_company_currency(account, (each.residual for each in account.credits), today)
    return items, in_company_currency(account, (item.residual for item in items), today) - credit


def _owes_late(account: Account, today: date) -> bool:
    return _late(account, 1, today)[1] > 0


def _disputed(account: Account, item: OpenItem, today: date) -> bool:
    return dispute_about(account.disputes, item.invoice.id, today) is not None


def _defaults(account: Account, policy: Policy, risk: Risk, today: date) -> Iterator[Trigger]:
    """A bad grade says that the customer pays late in general; the defaults say that it goes on."""
    rule = policy.hold.defaults
    if rule.level is Level.NONE or risk.grade not in rule.grades:
        return
    count = sum(
        0 <= days_late(day, today) <= rule.within_days for day in _default_days(account, policy, today)
    )
    if count >= rule.times and _owes_late(account, today):
        figures = {"times": rule.times, "days_late": rule.days_late, "within_days": rule.within_days}
        yield Trigger(
            level=rule.level,
            reason=because(Code.REPEATED_DEFAULTS, grade=str(risk.grade), count=count, **figures),
            release=because(Code.HOLD_ENDS, trigger=str(Code.REPEATED_DEFAULTS), **figures),
        )


def _default_days(account: Account, policy: Policy, today: date) -> Iterator[date]:
    """Yield the day of each default, those of open items that are still to come among them.

    What is open is taken from the ledger, what is paid from the history: nothing counts twice. A disputed
    item is no default.
    """
    late = policy.hold.defaults.days_late
    for past in account.history:
        if past.paid is not None and days_late(past.due, past.paid) > late:
            yield plus_days(past.due, late + 1)
    for item in account.items:
        if item.due is not None and not (account.disputes and _disputed(account, item, today)):
            yield plus_days(item.due, late + 1)
    for payment in account.payments:
        if payment.returned_on is not None:
            yield payment.returned_on
    for agreement in all_agreements(account):
        missed = unmet(agreement, account, policy.agreements)
        if missed and state_of(agreement, account, policy.agreements, today) in NOT_KEPT:
            yield missed.missed_on


def _returned(account: Account, policy: Policy, today: date) -> Iterator[Trigger]:
    level, term = policy.hold.returned_payment, policy.hold.returned_days
    if level is Level.NONE:
        return
    back = [
        (payment.returned_on, payment.id, payment.amount)
        for payment in account.payments
        if payment.returned_on is not None and 0 <= days_late(payment.returned_on, today) <= term
    ]
    if back and _owes_late(account, today):
        day, _, amount = max(back, key=lambda each: each[:2])
        until = plus_days(day, term)
        yield Trigger(
            level=level,
            reason=because(Code.RETURNED_PAYMENT, amount=amount, day=day),
            release=because(Code.HOLD_ENDS, trigger=str(Code.RETURNED_PAYMENT), until=until),
        )


def _broken_plan(account: Account, policy: Policy, today: date) -> Iterator[Trigger]:
    """A broken plan holds as long as something of it is open and nobody ended it."""
    level = policy.hold.broken_plan
    if level is Level.NONE or not account.payment_plans or not _owes_late(account, today):
        return
    for broken in broken_agreements(account, policy, today):
        if isinstance(broken.agreement, PaymentPlan):
            release = because(Code.HOLD_ENDS, trigger=str(Code.PLAN_BROKEN), made_on=broken.agreement.made_on)
            yield Trigger(level=level, reason=broken.reason, release=release)
            return
