"""`Idempotency-Key`: the first answer again, refusals of other requests with the key, the window."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.simulators.xero import Simulator
from tests.simulators.xero_tests.client import Client

AMY = {"Contacts": [{"Name": "Amy"}]}
BOB = {"Contacts": [{"Name": "Bob"}]}


def names(client: Client) -> list[str]:
    return [each["Name"] for each in client.get("Contacts")["Contacts"]]


def note(client: Client, text: str, key: str = "") -> Any:
    contact = client.get("Contacts")["Contacts"][0]["ContactID"]
    return client.put(f"Contacts/{contact}/History", {"HistoryRecords": [{"Details": text}]}, key)


def notes(client: Client, text: str) -> int:
    contact = client.get("Contacts")["Contacts"][0]["ContactID"]
    told = client.get(f"Contacts/{contact}/History")["HistoryRecords"]
    return sum(each["Details"] == text for each in told)


def test_the_same_request_gets_the_same_answer_and_is_done_once(client: Client) -> None:
    client.put("Contacts", AMY)
    first, second = note(client, "x", "k1"), note(client, "x", "k1")
    assert first.status_code == 200
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert notes(client, "x") == 1
    assert client.control("GET", "calls")["replayed"] == 1


def test_without_a_key_or_with_another_it_is_done_again(client: Client) -> None:
    client.put("Contacts", AMY)
    for key in ("", "", "k1", "k2"):
        assert note(client, "x", key).status_code == 200
    assert notes(client, "x") == 4


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("PUT", "Contacts", BOB), ("POST", "Contacts", AMY), ("PUT", "Invoices", AMY)],
)
def test_another_request_with_the_key_is_refused(client: Client, method: str, path: str, body: Any) -> None:
    client.put("Contacts", AMY, "k1")
    answer = client.ask(method, path, body, {"idempotency-key": "k1"})
    assert answer.status_code == 400
    assert answer.json()["Detail"] == "Idempotency Key k1 is used with a different request."
    assert names(client) == ["Amy"]


def test_keys_are_the_apps_own_whatever_the_organisation(client: Client) -> None:
    other = Client(client.simulator, client.simulator.open("Two"))
    with other.session:
        client.put("Contacts", AMY, "k1")
        assert other.put("Contacts", AMY, "k1").status_code == 400
        assert names(other) == []


def test_a_key_of_more_than_128_characters(client: Client) -> None:
    assert client.put("Contacts", AMY, "k" * 128).status_code == 200
    assert client.put("Contacts", BOB, "k" * 129).status_code == 400
    assert names(client) == ["Amy"]


def test_a_key_means_nothing_for_a_read(client: Client) -> None:
    told = [
        client.ask("GET", path, headers={"Idempotency-Key": "k1"}).status_code
        for path in ("Contacts", "Organisation")
    ]
    assert told == [200, 200]


def test_answers_are_kept_for_six_minutes(client: Client) -> None:
    client.put("Contacts", AMY)
    note(client, "x", "k1")
    client.simulator.world.clock.advance(timedelta(minutes=5, seconds=59))
    note(client, "x", "k1")
    assert notes(client, "x") == 1
    client.simulator.world.clock.advance(timedelta(seconds=1))
    note(client, "x", "k1")
    assert notes(client, "x") == 2


def test_the_window_can_be_set(client: Client) -> None:
    client.put("Contacts", AMY)
    client.control("POST", "settings", {"idempotency_window": 3})
    for seconds in (0, 2, 1):
        client.simulator.world.clock.advance(timedelta(seconds=seconds))
        note(client, "x", "k1")
    assert notes(client, "x") == 2


def test_refusals_and_internal_errors_are_kept_too(client: Client) -> None:
    client.put("Contacts", AMY)
    refused = [client.put("Contacts", {"Contacts": [{"Name": ""}]}, "k1") for _ in range(2)]
    assert [each.status_code for each in refused] == [400, 400]
    assert refused[0].content == refused[1].content
    client.control("POST", "troubles", {"kind": "server_error", "method": "PUT"})
    assert [note(client, "x", "k2").status_code for _ in range(2)] == [500, 500]
    assert note(client, "x", "k3").status_code == 200
    assert notes(client, "x") == 1


def test_a_request_that_was_throttled_is_not_kept(client: Client) -> None:
    client.put("Contacts", AMY)
    client.control("POST", "troubles", {"kind": "throttled_minute", "method": "PUT"})
    assert [note(client, "x", "k1").status_code for _ in range(2)] == [429, 200]


def test_a_replay_counts_against_the_limits(client: Client) -> None:
    client.put("Contacts", AMY, "k1")
    client.control("POST", "limits", {"minute": 60})
    left = [client.put("Contacts", AMY, "k1").headers["X-MinLimit-Remaining"] for _ in range(2)]
    assert left == ["59", "58"]


def test_a_second_request_waits_for_the_first_to_be_done(simulator: Simulator) -> None:
    began, go_on = threading.Event(), threading.Event()
    done: list[int] = []

    def work() -> Any:
        began.set()
        go_on.wait(10)
        done.append(1)
        return "answer"

    keys: Any = simulator.world.idempotency
    request = ("PUT", "t", "/x", b"")
    told: list[Any] = []
    threads = [
        threading.Thread(target=lambda: told.append(keys.answer("app", "k", request, work))) for _ in range(2)
    ]
    threads[0].start()
    began.wait(10)
    threads[1].start()
    while keys.replays == 0:
        pass
    assert told == []
    go_on.set()
    for each in threads:
        each.join()
    assert (told, done) == (["answer", "answer"], [1])
