"""One permission for the books of several companies: renewed for all by whoever needs it, ended for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from relance_connectors.error_table import Action, ErrorTable, Rule
from relance_connectors.oauth import credentials
from relance_connectors.oauth.authorization import OAuthAuthorization
from relance_connectors.oauth.credentials import Credentials
from relance_connectors.transport import Transport
from relance_sync.config.token_keys import new_token_key
from relance_sync.errors import Reconnect, Stop
from relance_sync.ports import ConnectorSettings
from relance_sync.sign_in import Connection
from tests.connectors.oauth.sign_in_server import SignInServer
from tests.connectors.oauth.signing import sharing_application

START = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
REFUSALS = ErrorTable(rules=(Rule(status=401, action=Action.RECONNECT, message="Connect again."),))


class Workspace:
    """Companies of one workspace, and an hour that can be moved."""

    def __init__(self, server: SignInServer, make: Callable[..., ConnectorSettings]) -> None:
        self.server, self.make = server, make
        self.hour = START
        self.folder = make().folder or Path()

    def now(self) -> datetime:
        return self.hour

    def company(self, name: str, tenant: str | None = None, client: str = "client-1") -> Company:
        own = {"tenant_id": tenant} if tenant else {}
        return Company(self, name, replace(self.make(client_id=client, **own), company=name))

    def kept(self) -> list[str]:
        """The files that hold permissions."""
        return sorted(path.name for path in self.folder.glob("*.tokens"))


class Company:
    """One company, as a new process sees it each time."""

    def __init__(self, workspace: Workspace, name: str, settings: ConnectorSettings) -> None:
        self.workspace, self.name = workspace, name
        self.asked, self.settings = sharing_application(settings), settings

    @property
    def authorization(self) -> OAuthAuthorization:
        return OAuthAuthorization(self.asked, self.settings, self.workspace.now)

    @property
    def rights(self) -> Credentials:
        return credentials(self.asked, self.settings, self.workspace.now)

    def connect(self) -> Connection:
        sign_in = self.authorization.begin(listen=False)
        return sign_in.paste(self.workspace.server.person(sign_in.url))

    def call(self) -> bool:
        """Call the platform."""
        transport = Transport(
            self.workspace.server.url, platform="Signing", table=REFUSALS, authorizer=self.rights
        )
        try:
            return transport.get("/books", endpoint="books").ok
        finally:
            transport.close()


@pytest.fixture
def workspace(server: SignInServer, settings: Callable[..., ConnectorSettings]) -> Workspace:
    server.books = {"4711": "Maison Fictive", "815": "Other Ltd", "99": "Third Inc"}
    return Workspace(server, settings)


@pytest.fixture
def acme(workspace: Workspace) -> Company:
    acme = workspace.company("acme", "4711")
    acme.connect()
    return acme


def test_the_permission_says_which_other_books_it_is_for(workspace: Workspace) -> None:
    connection = workspace.company("acme", "4711").connect()
    assert connection.books == "Maison Fictive"
    assert connection.others == {"815": "Other Ltd", "99": "Third Inc"}
    (file,) = workspace.kept()
    assert file.startswith("signing.")
    content = (workspace.folder / file).read_bytes()
    for secret in (workspace.server.access, workspace.server.refresh, "4711"):
        assert secret.encode() not in content


def test_another_company_needs_no_sign_in_of_its_own(acme: Company, workspace: Workspace) -> None:
    beta = workspace.company("beta", "815")
    connection = beta.authorization.connection()
    assert connection
    assert connection.books == "Other Ltd"
    assert beta.rights.tenant == "815"
    assert acme.rights.tenant == "4711"
    assert beta.call()
    assert acme.call()
    assert workspace.server.renewals == []


def test_who_renews_it_renews_it_for_all(acme: Company, workspace: Workspace) -> None:
    """The server refuses a refresh token that was used before."""
    beta = workspace.company("beta", "815")
    for company in (beta, acme, acme, beta):
        workspace.hour += timedelta(hours=2)
        assert company.call()
        assert acme.call()
        assert beta.call()
    assert len(workspace.server.renewals) == 4


def test_companies_that_need_it_at_the_same_moment_renew_it_once(acme: Company, workspace: Workspace) -> None:
    workspace.hour += timedelta(hours=2)
    workspace.server.slow = 0.1
    companies = [acme, workspace.company("beta", "815"), workspace.company("gamma", "99")]
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda each=each: answers.append(each.call())) for each in companies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 3
    assert len(workspace.server.renewals) == 1


def test_books_that_nobody_named_are_chosen_without_a_second_sign_in(workspace: Workspace) -> None:
    with pytest.raises(Stop, match=r"key tenant_id.*relance check acme.*Other Ltd: 815") as caught:
        workspace.company("acme").connect()
    assert "is kept" in caught.value.user_message
    assert workspace.company("acme").authorization.connection() is None
    chosen = workspace.company("acme", "815")
    assert chosen.call()
    assert len([each for each in workspace.server.asked if each.get("code")]) == 1


def test_the_only_books_are_taken_unnamed(workspace: Workspace) -> None:
    workspace.server.books = {"815": ""}
    assert workspace.company("acme").connect() == Connection(books="815")
    assert workspace.company("acme").rights.tenant == "815"


def test_a_permission_for_other_books_alone_is_not_kept(workspace: Workspace) -> None:
    workspace.server.books = {"815": "Other Ltd"}
    with pytest.raises(Stop, match=r"other books \(815\) than those of acme \(4711\)"):
        workspace.company("acme", "4711").connect()
    workspace.server.books = {}
    with pytest.raises(Reconnect, match="did not say which books"):
        workspace.company("acme").connect()
    assert workspace.kept() == []


def test_a_company_whose_books_no_permission_names_is_not_connected(
    acme: Company, workspace: Workspace
) -> None:
    assert acme.authorization.connection()
    for stranger in (workspace.company("delta", "5000"), workspace.company("delta")):
        assert stranger.authorization.connection() is None
        with pytest.raises(Reconnect, match="Run: relance connect delta"):
            stranger.call()


def test_a_company_keeps_its_books_whatever_the_settings_say_later(
    acme: Company, workspace: Workspace
) -> None:
    assert acme.call()
    beta = workspace.company("beta", "815")
    assert beta.call()
    with pytest.raises(Stop, match=r"the key tenant_id names other books \(99\).*read so far \(815\)"):
        workspace.company("beta", "99").call()
    assert workspace.company("beta").call()


def test_a_newer_permission_serves_all_and_the_older_one_is_forgotten(
    acme: Company, workspace: Workspace
) -> None:
    beta = workspace.company("beta", "815")
    assert beta.call()
    workspace.server.withdraw()
    workspace.hour += timedelta(days=1)
    for company in (acme, beta):
        with pytest.raises(Reconnect, match=f"Run: relance connect {company.name}"):
            company.call()
    assert len(workspace.server.renewals) == 1
    beta.connect()
    assert acme.call()
    assert beta.call()
    assert len(workspace.kept()) == 1


def test_the_permission_of_another_person_leaves_the_first_one_alone(
    acme: Company, workspace: Workspace
) -> None:
    first = workspace.server.access
    workspace.hour += timedelta(minutes=1)
    workspace.server.books = {"5000": "Somebody Else's"}
    other = workspace.company("delta", "5000")
    other.connect()
    assert len(workspace.kept()) == 2
    assert other.call()
    assert acme.rights.headers()["Authorization"] == f"Bearer {first}"


def test_ending_one_company_leaves_the_others(acme: Company, workspace: Workspace) -> None:
    beta = workspace.company("beta", "815")
    assert beta.call()
    assert acme.authorization.disconnect()
    assert workspace.server.books == {"815": "Other Ltd", "99": "Third Inc"}
    assert acme.authorization.connection() is None
    assert not acme.authorization.disconnect()
    assert beta.call()
    assert beta.authorization.disconnect()
    assert workspace.server.books == {"99": "Third Inc"}
    assert workspace.kept() == []
    # Third Inc may be used elsewhere: withdrawing everything would end that too.
    assert workspace.server.refresh != ""


def test_ending_the_last_one_withdraws_the_permission(workspace: Workspace) -> None:
    workspace.server.books = {"4711": "Maison Fictive"}
    acme = workspace.company("acme")
    acme.connect()
    assert acme.authorization.disconnect()
    assert workspace.server.books == {}
    assert workspace.server.refresh == ""
    assert workspace.kept() == []


def test_ending_what_was_withdrawn_already_forgets_it(acme: Company, workspace: Workspace) -> None:
    workspace.server.withdraw()
    assert acme.authorization.disconnect()
    assert workspace.kept() == []


def test_forgetting_calls_nobody_and_leaves_the_others(acme: Company, workspace: Workspace) -> None:
    beta = workspace.company("beta", "815")
    assert beta.call()
    asked = len(workspace.server.asked)
    assert acme.authorization.disconnect(revoke=False)
    assert acme.authorization.connection() is None
    assert beta.call()
    assert len(workspace.server.asked) == asked
    assert "4711" in workspace.server.books


def test_the_permission_of_another_application_is_told(acme: Company, workspace: Workspace) -> None:
    assert acme.call()
    with pytest.raises(Reconnect, match="another client_id"):
        workspace.company("beta", "815", client="client-2").call()
    assert not workspace.company("beta", "815", client="client-2").authorization.disconnect(revoke=False)
    assert acme.call()


def test_a_spoilt_file_is_told_only_by_who_needs_it(acme: Company, workspace: Workspace) -> None:
    (workspace.folder / "signing.20200101T000000000000-1.tokens").write_bytes(b"spoilt")
    assert acme.call()
    with pytest.raises(Stop, match=r"signing\.2020.*tokens was damaged"):
        workspace.company("delta", "5000").call()


def test_a_key_that_was_changed_is_told_and_connecting_again_mends_it(
    acme: Company, workspace: Workspace
) -> None:
    other = replace(acme.settings, token_keys=(new_token_key(),))
    changed = Company(workspace, "acme", other)
    with pytest.raises(Stop, match="Put the former key back"):
        changed.call()
    workspace.hour += timedelta(minutes=1)
    changed.connect()
    assert changed.call()


@pytest.mark.parametrize(
    "told", [{"a": 1}, [5], [{"id": "1"}], [{"tenantId": "1"}], "", [{"tenantId": 5, "id": "1"}]]
)
def test_a_list_of_books_that_is_none_is_a_sentence(workspace: Workspace, told: object) -> None:
    workspace.server.odd_list = told
    with pytest.raises(Stop, match="does not understand"):
        workspace.company("acme", "4711").connect()
    assert workspace.kept() == []


def test_a_token_that_the_list_of_books_refuses_is_a_sentence(workspace: Workspace) -> None:
    workspace.server.given = {"access_token": "at-useless"}
    with pytest.raises(Reconnect, match=r"Connect again: relance connect acme"):
        workspace.company("acme", "4711").connect()
