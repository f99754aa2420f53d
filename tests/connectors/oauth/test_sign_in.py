"""Connecting over real HTTP: what an answer must prove, what is kept, and what is never told."""

from __future__ import annotations

import logging
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from relance_connectors.oauth.authorization import OAuthAuthorization
from relance_connectors.oauth.loopback import Listener
from relance_connectors.oauth.sign_in import OAuthSignIn
from relance_sync.errors import Reconnect, RelanceError, Retry, Stop
from relance_sync.ports import ConnectorSettings
from relance_sync.sign_in import Connection
from tests.connectors.oauth.sign_in_server import SignInServer
from tests.connectors.oauth.signing import application, provider

Make = Callable[..., ConnectorSettings]


def authorization(settings: ConnectorSettings, **different: object) -> OAuthAuthorization:
    asked = application(settings)
    url = str(settings.settings["server"])
    return OAuthAuthorization(replace(asked, provider=provider(url, **different)), settings)


def visit(address: str) -> int:
    """Go where the browser is sent."""
    try:
        with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310
            return int(page.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def answered(sign_in: OAuthSignIn, *addresses: str) -> Connection:
    """Let the browser go to these addresses while the command waits."""
    browser = threading.Thread(target=lambda: [visit(each) for each in addresses])
    browser.start()
    try:
        return sign_in.wait(10)
    finally:
        browser.join()
        sign_in.close()


def test_the_browser_brings_the_answer_and_the_tokens_are_kept(
    server: SignInServer, settings: Make, tmp_path: Path
) -> None:
    asked = authorization(settings())
    sign_in = asked.begin()
    assert sign_in.listens
    assert parse_qs(urlsplit(sign_in.url).query)["scope"] == ["accounting offline"]
    assert answered(sign_in, server.person(sign_in.url)).books == "4711"
    assert asked.connection() == Connection(books="4711")
    sealed = tmp_path / "state" / "acme.tokens"
    assert sealed.stat().st_mode & 0o777 == 0o600
    content = sealed.read_bytes()
    for secret in (server.access, server.refresh, "4711"):
        assert secret.encode() not in content


def test_knocks_that_are_no_answer_do_not_end_the_wait(
    server: SignInServer, settings: Make, redirect: str
) -> None:
    sign_in = authorization(settings()).begin()
    right = server.person(sign_in.url)
    place = redirect.rpartition("/")[0]
    wrong = [f"{place}/favicon.ico", f"{redirect}?code=stolen&state=guessed", redirect, f"{redirect}?error=x"]
    assert [visit(each) for each in wrong] == [404] * 4
    assert answered(sign_in, right).books == "4711"
    assert [each["code"] for each in server.asked] == [parse_qs(urlsplit(right).query)["code"][0]]


def test_a_browser_that_connects_ahead_of_time_holds_nothing_up(
    server: SignInServer, settings: Make, redirect: str
) -> None:
    sign_in = authorization(settings()).begin()
    with socket.create_connection(("127.0.0.1", urlsplit(redirect).port or 0)):
        assert answered(sign_in, server.person(sign_in.url)).books == "4711"


def test_a_person_may_paste_where_the_browser_ended(server: SignInServer, settings: Make) -> None:
    sign_in = authorization(settings()).begin(listen=False)
    assert not sign_in.listens
    assert sign_in.paste(f"  {server.person(sign_in.url)}\n").books == "4711"


def test_a_page_elsewhere_is_pasted_in_any_case(server: SignInServer, settings: Make) -> None:
    sign_in = authorization(settings(redirect="https://example.com/after")).begin()
    assert not sign_in.listens
    assert sign_in.paste(server.person(sign_in.url)).books == "4711"


@pytest.mark.parametrize(
    "pasted", ["", "nonsense", "http://localhost/callback?code=1", "http://[", "?state=é"]
)
def test_what_is_no_answer_to_our_question_is_refused(
    server: SignInServer, settings: Make, pasted: str
) -> None:
    sign_in = authorization(settings()).begin(listen=False)
    with pytest.raises(Reconnect, match="relance connect acme"):
        sign_in.paste(pasted)
    other = authorization(settings()).begin(listen=False)
    with pytest.raises(Reconnect):
        sign_in.paste(server.person(other.url))
    assert server.asked == []


@pytest.mark.parametrize(
    ("word", "told"),
    [("access_denied", "refused in the browser"), ("server_error", "server_error"), ("<b>", "no code")],
)
def test_a_person_may_say_no(server: SignInServer, settings: Make, word: str, told: str) -> None:
    asked = authorization(settings())
    sign_in = asked.begin()
    with pytest.raises(Reconnect, match=told):
        answered(sign_in, server.person(sign_in.url, says=word))
    assert asked.connection() is None


def test_nobody_answers(settings: Make) -> None:
    sign_in = authorization(settings()).begin()
    with pytest.raises(Reconnect, match=r"within 0 seconds.*--paste"):
        sign_in.wait(0)
    sign_in.close()


def test_a_port_that_is_taken_is_told(settings: Make, redirect: str) -> None:
    busy = Listener(redirect, lambda _: False)
    with pytest.raises(Stop, match=r"port \d+ .* cannot be used"):
        authorization(settings()).begin()
    busy.close()
    authorization(settings()).begin().close()


def test_a_proof_key_is_used_where_the_platform_has_it(server: SignInServer, settings: Make) -> None:
    sign_in = authorization(settings(secret=""), pkce=True).begin(listen=False)
    assert parse_qs(urlsplit(sign_in.url).query)["code_challenge_method"] == ["S256"]
    assert sign_in.paste(server.person(sign_in.url)).books == "4711"
    (asked,) = server.asked
    assert len(asked["code_verifier"]) >= 43
    assert asked["client_id"] == "client-1"


def test_a_code_works_once(server: SignInServer, settings: Make) -> None:
    sign_in = authorization(settings()).begin(listen=False)
    address = server.person(sign_in.url)
    sign_in.paste(address)
    with pytest.raises(Reconnect, match="too late or was used before"):
        sign_in.paste(address)


def test_an_application_that_is_not_known_is_told(server: SignInServer, settings: Make) -> None:
    sign_in = authorization(settings(secret="wr0ng-s3cret")).begin(listen=False)
    with pytest.raises(Stop, match=r"client_id in relance\.toml or the client secret") as caught:
        sign_in.paste(server.person(sign_in.url))
    assert "wr0ng" not in caught.value.user_message + caught.value.detail


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html>", Stop),
        (200, b"[]", Stop),
        (200, b'{"access_token": 1}', Stop),
        (200, b'{"access_token": "a"}', Stop),
        (400, b'{"error": "invalid_scope"}', Stop),
        (400, b'{"error": ["odd"]}', Stop),
        (404, b"", Stop),
        (302, b"", Stop),
    ],
)
def test_an_odd_answer_for_the_code_is_a_sentence(
    server: SignInServer, settings: Make, status: int, body: bytes, kind: type[RelanceError]
) -> None:
    asked = authorization(settings())
    sign_in = asked.begin(listen=False)
    server.fail_next(status, body)
    with pytest.raises(kind):
        sign_in.paste(server.person(sign_in.url))
    assert asked.connection() is None


def test_a_server_that_stumbles_is_asked_again(server: SignInServer, settings: Make) -> None:
    sign_in = authorization(settings()).begin(listen=False)
    server.fail_next(503, b"<html>")
    assert sign_in.paste(server.person(sign_in.url)).books == "4711"


def test_other_books_than_before_are_refused_also_after_a_disconnect(
    server: SignInServer, settings: Make
) -> None:
    asked = authorization(settings())
    sign_in = asked.begin(listen=False)
    sign_in.paste(server.person(sign_in.url))
    for _ in range(2):
        sign_in = asked.begin(listen=False)
        with pytest.raises(Stop, match=r"other books \(815\) than those of acme \(4711\)"):
            sign_in.paste(server.person(sign_in.url, books="815"))
        asked.disconnect()
    assert len([each for each in server.asked if each.get("code")]) == 1


def test_books_that_nobody_named_are_refused(server: SignInServer, settings: Make) -> None:
    sign_in = authorization(settings()).begin(listen=False)
    with pytest.raises(Reconnect, match="did not say which books"):
        sign_in.paste(server.person(sign_in.url, books=""))


@pytest.mark.parametrize("as_json", [False, True])
def test_disconnecting_withdraws_and_forgets(server: SignInServer, settings: Make, as_json: bool) -> None:
    asked = authorization(settings(), revoke_json=as_json)
    assert not asked.disconnect()
    sign_in = asked.begin(listen=False)
    sign_in.paste(server.person(sign_in.url))
    assert asked.disconnect()
    assert server.refresh == ""
    assert asked.connection() is None


def test_what_was_withdrawn_already_is_forgotten_too(server: SignInServer, settings: Make) -> None:
    asked = authorization(settings())
    sign_in = asked.begin(listen=False)
    sign_in.paste(server.person(sign_in.url))
    server.withdraw()
    assert asked.disconnect()
    assert asked.connection() is None


def test_nothing_is_forgotten_while_the_platform_is_silent(server: SignInServer, settings: Make) -> None:
    asked = authorization(settings())
    sign_in = asked.begin(listen=False)
    sign_in.paste(server.person(sign_in.url))
    deaf = authorization(settings(), revoke_url="http://127.0.0.1:1/revoke")
    with pytest.raises(Retry):
        deaf.disconnect()
    assert asked.connection() is not None
    assert deaf.disconnect(revoke=False)
    assert server.refresh != ""
    assert asked.connection() is None


def test_no_log_and_no_message_holds_a_secret(
    server: SignInServer, settings: Make, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = authorization(settings())
    sign_in = asked.begin()
    address = server.person(sign_in.url)
    answered(sign_in, address)
    secrets = [server.access, server.refresh, "client-s3cret", parse_qs(urlsplit(address).query)["code"][0]]
    asked.disconnect()
    shown = caplog.text + "".join(capfd.readouterr()) + repr(vars(asked)) + repr(settings())
    assert "POST /token 200" in caplog.text
    assert not [each for each in secrets if each in shown]
