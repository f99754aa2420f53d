"""Effects and their outcomes as plain JSON values, from Relance outside to the addon inside Odoo and back.

What is at its default is left out, so that an addon that is older than Relance outside takes what it knows;
what it does not know it must not write half.
"""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any

from relance_connectors.outcomes import Outcome
from relance_sync.errors import RelanceError, Retry, Skip, Stop
from relance_sync.ports import Effect, EffectKind, Line, Receipt, Target, Text
from relance_sync.rules.account import HoldState
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.hold_rules import Level

_KNOWN = {each.name: each.default for each in fields(Effect)}


def effect_data(effect: Effect) -> dict[str, Any]:
    """Return an effect as JSON values."""
    return {
        name: plain(value)
        for name, value in asdict(effect).items()
        if _KNOWN[name] is MISSING or getattr(effect, name) != _KNOWN[name]
    }


def effect_from(data: Mapping[str, Any]) -> Effect:
    """Read an effect back.

    Raises:
        Skip: If it holds what this version does not know, or is no effect.
    """
    values = dict(data)
    if values.keys() - _KNOWN.keys():
        raise Skip(
            "The Relance addon in Odoo is older than the Relance that writes. Upgrade it:"
            " `pip install --upgrade relance` on the Odoo server, then upgrade the module."
        )
    try:
        values["kind"] = EffectKind(values["kind"])
        values["target"] = Target(**values["target"])
        values["text"] = _text(values["text"])
        values["items"] = tuple(values.get("items", ()))
        values["steps"] = tuple(ItemStep(**each) for each in values.get("steps", ()))
        for name in ("deadline", "day", "expected", "expected_before"):
            values[name] = _day(values.get(name))
        if values.get("ready"):
            values["ready"] = _text(values["ready"])
        if values.get("hold"):
            values["hold"] = _hold(values["hold"])
        return Effect(**values)
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        raise Skip(f"This is no effect of Relance: {problem}.") from problem


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """Return what became of an effect: `reference` and `found`, or `skip`, `retry` or `stop`."""
    match outcome:
        case Receipt():
            return {"reference": outcome.reference, "found": outcome.found}
        case Skip():
            return {"skip": outcome.user_message}
        case Retry():
            return {"retry": outcome.user_message}
    return {"stop": outcome.user_message}


def problem_from(data: Mapping[str, Any]) -> RelanceError | None:
    """Return the error that an outcome tells of; None for a receipt."""
    for name, error in (("skip", Skip), ("retry", Retry), ("stop", Stop)):
        if name in data:
            return error(str(data[name]))
    return None


def plain(value: object) -> object:
    """Return what a record holds as JSON values: days and amounts as text."""
    match value:
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case date():
            return value.isoformat()
        case Level():
            return int(value)
        case Decimal() | str():
            return str(value)
        case _:
            return value


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _text(data: Mapping[str, Any]) -> Text:
    lines = tuple(
        Line(**{**each, "due": _day(each["due"]), "amount": Decimal(each["amount"])})
        for each in data["lines"]
    )
    return Text(
        title=data["title"],
        paragraphs=tuple(data["paragraphs"]),
        lines=lines,
        closing=tuple(data["closing"]),
    )


def _hold(data: Mapping[str, Any]) -> HoldState:
    return HoldState(**{**data, "level": Level(data["level"]), "since": date.fromisoformat(data["since"])})
