"""A policy as tables for people and as JSON for programs: its segments and the steps of its plans."""

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal

from relance_sync.letters.sms import parts, usual_message
from relance_sync.rules.explain import LANGUAGES, word
from relance_sync.rules.ledger import Kind
from relance_sync.rules.plans import Channel, Plan, Step
from relance_sync.rules.policy import Policy
from relance_sync.rules.score import Grade
from relance_sync.rules.segments import Segment

# Says a text of the command line, by its key.
Say = Callable[..., str]
Row = list[str]

_SHARES = ("minimum_late_share", "maximum_late_share")

STEP_HEADINGS = (
    "plan",
    "step",
    "days",
    "policy_after",
    "policy_repeat",
    "stage",
    "channel",
    "tone",
    "minimum",
    "policy_share",
    "policy_deadline",
    "policy_approval",
)
STEP_FIGURES = (2, 3, 4, 8, 9, 10)


def step_rows(policy: Policy, say: Say, language: str) -> list[Row]:
    """Return one row for each step, under `STEP_HEADINGS`; a plan is named on its first row."""
    return [
        [name if place == 0 else "", *_step_cells(step, say, language)]
        for name, plan in policy.plans.items()
        for place, step in enumerate(plan.steps)
    ]


def _step_cells(step: Step, say: Say, language: str) -> Row:
    return [
        step.id,
        f"{step.offset:+d}",
        str(step.after_previous or ""),
        str(step.repeat_every or ""),
        word(str(step.stage), language),
        word(str(step.channel), language),
        say(f"tone_{step.tone}"),
        f"{step.minimum:f}",
        _percent(step.minimum_share) if step.minimum_share else "",
        str(step.deadline_days or ""),
        say("policy_yes") if step.approval else "",
    ]


def text_messages(policy: Policy) -> list[dict[str, object]]:
    """Return the text messages of a policy's steps in each language, with names of usual length."""
    found: list[dict[str, object]] = []
    for name, plan in policy.plans.items():
        for step in (each for each in plan.steps if Channel.SMS in each.channels):
            texts = policy.texts.get(step.text or "", {})
            for language in sorted({*LANGUAGES, *texts}):
                said = usual_message(step, texts.get(language), language)
                about = {"plan": name, "step": step.id, "language": language}
                found.append({**about, "parts": parts(said), "message": said})
    return found


def segment_rows(policy: Policy, say: Say) -> list[Row]:
    """Return segment, condition and plan, in the order in which they are tried; the default plan last."""
    rows = [
        [each.name, say("policy_join").join(_conditions(each, say)), each.plan] for each in policy.segments
    ]
    return [*rows, [say("policy_anyone_else"), "", policy.default_plan]]


def _conditions(segment: Segment, say: Say) -> Row:
    said = []
    for each in fields(segment):
        value = getattr(segment, each.name)
        if each.name in {"name", "plan"} or value in ((), None, 0):
            continue
        if isinstance(value, tuple):
            names = ", ".join(_named(one, say) for one in value)
            said.append(say(f"segment_{each.name}", values=names))
        else:
            shown = _percent(value) if each.name in _SHARES else str(value)
            said.append(say(f"segment_{each.name}", value=shown))
    return said


def _named(value: object, say: Say) -> str:
    if isinstance(value, Kind):
        return say(f"kind_{value}")
    return say("policy_unrated") if value is Grade.UNRATED else str(value)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"


def policy_json(policy: Policy) -> dict[str, object]:
    """Return what a policy says about who is contacted when; keys as in the file."""
    return {
        "version": policy.version,
        "default_plan": policy.default_plan,
        "segments": [_segment_json(each) for each in policy.segments],
        "plans": {name: _plan_json(plan) for name, plan in policy.plans.items()},
    }


def _segment_json(segment: Segment) -> dict[str, object]:
    return {each.name: _plain(getattr(segment, each.name)) for each in fields(segment)}


def _plan_json(plan: Plan) -> dict[str, object]:
    steps = [
        {"day": step.offset, **{each.name: _plain(getattr(step, each.name)) for each in fields(step)}}
        for step in plan.steps
    ]
    return {"entry": str(plan.entry), "entry_step": plan.entry_step, "steps": steps}


def _plain(value: object) -> object:
    """Write a value as JSON; an amount is text, so that no digit is lost."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, str) else value
