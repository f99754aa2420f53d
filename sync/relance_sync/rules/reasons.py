"""Why: a code plus the figures behind it. Every decision carries at least one.

Figures never depend on today (a due date, not days late), so that the same facts give equal reasons on
two days; `explain` turns them into sentences. The list of codes is documented in docs/reference/reasons.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from relance_sync.rules.money import Money

Figure = str | int | Decimal | date | Money | None


class Code(StrEnum):
    """Reason codes: stable names for people, files and `--json`."""

    # nothing to do
    NOTHING_OPEN = "nothing_open"
    NOT_DUE = "not_due"
    PLAN_FINISHED = "plan_finished"
    NO_DUE_DATE = "no_due_date"
    # stop conditions, in the order in which they are looked at
    DATA_STALE = "data_stale"
    BANK_STALE = "bank_stale"
    UNRECONCILED = "unreconciled"
    COVERED_BY_CREDIT = "covered_by_credit"
    RATE_MISSING = "rate_missing"
    BELOW_MINIMUM = "below_minimum"
    DISPUTED = "disputed"
    PROMISED = "promised"
    PAUSED = "paused"
    NOT_CHASED = "not_chased"
    CONTACT_GAP = "contact_gap"
    CLOSED_DAY = "closed_day"
    # a reminder
    STEP_DUE = "step_due"
    OLD_DEBT = "old_debt"
    PROMISE_BROKEN = "promise_broken"
    NO_EMAIL = "no_email"
    NO_PHONE = "no_phone"
    # a hold and its release
    OVER_LIMIT = "over_limit"
    OVERDUE = "overdue"
    STAGE_HOLDS = "stage_holds"
    NATURAL_PERSON = "natural_person"
    HOLD_APPROVED = "hold_approved"
    HOLD_RENEWED = "hold_renewed"
    HOLD_ENDS = "hold_ends"
    HOLD_CHANGED = "hold_changed"
    # a task that has lost its point
    TASK_SETTLED = "task_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A code and its figures.

    Attributes:
        figures: Named values that `explain` puts into the sentence; the names per code are documented.
    """

    code: Code
    figures: Mapping[str, Figure] = field(default_factory=dict)


def because(code: Code, **figures: Figure) -> Reason:
    """Build a Reason."""
    return Reason(code=code, figures=figures)
