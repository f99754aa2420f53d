"""`relance policy list` and `show`, and `relance init --policy`: the policies that come with Relance."""

import tomllib

import pytest

from relance_sync.config import ShippedPolicy, policy_text, read_policy, read_shipped
from tests.terminal import Terminal

INIT = (
    "--platform",
    "fake",
    "--name",
    "acme",
    "--url",
    "https://a.example",
    "--database",
    "d",
    "--company-id",
    "1",
)


def test_the_list_goes_from_mild_to_firm(terminal: Terminal) -> None:
    told = terminal.relance("policy", "list", "--json").json["policies"]
    assert [each["name"] for each in told] == ["gentle", "standard", "strict"]
    assert [each["default"] for each in told] == [False, True, False]
    assert [each["first_reminder"] for each in told] == [12, 5, 1]
    assert [each["formal_notice"] for each in told] == [80, 45, 30]
    assert [each["gap_days"] for each in told] == [10, 7, 4]
    assert [each["late_fees"] for each in told] == ["waive", "show", "claim"]
    shown = terminal.relance("policy", "list").out
    assert "day +45" in shown
    assert "claimed" in shown
    assert "réclamés" in terminal.relance("policy", "list", "--language", "fr").out


def test_show_says_whom_each_plan_is_for_and_what_each_step_is(terminal: Terminal) -> None:
    shown = terminal.relance("policy", "show", "strict").out
    loyal = next(line for line in shown.splitlines() if "loyal customers" in line)
    assert "grade: A; known for 365 days; at most 10 % paid late; at least 5 paid invoices" in loyal
    rows = [line.split() for line in shown.splitlines()]
    assert ["hand_over", "+42", "10", "handed", "over", "task", "formal", "300", "10", "%", "yes"] in rows
    assert ["firm", "+18", "30", "firm", "e-mail", "firm", "10"] in rows
    assert ["standard", "courtesy", "-14", "preventive", "e-mail", "courteous", "500"] in rows
    assert any(row[:2] == ["new", "customers"] and "unrated" in row for row in rows)
    french = terminal.relance("policy", "show", "strict", "--language", "fr").out
    assert "personnes physiques" in french
    assert "mise en demeure" in french
    assert "note : aucune" in french


@pytest.mark.parametrize("name", ShippedPolicy)
def test_json_has_everything_that_a_step_and_a_segment_say(terminal: Terminal, name: ShippedPolicy) -> None:
    told = terminal.relance("policy", "show", name, "--json").json
    policy = read_shipped(name)
    assert told["version"] == policy.version
    assert [each["name"] for each in told["segments"]] == [each.name for each in policy.segments]
    written = tomllib.loads(policy_text(name))["plans"]
    assert told["plans"].keys() == written.keys()
    for plan, steps in written.items():
        for step, said in zip(steps["steps"], told["plans"][plan]["steps"], strict=True):
            assert {key: str(said[key]) for key in step} == {key: str(value) for key, value in step.items()}
            assert said["day"] == step.get("after_due", -step.get("before_due", 0))


@pytest.mark.parametrize("name", ShippedPolicy)
def test_the_file_can_be_kept_and_checked(terminal: Terminal, name: ShippedPolicy) -> None:
    path = terminal.folder / "policy.toml"
    path.write_text(terminal.relance("policy", "show", name, "--toml").out, encoding="utf-8")
    assert path.read_text("utf-8") == policy_text(name)
    assert terminal.relance("policy", "check", str(path)).code == 0
    assert read_policy(path) == read_shipped(name)


def test_an_unknown_name_says_which_there_are(terminal: Terminal) -> None:
    answer = terminal.relance("policy", "show", "gentel")
    assert answer.code == 2
    assert all(name in answer.err for name in ShippedPolicy)


@pytest.mark.parametrize("name", ShippedPolicy)
def test_init_writes_the_policy_asked_for(terminal: Terminal, name: ShippedPolicy) -> None:
    folder = terminal.folder / "new"
    assert terminal.relance("init", str(folder), *INIT, "--policy", name).code == 0
    assert (folder / "policy.toml").read_text("utf-8") == policy_text(name)
