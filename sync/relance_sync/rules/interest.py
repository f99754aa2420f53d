"""Late-payment interest and compensation, right to the cent: rates by half-year, segments, floor, one fee.

The rates come in as values (`config.law_tables` reads them from dated files); nothing is ever extrapolated.
What is computed here is shown, claimed or waived as people choose: nothing is posted and nobody is asked.

Counting: a day runs from one date to the next and bears the rate in force at its start, so that 1 May to
1 July is 61 days. The first one ends on the day after the due date: on the due date itself nothing is owed.
Rounding: each segment is rounded half up to the minor unit and the total is their sum, so that what is
printed adds up. Interest is simple: principal x rate x days / 365, leap year or not.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from relance_sync.rules.ledger import Kind, days_late
from relance_sync.rules.money import Money, quantize, total
from relance_sync.rules.reference_rates import Basis, Contractual, RateTable, Reanchored

_DAYS_OF_A_YEAR = 365
_NO_INTEREST = Decimal(0)


class Usage(StrEnum):
    """What is done with late charges: told to the customer, asked for, or given up."""

    SHOW = "show"
    CLAIM = "claim"
    WAIVE = "waive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least an agreed rate may be: some times a legal rate.

    France, C. com. L441-10 II: an agreement may not set a rate below three times the legal interest rate
    (the column of creditors who are no private persons). A lower rate is reported, never silently raised.
    """

    table: RateTable
    times: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The compensation for debts of at least an amount."""

    at_least: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLaw:
    """What the law of a country gives a business that another business pays late.

    Attributes:
        country: ISO 3166-1 alpha-2 code; "EU" for the directive's minimum.
        currency: Of the compensation.
        statutory: How the rate is found if none was agreed.
        compensation: Tiers, lowest first. France, C. com. L441-10 II and D441-5: 40 EUR for each invoice
            paid late; Directive 2011/7 art. 6: at least 40 EUR; United Kingdom, Late Payment of Commercial
            Debts (Interest) Act 1998 s. 5A: 40 GBP, 70 GBP from 1,000, 100 GBP from 10,000.
        with_agreed_rate: Whether the compensation is also due beside an agreed rate. Not in the United
            Kingdom: a substantial remedy in the contract takes the place of the Act (s. 8 and 9).
        floor: None if an agreed rate has none.
    """

    country: str
    currency: str
    statutory: Basis
    compensation: tuple[Tier, ...] = ()
    with_agreed_rate: bool = True
    floor: Floor | None = None

    def compensation_for(self, principal: Money) -> Money:
        """Return the fixed sum for one debt.

        Raises:
            ValueError: If it depends on the amount and that is in another currency.
        """
        if len(self.compensation) > 1 and principal.currency != self.currency:
            raise ValueError(f"the compensation depends on the amount, which is needed in {self.currency}")
        reached = [each.amount for each in self.compensation if principal.amount >= each.at_least]
        return Money(amount=reached[-1] if reached else _NO_INTEREST, currency=self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """What is owed late.

    Attributes:
        company, invoice: Ids; one invoice bears one fee, however many installments it has.
        principal: What is still open, taxes included; above 0.
        kind: Of the customer. Only an entity owes late charges here: C. com. L441-10 and the directive hold
            between professionals; None is treated as a natural person, which protects.

    Raises:
        ValueError: If the principal is not above 0.
    """

    company: str
    invoice: str
    principal: Money
    due: date
    kind: Kind | None

    def __post_init__(self) -> None:
        if self.principal.amount <= 0:
            raise ValueError("interest runs on an amount above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Days that bear one rate, and the interest of them, rounded. `until` no longer belongs to them."""

    since: date
    until: date
    days: int
    percent: Decimal
    interest: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BelowFloor:
    """Days on which the agreed rate was below the least allowed."""

    since: date
    until: date
    agreed: Decimal
    floor: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCharges:
    """What a late debt bears on a day.

    Attributes:
        usage: What people chose to do with it; the figures are the same for each choice.
        consumer: True if nothing is owed because the customer is (or may be) a consumer.
        interest: Sum of the segments, in the debt's currency.
        compensation: Zero if none is owed.
        fee_key: Names the one compensation of the invoice, for ever the same.
        below_floor: Empty if no rate was agreed or it is high enough.
    """

    debt: Debt
    on: date
    usage: Usage
    consumer: bool
    segments: tuple[Segment, ...]
    interest: Money
    compensation: Money
    fee_key: str
    below_floor: tuple[BelowFloor, ...] = ()


def accrue(principal: Money, basis: Basis, *, due: date, since: date, until: date) -> tuple[Segment, ...]:
    """Compute the interest from one day to another, such as between two part payments.

    Args:
        principal: What was open all that time.
        basis: How the rate is found.
        due: The due date; days before it bear nothing.
        since: First day.
        until: Day up to which it is counted, itself not included.

    Raises:
        MissingRate: If a table does not cover it.
    """
    start = max(due, since)
    if start >= until:
        return ()
    found = []
    for span in basis.spans(due, start, until):
        days = days_late(span.since, span.until)
        interest = principal.amount * span.percent * days / 100 / _DAYS_OF_A_YEAR
        amount = Money(amount=quantize(interest, principal.currency), currency=principal.currency)
        found.append(
            Segment(since=span.since, until=span.until, days=days, percent=span.percent, interest=amount)
        )
    return tuple(found)


def late_charges(
    debt: Debt, law: LateLaw | None, on: date, *, agreed: Decimal | None = None, usage: Usage = Usage.SHOW
) -> LateCharges:
    """Compute what a debt bears on a day, without any reminder being needed (C. com. L441-10 II).

    Args:
        debt: What is owed.
        law: The country's; None where we know none: then a rate must have been agreed.
        on: The day of payment, or today.
        agreed: The contract's rate in percent; None for the law's.
        usage: Carried into the result.

    Raises:
        MissingRate: If a table does not cover all of it, that of the floor included.
        ValueError: If there is neither a law nor an agreed rate.
    """
    if law is None and agreed is None:
        raise ValueError("without a law table a rate must have been agreed")
    basis = law.statutory if law and agreed is None else Contractual(percent=agreed or _NO_INTEREST)
    currency = debt.principal.currency
    owes = debt.kind is Kind.ENTITY
    late = owes and on > debt.due
    segments = accrue(debt.principal, basis, due=debt.due, since=debt.due, until=on) if late else ()
    nothing = Money(amount=_NO_INTEREST, currency=law.currency if law else currency)
    below = _below_floor(law.floor, agreed, debt.due, on) if late and law else ()
    return LateCharges(
        debt=debt,
        on=on,
        usage=usage,
        consumer=not owes,
        segments=segments,
        interest=total((each.interest for each in segments), currency),
        compensation=compensation_of(debt.principal, law, agreed=agreed) if late else nothing,
        fee_key=fee_key(debt.company, debt.invoice),
        below_floor=below,
    )


def compensation_of(principal: Money, law: LateLaw | None, *, agreed: Decimal | None) -> Money:
    """Return the fixed sum that is due for one late debt between businesses.

    Args:
        principal: What is open of it.
        law: The country's; None where we know none.
        agreed: The contract's rate in percent; None for the law's.

    Returns:
        Zero where none is due; in the law's currency.

    Raises:
        ValueError: If it depends on the amount and that is in another currency.
    """
    if law is None or not (agreed is None or law.with_agreed_rate):
        return Money(amount=_NO_INTEREST, currency=law.currency if law else principal.currency)
    return law.compensation_for(principal)


def fee_key(company: str, invoice: str) -> str:
    """Return 64 hex digits that name the one compensation of an invoice.

    >>> fee_key("acme", "41") == fee_key("acme", "41") != fee_key("acme", "42")
    True
    """
    return sha256(f"{company}|invoice:{invoice}|late_fee".encode()).hexdigest()


def _below_floor(floor: Floor | None, agreed: Decimal | None, due: date, on: date) -> tuple[BelowFloor, ...]:
    if floor is None or agreed is None:
        return ()
    legal = Reanchored(table=floor.table, points=_NO_INTEREST).spans(due, due, on)
    return tuple(
        BelowFloor(since=each.since, until=each.until, agreed=agreed, floor=each.percent * floor.times)
        for each in legal
        if agreed < each.percent * floor.times
    )
