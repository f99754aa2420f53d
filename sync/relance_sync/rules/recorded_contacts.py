"""Contacts that people made by themselves and told us: calls, and debts that were handed over to others.

What we wrote ourselves is a contact by its receipt. Whom to hand over, and when, say the plans.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relance_sync.rules.agreements import ContactEvent, ItemStep
from relance_sync.rules.ledger import OpenItem
from relance_sync.rules.plans import Channel, Route, Stage


class Reached(StrEnum):
    """Whether somebody answered."""

    REACHED = "reached"
    MESSAGE = "message"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call with the customer, once it took place.

    Attributes:
        counts: True if it is a contact of its own: somebody was reached, and none of our tasks had asked for
            it. One that a task asked for is the contact that the task already counts as.
        person: Whom the caller spoke with; empty if nobody said.
        source: Who called.
    """

    id: str
    customer: str
    day: date
    counts: bool
    reached: Reached = Reached.REACHED
    person: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Invoices that a collection firm or the court goes on with: nobody else reminds of them.

    Attributes:
        day: When they were handed over; the claim is at the stage `handed over` from then on.
        to: The firm or the lawyer.
        invoices: Their ids, at least one.
        closed_on: Day they were taken back; None while it stands.
        source: Who recorded it.

    Raises:
        ValueError: If no invoice is named: new ones are not handed over by themselves.
    """

    id: str
    customer: str
    day: date
    to: str
    invoices: tuple[str, ...]
    route: Route = Route.AGENCY
    closed_on: date | None = None
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.invoices:
            raise ValueError("a hand-over names its invoices")

    @property
    def stands(self) -> bool:
        """Whether nobody took the invoices back."""
        return self.closed_on is None


def recorded_contacts(
    calls: Iterable[Call], hand_overs: Iterable[HandOver], items: Iterable[OpenItem], currency: str
) -> Iterator[ContactEvent]:
    """Yield the contacts that calls and hand-overs are.

    Args:
        calls: A customer's.
        hand_overs: The same customer's.
        items: Its open items.
        currency: The company's: a call is about everything.
    """
    for call in calls:
        if call.counts:
            yield ContactEvent(
                key=f"call:{call.id}", day=call.day, channel=Channel.CALL, currency=currency, steps=()
            )
    for each in hand_overs:
        if each.stands:
            yield from _taken(each, [item for item in items if item.invoice.id in each.invoices])


def _taken(hand_over: HandOver, items: list[OpenItem]) -> Iterator[ContactEvent]:
    """Yield a contact for each currency: its items stand at the stage, whatever plan they follow."""
    for currency in sorted({item.residual.currency for item in items}):
        yield ContactEvent(
            key=f"hand_over:{hand_over.id}:{currency}",
            day=hand_over.day,
            channel=Channel.TODO,
            currency=currency,
            steps=tuple(
                ItemStep(item=item.id, plan="", step=Stage.HANDED_OVER)
                for item in items
                if item.residual.currency == currency
            ),
        )


def handed_over(hand_overs: Iterable[HandOver], invoice: str) -> HandOver | None:
    """Return the newest hand-over of an invoice that stands; None if it was not handed over."""
    mine = (each for each in hand_overs if each.stands and invoice in each.invoices)
    return max(mine, key=lambda each: (each.day, each.id), default=None)
