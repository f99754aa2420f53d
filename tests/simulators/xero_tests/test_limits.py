"""Xero's limits, each enforced, by the simulator's clock; and what every answer tells of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from tests.simulators.xero import Limits, Simulator
from tests.simulators.xero.limits import Limiter, TooMany
from tests.simulators.xero_tests.client import Client
from tests.simulators.xero_tests.conftest import NOON


@pytest.fixture
def client() -> Iterator[Client]:
    with Simulator(start=NOON, frozen=True) as running:
        made = Client(running, running.open())
        with made.session:
            yield made
        assert not running.world.faults()


def ask(client: Client, times: int = 1) -> requests.Response:
    for _ in range(times):
        answer = client.ask("GET", "Organisation")
    return answer


def test_every_answer_tells_what_is_left(client: Client) -> None:
    told = ask(client).headers
    assert told["X-MinLimit-Remaining"] == "59"
    assert told["X-DayLimit-Remaining"] == "4999"
    assert told["X-AppMinLimit-Remaining"] == "9999"
    missing = client.ask("GET", "Nothing")
    assert (missing.status_code, missing.headers["X-MinLimit-Remaining"]) == (404, "58")


def test_a_request_of_no_organisation_counts_for_the_app_only(client: Client) -> None:
    answer = client.session.get(f"{client.simulator.url}/connections", timeout=5)
    assert answer.headers["X-AppMinLimit-Remaining"] == "9999"
    assert "X-MinLimit-Remaining" not in answer.headers
    assert ask(client).headers["X-MinLimit-Remaining"] == "59"
    client.control("POST", "limits", {"app_minute": 2})
    refused = client.session.get(f"{client.simulator.url}/connections", timeout=5)
    assert (refused.status_code, refused.headers["X-Rate-Limit-Problem"]) == (429, "appminute")


def test_60_requests_a_minute_in_fixed_windows(client: Client) -> None:
    assert ask(client, 60).status_code == 200
    refused = ask(client)
    assert (refused.status_code, refused.content) == (429, b"")
    assert refused.headers["X-Rate-Limit-Problem"] == "minute"
    assert refused.headers["X-MinLimit-Remaining"] == "0"
    assert refused.headers["X-DayLimit-Remaining"] == "4940"
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 60
    client.control("POST", "clock", {"seconds": wait - 1})
    assert ask(client).status_code == 429
    client.control("POST", "clock", {"seconds": 1})
    assert ask(client, 60).status_code == 200  # all of them again: the window does not roll
    assert client.control("GET", "calls")["throttled"] == {"minute": 2}


def test_a_days_requests(client: Client) -> None:
    client.control("POST", "limits", {"day": 3, "minute": None})
    assert ask(client, 3).headers["X-DayLimit-Remaining"] == "0"
    refused = ask(client)
    assert refused.headers["X-Rate-Limit-Problem"] == "day"
    assert "X-MinLimit-Remaining" not in refused.headers
    wait = int(refused.headers["Retry-After"])
    assert 3600 < wait <= 86_400
    client.control("POST", "clock", {"seconds": wait})
    client.use(client.simulator.tokens(client.organisation)["access_token"])
    assert ask(client).status_code == 200


def test_another_organisation_has_windows_of_its_own_at_moments_of_its_own(client: Client) -> None:
    simulator = client.simulator
    client.control("POST", "limits", {"minute": 1, "day": 10, "app_minute": 3})
    waits = set()
    for name in ("One", "Two", "Three"):
        other = Client(simulator, simulator.open(name))
        with other.session:
            assert ask(other).status_code == 200
            waits.add(ask(other).headers["Retry-After"])
    assert len(waits) == 3
    refused = ask(client)
    assert refused.headers["X-Rate-Limit-Problem"] == "appminute"
    assert refused.headers["X-AppMinLimit-Remaining"] == "0"


def test_5_requests_at_once_and_no_word_when_to_come_back(client: Client) -> None:
    simulator = client.simulator
    held = [
        simulator.world.limiter.request("simulator-client", client.organisation.tenant_id) for _ in range(5)
    ]
    for each in held:
        each.__enter__()
    refused = ask(client)
    assert (refused.status_code, refused.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
    assert "Retry-After" not in refused.headers
    held[0].__exit__(None, None, None)
    assert ask(client).status_code == 200


def test_requests_are_in_progress_while_they_are_worked_on(client: Client) -> None:
    client.control("POST", "limits", {"at_once": 1})
    client.control("POST", "settings", {"latency": 0.5})
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(ask(client).status_code)) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(statuses) == [200, 429, 429]


def test_refusals_before_the_limits_count_for_nothing(client: Client) -> None:
    client.ask("GET", "Organisation", headers={"xero-tenant-id": "none"})
    client.ask("GET", "Journals")
    assert ask(client).headers["X-MinLimit-Remaining"] == "59"


def test_without_limits_nothing_is_told(client: Client) -> None:
    client.control("POST", "limits", {"at_once": None, "minute": None, "day": None, "app_minute": None})
    answer = ask(client, 70)
    assert answer.status_code == 200
    assert not [each for each in answer.headers if each.startswith("X-")]


def test_windows_follow_a_clock_that_is_set_back() -> None:
    with Simulator(start=NOON, frozen=True, limits=Limits(minute=1)) as simulator:
        limiter: Limiter = simulator.world.limiter
        with limiter.request("app", "tenant"):
            pass
        simulator.world.clock.advance(-timedelta(minutes=1))
        with limiter.request("app", "tenant"):
            pass
        with pytest.raises(TooMany), limiter.request("app", "tenant"):
            pass
