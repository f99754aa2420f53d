"""What the token endpoint answers, and what tokens say of themselves. Which of them count is in oauth.py."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from . import signing
from .grants import Grant

USER, EMAIL = "3c7360c0-6195-462d-b913-76ce9c66cbb8", "olive@example.com"
IDENTITY = timedelta(minutes=5)


def answer(grant: Grant, issuer: str, now: datetime, until: datetime, nonce: str = "") -> dict[str, Any]:
    """Return an access token until an instant, the present refresh token, and with `openid` an id_token."""
    claims = {
        "nbf": int(now.timestamp()),
        "iat": int(now.timestamp()),
        "iss": issuer,
        "auth_time": int(grant.issued.timestamp()),
        "authentication_event_id": grant.event,
    }
    access = {
        **claims,
        "exp": int(until.timestamp()),
        "aud": f"{issuer}/resources",
        "client_id": grant.app,
        "xero_userid": USER,
        "scope": list(grant.scopes),
        "jti": secrets.token_hex(16),
    }
    told = {
        "access_token": signing.signed(access),
        "expires_in": int((until - now).total_seconds()),
        "token_type": "Bearer",
        "scope": " ".join(grant.scopes),
    }
    if grant.refresh:
        told["refresh_token"] = grant.refresh
    if "openid" in grant.scopes:
        identity = {**claims, **user(grant.scopes), "aud": grant.app}
        identity |= {"exp": int((now + IDENTITY).timestamp())} | ({"nonce": nonce} if nonce else {})
        told["id_token"] = signing.signed(identity)
    return told


def user(scopes: Collection[str]) -> dict[str, str]:
    """Return what scopes tell about the user."""
    told = {"sub": USER.replace("-", ""), "xero_userid": USER}
    if "profile" in scopes:
        told |= {"given_name": "Olive", "family_name": "Owner", "name": "Olive Owner"}
    return {**told, "email": EMAIL, "preferred_username": EMAIL} if "email" in scopes else told
