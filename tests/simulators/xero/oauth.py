"""The authorization server: apps, connections, codes, tokens that expire, rotate and can be revoked.

OAuth 2.0 as Xero documents it: access tokens for 30 minutes, refresh tokens for 60 days if they are not used,
replaced with every use, the replaced one good for another 30 minutes. A token is a user's and opens every
organisation that the user has connected to the app; there is one user. Pages and HTTP are in oauth_pages.py.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.clock import Clock

ACCESS = timedelta(minutes=30)
REFRESH = timedelta(days=60)
GRACE = timedelta(minutes=30)
CODE = timedelta(minutes=5)
USER = "3c7360c0-6195-462d-b913-76ce9c66cbb8"


class Denied(Exception):
    """A token request that is turned down, with the OAuth error word."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Unauthorized(Exception):
    """An access token that opens nothing; the text is what the API says about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A registered app.

    Attributes:
        secret: None for an app that uses PKCE instead.
        redirects: the redirect URIs that are allowed, compared as they stand.
        loopback: whether any http address on this machine is allowed too.
        tenant: the one organisation of a custom connection, which uses client credentials; "" for other apps.
    """

    client_id: str
    secret: str | None
    redirects: tuple[str, ...] = ()
    loopback: bool = False
    tenant: str = ""

    def allows(self, redirect: str) -> bool:
        """Return whether a browser may be sent back there."""
        parts = urlsplit(redirect)
        return redirect in self.redirects or (
            self.loopback and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
        )


@dataclass(slots=True, kw_only=True)
class Connection:
    """An organisation that the user has connected to an app."""

    id: str
    app: str
    tenant: str
    event: str
    created: datetime
    updated: datetime


@dataclass(slots=True, kw_only=True)
class Grant:
    """What the user allowed one app, once.

    Attributes:
        refresh: the refresh token that counts now; "" = none was asked for.
        old: replaced refresh tokens and when they were.
    """

    app: str
    event: str
    scopes: tuple[str, ...]
    refresh: str
    issued: datetime
    old: dict[str, datetime] = field(default_factory=dict)
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Code:
    grant: Grant
    redirect: str
    challenge: str
    until: datetime


class Authority:
    """Gives out and checks tokens, and knows which organisation is connected to which app.

    Attributes:
        grace: how long a refresh token still counts after it was replaced.
        broad: whether apps may ask for broad scopes, as those made before March 2026 may.
    """

    def __init__(self, clock: Clock, apps: Iterable[App]) -> None:
        self.clock = clock
        self.apps = {each.client_id: each for each in apps}
        self.grace = GRACE
        self.broad = True
        self._lock = threading.RLock()
        self._codes: dict[str, _Code] = {}
        self._connections: list[Connection] = []
        self._grants: list[Grant] = []
        self._access: dict[str, tuple[Grant, datetime]] = {}

    def code(
        self, app: App, tenants: Iterable[str], scopes: Sequence[str], redirect: str, challenge: str = ""
    ) -> str:
        """Connect organisations and return a code, to be changed for tokens once, within five minutes."""
        with self._lock:
            code = secrets.token_urlsafe(32)
            grant = self._consent(app, tenants, scopes)
            until = self.clock.now() + CODE
            self._codes[code] = _Code(grant=grant, redirect=redirect, challenge=challenge, until=until)
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
            return self._tokens(found.grant)

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

    def _tokens(self, grant: Grant) -> dict[str, Any]:
        until = self.clock.now() + ACCESS
        access = _written(grant, self.clock.now(), until)
        self._access[access] = (grant, until)
        answer = {
            "access_token": access,
            "expires_in": int(ACCESS.total_seconds()),
            "token_type": "Bearer",
            "scope": " ".join(grant.scopes),
        }
        return {**answer, "refresh_token": grant.refresh} if grant.refresh else answer


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier, "" if there is none.

    >>> challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return _coded(hashlib.sha256(verifier.encode()).digest()) if verifier else ""


def _written(grant: Grant, now: datetime, until: datetime) -> str:
    """Return a token that can be read as Xero's can, though its signature is none."""
    head = {"alg": "RS256", "kid": "simulator", "typ": "JWT"}
    claims = {
        "nbf": int(now.timestamp()),
        "exp": int(until.timestamp()),
        "iss": "https://identity.xero.com",
        "aud": "https://identity.xero.com/resources",
        "client_id": grant.app,
        "xero_userid": USER,
        "authentication_event_id": grant.event,
        "jti": secrets.token_hex(16),
        "scope": list(grant.scopes),
    }
    parts = [_coded(json.dumps(each).encode()) for each in (head, claims)]
    return ".".join([*parts, _coded(secrets.token_bytes(64))])


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
