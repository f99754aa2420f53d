"""Xero's refusals in every spelling: what a call becomes, and how long it waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import responses

from relance_connectors.exchange import Call
from relance_connectors.governor import Governor
from relance_connectors.transport import Transport
from relance_connectors.xero.limits import pace
from relance_connectors.xero.refusals import TABLE
from relance_sync.errors import Reconnect, RelanceError, Skip, Stop, Unclear
from tests.connectors.clock import Clock

URL = "https://xero.example.com"
READ = Call(method="GET", path="/Invoices", endpoint="invoices", metered=1)
WRITE = Call(method="PUT", path="/Invoices", endpoint="invoices/history", write=True, metered=1)
HTML = "<html><body>Sorry</body></html>"


def problem(*messages: str, kind: str = "ValidationException") -> str:
    errors = [{"Message": message} for message in messages]
    return json.dumps(
        {
            "ErrorNumber": 10,
            "Type": kind,
            "Message": "A validation exception occurred",
            "Elements": [{"ContactID": "1", "ValidationErrors": errors}] if messages else [],
        }
    )


def gateway(title: str, status: int, detail: str) -> str:
    told: dict[str, Any] = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": "9f",
        "Extensions": {},
    }
    return json.dumps(told)


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as net:
        yield net


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def books(clock: Clock) -> Iterator[Transport]:
    governor = Governor(pace(1000), where="Xero", clock=clock.clock, now=clock.now, sleep=clock.sleep)
    transport = Transport(URL, platform="Xero", table=TABLE, governor=governor, sleep=clock.slept.append)
    yield transport
    transport.close()


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"X-Rate-Limit-Problem": "minute", "Retry-After": "23"}, 23),
        ({"X-Rate-Limit-Problem": "appminute", "Retry-After": "7"}, 7),
        ({"X-Rate-Limit-Problem": "concurrent"}, 1),
        ({"X-Rate-Limit-Problem": "Minute"}, 60),
        ({}, 60),
    ],
)
def test_a_429_waits_as_long_as_its_limit_asks(
    net: responses.RequestsMock, books: Transport, clock: Clock, headers: dict[str, str], waits: float
) -> None:
    net.put(f"{URL}/Invoices", status=429, headers=headers, body=HTML)
    net.put(f"{URL}/Invoices", json={})
    assert books.send(WRITE).ok
    assert sum(clock.slept) == pytest.approx(waits)


def test_a_day_that_is_used_up_stops_with_its_date_and_without_sleep(
    net: responses.RequestsMock, books: Transport, clock: Clock
) -> None:
    day = {"X-Rate-Limit-Problem": "day", "Retry-After": "7200", "X-DayLimit-Remaining": "0"}
    net.get(f"{URL}/Invoices", status=429, headers=day)
    for _ in range(2):
        with pytest.raises(Stop, match=r"day's allowance of 1,000 calls .*first run after"):
            books.send(READ)
    assert len(net.calls) == 1
    assert clock.slept == []
    clock.go_on(7201)
    net.get(f"{URL}/Invoices", json={}, headers={"X-DayLimit-Remaining": "999"})
    assert books.send(READ).ok


def test_a_used_up_day_that_does_not_say_how_long_lasts_until_midnight(
    net: responses.RequestsMock, books: Transport
) -> None:
    net.get(f"{URL}/Invoices", status=429, headers={"X-Rate-Limit-Problem": "Day"})
    with pytest.raises(Stop, match=r"first run after 2026-11-25 00:00 UTC"):
        books.send(READ)


def test_the_last_tenth_of_a_day_is_kept_for_writing(net: responses.RequestsMock, books: Transport) -> None:
    net.get(f"{URL}/Invoices", json={}, headers={"X-DayLimit-Remaining": "100"})
    net.put(f"{URL}/Invoices", json={}, headers={"X-DayLimit-Remaining": "99"})
    assert books.send(READ).ok
    with pytest.raises(Stop, match=r"of which 100 are kept for writing"):
        books.send(READ)
    assert books.send(WRITE).ok


def test_what_xero_says_is_left_of_a_day_counts_more_than_the_settings(
    net: responses.RequestsMock, books: Transport
) -> None:
    net.get(f"{URL}/Invoices", json={}, headers={"X-DayLimit-Remaining": "4000"})
    for _ in range(30):
        assert books.send(READ).ok


def test_a_minute_that_others_used_is_waited_for(
    net: responses.RequestsMock, books: Transport, clock: Clock
) -> None:
    net.get(f"{URL}/Invoices", json={}, headers={"X-MinLimit-Remaining": "4"})
    assert books.send(READ).ok
    assert clock.slept == []
    assert books.send(READ).ok
    assert sum(clock.slept) == pytest.approx(60)


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (
            401,
            gateway("Unauthorized", 401, "TokenExpired: token expired at 11/27/2026"),
            Reconnect,
            "permission",
        ),
        (401, gateway("Unauthorized", 401, "AuthorizationUnsuccessful"), Reconnect, "lacks a right"),
        (401, HTML, Reconnect, "permission"),
        (
            403,
            gateway("Forbidden", 403, "AuthenticationUnsuccessful"),
            Reconnect,
            "not connected to this org",
        ),
        (403, gateway("Forbidden", 403, "Something else"), Reconnect, "lacks a right"),
        (403, "", Reconnect, "lacks a right"),
        (404, "The resource you're looking for cannot be found", Skip, "not in Xero any more"),
        (412, "", Stop, "mistake in Relance"),
        (400, problem(kind="QueryParseException"), Stop, "mistake in Relance"),
        (400, problem(kind="PostDataInvalidException"), Stop, "mistake in Relance"),
        (400, problem("Email address is wrong.", "Two"), Skip, "It says: “Email address is wrong.”"),
        (
            400,
            problem("The document date cannot be before the period lock date."),
            Skip,
            "closed for that period. It says: “The document date",
        ),
        (400, problem("x" * 300), Skip, "refused a change"),
        (400, HTML, Skip, "refused a change"),
        (400, "[]", Skip, "refused a change"),
        (400, '{"Elements": [5, {"ValidationErrors": [7]}], "Message": 5, "Type": []}', Skip, "refused"),
    ],
)
def test_a_refusal_leads_to_what_to_do_and_is_not_repeated(
    net: responses.RequestsMock,
    books: Transport,
    status: int,
    body: str,
    kind: type[RelanceError],
    words: str,
) -> None:
    net.put(f"{URL}/Invoices", status=status, body=body)
    with pytest.raises(kind) as caught:
        books.send(WRITE)
    assert words in caught.value.user_message
    assert len(net.calls) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_read_that_fails_inside_xero_is_repeated_or_put_off(
    net: responses.RequestsMock, books: Transport, status: int
) -> None:
    net.get(f"{URL}/Invoices", status=status, body=HTML)
    net.get(f"{URL}/Invoices", json={})
    assert books.send(READ).ok


def test_a_key_that_was_used_for_something_else_is_unclear(
    net: responses.RequestsMock, books: Transport
) -> None:
    """An earlier try with another text may have been done: whoever tries again looks first."""
    told = gateway("Bad Request", 400, "Idempotency Key 7f3a is used with a different request.")
    net.put(f"{URL}/Invoices", status=400, body=told)
    with pytest.raises(Unclear):
        books.send(replace(WRITE, repeatable=True))
