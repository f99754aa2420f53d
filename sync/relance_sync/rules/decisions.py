"""What the rules can say about an account, and the assessment that holds it all.

A decision is what should be; whether it was already written on the platform is the flow's business.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.exposure import Exposure
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Channel, Stage, Step
from relance_sync.rules.reasons import Reason
from relance_sync.rules.score import Grade, Rating


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
        orders: Ids of the orders waiting, none prepaid: quotations, and confirmed orders with something to
            deliver, without those that a person let go on.
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


class AlertKind(StrEnum):
    """What a colleague is told of."""

    PROMISE_BROKEN = "promise_broken"
    PLAN_BROKEN = "plan_broken"
    SETTLEMENT_BROKEN = "settlement_broken"
    SETTLEMENT_KEPT = "settlement_kept"
    WORSE_GRADE = "worse_grade"
    GOOD_PAYER_LATE = "good_payer_late"
    LIMITATION_NEAR = "limitation_near"
    LIMITATION_PASSED = "limitation_passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Tell a colleague: a note and a task, once.

    Attributes:
        subject: What it is about, such as the id of the agreement; with `kind` it names the alert for ever.
        items: Installments concerned; the task has lost its point when none of them is open. Empty for an
            alert about the customer as such: a person decides when it is done.
        responsible: Platform user; None for the customer's collector, else its salesperson.
    """

    kind: AlertKind
    subject: str
    reasons: tuple[Reason, ...]
    items: tuple[str, ...] = ()
    responsible: str | None = None


Decision = Remind | Wait | Hold | Release | CloseTask | Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """How likely the customer pays late, as of the day of the assessment.

    Attributes:
        rating: The grade with its factors; None without a calibration.
        segment: Name of the policy's segment the customer is in; None for none.
    """

    rating: Rating | None = None
    segment: str | None = None

    @property
    def grade(self) -> Grade:
        """The grade; unrated where nothing is known: a grade is never invented."""
        return self.rating.grade if self.rating else Grade.UNRATED


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
