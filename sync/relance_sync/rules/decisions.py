"""What the rules can say about an account, and the assessment that holds it all.

A decision is what should be; whether it was already written on the platform is the flow's business.
"""

from dataclasses import dataclass
from datetime import date

from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.exposure import Exposure
from relance_sync.rules.money import Money
from relance_sync.rules.policy import Channel, Level, Stage, Step
from relance_sync.rules.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """Contact the customer about the items of one currency.

    Attributes:
        plan: Name of the plan whose step this is.
        step: The firmest step that is due.
        channel: The step's channel, or `todo` where the customer cannot be reached by it.
        items: Installments to list, the carrying item (the one that drives the step) first.
        steps: The step each installment takes with it.
        total: Sum of the items' residuals.
    """

    currency: str
    plan: str
    step: Step
    channel: Channel
    items: tuple[str, ...]
    steps: tuple[ItemStep, ...]
    total: Money
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Do nothing now, for a stated reason.

    Attributes:
        items: Installments concerned; empty for the whole account.
        until: First day on which the reason can be gone without new data; None if only data can change it.
    """

    reasons: tuple[Reason, ...]
    items: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Orders should not go on (`hold`) or should go on with a warning (`warn`).

    Attributes:
        cycle: Number of this hold in the customer's history, from 1 on.
        proposal: True for a natural person: a human confirms (GDPR, article 22).
        orders: Ids of the orders waiting: quotations that are not prepaid.
        release: What ends the hold, one reason for each trigger.
        expires_after_days: Days after which a person must look at it again.
    """

    level: Level
    cycle: int
    proposal: bool
    orders: tuple[str, ...]
    reasons: tuple[Reason, ...]
    release: tuple[Reason, ...]
    expires_after_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """End the hold in force: undo what we set, nothing else.

    Attributes:
        level: Level of the hold that ends.
        cycle: Number of the hold that ends.
        proposal: True if it was only proposed.
    """

    level: Level
    cycle: int
    proposal: bool = False
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTask:
    """A task we wrote has lost its point: close it on the platform.

    Attributes:
        key: Key of the effect that wrote it.
    """

    key: str
    reasons: tuple[Reason, ...]


Decision = Remind | Wait | Hold | Release | CloseTask

UNRATED = "unrated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The customer's grade; only `unrated` until the score exists (a grade is never invented)."""

    grade: str = UNRATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The outcome for one account on one day.

    Attributes:
        overdue: Sum of the overdue items in the company's currency.
        decisions: Never empty: waiting is said.
        next_review: First day on which the outcome can change without new data; None for never.
    """

    customer: str
    today: date
    policy_version: str
    risk: Risk
    stage: Stage
    exposure: Exposure
    overdue: Money
    decisions: tuple[Decision, ...]
    next_review: date | None
