"""How Xero signs people in: addresses, scopes and lifetimes, as its pages on OAuth 2.0 state them.

A person may connect several organisations with one consent; its tokens are for all that this person ever
connected to the application. Which of them is a company's is for its settings to say.
"""

from collections.abc import Mapping
from datetime import timedelta

from relance_connectors.oauth import Application, OAuthFactory, Provider
from relance_connectors.xero.first_settings import QUESTIONS
from relance_connectors.xero.settings import read_settings
from relance_sync.ports import ConnectorSettings

_LOGIN = "https://login.xero.com"
_IDENTITY = "https://identity.xero.com"
_API = "https://api.xero.com"

SCOPES = (
    "offline_access",
    "accounting.invoices",
    "accounting.contacts",
    "accounting.payments.read",
    "accounting.settings.read",
)
"""The least that is needed: notes, promises and quotes; groups and terms; payments; the organisation."""

_UNUSED = timedelta(days=60)


def provider(server: str | None = None, *, pkce: bool = False) -> Provider:
    """Describe Xero's sign-in.

    A refresh token that was used counts for half an hour more, so that a lost answer is asked for again.

    Args:
        server: Address of a simulator that has all of it; None for Xero's own servers.
        pkce: True for an application without a secret.
    """
    return Provider(
        name="Xero",
        authorize_url=f"{server or _LOGIN}/identity/connect/authorize",
        token_url=f"{server or _IDENTITY}/connect/token",
        revoke_url=f"{server or _IDENTITY}/connect/revocation",
        scopes=SCOPES,
        tenants_url=f"{server or _API}/connections",
        tenant_id="tenantId",
        tenant_name="tenantName",
        tenant_link="id",
        tenant_sign_in="authEventId",
        sign_in_claim="authentication_event_id",
        pkce=pkce,
        refresh_lifetime=_UNUSED,
    )


def application(given: ConnectorSettings) -> Application:
    """Return as whom a company's connector calls.

    Raises:
        Stop: If a setting is missing or wrong; the message names file and key.
    """
    settings = read_settings(given.settings, given.company)
    return Application(
        provider=provider(settings.server, pkce=not settings.secret),
        client_id=settings.client_id,
        client_secret=given.secret if settings.secret else "",
        redirect=settings.redirect,
        tenant=settings.tenant_id,
        tenant_key="tenant_id",
    )


def _has_secret(settings: Mapping[str, object]) -> bool:
    return settings.get("secret") is not False


authorization = OAuthFactory(application, needs_key=_has_secret, questions=QUESTIONS)
