"""The authorization server: apps, connections, codes, tokens that expire, rotate and can be revoked.

OAuth 2.0 as Xero documents it: access tokens for 30 minutes, refresh tokens for 60 days if they are not used,
replaced with every use, the replaced one good for another 30 minutes. A token is a user's and opens every
organisation that the user has connected to the app; there is one user. Pages and HTTP are in oauth_pages.py.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.simulators.clock import Clock

from . import signing, tokens
from .grants import App, Connection, Grant

ACCESS = timedelta(minutes=30)
REFRESH = timedelta(days=60)
GRACE = timedelta(minutes=30)
CODE = timedelta(minutes=5)


class Denied(Exception):
    """A token request that is turned down, with the OAuth error word."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Unauthorized(Exception):
    """An access token that opens nothing; the text is what the API says about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Code:
    grant: Grant
    redirect: str
    challenge: str
    nonce: str
    until: datetime


class Authority:
    """Gives out and checks tokens, and knows which organisation is connected to which app.

    Attributes:
        issuer: address that tokens say they are from.
        grace: how long a refresh token still counts after it was replaced.
        broad: whether apps may ask for broad scopes, as those made before March 2026 may.
    """

    def __init__(self, clock: Clock, apps: Iterable[App]) -> None:
        self.clock = clock
        self.apps = {each.client_id: each for each in apps}
        self.issuer = "https://identity.xero.com"
        self.grace = GRACE
        self.broad = True
        self._lock = threading.RLock()
        self._codes: dict[str, _Code] = {}
        self._connections: list[Connection] = []
        self._grants: list[Grant] = []
        self._access: dict[str, tuple[Grant, datetime]] = {}

    def code(
        self,
        app: App,
        tenants: Iterable[str],
        scopes: Sequence[str],
        redirect: str,
        *,
        challenge: str = "",
        nonce: str = "",
    ) -> str:
        """Connect organisations and return a code, to be changed for tokens once, within five minutes."""
        with self._lock:
            code = secrets.token_urlsafe(32)
            self._codes[code] = _Code(
                grant=self._consent(app, tenants, scopes),
                redirect=redirect,
                challenge=challenge,
                nonce=nonce,
                until=self.clock.now() + CODE,
            )
            return code

    def exchange(self, app: App, code: str, redirect: str, verifier: str) -> dict[str, Any]:
        """Change a code for tokens.

        Raises:
            Denied: the code is used, too old, of another app or redirect, or the verifier does not fit.
        """
        with self._lock:
            found = self._codes.pop(code, None)
            if found is None or found.grant.app != app.client_id or self.clock.now() >= found.until:
                raise Denied("invalid_grant")
            if found.redirect != redirect or found.challenge != challenge_of(verifier):
                raise Denied("invalid_grant")
            self._grants.append(found.grant)
            return self._tokens(found.grant, found.nonce)

    def connect(self, app: App, tenants: Iterable[str], scopes: Sequence[str]) -> dict[str, Any]:
        """Connect organisations and return tokens without a browser, as after a consent."""
        with self._lock:
            grant = self._consent(app, tenants, scopes)
            self._grants.append(grant)
            return self._tokens(grant)

    def refresh(self, app: App, token: str) -> dict[str, Any]:
        """Return a new access token and a new refresh token.

        Raises:
            Denied: the refresh token does not count (any more).
        """
        with self._lock:
            now = self.clock.now()
            grant = self._of_refresh(token)
            if grant is None or grant.app != app.client_id or grant.revoked:
                raise Denied("invalid_grant")
            replaced = grant.old.get(token)
            late = now - grant.issued >= REFRESH if replaced is None else now - replaced >= self.grace
            if late:
                raise Denied("invalid_grant")
            grant.old[grant.refresh] = now
            grant.refresh, grant.issued = secrets.token_hex(32), now
            return self._tokens(grant)

    def machine(self, app: App, scopes: Sequence[str]) -> dict[str, Any]:
        """Return an access token of a custom connection.

        Raises:
            Denied: the app is none, or no organisation has allowed it.
        """
        if not app.tenant:
            raise Denied("unauthorized_client")
        with self._lock:
            now = self.clock.now()
            grant = Grant(
                app=app.client_id, event=str(uuid.uuid4()), scopes=tuple(scopes), refresh="", issued=now
            )
            return self._tokens(grant)

    def revoke(self, app: App, token: str) -> None:
        """End a grant by its refresh token, and all connections of the user; other tokens are let pass."""
        with self._lock:
            grant = self._of_refresh(token)
            if grant is not None and grant.app == app.client_id:
                grant.revoked = True
                self._connections = [each for each in self._connections if each.app != app.client_id]

    def check(self, token: str) -> Grant:
        """Return the grant behind an access token.

        Raises:
            Unauthorized: expired or never given out.
        """
        with self._lock:
            found = self._access.get(token)
            if found is None:
                raise Unauthorized("AuthenticationUnsuccessful")
            grant, until = found
            if self.clock.now() >= until:
                raise Unauthorized(f"TokenExpired: token expired at {until:%m/%d/%Y %H:%M:%S}")
            return grant

    def connections(self, app: str, event: str = "") -> list[Connection]:
        """Return the connections of an app, the oldest first; with `event` only those last made in it."""
        with self._lock:
            made = [each for each in self._connections if each.app == app]
            return [each for each in made if not event or each.event == event]

    def connected(self, app: str, tenant: str) -> bool:
        """Return whether an organisation is connected to an app."""
        own = self.apps[app].tenant
        return tenant == own if own else any(each.tenant == tenant for each in self.connections(app))

    def disconnect(self, *, id_: str = "", tenant: str = "", app: str = "") -> int:
        """End connections by their id, or all of an organisation, of one app or of all; return how many."""
        with self._lock:
            ended = [
                each
                for each in self._connections
                if (not id_ or each.id == id_)
                and (not tenant or each.tenant == tenant)
                and app in {"", each.app}
            ]
            self._connections = [each for each in self._connections if each not in ended]
            return len(ended)

    def expire_access(self) -> None:
        """Let all access tokens be expired."""
        with self._lock:
            now = self.clock.now()
            self._access = {token: (grant, now) for token, (grant, _) in self._access.items()}

    def _consent(self, app: App, tenants: Iterable[str], scopes: Sequence[str]) -> Grant:
        now, event = self.clock.now(), str(uuid.uuid4())
        for tenant in tenants:
            known = [each for each in self._connections if (each.app, each.tenant) == (app.client_id, tenant)]
            for each in known:
                each.event, each.updated = event, now
            if not known:
                self._connections.append(
                    Connection(
                        id=str(uuid.uuid4()),
                        app=app.client_id,
                        tenant=tenant,
                        event=event,
                        created=now,
                        updated=now,
                    )
                )
        earlier = [
            scope
            for each in self._grants
            if each.app == app.client_id and not each.revoked
            for scope in each.scopes
        ]
        together = tuple(dict.fromkeys([*scopes, *earlier]))  # scopes are additive
        refresh = secrets.token_hex(32) if "offline_access" in together else ""
        return Grant(app=app.client_id, event=event, scopes=together, refresh=refresh, issued=now)

    def _of_refresh(self, token: str) -> Grant | None:
        return next((each for each in self._grants if token and token in {each.refresh, *each.old}), None)

    def _tokens(self, grant: Grant, nonce: str = "") -> dict[str, Any]:
        now = self.clock.now()
        answer = tokens.answer(grant, self.issuer, now, now + ACCESS, nonce)
        self._access[answer["access_token"]] = (grant, now + ACCESS)
        return answer


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier, "" if there is none.

    >>> challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return signing.coded(hashlib.sha256(verifier.encode()).digest()) if verifier else ""
