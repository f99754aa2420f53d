"""Apps, and what the user has allowed them: connections and grants. What they are good for is in oauth.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit


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
        try:
            parts = urlsplit(redirect)
        except ValueError:
            return False
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
