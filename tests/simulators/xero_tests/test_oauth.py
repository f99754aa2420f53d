"""Authorization: consent for several organisations, tokens, rotation, revocation, connections."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from tests.simulators.xero import Organisation, Simulator
from tests.simulators.xero_tests.client import Client

BACK = "http://localhost:8000/callback"
SCOPE = "offline_access accounting.invoices accounting.settings.read"
ASKED = {
    "client_id": "simulator-client",
    "response_type": "code",
    "scope": SCOPE,
    "redirect_uri": BACK,
    "state": "s1",
}
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def found(simulator: Simulator) -> dict[str, str]:
    return requests.get(f"{simulator.url}/.well-known/openid-configuration", timeout=5).json()  # type: ignore[no-any-return]


def decide(
    simulator: Simulator, asked: dict[str, str], *tenants: str, decision: str = "allow"
) -> dict[str, str]:
    where = found(simulator)["authorization_endpoint"]
    assert requests.get(where, params=asked, timeout=5).status_code == 200
    told = {**asked, "tenant": tenants, "decision": decision}
    answer = requests.post(where, params=asked, data=told, timeout=5, allow_redirects=False)
    assert answer.status_code == 302
    target = answer.headers["Location"]
    assert target.startswith(BACK)
    return dict(parse_qsl(urlsplit(target).query))


def token(
    simulator: Simulator, sent: dict[str, str], auth: tuple[str, str] | None = None
) -> requests.Response:
    named = None if "client_id" in sent else auth or (simulator.client_id, simulator.client_secret)
    return requests.post(found(simulator)["token_endpoint"], data=sent, auth=named, timeout=5)


def exchange(simulator: Simulator, code: str, **more: str) -> requests.Response:
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    return token(simulator, {**sent, **more})


def refresh(simulator: Simulator, value: str) -> requests.Response:
    return token(simulator, {"grant_type": "refresh_token", "refresh_token": value})


def refreshed(simulator: Simulator, value: str) -> str:
    answer = refresh(simulator, value)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["refresh_token"])


def refused(answer: requests.Response) -> str:
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    return str(answer.json()["error"])


def connections(simulator: Simulator, access: str, **params: str) -> list[dict[str, str]]:
    answer = requests.get(
        f"{simulator.url}/connections",
        headers={"Authorization": f"Bearer {access}"},
        params=params,
        timeout=5,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims(token: str) -> dict[str, Any]:
    return json.loads(decoded(token.split(".")[1]))  # type: ignore[no-any-return]


def verify(simulator: Simulator, token: str) -> None:
    """Check a token's signature with the keys that the discovery document names."""
    (key,) = requests.get(found(simulator)["jwks_uri"], timeout=5).json()["keys"]
    head, body, signature = token.split(".")
    assert json.loads(decoded(head)) == {"alg": key["alg"], "kid": key["kid"], "typ": "JWT"}
    exponent, modulus = (int.from_bytes(decoded(key[each]), "big") for each in ("e", "n"))
    public = RSAPublicNumbers(exponent, modulus).public_key()
    public.verify(decoded(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())


def organisation_of(simulator: Simulator, access: str, tenant: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {access}", "xero-tenant-id": tenant}
    return requests.get(f"{simulator.api_url}/Organisation", headers=headers, timeout=5)


def test_a_user_connects_two_of_three_organisations(simulator: Simulator) -> None:
    first, second, third = (simulator.open(each) for each in ("One", "Two", "Three"))
    page = requests.get(found(simulator)["authorization_endpoint"], params=ASKED, timeout=5)
    assert all(each.tenant_id in page.text for each in (first, second, third))
    back = decide(simulator, ASKED, first.tenant_id, third.tenant_id)
    assert back["state"] == "s1"
    answer = exchange(simulator, back["code"])
    given = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert (given["token_type"], given["expires_in"], given["scope"]) == ("Bearer", 1800, SCOPE)
    access = given["access_token"]
    made = connections(simulator, access)
    assert [each["tenantName"] for each in made] == ["One", "Three"]
    assert {each["authEventId"] for each in made} == {claims(access)["authentication_event_id"]}
    assert claims(access)["scope"] == SCOPE.split()
    statuses = [
        organisation_of(simulator, access, each.tenant_id).status_code for each in (first, second, third)
    ]
    assert statuses == [200, 403, 200]
    assert refused(exchange(simulator, back["code"])) == "invalid_grant"


def test_a_later_consent_adds_organisations_and_scopes(simulator: Simulator) -> None:
    first, second = simulator.open("One"), simulator.open("Two")
    one = simulator.tokens(first, scope="offline_access accounting.contacts")
    simulator.world.clock.advance(timedelta(days=1))
    back = decide(simulator, ASKED, second.tenant_id)
    two = exchange(simulator, back["code"]).json()
    assert "accounting.contacts" in two["scope"].split()
    assert organisation_of(simulator, two["access_token"], first.tenant_id).status_code == 200
    of_both = connections(simulator, two["access_token"])
    event = claims(two["access_token"])["authentication_event_id"]
    of_this = connections(simulator, two["access_token"], authEventId=event)
    assert [each["tenantName"] for each in of_both] == ["One", "Two"]
    assert [each["tenantName"] for each in of_this] == ["Two"]
    again = decide(simulator, ASKED, first.tenant_id)
    access = exchange(simulator, again["code"]).json()["access_token"]
    event = claims(access)["authentication_event_id"]
    (reconnected,) = connections(simulator, access, authEventId=event)
    assert reconnected["id"] == of_both[0]["id"]
    assert reconnected["createdDateUtc"] < reconnected["updatedDateUtc"]
    assert refresh(simulator, one["refresh_token"]).status_code == 200


@pytest.mark.parametrize("chosen", [(), ("00000000-0000-0000-0000-000000000001",)])
def test_a_user_says_no_or_chooses_nothing(
    simulator: Simulator, organisation: Organisation, chosen: tuple[str, ...]
) -> None:
    denied = {"error": "access_denied", "state": "s1"}
    assert decide(simulator, ASKED, organisation.tenant_id, decision="cancel") == denied
    assert decide(simulator, ASKED, *chosen) == denied


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"client_id": "nobody"}, "unauthorized_client"),
        ({"client_id": "simulator-custom"}, "unauthorized_client"),
        ({"redirect_uri": "https://elsewhere.example"}, "invalid_request: Invalid redirect_uri"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "accounting.everything"}, "invalid_scope"),
        ({"client_id": "simulator-pkce"}, "invalid_request: code challenge required"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_a_request_that_xero_shows_an_error_page_for(
    simulator: Simulator, changed: dict[str, str], word: str
) -> None:
    where = found(simulator)["authorization_endpoint"]
    answer = requests.get(where, params={**ASKED, **changed}, timeout=5, allow_redirects=False)
    assert answer.status_code == 400
    assert word in answer.text


@pytest.mark.usefixtures("organisation")
def test_an_app_of_after_march_2026_has_no_broad_scopes(simulator: Simulator) -> None:
    where = found(simulator)["authorization_endpoint"]
    asked = {**ASKED, "scope": "accounting.transactions"}
    assert requests.get(where, params=asked, timeout=5).status_code == 200
    simulator.world.authority.broad = False
    assert requests.get(where, params=asked, timeout=5).status_code == 400


def test_pkce_instead_of_a_secret(simulator: Simulator, organisation: Organisation) -> None:
    asked = {
        **ASKED,
        "client_id": "simulator-pkce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    app = {"client_id": "simulator-pkce"}
    for verifier in ("", "w" * 43):
        code = decide(simulator, asked, organisation.tenant_id)["code"]
        assert refused(exchange(simulator, code, code_verifier=verifier, **app)) == "invalid_grant"
    code = decide(simulator, asked, organisation.tenant_id)["code"]
    given = exchange(simulator, code, code_verifier=VERIFIER, **app).json()
    sent = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    renewed = token(simulator, {**sent, **app})
    assert renewed.status_code == 200
    assert refused(refresh(simulator, renewed.json()["refresh_token"])) == "invalid_grant"  # another app's


def test_a_code_is_good_for_five_minutes_one_app_and_one_redirect(
    simulator: Simulator, organisation: Organisation
) -> None:
    tenant = organisation.tenant_id
    code = decide(simulator, ASKED, tenant)["code"]
    assert refused(exchange(simulator, code, client_id="simulator-pkce")) == "invalid_grant"
    code = decide(simulator, ASKED, tenant)["code"]
    elsewhere = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK + "2"}
    assert refused(token(simulator, elsewhere)) == "invalid_grant"
    code = decide(simulator, ASKED, tenant)["code"]
    simulator.world.clock.advance(timedelta(minutes=5))
    assert refused(exchange(simulator, code)) == "invalid_grant"


def test_without_offline_access_there_is_no_refresh_token(
    simulator: Simulator, organisation: Organisation
) -> None:
    asked = {**ASKED, "scope": "accounting.invoices"}
    given = exchange(simulator, decide(simulator, asked, organisation.tenant_id)["code"]).json()
    assert "refresh_token" not in given


def test_who_the_user_is(simulator: Simulator, organisation: Organisation) -> None:
    asked = {**ASKED, "scope": f"openid email {SCOPE}", "nonce": "n1"}
    given = exchange(simulator, decide(simulator, asked, organisation.tenant_id)["code"]).json()
    told = claims(given["id_token"])
    assert (told["iss"], told["aud"]) == (found(simulator)["issuer"], simulator.client_id)
    assert (told["nonce"], told["email"]) == ("n1", "olive@example.com")
    assert told["exp"] - told["iat"] == 300
    assert "given_name" not in told
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    user = requests.get(found(simulator)["userinfo_endpoint"], headers=headers, timeout=5).json()
    assert user.items() <= told.items()
    renewed = refresh(simulator, given["refresh_token"]).json()
    assert "nonce" not in claims(renewed["id_token"])


def test_without_openid_nothing_is_told_of_the_user(simulator: Simulator, organisation: Organisation) -> None:
    given = simulator.tokens(organisation)
    assert "id_token" not in given
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    answer = requests.get(found(simulator)["userinfo_endpoint"], headers=headers, timeout=5)
    assert answer.status_code == 403


def test_tokens_are_signed_with_the_published_key(simulator: Simulator, organisation: Organisation) -> None:
    given = simulator.tokens(organisation, scope="openid accounting.invoices")
    for token in (given["access_token"], given["id_token"]):
        verify(simulator, token)
        head, body, signature = token.split(".")
        with pytest.raises(InvalidSignature):
            verify(simulator, f"{head}.{body[:-2]}AA.{signature}")


@pytest.mark.parametrize(
    ("auth", "sent", "word"),
    [
        (("simulator-client", "wrong"), {"grant_type": "refresh_token"}, "invalid_client"),
        (("nobody", ""), {"grant_type": "refresh_token"}, "invalid_client"),
        (None, {"client_id": "simulator-client", "grant_type": "refresh_token"}, "invalid_client"),
        (None, {"grant_type": "refresh_token"}, "invalid_grant"),
        (None, {"grant_type": "password"}, "unsupported_grant_type"),
        (None, {"grant_type": "client_credentials"}, "unauthorized_client"),
    ],
)
def test_a_token_request_that_is_refused(
    simulator: Simulator, auth: tuple[str, str] | None, sent: dict[str, str], word: str
) -> None:
    assert refused(token(simulator, sent, auth)) == word


def test_each_refresh_replaces_the_token_and_the_old_one_lasts_30_minutes(
    simulator: Simulator, organisation: Organisation
) -> None:
    clock = simulator.world.clock
    first = simulator.tokens(organisation)["refresh_token"]
    second = refreshed(simulator, first)
    assert second != first
    clock.advance(timedelta(minutes=29))
    third = refreshed(simulator, first)  # the answer that brought `second` was lost
    clock.advance(timedelta(minutes=1))
    assert refused(refresh(simulator, first)) == "invalid_grant"
    assert refreshed(simulator, second)
    clock.advance(timedelta(minutes=30))
    assert refused(refresh(simulator, third)) == "invalid_grant"


def test_a_refresh_token_dies_after_60_days_without_use(
    simulator: Simulator, organisation: Organisation
) -> None:
    clock = simulator.world.clock
    value = simulator.tokens(organisation)["refresh_token"]
    for _ in range(3):
        clock.advance(timedelta(days=59))
        value = refreshed(simulator, value)
    clock.advance(timedelta(days=60))
    assert refused(refresh(simulator, value)) == "invalid_grant"


def test_an_access_token_lasts_30_minutes(client: Client) -> None:
    client.simulator.world.clock.advance(timedelta(minutes=29, seconds=59))
    assert client.ask("GET", "Organisation").status_code == 200
    client.simulator.world.clock.advance(timedelta(seconds=1))
    answer = client.ask("GET", "Organisation")
    assert answer.status_code == 401
    assert answer.json()["Title"] == "Unauthorized"
    assert answer.json()["Detail"] == "TokenExpired: token expired at 11/24/2026 12:30:00"


def test_revoking_ends_the_tokens_and_all_connections(
    simulator: Simulator, organisation: Organisation
) -> None:
    given = simulator.tokens(organisation)
    auth = (simulator.client_id, simulator.client_secret)
    where = found(simulator)["revocation_endpoint"]
    for sent in ("nothing", given["refresh_token"]):
        answer = requests.post(where, data={"token": sent}, auth=auth, timeout=5)
        assert (answer.status_code, answer.content) == (200, b"")
    assert refused(refresh(simulator, given["refresh_token"])) == "invalid_grant"
    assert connections(simulator, given["access_token"]) == []
    answer = organisation_of(simulator, given["access_token"], organisation.tenant_id)
    assert (answer.status_code, answer.json()["Detail"]) == (403, "AuthenticationUnsuccessful")


def test_disconnecting_one_organisation_leaves_the_others(simulator: Simulator) -> None:
    first, second = simulator.open("One"), simulator.open("Two")
    given = simulator.tokens()
    access = given["access_token"]
    headers = {"Authorization": f"Bearer {access}"}
    id_ = connections(simulator, access)[0]["id"]
    statuses = [
        requests.delete(f"{simulator.url}/connections/{id_}", headers=headers, timeout=5).status_code
        for _ in range(2)
    ]
    assert statuses == [204, 404]
    assert organisation_of(simulator, access, first.tenant_id).status_code == 403
    assert organisation_of(simulator, access, second.tenant_id).status_code == 200
    assert refresh(simulator, given["refresh_token"]).status_code == 200


def test_a_custom_connection_names_no_organisation(simulator: Simulator, organisation: Organisation) -> None:
    auth = ("simulator-custom", "simulator-custom-secret")
    sent = {"grant_type": "client_credentials", "scope": "accounting.settings"}
    given = token(simulator, sent, auth).json()
    simulator.world.authority.broad = False
    every = token(simulator, {"grant_type": "client_credentials"}, auth).json()["scope"].split()
    assert "accounting.invoices" in every
    assert "accounting.transactions" not in every
    assert "refresh_token" not in given
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    answer = requests.get(f"{simulator.api_url}/Organisation", headers=headers, timeout=5)
    assert answer.json()["Organisations"][0]["Name"] == organisation.name
    assert refused(token(simulator, {**sent, "scope": "everything"}, auth)) == "invalid_scope"


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}])
def test_no_token_or_one_of_nobodys(client: Client, sent: dict[str, str]) -> None:
    headers = {"xero-tenant-id": client.organisation.tenant_id, **sent}
    for where in (f"{client.simulator.api_url}/Invoices", f"{client.simulator.url}/connections"):
        answer = requests.get(where, headers=headers, timeout=5)
        assert (answer.status_code, answer.json()["Detail"]) == (401, "AuthenticationUnsuccessful")


@pytest.mark.parametrize("tenant", [None, "", "00000000-0000-0000-0000-000000000001"])
def test_no_organisation_or_one_that_is_not_connected(client: Client, tenant: str | None) -> None:
    client.simulator.open("Not connected")
    headers: dict[str, Any] = {"xero-tenant-id": tenant}
    answer = client.session.get(f"{client.simulator.api_url}/Invoices", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["Detail"]) == (403, "AuthenticationUnsuccessful")
    assert set(answer.json()) == {"Type", "Title", "Status", "Detail", "Instance", "Extensions"}


def test_the_name_of_the_tenant_header_and_its_value_are_read_in_any_case(client: Client) -> None:
    del client.session.headers["xero-tenant-id"]
    named = {"Xero-Tenant-Id": client.organisation.tenant_id.upper()}
    assert client.ask("GET", "Organisation", headers=named).status_code == 200
