"""Xero's own SDK against the simulator, at another address: its OAuth2, its identity API, its errors."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
import yaml

from tests.simulators.xero import Organisation, Simulator

with warnings.catch_warnings():  # the library's own, at import
    warnings.simplefilter("ignore")
    from xero_python.accounting import AccountingApi
    from xero_python.api_client import ApiClient
    from xero_python.api_client.configuration import Configuration
    from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
    from xero_python.exceptions import HTTPStatusException, RateLimitException
    from xero_python.identity import IdentityApi

ORACLE = Path(__file__).resolve().parents[2] / "oracles" / "xero-identity.yaml"


class Kept:
    """The SDK's client with its token kept here."""

    def __init__(self, simulator: Simulator, token: dict[str, Any]) -> None:
        # The SDK wants a list of scopes, and takes no other fields than these.
        self.token = {**token, "scope": token["scope"].split()}
        configuration = Configuration()
        configuration.oauth2_token = OAuth2Token(simulator.client_id, simulator.client_secret)
        self.client = ApiClient(
            configuration, oauth2_token_getter=lambda: self.token, oauth2_token_saver=self._save
        )
        self.client.rest_client.pool_manager.connection_pool_kw["retries"] = False
        self.identity = IdentityApi(self.client, base_url=simulator.url)
        self.accounting = AccountingApi(self.client, base_url=simulator.api_url)

    def _save(self, token: dict[str, Any]) -> None:
        self.token = token


@pytest.fixture
def sdk(simulator: Simulator, organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> Kept:
    monkeypatch.setattr(TokenApi, "refresh_token_url", f"{simulator.url}/connect/token")
    monkeypatch.setattr(TokenApi, "client_credentials_token_url", f"{simulator.url}/connect/token")
    monkeypatch.setattr(TokenApi, "revoke_token_url", f"{simulator.url}/connect/revocation")
    return Kept(simulator, simulator.tokens(organisation))


def test_connections(sdk: Kept, simulator: Simulator, organisation: Organisation) -> None:
    simulator.tokens(simulator.open("Two"))
    made = sdk.identity.get_connections()
    assert [each.tenant_name for each in made] == [organisation.name, "Two"]
    assert made[0].tenant_id == organisation.tenant_id
    assert made[0].created_date_utc.year == 2026
    sdk.identity.delete_connection(made[0].id)
    (left,) = sdk.identity.get_connections(auth_event_id=made[1].auth_event_id)
    assert left.tenant_name == "Two"


def test_an_expired_token_is_refreshed_by_the_sdk(sdk: Kept, organisation: Organisation) -> None:
    first = sdk.token
    sdk.token = {**first, "expires_at": 1.0}
    assert sdk.accounting.get_organisations(organisation.tenant_id).organisations[0].name == organisation.name
    assert sdk.token["refresh_token"] != first["refresh_token"]
    assert sdk.token["access_token"] != first["access_token"]


def test_revocation_and_what_follows(sdk: Kept, simulator: Simulator) -> None:
    api = TokenApi(sdk.client, simulator.client_id, simulator.client_secret)
    assert api.revoke_token(sdk.token["refresh_token"]) == 200
    assert sdk.identity.get_connections() == []
    sdk.token = {**sdk.token, "expires_at": 1.0}
    with pytest.raises(HTTPStatusException) as raised:
        sdk.identity.get_connections()
    assert raised.value.status == 400
    assert b"invalid_grant" in raised.value.body


def test_client_credentials(simulator: Simulator, sdk: Kept, organisation: Organisation) -> None:
    api = TokenApi(sdk.client, "simulator-custom", "simulator-custom-secret")
    given = api.get_client_credentials_token(app_store_billing=False)
    custom = Kept(simulator, given)
    found = custom.accounting.get_organisations(organisation.tenant_id).organisations
    assert found[0].name == organisation.name


def test_the_sdk_knows_the_errors(sdk: Kept, simulator: Simulator, organisation: Organisation) -> None:
    with pytest.raises(HTTPStatusException) as raised:
        sdk.accounting.get_organisations("00000000-0000-0000-0000-000000000001")
    assert raised.value.status == 403
    simulator.world.limiter.limits.day = 0
    with pytest.raises(RateLimitException) as limited:
        sdk.accounting.get_organisations(organisation.tenant_id)
    assert limited.value.rate_limit == "day"


def test_answers_are_as_the_published_description_says(
    simulator: Simulator, organisation: Organisation
) -> None:
    described = yaml.load(ORACLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    schemas = described["components"]["schemas"]
    given = simulator.tokens(organisation, scope="openid offline_access accounting.settings")
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    made = requests.get(f"{simulator.url}/connections", headers=headers, timeout=5).json()
    answer = described["paths"]["/Connections"]["get"]["responses"]["200"]["content"]["application/json"]
    jsonschema.validate(made, {**answer["schema"], "components": described["components"]})
    assert len(made) == 1
    assert set(made[0]) == set(schemas["Connection"]["properties"])
    jsonschema.validate(given, schemas["AccessToken"])
    assert set(given) - {"scope"} == set(schemas["AccessToken"]["properties"])
