"""From an assessment to what a platform's file of the customer shows of it: figures, grade, stage, decisions.

It is a state and no effect: it is overwritten, and nobody is written to by it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from relance_sync.customer_files import CustomerFile
from relance_sync.plan_told import told_said
from relance_sync.rules.account import Account, Told
from relance_sync.rules.decisions import Alert, Assessment, CloseTask, Decision, Hold, Release, Remind, Wait
from relance_sync.rules.explain import LANGUAGES, headline
from relance_sync.rules.policy import Policy
from relance_sync.rules.priority import at_risk
from relance_sync.rules.reason_data import reason_json
from relance_sync.rules.resumption import broken_agreements
from relance_sync.rules.score import Grade
from relance_sync.rules.score_words import explain_rating

DECISION_KINDS: Mapping[type[Decision], str] = {
    Remind: "remind",
    Wait: "wait",
    Hold: "hold",
    Release: "release",
    CloseTask: "close_task",
    Alert: "alert",
}


def customer_file(
    assessment: Assessment, account: Account, policy: Policy, told: Iterable[Told] = ()
) -> CustomerFile:
    """Return what a file shows of an assessment.

    Args:
        assessment: Of the account.
        account: What it rests on.
        policy: By which it was assessed.
        told: What of the account was told to Relance itself.
    """
    limit, exposed = account.customer.credit_limit, assessment.exposure.amount.amount
    rating, grade = assessment.risk.rating, assessment.risk.grade
    return CustomerFile(
        customer=assessment.customer,
        assessed_on=assessment.today,
        next_review=assessment.next_review,
        policy_version=assessment.policy_version,
        stage=str(assessment.stage),
        grade="unrated" if grade is Grade.UNRATED else str(grade),
        rating={each: list(explain_rating(rating, each)) for each in LANGUAGES} if rating else {},
        exposure=exposed,
        overdue=assessment.overdue.amount,
        at_risk=at_risk(assessment.overdue, rating, policy.score).amount,
        headroom=limit - exposed if limit is not None else None,
        broken=bool(broken_agreements(account, policy, assessment.today)),
        decisions=tuple(decision_said(each) for each in assessment.decisions),
        told=tuple(told_said(each) for each in told),
    )


def decision_said(decision: Decision) -> dict[str, Any]:
    """Return a decision by what lists and files keep of it: its kind, its words, and its reasons' figures."""
    reasons = [*decision.reasons, *getattr(decision, "release", ())]
    return {
        "kind": DECISION_KINDS[type(decision)],
        "headline": {each: headline(decision, each) for each in LANGUAGES},
        "reasons": [reason_json(each) for each in reasons],
    }
