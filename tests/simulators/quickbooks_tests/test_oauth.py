"""Authorization: consent, tokens, rotation, expiry, revocation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.simulators.quickbooks import Books, Simulator
from tests.simulators.quickbooks.oauth import App
from tests.simulators.quickbooks_tests.client import Client, code

BACK = "http://localhost:8000/callback"
ASKED = {
    "client_id": "simulator-client",
    "response_type": "code",
    "scope": "com.intuit.quickbooks.accounting",
    "redirect_uri": BACK,
    "state": "s1",
}


def found(simulator: Simulator) -> dict[str, str]:
    return requests.get(f"{simulator.url}/.well-known/openid_configuration", timeout=5).json()  # type: ignore[no-any-return]


def decide(simulator: Simulator, asked: dict[str, str], **decision: str) -> dict[str, str]:
    where = found(simulator)["authorization_endpoint"]
    assert requests.get(where, params=asked, timeout=5).status_code == 200
    answer = requests.post(where, params=asked, data={**asked, **decision}, timeout=5, allow_redirects=False)
    assert answer.status_code == 302
    target = answer.headers["Location"]
    assert target.startswith(BACK)
    return dict(parse_qsl(urlsplit(target).query))


def token(simulator: Simulator, headers: dict[str, str] | None = None, **sent: str) -> requests.Response:
    return requests.post(
        found(simulator)["token_endpoint"],
        data=sent,
        auth=(simulator.client_id, simulator.client_secret),
        headers=headers,
        timeout=5,
    )


def refresh(simulator: Simulator, value: str) -> dict[str, Any]:
    answer = token(simulator, grant_type="refresh_token", refresh_token=value)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def test_a_user_connects_a_company(simulator: Simulator, books: Books) -> None:
    back = decide(simulator, ASKED, decision="connect", realm=books.realm)
    assert (back["state"], back["realmId"]) == ("s1", books.realm)
    answer = token(simulator, grant_type="authorization_code", code=back["code"], redirect_uri=BACK)
    given = answer.json()
    assert (given["token_type"], given["expires_in"]) == ("bearer", 3600)
    assert given["x_refresh_token_expires_in"] == 8_726_400
    assert "x_refresh_token_hard_expires_in" not in given
    client = Client(simulator, books)
    client.use(given["access_token"])
    assert client.get(f"companyinfo/{books.realm}").json()["CompanyInfo"]["CompanyName"] == "Sandbox Company"
    again = token(simulator, grant_type="authorization_code", code=back["code"], redirect_uri=BACK)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_user_says_no(simulator: Simulator, books: Books) -> None:
    assert decide(simulator, ASKED, decision="cancel", realm=books.realm) == {
        "error": "access_denied",
        "state": "s1",
    }


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    ("changed", "word"),
    [({"response_type": "token"}, "unsupported_response_type"), ({"scope": "openid"}, "invalid_scope")],
)
def test_a_wrong_request_goes_back_with_its_error(
    simulator: Simulator, changed: dict[str, str], word: str
) -> None:
    where = found(simulator)["authorization_endpoint"]
    answer = requests.get(where, params={**ASKED, **changed}, timeout=5, allow_redirects=False)
    assert f"error={word}" in answer.headers["Location"]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    "changed", [{"client_id": "other"}, {"redirect_uri": "https://elsewhere.example/back"}]
)
def test_an_unknown_app_or_redirect_goes_nowhere(simulator: Simulator, changed: dict[str, str]) -> None:
    where = found(simulator)["authorization_endpoint"]
    answer = requests.get(where, params={**ASKED, **changed}, timeout=5, allow_redirects=False)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_code_is_for_one_redirect_and_ten_minutes(simulator: Simulator, books: Books) -> None:
    first = decide(simulator, ASKED, decision="connect", realm=books.realm)["code"]
    assert (
        token(simulator, grant_type="authorization_code", code=first, redirect_uri="http://x").status_code
        == 400
    )
    second = decide(simulator, ASKED, decision="connect", realm=books.realm)["code"]
    simulator.world.clock.advance(timedelta(minutes=11))
    assert (
        token(simulator, grant_type="authorization_code", code=second, redirect_uri=BACK).status_code == 400
    )


def test_only_registered_redirects_without_loopback() -> None:
    app = App(client_id="a", secret="b", redirects=("https://a.example/back",))
    assert app.allows("https://a.example/back")
    assert not app.allows("https://a.example/back/")
    assert not app.allows(BACK)


@pytest.mark.usefixtures("books")
def test_a_token_request_needs_the_apps_secret(simulator: Simulator) -> None:
    answer = requests.post(
        found(simulator)["token_endpoint"], data={"grant_type": "refresh_token"}, auth=("x", "y"), timeout=5
    )
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert token(simulator, grant_type="password").json() == {"error": "unsupported_grant_type"}


def test_an_app_may_say_in_the_body_who_it_is(simulator: Simulator) -> None:
    """The discovery document offers `client_secret_post`; requests-oauthlib and so tap-quickbooks use it."""
    refresh = simulator.tokens()["refresh_token"]
    app = {"client_id": simulator.client_id, "client_secret": simulator.client_secret}
    asked = {"grant_type": "refresh_token", "refresh_token": refresh}
    place = found(simulator)
    wrong = requests.post(place["token_endpoint"], data=asked | app | {"client_secret": "x"}, timeout=5)
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    assert requests.post(place["token_endpoint"], data=asked | app, timeout=5).json()["access_token"]
    given_back = {"token": refresh, **app}
    assert requests.post(place["revocation_endpoint"], json=given_back, timeout=5).status_code == 200
    assert requests.post(place["token_endpoint"], data=asked | app, timeout=5).status_code == 400


def test_an_access_token_lasts_an_hour(simulator: Simulator, client: Client) -> None:
    simulator.world.clock.advance(timedelta(minutes=59))
    assert client.get("customer/1").status_code == 400
    simulator.world.clock.advance(timedelta(minutes=1))
    answer = client.get("customer/1")
    assert answer.status_code == 401
    fault = answer.json()["fault"]
    assert fault["type"] == "AUTHENTICATION"
    assert fault["error"][0]["code"] == "3200"
    assert fault["error"][0]["message"] == "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    assert "Fault" not in answer.json()


@pytest.mark.usefixtures("books")
def test_a_refresh_token_stays_for_a_day_and_then_rotates(simulator: Simulator) -> None:
    first = simulator.tokens()["refresh_token"]
    assert refresh(simulator, first)["refresh_token"] == first
    simulator.world.clock.advance(timedelta(hours=25))
    second = refresh(simulator, first)["refresh_token"]
    assert second != first
    answer = token(simulator, grant_type="refresh_token", refresh_token=first)
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "Incorrect or invalid refresh token",
    }
    assert refresh(simulator, second)["refresh_token"] == second


def test_a_replaced_refresh_token_can_be_given_a_grace(simulator: Simulator, client: Client) -> None:
    client.control("POST", "settings", {"rotate_always": True, "rotation_grace": 60})
    first = simulator.tokens()["refresh_token"]
    second = refresh(simulator, first)["refresh_token"]
    assert second != first
    assert refresh(simulator, first)["refresh_token"] == second
    simulator.world.clock.advance(timedelta(seconds=61))
    assert token(simulator, grant_type="refresh_token", refresh_token=first).status_code == 400


@pytest.mark.usefixtures("books")
def test_a_refresh_token_ends_when_it_is_not_used(simulator: Simulator) -> None:
    value = simulator.tokens()["refresh_token"]
    simulator.world.clock.advance(timedelta(seconds=8_726_400))
    assert token(simulator, grant_type="refresh_token", refresh_token=value).status_code == 400


@pytest.mark.usefixtures("books")
def test_a_grant_ends_after_five_years_however_often_it_is_refreshed(simulator: Simulator) -> None:
    value = simulator.tokens()["refresh_token"]
    for _ in range(18):
        simulator.world.clock.advance(timedelta(days=100))
        value = refresh(simulator, value)["refresh_token"]
    answer = token(
        simulator,
        {"x-include-refresh-token-hard-expires-in": "true"},
        grant_type="refresh_token",
        refresh_token=value,
    )
    assert answer.json()["x_refresh_token_hard_expires_in"] == 25 * 86_400
    assert answer.json()["x_refresh_token_expires_in"] == 25 * 86_400
    simulator.world.clock.advance(timedelta(days=25))
    assert token(simulator, grant_type="refresh_token", refresh_token=value).status_code == 400


def test_revoking_ends_everything(simulator: Simulator, client: Client) -> None:
    given = simulator.tokens()
    client.use(given["access_token"])
    where = found(simulator)["revocation_endpoint"]
    auth = (simulator.client_id, simulator.client_secret)
    answer = requests.post(where, json={"token": given["refresh_token"]}, auth=auth, timeout=5)
    assert (answer.status_code, answer.content) == (200, b"")
    assert client.get("customer/1").status_code == 401
    assert (
        token(simulator, grant_type="refresh_token", refresh_token=given["refresh_token"]).status_code == 400
    )
    assert requests.post(where, json={"token": "none"}, auth=auth, timeout=5).status_code == 400


def test_the_owner_disconnects_the_app(client: Client) -> None:
    assert client.control("POST", "tokens", {"realm": client.books.realm, "disconnect": True}) == {"ended": 1}
    assert client.get("customer/1").status_code == 401


def test_a_token_is_for_one_company(simulator: Simulator, client: Client) -> None:
    simulator.open("2", "Other")
    answer = requests.get(
        f"{simulator.url}/v3/company/2/customer/1", headers=dict(client.session.headers), timeout=5
    )
    assert answer.status_code == 403
    assert answer.json()["fault"]["error"][0]["code"] == "3100"


def test_without_a_token_nothing_is_told(simulator: Simulator, books: Books) -> None:
    answer = requests.get(f"{simulator.url}/v3/company/{books.realm}/customer/1", timeout=5)
    assert answer.status_code == 401
    assert '<Error code="3200"' in answer.text


@pytest.mark.usefixtures("books")
def test_user_information_needs_a_token(simulator: Simulator) -> None:
    where = found(simulator)["userinfo_endpoint"]
    bearer = {"Authorization": f"Bearer {simulator.tokens()['access_token']}"}
    assert requests.get(where, headers=bearer, timeout=5).json()["emailVerified"] is True
    assert requests.get(where, timeout=5).status_code == 401


def test_a_code_of_the_page_is_no_secret_in_the_log(simulator: Simulator, client: Client) -> None:
    refresh(simulator, simulator.tokens()["refresh_token"])
    assert "RT1-" not in str(client.control("GET", "calls"))
    assert code(client.get("customer/1")) == "610"
