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
    STAGE_AGE = "stage_age"
    PLAN_FINISHED = "plan_finished"
    NO_DUE_DATE = "no_due_date"
    # stop conditions, in the order in which they are looked at
    DATA_STALE = "data_stale"
    BANK_STALE = "bank_stale"
    UNRECONCILED = "unreconciled"
    COVERED_BY_CREDIT = "covered_by_credit"
    RATE_MISSING = "rate_missing"
    BELOW_MINIMUM = "below_minimum"
    BELOW_SHARE = "below_share"
    HANDED_OVER = "handed_over"
    DISPUTED = "disputed"
    PROMISED = "promised"
    EXPECTED = "expected"
    PLAN_RUNNING = "plan_running"
    SETTLEMENT_RUNNING = "settlement_running"
    SETTLED = "settled"
    PAUSED = "paused"
    NOT_CHASED = "not_chased"
    CONTACT_GAP = "contact_gap"
    CHANNEL_GAP = "channel_gap"
    WEEK_CAP = "week_cap"
    MONTH_CAP = "month_cap"
    CLOSED_DAY = "closed_day"
    # a reminder
    STEP_DUE = "step_due"
    SEGMENT = "segment"
    OLD_DEBT = "old_debt"
    REPEATED = "repeated"
    PROMISE_BROKEN = "promise_broken"
    EXPECTED_MISSED = "expected_missed"
    PROMISE_PARTLY_KEPT = "promise_partly_kept"
    PLAN_BROKEN = "plan_broken"
    SETTLEMENT_BROKEN = "settlement_broken"
    NO_EMAIL = "no_email"
    NO_PHONE = "no_phone"
    NO_MOBILE = "no_mobile"
    # a hold and its release
    OVER_LIMIT = "over_limit"
    OVERDUE = "overdue"
    STAGE_HOLDS = "stage_holds"
    REPEATED_DEFAULTS = "repeated_defaults"
    RETURNED_PAYMENT = "returned_payment"
    NATURAL_PERSON = "natural_person"
    KIND_UNKNOWN = "kind_unknown"
    HOLD_APPROVED = "hold_approved"
    HOLD_RENEWED = "hold_renewed"
    HOLD_ENDS = "hold_ends"
    HOLD_CHANGED = "hold_changed"
    OVERRIDDEN = "overridden"
    ORDER_OVERRIDDEN = "order_overridden"
    # an alert; a broken agreement is told with the reason of its reminder
    SETTLEMENT_KEPT = "settlement_kept"
    GRADE_WORSE = "grade_worse"
    GOOD_PAYER_LATE = "good_payer_late"
    # the limitation watch: a stop, and an alert
    LIMITATION_NEAR = "limitation_near"
    LIMITATION_PASSED = "limitation_passed"
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
