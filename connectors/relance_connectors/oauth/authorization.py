"""Connecting a company in the browser, looking at its connection, and ending it.

A company keeps its books: a permission for other ones is not taken, also not after the tokens were forgotten,
because its ledger in Relance is that of the first ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from relance_connectors.oauth.application import Application
from relance_connectors.oauth.credentials import Credentials
from relance_connectors.oauth.sign_in import OAuthSignIn
from relance_connectors.oauth.token_server import TokenServer
from relance_connectors.oauth.tokens import TokenFile, Tokens
from relance_connectors.state_file import StateFile
from relance_sync.errors import Reconnect, Stop
from relance_sync.ports import ConnectorSettings
from relance_sync.sign_in import Connection, Question


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OAuthAuthorization:
    """The permission of one company; see `relance_sync.sign_in.Authorization`."""

    def __init__(
        self, application: Application, settings: ConnectorSettings, now: Callable[[], datetime] = _utc_now
    ) -> None:
        """Put the parts together; nothing is read or called yet."""
        self._application = application
        self._company = settings.company
        self._file = _token_file(settings)
        self._books = StateFile(_folder(settings) / f"{settings.company}.books")
        self._server = TokenServer(application, settings.company, now)

    def begin(self, *, listen: bool = True) -> OAuthSignIn:
        """See `Authorization.begin`."""
        return OAuthSignIn(self._application, self._company, self._finish, listen=listen)

    def connection(self) -> Connection | None:
        """See `Authorization.connection`."""
        kept = self._file.read()
        return kept.connection if kept else None

    def disconnect(self, *, revoke: bool = True) -> bool:
        """See `Authorization.disconnect`."""
        with self._file.locked():
            if revoke:
                kept = self._file.read()
                if kept is None:
                    return False
                self._server.revoke(kept)
            return self._file.delete()

    def _finish(self, answer: Mapping[str, str], verifier: str) -> Connection:
        parameter = self._application.provider.tenant_parameter
        tenant = answer.get(parameter, "") if parameter else ""
        expected = self._expected()
        if parameter:
            self._same_books(tenant, expected)
        tokens = self._server.exchange(answer["code"], tenant, verifier)
        if not parameter:
            tokens = self._with_books(tokens, expected)
        with self._file.locked():
            self._books.write(tokens.tenant.encode(), durable=True)
            self._file.write(tokens)
        return tokens.connection

    def _expected(self) -> str | None:
        """Return the books the permission must be for: as before, else as set; None for any."""
        before = (self._books.read() or b"").decode(errors="replace").strip()
        return before or self._application.tenant

    def _same_books(self, tenant: str, expected: str | None) -> None:
        if not tenant:
            raise Reconnect(
                f"{self._application.provider.name} did not say which books the permission is for. Connect"
                f" again and choose a company: relance connect {self._company}"
            )
        if expected and tenant != expected:
            raise Stop(
                f"The permission is for other books ({tenant}) than those of {self._company} ({expected}):"
                " nothing was kept. Connect again and choose the right ones, or give the other books a"
                " section of their own in relance.toml."
            )

    def _with_books(self, tokens: Tokens, expected: str | None) -> Tokens:
        """Find out which books the tokens are for."""
        books = self._server.books(tokens)
        if expected is None and len(books) > 1:
            listed = "; ".join(f"{name}: {tenant}" for tenant, name in books.items())
            raise Stop(
                f"The permission is for several books. Write the one of {self._company} into relance.toml,"
                f" key {self._application.tenant_key}, then connect again. They are: {listed}"
            )
        tenant = expected if expected and expected in books else next(iter(books), "")
        self._same_books(tenant, expected)
        return replace(tokens, tenant=tenant, tenant_name=books[tenant])


class OAuthFactory:
    """What a platform's entry point in the group `relance.authorizations` is.

    Attributes:
        needs_key: True if the platform gave the application a secret.
        questions: What a new workspace must know about a company.
    """

    def __init__(
        self,
        application: Callable[[ConnectorSettings], Application],
        *,
        needs_key: bool = True,
        questions: tuple[Question, ...] = (),
    ) -> None:
        """Remember how settings become an application.

        Args:
            application: Reads a company's settings; raises `Stop` naming file and key.
            needs_key: True if the platform gave the application a secret.
            questions: What a new workspace must know about a company.
        """
        self._application = application
        self.needs_key = needs_key
        self.questions = questions

    def __call__(self, settings: ConnectorSettings) -> OAuthAuthorization:
        """See `relance_sync.sign_in.AuthorizationFactory`."""
        return OAuthAuthorization(self._application(settings), settings)


def credentials(
    application: Application, settings: ConnectorSettings, now: Callable[[], datetime] = _utc_now
) -> Credentials:
    """Return what authorises the calls of a company's connector; nothing is read yet.

    Args:
        application: As whom it calls.
        settings: The company's; with a folder and keys.
        now: The instant, aware.
    """
    return Credentials(
        _token_file(settings),
        TokenServer(application, settings.company, now),
        company=settings.company,
        client_id=application.client_id,
        platform=application.provider.name,
        now=now,
    )


def _folder(settings: ConnectorSettings) -> Path:
    if settings.folder is None:
        raise Stop(f"There is no folder to keep the connection of {settings.company} in.")
    return settings.folder


def _token_file(settings: ConnectorSettings) -> TokenFile:
    if not settings.token_keys:
        raise Stop(f"There is no key to seal the tokens of {settings.company} with.")
    return TokenFile(_folder(settings), settings.company, settings.token_keys)
