"""What the stories of this folder say: their days, their policy, and decisions in their words.

It needs the standard library and the rules only, so that whoever runs the rules can be told the same
stories: also an Odoo server, whose tests load this file by itself. Nothing is played here.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from relance_sync.plain_policy import shipped_text
from relance_sync.rules.decisions import Alert, Assessment, CloseTask, Decision, Hold, Release, Remind, Wait
from relance_sync.rules.money import Money

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One told day: what happens in the books, and what must be said that night."""

    on: date
    note: str
    books: tuple[Mapping[str, Any], ...]
    says: tuple[Mapping[str, Any], ...]
    figures: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story; `customer` holds the fields of the customer that differ from the usual one.

    Attributes:
        policy: The policy file of the story.
    """

    title: str
    customer: Mapping[str, Any]
    policy: str
    days: tuple[Day, ...]


def stories() -> tuple[Path, ...]:
    """The files of all stories."""
    return tuple(sorted(FOLDER.glob("*.toml")))


def read_story(path: Path) -> Story:
    """Read one story."""
    raw = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    days = tuple(
        Day(
            on=day.pop("on"),
            note=day.pop("note"),
            books=tuple(day.pop("books", ())),
            says=tuple(day.pop("says")),
            figures=day,
        )
        for day in raw["day"]
    )
    return Story(
        title=raw["title"],
        customer=raw.get("customer", {}),
        policy=policy_text(raw.get("policy", {})),
        days=days,
    )


def policy_text(changes: Mapping[str, Any]) -> str:
    """Write the standard policy with these sections and keys in place of its own; a list replaces a list."""
    standard = shipped_text("standard")
    if not changes:
        return standard
    whole = _merged(tomllib.loads(standard, parse_float=Decimal), changes)
    return "".join(f"{_toml(key)} = {_toml(value)}\n" for key, value in whole.items())


def _merged(standard: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: value for key, value in changes.items() if isinstance(value, dict) and key in standard}
    return {**standard, **changes, **{key: _merged(standard[key], value) for key, value in both.items()}}


def _toml(value: object) -> str:
    """Write a value as TOML, sections in one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case bool() | str():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def told(decision: Decision) -> dict[str, Any]:
    """A decision in the words of the story files."""
    because = [str(each.code) for each in decision.reasons]
    match decision:
        case Remind():
            return {
                "remind": decision.step.id,
                "by": str(decision.channel),
                "items": list(decision.items),
                "total": amount(decision.total),
                "because": because,
            }
        case Wait():
            why = decision.reasons[0].figures.get("dispute")
            waiting = {"wait": because[0], "items": list(decision.items), "until": decision.until, "why": why}
            return {key: value for key, value in waiting.items() if value}
        case Hold():
            verb = "propose" if decision.proposal else "hold"
            level = decision.level.name.lower()
            return {verb: level, "orders": list(decision.orders), "because": because}
        case Release():
            return {"release": decision.level.name.lower(), "because": because}
        case CloseTask():
            return {"close": decision.key}
        case Alert():
            return {"alert": str(decision.kind), "items": list(decision.items), "because": because}


def amount(money: Money) -> str:
    """An amount in the words of the story files."""
    return f"{money.amount:.2f} {money.currency}"


def figures(assessment: Assessment) -> dict[str, str]:
    """The figures of the account that a day may name."""
    return {
        "stage": str(assessment.stage),
        "exposure": amount(assessment.exposure.amount),
        "overdue": amount(assessment.overdue),
    }


def named(says: Sequence[Mapping[str, Any]], decisions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return of each decision the keys that the story names at its place."""
    return [
        {key: each[key] for key in expected if key in each}
        for expected, each in zip(says, decisions, strict=False)
    ]
