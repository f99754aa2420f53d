"""Each trouble that can be ordered, seen from the client, and what it leaves in the books."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks_tests.client import Client, exact


def order(client: Client, kind: str, **more: Any) -> None:
    client.control("POST", "troubles", {"kind": kind, **more})


def add(client: Client, **params: Any) -> requests.Response:
    return client.post("customer", {"DisplayName": "Amy"}, **params)


def count(client: Client) -> int:
    return len(client.find("Customer"))


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
        client.session.post(f"{client.root}/customer", data='{"DisplayName": "Amy"}', timeout=(1, 0.2))
    assert count(client) == left


def test_a_retry_with_the_same_requestid_after_a_reset_adds_nothing(client: Client) -> None:
    order(client, "reset_after_commit")
    with pytest.raises(requests.ConnectionError):
        add(client, requestid="r1")
    assert exact(add(client, requestid="r1"))["Customer"]["Id"] == "1"
    assert count(client) == 1


def test_json_that_stops(client: Client) -> None:
    order(client, "truncated")
    answer = add(client)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert count(client) == 1


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


def test_a_system_failure(client: Client) -> None:
    order(client, "server_error")
    answer = add(client)
    assert answer.status_code == 500
    assert exact(answer)["Fault"]["type"] == "SystemFault"
    assert exact(answer)["Fault"]["Error"][0]["code"] == "10000"
    assert count(client) == 0


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("throttled_lower", '"fault":{"error":[{"message":"message=ThrottleExceeded'),
        ("throttled_upper", '"Fault":{"Error":[{"Message":"message=ThrottleExceeded'),
        ("throttled_xml", '<Error code="3001"'),
        ("throttled_html", "<h1>429 Too Many Requests</h1>"),
        ("quota", '"code":"3001"'),
    ],
)
def test_a_429(client: Client, kind: str, told: str) -> None:
    order(client, kind)
    order(client, kind, retry_after=12)
    answer = add(client)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, None)
    assert told in answer.text
    assert add(client).headers["Retry-After"] == "12"
    assert count(client) == 0


@pytest.mark.parametrize(("kind", "status", "code"), [("expired", 401, "3200"), ("forbidden", 403, "3100")])
def test_a_token_that_suddenly_does_not_count(client: Client, kind: str, status: int, code: str) -> None:
    order(client, kind)
    answer = add(client)
    assert (answer.status_code, exact(answer)["fault"]["error"][0]["code"]) == (status, code)
    assert count(client) == 0


def test_a_request_delivered_twice(client: Client, books: Books) -> None:
    books.customer("Bob")
    note = {"AttachableRef": [{"EntityRef": {"type": "Customer", "value": "1"}}], "Note": "x"}
    order(client, "duplicate")
    assert client.done("attachable", note)["Id"] == "2"
    assert len(client.find("Attachable")) == 2
    order(client, "duplicate")
    assert client.done("attachable", note, requestid="r1")["Id"] == "3"
    assert len(client.find("Attachable")) == 3


def test_a_slow_answer(client: Client) -> None:
    order(client, "slow", seconds=0.3)
    answer = add(client)
    assert answer.elapsed.total_seconds() > 0.25
    assert answer.status_code == 200


def test_which_request_is_hit(client: Client) -> None:
    order(client, "server_error", after=1, times=2, method="POST", path="/customer", body="Zo")
    assert count(client) == 0
    names = ["Amy", "Zoe", "Zoo", "Zora", "Zorn"]
    assert [client.post("customer", {"DisplayName": each}).status_code for each in names] == [
        200,
        200,
        500,
        500,
        200,
    ]
    assert [each["struck"] for each in client.control("GET", "troubles")] == [2]
    order(client, "server_error", times=0)
    assert [add(client).status_code for _ in range(3)] == [500, 500, 500]
    client.control("DELETE", "troubles")
    assert client.get("customer/1").status_code == 200


def test_troubles_hit_the_token_endpoint_too(client: Client) -> None:
    order(client, "html_503", path="/oauth2/")
    where = f"{client.simulator.url}/oauth2/v1/tokens/bearer"
    assert requests.post(where, data={}, timeout=5).status_code == 503


@pytest.mark.parametrize("wrong", [{"kind": "flood"}, {"kind": "slow", "often": 1}, {}])
def test_an_order_that_makes_no_sense(client: Client, wrong: dict[str, Any]) -> None:
    answer = requests.post(f"{client.simulator.url}/simulator/troubles", json=wrong, timeout=5)
    assert answer.status_code == 400
    assert "known are" in answer.json()["error"]


def test_odd_records(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    books.odd(amy, DisplayName="x" * 300, CurrencyRef={"value": "XQQ"}, PrimaryEmailAddr=None, Balance=None)
    (shown,) = client.find("Customer", "where DisplayName = 'Amy'")
    assert (len(shown["DisplayName"]), shown["Balance"], shown["CurrencyRef"]) == (
        300,
        None,
        {"value": "XQQ"},
    )
    assert shown["PrimaryEmailAddr"] is None
    assert client.changes("Customer", "2026-11-24")["Customer"] == [shown]


def test_a_person_edits_between_read_and_write(client: Client, books: Books) -> None:
    amy = books.customer("Amy", notes="old")
    shown = client.read("Customer", amy.id)
    record = {"entity": "Customer", "id": amy.id}
    client.control("POST", f"companies/{books.realm}/do/edit", {"record": record, "Notes": "a person's"})
    sent = {"Id": amy.id, "SyncToken": shown["SyncToken"], "sparse": True, "Notes": "ours"}
    assert client.refused("customer", sent) == "5010"
    assert client.read("Customer", amy.id)["Notes"] == "a person's"
