"""Renewing tokens: once for all processes, on disk before use, and never again once a person must act."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from relance_connectors.error_table import Action, ErrorTable, Rule
from relance_connectors.oauth import Application, credentials
from relance_connectors.oauth.authorization import OAuthAuthorization
from relance_connectors.oauth.credentials import Credentials
from relance_connectors.oauth.tokens import TokenFile, Tokens
from relance_connectors.transport import Transport
from relance_sync.config.token_keys import new_token_key
from relance_sync.errors import Reconnect, Retry, Stop
from relance_sync.ports import ConnectorSettings
from tests.connectors.oauth.sign_in_server import SignInServer
from tests.connectors.oauth.signing import application

Make = Callable[..., ConnectorSettings]
START = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
REFUSALS = ErrorTable(rules=(Rule(status=401, action=Action.RECONNECT, message="Connect again."),))


class Company:
    """A connected company at an hour that can be moved."""

    def __init__(self, server: SignInServer, settings: ConnectorSettings) -> None:
        self.server, self.settings = server, settings
        self.hour = START
        self.asked: Application = application(settings)
        self.file = TokenFile(settings.folder or Path(), "acme", settings.token_keys)
        self.connect()

    def now(self) -> datetime:
        return self.hour

    def connect(self) -> None:
        sign_in = OAuthAuthorization(self.asked, self.settings, self.now).begin(listen=False)
        sign_in.paste(self.server.person(sign_in.url))

    def rights(self, settings: ConnectorSettings | None = None) -> Credentials:
        """What a new process would use."""
        return credentials(application(settings or self.settings), settings or self.settings, self.now)

    def call(self, rights: Credentials | None = None) -> bool:
        """Call the platform with it."""
        transport = Transport(
            self.server.url, platform="Signing", table=REFUSALS, authorizer=rights or self.rights()
        )
        try:
            return transport.get("/books", endpoint="books").ok
        finally:
            transport.close()


@pytest.fixture
def acme(server: SignInServer, settings: Make) -> Company:
    return Company(server, settings())


def test_a_token_is_used_until_it_is_about_to_end(acme: Company) -> None:
    rights = acme.rights()
    assert acme.call(rights)
    acme.hour += timedelta(minutes=57)
    assert acme.call(rights)
    assert acme.server.renewals == []
    acme.hour += timedelta(minutes=2)
    assert acme.call(rights)
    assert acme.call(rights)
    assert acme.call()
    assert len(acme.server.renewals) == 1


def test_a_token_that_the_platform_refuses_is_renewed_once(acme: Company) -> None:
    acme.server.access = "at-another"
    assert acme.call()
    assert len(acme.server.renewals) == 1


def test_what_another_process_renewed_is_taken_over(acme: Company) -> None:
    slow, quick = acme.rights(), acme.rights()
    acme.call(slow)
    acme.server.access = "at-another"
    assert acme.call(quick)
    assert acme.call(slow)
    assert len(acme.server.renewals) == 1


def test_fresh_tokens_are_on_disk_before_they_are_used(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.hour += timedelta(hours=2)
    write = TokenFile.write

    def full(file: TokenFile, tokens: Tokens) -> None:
        if tokens != acme.file.read():
            raise Stop("No room.")
        write(file, tokens)

    rights = acme.rights()
    monkeypatch.setattr(TokenFile, "write", full)
    with pytest.raises(Stop, match="No room"):
        acme.call(rights)
    kept = acme.file.read()
    assert kept
    assert kept.access != acme.server.access


def test_who_cannot_keep_fresh_tokens_asks_for_none(acme: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a folder that cannot be written, or a full disk, would cost the permission."""
    acme.hour += timedelta(hours=2)

    def full(_: object, __: object) -> None:
        raise Stop("No room.")

    with monkeypatch.context() as patch:
        patch.setattr(TokenFile, "write", full)
        with pytest.raises(Stop, match="No room"):
            acme.call()
    assert acme.server.renewals == []
    assert acme.call()
    assert len(acme.server.renewals) == 1


def test_a_permission_that_was_withdrawn_is_asked_for_once_and_marked(acme: Company) -> None:
    acme.server.withdraw()
    acme.hour += timedelta(hours=2)
    for _ in range(3):
        with pytest.raises(Reconnect, match=r"no longer accepts .* Run: relance connect acme") as caught:
            acme.call()
        assert "private words" not in caught.value.user_message + caught.value.detail
    assert len(acme.server.renewals) == 1
    connection = OAuthAuthorization(acme.asked, acme.settings).connection()
    assert connection
    assert connection.withdrawn
    acme.connect()
    assert acme.call()


def test_a_401_that_renewal_does_not_cure_ends_there(acme: Company) -> None:
    table = ErrorTable(rules=(Rule(status=401, action=Action.RECONNECT, message="Connect again."),))
    transport = Transport(acme.server.url, platform="Signing", table=table, authorizer=acme.rights())
    acme.server.given = {"expires_in": 3600, "access_token": "at-useless"}
    acme.server.access = "at-another"
    with pytest.raises(Reconnect, match="Connect again"):
        transport.get("/books", endpoint="books")
    assert len(acme.server.renewals) == 1


def test_a_platform_that_is_silent_is_no_reason_to_reconnect(acme: Company) -> None:
    acme.hour += timedelta(hours=2)
    for _ in range(4):
        acme.server.fail_next(503)
    with pytest.raises(Retry):
        acme.call()
    assert acme.call()


def test_a_company_that_was_never_connected_is_told(settings: Make) -> None:
    with pytest.raises(Reconnect, match=r"not connected to Signing yet. Run: relance connect acme"):
        credentials(application(settings()), settings()).headers()


def test_another_application_than_the_connected_one_is_told(acme: Company, settings: Make) -> None:
    with pytest.raises(Reconnect, match="another client_id"):
        acme.rights(settings(client_id="client-2")).headers()
    assert acme.server.renewals == []


def test_the_books_are_known_without_a_call(acme: Company) -> None:
    assert acme.rights().tenant == "4711"
    assert len(acme.server.asked) == 1


PROCESS = """
import sys
from pathlib import Path
from relance_connectors.oauth import credentials
from relance_sync.ports import ConnectorSettings
from tests.connectors.oauth.signing import application

server, folder, secret, key = sys.argv[1:]
settings = ConnectorSettings(
    company="acme", settings={"server": server, "redirect": "http://localhost/"}, secret=secret,
    folder=Path(folder), token_keys=(key,),
)
rights = credentials(application(settings), settings)
print("ready", flush=True)
sys.stdin.readline()
print(rights.headers()["Authorization"])
"""


def test_processes_that_need_it_at_the_same_moment_renew_once(acme: Company, key: str) -> None:
    """The server refuses a refresh token that was used before."""
    acme.hour = datetime.now(UTC) - timedelta(hours=2)
    acme.connect()
    acme.server.slow = 0.3
    arguments = [acme.server.url, str(acme.settings.folder), acme.settings.secret, key]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for each in running:
        assert each.stdout
        assert each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    shown = {each.communicate(timeout=60)[0].strip() for each in running}
    assert shown == {f"Bearer {acme.server.access}"}
    assert len(acme.server.renewals) == 1
    assert [each.returncode for each in running] == [0] * 4


def test_threads_renew_once_too(acme: Company) -> None:
    acme.hour += timedelta(hours=2)
    acme.server.slow = 0.1
    rights = [acme.rights() for _ in range(5)]
    threads = [threading.Thread(target=each.headers) for each in rights]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(acme.server.renewals) == 1


def test_the_ends_of_a_connection_are_as_the_platform_says(acme: Company) -> None:
    acme.server.given = {
        "expires_in": "3600",
        "x_refresh_token_expires_in": 8_640_000,
        "x_refresh_token_hard_expires_in": 157_680_000,
    }
    acme.connect()
    connection = OAuthAuthorization(acme.asked, acme.settings).connection()
    assert connection
    assert (connection.renew_by, connection.ends_on) == (
        START + timedelta(days=100),
        START + timedelta(days=1825),
    )
    acme.hour += timedelta(days=10)
    acme.server.given = {"expires_in": 3600}
    acme.call()
    connection = OAuthAuthorization(acme.asked, acme.settings).connection()
    assert connection
    assert connection.ends_on == START + timedelta(days=1825)


def test_keys_are_changed_one_after_the_other(acme: Company, settings: Make, key: str) -> None:
    new = new_token_key()
    with pytest.raises(Stop, match=r"cannot be opened.*Put the former key back.*relance connect acme"):
        acme.rights(settings(keys=(new,))).headers()
    both = settings(keys=(new, key))
    acme.hour += timedelta(hours=2)
    assert acme.call(acme.rights(both))
    assert acme.call(acme.rights(settings(keys=(new,))))
    with pytest.raises(Stop):
        acme.rights(settings(keys=(key,))).headers()


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"gAAAA"])
def test_a_spoilt_file_is_told_and_connecting_again_mends_it(
    acme: Company, tmp_path: Path, spoilt: bytes
) -> None:
    (tmp_path / "state" / "acme.tokens").write_bytes(spoilt)
    with pytest.raises(Stop, match=r"acme\.tokens was damaged"):
        acme.call()
    acme.connect()
    assert acme.call()


def test_a_folder_that_cannot_be_written_is_told(
    server: SignInServer, settings: Make, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(Stop, match="cannot be"):
        Company(server, settings())
