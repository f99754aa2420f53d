"""A sign-in server, a folder for what is kept, and settings that lead to both."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from relance_connectors.oauth import token_server
from relance_connectors.transport import Limits
from relance_sync.config.token_keys import new_token_key
from relance_sync.ports import ConnectorSettings
from tests.connectors.oauth.sign_in_server import SECRET, SignInServer


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long before a second try."""
    monkeypatch.setattr(token_server, "LIMITS", Limits(first_pause=0.01))


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with SignInServer() as server:
        yield server


@pytest.fixture
def redirect() -> str:
    """A free port of this machine to come back to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://localhost:{free.getsockname()[1]}/callback"


@pytest.fixture
def key() -> str:
    return new_token_key()


@pytest.fixture
def settings(
    server: SignInServer, redirect: str, tmp_path: Path, key: str
) -> Callable[..., ConnectorSettings]:
    """Settings of the company acme; other keys or values by name."""

    def make(*, keys: tuple[str, ...] = (key,), secret: str = SECRET, **own: str) -> ConnectorSettings:
        return ConnectorSettings(
            company="acme",
            settings={"server": server.url, "redirect": redirect, **own},
            secret=secret,
            folder=tmp_path / "state",
            token_keys=keys,
        )

    return make
