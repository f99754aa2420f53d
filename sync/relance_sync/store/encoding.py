"""Decisions and effects as JSON and back, without losing what a figure was (a day, an amount, a word).

What is kept is read by later versions too: a kind of decision or a field that is no longer known must not
make the history unreadable, so names are kept beside the values.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from relance_sync.ports import Effect
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.decisions import Alert, Assessment, CloseTask, Decision, Hold, Release, Remind, Wait
from relance_sync.rules.reason_data import reason_from, reason_json

Json = dict[str, Any]

NAMES: Mapping[str, type[Decision]] = {
    "remind": Remind,
    "wait": Wait,
    "hold": Hold,
    "release": Release,
    "close_task": CloseTask,
    "alert": Alert,
}
_NAME_OF = {type_: name for name, type_ in NAMES.items()}
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {name: TypeAdapter(type_) for name, type_ in NAMES.items()}
_EFFECT: TypeAdapter[Effect] = TypeAdapter(Effect)
_STEPS: TypeAdapter[tuple[ItemStep, ...]] = TypeAdapter(tuple[ItemStep, ...])


def effect_json(effect: Effect) -> str:
    """Write an effect as JSON text."""
    return _EFFECT.dump_json(effect).decode()


def effect_from(text: str) -> Effect:
    """Read an effect back."""
    return _EFFECT.validate_json(text)


def steps_from(data: object) -> tuple[ItemStep, ...]:
    """Read the steps of a contact back."""
    return _STEPS.validate_python(data)


def decision_name(decision: Decision) -> str:
    """Return the stable name of a kind of decision, as in `NAMES`."""
    return _NAME_OF[type(decision)]


def decision_json(decision: Decision) -> Json:
    """Write a decision as JSON, with its name in `decision`."""
    data: Json = {"decision": decision_name(decision)}
    for name in type(decision).__slots__:
        value = getattr(decision, name)
        reasons = name in {"reasons", "release"}
        data[name] = [reason_json(each) for each in value] if reasons else to_jsonable_python(value)
    return data


def decision_from(data: Json) -> Decision:
    """Read a decision back."""
    values = {name: value for name, value in data.items() if name != "decision"}
    for name in ("reasons", "release"):
        if name in values:
            values[name] = tuple(reason_from(each) for each in values[name])
    decision: Decision = _ADAPTERS[data["decision"]].validate_python(values)
    return decision


def assessment_json(assessment: Assessment) -> Json:
    """Write an assessment as JSON."""
    data: Json = {
        name: to_jsonable_python(getattr(assessment, name))
        for name in type(assessment).__slots__
        if name != "decisions"
    }
    return data | {"decisions": [decision_json(each) for each in assessment.decisions]}


def decisions_digest(decisions: Sequence[Decision]) -> str:
    """Return what is equal for equal decisions, also in another process."""
    said = json.dumps([decision_json(each) for each in decisions], sort_keys=True)
    return blake2b(said.encode(), digest_size=16).hexdigest()
