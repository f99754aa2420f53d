"""The authorization server: apps, codes, tokens that expire, rotate and can be revoked.

OAuth 2.0 as Intuit documents it: access tokens for an hour, refresh tokens for 100 days from their last
rotation, five years at most. Pages and HTTP are in oauth_pages.py; the API only asks `check`.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.clock import Clock

ACCESS = timedelta(hours=1)
REFRESH = timedelta(seconds=8_726_400)
ROTATION = timedelta(hours=24)
HARD = timedelta(days=5 * 365)
CODE = timedelta(minutes=10)
ACCOUNTING = "com.intuit.quickbooks.accounting"


class Denied(Exception):
    """A token request that is turned down, with the OAuth error word and the HTTP status."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A registered app.

    Attributes:
        redirects: the redirect URIs that are allowed, compared as they stand.
        loopback: whether any http address on this machine is allowed too.
    """

    client_id: str
    secret: str
    redirects: tuple[str, ...] = ()
    loopback: bool = False

    def allows(self, redirect: str) -> bool:
        """Return whether a browser may be sent back there."""
        parts = urlsplit(redirect)
        return redirect in self.redirects or (
            self.loopback and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
        )


@dataclass(slots=True, kw_only=True)
class Grant:
    """What one company allowed one app, with the refresh token that counts now."""

    app: str
    realm: str
    scope: str
    refresh: str
    refresh_issued: datetime
    hard_end: datetime
    old: dict[str, datetime] = field(default_factory=dict)
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Code:
    app: str
    realm: str
    scope: str
    redirect: str
    until: datetime


class Authority:
    """Gives out and checks tokens.

    Attributes:
        rotate_always: rotate with every refresh, not once a day.
        grace: how long a refresh token still counts after it was replaced.
    """

    def __init__(self, clock: Clock, apps: Iterable[App]) -> None:
        self.clock = clock
        self.apps = {each.client_id: each for each in apps}
        self.rotate_always = False
        self.grace = timedelta()
        self._lock = threading.Lock()
        self._codes: dict[str, _Code] = {}
        self._grants: list[Grant] = []
        self._access: dict[str, tuple[Grant, datetime]] = {}

    def code(self, app: str, realm: str, scope: str, redirect: str) -> str:
        """Return a code that can be changed for tokens once, within ten minutes."""
        with self._lock:
            code = "AB1" + secrets.token_urlsafe(32)
            until = self.clock.now() + CODE
            self._codes[code] = _Code(app=app, realm=realm, scope=scope, redirect=redirect, until=until)
            return code

    def exchange(self, app: App, code: str, redirect: str, *, tell_hard_end: bool = False) -> dict[str, Any]:
        """Change a code for tokens.

        Raises:
            Denied: the code is used, too old, of another app or redirect.
        """
        with self._lock:
            found = self._codes.pop(code, None)
            if found is None or found.app != app.client_id or self.clock.now() > found.until:
                raise Denied("invalid_grant", "Invalid authorization code")
            if found.redirect != redirect:
                raise Denied("invalid_grant", "The redirect_uri is not the one of the authorization request")
            grant = self._grant(app.client_id, found.realm, found.scope)
            return self._answer(grant, tell_hard_end=tell_hard_end)

    def connect(self, app: str, realm: str, scope: str = ACCOUNTING) -> dict[str, Any]:
        """Return tokens without a browser, as after a consent."""
        with self._lock:
            return self._answer(self._grant(app, realm, scope), tell_hard_end=True)

    def refresh(self, app: App, token: str, *, tell_hard_end: bool = False) -> dict[str, Any]:
        """Return a new access token, and a new refresh token if the present one is older than a day.

        Raises:
            Denied: the refresh token does not count (any more).
        """
        with self._lock:
            now = self.clock.now()
            grant = next((each for each in self._grants if token == each.refresh or token in each.old), None)
            wrong = grant is None or grant.app != app.client_id or grant.revoked
            if grant is None or wrong or not self._counts(grant, token, now):
                raise Denied("invalid_grant", "Incorrect or invalid refresh token")
            if token == grant.refresh and (self.rotate_always or now - grant.refresh_issued >= ROTATION):
                grant.old[grant.refresh] = now
                grant.refresh, grant.refresh_issued = _refresh_token(), now
            return self._answer(grant, tell_hard_end=tell_hard_end)

    def revoke(self, app: App, token: str) -> None:
        """End a grant, by its refresh or an access token.

        Raises:
            Denied: no such token.
        """
        with self._lock:
            by_access = self._access.get(token)
            grant = (
                by_access[0]
                if by_access
                else next((each for each in self._grants if each.refresh == token), None)
            )
            if grant is None or grant.app != app.client_id:
                raise Denied("invalid_request", "Invalid token")
            grant.revoked = True

    def disconnect(self, realm: str) -> int:
        """End all grants of a company, as its owner does in QuickBooks; return how many."""
        with self._lock:
            ended = [each for each in self._grants if each.realm == realm and not each.revoked]
            for each in ended:
                each.revoked = True
            return len(ended)

    def expire_access(self) -> None:
        """Let all access tokens be expired."""
        with self._lock:
            now = self.clock.now()
            self._access = {token: (grant, now) for token, (grant, _) in self._access.items()}

    def check(self, token: str) -> Grant:
        """Return the grant behind an access token.

        Raises:
            Denied: expired, revoked or never given out.
        """
        with self._lock:
            found = self._access.get(token)
            if found is None:
                raise Denied("invalid_token", "Malformed bearer token: too short or too long", 401)
            grant, until = found
            if grant.revoked:
                raise Denied("invalid_token", "Token revoked", 401)
            if self.clock.now() >= until:
                raise Denied("invalid_token", "Token expired", 401)
            return grant

    def _counts(self, grant: Grant, token: str, now: datetime) -> bool:
        if now >= grant.hard_end or now - grant.refresh_issued >= REFRESH:
            return False
        return token == grant.refresh or now - grant.old[token] < self.grace

    def _grant(self, app: str, realm: str, scope: str) -> Grant:
        now = self.clock.now()
        grant = Grant(
            app=app,
            realm=realm,
            scope=scope,
            refresh=_refresh_token(),
            refresh_issued=now,
            hard_end=now + HARD,
        )
        self._grants.append(grant)
        return grant

    def _answer(self, grant: Grant, *, tell_hard_end: bool) -> dict[str, Any]:
        now = self.clock.now()
        access = "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0.." + secrets.token_urlsafe(120)
        self._access[access] = (grant, now + ACCESS)
        answer = {
            "token_type": "bearer",
            "access_token": access,
            "refresh_token": grant.refresh,
            "expires_in": int(ACCESS.total_seconds()),
            "x_refresh_token_expires_in": int(
                (min(grant.refresh_issued + REFRESH, grant.hard_end) - now).total_seconds()
            ),
        }
        if tell_hard_end:
            answer["x_refresh_token_hard_expires_in"] = int((grant.hard_end - now).total_seconds())
        return answer


def _refresh_token() -> str:
    return "RT1-" + secrets.token_urlsafe(36)
