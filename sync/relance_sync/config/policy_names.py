"""Checks the names in a policy that point to something in it (plans, texts, steps), and names given twice.

The rules' Policy refuses them too, but only the first and without its place. Here each is told with its place
and with what was probably meant, and replaced by a harmless one so that the rest can be checked.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from relance_sync.config.nearest import meant, nearest
from relance_sync.config.toml_document import TomlDocument
from relance_sync.config.toml_lines import Place
from relance_sync.errors import Problem

_Entries = Sequence[tuple[Place, Any]]


def check_names(document: TomlDocument) -> tuple[dict[str, Any], list[Problem]]:
    """Check the names of a policy file.

    Returns:
        What the file says with wrong names replaced, and the problems found.
    """
    raw = deepcopy(document.raw)
    plans, texts = _section(raw, "plans"), _section(raw, "texts")
    problems = [
        *(_unknown_plans(document, raw, plans) if plans else ()),
        *_unknown_texts(document, _steps(plans), texts),
        *_twice(document, _entries(raw.get("segments"), ("segments",)), "name", "segment of this policy"),
    ]
    for name, plan in plans.items():
        steps = _entries(_section(plans, name).get("steps"), ("plans", name, "steps"))
        problems += _unknown_entry(document, ("plans", name), plan, steps)
        problems += _twice(document, steps, "id", "step of this plan")
    return raw, problems


def _unknown_plans(
    document: TomlDocument, raw: dict[str, Any], plans: Mapping[str, Any]
) -> Iterator[Problem]:
    places: list[tuple[Any, Place, str]] = [(raw, (), "default_plan")]
    places += [(each, place, "plan") for place, each in _entries(raw.get("segments"), ("segments",))]
    for section in ("customers", "invoices"):
        entries = _section(raw, section)
        places += [(entries, (section,), key) for key in entries]
    for holder, place, key in places:
        name = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(name, str) and name and name not in plans:
            holder[key] = next(iter(plans))
            yield document.problem((*place, key), "no plan has this name.", _instead(name, plans))


def _unknown_texts(document: TomlDocument, steps: _Entries, texts: Mapping[str, Any]) -> Iterator[Problem]:
    for place, step in steps:
        name = step.get("text") if isinstance(step, dict) else None
        if isinstance(name, str) and name and name not in texts:
            del step["text"]
            advice = meant(nearest(name, texts)) or "Write a section for it, such as [texts.NAME.en]."
            yield document.problem((*place, "text"), "no text has this name.", advice)


def _unknown_entry(document: TomlDocument, place: Place, plan: Any, steps: _Entries) -> Iterator[Problem]:  # noqa: ANN401
    """Look for the step at which a plan's debts begin."""
    name = plan.get("entry_step") if isinstance(plan, dict) else None
    ids = [step["id"] for _, step in steps if isinstance(step, dict) and isinstance(step.get("id"), str)]
    if isinstance(name, str) and name and ids and name not in ids:
        plan["entry_step"] = ids[0]
        yield document.problem(
            (*place, "entry_step"), "no step of the plan has this id.", _instead(name, dict.fromkeys(ids))
        )


def _twice(document: TomlDocument, entries: _Entries, key: str, of: str) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for number, (place, each) in enumerate(entries, start=1):
        name = each.get(key) if isinstance(each, dict) else None
        if not isinstance(name, str):
            continue
        if name in first:
            line = document.line((*first[name], key))
            each[key] = f"{name} ({number})"
            yield document.problem(
                (*place, key), f"another {of} has the same {key}: line {line}.", "Give it another one."
            )
        first.setdefault(name, place)


def _steps(plans: Mapping[str, Any]) -> _Entries:
    return [
        entry
        for name in plans
        for entry in _entries(_section(plans, name).get("steps"), ("plans", name, "steps"))
    ]


def _section(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = raw.get(name)
    return found if isinstance(found, dict) else {}


def _entries(found: object, place: Place) -> _Entries:
    return [((*place, i), each) for i, each in enumerate(found)] if isinstance(found, list) else []


def _instead(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    return meant(nearest(name, known)) or f"There are: {', '.join(known)}."
