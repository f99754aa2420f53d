"""What is not documented does not exist: commands, options, exit codes, settings, policy keys, JSON keys."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, cast, get_args, get_type_hints

import pytest
import typer
from pydantic import BaseModel

from relance_connectors.odoo.settings import OdooSettings
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.xero.settings import XeroSettings
from relance_sync.cli import app
from relance_sync.cli.failures import Exit
from relance_sync.config.settings_file import CalendarSettings, CompanySection, SettingsFile
from relance_sync.rules.hold_rules import DefaultRule, HoldRules, OverdueRule
from relance_sync.rules.plans import Plan, Step, StepText
from relance_sync.rules.policy import (
    AgreementRules,
    AlertRules,
    ContactRules,
    Hours,
    LateFees,
    LimitationRules,
    Policy,
)
from relance_sync.rules.retention import Period, Retention, Span
from relance_sync.rules.score import Bands, Card
from relance_sync.rules.segments import Segment
from relance_sync.rules.targets import Targets

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
COMMANDS = (REFERENCE / "commands.md").read_text(encoding="utf-8")
SETTINGS = (REFERENCE / "settings.md").read_text(encoding="utf-8")
POLICY = (REFERENCE / "policy.md").read_text(encoding="utf-8")
SHARED = "Options of every command"
POLICY_SECTIONS: list[tuple[type, str]] = [
    (Policy, "The file"),
    (Plan, "[plans.NAME]"),
    (Step, "[[plans.NAME.steps]]"),
    (StepText, "[texts.NAME.LANGUAGE]"),
    (Segment, "[[segments]]"),
    (ContactRules, "[contact]"),
    (Hours, "[contact.hours]"),
    (AgreementRules, "[agreements]"),
    (AlertRules, "[alerts]"),
    (Card, "[score]"),
    (Bands, "[score.bands]"),
    (LateFees, "[late_fees]"),
    (LimitationRules, "[limitation]"),
    (HoldRules, "[hold]"),
    (Targets, "[targets]"),
    (Retention, "[retention]"),
    (Period, "[retention.CLASS]"),
    (Span, "[retention.CLASS.KIND]"),
    (OverdueRule, "[[hold.overdue]]"),
    (DefaultRule, "[hold.defaults]"),
]


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Walk through the commands that do something, with their names."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ROOT: Any = typer.main.get_command(app)
ALL = list(commands(ROOT))


def chapter(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its rank."""
    found = re.search(rf"^## `?{re.escape(heading)}[^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no chapter {heading!r}"
    return found.group(1)


def options(command: Any) -> list[str]:
    return [name for each in command.params for name in each.opts if name.startswith("-")]


def arguments(command: Any) -> list[str]:
    return [each.metavar or each.name for each in command.params if not each.opts[0].startswith("-")]


def test_commands_were_found() -> None:
    assert ("promise", "add") in [path for path, _ in ALL]
    assert len(ALL) >= 18


@pytest.mark.parametrize(
    ("path", "command"), ALL, ids=lambda each: " ".join(each) if isinstance(each, tuple) else ""
)
def test_every_command_and_option_is_documented(path: tuple[str, ...], command: Any) -> None:
    own, shared = chapter(COMMANDS, f"relance {' '.join(path)}"), chapter(COMMANDS, SHARED)
    missing = [name for name in options(command) if f"`{name}" not in own + shared]
    assert not missing
    heading = re.search(rf"^## `relance {' '.join(path)}(.*)`$", COMMANDS, re.MULTILINE)
    assert heading
    assert re.findall(r"[A-Z]+", heading.group(1)) == [re.sub(r"\W", "", name) for name in arguments(command)]


@pytest.mark.parametrize(
    ("path", "command"), ALL, ids=lambda each: " ".join(each) if isinstance(each, tuple) else ""
)
def test_every_command_has_help_and_examples(path: tuple[str, ...], command: Any) -> None:
    assert command.help
    assert f"relance {' '.join(path)}" in command.epilog
    undescribed = [each.name for each in command.params if not getattr(each, "help", None)]
    assert not undescribed


def test_the_options_before_a_command_are_documented() -> None:
    shared = chapter(COMMANDS, SHARED)
    assert not [name for name in options(ROOT) if f"`{name}" not in shared]


def test_no_command_is_documented_that_does_not_exist() -> None:
    told = re.findall(r"^## `relance ([a-z -]+?)(?: \[?[A-Z].*)?`$", COMMANDS, re.MULTILINE)
    assert sorted(told) == sorted(" ".join(path) for path, _ in ALL)


def test_every_exit_code_is_documented() -> None:
    codes = chapter(COMMANDS, "Exit codes")
    assert not [code for code in Exit if f"| {code} |" not in codes]


@pytest.mark.parametrize(
    ("section", "heading"),
    [
        (SettingsFile, "The workspace"),
        (CompanySection, "[companies.NAME]`"),
        (CalendarSettings, "[calendar]"),
    ],
)
def test_every_setting_is_documented(section: type[BaseModel], heading: str) -> None:
    assert documented_keys(chapter(SETTINGS, heading)) == set(section.model_fields)


@pytest.mark.parametrize(("section", "heading"), POLICY_SECTIONS)
def test_every_policy_key_is_documented(section: type, heading: str) -> None:
    assert documented_keys(chapter(POLICY, heading)) == policy_keys(section)


def test_no_section_of_the_policy_is_left_out() -> None:
    assert sections_below(Policy) == {section for section, _ in POLICY_SECTIONS}


def sections_below(shape: Any) -> set[type]:
    """Return the dataclasses that a policy file is made of, this one included."""
    if not is_dataclass(shape):
        return {found for inner in get_args(shape) for found in sections_below(inner)}
    hints = get_type_hints(shape)
    return {cast("type", shape)}.union(
        *(sections_below(hints[name]) for name in policy_keys(cast("type", shape)))
    )


def policy_keys(section: type) -> set[str]:
    """Return what a file may set; the rest is computed."""
    return {each.name for each in fields(section) if not each.metadata.get("computed")}


def documented_keys(text: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("platform", "section"),
    [("odoo", OdooSettings), ("quickbooks", QuickBooksSettings), ("xero", XeroSettings)],
)
def test_every_setting_of_a_platform_is_documented(platform: str, section: type) -> None:
    told = documented_keys(chapter(SETTINGS, f"[companies.NAME.{platform}]"))
    assert told == {each.name for each in fields(cast("Any", section))}
