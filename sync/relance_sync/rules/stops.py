"""Reasons not to chase, in the order of the house: figures first, then money, then people.

Order: data too old, bank too old, unreconciled, covered by credit, below the minimum, disputed, promised,
paused, excluded by a person, contact gap, closed day. The first that applies is the one that is said.
Payment plans, contact caps, insolvency and limitation are not here yet.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account, ledger_balance
from relance_sync.rules.agreements import AgreementState, covers, dispute_runs, pause_runs, promise_state
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Wait
from relance_sync.rules.exposure import convert
from relance_sync.rules.ledger import OpenItem, plus_days
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Channel
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code, Reason, because


def unreliable(account: Account, policy: Policy, today: date) -> Reason | None:
    """Say why the figures cannot be acted on; None if they can."""
    if account.synced_on is None or (today - account.synced_on).days > policy.data_max_age_days:
        return because(Code.DATA_STALE, synced_on=account.synced_on, max_days=policy.data_max_age_days)
    limit = policy.bank_max_age_days
    if limit is not None and (account.bank_day is None or (today - account.bank_day).days > limit):
        return because(Code.BANK_STALE, bank_day=account.bank_day, max_days=limit)
    ours = ledger_balance(account) if account.balance is not None else None
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


def amount_stop(account: Account, due: Money, minimum: Decimal, today: date) -> Reason | None:
    """Say why a due total is not worth a contact: credit covers it, or it is below the step's minimum.

    Args:
        account: The account.
        due: What would be asked for, in one currency, credits not deducted.
        minimum: In the company's currency.
        today: Day in the company's zone.

    Returns:
        The reason; None if the amount may be chased.
    """
    credit = credit_in(account, due.currency)
    if credit >= due.amount:
        return because(Code.COVERED_BY_CREDIT, credit=Money(amount=credit, currency=due.currency), due=due)
    net = Money(amount=due.amount - credit, currency=due.currency)
    if minimum <= 0:
        return None
    value = convert(net, account.company.currency, account.rates, today)
    if value is None:
        return because(Code.RATE_MISSING, currency=due.currency, company_currency=account.company.currency)
    if value < minimum:
        return because(
            Code.BELOW_MINIMUM, amount=net, minimum=Money(amount=minimum, currency=account.company.currency)
        )
    return None


def excluded(account: Account, item: OpenItem, policy: Policy, today: date) -> Wait | None:
    """Say why a person's word takes this item out of chasing; None if nothing does."""
    for dispute in sorted(account.disputes, key=lambda each: (each.opened_on, each.id)):
        if dispute.invoice in {None, item.invoice.id} and dispute_runs(dispute, today):
            reason = because(Code.DISPUTED, invoice=item.invoice.number, since=dispute.opened_on)
            return Wait(reasons=(reason,), items=(item.id,), until=dispute.closed_on)
    for promise in sorted(account.promises, key=lambda each: (each.due, each.id)):
        if covers(promise, item) and (
            promise_state(promise, (item,), today, policy.agreements.tolerance_days) is AgreementState.OPEN
        ):
            until = _end(plus_days(promise.due, policy.agreements.tolerance_days), promise.closed_on)
            return Wait(reasons=(because(Code.PROMISED, due=promise.due),), items=(item.id,), until=until)
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


def broken_promises(account: Account, item: OpenItem, policy: Policy, today: date) -> tuple[date, ...]:
    """Return the promised days that passed without payment of this item, oldest first."""
    return tuple(
        sorted(
            promise.due
            for promise in account.promises
            if covers(promise, item)
            and promise_state(promise, (item,), today, policy.agreements.tolerance_days)
            is AgreementState.BROKEN
        )
    )


def agreement_days(account: Account, policy: Policy) -> Iterator[date]:
    """Yield every day on which a promise, dispute, pause or approval changes its state by itself."""
    for promise in account.promises:
        yield plus_days(promise.due, policy.agreements.tolerance_days + 1)
        if promise.closed_on:
            yield promise.closed_on
    for dispute in account.disputes:
        yield dispute.opened_on
        if dispute.closed_on:
            yield dispute.closed_on
    for pause in account.pauses:
        yield from (pause.since, plus_days(pause.until, 1), *((pause.closed_on,) if pause.closed_on else ()))
    for approval in account.approvals:
        yield from (approval.day, plus_days(approval.until, 1))


def _gap(policy: Policy) -> int:
    """Return the contact gap in days; without one, still never two contacts on one day."""
    return max(policy.contact.gap_days, 1)


def contact_days(account: Account, policy: Policy) -> Iterator[date]:
    """Yield the days on which a contact begins (for the other currencies) and ceases to stop the next."""
    for event in account.contacts:
        yield from (plus_days(event.day, 1), plus_days(event.day, _gap(policy)))


def timing_stop(
    account: Account, policy: Policy, calendar: Calendar, channel: Channel, currency: str, today: date
) -> Wait | None:
    """Say why not today: the customer was contacted lately, or the day is closed."""
    # The other currencies' messages of the same day belong to the same contact.
    earlier = [event for event in account.contacts if event.day < today or event.currency == currency]
    if earlier:
        last = max(event.day for event in earlier)
        until = plus_days(last, _gap(policy))
        if today < until:
            reason = because(Code.CONTACT_GAP, last=last, gap_days=_gap(policy), until=until)
            return Wait(reasons=(reason,), until=until)
    if channel is not Channel.TODO and not calendar.is_open(today):
        until = calendar.next_open(today)
        return Wait(reasons=(because(Code.CLOSED_DAY, until=until),), until=until)
    return None
