"""Asks a platform which books a permission is for, and ends it for one of them.

Only for platforms that have a list of them (`Provider.tenants_url`); nothing is kept here.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from relance_connectors.exchange import Answer, Call
from relance_connectors.oauth.application import Application
from relance_connectors.oauth.token_server import server_of, strange
from relance_connectors.oauth.tokens import Tokens
from relance_sync.errors import Reconnect

_UNAUTHORIZED, _NOT_FOUND = 401, 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The books that a permission is for.

    Attributes:
        names: Of all of them, by id; empty for those that have none.
        chosen: Those that a person has just chosen, all if the platform does not tell. The others were
            chosen in earlier sign-ins, perhaps for another workspace.
    """

    names: Mapping[str, str]
    chosen: frozenset[str]


class BooksList:
    """The list of books of one application."""

    def __init__(self, application: Application, company: str) -> None:
        """Prepare; nothing is called yet.

        Args:
            application: As whom we ask.
            company: Name in the workspace, for messages.
        """
        self._application = application
        self._company = company

    def books(self, tokens: Tokens) -> Listed:
        """Ask which books the tokens are for.

        Raises:
            Retry, Reconnect, Stop: If the platform does not tell.
        """
        provider = self._application.provider
        listed = self._listed(tokens)
        names = {each[provider.tenant_id]: str(each.get(provider.tenant_name) or "") for each in listed}
        sign_in = _claim(tokens.access, provider.sign_in_claim)
        chosen = frozenset(
            each[provider.tenant_id]
            for each in listed
            if sign_in and each.get(provider.tenant_sign_in) == sign_in
        )
        return Listed(names=names, chosen=chosen or frozenset(names))

    def leave(self, tokens: Tokens) -> bool:
        """Withdraw the permission for the tokens' own books alone.

        Returns:
            True if it stands for other books; False if there are none left.

        Raises:
            Retry, Reconnect, Stop: If the platform does not do it.
        """
        provider = self._application.provider
        left = False
        for each in self._listed(tokens):
            if each[provider.tenant_id] == tokens.tenant:
                link = quote(str(each[provider.tenant_link]), safe="")
                self._call(tokens, method="DELETE", under=f"/{link}")
            else:
                left = True
        return left

    def _listed(self, tokens: Tokens) -> Sequence[Mapping[str, Any]]:
        provider = self._application.provider
        needed = (provider.tenant_id, provider.tenant_link)
        try:
            told = self._call(tokens, method="GET").json()
        except ValueError:
            told = None
        if not isinstance(told, list) or not all(
            isinstance(each, dict) and all(isinstance(each.get(key), str) for key in needed) for each in told
        ):
            raise strange(self._application.provider.name)
        return told

    def _call(self, tokens: Tokens, *, method: str, under: str = "") -> Answer:
        """Call the address that lists the books; what is not there any more is deleted."""
        provider = self._application.provider
        transport, path = server_of(provider.tenants_url, provider.name)
        deletes = method == "DELETE"
        try:
            answer = transport.send(
                Call(
                    method=method,
                    path=f"{path}{under}",
                    endpoint="oauth/books",
                    write=deletes,
                    repeatable=deletes,
                    headers={"Authorization": f"Bearer {tokens.access}", "Accept": "application/json"},
                    accept=frozenset({_UNAUTHORIZED, *({_NOT_FOUND} if deletes else ())}),
                )
            )
        finally:
            transport.close()
        if answer.status == _UNAUTHORIZED:
            raise Reconnect(
                f"{provider.name} does not accept the permission that it has just given. Connect again:"
                f" relance connect {self._company}"
            )
        return answer


def _claim(token: str, name: str) -> object:
    """Read what an access token that is a JWT (RFC 7519) says of itself; None if it is none.

    Its signature is not looked at: it comes from the platform itself.

    >>> [_claim(token, "a") for token in ("e30.eyJhIjogMX0.x", "at-1", "e30.W10.x", "e30.é.x", "..")]
    [1, None, None, None, None]
    """
    _, _, rest = token.partition(".")
    coded = rest.partition(".")[0]
    try:
        return json.loads(urlsafe_b64decode(coded + "=" * (-len(coded) % 4))).get(name)
    except (ValueError, AttributeError):
        return None
