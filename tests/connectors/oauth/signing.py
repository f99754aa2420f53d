"""Platforms that sign people in: the fake books behind a real token, with entry points for both.

`signing` gives a permission for the books that its answer names, `sharing` one for all books it lists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from relance_connectors.oauth import Application, OAuthFactory, Provider, credentials
from relance_connectors.oauth.credentials import Credentials
from relance_sync.ports import ConnectorSettings
from tests.connectors.oauth.sign_in_server import CLIENT
from tests.fake_platform import PLATFORMS, FakePlatform

ENTRY_POINTS = (
    "signing = tests.connectors.oauth.signing:factory\n"
    "sharing = tests.connectors.oauth.signing:sharing_factory\n"
    "fake = tests.fake_platform:factory\n"
    "[relance.authorizations]\n"
    "signing = tests.connectors.oauth.signing:authorization\n"
    "sharing = tests.connectors.oauth.signing:sharing_authorization\n"
)
LISTED = {"tenant_parameter": "", "tenant_id": "tenantId", "tenant_name": "tenantName", "tenant_link": "id"}


def provider(url: str, **different: Any) -> Provider:
    """Describe the server at an address, as a platform that names the books in its answer."""
    usual: dict[str, Any] = {
        "name": "Signing",
        "authorize_url": f"{url}/authorize",
        "token_url": f"{url}/token",
        "revoke_url": f"{url}/revoke",
        "scopes": ("accounting", "offline"),
        "tenant_parameter": "realmId",
        "refresh_field": "x_refresh_token_expires_in",
        "hard_field": "x_refresh_token_hard_expires_in",
    }
    return Provider(**{**usual, **different})


def application(settings: ConnectorSettings) -> Application:
    """Read the settings, without checking them."""
    own = {name: str(value) for name, value in settings.settings.items()}
    return Application(
        provider=provider(own["server"]),
        client_id=own.get("client_id", CLIENT),
        client_secret=settings.secret,
        redirect=own["redirect"],
    )


def sharing_application(settings: ConnectorSettings) -> Application:
    """The same for a platform that lists its books; the settings name those of the company."""
    own = {name: str(value) for name, value in settings.settings.items()}
    url = own["server"]
    described = provider(url, tenants_url=f"{url}/connections", **LISTED)
    tenant = own.get("tenant_id")
    return replace(application(settings), provider=described, tenant=tenant, tenant_key="tenant_id")


authorization = OAuthFactory(application)
sharing_authorization = OAuthFactory(sharing_application)


@dataclass
class SigningPlatform(FakePlatform):
    """The fake books; each call needs a token."""

    rights: Credentials | None = None

    def _call(self, name: str, *, write: bool = False) -> None:
        assert self.rights
        assert self.rights.headers()["Authorization"].startswith("Bearer at-")
        super()._call(name, write=write)


def factory(settings: ConnectorSettings) -> FakePlatform:
    """Build the connector of a company."""
    return _connector(application(settings), settings)


def sharing_factory(settings: ConnectorSettings) -> FakePlatform:
    """Build the connector of a company that shares its permission."""
    return _connector(sharing_application(settings), settings)


def _connector(asked: Application, settings: ConnectorSettings) -> FakePlatform:
    books = PLATFORMS.setdefault(settings.company, SigningPlatform())
    assert isinstance(books, SigningPlatform)
    books.rights = credentials(asked, settings)
    return books
