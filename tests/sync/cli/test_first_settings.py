"""`relance init` for platforms that sign people in: their real questions, under names of their own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from relance_connectors.quickbooks.settings import SANDBOX_REDIRECT, read_settings
from relance_connectors.xero import settings as xero
from relance_sync.config import read_workspace
from tests.terminal import Terminal, install_fake

ENTRY_POINTS = """\
signing = tests.fake_platform:factory
other = tests.fake_platform:factory
fake = tests.fake_platform:factory
[relance.authorizations]
signing = relance_connectors.quickbooks.authorization:authorization
other = relance_connectors.xero.authorization:authorization
"""
OPTIONS = ["--platform", "signing", "--name", "acme", "--client-id", "ABc4711"]
REDIRECT = "https://acme.example/relance"


@pytest.fixture
def desk(terminal: Terminal, tmp_path: Path) -> Terminal:
    """A terminal where such a platform can be chosen."""
    install_fake(tmp_path / "signing", terminal.monkeypatch, ENTRY_POINTS)
    return terminal


def section(desk: Terminal) -> Mapping[str, object]:
    return read_workspace(desk.folder).companies["acme"].settings


def test_for_trials_only_the_client_id_must_be_known(desk: Terminal) -> None:
    answer = desk.relance("init", typed="signing\nacme\nABc4711\n\n")
    assert answer.code == 0
    assert section(desk) == {"client_id": "ABc4711", "environment": "sandbox"}
    assert read_settings(section(desk), "acme").redirect == SANDBOX_REDIRECT
    assert "Environment (sandbox, production) [sandbox]" in answer.err
    assert "RELANCE_ACME_KEY" in answer.out
    assert "relance connect acme" in answer.out


def test_for_real_books_also_where_the_browser_is_sent(desk: Terminal) -> None:
    answer = desk.relance("init", typed=f"signing\nacme\nABc4711\nproduction\n{REDIRECT}\n")
    assert answer.code == 0
    assert "Where the browser is sent" in answer.err
    assert read_settings(section(desk), "acme").redirect == REDIRECT


def test_a_program_says_it_all(desk: Terminal) -> None:
    words = [*OPTIONS, "--environment", "production", "--redirect", REDIRECT, "--json"]
    assert desk.relance("init", *words).json["company"] == "acme"
    assert section(desk) == {"client_id": "ABc4711", "environment": "production", "redirect": REDIRECT}


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (OPTIONS[:4], "--client-id"),
        (OPTIONS, "--environment"),
        ([*OPTIONS, "--environment", "production"], "--redirect"),
    ],
)
def test_a_program_is_told_what_is_missing(desk: Terminal, words: list[str], missing: str) -> None:
    answer = desk.relance("init", *words, "--json")
    assert answer.code == 2
    assert missing in answer.json["error"]["message"]
    assert list(desk.folder.iterdir()) == []


def test_another_redirect_for_trials(desk: Terminal) -> None:
    other = "http://localhost:9000/back"
    assert desk.relance("init", *OPTIONS, "--environment", "sandbox", "--redirect", other).code == 0
    assert section(desk)["redirect"] == other


def with_comments_in_force(desk: Terminal, platform: str) -> Mapping[str, object]:
    """Return the platform's section as if every key in it were set."""
    text = (desk.folder / "relance.toml").read_text()
    assert max(len(line) for line in text.splitlines()) <= 110
    own = text[text.index(f"[companies.acme.{platform}]") :]
    in_force = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", own, flags=re.MULTILINE))
    section: Mapping[str, object] = in_force["companies"]["acme"][platform]
    return section


def test_what_was_not_asked_stands_there_as_a_comment_that_works(desk: Terminal) -> None:
    desk.relance("init", *OPTIONS, "--environment", "sandbox")
    read = read_settings(with_comments_in_force(desk, "signing"), "acme")
    assert read.redirect == SANDBOX_REDIRECT
    assert read.realm_id


def test_another_platform_has_other_questions(desk: Terminal) -> None:
    assert desk.relance("init", typed="other\nacme\n4E5F6A\n").code == 0
    assert section(desk) == {"client_id": "4E5F6A"}
    read = xero.read_settings(with_comments_in_force(desk, "other"), "acme")
    assert read.redirect == xero.XeroSettings(client_id="4E5F6A").redirect
    assert read.tenant_id


def test_in_french(desk: Terminal) -> None:
    answer = desk.relance("init", "--language", "fr", typed="signing\nacme\nABc4711\n\n")
    assert "Identifiant client de l'application" in answer.err
    assert "secret client" in answer.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([*OPTIONS, "--environment", "test"], "test is not one of: sandbox, production."),
        ([*OPTIONS, "--url", "https://acme.example"], "signing has no use for the option --url."),
        (["--platform", "fake", "--client-id", "x"], "fake has no use for the option --client-id."),
    ],
)
def test_what_cannot_work_is_refused(desk: Terminal, words: list[str], told: str) -> None:
    answer = desk.relance("init", "--name", "acme", *words)
    assert answer.code == 2
    assert told in answer.err
    assert list(desk.folder.iterdir()) == []
