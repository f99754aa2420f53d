"""What happens in a business, day by day: the events of a ledger, as any accounting tool could book them.

Facts only, frozen and compared by value. Nothing here knows a platform, draws anything or checks anything.
Money is Decimal in the event's own currency, tax included unless said otherwise. Ids are unique by kind.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """When an invoice falls due.

    Attributes:
        days: Calendar days from the invoice's day.
        end_of_month: Whether it is then the last day of that month.
    """

    days: int
    end_of_month: bool = False

    @property
    def name(self) -> str:
        """Return what the terms are called: at most 31 characters.

        >>> Terms(days=30).name, Terms(days=45, end_of_month=True).name
        ('Net 30', '45 days end of month')
        """
        return f"{self.days} days end of month" if self.end_of_month else f"Net {self.days}"

    def due(self, issued: date) -> date:
        """Return the day an invoice falls due.

        >>> Terms(days=45).due(date(2026, 1, 31)), Terms(days=30, end_of_month=True).due(date(2026, 1, 1))
        (datetime.date(2026, 3, 17), datetime.date(2026, 1, 31))
        """
        day = issued + timedelta(days=self.days)
        return day.replace(day=monthrange(day.year, day.month)[1]) if self.end_of_month else day


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a document, without tax.

    Attributes:
        price: Of one unit, to the cent; negative for a discount.
    """

    text: str
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """Return quantity times price: exact, as both have at most two decimals."""
        return self.quantity * self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class Installment:
    """One due date of an invoice."""

    due: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The part of money, or of a credit note, that is set against one installment.

    Attributes:
        installment: Its place in the invoice, from 0.
        amount: Positive, in the invoice's currency.
    """

    invoice: str
    installment: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSet:
    """From this day on one unit of `currency` is worth so many units of the company's."""

    day: date
    currency: str
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMade:
    """Somebody new owes.

    Attributes:
        name: Unique; without tab, line break and colon, which some platforms refuse.
        email, phone: None if unknown.
        currency: Of all documents with the customer.
        person: A natural person; else a legal entity.
        parent: The customer this one belongs to; None as a rule.
        note: What people wrote about the customer; empty as a rule.
    """

    day: date
    customer: str
    name: str
    email: str | None
    phone: str | None
    currency: str
    terms: Terms
    person: bool
    parent: str | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNoted:
    """A colleague wrote something about the customer."""

    day: date
    customer: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged:
    """The customer turned out to be one that existed already: its documents are the other's now."""

    day: date
    customer: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDeactivated:
    """The customer left, owes nothing, and is hidden."""

    day: date
    customer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMade:
    """An order came in, or an estimate went out.

    Attributes:
        number: Runs in the order of days; empty where one family is walked through alone.
        estimate: Not agreed yet; else a firm order. The invoice names the order it comes from.
        tax: On the sum of the lines.
    """

    day: date
    order: str
    customer: str
    number: str
    currency: str
    estimate: bool
    lines: tuple[Line, ...]
    tax: Decimal

    @property
    def total(self) -> Decimal:
        """Return the sum, tax included."""
        return total(self.lines) + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled:
    """Nothing comes of an order, or an estimate was declined."""

    day: date
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued:
    """An invoice was posted.

    Attributes:
        number: Runs in the order of days; empty where one family is walked through alone.
        terms: Of the whole invoice; with several installments, of the last one only roughly.
        tax: On the sum of the lines.
        installments: At least one, by due date; together they are the total.
        order: The order it comes from; None for none.
    """

    day: date
    invoice: str
    customer: str
    number: str
    currency: str
    terms: Terms
    lines: tuple[Line, ...]
    tax: Decimal
    installments: tuple[Installment, ...]
    order: str | None

    @property
    def total(self) -> Decimal:
        """Return the sum, tax included."""
        return total(self.lines) + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceVoided:
    """An invoice on which nothing was paid was made worth nothing; it stays visible."""

    day: date
    invoice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDeleted:
    """An invoice on which nothing was paid is gone."""

    day: date
    invoice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteIssued:
    """The business owes something back.

    Attributes:
        invoice: The one it corrects.
        allocations: What is set against it at once; the rest waits for `MoneyMatched`.
    """

    day: date
    credit_note: str
    customer: str
    number: str
    currency: str
    invoice: str
    lines: tuple[Line, ...]
    tax: Decimal
    allocations: tuple[Allocation, ...]

    @property
    def total(self) -> Decimal:
        """Return the sum, tax included."""
        return total(self.lines) + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived:
    """Money came in.

    Attributes:
        customer: Who paid: the invoices' customer, or the one it belongs to.
        text: What the bank statement says.
        allocations: What is set against invoices at once; the rest waits for `MoneyMatched`.
    """

    day: date
    payment: str
    customer: str
    currency: str
    amount: Decimal
    text: str
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMatched:
    """What was left of a payment or credit note was set against invoices.

    Attributes:
        source: Id of the payment or credit note.
    """

    day: date
    source: str
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReturned:
    """The bank took a payment back: what it had settled is open again."""

    day: date
    payment: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountGranted:
    """A part of an installment was waived, because the rest was paid early."""

    day: date
    payment: str
    allocation: Allocation


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeNoted:
    """The customer says that something is wrong with the invoice."""

    day: date
    invoice: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtWrittenOff:
    """Nobody expects this part of an installment any more."""

    day: date
    allocation: Allocation


Event = (
    RateSet
    | CustomerMade
    | CustomerNoted
    | CustomersMerged
    | CustomerDeactivated
    | OrderMade
    | OrderCancelled
    | InvoiceIssued
    | InvoiceVoided
    | InvoiceDeleted
    | CreditNoteIssued
    | PaymentReceived
    | MoneyMatched
    | PaymentReturned
    | DiscountGranted
    | DisputeNoted
    | DebtWrittenOff
)


def total(lines: Iterable[Line]) -> Decimal:
    """Add up lines, without tax."""
    return sum((each.amount for each in lines), Decimal("0.00"))
