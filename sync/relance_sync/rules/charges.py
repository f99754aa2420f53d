"""Late-payment charges of a reminder: interest to date per item, and one compensation per invoice.

Computed from the items, the policy and the day each time, never stored: however many reminders go out and
however many installments an invoice has, its compensation is the same one, named by its key. What people
chose (show, claim, waive) is carried along; the letters say it. Nothing is posted in the books.

On the customer's side: only businesses owe charges, unallocated credit is set against the oldest items first,
and what was paid meanwhile bears nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Remind
from relance_sync.rules.interest import (
    BelowFloor,
    Debt,
    LateLaw,
    Usage,
    compensation_of,
    fee_key,
    late_charges,
)
from relance_sync.rules.ledger import Kind
from relance_sync.rules.money import Money, total
from relance_sync.rules.policy import Policy
from relance_sync.rules.reference_rates import MissingRate, half_year
from relance_sync.rules.stops import credit_in


class LeftOut(StrEnum):
    """Why there are no charges although the policy asks for them."""

    NOT_A_BUSINESS = "not_a_business"
    NO_LAW = "no_law"
    MISSING_RATE = "missing_rate"
    OTHER_CURRENCY = "other_currency"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceCharges:
    """What one late invoice bears.

    Attributes:
        principal: What is open of its late items, credit deducted.
        interest: To date, of all of them.
        compensation: Zero if none is due; in the law's currency.
        fee_key: Names the one compensation of the invoice, for ever the same.
    """

    number: str
    principal: Money
    interest: Money
    compensation: Money
    fee_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """What the late items of a reminder bear on a day.

    Attributes:
        usage: Show or claim.
        country: Whose law; None if the company has none and the policy names none.
        agreed: The contract's rate in percent; None for the law's.
        invoices: Those that bear anything, in the order of the reminder's items.
        interest: Sum, in the reminder's currency.
        compensation: Sum; in another currency it stands beside the rest.
        below_floor: Where the agreed rate is below what the law allows, each once.
        left_out: Why there are none, or, with `other_currency`, why there is no compensation; None if all
            is there.
        table, half: With `missing_rate`: the table to update, and the half-year that it lacks.
    """

    usage: Usage
    country: str | None
    agreed: Decimal | None
    invoices: tuple[InvoiceCharges, ...]
    interest: Money
    compensation: Money
    below_floor: tuple[BelowFloor, ...] = ()
    left_out: LeftOut | None = None
    table: str = ""
    half: str = ""

    @property
    def owed(self) -> bool:
        """Whether anything is due beside the principal."""
        return bool(self.interest.amount or self.compensation.amount)

    def added_to(self, due: Money) -> Money:
        """Return a sum with the charges on top; a compensation in another currency is left beside it."""
        more = [self.interest, self.compensation]
        return total((due, *(each for each in more if each.currency == due.currency)), due.currency)


def charges_of(remind: Remind, account: Account, policy: Policy, today: date) -> Charges | None:
    """Compute what the late items of a reminder bear.

    Args:
        remind: The reminder, with its step's stage.
        account: The customer's account.
        policy: Its `late_fees`, with the law's tables.
        today: Day in the company's zone, up to which interest is counted.

    Returns:
        None if the policy waives charges or asks for them at other stages only. A table that ends too early
        stops no reminder: the charges are left out, and it is said which one.
    """
    fees = policy.late_fees
    if fees.usage is Usage.WAIVE or remind.step.stage not in fees.stages:
        return None
    return charges_on(remind.items, remind.currency, account, policy, today)


def charges_on(items: Sequence[str], currency: str, account: Account, policy: Policy, today: date) -> Charges:
    """Compute what the late ones of some items bear, whatever the policy does with it.

    Args:
        items: Ids of open items of one currency.
        currency: Theirs.
        account: The customer's account.
        policy: Its `late_fees`, with the law's tables.
        today: Day in the company's zone, up to which interest is counted.
    """
    fees = policy.late_fees
    country = fees.country or account.company.country
    law = policy.law.late_payment.get(country) if country else None
    none = Charges(
        usage=fees.usage,
        country=country,
        agreed=fees.agreed_percent,
        invoices=(),
        interest=Money(amount=Decimal(0), currency=currency),
        compensation=Money(amount=Decimal(0), currency=law.currency if law else currency),
    )
    if account.customer.kind is not Kind.ENTITY:
        return replace(none, left_out=LeftOut.NOT_A_BUSINESS)
    if law is None and fees.agreed_percent is None:
        return replace(none, left_out=LeftOut.NO_LAW)
    try:
        return _computed(none, _debts(items, currency, account, today), law, today)
    except MissingRate as missing:
        return replace(none, left_out=LeftOut.MISSING_RATE, table=missing.table, half=half_year(missing.day))


def _debts(
    items: Sequence[str], currency: str, account: Account, today: date
) -> dict[tuple[str, str], list[Debt]]:
    """By invoice id and number, what is late of some items once credit is set against the oldest ones."""
    credit = credit_in(account, currency)
    found: dict[tuple[str, str], list[Debt]] = {}
    for item in account.items:
        if item.id not in items or item.due is None or item.due >= today:
            continue
        covered = min(credit, item.residual.amount)
        credit -= covered
        left = item.residual.amount - covered
        if left > 0:
            debt = Debt(
                company=account.company.id,
                invoice=item.invoice.id,
                principal=Money(amount=left, currency=currency),
                due=item.due,
                kind=account.customer.kind,
            )
            found.setdefault((item.invoice.id, item.invoice.number), []).append(debt)
    return found


def _computed(
    none: Charges, debts: dict[tuple[str, str], list[Debt]], law: LateLaw | None, today: date
) -> Charges:
    """Add up what the invoices bear; a compensation that depends on another currency is left out."""
    without = replace(law, compensation=()) if law else None
    invoices, below, left_out = [], [], None
    for (_, number), parts in debts.items():
        borne = [late_charges(each, without, today, agreed=none.agreed, usage=none.usage) for each in parts]
        below += [each for one in borne for each in one.below_floor if each not in below]
        principal = total((each.principal for each in parts), parts[0].principal.currency)
        try:
            compensation = compensation_of(principal, law, agreed=none.agreed)
        except ValueError:
            compensation, left_out = none.compensation, LeftOut.OTHER_CURRENCY
        invoices.append(
            InvoiceCharges(
                number=number,
                principal=principal,
                interest=total((each.interest for each in borne), principal.currency),
                compensation=compensation,
                fee_key=fee_key(parts[0].company, parts[0].invoice),
            )
        )
    return replace(
        none,
        invoices=tuple(invoices),
        interest=total((each.interest for each in invoices), none.interest.currency),
        compensation=total((each.compensation for each in invoices), none.compensation.currency),
        below_floor=_merged(below),
        left_out=left_out,
    )


def _merged(below: Sequence[BelowFloor]) -> tuple[BelowFloor, ...]:
    """Say once, from the oldest day on, where the agreed rate is below one and the same floor."""
    spans: dict[tuple[Decimal, str], BelowFloor] = {}
    for each in below:
        key = (each.floor, half_year(each.since))
        known = spans.get(key, each)
        spans[key] = replace(each, since=min(known.since, each.since), until=max(known.until, each.until))
    return tuple(sorted(spans.values(), key=lambda each: each.since))
