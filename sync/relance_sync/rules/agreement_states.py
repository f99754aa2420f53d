"""Where promises, payment plans and settlements stand: functions of the account and of today, never stored.

An agreement asks for amounts by days. What was paid of the items it covers by a day is what was open when it
was made, less what is open now, less what was set against them later. What bears no date, such as a credit
note, counts as paid early, and so does money that came since and is not allocated yet: both in the customer's
favour. What follows from a state is said by `stops`, `resumption` and `alerts`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from relance_sync.rules.account import Account
from relance_sync.rules.agreements import (
    Agreement,
    AgreementState,
    PaymentPlan,
    Promise,
    Settlement,
    covers,
)
from relance_sync.rules.ledger import OpenItem, plus_days
from relance_sync.rules.money import Money
from relance_sync.rules.policy import AgreementRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What an agreement asks for by a day.

    Attributes:
        due: The agreed day.
        until: Last day on which a payment still counts, the tolerance included.
        amount: What must be paid by then in all, earlier instalments included; None if nobody noted it.
        paid: What of it came in time; None if nobody noted what was open.
    """

    due: date
    until: date
    amount: Money | None = None
    paid: Money | None = None

    @property
    def left(self) -> Money | None:
        """What still lacks; None if nobody noted it."""
        if self.amount is None or self.paid is None:
            return None
        return Money(amount=self.amount.amount - self.paid.amount, currency=self.amount.currency)

    @property
    def missed_on(self) -> date:
        """First day on which it counts as missed."""
        return plus_days(self.until, 1)


def covered(agreement: Agreement, account: Account) -> tuple[OpenItem, ...]:
    """Return the open items an agreement is about, oldest first."""
    return tuple(item for item in account.items if covers(agreement, item.invoice))


def reduced_by(agreement: Agreement, account: Account, day: date) -> Decimal:
    """Say how much of what an agreement covers was paid by the end of a day.

    Args:
        agreement: One whose `open_amount` was noted; nothing was reduced of one without.
        account: With the invoices that the agreement covers, also those that are paid by now.
        day: In the company's zone.

    Returns:
        In the agreement's currency; below zero if more is open than there was.
    """
    if agreement.open_amount is None:
        return Decimal(0)
    currency = agreement.open_amount.currency
    about = [invoice for invoice in account.invoices if covers(agreement, invoice)]
    parts = {part.id for invoice in about for part in invoice.installments}
    open_now = sum((part.residual for each in about for part in each.installments), Decimal(0))
    later = sum(
        (
            each.amount.amount
            for payment in account.payments
            # What the bank took back is open again: the residual says so already.
            if payment.returned_on is None
            for each in payment.allocations
            if each.installment in parts and each.day > day and each.amount.currency == currency
        ),
        Decimal(0),
    )
    waiting = sum(
        (
            each.residual.amount
            for each in account.credits
            if each.residual.currency == currency and agreement.made_on <= each.day <= day
        ),
        Decimal(0),
    )
    return agreement.open_amount.amount - open_now - later + waiting


def _asked(agreement: Agreement) -> Iterator[tuple[date, Decimal]]:
    """Yield the agreed days with what must be paid by then in all; never more than was open."""
    match agreement:
        case PaymentPlan():
            sums = accumulate(part.amount for part in agreement.parts)
            for part, amount in zip(agreement.parts, sums, strict=True):
                yield part.due, min(amount, agreement.open_amount.amount)
        case Settlement():
            yield agreement.due, agreement.pays.amount
        case Promise(open_amount=Money(amount=open_amount), amount=amount):
            yield agreement.due, open_amount if amount is None else min(amount.amount, open_amount)


def unmet(agreement: Agreement, account: Account, rules: AgreementRules) -> Demand | None:
    """Return the first demand that was not met in its time, or is not met yet; None if all are."""
    if agreement.open_amount is None:
        until = plus_days(agreement.due, rules.tolerance_days)
        return Demand(due=agreement.due, until=until) if covered(agreement, account) else None
    currency = agreement.open_amount.currency
    for due, amount in _asked(agreement):
        until = plus_days(due, rules.tolerance_days)
        paid = reduced_by(agreement, account, until)
        # A tolerance larger than the amount would keep an agreement without any payment.
        lacking = rules.tolerance_amount if rules.tolerance_amount < amount else Decimal(0)
        if paid < amount - lacking:
            return Demand(
                due=due,
                until=until,
                amount=Money(amount=amount, currency=currency),
                paid=Money(amount=max(paid, Decimal(0)), currency=currency),
            )
    return None


def _state(agreement: Agreement, account: Account, rules: AgreementRules, today: date) -> AgreementState:
    if agreement.closed_on is not None and agreement.closed_on <= today:
        return AgreementState.CLOSED
    lacking = unmet(agreement, account, rules)
    if lacking is None:
        return AgreementState.KEPT
    return AgreementState.OPEN if today <= lacking.until else AgreementState.BROKEN


def promise_state(promise: Promise, account: Account, rules: AgreementRules, today: date) -> AgreementState:
    """Say where a promise stands.

    Args:
        promise: The promise.
        account: The customer's account, with what was paid since the promise was made.
        rules: When an agreement counts as broken.
        today: Day in the company's zone.

    Returns:
        CLOSED if withdrawn; KEPT if what was promised came by its day and tolerance, else OPEN until then,
        and PARTLY_KEPT or BROKEN after it, also if it was paid later. Where nobody noted what was open, it is
        KEPT when nothing it covers is open.
    """
    state = _state(promise, account, rules, today)
    if state is AgreementState.BROKEN:
        lacking = unmet(promise, account, rules)
        if lacking is not None and lacking.paid is not None and lacking.paid.amount > 0:
            return AgreementState.PARTLY_KEPT
    return state


def state_of(agreement: Agreement, account: Account, rules: AgreementRules, today: date) -> AgreementState:
    """Say where a promise, a payment plan or a settlement stands.

    Args:
        agreement: Any of them; a promise is `promise_state`.
        account: The customer's account, with what was paid since it was agreed.
        rules: When an agreement counts as broken.
        today: Day in the company's zone.

    Returns:
        CLOSED if a person ended it. A plan is BROKEN if by some day and tolerance less had come than the
        instalments until then, for good, even if it is paid later; KEPT if all of them came in time; else
        OPEN. A settlement is KEPT if what the customer was to pay came by the day and tolerance: the rest is
        then to be written off; OPEN until then; BROKEN after it: the whole debt is due again.
    """
    if isinstance(agreement, Promise):
        return promise_state(agreement, account, rules, today)
    return _state(agreement, account, rules, today)


def all_agreements(account: Account) -> tuple[Agreement, ...]:
    """Return promises (the books' too), payment plans and settlements, in this order, each by their days."""
    return (
        *sorted(account.all_promises, key=lambda each: (each.due, each.id)),
        *sorted(account.payment_plans, key=lambda each: (each.parts[0].due, each.id)),
        *sorted(account.settlements, key=lambda each: (each.due, each.id)),
    )


def state_days(account: Account, rules: AgreementRules) -> Iterator[date]:
    """Yield every day on which one of them changes its state by itself; past days are among them."""
    for agreement in all_agreements(account):
        dues = [p.due for p in agreement.parts] if isinstance(agreement, PaymentPlan) else [agreement.due]
        yield from (plus_days(due, rules.tolerance_days + 1) for due in dues)
        if agreement.closed_on:
            yield agreement.closed_on
