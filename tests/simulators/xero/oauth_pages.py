"""The authorization server's web side: discovery document, consent page, tokens, revocation, connections.

Which tokens and connections count is decided in oauth.py, which scopes there are in scopes.py.
"""

from __future__ import annotations

import base64
import binascii
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from . import scopes, signing
from .grants import App, Connection, Grant
from .oauth import Authority, Denied
from .tokens import user

DISCOVERY, KEYS = "/.well-known/openid-configuration", "/.well-known/openid-configuration/jwks"
AUTHORIZE, TOKEN, REVOKE = "/identity/connect/authorize", "/connect/token", "/connect/revocation"
CONNECTIONS, USER_INFO = "/connections", "/connect/userinfo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer: status, JSON or a page (None = empty), further headers.

    Attributes:
        operation: what the request was for, for the log.
    """

    status: int = 200
    body: Any = None
    page: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    operation: str = ""


class OAuthPages:
    """Answers what belongs to OAuth.

    Args:
        organisations: those that the user can connect, by tenant id; read anew each time.
    """

    def __init__(self, authority: Authority, organisations: Mapping[str, Any]) -> None:
        self.authority, self.organisations = authority, organisations

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, root: str
    ) -> Reply | None:
        """Return the answer, None if the path is none of ours. `root` is the address we are reached at."""
        path = path.lower().rstrip("/")
        sent = parse_qs(body.decode(errors="replace")) if method == "POST" else {}
        if path == AUTHORIZE:
            return self._consent({**parse_qs(query), **sent}, decided=method == "POST")
        if path in {TOKEN, REVOKE}:
            return self._with_credentials(path, headers, sent)
        if path == DISCOVERY:
            return Reply(body=self._discovery(root), operation="discovery")
        return Reply(body={"keys": [signing.key()]}, operation="keys") if path == KEYS else None

    def connections(self, method: str, path: str, query: str, grant: Grant) -> Reply:
        """Answer what is below `/connections`, for a token that counts."""
        id_ = path.lower().rstrip("/").removeprefix(CONNECTIONS).strip("/")
        if method == "GET" and not id_:
            made = self.authority.connections(grant.app, _first(parse_qs(query), "authEventId"))
            return Reply(body=[self._shown(each) for each in made], operation="connections")
        if method == "DELETE" and id_:
            ended = self.authority.disconnect(id_=id_, app=grant.app)
            return Reply(status=204 if ended else 404, operation="disconnect")
        return Reply(status=405, operation="connections")

    def user(self, grant: Grant) -> Reply:
        """Answer who the user is, for a token that counts."""
        if "openid" not in grant.scopes:
            return Reply(status=403, body={"error": "insufficient_scope"}, operation="user")
        return Reply(body=user(grant.scopes), operation="user")

    def _discovery(self, root: str) -> dict[str, Any]:
        return {
            "issuer": self.authority.issuer,
            "authorization_endpoint": root + AUTHORIZE,
            "token_endpoint": root + TOKEN,
            "userinfo_endpoint": root + USER_INFO,
            "revocation_endpoint": root + REVOKE,
            "jwks_uri": root + KEYS,
            "scopes_supported": sorted(scopes.known()),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _shown(self, made: Connection) -> dict[str, Any]:
        return {
            "id": made.id,
            "authEventId": made.event,
            "tenantId": made.tenant,
            "tenantType": "ORGANISATION",
            "tenantName": self.organisations[made.tenant].name,
            "createdDateUtc": f"{made.created:%Y-%m-%dT%H:%M:%S.%f}0",
            "updatedDateUtc": f"{made.updated:%Y-%m-%dT%H:%M:%S.%f}0",
        }

    def _with_credentials(
        self, path: str, headers: Mapping[str, str], sent: Mapping[str, list[str]]
    ) -> Reply:
        operation = f"token {_first(sent, 'grant_type')}" if path == TOKEN else "revoke"
        done = None
        try:
            app = self._app(headers, sent)
            if path == TOKEN:
                done = self._tokens(app, sent)
            else:
                self.authority.revoke(app, _first(sent, "token"))
        except Denied as denied:
            return Reply(status=400, body={"error": denied.error}, operation=operation)
        return Reply(body=done, headers={"Cache-Control": "no-store"}, operation=operation)

    def _tokens(self, app: App, sent: Mapping[str, list[str]]) -> dict[str, Any]:
        kind = _first(sent, "grant_type")
        if kind == "authorization_code":
            redirect, verifier = _first(sent, "redirect_uri"), _first(sent, "code_verifier")
            return self.authority.exchange(app, _first(sent, "code"), redirect, verifier)
        if kind == "refresh_token":
            return self.authority.refresh(app, _first(sent, "refresh_token"))
        if kind == "client_credentials":
            every = scopes.known(broad=self.authority.broad) - scopes.IDENTITY
            asked = _first(sent, "scope").split() or sorted(every)
            if scopes.unknown(asked, broad=self.authority.broad):
                raise Denied("invalid_scope")
            return self.authority.machine(app, asked)
        raise Denied("unsupported_grant_type")

    def _app(self, headers: Mapping[str, str], sent: Mapping[str, list[str]]) -> App:
        """Return the app that asks; it names itself in the header or in the form."""
        kind, _, coded = headers.get("authorization", "").partition(" ")
        client, secret = _first(sent, "client_id"), _first(sent, "client_secret")
        if kind == "Basic":
            try:
                client, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise Denied("invalid_client") from None
        app = self.authority.apps.get(client)
        if app is None or (app.secret or "") != secret:
            raise Denied("invalid_client")
        return app

    def _consent(self, asked: Mapping[str, list[str]], *, decided: bool) -> Reply:
        app = self.authority.apps.get(_first(asked, "client_id"))
        wrong = _wrong(app, asked) or self._wrong_scope(asked)
        if app is None or wrong:
            return _page("Sorry, something went wrong", f"<p>Error: {html.escape(wrong)}</p>", 400)
        redirect, wanted = _first(asked, "redirect_uri"), _first(asked, "scope").split()
        state = {"state": _first(asked, "state")} if "state" in asked else {}
        if not decided:
            return _page(f"{html.escape(app.client_id)} wants access to:", self._form(asked, wanted))
        tenants = [each for each in asked.get("tenant", ()) if each in self.organisations]
        refused = _first(asked, "decision") != "allow"
        if refused or not (tenants or scopes.IDENTITY.issuperset(wanted)):
            return _back(redirect, {"error": "access_denied", **state})
        challenge, nonce = _first(asked, "code_challenge"), _first(asked, "nonce")
        code = self.authority.code(app, tenants, wanted, redirect, challenge=challenge, nonce=nonce)
        return _back(redirect, {"code": code, "scope": " ".join(wanted), **state})

    def _wrong_scope(self, asked: Mapping[str, list[str]]) -> str:
        wanted = _first(asked, "scope").split()
        ours = wanted and not scopes.unknown(wanted, broad=self.authority.broad)
        return "" if ours else "invalid_scope"

    def _form(self, asked: Mapping[str, list[str]], wanted: list[str]) -> str:
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(values[0])}">'
            for name, values in asked.items()
        )
        boxes = "".join(
            f'<p><label><input type="checkbox" name="tenant" value="{html.escape(tenant)}"> '
            f"{html.escape(each.name)}</label></p>"
            for tenant, each in self.organisations.items()
        )
        return (
            f"<ul>{''.join(f'<li>{html.escape(each)}</li>' for each in wanted)}</ul>"
            f'<form method="post">{hidden}{boxes}'
            '<button name="decision" value="allow">Allow access</button> '
            '<button name="decision" value="cancel">Cancel</button></form>'
        )


def _wrong(app: App | None, asked: Mapping[str, list[str]]) -> str:
    """Return what is wrong with an authorization request, "" if nothing is."""
    if app is None or app.tenant:
        return "unauthorized_client"
    if not app.allows(_first(asked, "redirect_uri")):
        return "invalid_request: Invalid redirect_uri"
    if _first(asked, "response_type") != "code":
        return "unsupported_response_type"
    challenge = _first(asked, "code_challenge")
    if app.secret is None and not challenge:
        return "invalid_request: code challenge required"
    if challenge and _first(asked, "code_challenge_method") != "S256":
        return "invalid_request: Transform algorithm not supported"
    return ""


def _first(sent: Mapping[str, list[str]], name: str) -> str:
    return sent.get(name, [""])[0]


def _back(redirect: str, params: Mapping[str, str]) -> Reply:
    mark = "&" if "?" in redirect else "?"
    target = f"{redirect}{mark}{urlencode(params, quote_via=quote)}"
    return Reply(status=302, headers={"Location": target}, operation="authorize")


def _page(title: str, body: str, status: int = 200) -> Reply:
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    return Reply(status=status, page=f"{head}<h1>{title}</h1>{body}</html>", operation="authorize")
