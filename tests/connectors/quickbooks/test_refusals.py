"""QuickBooks' refusals in every spelling: what a call becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import responses

from relance_connectors.exchange import Call
from relance_connectors.quickbooks.refusals import STALE, TABLE, fault_in
from relance_connectors.transport import Transport
from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Stop

URL = "https://quickbooks.example.com"
WRITE = Call(method="POST", path="/customer", endpoint="customer", write=True)


def upper(code: str, message: str = "Duplicate Name Exists Error", detail: str = "") -> str:
    return json.dumps(
        {
            "Fault": {
                "Error": [{"Message": message, "Detail": detail, "code": code}],
                "type": "ValidationFault",
            }
        }
    )


def lower(code: str, message: str = "message=Words") -> str:
    error = {"message": message, "detail": "", "code": code, "element": None}
    return json.dumps(
        {"warnings": None, "fault": {"error": [error], "type": "AUTHENTICATION"}, "report": None}
    )


HTML = "<html><body>Service says no</body></html>"
XML = '<?xml version="1.0"?><IntuitResponse><Fault type="X"/></IntuitResponse>'


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as net:
        yield net


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def books(waits: list[float]) -> Iterator[Transport]:
    transport = Transport(URL, platform="QuickBooks", table=TABLE, sleep=waits.append)
    yield transport
    transport.close()


@pytest.mark.parametrize(
    "body", [upper("3001"), upper("003001"), lower("3001"), lower("10000"), HTML, XML, ""]
)
def test_a_429_in_any_spelling_waits_a_minute(
    net: responses.RequestsMock, books: Transport, waits: list[float], body: str
) -> None:
    net.post(f"{URL}/customer", status=429, body=body)
    net.post(f"{URL}/customer", json={})
    assert books.send(WRITE).ok
    assert waits == [60]


def test_a_429_that_names_a_time_is_believed(
    net: responses.RequestsMock, books: Transport, waits: list[float]
) -> None:
    net.post(f"{URL}/customer", status=429, headers={"Retry-After": "7"})
    net.post(f"{URL}/customer", json={})
    assert books.send(WRITE).ok
    assert waits == [7]


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (401, lower("3200"), Reconnect, "Connect it again"),
        (401, HTML, Reconnect, "Connect it again"),
        (403, lower("3100"), Reconnect, "Connect it again"),
        (403, "", Reconnect, "Connect it again"),
        (400, upper("6190"), Stop, "subscription has ended"),
        (400, upper("4000"), Stop, "mistake in Relance"),
        (400, upper("4001"), Stop, "mistake in Relance"),
        (400, upper("610"), Skip, "deleted, merged or made inactive"),
        (400, upper("5010"), Skip, "at the same moment"),
        (400, upper("6240"), Skip, "It says: “Duplicate Name Exists Error”"),
        (400, upper("6000", detail="Business Validation Error: closed"), Skip, "It says: “Business"),
        (400, XML, Skip, "refused a change"),
        (400, '{"Fault": []}', Skip, "refused a change"),
        (400, '{"Fault": {"Error": ["odd"]}}', Skip, "refused a change"),
        (400, "[]", Skip, "refused a change"),
        (404, HTML, Stop, "does not know"),
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
    net.post(f"{URL}/customer", status=status, body=body, headers={"intuit_tid": "1-65f0"})
    with pytest.raises(kind) as caught:
        books.send(WRITE)
    assert words in caught.value.user_message
    assert "(intuit_tid 1-65f0)" in caught.value.detail
    assert len(net.calls) == 1


def test_somebody_who_was_quicker_can_be_dealt_with_by_the_caller(
    net: responses.RequestsMock, books: Transport
) -> None:
    net.post(f"{URL}/customer", status=400, body=upper(STALE))
    call = Call(method="POST", path="/customer", endpoint="customer", write=True, accept=frozenset({STALE}))
    assert TABLE.read(books.send(call)).code == STALE


def test_an_item_of_a_batch_is_looked_up_alike() -> None:
    fault = fault_in(json.loads(upper("610")))
    assert isinstance(TABLE.error(400, fault, where="QuickBooks", endpoint="batch"), Skip)
    busy = TABLE.error(400, fault_in(json.loads(upper("3001"))), where="QuickBooks", endpoint="batch")
    assert isinstance(busy, Retry)
    assert busy.after == 60
