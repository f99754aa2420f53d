"""Each trouble that can be ordered, seen from the client, and what it leaves in the books."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.simulators.xero_tests.client import Client


def order(client: Client, kind: str, **more: Any) -> None:
    client.control("POST", "troubles", {"kind": kind, **more})


def add(client: Client, key: str = "") -> requests.Response:
    return client.put("Contacts", {"Contacts": [{"Name": "Amy"}]}, key)


def count(client: Client) -> int:
    return len(client.get("Contacts")["Contacts"])


@pytest.mark.parametrize(("kind", "left"), [("reset_before", 0), ("reset_after_commit", 1)])
def test_a_reset_connection(client: Client, kind: str, left: int) -> None:
    order(client, kind)
    with pytest.raises(requests.ConnectionError):
        add(client)
    assert count(client) == left


@pytest.mark.parametrize(("kind", "left"), [("timeout_before", 0), ("timeout_after_commit", 1)])
def test_no_answer_at_all(client: Client, kind: str, left: int) -> None:
    order(client, kind)
    with pytest.raises(requests.ReadTimeout):
        client.session.put(
            f"{client.simulator.api_url}/Contacts", data='{"Contacts": [{"Name": "Amy"}]}', timeout=(1, 0.2)
        )
    assert count(client) == left


def test_a_retry_with_the_same_key_after_a_reset_adds_nothing(client: Client) -> None:
    order(client, "reset_after_commit")
    with pytest.raises(requests.ConnectionError):
        add(client, "k1")
    assert add(client, "k1").status_code == 200
    assert count(client) == 1


def test_json_that_stops(client: Client) -> None:
    order(client, "truncated")
    answer = add(client)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert count(client) == 1


def test_json_that_stops_is_whole_as_it_was_compressed(client: Client) -> None:
    for number in range(9):
        client.organisation.contact(f"Customer {number}")
    order(client, "truncated")
    answer = client.ask("GET", "Contacts")
    assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_body_that_is_cut(client: Client) -> None:
    order(client, "cut_body")
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        add(client)
    assert count(client) == 1


@pytest.mark.parametrize(("kind", "status", "left"), [("html_503", 503, 0), ("html_502", 502, 1)])
def test_a_proxys_page(client: Client, kind: str, status: int, left: int) -> None:
    order(client, kind)
    answer = add(client)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html")
    assert f"<title>{status} " in answer.text
    assert count(client) == left


def test_a_503_can_say_when_to_come_back(client: Client) -> None:
    order(client, "html_503", retry_after=7)
    assert add(client).headers["Retry-After"] == "7"


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


def test_a_slow_answer(client: Client) -> None:
    order(client, "slow", seconds=0.3)
    answer = add(client)
    assert answer.elapsed.total_seconds() > 0.25
    assert answer.status_code == 200


def test_which_request_is_hit(client: Client) -> None:
    order(client, "server_error", after=1, times=2, method="PUT", path="/contacts", body="Zo")
    assert count(client) == 0
    names = ["Amy", "Zoe", "Zoo", "Zora", "Zorn"]
    told = [client.put("Contacts", {"Contacts": [{"Name": each}]}).status_code for each in names]
    assert told == [200, 200, 500, 500, 200]
    assert [each["struck"] for each in client.control("GET", "troubles")] == [2]
    order(client, "server_error", times=0)
    assert [add(client).status_code for _ in range(3)] == [500, 500, 500]
    client.control("DELETE", "troubles")
    assert count(client) == 3


@pytest.mark.parametrize(("kind", "status"), [("html_503", 503), ("server_error", 500)])
def test_troubles_hit_the_token_endpoint_too(client: Client, kind: str, status: int) -> None:
    order(client, kind, path="/connect/token")
    assert requests.post(f"{client.simulator.url}/connect/token", data={}, timeout=5).status_code == status


@pytest.mark.parametrize("wrong", [{"kind": "flood"}, {"kind": "slow", "often": 1}, {}])
def test_an_order_that_makes_no_sense(client: Client, wrong: dict[str, Any]) -> None:
    answer = requests.post(f"{client.simulator.url}/simulator/troubles", json=wrong, timeout=5)
    assert answer.status_code == 400
    assert "known are" in answer.json()["error"]
