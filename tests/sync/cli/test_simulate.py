"""`relance simulate` beside a store: the present policy and another one over the same past."""

from datetime import timedelta

from relance_sync.config.policy_file import standard_policy_text
from tests.fake_books import TODAY
from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

CALLS_ONLY = """
default_plan = "calls"
[plans.calls]
steps = [
    { id = "call", after_due = 20, stage = "amicable", channel = "call", tone = "neutral", minimum = 1 },
]
[hold]
over_limit = "none"
"""


def other(terminal: Terminal, text: str = CALLS_ONLY) -> str:
    path = terminal.folder / "other.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_both_policies_stand_side_by_side(terminal: Terminal, acme: FakePlatform) -> None:
    del acme
    terminal.relance("sync", "--mode", "observe")
    said = terminal.relance("simulate", "--policy", other(terminal), "--json").json
    assert (said["company"], said["until"]) == ("acme", TODAY.isoformat())
    assert said["since"] == (TODAY - timedelta(days=365)).isoformat()
    assert said["customers"] == 3
    assert said["other"]["channels"] == {"call": 2}
    assert said["other"]["holds"] == 0
    assert said["present"]["contacts"] > said["other"]["contacts"]
    assert said["different"] == 2
    names = {each["customer"]["name"] for each in said["most_different"]}
    assert names == {"Azure Interior", "Joel Willis"}


def test_the_same_policy_makes_no_difference(terminal: Terminal, acme: FakePlatform) -> None:
    del acme
    terminal.relance("sync", "--mode", "observe")
    said = terminal.relance("simulate", "--policy", other(terminal, standard_policy_text()), "--json").json
    assert (said["different"], said["most_different"]) == (0, [])
    assert said["present"] == said["other"]


def test_the_table_is_in_the_language_asked_for(terminal: Terminal, acme: FakePlatform) -> None:
    del acme
    terminal.relance("sync", "--mode", "observe")
    english = terminal.relance("simulate", "--policy", other(terminal)).out
    french = terminal.relance("--language", "fr", "simulate", "--policy", other(terminal)).out
    assert "Customers contacted" in english
    assert "Clients contactés" in french
    assert "Azure Interior" in french


def test_nothing_is_written(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.relance("sync", "--mode", "observe")
    before = terminal.relance("history", "Azure Interior", "--json").json
    terminal.relance("simulate", "--policy", other(terminal))
    assert acme.writes == 0
    assert terminal.relance("history", "Azure Interior", "--json").json == before


def test_a_first_day_in_the_future_and_a_wrong_file_are_refused(
    terminal: Terminal, acme: FakePlatform
) -> None:
    del acme
    terminal.relance("sync", "--mode", "observe")
    late = terminal.relance("simulate", "--policy", other(terminal), "--since", "2030-01-01")
    assert (late.code, "is not in the past" in late.err) == (2, True)
    wrong = terminal.relance("simulate", "--policy", other(terminal, "plans = 1"))
    assert (wrong.code, "other.toml" in wrong.err) == (2, True)
