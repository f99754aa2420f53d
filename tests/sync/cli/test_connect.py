"""`relance connect` and `disconnect` as a person types them, with a real sign-in server behind."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import typer

from relance_sync.config.token_keys import KEYRING_USER
from tests.connectors.oauth.sign_in_server import SECRET, SignInServer
from tests.connectors.oauth.signing import ENTRY_POINTS, SigningPlatform
from tests.fake_books import TODAY
from tests.fake_keyring import MemoryKeyring
from tests.fake_platform import PLATFORMS
from tests.terminal import Terminal, install_fake

COMPANY = """
[companies.{name}]
platform = "{platform}"
[companies.{name}.{platform}]
server = "{server}"
redirect = "{redirect}"
"""


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with SignInServer() as server:
        yield server


@pytest.fixture
def acme(terminal: Terminal, server: SignInServer, tmp_path: Path) -> SigningPlatform:
    """A company on a platform that signs people in; not connected yet."""
    install_fake(tmp_path / "signing", terminal.monkeypatch, ENTRY_POINTS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        redirect = f"http://localhost:{free.getsockname()[1]}/callback"
    settings = COMPANY.format(name="acme", platform="signing", server=server.url, redirect=redirect)
    (terminal.folder / "relance.toml").write_text(settings)
    terminal.monkeypatch.setenv("RELANCE_ACME_KEY", SECRET)
    books = SigningPlatform()
    books.invoice("Azure Interior", "1800.00", due=TODAY.replace(month=8))
    PLATFORMS["acme"] = books
    return books


class Person:
    """Sits at the browser that the command opens."""

    def __init__(self, server: SignInServer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server, self.says, self.books = server, "yes", "4711"
        self.opened: list[str] = []
        monkeypatch.setattr(webbrowser, "open", self.open)

    def open(self, url: str) -> bool:
        self.opened.append(url)
        address = self.server.person(url, says=self.says, books=self.books)
        threading.Thread(target=lambda: requests.get(address, timeout=10).close()).start()
        return True


@pytest.fixture
def person(server: SignInServer, monkeypatch: pytest.MonkeyPatch) -> Person:
    return Person(server, monkeypatch)


def test_connect_then_sync(
    terminal: Terminal, acme: SigningPlatform, person: Person, kept_keys: MemoryKeyring
) -> None:
    answer = terminal.relance("connect", "acme")
    assert answer.code == 0
    assert person.opened[0] in answer.err
    assert "acme is connected to the books 4711." in answer.out
    assert ("relance", KEYRING_USER) in kept_keys.kept
    assert terminal.relance("sync").code == 0
    assert acme.calls()
    assert "connected to the books 4711" in terminal.relance("check").out


def test_connect_in_french_and_for_programs(
    terminal: Terminal, acme: SigningPlatform, person: Person
) -> None:
    assert acme is not None
    answer = terminal.relance("connect", "--language", "fr")
    assert "acme est connectée aux livres 4711." in answer.out
    assert "ouvrez cette adresse" in answer.err
    answer = terminal.relance("connect", "--json")
    told = {"books": "4711", "renew_by": None, "ends_on": None, "withdrawn": False}
    assert answer.json == {"company": "acme", "connection": {**told, "others": []}}
    assert len(person.opened) == 2


@pytest.mark.usefixtures("acme")
def test_a_person_elsewhere_pastes_the_address(
    terminal: Terminal, server: SignInServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is known only once the command has shown it."""

    def prompt(text: str, **_: object) -> str:
        assert "Paste" in text
        return server.person(shown[-1])

    shown: list[str] = []
    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr("relance_sync.cli.output.Output.tell", lambda _, text: shown.append(text))
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("no browser here"))
    assert terminal.relance("connect", "--paste").code == 0
    assert server.renewals == []


@pytest.mark.usefixtures("acme")
def test_a_program_cannot_be_asked_to_paste(terminal: Terminal, server: SignInServer) -> None:
    settings = terminal.folder / "relance.toml"
    text = COMPANY.format(
        name="acme", platform="signing", server=server.url, redirect="https://example.com/after"
    )
    settings.write_text(text)
    answer = terminal.relance("connect", "--json")
    assert answer.code == 2
    assert "--paste" in answer.json["error"]["message"]


@pytest.mark.usefixtures("acme")
def test_a_person_who_says_no(terminal: Terminal, person: Person) -> None:
    person.says = "access_denied"
    answer = terminal.relance("connect")
    assert answer.code == 4
    assert "refused in the browser" in answer.err


def test_without_a_connection_sync_and_check_say_what_to_do(
    terminal: Terminal, acme: SigningPlatform
) -> None:
    for key in ("", "A" * 43 + "="):
        terminal.monkeypatch.setenv("RELANCE_TOKENS_KEY", key)
        answer = terminal.relance("sync")
        assert answer.code == 4
        assert "Run: relance connect acme" in answer.err
        assert "acme is not connected yet" in terminal.relance("check").everything
    assert acme.calls() == []


def test_a_withdrawn_permission_stops_until_a_person_connects_again(
    terminal: Terminal, acme: SigningPlatform, person: Person, server: SignInServer
) -> None:
    server.given = {"expires_in": 1}
    terminal.relance("connect")
    server.withdraw()
    for _ in range(2):
        answer = terminal.relance("sync")
        assert answer.code == 4
        assert "no longer accepts" in answer.err
    assert len(server.renewals) == 1
    assert "no longer accepted" in terminal.relance("check").out
    terminal.relance("connect")
    assert terminal.relance("sync").code == 0
    assert acme.calls()
    assert person.opened


def test_a_connection_that_ends_soon_is_warned_about(
    terminal: Terminal, acme: SigningPlatform, person: Person, server: SignInServer
) -> None:
    month = timedelta(days=30).total_seconds()
    server.given = {"expires_in": 3600, "x_refresh_token_hard_expires_in": int(month) + 86_400}
    answer = terminal.relance("connect")
    assert "It ends on" in answer.out
    assert "ends on" not in terminal.relance("sync").err
    server.given = {"expires_in": 3600, "x_refresh_token_hard_expires_in": int(month) - 86_400}
    terminal.relance("connect")
    day = datetime.now(UTC) + timedelta(days=29)
    answer = terminal.relance("sync", "--json")
    assert f"{day.day}" in answer.err
    assert "Connect again before that day: relance connect acme" in answer.err
    assert answer.json["companies"]
    assert "Connect again before that day" in terminal.relance("check").out
    assert "prend fin le" in terminal.relance("sync", "--language", "fr").err
    assert (acme.calls(), person.opened) != ((), [])


@pytest.mark.usefixtures("acme", "person")
def test_disconnect_withdraws_and_forgets(terminal: Terminal, server: SignInServer) -> None:
    terminal.relance("connect")
    answer = terminal.relance("disconnect", "acme")
    assert answer.code == 0
    assert "the permission was withdrawn" in answer.out
    assert server.refresh == ""
    assert not list((terminal.folder / "state").glob("*.tokens"))
    assert "was not connected" in terminal.relance("disconnect").out
    assert terminal.relance("sync").code == 4
    terminal.relance("connect")
    assert "supprimés ici" in terminal.relance("disconnect", "--forget", "--language", "fr").out
    assert server.refresh != ""
    assert terminal.relance("disconnect", "--json").json == {"company": "acme", "disconnected": False}


@pytest.mark.usefixtures("acme", "person")
def test_a_new_key_is_never_made_where_something_is_sealed(
    terminal: Terminal, kept_keys: MemoryKeyring
) -> None:
    terminal.relance("connect")
    kept_keys.kept.clear()
    answer = terminal.relance("connect")
    assert answer.code == 2
    assert "No key was found that seals" in answer.err
    assert kept_keys.kept == {}


@pytest.mark.usefixtures("acme", "person")
def test_nothing_that_is_shown_or_kept_in_the_open_holds_a_secret(
    terminal: Terminal, server: SignInServer, kept_keys: MemoryKeyring
) -> None:
    terminal.relance("connect")
    terminal.relance("sync")
    terminal.relance("check")
    secrets = [SECRET, server.access, server.refresh, *kept_keys.kept.values()]
    shown = "".join(each.everything for each in terminal.answers).encode()
    files = [path.read_bytes() for path in terminal.folder.rglob("*") if path.is_file()]
    for content in (shown, *files):
        assert not [each for each in secrets if each.encode() in content]


def test_a_platform_with_a_key_says_so(terminal: Terminal) -> None:
    terminal.company("acme")
    for command in ("connect", "disconnect"):
        answer = terminal.relance(command)
        assert answer.code == 2
        assert "fake signs nobody in through the browser: acme works with a key" in answer.err
        assert "RELANCE_ACME_KEY" in answer.err
    assert "ne connecte personne par le navigateur" in terminal.relance("connect", "--language", "fr").err


def test_one_permission_serves_the_companies_whose_books_it_is_for(
    terminal: Terminal, acme: SigningPlatform, person: Person, server: SignInServer
) -> None:
    server.books = {"4711": "Maison Fictive", "815": "Other Ltd"}
    settings = terminal.folder / "relance.toml"
    sharing = settings.read_text().replace("signing", "sharing")
    settings.write_text(sharing)
    answer = terminal.relance("connect")
    assert answer.code == 2
    assert "Maison Fictive: 4711; Other Ltd: 815" in answer.err
    sharing += 'tenant_id = "4711"\n'
    settings.write_text(sharing)
    assert terminal.relance("sync").code == 0
    answer = terminal.relance("connect")
    assert "acme is connected to the books Maison Fictive." in answer.out
    assert "need no sign-in of their own" in answer.out
    assert "  Other Ltd: 815\n" in answer.out
    opened = len(person.opened)
    settings.write_text(sharing + sharing.replace("acme", "beta").replace("4711", "815"))
    terminal.monkeypatch.setenv("RELANCE_BETA_KEY", SECRET)
    PLATFORMS["beta"] = SigningPlatform()
    assert terminal.relance("sync", "beta").code == 0
    assert terminal.relance("disconnect", "acme").code == 0
    assert terminal.relance("sync", "acme").code == 4
    assert terminal.relance("sync", "beta").code == 0
    assert len(person.opened) == opened
    assert acme.calls()
