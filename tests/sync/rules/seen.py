"""What the property tests look at: an assessment of a drawn situation, and what it decides."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import settings

from relance_sync.rules.assess import assess
from relance_sync.rules.decisions import Assessment, Hold, Release, Remind
from relance_sync.rules.hold_rules import Level
from tests.drawn import TODAY
from tests.strategies import Situation, accounts, reliable

DAY = timedelta(days=1)
WALK_DAYS = 60
FACTS = ("invoices", "credits", "payments", "orders", "rates", "contacts", "tasks", "history")
AGREED = (
    "promises",
    "payment_plans",
    "settlements",
    "disputes",
    "pauses",
    "approvals",
    "overrides",
    "interruptions",
    "hand_overs",
    "calls",
)

many = settings()
few = settings(max_examples=many.max_examples * 2 // 5)
sound = accounts().map(reliable)


def assessed(situation: Situation, today: date = TODAY) -> Assessment:
    return assess(situation.account, situation.policy, situation.calendar, today)


def with_account(situation: Situation, **changes: Any) -> Situation:
    return replace(situation, account=replace(situation.account, **changes))


def outcome(assessment: Assessment) -> Assessment:
    """Everything of an assessment that must not change before the next review."""
    rating = assessment.risk.rating
    risk = replace(assessment.risk, rating=rating and replace(rating, on=TODAY))
    return replace(assessment, today=TODAY, next_review=None, risk=risk)


def reminders(assessment: Assessment) -> list[Remind]:
    return [each for each in assessment.decisions if isinstance(each, Remind)]


def holds(assessment: Assessment) -> list[Hold]:
    return [each for each in assessment.decisions if isinstance(each, Hold)]


def releases(assessment: Assessment) -> list[Release]:
    return [each for each in assessment.decisions if isinstance(each, Release)]


def hold_level(assessment: Assessment) -> Level:
    return max((hold.level for hold in holds(assessment)), default=Level.NONE)


def walk(situation: Situation, today: date) -> None:
    """Assess every day, as if the nightly run had touched the account only on its reviews."""
    last = assessed(situation, today)
    for _ in range(WALK_DAYS):
        today += DAY
        now = assessed(situation, today)
        if last.next_review is not None and today >= last.next_review:
            last = now
        assert outcome(now) == outcome(last)
