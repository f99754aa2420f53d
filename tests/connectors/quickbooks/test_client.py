"""QuickBooks' API through the library and our transport, against the simulator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import requests

from relance_connectors.error_table import Fault
from relance_connectors.quickbooks.client import TOO_OLD, Changed, Client, Item
from relance_connectors.quickbooks.query import query, quoted
from relance_connectors.quickbooks.refusals import STALE, TABLE
from relance_connectors.transport import Transport
from relance_sync.errors import Reconnect, Retry, Skip, Stop, Unclear
from tests.connectors.given_token import GivenToken
from tests.simulators.quickbooks import Books, Limits, Simulator

how_many = partial(query, what="COUNT(*)")
ENTITIES = ("Customer", "Invoice", "Payment")


@pytest.fixture
def quickbooks() -> Iterator[Simulator]:
    with Simulator(limits=Limits.none()) as running:
        yield running


@pytest.fixture
def books(quickbooks: Simulator) -> Books:
    return quickbooks.open()


@pytest.fixture
def transport(quickbooks: Simulator, books: Books) -> Iterator[Transport]:
    token = quickbooks.tokens(books.realm)["access_token"]
    made = Transport(
        quickbooks.url,
        platform="QuickBooks",
        table=TABLE,
        authorizer=GivenToken(token),
        sleep=lambda _: None,
    )
    yield made
    made.close()


@pytest.fixture
def client(transport: Transport, books: Books) -> Client:
    return Client(transport, realm=lambda: books.realm)


def calls(transport: Transport) -> dict[str, tuple[int, int, int]]:
    return {each.endpoint: (each.calls, each.writes, each.metered) for each in transport.log.counts()}


def trouble(quickbooks: Simulator, kind: str, **where: Any) -> None:
    requests.delete(f"{quickbooks.url}/simulator/troubles", timeout=10)
    ordered = requests.post(f"{quickbooks.url}/simulator/troubles", json={"kind": kind, **where}, timeout=10)
    assert ordered.ok, ordered.text


def note(customer: str, text: str, key: str) -> Item:
    reference = {"EntityRef": {"type": "Customer", "value": customer}}
    return Item(entity="Attachable", body={"AttachableRef": [reference], "Note": text}, key=key)


def test_one_question_or_several_are_one_metered_call(
    client: Client, books: Books, transport: Transport
) -> None:
    amy = books.customer("Amy's “Bird” \\ Sanctuary")
    books.invoice(amy, "362.07")
    ((found,),) = client.select(query("Customer", f"DisplayName = {quoted(amy.data['DisplayName'])}"))
    assert found["Id"] == amy.id
    (invoices, customers) = client.select(query("Invoice"), query("Customer"))
    assert [each["Balance"] for each in invoices] == [Decimal("362.07")]
    assert len(customers) == 1
    assert client.select(query("Estimate")) == [[]]
    assert calls(transport) == {"query": (2, 0, 2), "batch/query": (1, 0, 1)}


def test_counting_is_one_call(client: Client, books: Books, transport: Transport) -> None:
    for name in ("Amy", "Bob"):
        books.customer(name)
    assert client.count(
        how_many("Customer"), how_many("Invoice"), how_many("Customer", "DisplayName = 'Bob'")
    ) == [2, 0, 1]
    assert client.count(how_many("Customer")) == [2]
    assert calls(transport) == {"batch/query": (1, 0, 1), "query": (1, 0, 1)}


def test_what_changed_is_one_call_and_knows_what_was_deleted(
    client: Client, books: Books, quickbooks: Simulator
) -> None:
    amy = books.customer("Amy")
    gone = books.invoice(amy, 10)
    quickbooks.world.clock.advance(timedelta(minutes=5))
    first = client.changes(ENTITIES, _ago(quickbooks, minutes=2))
    assert isinstance(first, Changed)
    assert first.rows == {}
    books.delete(gone)
    then = client.changes(ENTITIES, first.time)
    assert isinstance(then, Changed)
    assert [(each["Id"], each["status"]) for each in then.rows["Invoice"]] == [(gone.id, "Deleted")]


def test_changes_of_long_ago_are_no_longer_known(client: Client, quickbooks: Simulator) -> None:
    answer = client.changes(ENTITIES, _ago(quickbooks, days=31))
    assert isinstance(answer, Fault)
    assert answer.code == TOO_OLD
    with pytest.raises(Skip):
        client.changes(ENTITIES, "yesterday")


def test_a_write_with_the_same_key_is_done_once(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    (first,) = client.write(note(amy.id, "once — « été » 🙂", "k1"))
    (again,) = client.write(note(amy.id, "once — « été » 🙂", "k1"))
    assert not isinstance(first, Fault)
    assert not isinstance(again, Fault)
    assert first["Id"] == again["Id"]
    assert client.count(how_many("Attachable")) == [1]
    ((kept,),) = client.select(query("Attachable"))
    assert kept["Note"] == "once — « été » 🙂"


def test_each_item_of_a_batch_stands_for_itself(client: Client, books: Books, transport: Transport) -> None:
    amy = books.customer("Amy")
    written = client.write(note(amy.id, "a", "k1"), note("4711", "b", "k2"), note(amy.id, "c", "k3"))
    assert [isinstance(each, Fault) for each in written] == [False, True, False]
    assert isinstance(written[1], Fault)
    assert isinstance(client.error(written[1]), Skip)
    client.write(note(amy.id, "a", "k1"), note("4711", "b", "k2"), note(amy.id, "c", "k3"))
    assert client.count(how_many("Attachable")) == [2]
    assert calls(transport)["batch/write"] == (2, 2, 0)
    with pytest.raises(ValueError, match="31 items"):
        client.write(*[note(amy.id, "x", str(number)) for number in range(31)])


def test_what_a_person_changed_meanwhile_is_told_as_stale(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    stale = Item(
        entity="Customer",
        body={"Id": amy.id, "SyncToken": "7", "sparse": True, "Notes": "x"},
        key="k",
        operation="update",
    )
    (one,) = client.write(stale)
    assert isinstance(one, Fault)
    assert one.code == STALE
    (first, second) = client.write(stale, note(amy.id, "a", "k2"))
    assert isinstance(first, Fault)
    assert first.code == STALE
    assert not isinstance(second, Fault)


def test_a_refused_write_is_left_out(client: Client) -> None:
    with pytest.raises(Skip):
        client.write(note("4711", "nobody", "k"))


def test_a_question_that_quickbooks_does_not_understand_is_our_mistake(client: Client) -> None:
    with pytest.raises(Stop, match="mistake in Relance"):
        client.select("SELECT nonsense")
    with pytest.raises(Stop, match="mistake in Relance"):
        client.select(query("Customer"), "SELECT nonsense")


def test_an_invoice_is_sent_once_or_nobody_knows(
    client: Client, books: Books, quickbooks: Simulator, transport: Transport
) -> None:
    invoice = books.invoice(books.customer("Amy"), 10)
    sent = client.send_invoice(invoice.id, "amy@example.com")
    assert sent["EmailStatus"] == "EmailSent"
    assert sent["DeliveryInfo"]["DeliveryTime"]
    trouble(quickbooks, "reset_after_commit", path="/send")
    with pytest.raises(Unclear):
        client.send_invoice(invoice.id, "amy@example.com")
    assert calls(transport)["invoice/send"] == (2, 2, 0)


def test_an_answer_that_breaks_off_is_asked_for_again(
    client: Client, books: Books, quickbooks: Simulator
) -> None:
    amy = books.customer("Amy")
    trouble(quickbooks, "truncated", times=2)
    assert len(client.select(query("Customer"))[0]) == 1
    trouble(quickbooks, "truncated", times=2, method="POST", path="/attachable")
    client.write(note(amy.id, "a", "k1"))
    assert client.count(how_many("Attachable")) == [1]
    trouble(quickbooks, "truncated", times=0)
    with pytest.raises(Retry, match="breaking off"):
        client.select(query("Customer"))
    with pytest.raises(Unclear):
        client.write(note(amy.id, "b", "k2"))


def test_a_withdrawn_permission_asks_for_a_new_one(client: Client, transport: Transport) -> None:
    transport._authorizer = GivenToken("nonsense")
    with pytest.raises(Reconnect):
        client.select(query("Customer"))


def _ago(quickbooks: Simulator, **time: int) -> str:
    return (quickbooks.world.clock.now() - timedelta(**time)).isoformat()
