"""What every simulator does, whatever the platform: ordered troubles and the clock, seen from a client.

A simulator's test file gives the fixture `shop`: a client that adds customers and counts them.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

import pytest
import requests


class Shop(Protocol):
    """A client of a simulator that stands at noon of 24 November 2026 and throttles nothing.

    Attributes:
        url: address of the simulator.
        adding: what is in the path of a request that adds a customer, and nowhere else.
        adding_by: the method of that request.
        tokens: path of the token endpoint.
    """

    url: str
    adding: str
    adding_by: str
    tokens: str

    def add(self, name: str = "Amy", key: str = "", timeout: float = 10) -> requests.Response:
        """Ask for a customer to be added; with a key that marks a repeated request."""
        ...

    def count(self) -> int:
        """Return how many customers there are."""
        ...


class SimulatorContract:
    """Inherited by each simulator's test file."""

    @pytest.mark.parametrize(("kind", "left"), [("reset_before", 0), ("reset_after_commit", 1)])
    def test_a_reset_connection(self, shop: Shop, kind: str, left: int) -> None:
        order(shop, kind)
        with pytest.raises(requests.ConnectionError):
            shop.add()
        assert shop.count() == left

    @pytest.mark.parametrize(("kind", "left"), [("timeout_before", 0), ("timeout_after_commit", 1)])
    def test_no_answer_at_all(self, shop: Shop, kind: str, left: int) -> None:
        order(shop, kind)
        with pytest.raises(requests.ReadTimeout):
            shop.add(timeout=0.2)
        assert shop.count() == left

    def test_a_request_that_is_repeated_after_a_reset_adds_nothing(self, shop: Shop) -> None:
        order(shop, "reset_after_commit")
        with pytest.raises(requests.ConnectionError):
            shop.add(key="k1")
        assert shop.add(key="k1").status_code == 200
        assert shop.count() == 1

    def test_json_that_stops(self, shop: Shop) -> None:
        order(shop, "truncated")
        answer = shop.add()
        assert answer.status_code == 200
        with pytest.raises(json.JSONDecodeError):
            answer.json()
        assert shop.count() == 1

    def test_a_body_that_is_cut(self, shop: Shop) -> None:
        order(shop, "cut_body")
        with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
            shop.add()
        assert shop.count() == 1

    @pytest.mark.parametrize(("kind", "status", "left"), [("html_503", 503, 0), ("html_502", 502, 1)])
    def test_a_proxys_page(self, shop: Shop, kind: str, status: int, left: int) -> None:
        order(shop, kind)
        answer = shop.add()
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html")
        assert f"<title>{status} " in answer.text
        assert shop.count() == left

    def test_a_503_can_say_when_to_come_back(self, shop: Shop) -> None:
        order(shop, "html_503", retry_after=7)
        assert shop.add().headers["Retry-After"] == "7"

    def test_a_slow_answer(self, shop: Shop) -> None:
        order(shop, "slow", seconds=0.3)
        answer = shop.add()
        assert answer.elapsed.total_seconds() > 0.25
        assert answer.status_code == 200

    def test_which_request_is_hit(self, shop: Shop) -> None:
        which = {"method": shop.adding_by, "path": shop.adding, "body": "Zo"}
        order(shop, "server_error", after=1, times=2, **which)
        assert shop.count() == 0
        told = [shop.add(each).status_code for each in ("Amy", "Zoe", "Zoo", "Zora", "Zorn")]
        assert told == [200, 200, 500, 500, 200]
        assert [each["struck"] for each in control(shop, "GET", "troubles")] == [2]
        order(shop, "server_error", times=0)
        assert [shop.add(each).status_code for each in ("Bo", "Cy", "Di")] == [500, 500, 500]
        control(shop, "DELETE", "troubles")
        assert shop.count() == 3

    @pytest.mark.parametrize(("kind", "status"), [("html_503", 503), ("server_error", 500)])
    def test_troubles_hit_the_token_endpoint_too(self, shop: Shop, kind: str, status: int) -> None:
        order(shop, kind, path=shop.tokens)
        assert requests.post(shop.url + shop.tokens, data={}, timeout=5).status_code == status

    @pytest.mark.parametrize("wrong", [{"kind": "flood"}, {"kind": "slow", "often": 1}, {}])
    def test_an_order_that_makes_no_sense(self, shop: Shop, wrong: dict[str, Any]) -> None:
        answer = requests.post(f"{shop.url}/simulator/troubles", json=wrong, timeout=5)
        assert answer.status_code == 400
        assert "known are" in answer.json()["error"]

    def test_the_clock_is_moved_and_let_run(self, shop: Shop) -> None:
        def now(**told: Any) -> str:
            return str(control(shop, "POST", "clock", told)["now"])

        assert now(now="2026-12-31T08:00:00Z") == "2026-12-31T08:00:00+00:00"
        assert now(days=1, hours=-1) == "2027-01-01T07:00:00+00:00"
        assert now(now="2026-11-24T10:00:00+01:00") == "2026-11-24T09:00:00+00:00"
        assert control(shop, "GET", "clock")["now"] == "2026-11-24T09:00:00+00:00"
        first = now(frozen=False)
        while now() == first:
            pass
        assert now(frozen=True) == now()


def order(shop: Shop, kind: str, **more: Any) -> None:
    """Order a trouble."""
    control(shop, "POST", "troubles", {"kind": kind, **more})


def control(shop: Shop, method: str, path: str, body: Any = None) -> Any:
    """Return what the control endpoint answers, which must be 200."""
    answer = requests.request(method, f"{shop.url}/simulator/{path}", json=body, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()
