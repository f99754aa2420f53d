"""Asks a platform's authorization server: tokens for a code, fresh tokens for a refresh token, revocation.

It keeps nothing. Its questions may be repeated: a code or token that was used up meanwhile is refused, which
a person settles by connecting again.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from relance_connectors import breakdowns
from relance_connectors.error_table import Action, ErrorTable, Fault, Rule
from relance_connectors.exchange import Answer, Call
from relance_connectors.oauth.application import Application
from relance_connectors.oauth.tokens import Tokens
from relance_connectors.transport import Limits, Transport
from relance_sync.errors import Reconnect, Stop

_GONE = "invalid_grant"
_GONE_ALREADY: frozenset[int | str] = frozenset({_GONE, "invalid_request", "invalid_token"})
_DEFAULT_LIFETIME = 1800
LIMITS = Limits()
_LONGEST_CODE = 40


def _read_fault(answer: Answer) -> Fault:
    """Read the error of RFC 6749, section 5.2; the description is not for bookkeepers."""
    try:
        told = answer.json()
    except ValueError:
        return Fault()
    code = told.get("error") if isinstance(told, dict) else None
    return Fault(code=code) if isinstance(code, str) and len(code) <= _LONGEST_CODE else Fault()


_UNKNOWN_APPLICATION = (
    "{where} does not know this application: client_id in relance.toml or the client secret (the company's"
    " key) is wrong, or they are not from the same page of the platform's developer account."
)
_TABLE = ErrorTable(
    read=_read_fault,
    rules=(
        Rule(code="invalid_client", action=Action.STOP, message=_UNKNOWN_APPLICATION),
        Rule(code="unauthorized_client", action=Action.STOP, message=_UNKNOWN_APPLICATION),
        Rule(status=401, action=Action.STOP, message=_UNKNOWN_APPLICATION),
        Rule(
            code="invalid_scope",
            action=Action.STOP,
            message="{where} does not let this application have the rights that Relance needs. Allow them in"
            " the platform's developer account.",
        ),
    ),
)


class TokenServer:
    """The authorization server of one application."""

    def __init__(self, application: Application, company: str, now: Callable[[], datetime]) -> None:
        """Prepare; nothing is called yet.

        Args:
            application: As whom we ask.
            company: Name in the workspace, for messages.
            now: The instant, aware.
        """
        self._application = application
        self._company = company
        self._now = now

    def exchange(self, code: str, tenant: str, verifier: str) -> Tokens:
        """Change the code that a sign-in brought for tokens.

        Args:
            code: It works once, for some minutes.
            tenant: Id of the books; empty if that is not known yet.
            verifier: The proof key; empty if none was used.

        Raises:
            Reconnect: If the code was used or is too old.
            Stop: If the platform does not know the application.
            Retry: If the platform does not answer.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._application.redirect,
            **({"code_verifier": verifier} if verifier else {}),
        }
        began = self._now()
        told = self._ask(form)
        if told is None:
            raise Reconnect(
                f"The answer of {self._application.provider.name} came too late or was used before. Connect"
                f" again: relance connect {self._company}"
            )
        return self._tokens(told, began, tenant=tenant)

    def renew(self, tokens: Tokens) -> Tokens | None:
        """Return fresh tokens for the refresh token; None if the platform no longer accepts it.

        Raises:
            Stop: If the platform does not know the application.
            Retry: If the platform does not answer.
        """
        began = self._now()
        told = self._ask({"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        if told is None:
            return None
        return self._tokens(told, began, before=tokens, tenant=tokens.tenant)

    def revoke(self, tokens: Tokens) -> None:
        """Withdraw the permission; one that is withdrawn already is as good.

        Raises:
            Stop: If the platform does not know the application.
            Retry: If the platform does not answer.
        """
        provider = self._application.provider
        if not provider.revoke_url:
            return
        self._send(
            provider.revoke_url,
            {"token": tokens.refresh},
            "oauth/revoke",
            accept=_GONE_ALREADY,
            as_json=provider.revoke_json,
        )

    def _ask(self, form: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Ask for tokens; None if the code or token we gave does not count any more."""
        url = self._application.provider.token_url
        answer = self._send(url, form, "oauth/token", accept=frozenset({_GONE}))
        if not answer.ok:
            return None
        try:
            told = answer.json()
        except ValueError:
            told = None
        if not isinstance(told, dict) or not isinstance(told.get("access_token"), str):
            raise strange(self._application.provider.name)
        return told

    def _send(
        self,
        url: str,
        told: Mapping[str, str],
        endpoint: str,
        *,
        accept: frozenset[int | str],
        as_json: bool = False,
    ) -> Answer:
        application = self._application
        headers = {"Accept": "application/json", **application.provider.token_headers}
        if application.client_secret:
            pair = f"{application.client_id}:{application.client_secret}".encode()
            headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
        else:
            told = {**told, "client_id": application.client_id}
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        data = json.dumps(told) if as_json else urlencode(told)
        transport, path = server_of(url, self._application.provider.name)
        try:
            return transport.send(
                Call(
                    method="POST",
                    path=path,
                    endpoint=endpoint,
                    headers={**headers, "Content-Type": kind},
                    data=data.encode(),
                    accept=accept,
                )
            )
        finally:
            transport.close()

    def _tokens(
        self,
        told: Mapping[str, Any],
        began: datetime,
        *,
        tenant: str,
        before: Tokens | None = None,
    ) -> Tokens:
        provider = self._application.provider
        refresh = told.get("refresh_token") or (before.refresh if before else None)
        if not isinstance(refresh, str):
            raise strange(self._application.provider.name)
        lifetime = _seconds(told.get("expires_in")) or timedelta(seconds=_DEFAULT_LIFETIME)
        unused = _seconds(told.get(provider.refresh_field)) or provider.refresh_lifetime
        hard = _seconds(told.get(provider.hard_field))
        return Tokens(
            client_id=self._application.client_id,
            tenant=tenant,
            tenant_name=before.tenant_name if before else "",
            books=before.books if before else {},
            file=before.file if before else "",
            access=told["access_token"],
            refresh=refresh,
            access_until=began + lifetime,
            refresh_until=began + unused if unused else None,
            hard_until=began + hard if hard else (before.hard_until if before else None),
        )


def server_of(url: str, platform: str) -> tuple[Transport, str]:
    """Connect to the server of an address, which need not be that of the books.

    Returns:
        The connection, for the caller to close, and the address's path.
    """
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc}"
    transport = Transport(address, platform=platform, limits=LIMITS, table=_TABLE, advice=breakdowns.CLOUD)
    return transport, parts.path


def strange(platform: str) -> Stop:
    """Return the error for an answer that is none."""
    return Stop(
        f"The sign-in server of {platform} answered something that Relance does not understand. Try again"
        " later; if it lasts, please report it."
    )


def _seconds(value: object) -> timedelta | None:
    """Read a lifetime, a number or its digits; None if it says nothing usable."""
    text = str(value)
    return timedelta(seconds=int(text)) if text.isdecimal() and int(text) else None
