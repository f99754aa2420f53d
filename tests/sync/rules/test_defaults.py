"""What a policy file leaves out has the value that docs/reference/policy.md tells."""

import re
import tomllib
from dataclasses import MISSING, Field, fields
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from relance_sync.rules.ledger import Kind
from relance_sync.rules.retention import DataClass, Retention
from tests.architecture.test_documented import POLICY, POLICY_SECTIONS, chapter

_ROW = re.compile(r"^\| `(\w+)` \| .*? \| `([^`]+)` \|", re.MULTILINE)


def told(heading: str) -> dict[str, Any]:
    """The defaults that a chapter writes as TOML; those in words are left out."""
    rows = _ROW.findall(chapter(POLICY, heading).replace("\\|", ""))
    return {name: tomllib.loads(f"it = {text}", parse_float=Decimal)["it"] for name, text in rows}


def plain(value: object) -> object:
    """A default as a file would write it."""
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value


def default(field: Field[Any]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@pytest.mark.parametrize(("section", "heading"), POLICY_SECTIONS)
def test_the_documented_default_is_the_default(section: Any, heading: str) -> None:
    known = {each.name: plain(default(each)) for each in fields(section)}
    documented = told(heading)
    assert {name: known[name] for name in documented} == documented


def test_the_documented_periods_of_retention_are_the_periods() -> None:
    """One number holds for both kinds of customer."""
    rows = re.findall(r"^\| `(\w+)` \| section \| (.*?) \|", chapter(POLICY, "[retention]`"), re.MULTILINE)
    documented = {}
    for name, text in rows:
        numbers = [int(each) for each in re.findall(r"\d+", text.replace("at once", "0"))]
        documented[name] = (numbers[0], numbers[-1])
    found = {}
    for data in DataClass:
        period = Retention().period(data)
        found[str(data)] = (period.of(Kind.PERSON).months, period.of(Kind.ENTITY).months)
    assert found == documented
