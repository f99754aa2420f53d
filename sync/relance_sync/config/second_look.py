"""Finds what a failed section hides: its numbers and lists that are wrong by themselves.

A section with a wrong key, or with a wrong section inside, is not built, so its dataclass has not looked at
the rest. Here it is built once more from the keys that are right, with harmless values for the others.
Only complaints that a number or a list explains are believed: the others may come from the harmless values.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, cast, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from relance_sync.config.forms import plain
from relance_sync.config.refused import Refused, build
from relance_sync.config.toml_lines import Place
from relance_sync.rules.plans import Channel, Plan, Stage, Step, Tone
from relance_sync.rules.policy import Policy

# Sections that cannot be built without sections inside them.
_PLAN = Plan(
    steps=(Step(id="-", stage=Stage.AMICABLE, channel=Channel.EMAIL, tone=Tone.NEUTRAL, after_due=1),)
)
_STAND_INS: Mapping[type, Mapping[str, Any]] = {
    Policy: {"plans": {"-": _PLAN}, "default_plan": "-"},
    Plan: {"steps": _PLAN.steps},
}
_HARMLESS: Mapping[type, object] = {int: 1, Decimal: Decimal(1), str: "-", bool: False}

Checked = Callable[[object], Any]


def hidden_complaints(
    raw: Mapping[str, Any], failed: Sequence[Place], checked: Checked
) -> Iterator[tuple[Place, str]]:
    """Look again at every section around a failed place.

    Args:
        raw: What the policy file says.
        failed: Places that were refused.
        checked: Translates a type of the rules into the type that pydantic checks.

    Yields:
        Place and message of what was hidden.
    """
    around = {place[:length] for place in failed for length in range(len(place))}
    for section in sorted(around, key=str):
        shape, given = _shape_at(section), _given_at(raw, section)
        if shape is None or not isinstance(given, dict):
            continue
        wrong = {place[len(section)] for place in failed if place[: len(section)] == section != place}
        for place, message in _complaints(shape, given, wrong, checked):
            yield (*section, *place), message


def _complaints(
    shape: type, given: Mapping[str, Any], wrong: set[str | int], checked: Checked
) -> Iterator[tuple[Place, str]]:
    values = dict(_values(shape, given, wrong, checked))
    try:
        build(shape, values)
    except Refused as refused:
        for place, message in refused.complaints:
            if place and place[0] in given and place[0] not in wrong and _counts(values.get(str(place[0]))):
                yield place, message
    except TypeError:
        # A section that cannot be built without sections inside it, and that has no stand-in for them.
        return


def _values(
    shape: type, given: Mapping[str, Any], wrong: set[str | int], checked: Checked
) -> Iterator[tuple[str, object]]:
    """Give a section's own keys; sections inside it are left out."""
    hints, stand_ins = get_type_hints(shape), _STAND_INS.get(shape, {})
    for each in fields(cast("Any", shape)):
        hint = plain(hints[each.name])
        if not each.init or each.metadata.get("computed"):
            continue
        if each.name in stand_ins:
            yield each.name, stand_ins[each.name]
        elif each.name in given and each.name not in wrong and not _has_sections(hint):
            try:
                adapter = TypeAdapter[object](checked(hint), config=ConfigDict(strict=True))
                yield each.name, adapter.validate_python(given[each.name])
            except ValidationError:
                continue
        elif (each.name in wrong or _is_required(each)) and (harmless := _harmless(hint)) is not None:
            yield each.name, harmless


def _harmless(hint: Any) -> object:  # noqa: ANN401  # a type, or a generic alias
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return _HARMLESS.get(hint)


def _has_sections(hint: Any) -> bool:  # noqa: ANN401  # as above
    inner = get_args(hint)
    return is_dataclass(hint) or (bool(inner) and (get_origin(hint) is not tuple or is_dataclass(inner[0])))


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _counts(value: object) -> bool:
    return isinstance(value, int | Decimal | tuple) and not isinstance(value, bool | Enum)


def _shape_at(place: Place) -> type | None:
    """Return the dataclass at a place of the policy; None if there is none."""
    shape: Any = Policy
    for part in place:
        if is_dataclass(shape):
            shape = plain(get_type_hints(shape).get(str(part)))
        elif part != "[key]":
            shape = (
                plain(get_args(shape)[0 if get_origin(shape) is tuple else -1]) if get_args(shape) else None
            )
    return shape if isinstance(shape, type) and is_dataclass(shape) else None


def _given_at(raw: Mapping[str, Any], place: Place) -> object:
    given: Any = raw
    for part in place:
        try:
            given = given[part]
        except (LookupError, TypeError):
            return None
    return given
