"""The authorization server's web side: discovery document, consent page, token, revoke and user endpoints.

Which tokens count is decided in oauth.py.
"""

from __future__ import annotations

import base64
import binascii
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from tests.simulators import exact_json

from .oauth import ACCOUNTING, App, Authority, Denied

DISCOVERY = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")
AUTHORIZE, TOKEN, REVOKE = "/connect/oauth2", "/oauth2/v1/tokens/bearer", "/v2/oauth2/tokens/revoke"
USER, KEYS = "/v1/openid_connect/userinfo", "/op/v1/jwks"
_HARD_END = "x-include-refresh-token-hard-expires-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer: status, body and its type, further headers."""

    status: int = 200
    body: str = ""
    content_type: str = "application/json;charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)


class OAuthPages:
    """Answers what belongs to OAuth.

    Args:
        companies: realm and name of the companies that a user can connect; read anew each time.
    """

    def __init__(self, authority: Authority, companies: Mapping[str, Any]) -> None:
        self.authority, self.companies = authority, companies

    def answer(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
        root: str,
    ) -> Reply | None:
        """Return the answer, None if the path is none of ours. `root` is the address we are reached at."""
        if path in DISCOVERY:
            return _json(discovery(root))
        if path == AUTHORIZE:
            sent = dict(parse_qsl(body.decode())) if method == "POST" else {}
            return self._consent({**params, **sent}, decided=method == "POST")
        if path == KEYS:
            return _json({"keys": []})
        return self._with_credentials(path, headers, body) if path in {TOKEN, REVOKE, USER} else None

    def _with_credentials(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        try:
            if path == TOKEN:
                return _json(self._tokens(headers, dict(parse_qsl(body.decode()))))
            if path == REVOKE:
                sent = _sent(headers, body)
                self.authority.revoke(self._app(headers, sent), str(sent.get("token", "")))
                return Reply(body="")
            self.authority.check(headers.get("authorization", "").removeprefix("Bearer "))
            user = {"sub": "1182d6ec-60a1-4d75-b9c3", "email": "owner@example.com", "emailVerified": True}
            return _json({**user, "givenName": "Olive", "familyName": "Owner"})
        except Denied as denied:
            told = {"error": denied.error}
            if denied.description:
                told = {"error_description": denied.description, **told}
            return _json(told, denied.status)

    def _tokens(self, headers: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, Any]:
        app = self._app(headers, sent)
        hard_end = headers.get(_HARD_END, "").lower() == "true"
        if sent.get("grant_type") == "authorization_code":
            return self.authority.exchange(
                app, sent.get("code", ""), sent.get("redirect_uri", ""), tell_hard_end=hard_end
            )
        if sent.get("grant_type") == "refresh_token":
            return self.authority.refresh(app, sent.get("refresh_token", ""), tell_hard_end=hard_end)
        raise Denied("unsupported_grant_type")

    def _app(self, headers: Mapping[str, str], sent: Mapping[str, Any]) -> App:
        """Return the app that asks: it says so by Basic authentication, or else in the body."""
        if authorization := headers.get("authorization"):
            client, secret = _basic(authorization)
        else:
            client, secret = str(sent.get("client_id", "")), str(sent.get("client_secret", ""))
        app = self.authority.apps.get(client)
        if app is None or app.secret != secret:
            raise Denied("invalid_client", status=401)
        return app

    def _consent(self, asked: Mapping[str, str], *, decided: bool) -> Reply:
        app = self.authority.apps.get(asked.get("client_id", ""))
        redirect = asked.get("redirect_uri", "")
        if app is None:
            return _page(
                "The app is not known", "<p>The client_id query parameter value is invalid.</p>", 400
            )
        if not app.allows(redirect):
            return _page(
                "The redirect is not known", "<p>The redirect_uri query parameter value is invalid.</p>", 400
            )
        state = {"state": asked["state"]} if asked.get("state") else {}
        wrong = _wrong(asked)
        if wrong:
            return _back(redirect, {"error": wrong, **state})
        if not decided:
            return _page("Connect to QuickBooks", self._form(asked))
        realm = asked.get("realm", "")
        if asked.get("decision") != "connect" or realm not in self.companies:
            return _back(redirect, {"error": "access_denied", **state})
        code = self.authority.code(app.client_id, realm, asked["scope"], redirect)
        return _back(redirect, {"code": code, **state, "realmId": realm})

    def _form(self, asked: Mapping[str, str]) -> str:
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in asked.items()
        )
        options = "".join(
            f'<option value="{html.escape(realm)}">{html.escape(company.name)}</option>'
            for realm, company in self.companies.items()
        )
        return (
            f'<form method="post">{hidden}<label>Company <select name="realm">{options}</select></label> '
            '<button name="decision" value="connect">Connect</button> '
            '<button name="decision" value="cancel">Cancel</button></form>'
        )


def _wrong(asked: Mapping[str, str]) -> str:
    """Return the OAuth word for what is wrong with an authorization request, "" if nothing is."""
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    return "" if ACCOUNTING in asked.get("scope", "").split() else "invalid_scope"


def discovery(root: str) -> dict[str, Any]:
    """Return the discovery document of the server at an address."""
    return {
        "issuer": f"{root}/op/v1",
        "authorization_endpoint": root + AUTHORIZE,
        "token_endpoint": root + TOKEN,
        "userinfo_endpoint": root + USER,
        "revocation_endpoint": root + REVOKE,
        "jwks_uri": root + KEYS,
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    }


def _basic(authorization: str) -> tuple[str, str]:
    """Return client id and secret, both "" if the header is no Basic authentication."""
    kind, _, coded = authorization.partition(" ")
    try:
        client, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (client, secret) if kind.lower() == "basic" else ("", "")


def _sent(headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
    """Return the fields of a JSON or form body."""
    if "json" not in headers.get("content-type", ""):
        return dict(parse_qsl(body.decode()))
    try:
        sent = exact_json.decode(body)
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def _json(value: Any, status: int = 200) -> Reply:
    headers = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}
    return Reply(status=status, body=exact_json.encode(value), headers=headers)


def _back(redirect: str, params: Mapping[str, str]) -> Reply:
    mark = "&" if "?" in redirect else "?"
    return Reply(status=302, headers={"Location": redirect + mark + urlencode(params, quote_via=quote)})


def _page(title: str, content: str, status: int = 200) -> Reply:
    head = f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
    page = f"{head}<body><h1>{title}</h1>{content}</body></html>"
    return Reply(status=status, body=page, content_type="text/html;charset=UTF-8")
