"""An error table: the first line that matches, its sentence, and what of it a transport makes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
import responses

from relance_connectors.error_table import Action, ErrorTable, Fault, Rule
from relance_connectors.exchange import Answer, Call
from relance_connectors.governor import Governor
from relance_connectors.pace import Budget, Pace, Period
from relance_connectors.transport import Transport
from relance_connectors.usage_file import UsageFile
from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Stop, Unclear
from tests.connectors.clock import Clock

URL = "https://books.example.com"


def read_fault(answer: Answer) -> Fault:
    """Read `{"code": ..., "message": ...}`; anything else says nothing."""
    try:
        told = answer.json()
    except ValueError:
        return Fault()
    if not isinstance(told, dict):
        return Fault()
    return Fault(code=str(told.get("code", "")), message=told.get("message", ""))


TABLE = ErrorTable(
    read=read_fault,
    trace="books-number",
    rules=(
        Rule(status=400, code="stale", action=Action.SKIP, message="Somebody changed it."),
        Rule(status=400, code="busy", action=Action.RETRY, message="Busy.", after=5, refused=True),
        Rule(status=400, action=Action.SKIP, message="{where} refused it.", quoted=True),
        Rule(status=401, action=Action.RECONNECT, message="Connect again."),
        Rule(status=403, action=Action.STOP, message="Not allowed."),
        Rule(status=429, action=Action.RETRY, message="Too fast.", after=60, refused=True),
    ),
)
READ = Call(method="GET", path="/x", endpoint="x", metered=1)
WRITE = Call(method="POST", path="/x", endpoint="x", write=True)
KEYED = Call(method="POST", path="/x", endpoint="x", write=True, repeatable=True)


class Rights:
    """An authorizer with a number in its header, which it raises when asked to."""

    def __init__(self, *, better: bool = True) -> None:
        self.number = 1
        self.better = better

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.number}"}

    def renew(self, refused: object) -> bool:
        assert refused == self.headers()
        self.number += self.better
        return self.better


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as net:
        yield net


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def usage() -> UsageFile:
    return UsageFile()


@pytest.fixture
def books(clock: Clock, usage: UsageFile) -> Iterator[Transport]:
    pace = Pace(budgets=(Budget(calls=100, period=Period.DAY),), problem_header="X-Problem")
    held = Governor(pace, where="Books", usage=usage, clock=clock.clock, now=clock.now, sleep=clock.sleep)

    def sleep(seconds: float) -> None:
        if seconds:
            clock.sleep(seconds)

    transport = Transport(URL, platform="Books", sleep=sleep, governor=held, table=TABLE)
    yield transport
    transport.close()


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (400, {"code": "stale"}, Skip, "Somebody changed it."),
        (400, {"message": "The name\nis taken."}, Skip, "refused it. It says: “The name is taken.”"),
        (400, {"message": "x" * 300}, Skip, f"Books at {URL} refused it."),
        (401, {}, Reconnect, "Connect again."),
        (403, {}, Stop, "Not allowed."),
        (418, {}, Stop, "in a way that Relance does not know"),
        (404, {"message": "<b>secret</b>"}, Stop, "does not know"),
    ],
)
@pytest.mark.parametrize("call", [READ, WRITE, KEYED], ids=["read", "write", "keyed"])
def test_a_refusal_is_never_repeated(
    net: responses.RequestsMock,
    books: Transport,
    status: int,
    body: object,
    kind: type[RelanceError],
    message: str,
    call: Call,
) -> None:
    net.add(call.method, f"{URL}/x", status=status, json=body)
    with pytest.raises(kind) as caught:
        books.send(call)
    assert message in caught.value.user_message
    assert "secret" not in caught.value.user_message + caught.value.detail
    assert f"HTTP {status}" in caught.value.detail
    assert len(net.calls) == 1


@pytest.mark.parametrize("body", [b"<html>busy</html>", b'{"code": "throttled"}', b"", b'"odd"'])
def test_a_429_of_any_shape_waits_as_the_table_says(
    net: responses.RequestsMock, books: Transport, clock: Clock, body: bytes
) -> None:
    net.post(f"{URL}/x", status=429, body=body)
    net.post(f"{URL}/x", status=429, body=body, headers={"Retry-After": "7"})
    net.post(f"{URL}/x", json={})
    assert books.send(WRITE).ok
    assert clock.slept == [60, 7]


def test_a_code_that_means_busy_is_not_done_and_is_repeated(
    net: responses.RequestsMock, books: Transport, clock: Clock
) -> None:
    net.post(f"{URL}/x", status=400, json={"code": "busy"})
    net.post(f"{URL}/x", json={})
    assert books.send(WRITE).ok
    assert clock.slept == [5]


def test_a_day_that_is_used_up_stops_at_once_and_stays_so(
    net: responses.RequestsMock, books: Transport, clock: Clock
) -> None:
    net.get(f"{URL}/x", status=429, headers={"X-Problem": "day", "Retry-After": "40000"})
    with pytest.raises(Stop, match="2026-11-25 05:06 UTC"):
        books.send(READ)
    with pytest.raises(Stop, match="2026-11-25 05:06 UTC"):
        books.send(READ)
    assert len(net.calls) == 1
    assert clock.slept == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_write_with_a_key_is_repeated_and_one_without_is_unclear(
    net: responses.RequestsMock, books: Transport, status: int
) -> None:
    net.post(f"{URL}/x", status=status, body=b"<html>sorry</html>")
    net.post(f"{URL}/x", json={})
    assert books.send(KEYED).ok
    net.post(f"{URL}/x", status=status)
    with pytest.raises(Unclear):
        books.send(WRITE)


def test_a_write_with_a_key_whose_answer_is_lost_is_repeated(
    net: responses.RequestsMock, books: Transport
) -> None:
    net.post(f"{URL}/x", body=requests.ConnectionError("reset"))
    net.post(f"{URL}/x", body=requests.exceptions.ReadTimeout())
    net.post(f"{URL}/x", json={})
    assert books.send(KEYED).ok


@pytest.mark.parametrize("last", [401, 403, 418, 429])
def test_what_may_have_been_done_stays_unclear_whatever_comes_later(
    net: responses.RequestsMock, books: Transport, last: int
) -> None:
    net.post(f"{URL}/x", body=requests.ConnectionError("reset"))
    for _ in range(3 if last == 429 else 1):
        net.post(f"{URL}/x", status=last)
    with pytest.raises(Unclear):
        books.send(KEYED)


def test_a_read_that_fails_inside_is_repeated_then_given_up(
    net: responses.RequestsMock, books: Transport
) -> None:
    net.get(f"{URL}/x", status=500)
    with pytest.raises(Retry) as caught:
        books.send(READ)
    assert not isinstance(caught.value, Unclear)
    assert len(net.calls) == 4


@pytest.mark.parametrize("accepted", [frozenset({404}), frozenset({"gone"})])
def test_what_the_caller_looks_at_itself_is_handed_back(
    net: responses.RequestsMock, books: Transport, accepted: frozenset[int | str]
) -> None:
    net.get(f"{URL}/x", status=404, json={"code": "gone"})
    answer = books.send(Call(method="GET", path="/x", endpoint="x", accept=accepted))
    assert (answer.status, answer.ok) == (404, False)


def test_a_401_is_answered_once_with_a_renewed_right(net: responses.RequestsMock) -> None:
    transport = Transport(URL, platform="Books", table=TABLE, authorizer=Rights())
    net.post(f"{URL}/x", status=401)
    net.post(f"{URL}/x", json={})
    assert transport.send(WRITE).ok
    assert [each.request.headers["Authorization"] for each in net.calls] == ["Bearer 1", "Bearer 2"]
    net.reset()
    net.post(f"{URL}/x", status=401)
    with pytest.raises(Reconnect):
        transport.send(WRITE)
    assert len(net.calls) == 2


def test_without_a_better_right_it_is_not_tried_again(net: responses.RequestsMock) -> None:
    transport = Transport(URL, platform="Books", table=TABLE, authorizer=Rights(better=False))
    net.get(f"{URL}/x", status=401)
    with pytest.raises(Reconnect):
        transport.send(READ)
    assert len(net.calls) == 1


def test_only_what_was_done_is_metered(
    net: responses.RequestsMock, books: Transport, usage: UsageFile
) -> None:
    net.get(f"{URL}/x", status=503)
    net.get(f"{URL}/x", body=requests.ConnectionError("reset"))
    net.get(f"{URL}/x", json={})
    books.send(READ)
    (count,) = books.log.counts()
    assert (count.calls, count.metered) == (3, 1)
    assert list(usage.read().used.values()) == [1]


def test_the_query_is_sent_and_not_logged(
    net: responses.RequestsMock, books: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    net.get(f"{URL}/x", json={}, match=[responses.matchers.query_param_matcher({"q": "Azure"})])
    books.send(Call(method="GET", path="/x", endpoint="x", params={"q": "Azure"}))
    assert "GET /x 200" in caplog.text
    assert "Azure" not in caplog.text


@pytest.mark.parametrize(
    ("number", "logged"),
    [
        ("1-65f0_a.b:c", "HTTP 403 on x (books-number 1-65f0_a.b:c)"),
        ("", "HTTP 403 on x"),
        ("<b>not a number</b>", "HTTP 403 on x"),
        ("1" * 81, "HTTP 403 on x"),
    ],
)
def test_the_number_that_support_asks_for_is_kept(
    net: responses.RequestsMock, books: Transport, number: str, logged: str
) -> None:
    net.get(f"{URL}/x", status=403, headers={"Books-Number": number})
    with pytest.raises(Stop) as caught:
        books.send(READ)
    assert caught.value.detail == logged


def test_one_item_of_a_batch_is_looked_up_in_the_same_table() -> None:
    error = TABLE.error(400, Fault(code="stale"), where="Books", endpoint="batch")
    assert isinstance(error, Skip)
    assert (error.user_message, error.detail) == ("Somebody changed it.", "HTTP 400 stale on batch")
    assert isinstance(TABLE.error(500, Fault(), where="Books", endpoint="batch"), Retry)
