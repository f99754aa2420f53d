"""The normalized ledger: what every platform's records become, frozen and compared by value.

These are facts as the platform states them. Nothing here decides, and nothing here knows a platform:
identifiers are the platform's own, as text, unique within their company and kind of record.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from relance_sync.rules.money import Money

_LAST_DAY = date.max.toordinal()
_MONTHS = 12


class Kind(StrEnum):
    """Whether the customer is a human being: the law differs (GDPR article 22, consumer law)."""

    PERSON = "person"
    ENTITY = "entity"


class OrderState(StrEnum):
    """Where an order stands; an invoiced order is still `confirmed`, with nothing left to invoice."""

    QUOTATION = "quotation"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The books being kept: one Odoo company, one QuickBooks realm, one Xero organisation.

    Attributes:
        id: Name of the company in the workspace (`relance.toml`), not the platform's number.
        name: As printed on letters.
        currency: ISO 4217 code in which exposure is counted.
        language: ISO 639-1 code for texts nobody asked in another language.
        country: ISO 3166-1 alpha-2 code; None if unknown.
        time_zone: IANA name of the zone in which its days are counted; None if unknown.
    """

    id: str
    name: str
    currency: str
    language: str = "en"
    country: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who owes.

    Attributes:
        kind: None if the platform does not say; treated as a natural person wherever that protects.
        email, phone: None if the platform has none.
        mobile: Number that takes text messages, as it is written there; None if none is known.
        language: ISO 639-1 code; None for the company's.
        segment: Free label used by the policy; None for none.
        tags: Labels people put on the customer, such as its sector; the policy's segments may ask for them.
        plan: Name of the plan chosen on the platform for this customer; None to let the policy choose.
        collector: Platform user who handles the debt; None if nobody was named.
        salesperson: Platform user who sells; None if nobody was named.
        credit_limit: In the company's currency. None = no limit, 0 = pay first; never the same thing.
        chased: False if someone on the platform excluded the customer from reminders.
        url: Where to open the customer on the platform; None if it has no address.
    """

    id: str
    name: str
    kind: Kind | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    language: str | None = None
    segment: str | None = None
    tags: tuple[str, ...] = ()
    plan: str | None = None
    collector: str | None = None
    salesperson: str | None = None
    credit_limit: Decimal | None = None
    chased: bool = True
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Installment:
    """One due date of an invoice.

    Attributes:
        due: Day it falls due; None if the platform has none (kept in exposure, never chased).
        amount: What was asked, in the invoice's currency.
        residual: What is still open of it; zero when paid.
        booked: The residual in the company's currency as the books carry it; None if unknown.
    """

    id: str
    due: date | None
    amount: Decimal
    residual: Decimal
    booked: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A posted customer invoice (or any other receivable entry, such as an opening balance).

    Attributes:
        customer: The customer's id.
        issued: Invoice date.
        installments: At least one.
        plan: Name of the plan chosen on the platform for this invoice; None to let the policy choose.
        chased: False if someone on the platform excluded the invoice from reminders.
        expected_on: Day on which people in the books expect payment, a promise; None if they named none.
        expected_since: First day on which the ledger saw that day; None if nobody knows.
    """

    id: str
    customer: str
    number: str
    issued: date
    currency: str
    installments: tuple[Installment, ...]
    plan: str | None = None
    chased: bool = True
    expected_on: date | None = None
    expected_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A credit note or unallocated payment with what remains of it.

    Attributes:
        residual: Positive; what can still be set against invoices.
        booked: The residual in the company's currency as the books carry it; None if unknown.
    """

    id: str
    customer: str
    number: str
    day: date
    residual: Money
    booked: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The part of a payment (or credit note) set against one installment.

    Attributes:
        installment: The installment's id.
        amount: Positive, in the installment's currency.
        day: When it was allocated.
    """

    installment: str
    amount: Money
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money received, with the installments it settled. What is left over is a Credit.

    Attributes:
        returned_on: Day on which the bank took it back (a rejected direct debit, a bounced cheque); None if
            it stands. What it had settled is open again.
    """

    id: str
    customer: str
    day: date
    amount: Money
    allocations: tuple[Allocation, ...] = ()
    returned_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A quotation or sales order.

    Attributes:
        uninvoiced: What is still to be invoiced, taxes included; counts in exposure once confirmed.
        prepaid: Paid (or to be paid) before delivery: never held, never in exposure.
        to_deliver: Confirmed, and something of it is still to be delivered; False also if the platform does
            not say. A hold stops such an order, never the invoicing of what was shipped.
        salesperson: Platform user; None if nobody was named.
    """

    id: str
    customer: str
    number: str
    day: date
    state: OrderState
    total: Money
    uninvoiced: Money
    prepaid: bool = False
    to_deliver: bool = False
    salesperson: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A dated exchange rate.

    Attributes:
        currency: The foreign currency.
        day: First day on which it is used.
        value: How many units of the company's currency one unit of `currency` is worth.
    """

    currency: str
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the platform itself says a customer owes, credits deducted, in the company's currency.

    It is compared with our own sum; a difference means that nobody is chased on these figures.
    """

    customer: str
    amount: Decimal


Record = Customer | Invoice | Credit | Payment | Order | Rate | Balance

RECORD_KINDS: Mapping[str, type[Record]] = {
    "customer": Customer,
    "invoice": Invoice,
    "credit": Credit,
    "payment": Payment,
    "order": Order,
    "rate": Rate,
    "balance": Balance,
}


class OpenItem(NamedTuple):
    """An installment with a residual, seen with its invoice; a tuple, as millions of them are made."""

    id: str
    invoice: Invoice
    due: date | None
    residual: Money
    booked: Decimal | None = None


def days_late(due: date, today: date) -> int:
    """Count calendar days from the due date; negative before it.

    >>> days_late(date(2026, 4, 30), date(2026, 5, 1))
    1
    >>> days_late(date(2026, 5, 3), date(2026, 5, 1))
    -2
    """
    return (today - due).days


def plus_days(day: date, days: int) -> date:
    """Return the day so many days later (earlier if negative), at most the last day a date can be.

    Some books write "never" as the last day of the year 9999.

    >>> plus_days(date(2026, 4, 30), 1), plus_days(date.max, 1)
    (datetime.date(2026, 5, 1), datetime.date(9999, 12, 31))
    """
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal if 1 <= ordinal <= _LAST_DAY else min(max(ordinal, 1), _LAST_DAY))


def plus_months(day: date, months: int) -> date:
    """Return the day so many months later (earlier if negative), at most the last day of a shorter month.

    >>> plus_months(date(2024, 2, 29), 12), plus_months(date(2026, 1, 15), -1)
    (datetime.date(2025, 2, 28), datetime.date(2025, 12, 15))
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def open_items(invoices: tuple[Invoice, ...]) -> tuple[OpenItem, ...]:
    """Return the installments with a residual, oldest due date first (those without one last)."""
    items = (
        OpenItem(
            id=installment.id,
            invoice=invoice,
            due=installment.due,
            residual=Money(amount=installment.residual, currency=invoice.currency),
            booked=installment.booked,
        )
        for invoice in invoices
        for installment in invoice.installments
        if installment.residual > 0
    )
    return tuple(sorted(items, key=lambda item: (item.due or date.max, item.invoice.number, item.id)))
