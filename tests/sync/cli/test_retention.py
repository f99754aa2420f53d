"""`relance retention`: shown first, deleted on request only."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from relance_sync.config.policy_file import standard_policy_text
from relance_sync.rules.retention import DataClass
from tests.fake_books import TODAY
from tests.fake_platform import FakePlatform
from tests.terminal import Answer, Terminal

OLD = date(2012, 3, 1)
KEEP_TEXTS = """
[retention.texts]
person = { keep = true }
entity = { months = 1, days = 1 }
"""
AT_ONCE = "".join(f"[retention.{each}]\nperson = {{}}\nentity = {{}}\n" for each in ("journal", "customers"))


@pytest.fixture
def old(terminal: Terminal) -> FakePlatform:
    """Books with one invoice of long ago, paid in time, and one that is late."""
    books = terminal.company("acme", more='mode = "assist"')
    paid = books.invoice("Azure Interior", "900.00", due=OLD, issued=OLD - timedelta(days=30))
    books.today = OLD
    books.pay("Azure Interior", "900.00", invoice=paid)
    books.today = TODAY
    books.invoice("Lumber Inc", "700.00", due=TODAY - timedelta(days=40))
    terminal.relance("sync")
    return books


def counts(answer: Answer) -> dict[str, int]:
    return {each["class"]: each["count"] for each in answer.json["classes"] if each["count"]}


@pytest.mark.usefixtures("old")
def test_what_would_go_is_shown_and_stays(terminal: Terminal) -> None:
    shown = terminal.relance("retention", "run").everything
    assert "acme: this would go on 24 Nov 2026" in shown
    assert "ledger" in shown
    assert "1 Mar 2012" in shown
    assert "relance retention run --apply" in shown
    assert counts(terminal.relance("retention", "run", "--dry-run", "--json")) == {"ledger": 2}


@pytest.mark.usefixtures("old")
def test_a_no_deletes_nothing(terminal: Terminal) -> None:
    answer = terminal.relance("retention", "run", "--apply", typed="n\n")
    assert answer.code == 0
    assert "Nothing was deleted" in answer.everything
    assert counts(terminal.relance("retention", "run", "--json")) == {"ledger": 2}


@pytest.mark.usefixtures("old")
def test_a_yes_deletes_and_the_next_full_sync_brings_nothing_back(terminal: Terminal) -> None:
    answer = terminal.relance("retention", "run", "--apply", typed="y\n")
    assert "acme: gone" in answer.everything
    terminal.relance("sync", "--full")
    again = terminal.relance("retention", "run", "--yes", "--json").json
    assert again["applied"] is True
    assert {each["count"] for each in again["classes"]} == {0}
    assert [each["class"] for each in again["classes"]] == [str(each) for each in DataClass]
    assert "acme: nothing has run its time" in terminal.relance("retention", "run").everything
    assert "Last applied: " in terminal.relance("retention", "show").everything


def test_who_was_deleted_and_owes_again_is_chased_under_its_name(
    terminal: Terminal, old: FakePlatform
) -> None:
    (terminal.folder / "policy.toml").write_text(standard_policy_text() + AT_ONCE)
    # The store notes by the real clock when it last heard of a customer.
    terminal.today = None
    gone = counts(terminal.relance("retention", "run", "--yes", "--json"))
    assert (gone["ledger"], gone["customers"]) == (2, 1)
    assert terminal.relance("explain", "Azure").code == 2
    old.invoice("Azure Interior", "50.00", due=TODAY - timedelta(days=20))
    assert terminal.relance("sync").code == 0
    assert "Azure Interior" in terminal.relance("explain", "Azure").everything


@pytest.mark.usefixtures("old")
def test_a_later_day_is_previewed_and_never_applied(terminal: Terminal) -> None:
    later = ("--today", "2199-01-01")
    assert terminal.relance("retention", "run", *later, "--json").json["today"] == "2199-01-01"
    refused = terminal.relance("retention", "run", *later, "--yes")
    assert refused.code == 2
    assert "1 Jan 2199 is not here yet" in refused.everything


@pytest.mark.parametrize("options", [("--dry-run", "--apply"), ("--dry-run", "--yes"), ("--apply", "--json")])
@pytest.mark.usefixtures("old")
def test_options_that_contradict_each_other(terminal: Terminal, options: tuple[str, ...]) -> None:
    assert terminal.relance("retention", "run", *options).code == 2


@pytest.mark.usefixtures("old")
def test_the_periods_and_why(terminal: Terminal) -> None:
    shown = terminal.relance("retention", "show").everything
    assert "10 years" in shown
    assert "C. com. L123-22" in shown
    assert "Never applied so far" in shown
    assert "aussitôt" in terminal.relance("retention", "show", "--language", "fr").everything
    classes = {
        each["class"]: each for each in terminal.relance("retention", "show", "--json").json["classes"]
    }
    assert classes["holds"]["person"] == {
        "months": 0,
        "days": 0,
        "keep": False,
        "source": "exclusion_list",
    }


@pytest.mark.usefixtures("old")
def test_periods_of_the_policy(terminal: Terminal) -> None:
    (terminal.folder / "policy.toml").write_text(standard_policy_text() + KEEP_TEXTS)
    (texts,) = [
        each
        for each in terminal.relance("retention", "show", "--json").json["classes"]
        if each["class"] == "texts"
    ]
    assert texts["person"] == {"months": 0, "days": 0, "keep": True, "source": None}
    assert texts["entity"] == {"months": 1, "days": 1, "keep": False, "source": None}
    shown = terminal.relance("retention", "show").everything
    assert "1 month and 1 day" in shown
    assert "set in the policy" in shown


def test_a_wrong_period_is_told_with_its_place(terminal: Terminal, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(standard_policy_text() + "\n[retention.texts]\nperson = { months = -1 }\nentity = {}\n")
    answer = terminal.relance("policy", "check", str(wrong))
    assert answer.code == 2
    assert "retention.texts.person" in answer.everything
    assert "cannot be negative" in answer.everything
