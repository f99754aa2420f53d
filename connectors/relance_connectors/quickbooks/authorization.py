"""How QuickBooks signs people in: addresses, scope and lifetimes, as Intuit's OAuth 2.0 pages state them."""

from relance_connectors.oauth import Application, OAuthFactory, Provider
from relance_connectors.quickbooks.first_settings import QUESTIONS
from relance_connectors.quickbooks.settings import read_settings
from relance_sync.ports import ConnectorSettings

_AUTHORIZE = "https://appcenter.intuit.com"
_TOKEN = "https://oauth.platform.intuit.com"  # noqa: S105  # an address
_REVOKE = "https://developer.api.intuit.com"


def provider(server: str | None = None) -> Provider:
    """Describe Intuit's sign-in.

    Args:
        server: Address of a simulator that has all of it; None for Intuit's own servers.
    """
    return Provider(
        name="QuickBooks",
        authorize_url=f"{server or _AUTHORIZE}/connect/oauth2",
        token_url=f"{server or _TOKEN}/oauth2/v1/tokens/bearer",
        revoke_url=f"{server or _REVOKE}/v2/oauth2/tokens/revoke",
        revoke_json=True,
        scopes=("com.intuit.quickbooks.accounting",),
        tenant_parameter="realmId",
        # Without this header Intuit does not say when the permission ends whatever happens (five years).
        token_headers={"x-include-refresh-token-hard-expires-in": "true"},
        refresh_field="x_refresh_token_expires_in",
        hard_field="x_refresh_token_hard_expires_in",
    )


def application(given: ConnectorSettings) -> Application:
    """Return as whom a company's connector calls.

    Raises:
        Stop: If a setting is missing or wrong; the message names file and key.
    """
    settings = read_settings(given.settings, given.company)
    return Application(
        provider=provider(settings.server),
        client_id=settings.client_id,
        client_secret=given.secret,
        redirect=settings.redirect,
        tenant=settings.realm_id,
        tenant_key="realm_id",
    )


authorization = OAuthFactory(application, questions=QUESTIONS)
