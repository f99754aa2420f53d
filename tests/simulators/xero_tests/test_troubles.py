"""Each trouble that can be ordered, seen from the client, and what it leaves in the books."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.contracts.simulator import SimulatorContract
from tests.simulators.xero_tests.client import Client


def order(client: Client, kind: str, **more: Any) -> None:
    client.control("POST", "troubles", {"kind": kind, **more})


def add(client: Client, key: str = "") -> requests.Response:
    return client.put("Contacts", {"Contacts": [{"Name": "Amy"}]}, key)


class Shop:
    """The client of the contract of all simulators."""

    adding, adding_by, tokens = "/contacts", "PUT", "/connect/token"

    def __init__(self, client: Client) -> None:
        self.client, self.url = client, client.simulator.url

    def add(self, name: str = "Amy", key: str = "", timeout: float = 10) -> requests.Response:
        sent = json.dumps({"Contacts": [{"Name": name}]})
        return self.client.session.put(
            f"{self.client.simulator.api_url}/Contacts",
            data=sent,
            headers={"Idempotency-Key": key} if key else None,
            timeout=timeout,
        )

    def count(self) -> int:
        return count(self.client)


class TestTroubles(SimulatorContract):
    @pytest.fixture
    def shop(self, client: Client) -> Shop:
        return Shop(client)


def count(client: Client) -> int:
    return len(client.get("Contacts")["Contacts"])


def test_json_that_stops_is_whole_as_it_was_compressed(client: Client) -> None:
    for number in range(9):
        client.organisation.contact(f"Customer {number}")
    order(client, "truncated")
    answer = client.ask("GET", "Contacts")
    assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_an_error_in_xero(client: Client) -> None:
    order(client, "server_error")
    answer = add(client)
    assert (answer.status_code, answer.json()["Title"]) == (500, "An error occurred")
    assert count(client) == 0


@pytest.mark.parametrize(
    ("kind", "limit", "wait"),
    [
        ("throttled_minute", "minute", "60"),
        ("throttled_day", "day", "3600"),
        ("throttled_concurrent", "concurrent", None),
        ("throttled_appminute", "appminute", "60"),
    ],
)
def test_a_429(client: Client, kind: str, limit: str, wait: str | None) -> None:
    order(client, kind)
    order(client, kind, retry_after=12)
    answer = add(client)
    assert (answer.status_code, answer.headers["X-Rate-Limit-Problem"]) == (429, limit)
    assert answer.headers.get("Retry-After") == wait
    assert add(client).headers["Retry-After"] == "12"
    assert count(client) == 0


@pytest.mark.parametrize(
    ("kind", "status", "detail"),
    [("expired", 401, "TokenExpired"), ("forbidden", 403, "AuthenticationUnsuccessful")],
)
def test_a_token_that_suddenly_does_not_count(client: Client, kind: str, status: int, detail: str) -> None:
    order(client, kind)
    answer = add(client)
    assert answer.status_code == status
    assert answer.json()["Detail"].startswith(detail)
    assert count(client) == 0


def test_a_request_delivered_twice(client: Client) -> None:
    order(client, "duplicate")
    assert add(client).status_code == 400  # the second of the two: the name is taken
    assert count(client) == 1
    order(client, "duplicate")
    answer = client.put("Contacts", {"Contacts": [{"Name": "Bob"}]}, "k1")
    assert answer.status_code == 200
    assert count(client) == 2
