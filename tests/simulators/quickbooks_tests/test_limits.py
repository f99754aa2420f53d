"""The platform's limits, each enforced, by the simulator's clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from tests.simulators.quickbooks import Limits, Simulator
from tests.simulators.quickbooks_tests.client import Client, exact


@pytest.fixture
def client() -> Iterator[Client]:
    with Simulator(start=datetime(2026, 11, 24, 20, tzinfo=UTC), frozen=True) as running:
        made = Client(running, running.open())
        with made.session:
            yield made


def ask(client: Client, times: int) -> list[int]:
    return [client.get("query", query="select count(*) from Customer").status_code for _ in range(times)]


def batch(client: Client) -> int:
    return client.post(
        "batch", {"BatchItemRequest": [{"bId": "1", "Query": "select * from Term"}]}
    ).status_code


def test_10_requests_a_second(client: Client) -> None:
    assert ask(client, 12) == [200] * 10 + [429] * 2
    client.control("POST", "clock", {"seconds": 0.9})
    assert ask(client, 1) == [429]
    client.control("POST", "clock", {"seconds": 0.2})
    assert ask(client, 11) == [200] * 10 + [429]


def test_500_requests_a_minute_of_all_apps(client: Client) -> None:
    for _ in range(50):
        assert ask(client, 10) == [200] * 10
        client.control("POST", "clock", {"seconds": 1})
    assert ask(client, 1) == [429]
    client.control("POST", "clock", {"seconds": 10})
    assert ask(client, 10) == [200] * 10
    assert client.control("GET", "calls")["throttled"] == {"500 a minute": 1}


def test_another_company_has_its_own_window(client: Client) -> None:
    other = Client(client.simulator, client.simulator.open("2", "Other"))
    with other.session:
        assert ask(client, 11)[-1] == 429
        assert ask(other, 10) == [200] * 10


def test_40_batches_a_minute(client: Client) -> None:
    for _ in range(4):
        assert [batch(client) for _ in range(10)] == [200] * 10
        client.control("POST", "clock", {"seconds": 2})
    assert batch(client) == 429
    assert ask(client, 1) == [200]
    client.control("POST", "clock", {"seconds": 53})
    assert batch(client) == 200


def test_120_batches_a_minute_of_all_apps(client: Client) -> None:
    client.control("POST", "limits", {"batches": None})
    for _ in range(12):
        assert [batch(client) for _ in range(10)] == [200] * 10
        client.control("POST", "clock", {"seconds": 1})
    assert batch(client) == 429


def test_10_requests_at_once(client: Client) -> None:
    client.control("POST", "limits", {"second": None, "at_once": 3})
    client.control("POST", "settings", {"latency": 0.3})
    seen: list[int] = []

    def one() -> None:
        with requests.Session() as session:
            session.headers.update({name: str(value) for name, value in client.session.headers.items()})
            answer = session.get(f"{client.root}/query", params={"query": "select * from Term"}, timeout=5)
            seen.append(answer.status_code)

    threads = [threading.Thread(target=one) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (seen.count(200), seen.count(429)) == (3, 5)
    assert ask(client, 1) == [200]


def test_metered_reads_end_with_the_month(client: Client) -> None:
    client.control("POST", "limits", {"second": None, "month": 3})
    assert ask(client, 4) == [200, 200, 200, 429]
    assert client.post("customer", {"DisplayName": "Amy"}).status_code == 429
    client.control("POST", "clock", {"now": "2026-12-01T00:00:00Z"})
    client.use(client.simulator.tokens()["access_token"])
    assert ask(client, 1) == [200]
    assert client.control("GET", "calls")["metered_this_month"] == {"simulator-client": 1}


def test_only_reads_that_succeed_are_metered(client: Client) -> None:
    client.control("POST", "limits", {"second": None})
    client.post("customer", {"DisplayName": "Amy"})
    client.get("query", query="nonsense")
    client.post(
        "batch", {"BatchItemRequest": [{"bId": "1", "operation": "create", "Customer": {"DisplayName": "B"}}]}
    )
    assert client.control("GET", "calls")["metered"] == 0
    client.get("customer/1")
    client.get("cdc", entities="Customer", changedSince="2026-11-24")
    batch(client)
    told = client.control("GET", "calls")
    assert (told["metered"], told["batches"]) == (3, 2)


@pytest.mark.parametrize("shape", ["lower", "upper", "xml", "html"])
@pytest.mark.parametrize("retry_after", [None, 30])
def test_the_shapes_of_a_refusal(client: Client, shape: str, retry_after: int | None) -> None:
    client.control("POST", "limits", {"second": 0, "shape": shape, "retry_after": retry_after})
    answer = client.get("query", query="select * from Term")
    assert answer.status_code == 429
    assert answer.headers.get("Retry-After") == (None if retry_after is None else "30")
    said = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    if shape == "lower":
        error: Any = exact(answer)["fault"]["error"][0]
        assert (error["code"], error["message"], exact(answer)["fault"]["type"]) == ("3001", said, "SERVICE")
    elif shape == "upper":
        error = exact(answer)["Fault"]["Error"][0]
        assert (error["code"], error["Message"], exact(answer)["Fault"]["type"]) == ("3001", said, "SERVICE")
    elif shape == "xml":
        assert answer.headers["Content-Type"].startswith("application/xml")
        assert f'<Fault type="SERVICE"><Error code="3001" element=""><Message>{said}</Message>' in answer.text
    else:
        assert answer.headers["Content-Type"] == "text/html"
        assert "429 Too Many Requests" in answer.text


def test_no_limits_are_no_limits() -> None:
    with Simulator(limits=Limits.none()) as running:
        client = Client(running, running.open())
        with client.session:
            assert ask(client, 30) == [200] * 30


def test_a_refused_request_does_nothing(client: Client) -> None:
    client.control("POST", "limits", {"second": 0})
    assert client.post("customer", {"DisplayName": "Amy"}).status_code == 429
    client.control("POST", "limits", {"second": None})
    assert client.find("Customer") == []
