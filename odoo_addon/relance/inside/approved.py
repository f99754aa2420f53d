"""Reminders that wait for a person's approval: which can be sent, and what the rules say of an approved one.

A step that needs approval counts as taken when its task is written, so the rules are asked again as if it
were not: they send the same step with today's figures, or say why not. Nothing is written here.
"""

from dataclasses import dataclass, replace

from relance_sync.ports import Effect, EffectKind
from relance_sync.rules.account import Account
from relance_sync.rules.assess import assess
from relance_sync.rules.decisions import Decision, Remind, Wait
from relance_sync.rules.explain import describe
from relance_sync.rules.reasons import Code

from .office import Office

_SENT = (EffectKind.NOTE, EffectKind.MESSAGE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say of an approved reminder.

    Attributes:
        effects: What sends it; empty if it is not sent now.
        waits: Whether it is only too early: the day is closed.
        why: The reasons against it, in words by language; empty if there are none.
    """

    effects: tuple[Effect, ...] = ()
    waits: bool = False
    why: dict[str, str] | None = None


def can_be_sent(office: Office, task) -> bool:
    """Tell whether an open task of ours is a message that leaves once a person approves it.

    Args:
        office: Of the task's company.
        task: The receipt of the task.
    """
    if not task.steps or not office.planner.sends(task.channel or ""):
        return False
    plan = office.policy.plans.get(task.steps[0]["plan"])
    position = plan.index(task.steps[0]["step"]) if plan else None
    # Whom others remind from then on, we write nothing.
    return position is not None and plan.steps[position].route is None


def answer(office: Office, task, account: Account, languages: tuple[str, ...]) -> Answer:
    """Ask the rules whether the message of a task is to be sent today.

    Args:
        office: Of the task's company.
        task: The receipt of the task.
        account: Of the customer, as it is now.
        languages: In which reasons are worded.
    """
    before = replace(
        account,
        contacts=tuple(each for each in account.contacts if each.key != task.key),
        tasks=tuple(each for each in account.tasks if each.key != task.key),
    )
    assessment = assess(before, office.policy, office.calendar, office.today)
    same = tuple(each for each in assessment.decisions if _takes(each, task))
    if same:
        planned = replace(office.planner, approved=True).plan(replace(assessment, decisions=same), before)
        if any(each.kind is EffectKind.MESSAGE for each in planned):
            return Answer(effects=tuple(each for each in planned if each.kind in _SENT))
    against = same or tuple(each for each in assessment.decisions if _is_about(each, task))
    waits = any(reason.code is Code.CLOSED_DAY for each in against for reason in each.reasons)
    said = {
        language: " ".join(describe(each, office.today, language) for each in against)
        for language in languages
    }
    return Answer(waits=waits, why=said)


def _takes(decision: Decision, task) -> bool:
    """Tell whether a decision is to take the task's step now, in its currency."""
    step = task.steps[0]
    return (
        isinstance(decision, Remind)
        and (decision.plan, decision.step.id) == (step["plan"], step["step"])
        and decision.currency == task.currency
    )


def _is_about(decision: Decision, task) -> bool:
    """Tell whether a decision says what happens with the task's items instead."""
    if not isinstance(decision, Remind | Wait):
        return False
    return not decision.items or bool({*decision.items} & {*task.items})
