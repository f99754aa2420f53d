"""How a platform signs people in, and as which application we ask: data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A platform's way of OAuth 2 with an authorization code.

    Attributes:
        name: For messages, such as `QuickBooks`.
        authorize_url: What a person opens.
        token_url: Where codes and refresh tokens are changed for tokens.
        revoke_url: Where a permission is withdrawn; empty if there is no such address.
        scopes: What we ask for.
        tenant_parameter: Parameter of the answer that names the books (such as `realmId`); empty if they
            are asked for at `tenants_url` afterwards.
        tenants_url: Lists the books a token is for, as JSON objects; empty if `tenant_parameter` names them.
            Such a permission is shared by all companies of the workspace whose books it names.
        tenant_id, tenant_name: Keys of these objects.
        tenant_link: Their key by which the permission for one of them is deleted, at `tenants_url`/value.
        tenant_sign_in: Their key that names the sign-in in which a person chose them last, as the claim
            `sign_in_claim` of an access token names its own; both empty if the platform tells neither.
        pkce: Use a proof key (RFC 7636).
        revoke_json: The token to be revoked goes as JSON; if False as a form (RFC 7009).
        token_headers: Sent with every question for tokens.
        refresh_field: Key of the answer with the seconds in which an unused refresh token ends.
        refresh_lifetime: The same, if the answer does not say; None if it is not known either.
        hard_field: Key of the answer with the seconds after which the permission ends whatever happens.
    """

    name: str
    authorize_url: str
    token_url: str
    revoke_url: str = ""
    scopes: tuple[str, ...]
    tenant_parameter: str = ""
    tenants_url: str = ""
    tenant_id: str = "id"
    tenant_name: str = "name"
    tenant_link: str = "link"
    tenant_sign_in: str = ""
    sign_in_claim: str = ""
    pkce: bool = False
    revoke_json: bool = False
    token_headers: Mapping[str, str] = field(default_factory=dict)
    refresh_field: str = ""
    refresh_lifetime: timedelta | None = None
    hard_field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """As whom we ask, for one company.

    Attributes:
        client_secret: Empty for an application that has none.
        redirect: Where the browser is sent with the answer; on this machine if it begins with
            `http://localhost` or a loopback address, else a page whose address a person pastes.
        tenant: Id of the books the permission must be for; None if the settings do not say.
        tenant_key: Key of the settings that says it, for messages.
    """

    provider: Provider
    client_id: str
    client_secret: str = field(default="", repr=False)
    redirect: str
    tenant: str | None = None
    tenant_key: str = ""
