"""Which step each due item takes, and by which channel: the firmest that is worth it, the first that works.

What is due is `progress`; whether a step is worth its contact is `worth`. What becomes of it is `chase`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Wait
from relance_sync.rules.ledger import Customer
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Channel, Step
from relance_sync.rules.progress import ItemProgress
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.worth import worth_stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The steps that items of one currency take today.

    Attributes:
        taken: Items with the position of their step; empty if no due step is worth its contact.
        refused: Why a due step that is firmer than the one taken is not taken, each reason once.
    """

    taken: tuple[tuple[ItemProgress, int], ...]
    refused: tuple[Reason, ...]

    @property
    def carrying(self) -> tuple[ItemProgress, int]:
        """The item whose step drives the contact: firmest, furthest in its plan, oldest, first listed."""
        return max(self.taken, key=_firmness)


def sum_of(items: Sequence[ItemProgress], currency: str) -> Money:
    """Add up what is open of the items in one currency."""
    amounts = [item.item.residual.amount for item in items if item.item.residual.currency == currency]
    return Money(amount=sum(amounts, Decimal(0)), currency=currency)


def choose(account: Account, items: Sequence[ItemProgress], today: date) -> Choice:
    """Give each due item the firmest step it may take whose minimums the total reaches.

    What is not overdue counts only for a step before the due date: it makes no small debt worth a firm word.

    Args:
        account: The account.
        items: Of one currency, at least one.
        today: Day in the company's zone.
    """
    currency = items[0].item.residual.currency
    overdue, everything = (
        sum_of([item for item in items if item.late >= 1], currency),
        sum_of(items, currency),
    )
    known: dict[tuple[bool, str, int], Reason | None] = {}
    taken: list[tuple[ItemProgress, int]] = []
    refused: list[Reason] = []
    for item in items:
        best: int | None = None
        against: Reason | None = None
        for position in item.due_steps:
            key = (item.late >= 1, item.plan_name, position)
            if key not in known:
                total = overdue if item.late >= 1 else everything
                known[key] = worth_stop(account, total, item.step(position), today)
            stop = known[key]
            best, against = (position, None) if stop is None else (best, against or stop)
        if best is not None:
            taken.append((item, best))
        if against is not None and against not in refused:
            refused.append(against)
    return Choice(taken=tuple(taken), refused=tuple(refused))


def nothing_worth(account: Account, items: Sequence[ItemProgress], today: date) -> Wait | None:
    """Say why no due step is worth its contact; what is overdue says it, if any of it is due.

    Args:
        account: The account.
        items: Of one currency; at least one of them is due, and none takes a step.
        today: Day in the company's zone.

    Returns:
        None if the amount is not why.
    """
    late = [item for item in items if item.late >= 1]
    counted = late if any(item.due_steps for item in late) else items
    steps = (item.step(position) for item in counted for position in item.due_steps)
    mildest = min(steps, key=lambda step: (step.minimum, step.minimum_share))
    reason = worth_stop(account, sum_of(counted, items[0].item.residual.currency), mildest, today)
    return Wait(reasons=(reason,), items=tuple(item.item.id for item in counted)) if reason else None


def _firmness(taken: tuple[ItemProgress, int]) -> tuple[int, int, int]:
    item, position = taken
    return item.plan.steps[position].rank, position, -item.due.toordinal()


def reach(customer: Customer, step: Step) -> tuple[Channel, tuple[Reason, ...]]:
    """Find the first of the step's channels by which the customer can be reached.

    Returns:
        The channel, a task for a colleague after the last one; and why each one before it was passed over.
    """
    reasons: list[Reason] = []
    for channel in step.channels:
        if channel is Channel.EMAIL and not customer.email:
            reasons.append(because(Code.NO_EMAIL, customer=customer.name))
        elif channel is Channel.SMS and not customer.mobile:
            reasons.append(because(Code.NO_MOBILE, customer=customer.name))
        elif channel is Channel.CALL and not customer.phone:
            reasons.append(because(Code.NO_PHONE, customer=customer.name))
        else:
            return channel, tuple(reasons)
    return Channel.TODO, tuple(reasons)
