"""What a colleague is told of, beside the reminders: broken agreements, and signs of difficulty.

An alert stands as long as its facts do and names itself for ever, so that it is written once. It is silent on
figures that cannot be trusted. How it is written is the flow's; limitation has a module of its own.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.agreement_states import covered, state_of
from relance_sync.rules.agreements import AgreementState, PaymentPlan, Settlement
from relance_sync.rules.decisions import Alert, AlertKind, Risk
from relance_sync.rules.exposure import overdue
from relance_sync.rules.ledger import plus_days
from relance_sync.rules.money import total
from relance_sync.rules.policy import Policy, Watch
from relance_sync.rules.reasons import Code, because
from relance_sync.rules.resumption import Broken, broken_agreements
from relance_sync.rules.score import Grade, behaviour, rate_one
from relance_sync.rules.stops import credit_in, exclusions, unreliable

_GOOD = (Grade.A, Grade.B)
# From best to worst; who is unrated is neither.
_ORDER = (Grade.A, Grade.B, Grade.C, Grade.D)
_TENTH = Decimal("0.1")


def alerts(account: Account, policy: Policy, risk: Risk, today: date) -> tuple[Alert, ...]:
    """Say what a colleague must know.

    Args:
        account: The customer's account.
        policy: It chooses which alerts there are.
        risk: The customer's grade as of today.
        today: Day in the company's zone.

    Returns:
        What stands today, also what was told before; empty on figures that cannot be trusted.
    """
    if unreliable(account, policy, today):
        return ()
    return tuple(_alerts(account, policy, risk, today))


def _alerts(account: Account, policy: Policy, risk: Risk, today: date) -> Iterator[Alert]:
    on = policy.alerts.on
    if Watch.BROKEN_AGREEMENT in on:
        yield from (_broken(each, policy) for each in broken_agreements(account, policy, today))
        yield from _settled(account, policy, today)
    if Watch.WORSE_GRADE in on:
        yield from _worse_grade(account, policy, risk)
    if Watch.GOOD_PAYER_LATE in on and risk.grade in _GOOD:
        yield from _good_payer_late(account, policy, risk.grade, today)


def _broken(broken: Broken, policy: Policy) -> Alert:
    match broken.agreement:
        case PaymentPlan():
            kind = AlertKind.PLAN_BROKEN
        case Settlement():
            kind = AlertKind.SETTLEMENT_BROKEN
        case _:
            kind = AlertKind.PROMISE_BROKEN
    return Alert(
        kind=kind,
        subject=broken.agreement.id,
        reasons=(broken.reason,),
        items=broken.items,
        responsible=policy.alerts.responsible,
    )


def _settled(account: Account, policy: Policy, today: date) -> Iterator[Alert]:
    """A settlement was kept: the rest is to be written off, as long as it is open."""
    for settlement in sorted(account.settlements, key=lambda each: (each.due, each.id)):
        rest = covered(settlement, account)
        state = state_of(settlement, account, policy.agreements, today)
        if not rest or state is not AgreementState.KEPT:
            continue
        reason = because(
            Code.SETTLEMENT_KEPT,
            amount=settlement.pays,
            due=settlement.due,
            rest=total((item.residual for item in rest), settlement.pays.currency),
        )
        yield Alert(
            kind=AlertKind.SETTLEMENT_KEPT,
            subject=settlement.id,
            reasons=(reason,),
            items=tuple(item.id for item in rest),
            responsible=policy.alerts.responsible,
        )


def _worse_grade(account: Account, policy: Policy, risk: Risk) -> Iterator[Alert]:
    """The grade fell since the day of the calibration; both grades are worked out, none is stored."""
    now, calibration = risk.rating, account.calibration
    if now is None or calibration is None:
        return
    then = behaviour(account.history, calibration.on, policy.score.last)
    before = rate_one(account.customer.id, then, calibration.on, policy.score, calibration)
    if before.points is None or now.points is None:
        return
    if _ORDER.index(now.grade) <= _ORDER.index(before.grade):
        return
    reason = because(
        Code.GRADE_WORSE,
        before=str(before.grade),
        now=str(now.grade),
        since=calibration.on,
        points_before=before.points.quantize(_TENTH),
        points=now.points.quantize(_TENTH),
    )
    yield Alert(
        kind=AlertKind.WORSE_GRADE,
        subject=f"{calibration.on.isoformat()} {before.grade}-{now.grade}",
        reasons=(reason,),
        responsible=policy.alerts.responsible,
    )


def _good_payer_late(account: Account, policy: Policy, grade: Grade, today: date) -> Iterator[Alert]:
    """Who pays well and is late now may be in difficulty; what a person agreed or contests says nothing."""
    out = exclusions(account, policy, today)
    late = [item for item in overdue(account, today) if item.id not in out]
    sums: dict[str, Decimal] = {}
    for item in late:
        currency = item.residual.currency
        sums[currency] = sums.get(currency, Decimal(0)) + item.residual.amount
    unpaid = {currency for currency, amount in sums.items() if amount > credit_in(account, currency)}
    oldest = next((item for item in late if item.residual.currency in unpaid), None)
    if oldest is None or oldest.due is None or plus_days(oldest.due, policy.alerts.good_payer_days) > today:
        return
    reason = because(Code.GOOD_PAYER_LATE, invoice=oldest.invoice.number, due=oldest.due, grade=str(grade))
    yield Alert(
        kind=AlertKind.GOOD_PAYER_LATE,
        subject=oldest.id,
        reasons=(reason,),
        items=tuple(item.id for item in late),
        responsible=policy.alerts.responsible,
    )


def alert_reviews(account: Account, policy: Policy) -> Iterator[date]:
    """Yield the days on which an alert can arise without new data, beside those of agreements and grades."""
    if Watch.GOOD_PAYER_LATE in policy.alerts.on and account.calibration is not None:
        days = policy.alerts.good_payer_days
        yield from (plus_days(item.due, days) for item in account.items if item.due is not None)
