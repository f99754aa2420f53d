"""A right to call that a test was given, and that cannot be renewed."""

from __future__ import annotations

from collections.abc import Mapping


class GivenToken:
    """An `Authorizer` of the transport with one access token."""

    def __init__(self, token: str) -> None:
        self._headers = {"Authorization": f"Bearer {token}"}

    def headers(self) -> Mapping[str, str]:
        return self._headers

    def renew(self, refused: Mapping[str, str]) -> bool:  # noqa: ARG002  # the protocol's
        return False
