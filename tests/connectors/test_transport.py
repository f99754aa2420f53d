"""The shared HTTP transport: what is repeated, what is not, how long it waits, and what it never says."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal

import pytest
import requests
import responses

from relance_connectors.exchange import http_date, retry_after
from relance_connectors.transport import Limits, Transport
from relance_connectors.web_address import is_loopback
from relance_sync.errors import RelanceError, Retry, Stop, Unclear
from tests.cutting_proxy import CuttingProxy

URL = "https://books.example.com"
KEY = {"Authorization": "bearer s3cr3t-0123456789"}


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as net:
        yield net


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def transport(waits: list[float]) -> Iterator[Transport]:
    transport = Transport(URL, platform="Odoo", sleep=waits.append)
    yield transport
    transport.close()


def read(transport: Transport) -> object:
    return transport.post("/x", {}, endpoint="x", headers=KEY, write=False).status


def write(transport: Transport) -> object:
    return transport.post("/x", {}, endpoint="x", headers=KEY, write=True).status


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_read_is_repeated(
    net: responses.RequestsMock, transport: Transport, waits: list[float], status: int
) -> None:
    net.post(f"{URL}/x", status=status)
    net.post(f"{URL}/x", status=status)
    net.post(f"{URL}/x", json=1)
    assert read(transport) == 200
    assert waits == [0.5, 1.0]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_read_is_given_up_after_the_last_try(
    net: responses.RequestsMock, transport: Transport, status: int
) -> None:
    net.post(f"{URL}/x", status=status)
    with pytest.raises(Retry) as caught:
        read(transport)
    assert not isinstance(caught.value, Unclear)
    assert len(net.calls) == Limits().attempts


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_write_that_a_gateway_lost_is_unclear_and_never_repeated(
    net: responses.RequestsMock, transport: Transport, status: int
) -> None:
    net.post(f"{URL}/x", status=status)
    with pytest.raises(Unclear):
        write(transport)
    assert len(net.calls) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_write_that_was_refused_is_repeated_when_asked(
    net: responses.RequestsMock, transport: Transport, waits: list[float], status: int
) -> None:
    net.post(f"{URL}/x", status=status, headers={"Retry-After": "2"})
    net.post(f"{URL}/x", json=1)
    assert write(transport) == 200
    assert waits == [2.0]


@pytest.mark.parametrize(
    "error",
    [
        requests.exceptions.ReadTimeout(),
        requests.ConnectionError("reset"),
        requests.exceptions.ChunkedEncodingError(),
    ],
)
def test_a_write_whose_answer_is_lost_is_unclear(
    net: responses.RequestsMock, transport: Transport, error: Exception
) -> None:
    net.post(f"{URL}/x", body=error)
    with pytest.raises(Unclear) as caught:
        write(transport)
    assert len(net.calls) == 1
    assert "may or may not" in caught.value.user_message


def test_a_read_whose_answer_is_lost_is_repeated(net: responses.RequestsMock, transport: Transport) -> None:
    net.post(f"{URL}/x", body=requests.exceptions.ReadTimeout())
    net.post(f"{URL}/x", json=1)
    assert read(transport) == 200


def test_a_write_that_never_left_is_no_riddle(waits: list[float]) -> None:
    with CuttingProxy("http://127.0.0.1:1") as closed:
        pass
    transport = Transport(closed.url, platform="Odoo", sleep=waits.append)
    with pytest.raises(Retry) as caught:
        write(transport)
    assert not isinstance(caught.value, Unclear)
    assert len(waits) == Limits().attempts - 1
    assert "does not answer" in caught.value.user_message
    assert closed.url in caught.value.user_message


def test_a_wait_longer_than_allowed_is_handed_on(
    net: responses.RequestsMock, transport: Transport, waits: list[float]
) -> None:
    net.post(f"{URL}/x", status=429, headers={"Retry-After": "86400"})
    with pytest.raises(Retry) as caught:
        read(transport)
    assert caught.value.after == 86400
    assert waits == []


def test_retry_after_as_a_date_counts_from_the_servers_clock() -> None:
    headers = {"Retry-After": "Tue, 24 Nov 2026 18:40:00 GMT", "Date": "Tue, 24 Nov 2026 18:39:30 GMT"}
    assert retry_after(headers) == 30.0
    assert retry_after({**headers, "Retry-After": "Tue, 24 Nov 2026 18:00:00 GMT"}) == 0.0


@pytest.mark.parametrize("text", ["", "soon", "-5", "1.5"])
def test_retry_after_that_says_nothing_usable(text: str) -> None:
    assert retry_after({"Retry-After": text}) is None
    assert http_date(text) is None


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("act", [read, write])
def test_a_redirect_is_not_followed(
    net: responses.RequestsMock, transport: Transport, status: int, act: object
) -> None:
    net.post(
        f"{URL}/x", status=status, headers={"Location": "https://user:pw@elsewhere.example.com/x?token=1"}
    )
    with pytest.raises(Stop) as caught:
        act(transport)  # type: ignore[operator]
    assert len(net.calls) == 1
    assert "https://elsewhere.example.com" in caught.value.user_message
    assert "pw" not in caught.value.user_message
    assert "token" not in caught.value.user_message


def test_an_untrusted_certificate_stops(net: responses.RequestsMock, transport: Transport) -> None:
    net.post(f"{URL}/x", body=requests.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"))
    with pytest.raises(Stop, match="certificate"):
        write(transport)


def test_an_unusable_address_stops() -> None:
    with pytest.raises(Stop, match=r"relance\.toml"):
        read(Transport("https://", platform="Odoo"))


def test_money_is_never_a_float(net: responses.RequestsMock, transport: Transport) -> None:
    net.get(f"{URL}/x", body='{"amount": 0.1}', content_type="application/json")
    answer = transport.get("/x", endpoint="x")
    assert answer.json() == {"amount": Decimal("0.1")}
    assert isinstance(answer.json()["amount"], Decimal)


def test_no_cookie_is_kept(net: responses.RequestsMock, transport: Transport) -> None:
    net.get(f"{URL}/x", headers={"Set-Cookie": "session_id=abc; Path=/"})
    transport.get("/x", endpoint="x")
    transport.get("/x", endpoint="x")
    assert "Cookie" not in net.calls[1].request.headers


def test_a_netrc_entry_does_not_replace_the_key(
    net: responses.RequestsMock,
    transport: Transport,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine books.example.com login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    net.post(f"{URL}/x", json=1)
    read(transport)
    assert net.calls[0].request.headers["Authorization"] == KEY["Authorization"]


def test_nothing_secret_is_logged(
    net: responses.RequestsMock, transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    net.post(f"{URL}/x", status=500, body="Traceback: s3cr3t-0123456789")
    transport.post("/x", {"note": "private words"}, endpoint="x", headers=KEY, write=True)
    assert "POST /x 500" in caplog.text
    assert "s3cr3t" not in caplog.text
    assert "private" not in caplog.text


def test_calls_are_counted_by_endpoint(net: responses.RequestsMock, transport: Transport) -> None:
    net.post(f"{URL}/x", status=429)
    net.post(f"{URL}/x", body=b"1234")
    write(transport)
    (count,) = transport.log.counts()
    assert (count.endpoint, count.calls, count.writes, count.bytes_received) == ("x", 2, 2, 4)


def test_every_failure_is_one_of_ours(net: responses.RequestsMock, transport: Transport) -> None:
    for error in (requests.exceptions.TooManyRedirects(), requests.exceptions.ContentDecodingError()):
        net.post(f"{URL}/x", body=error)
        with pytest.raises(RelanceError):
            write(transport)


def test_this_machine_is_told_from_the_world() -> None:
    assert is_loopback("http://localhost:8069")
    assert is_loopback("http://[::1]:8069")
    assert not is_loopback("http://127.example.com.evil.org")
