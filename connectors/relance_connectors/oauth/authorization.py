"""Connecting a company in the browser, looking at its connection, and ending it.

A company keeps its books: a permission for other ones is not taken. A permission that is for several books
serves all companies of the workspace whose books they are; ending it for one of them leaves it to the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from relance_connectors.oauth.application import Application
from relance_connectors.oauth.books import CompanyBooks
from relance_connectors.oauth.books_list import BooksList
from relance_connectors.oauth.credentials import Credentials
from relance_connectors.oauth.shared_tokens import SharedTokens
from relance_connectors.oauth.sign_in import OAuthSignIn
from relance_connectors.oauth.token_server import TokenServer
from relance_connectors.oauth.tokens import CompanyTokens, TokenFile, Tokens
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
        self._now = now
        self._tokens = _tokens(application, settings)
        self._books = _books(application, settings)
        self._server = TokenServer(application, settings.company, now)
        self._list = BooksList(application, settings.company)

    def begin(self, *, listen: bool = True) -> OAuthSignIn:
        """See `Authorization.begin`."""
        return OAuthSignIn(self._application, self._company, self._finish, listen=listen)

    def connection(self) -> Connection | None:
        """See `Authorization.connection`."""
        kept = self._tokens.read()
        return kept.connection if kept else None

    def disconnect(self, *, revoke: bool = True) -> bool:
        """See `Authorization.disconnect`."""
        with self._tokens.locked():
            if revoke:
                kept = self._tokens.read()
                if kept is None:
                    return False
                self._withdraw(kept)
            return self._tokens.delete()

    def _withdraw(self, kept: Tokens) -> None:
        """Withdraw the permission, of several books for those of the company only."""
        if self._application.provider.tenants_url:
            fresh = self._server.renew(kept)
            if fresh is None:
                return
            self._tokens.write(fresh)
            if self._list.leave(fresh):
                return
            kept = fresh
        self._server.revoke(kept)

    def _finish(self, answer: Mapping[str, str], verifier: str) -> Connection:
        expected = self._books.expected()
        if isinstance(self._tokens, SharedTokens):
            return self._share(self._server.exchange(answer["code"], "", verifier), self._tokens, expected)
        tenant = answer.get(self._application.provider.tenant_parameter, "")
        self._same_books(tenant, expected)
        tokens = self._server.exchange(answer["code"], tenant, verifier)
        with self._tokens.locked():
            self._books.keep(tenant)
            self._tokens.write(tokens)
        return tokens.connection

    def _share(self, tokens: Tokens, shared: SharedTokens, expected: str | None) -> Connection:
        """Keep a permission for the books that are of this workspace, and find those of the company."""
        listed = self._list.books(tokens)
        tenant = expected if expected and expected in listed.names else next(iter(sorted(listed.chosen)), "")
        choosable = expected is None and len(listed.chosen) > 1
        if not choosable:
            self._same_books(tenant, expected)
        with shared.locked():
            # What the person chose for another workspace is none of this one's business.
            ours = listed.chosen | {tenant} | shared.named()
            books = {id_: name for id_, name in listed.names.items() if id_ in ours}
            shareable = replace(tokens, books=books)
            if not choosable:
                self._books.keep(tenant)
            shared.add(shareable, self._now())
        if choosable:
            raise self._choose({id_: listed.names[id_] for id_ in books if id_ in listed.chosen})
        return replace(shareable, tenant=tenant, tenant_name=books[tenant]).connection

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

    def _choose(self, books: Mapping[str, str]) -> Stop:
        listed = "; ".join(f"{name}: {tenant}" for tenant, name in books.items())
        return Stop(
            f"The permission is kept; it is for several books. Write those of {self._company} into"
            f" relance.toml, key {self._application.tenant_key}, then run: relance check {self._company}. The"
            " others may get sections of their own, and need no sign-in of their own. They are:"
            f" {listed}"
        )


class OAuthFactory:
    """What a platform's entry point in the group `relance.authorizations` is.

    Attributes:
        questions: What a new workspace must know about a company.
    """

    def __init__(
        self,
        application: Callable[[ConnectorSettings], Application],
        *,
        needs_key: Callable[[Mapping[str, object]], bool] = lambda _: True,
        questions: tuple[Question, ...] = (),
    ) -> None:
        """Remember how settings become an application.

        Args:
            application: Reads a company's settings; raises `Stop` naming file and key.
            needs_key: Tells by a company's settings whether the platform gave the application a secret.
            questions: What a new workspace must know about a company.
        """
        self._application = application
        self._needs_key = needs_key
        self.questions = questions

    def needs_key(self, settings: Mapping[str, object]) -> bool:
        """See `relance_sync.sign_in.AuthorizationFactory`."""
        return self._needs_key(settings)

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
        _tokens(application, settings),
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


def _books(application: Application, settings: ConnectorSettings) -> CompanyBooks:
    return CompanyBooks(
        _folder(settings), settings.company, chosen=application.tenant, key=application.tenant_key
    )


def _tokens(application: Application, settings: ConnectorSettings) -> CompanyTokens:
    """Find where the company's tokens are: with the others' if one permission is for several books."""
    folder = _folder(settings)
    if not settings.token_keys:
        raise Stop(f"There is no key to seal the tokens of {settings.company} with.")
    if not application.provider.tenants_url:
        return TokenFile(folder, settings.company, settings.token_keys)
    return SharedTokens(
        folder,
        settings.company,
        settings.token_keys,
        platform=application.provider.name,
        client_id=application.client_id,
        books=_books(application, settings),
    )
