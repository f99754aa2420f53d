"""Each trouble that can be ordered, seen from the client, and what it leaves in the books."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.contracts.simulator import SimulatorContract
from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks_tests.client import Client, exact


def order(client: Client, kind: str, **more: Any) -> None:
    client.control("POST", "troubles", {"kind": kind, **more})


def add(client: Client, **params: Any) -> requests.Response:
    return client.post("customer", {"DisplayName": "Amy"}, **params)


class Shop:
    """The client of the contract of all simulators."""

    adding, adding_by, tokens = "/customer", "POST", "/oauth2/v1/tokens/bearer"

    def __init__(self, client: Client) -> None:
        self.client, self.url = client, client.simulator.url

    def add(self, name: str = "Amy", key: str = "", timeout: float = 10) -> requests.Response:
        params = {"requestid": key} if key else {}
        sent = json.dumps({"DisplayName": name})
        return self.client.session.post(
            f"{self.client.root}/customer", data=sent, params=params, timeout=timeout
        )

    def count(self) -> int:
        return count(self.client)


class TestTroubles(SimulatorContract):
    @pytest.fixture
    def shop(self, client: Client) -> Shop:
        return Shop(client)


def count(client: Client) -> int:
    return len(client.find("Customer"))


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
