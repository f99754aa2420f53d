"""Reasons not to chase, in the order of the house: figures first, then money, then people.

What others go on with is said in any case. Else, in this order: data too old, bank too old, unreconciled,
covered by credit, below the minimum, disputed, promised, in a payment plan, in a settlement, paused, excluded
by a person, time-barred, contact gap and caps, closed day. The first that applies is the one that is said.
What the amount is worth is `worth`, when a contact may be `contact_limits`; `chase` puts them in order. No
insolvency is known here.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.agreement_states import (
    all_agreements,
    covered,
    state_days,
    state_of,
    unmet,
)
from relance_sync.rules.agreements import (
    Agreement,
    AgreementState,
    PaymentPlan,
    Promise,
    dispute_about,
    pause_runs,
)
from relance_sync.rules.decisions import Wait
from relance_sync.rules.expected import BOOKS
from relance_sync.rules.ledger import OpenItem, plus_days
from relance_sync.rules.limitation_watch import time_barred
from relance_sync.rules.money import Money
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.recorded_contacts import handed_over


def unreliable(account: Account, policy: Policy, today: date) -> Reason | None:
    """Say why the figures cannot be acted on; None if they can."""
    if account.synced_on is None or (today - account.synced_on).days > policy.data_max_age_days:
        return because(Code.DATA_STALE, synced_on=account.synced_on, max_days=policy.data_max_age_days)
    limit = policy.bank_max_age_days
    if limit is not None and (account.bank_day is None or (today - account.bank_day).days > limit):
        return because(Code.BANK_STALE, bank_day=account.bank_day, max_days=limit)
    ours = account.ledger_balance if account.balance is not None else None
    if ours is not None and ours != account.balance:
        currency = account.company.currency
        return because(
            Code.UNRECONCILED,
            ledger=Money(amount=ours, currency=currency),
            platform=Money(amount=account.balance or Decimal(0), currency=currency),
        )
    return None


def unreliable_from(account: Account, policy: Policy) -> Iterator[date]:
    """Yield the days from which figures that are fine today will be too old."""
    if account.synced_on is not None:
        yield plus_days(account.synced_on, policy.data_max_age_days + 1)
    if account.bank_day is not None and policy.bank_max_age_days is not None:
        yield plus_days(account.bank_day, policy.bank_max_age_days + 1)


def credit_in(account: Account, currency: str) -> Decimal:
    """Add up the unallocated credits in one currency."""
    return sum(
        (each.residual.amount for each in account.credits if each.residual.currency == currency), Decimal(0)
    )


def with_others(account: Account) -> dict[str, Wait]:
    """Say for each open item that others go on with, who does."""
    out: dict[str, Wait] = {}
    for item in account.items if account.hand_overs else ():
        if found := handed_over(account.hand_overs, item.invoice.id):
            reason = because(Code.HANDED_OVER, invoice=item.invoice.number, to=found.to, day=found.day)
            out[item.id] = Wait(reasons=(reason,), items=(item.id,))
    return out


def exclusions(account: Account, policy: Policy, today: date) -> dict[str, Wait]:
    """Say for each open item that a person's word or the law takes out of chasing, why it does."""
    out: dict[str, Wait] = {}
    agreed, barred = _agreed(account, policy, today), time_barred(account, policy, today)
    spoken_of = bool(account.disputes or account.pauses or agreed or barred) or not account.customer.chased
    for item in account.items:
        if not spoken_of and item.invoice.chased:
            continue
        wait = _disputed(account, item, today) or agreed.get(item.id) or _left_alone(account, item, today)
        if wait is None and item.id in barred:
            wait = Wait(reasons=(barred[item.id],), items=(item.id,))
        if wait:
            out[item.id] = wait
    return out


def _disputed(account: Account, item: OpenItem, today: date) -> Wait | None:
    dispute = dispute_about(account.disputes, item.invoice.id, today)
    if dispute is None:
        return None
    reason = because(
        Code.DISPUTED, invoice=item.invoice.number, since=dispute.opened_on, dispute=str(dispute.reason)
    )
    return Wait(reasons=(reason,), items=(item.id,), until=dispute.closed_on)


def _agreed(account: Account, policy: Policy, today: date) -> dict[str, Wait]:
    """Say which items a promise, payment plan or settlement takes out, in this order."""
    out: dict[str, Wait] = {}
    for agreement in all_agreements(account):
        if said := _agreement_stop(agreement, account, policy, today):
            reason, until = said
            for item in covered(agreement, account):
                out.setdefault(item.id, Wait(reasons=(reason,), items=(item.id,), until=until))
    return out


def _agreement_stop(
    agreement: Agreement, account: Account, policy: Policy, today: date
) -> tuple[Reason, date | None] | None:
    """Say why what an agreement covers is not chased, and until when; None if it may be."""
    state = state_of(agreement, account, policy.agreements, today)
    lacking = unmet(agreement, account, policy.agreements)
    if lacking is None:
        if isinstance(agreement, PaymentPlan | Promise) or state is not AgreementState.KEPT:
            return None
        reason = because(Code.SETTLED, amount=agreement.pays, due=agreement.due)
        return reason, agreement.closed_on
    if state is not AgreementState.OPEN:
        return None
    until = _end(lacking.until, agreement.closed_on)
    match agreement:
        case Promise():
            code = Code.EXPECTED if agreement.source == BOOKS else Code.PROMISED
            return because(code, due=agreement.due), until
        case PaymentPlan():
            return because(Code.PLAN_RUNNING, due=lacking.due, amount=lacking.left), until
    return because(Code.SETTLEMENT_RUNNING, due=agreement.due, amount=agreement.pays), until


def _left_alone(account: Account, item: OpenItem, today: date) -> Wait | None:
    """Say whether a pause or an exclusion on the platform takes an item out."""
    for pause in sorted(account.pauses, key=lambda each: (each.until, each.id)):
        if pause_runs(pause, today):
            reason = because(Code.PAUSED, until=pause.until)
            return Wait(reasons=(reason,), items=(item.id,), until=_end(pause.until, pause.closed_on))
    if not (account.customer.chased and item.invoice.chased):
        return Wait(reasons=(because(Code.NOT_CHASED, invoice=item.invoice.number),), items=(item.id,))
    return None


def _end(last: date, closed_on: date | None) -> date:
    """Return the first free day after a last day, or the day on which a person ended it earlier."""
    return min(plus_days(last, 1), closed_on or date.max)


def agreement_days(account: Account, policy: Policy) -> Iterator[date]:
    """Yield every day on which an agreement, dispute, pause or approval changes its state by itself."""
    yield from state_days(account, policy.agreements)
    for dispute in account.disputes:
        yield dispute.opened_on
        if dispute.closed_on:
            yield dispute.closed_on
    for pause in account.pauses:
        yield from (pause.since, plus_days(pause.until, 1), *((pause.closed_on,) if pause.closed_on else ()))
    for approval in account.approvals:
        yield from (approval.day, plus_days(approval.until, 1))
        if approval.closed_on:
            yield approval.closed_on
