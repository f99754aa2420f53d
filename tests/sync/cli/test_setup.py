"""`relance init`, `relance policy check`, and command lines that are wrong."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from relance_sync.cli import app
from relance_sync.config import read_policy, read_workspace, standard_policy_text
from tests.fake_keyring import MemoryKeyring
from tests.fake_platform import SECRETS, FakePlatform
from tests.terminal import Terminal

OPTIONS = [
    "--platform",
    "fake",
    "--name",
    "acme",
    "--url",
    "https://a.example",
    "--database",
    "a",
    "--company-id",
    "2",
]

POLICY = """\
default_plan = "a"
[[plans.a.steps]]
id = "x"
after_due = 15
stage = "firm"
channel = "letter"
tone = "firm"
"""


def test_init_writes_a_workspace_that_can_be_read(terminal: Terminal) -> None:
    answer = terminal.relance("init", *OPTIONS)
    assert answer.code == 0
    assert "RELANCE_ACME_KEY" in answer.out
    read = read_workspace(terminal.folder)
    acme = read.companies["acme"]
    assert (acme.platform, acme.mode, read.language) == ("fake", "observe", "en")
    assert acme.settings == {"url": "https://a.example", "database": "a", "company_id": 2}
    assert read_policy(acme.policy) == read_policy(None)


def test_init_makes_the_folder_it_is_given(terminal: Terminal) -> None:
    folder = terminal.folder / "clients" / "acme"
    answer = terminal.relance("init", str(folder), *OPTIONS, "--language", "fr", "--json")
    assert answer.json == {"folder": str(folder), "files": ["relance.toml", "policy.toml"], "company": "acme"}
    assert read_workspace(folder).language == "fr"


def test_init_asks_what_it_was_not_told(terminal: Terminal) -> None:
    typed = 'fake\nacme\nhttps://"quoted".example\nbooks\n\n'
    assert terminal.relance("init", typed=typed).code == 0
    settings = read_workspace(terminal.folder).companies["acme"].settings
    assert settings == {"url": 'https://"quoted".example', "database": "books", "company_id": 1}


def test_init_without_an_answer_writes_nothing(terminal: Terminal) -> None:
    assert terminal.relance("init", "--platform", "fake", typed="").code == 130
    assert list(terminal.folder.iterdir()) == []


def test_init_does_not_ask_a_program(terminal: Terminal) -> None:
    answer = terminal.relance("init", *OPTIONS[:4], "--json")
    assert answer.code == 2
    assert "--url" in answer.json["error"]["message"]


@pytest.mark.parametrize("file", ["relance.toml", "policy.toml"])
def test_init_overwrites_nothing(terminal: Terminal, file: str) -> None:
    (terminal.folder / file).write_text("# mine")
    answer = terminal.relance("init", *OPTIONS)
    assert answer.code == 2
    assert f"{file} exists already" in answer.err
    assert [path.name for path in terminal.folder.iterdir()] == [file]
    assert (terminal.folder / file).read_text() == "# mine"


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--platform", "sage", "No platform sage is installed. Choose one of: fake, odoo"),
        ("--name", "a b", "letters, digits, - and _: a b is not"),
    ],
)
def test_init_refuses_what_cannot_work(terminal: Terminal, option: str, value: str, message: str) -> None:
    answer = terminal.relance("init", *OPTIONS, option, value)
    assert answer.code == 2
    assert message in answer.err
    assert list(terminal.folder.iterdir()) == []


def test_init_where_nothing_can_be_written(terminal: Terminal) -> None:
    (terminal.folder / "file").touch()
    answer = terminal.relance("init", str(terminal.folder / "file" / "below"), *OPTIONS)
    assert answer.code == 2
    assert "cannot be written to" in answer.err


def test_init_asked_for_a_number_takes_a_number(terminal: Terminal) -> None:
    answer = terminal.relance("init", *OPTIONS[:8], typed="one\n")
    assert answer.code == 2
    assert "A whole number is needed, not one." in answer.err


def test_policy_check_shows_the_plans(terminal: Terminal) -> None:
    path = terminal.folder / "mine.toml"
    path.write_text(standard_policy_text())
    answer = terminal.relance("policy", "check", str(path))
    assert answer.code == 0
    assert "mine.toml is valid" in answer.out
    assert "+45" in answer.out
    assert "mise en demeure" in terminal.relance("policy", "check", str(path), "--language", "fr").out
    document = terminal.relance("policy", "check", str(path), "--json").json
    steps = ["courtesy", "reminder", "call", "firm", "formal", "hand_over"]
    assert document["plans"]["standard"] == steps
    assert document["plans"].keys() == read_policy(None).plans.keys()
    assert document["version"] == read_policy(None).version


def test_policy_check_says_how_long_text_messages_are(terminal: Terminal) -> None:
    path = terminal.folder / "mine.toml"
    path.write_text(POLICY.replace("letter", "sms"))
    answer = terminal.relance("policy", "check", str(path))
    assert "Text messages" in answer.out
    assert "More than 2 parts" not in answer.out
    found = terminal.relance("policy", "check", str(path), "--json").json["text_messages"]
    assert [(each["plan"], each["language"], each["parts"]) for each in found] == [
        ("a", "en", 2),
        ("a", "fr", 2),
    ]
    assert found[1]["message"].startswith("Transports Durand et Fils SARL : ")
    long = f"text = 'x'\n[texts.x.en]\nsubject = 's'\nbody = 'b'\nsms = '{'{total} ' * 30}'\n"
    path.write_text(path.read_text() + long)
    assert "More than 2 parts" in terminal.relance("policy", "check", str(path)).out
    assert "Plus de 2 parties" in terminal.relance("policy", "check", str(path), "--language", "fr").out


def test_policy_check_refuses_a_formal_notice_by_text_message(terminal: Terminal) -> None:
    path = terminal.folder / "mine.toml"
    path.write_text(POLICY.replace('tone = "firm"', 'tone = "formal"') + 'fallback = ["email", "sms"]\n')
    answer = terminal.relance("policy", "check", str(path))
    assert answer.code == 2
    line = len(POLICY.splitlines()) + 1
    assert f"mine.toml:{line}: plans.a.steps[1].fallback: step " in answer.err
    assert (
        'must be provable, and a text message proves nothing. Write channel = "letter", and no "sms"'
        in answer.err
    )


def test_policy_check_names_file_and_key(terminal: Terminal) -> None:
    path = terminal.folder / "mine.toml"
    path.write_text(POLICY.replace("after_due = 15", 'after_due = "15"'))
    answer = terminal.relance("policy", "check", str(path))
    assert answer.code == 2
    assert "mine.toml:4: plans.a.steps[1].after_due: must be a whole number" in answer.err
    document = terminal.relance("policy", "check", str(path), "--json")
    assert document.code == 2
    assert document.json["error"]["kind"] == "stop"
    assert document.json["error"]["problems"] == [
        {
            "file": "mine.toml",
            "line": 4,
            "key": "plans.a.steps[1].after_due",
            "problem": "must be a whole number, without quotes.",
            "suggestion": "For example: after_due = 15",
        }
    ]


def test_policy_check_tells_everything_that_is_wrong(terminal: Terminal) -> None:
    path = terminal.folder / "mine.toml"
    path.write_text(POLICY.replace("letter", "leter") + "[contact]\ngap_days = -7\n[holds]\n")
    answer = terminal.relance("policy", "check", str(path))
    assert answer.code == 2
    found = [re.match(r"mine\.toml:\d+: ([\w.\[\]]+):", line) for line in answer.err.splitlines()]
    assert [each[1] for each in found if each] == [
        "plans.a.steps[1].channel",
        "contact.gap_days",
        "holds",
    ]


def test_the_policy_of_the_workspace_is_used(terminal: Terminal, acme: FakePlatform) -> None:
    (terminal.folder / "policy.toml").write_text("plans = 3")
    answer = terminal.relance("sync")
    assert answer.code == 2
    assert "policy.toml:1: plans: must be a section" in answer.err
    assert acme.writes == 0


@pytest.mark.usefixtures("acme")
def test_a_key_from_the_keyring(terminal: Terminal, kept_keys: MemoryKeyring) -> None:
    terminal.monkeypatch.delenv("RELANCE_ACME_KEY")
    kept_keys.set_password("relance", "acme", "from-the-keyring")
    assert terminal.relance("sync").code == 0
    assert SECRETS["acme"] == "from-the-keyring"


def test_a_key_in_the_settings_is_refused_by_every_command(terminal: Terminal) -> None:
    terminal.company("acme", more='api_key = "s3cret"')
    for words in (["check"], ["sync"], ["worklist"], ["sync", "--json"]):
        answer = terminal.relance(*words)
        assert answer.code == 2
        assert "companies.acme.api_key: a key does not belong in this file" in answer.everything
        assert "s3cret" not in answer.everything


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["sync", "--nonsense"],
        ["sync", "--mode", "dry"],
        ["explain"],
        ["sync", "--language", "de"],
        ["sync", "--today", "tomorrow"],
        ["promise", "nonsense"],
    ],
)
def test_a_wrong_command_line_is_a_sentence_or_json(terminal: Terminal, words: list[str]) -> None:
    plain, document = terminal.relance(*words), terminal.relance(*words, "--json")
    assert (plain.code, document.code) == (2, 2)
    assert "Error: " in plain.err
    assert document.json["error"]["kind"] == "usage"


def test_without_a_workspace_the_way_is_shown(terminal: Terminal) -> None:
    answer = terminal.relance("sync")
    assert answer.code == 2
    assert "relance init" in answer.err


@pytest.mark.usefixtures("acme")
def test_the_company_must_be_clear(terminal: Terminal) -> None:
    terminal.company("other")
    answer = terminal.relance("worklist")
    assert answer.code == 2
    assert "name one with --company: acme, other." in answer.err
    assert "no company nobody. It has: acme, other." in terminal.relance("sync", "nobody").err
    assert "Two companies" in terminal.relance("sync", "acme", "--company", "other").err
    terminal.relance("sync", "other")
    assert terminal.relance("worklist", "--company", "other").code == 0
    assert terminal.relance("--company", "other", "worklist").code == 0


@pytest.mark.usefixtures("acme")
def test_options_may_stand_before_or_after_the_command(terminal: Terminal) -> None:
    assert terminal.relance("--json", "sync").json["companies"]
    assert "Lu : " in terminal.relance("--language", "fr", "sync").out
    assert "Read: " in terminal.relance("--language", "fr", "sync", "--language", "en").out


@pytest.mark.usefixtures("acme")
def test_the_workspace_may_be_in_the_environment(terminal: Terminal) -> None:
    terminal.monkeypatch.setenv("RELANCE_WORKSPACE", str(terminal.folder))
    assert CliRunner().invoke(app, ["sync", "--today", "2026-11-24"]).exit_code == 0


@pytest.mark.usefixtures("acme")
def test_the_language_follows_the_workspace_then_the_terminal(terminal: Terminal) -> None:
    terminal.monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert "Lu : " in terminal.relance("sync").out
    settings = terminal.folder / "relance.toml"
    settings.write_text('language = "en"\n' + settings.read_text())
    assert "Read: " in terminal.relance("sync").out


def test_the_version_is_shown() -> None:
    answer = CliRunner().invoke(app, ["--version"])
    assert answer.exit_code == 0
    assert answer.stdout.startswith("relance 0.")


@pytest.mark.usefixtures("acme")
def test_without_today_it_is_the_day_of_the_companys_zone(terminal: Terminal, tmp_path: Path) -> None:
    terminal.today = None
    assert terminal.relance("sync").code == 0
    assert (tmp_path / "workspace" / "relance.db").is_file()
