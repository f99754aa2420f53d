"""Gives calls a valid access token, and renews it: once, however many processes need it at the same moment.

Fresh tokens are on disk before they are used, because the platform may have ended the old ones; where nothing
can be written, none are asked for. A permission that the platform refuses is marked, so that nobody asks for
it again before a person has connected anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from relance_connectors.oauth.token_server import TokenServer
from relance_connectors.oauth.tokens import CompanyTokens, Tokens
from relance_sync.errors import Reconnect

# A token that ends within this time might end under way.
_MARGIN = timedelta(minutes=2)


class Credentials:
    """The right of one company to call its platform; an `Authorizer` of the transport."""

    def __init__(
        self,
        file: CompanyTokens,
        server: TokenServer,
        *,
        company: str,
        client_id: str,
        platform: str,
        now: Callable[[], datetime],
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            file: The company's tokens.
            server: Where they are renewed.
            company: Name in the workspace, for messages.
            client_id: The application that calls now.
            platform: For messages, such as `QuickBooks`.
            now: The instant, aware.
        """
        self._file = file
        self._server = server
        self._company, self._client_id, self._platform = company, client_id, platform
        self._now = now
        self._known: Tokens | None = None

    @property
    def tenant(self) -> str:
        """Id of the books that the permission is for.

        Raises:
            Reconnect: If a person must authorise again.
        """
        return (self._known or self._kept()).tenant

    def headers(self) -> Mapping[str, str]:
        """Return the headers that authorise a call; renews the token if it is about to end.

        Raises:
            Reconnect: If a person must authorise again.
            Retry: If the platform does not answer.
            Stop: If the fresh tokens cannot be kept, or the platform does not know the application.
        """
        known = self._known or self._kept()
        if not self._lasts(known):
            known = self._renewed(known.access)
        self._known = known
        return {"Authorization": f"Bearer {known.access}"}

    def renew(self, refused: Mapping[str, str]) -> bool:
        """Answer to a 401: renew the token, unless somebody else did so meanwhile.

        Raises:
            Reconnect, Retry, Stop: As `headers`.
        """
        self._known = self._renewed(refused.get("Authorization", "").removeprefix("Bearer "))
        return True

    def _renewed(self, outdated: str) -> Tokens:
        with self._file.locked():
            # Read again: whoever had the lock before may have renewed them.
            kept = self._kept()
            if kept.access != outdated and self._lasts(kept):
                return kept
            # Whoever cannot keep fresh tokens asks for none: the platform may end those that are here.
            self._file.write(kept)
            fresh = self._server.renew(kept)
            self._file.write(fresh or replace(kept, withdrawn=True))
        if fresh is None:
            raise self._withdrawn()
        return fresh

    def _kept(self) -> Tokens:
        kept = self._file.read()
        if kept is None:
            raise Reconnect(
                f"{self._company} is not connected to {self._platform} yet. Run: relance connect"
                f" {self._company}"
            )
        if kept.withdrawn:
            raise self._withdrawn()
        if kept.client_id != self._client_id:
            raise Reconnect(
                f"{self._company} was connected with another client_id than the one in relance.toml. Correct"
                f" it, or run: relance connect {self._company}"
            )
        return kept

    def _lasts(self, tokens: Tokens) -> bool:
        return tokens.access_until - self._now() > _MARGIN

    def _withdrawn(self) -> Reconnect:
        return Reconnect(
            f"{self._platform} no longer accepts the permission of {self._company}: it was withdrawn or has"
            f" run out. Nothing is lost. Run: relance connect {self._company}"
        )
