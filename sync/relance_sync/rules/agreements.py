"""Reasons not to chase that people agree on, and the contacts that took place.

A promise, dispute or pause is recorded with dates and a source; whether it is open, kept or broken is
a function of these facts and of today, never a stored flag. Payment plans and settlements are not here yet.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relance_sync.rules.ledger import OpenItem, plus_days
from relance_sync.rules.money import Money


class AgreementState(StrEnum):
    """Where a promise, dispute or pause stands on a day."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A customer's word to pay by a day.

    Attributes:
        due: The promised day.
        invoices: Ids of the invoices promised; empty for everything open.
        amount: What was promised; None for all of it.
        closed_on: Day a person withdrew it; None while it stands.
        source: Who recorded it, or the platform field it was read from.
    """

    id: str
    customer: str
    due: date
    made_on: date
    invoices: tuple[str, ...] = ()
    amount: Money | None = None
    closed_on: date | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A contested invoice: kept in exposure, out of chasing; the rest goes on.

    Attributes:
        invoice: Id of the invoice; None for everything of the customer.
        closed_on: Day it was settled; None while it runs.
    """

    id: str
    customer: str
    opened_on: date
    invoice: str | None = None
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
    """Which step of which plan one installment took with a contact."""

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


def promise_state(
    promise: Promise, items: tuple[OpenItem, ...], today: date, tolerance_days: int
) -> AgreementState:
    """Say where a promise stands.

    Args:
        promise: The promise.
        items: The customer's open items.
        today: Day in the company's zone.
        tolerance_days: Days after the promised day during which it still counts as running.

    Returns:
        CLOSED if withdrawn, KEPT if nothing it covers is open, BROKEN after its day and tolerance, else OPEN.
    """
    if promise.closed_on is not None and promise.closed_on <= today:
        return AgreementState.CLOSED
    if not any(covers(promise, item) for item in items):
        return AgreementState.KEPT
    if today > plus_days(promise.due, tolerance_days):
        return AgreementState.BROKEN
    return AgreementState.OPEN


def covers(promise: Promise, item: OpenItem) -> bool:
    """Tell whether the promise is about this item."""
    issued_before = item.invoice.issued <= promise.made_on
    return item.invoice.id in promise.invoices if promise.invoices else issued_before


def dispute_runs(dispute: Dispute, today: date) -> bool:
    """Tell whether the dispute is open on a day."""
    return dispute.opened_on <= today and (dispute.closed_on is None or dispute.closed_on > today)


def pause_runs(pause: Pause, today: date) -> bool:
    """Tell whether the pause holds on a day (its last day included)."""
    closed = pause.closed_on is not None and pause.closed_on <= today
    return pause.since <= today <= pause.until and not closed
