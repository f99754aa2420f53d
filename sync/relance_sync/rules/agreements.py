"""Reasons not to chase that people agree on, and the contacts that took place.

A promise, payment plan, settlement, dispute or pause is recorded with dates and a source; whether it is open,
kept or broken is a function of these facts, of what was paid, and of today (`agreement_states`), never a
stored flag.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from relance_sync.rules.ledger import Invoice
from relance_sync.rules.money import Money


class AgreementState(StrEnum):
    """Where an agreement stands on a day."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    BROKEN = "broken"
    CLOSED = "closed"


NOT_KEPT = (AgreementState.BROKEN, AgreementState.PARTLY_KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A customer's word to pay by a day.

    Attributes:
        due: The promised day.
        invoices: Ids of the invoices promised; empty for everything open.
        amount: What was promised; None for all of it.
        open_amount: What was open of the items it covers when it was made; None if nobody noted it: then it
            is only kept when nothing of them is open.
        closed_on: Day a person withdrew it; None while it stands.
        source: Who recorded it, or the platform field it was read from.
    """

    id: str
    customer: str
    due: date
    made_on: date
    invoices: tuple[str, ...] = ()
    amount: Money | None = None
    open_amount: Money | None = None
    closed_on: date | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """One instalment of a payment plan: an amount, above 0 and in the plan's currency, by a day."""

    due: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPlan:
    """Dated instalments that take the place of the due dates for chasing. One missed instalment breaks it.

    Attributes:
        parts: At least one, by rising days.
        invoices: Ids of the invoices it covers; empty for everything issued until it was made.
        open_amount: What was open of the items it covers, in the currency of the instalments.
        closed_on: Day a person ended it; None while it stands.
        source: Who recorded it.

    Raises:
        ValueError: If it has no instalments, or their days do not rise, or an amount is not above 0.
    """

    id: str
    customer: str
    made_on: date
    parts: tuple[PlanPart, ...]
    open_amount: Money
    invoices: tuple[str, ...] = ()
    closed_on: date | None = None
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.parts or any(part.amount <= 0 for part in self.parts):
            raise ValueError("a payment plan needs at least one instalment, each of an amount above 0")
        if any(later.due <= earlier.due for earlier, later in pairwise(self.parts)):
            raise ValueError("the days of the instalments must rise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A partial waiver: if the customer pays `pays` by a day, the rest of what it covers is waived.

    Once it is kept, the rest is out of chasing and a colleague is to book a credit note; if it is broken,
    the whole debt is due again.

    Attributes:
        due: Last day of payment.
        pays: What the customer pays.
        invoices: Ids of the invoices it covers; empty for everything issued until it was made.
        open_amount: What was open of the items it covers; in the currency of `pays` and above it.
        closed_on: Day a person ended it; None while it stands.

    Raises:
        ValueError: If nothing is waived, or the currencies differ.
    """

    id: str
    customer: str
    made_on: date
    due: date
    pays: Money
    open_amount: Money
    invoices: tuple[str, ...] = ()
    closed_on: date | None = None
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.pays.currency != self.open_amount.currency:
            raise ValueError("what is paid and what is open must be in one currency")
        if not 0 < self.pays.amount < self.open_amount.amount:
            raise ValueError("a settlement asks for more than 0 and less than all that is open")


Agreement = Promise | PaymentPlan | Settlement


class DisputeReason(StrEnum):
    """Why an invoice is contested."""

    GOODS = "goods"
    DELIVERY = "delivery"
    PRICE = "price"
    INVOICE_ERROR = "invoice_error"
    ALREADY_PAID = "already_paid"
    DUPLICATE = "duplicate"
    NOT_ORDERED = "not_ordered"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A contested invoice: kept in exposure, out of chasing; the rest goes on.

    Attributes:
        invoice: Id of the invoice; None for everything of the customer.
        reason: Why it is contested.
        closed_on: Day it was settled; None while it runs.
    """

    id: str
    customer: str
    opened_on: date
    invoice: str | None = None
    reason: DisputeReason = DisputeReason.OTHER
    closed_on: date | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Nobody contacts the customer until a day, which is required: a pause without an end is forgotten.

    Attributes:
        until: Last day of the pause.
        closed_on: Day a person ended it early; None while it stands.
    """

    id: str
    customer: str
    since: date
    until: date
    closed_on: date | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStep:
    """Which step of which plan one installment took with a contact.

    Attributes:
        plan: Empty for a step that no plan asked for: `step` then names the stage.
    """

    item: str
    plan: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEvent:
    """A contact with the customer, or the task to make one, that really went out.

    Attributes:
        key: The effect's key; unique.
        day: In the company's zone.
        channel: As in the policy's steps.
        currency: Currency of the items.
        steps: The step each installment took; an installment merely listed is not in it.
    """

    key: str
    day: date
    channel: str
    currency: str
    steps: tuple[ItemStep, ...]


def covers(agreement: Agreement, invoice: Invoice) -> bool:
    """Tell whether an agreement is about an invoice; its amounts are in one currency, so it is too."""
    if agreement.open_amount is not None and agreement.open_amount.currency != invoice.currency:
        return False
    return invoice.id in agreement.invoices if agreement.invoices else invoice.issued <= agreement.made_on


def dispute_runs(dispute: Dispute, today: date) -> bool:
    """Tell whether the dispute is open on a day."""
    return dispute.opened_on <= today and (dispute.closed_on is None or dispute.closed_on > today)


def dispute_about(disputes: Iterable[Dispute], invoice: str, today: date) -> Dispute | None:
    """Return the oldest dispute that takes an invoice out of chasing on a day; None if none does."""
    about = (each for each in disputes if each.invoice in {None, invoice} and dispute_runs(each, today))
    return min(about, key=lambda each: (each.opened_on, each.id), default=None)


def pause_runs(pause: Pause, today: date) -> bool:
    """Tell whether the pause holds on a day (its last day included)."""
    closed = pause.closed_on is not None and pause.closed_on <= today
    return pause.since <= today <= pause.until and not closed
