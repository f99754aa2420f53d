"""The books of a past day: what an account looked like then, from all that is known of it today.

What a ledger of today does not tell is put in the customer's favour: an amount that was settled without a
dated payment (a credit note, a write-off) counts as settled from the start, and a credit as there from its
own day. Orders are taken as they are today, and no balance of the platform is known for a past day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.ledger import Credit, Invoice, Payment
from relance_sync.rules.money import Money
from relance_sync.rules.recorded_contacts import HandOver
from relance_sync.rules.score import Calibration, PaidInvoice


def as_of(whole: Account, day: date, calibration: Calibration | None) -> Account:
    """Return the account at the end of a past day, on figures that were fresh then.

    Args:
        whole: Everything known today, with paid invoices and all payments.
        day: Day in the company's zone.
        calibration: What the customer was graded against then; None for none.

    Returns:
        The account without contacts, tasks and hold: those depend on the policy that was followed.
    """
    later = _allocated_after(whole, day)
    return replace(
        whole,
        invoices=tuple(_invoices(whole, day, later)),
        credits=(*_credits(whole, day), *_not_yet_allocated(whole, day)),
        payments=tuple(_payment(each, day) for each in whole.payments if each.day <= day),
        orders=tuple(each for each in whole.orders if each.day <= day),
        promises=tuple(each for each in whole.promises if each.made_on <= day),
        payment_plans=tuple(each for each in whole.payment_plans if each.made_on <= day),
        settlements=tuple(each for each in whole.settlements if each.made_on <= day),
        disputes=tuple(each for each in whole.disputes if each.opened_on <= day),
        pauses=tuple(each for each in whole.pauses if each.since <= day),
        overrides=tuple(each for each in whole.overrides if each.day <= day),
        approvals=tuple(each for each in whole.approvals if each.day <= day),
        hand_overs=tuple(_hand_over(each, day) for each in whole.hand_overs if each.day <= day),
        calls=tuple(each for each in whole.calls if each.day <= day),
        interruptions=tuple(each for each in whole.interruptions if each.fact.day <= day),
        history=tuple(_history(each, day) for each in whole.history if each.issued <= day),
        calibration=calibration,
        contacts=(),
        tasks=(),
        hold=None,
        holds_before=0,
        balance=None,
        synced_on=day,
        bank_day=day,
    )


def with_history(whole: Account) -> Account:
    """Add how each installment was paid, for the score, from the payments that are known.

    What was settled without a known payment, or has no due date, says nothing about payment and is left out.
    """
    last: dict[str, date] = {}
    for payment in whole.payments:
        for each in payment.allocations:
            last[each.installment] = max(each.day, last.get(each.installment, each.day))
    history = tuple(
        PaidInvoice(
            customer=whole.customer.id,
            issued=invoice.issued,
            due=part.due,
            paid=last[part.id] if part.residual <= 0 else None,
            amount=part.amount,
        )
        for invoice in whole.invoices
        for part in invoice.installments
        if part.due is not None and part.amount > 0 and (part.residual > 0 or part.id in last)
    )
    return replace(whole, history=history)


def turning_days(whole: Account) -> Iterator[date]:
    """Yield every day on which something new was known of the account, in no order."""
    yield from (each.issued for each in whole.invoices)
    yield from (each.expected_since for each in whole.invoices if each.expected_since)
    yield from (each.day for each in whole.credits)
    yield from (each.day for each in whole.orders)
    for payment in whole.payments:
        yield payment.day
        yield from (each.day for each in payment.allocations)
        if payment.returned_on is not None:
            yield payment.returned_on
    yield from (each.made_on for each in whole.promises)
    yield from (each.made_on for each in whole.payment_plans)
    yield from (each.made_on for each in whole.settlements)
    yield from (each.opened_on for each in whole.disputes)
    yield from (each.since for each in whole.pauses)
    yield from (each.day for each in whole.overrides)
    yield from (each.day for each in whole.approvals)
    yield from (each.day for each in whole.hand_overs)
    yield from (each.closed_on for each in whole.hand_overs if each.closed_on)
    yield from (each.day for each in whole.calls)
    yield from (each.fact.day for each in whole.interruptions)


def _hand_over(hand_over: HandOver, day: date) -> HandOver:
    """Return it as it stood then: what was taken back later was with others."""
    taken_back = hand_over.closed_on is not None and hand_over.closed_on <= day
    return hand_over if taken_back else replace(hand_over, closed_on=None)


def _allocated_after(whole: Account, day: date) -> Mapping[str, Decimal]:
    """What was set against each installment only after the day, less what was taken back only after it."""
    later: dict[str, Decimal] = {}
    for payment in whole.payments:
        for each in payment.allocations:
            amount = Decimal(0)
            if each.day > day:
                amount += each.amount.amount
            # What the bank took back since was settled until then.
            if payment.returned_on is not None and max(payment.returned_on, each.day) > day:
                amount -= each.amount.amount
            later[each.installment] = later.get(each.installment, Decimal(0)) + amount
    return later


def _invoices(whole: Account, day: date, later: Mapping[str, Decimal]) -> Iterator[Invoice]:
    """Return the invoices that were open; the booked value of a foreign one is not known for a past day."""
    for invoice in whole.invoices:
        if invoice.issued > day:
            continue
        parts = tuple(
            replace(
                part,
                residual=min(max(part.residual + later.get(part.id, Decimal(0)), Decimal(0)), part.amount),
                booked=None,
            )
            for part in invoice.installments
        )
        if any(part.residual > 0 for part in parts):
            seen_later = invoice.expected_since is not None and invoice.expected_since > day
            expected = None if seen_later else invoice.expected_on
            yield replace(invoice, installments=parts, expected_on=expected)


def _credits(whole: Account, day: date) -> Iterator[Credit]:
    yield from (replace(each, booked=None) for each in whole.credits if each.day <= day)


def _not_yet_allocated(whole: Account, day: date) -> Iterator[Credit]:
    """Money that had come in but was set against an invoice only later."""
    for payment in whole.payments:
        if payment.day > day:
            continue
        waiting: dict[str, Decimal] = {}
        for each in payment.allocations:
            if each.day > day:
                currency = each.amount.currency
                waiting[currency] = waiting.get(currency, Decimal(0)) + each.amount.amount
        for currency, amount in sorted(waiting.items()):
            yield Credit(
                id=f"payment:{payment.id}:{currency}",
                customer=payment.customer,
                number=payment.id,
                day=payment.day,
                residual=Money(amount=amount, currency=currency),
            )


def _payment(payment: Payment, day: date) -> Payment:
    returned = payment.returned_on if payment.returned_on and payment.returned_on <= day else None
    known = tuple(each for each in payment.allocations if each.day <= day)
    return replace(payment, allocations=known, returned_on=returned)


def _history(paid: PaidInvoice, day: date) -> PaidInvoice:
    return replace(paid, paid=None) if paid.paid is not None and paid.paid > day else paid
