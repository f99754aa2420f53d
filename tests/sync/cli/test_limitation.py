"""`relance limitation`: what people see of the last days, and what they record."""

from datetime import date

import pytest

from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

INTERRUPT = (
    "limitation", "interrupt", "azure", "--ground", "acknowledgement", "--day", "2026-11-20", "--proof",
    "letter of Azure.pdf", "--confirmed-by", "Jane Smith",
)  # fmt: skip


GERMAN = """
default_plan = "plain"
limitation = { country = "DE" }

[[plans.plain.steps]]
id = "reminder"
after_due = 5
stage = "amicable"
channel = "email"
tone = "neutral"
"""


@pytest.fixture
def old(terminal: Terminal, acme: FakePlatform) -> FakePlatform:
    """Azure Interior owes an invoice that will soon be time-barred, and one that may be already."""
    acme.invoice("Azure Interior", "500.00", due=date(2021, 12, 24))
    acme.invoice("Azure Interior", "90.00", due=date(2021, 5, 1))
    assert terminal.relance("sync", "--mode", "assist").code == 0
    return acme


@pytest.mark.usefixtures("old")
def test_what_is_near_or_past_is_listed(terminal: Terminal) -> None:
    document = terminal.relance("limitation", "list", "--json").json
    assert [(each["last_day"], each["days_left"], each["state"]) for each in document["items"]] == [
        ("2026-05-01", -207, "passed"),
        ("2026-12-24", 30, "warning"),
    ]
    assert document["items"][0]["article"] == "C. com. L110-4; C. civ. 2224"
    assert document["problem"] is None
    everything = terminal.relance("limitation", "list", "--all", "--json").json["items"]
    assert {each["customer"]["name"] for each in everything} == {
        "Azure Interior", "Lumber Inc", "Joel Willis",
    }  # fmt: skip
    assert "not legal advice" in terminal.relance("limitation", "list", "azure").out
    assert "conseil juridique" in terminal.relance("limitation", "list", "--language", "fr").out


def test_colleagues_are_told_and_what_is_time_barred_is_not_chased(
    terminal: Terminal, old: FakePlatform
) -> None:
    titles = [each.text.title for each in old.activities]
    assert "Azure Interior : Une créance sera bientôt prescrite" in titles
    assert "Azure Interior : Une créance est peut-être prescrite" in titles
    said = terminal.relance("explain", "azure", "--json").json["decisions"]
    waits = [each for each in said if each["kind"] == "wait"]
    assert "limitation_passed" in {reason["code"] for each in waits for reason in each["reasons"]}


def test_a_confirmed_acknowledgement_moves_the_day(terminal: Terminal, old: FakePlatform) -> None:
    answer = terminal.relance(*INTERRUPT, "--json").json
    moved = {each["due"]: (each["last_day"], each["state"]) for each in answer["items"]}
    assert moved["2021-12-24"] == ("2031-11-20", "running")
    assert moved["2021-05-01"] == ("2026-05-01", "passed")
    (passed,) = [each for each in answer["items"] if each["state"] == "passed"]
    assert [each["why"] for each in passed["unmoved"]] == ["too_late"]
    (recorded,) = answer["interruptions"]
    assert (recorded["confirmed_by"], recorded["proof"]) == ("Jane Smith", "letter of Azure.pdf")
    terminal.relance("sync", "--mode", "assist")
    assert len(terminal.relance("limitation", "list", "--json").json["items"]) == 1
    listed = terminal.relance("limitation", "list", "azure", "--json").json
    assert [each["id"] for each in listed["interruptions"]] == [recorded["id"]]
    assert "interruption recorded" in terminal.relance("history", "azure").out
    assert old.activities


@pytest.mark.usefixtures("old")
def test_what_was_recorded_is_told_in_words_and_can_be_taken_out(terminal: Terminal) -> None:
    told = terminal.relance(*INTERRUPT)
    assert "of Azure Interior recorded." in told.out
    assert "after the last day" in " ".join(told.everything.split())
    (fact,) = terminal.relance("limitation", "list", "azure", "--json").json["interruptions"]
    assert "taken out" in terminal.relance("limitation", "remove", fact["id"]).out
    assert terminal.relance("limitation", "list", "azure", "--json").json["interruptions"] == []
    assert terminal.relance("limitation", "remove", fact["id"]).code == 2


@pytest.mark.usefixtures("old")
def test_it_can_be_about_one_invoice_only(terminal: Terminal) -> None:
    items = terminal.relance("limitation", "list", "azure", "--json").json["items"]
    number = next(each["invoice"] for each in items if each["due"] == "2021-12-24")
    answer = terminal.relance(*INTERRUPT, "--invoice", number, "--json").json
    assert [each["invoice"] for each in answer["items"]] == [number]


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--day", "2026-12-24"), "has not come"),
        (("--confirmed-by", " "), "Say who looked at the proof"),
        (("--proof", ""), "Say who looked at the proof"),
        (("--invoice", "F-9"), "has no open invoice F-9"),
        (("--ground", "formal_notice"), "Invalid value for '--ground'"),
    ],
)
def test_what_is_missing_is_said(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    answer = terminal.relance(*INTERRUPT, *words)
    assert answer.code == 2
    assert said in " ".join(answer.everything.split())


@pytest.mark.usefixtures("acme")
def test_where_nothing_is_near_or_watched_it_says_so(terminal: Terminal) -> None:
    terminal.relance("sync")
    assert "Nothing is near its last day" in terminal.relance("limitation", "list").out
    policy = terminal.folder / "policy.toml"

    policy.write_text(GERMAN)
    assert "no limitation table for the country DE" in " ".join(
        terminal.relance("limitation", "list").everything.split()
    )
