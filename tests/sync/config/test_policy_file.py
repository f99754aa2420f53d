"""`policy.toml`: what is read, the version that follows from it, and errors that name file and key."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from relance_sync.config import read_policy, standard_policy_text
from relance_sync.errors import Stop
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.plans import Channel, Stage
from relance_sync.rules.policy import Policy

BASE = 'default_plan = "a"\n'
STEP = '[[plans.a.steps]]\nid = "x"\nstage = "firm"\nchannel = "email"\ntone = "firm"\n'
WHOLE = BASE + STEP + "after_due = 5\n"


def policy(folder: Path, text: str, calendar: Calendar | None = None) -> Policy:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return read_policy(path, calendar)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(Stop) as caught:
        policy(folder, text)
    return caught.value.user_message


def test_the_standard_policy_chases_gently_and_holds_late() -> None:
    standard = read_policy(None)
    steps = standard.plans["standard"].steps
    assert [(step.id, step.offset, step.channel) for step in steps] == [
        ("courtesy", -5, Channel.EMAIL),
        ("reminder", 5, Channel.EMAIL),
        ("call", 15, Channel.CALL),
        ("firm", 30, Channel.EMAIL),
        ("formal", 45, Channel.LETTER),
        ("hand_over", 60, Channel.TODO),
    ]
    assert standard.hold.over_limit is Level.HOLD
    assert [(rule.days, rule.amount, rule.level) for rule in standard.hold.overdue] == [
        (30, Decimal(500), Level.WARN),
        (60, Decimal(1000), Level.HOLD),
    ]
    assert standard.hold.stages[Stage.FORMAL_NOTICE] is Level.HOLD
    assert (standard.contact.gap_days, standard.hold.expires_after_days) == (7, 30)


def test_the_standard_policy_reads_the_same_from_a_file(tmp_path: Path) -> None:
    assert policy(tmp_path, standard_policy_text()) == read_policy(None)


def test_only_plans_and_the_default_are_needed(tmp_path: Path) -> None:
    read = policy(tmp_path, WHOLE)
    assert read.plans["a"].steps[0].after_due == 5
    assert read.contact.gap_days == 7


def test_amounts_are_exact(tmp_path: Path) -> None:
    read = policy(tmp_path, WHOLE + "minimum = 10.10\n[[hold.overdue]]\ndays=1\namount=0.1\nlevel='warn'")
    assert read.plans["a"].steps[0].minimum == Decimal("10.10")
    assert read.hold.overdue[0].amount == Decimal("0.1")


def test_comments_and_order_do_not_change_the_version(tmp_path: Path) -> None:
    first = policy(tmp_path, WHOLE + "[customers]\nk = 'a'\nm = 'a'")
    second = policy(tmp_path, "# ours\n" + WHOLE + "minimum = 0.0\n[customers]\nm = 'a'\nk = 'a'")
    assert first.version == second.version


@pytest.mark.parametrize("more", ["minimum = 1", "[hold]\nover_limit = 'hold'", "[customers]\nk = 'a'"])
def test_another_content_is_another_version(tmp_path: Path, more: str) -> None:
    assert policy(tmp_path, WHOLE).version != policy(tmp_path, WHOLE + more).version


@pytest.mark.parametrize(
    "more",
    ["[targets]\nrecovery = 80", "[retention.texts]\nperson = { months = 12 }\nentity = { months = 12 }"],
)
def test_what_decides_nothing_leaves_the_version_alone(tmp_path: Path, more: str) -> None:
    assert policy(tmp_path, WHOLE).version == policy(tmp_path, f"{WHOLE}\n{more}\n").version


def test_another_calendar_is_another_version(tmp_path: Path) -> None:
    closed = Calendar(holidays=frozenset({date(2026, 12, 25)}))
    assert policy(tmp_path, WHOLE).version != policy(tmp_path, WHOLE, closed).version


def test_a_version_of_ones_own_stands_before_the_hash(tmp_path: Path) -> None:
    given = policy(tmp_path, 'version = "2026-11"\n' + WHOLE).version
    assert given == f"2026-11+{policy(tmp_path, WHOLE).version}"


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("", "plans", "is missing"),
        (WHOLE.replace("5", '"5"'), "plans.a.steps[1].after_due", "whole number, without quotes"),
        (WHOLE.replace("5", "true"), "plans.a.steps[1].after_due", "whole number"),
        (WHOLE.replace("5", "1.5"), "plans.a.steps[1].after_due", "whole number"),
        (WHOLE.replace("after_due", "after"), "plans.a.steps[1].after", "Did you mean after_due?"),
        (WHOLE + "before_due = 2", "plans.a.steps[1]", "either before_due or after_due"),
        (WHOLE + STEP + "after_due = 9", "plans.a", "another step of this plan has the same id: line 3"),
        (WHOLE.replace("email", "fax"), "plans.a.steps[1].channel", "one of: email, sms, call, letter, todo"),
        (
            WHOLE + 'minimum = "5"',
            "plans.a.steps[1].minimum",
            "must be an amount, without quotes. For example: minimum = 99.50",
        ),
        (
            WHOLE + "minimum = nan",
            "plans.a.steps[1].minimum",
            "must be an amount, without quotes. For example: minimum = 99.50",
        ),
        (
            WHOLE + "minimum = true",
            "plans.a.steps[1].minimum",
            "must be an amount, without quotes. For example: minimum = 99.50",
        ),
        (WHOLE.replace('id = "x"', 'id = ""'), "plans.a.steps[1].id", "must not be empty"),
        ("default_plans = 'a'\n" + STEP + "after_due = 5", "default_plans", "Did you mean default_plan?"),
        ('default_plan = "b"\n' + STEP + "after_due = 5", "", "no plan has this name. There are: a."),
        (WHOLE + "[hold]\nover_limit = 2", "hold.over_limit", "one of: none, warn, hold"),
        (WHOLE + '[hold]\nstages = {late = "hold"}', "hold.stages.late", "one of: current, preventive"),
        (WHOLE + "[[hold.overdue]]\ndays = 0\namount = 1\nlevel = 'hold'", "hold.overdue[1]", "at least 1"),
        (WHOLE + "[[hold.overdue]]\ndays = 1\nlevel = 'hold'", "hold.overdue[1].amount", "is missing"),
        (WHOLE + "[holds]", "holds", "Did you mean hold?"),
        ("bucket = [30]\n" + WHOLE, "bucket", "Did you mean buckets?"),
        ("buckets = [60, 30]\n" + WHOLE, "", "buckets must rise"),
        ("buckets = 30\n" + WHOLE, "buckets", "must be a list"),
        ("set_trust = 1\n" + WHOLE, "set_trust", "true or false"),
        ("plans = 1\n" + BASE, "plans", "must be a section"),
    ],
)
def test_an_error_names_file_and_key_and_says_what_to_do(
    tmp_path: Path, text: str, place: str, advice: str
) -> None:
    message = refused(tmp_path, text)
    assert message.startswith("policy.toml:")
    assert place in message
    assert advice in message
    assert "pydantic" not in message


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"gone\.toml: cannot be read"):
        read_policy(tmp_path / "gone.toml")
