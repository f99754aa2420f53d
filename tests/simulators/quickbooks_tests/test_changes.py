"""Change data capture: what it tells, how far it looks back, what it leaves out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.simulators.quickbooks import Books, Simulator
from tests.simulators.quickbooks_tests.client import Client, code, exact

NOON = "2026-11-24T12:00:00-08:00"


def test_only_what_changed_since_the_last_time(simulator: Simulator, client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    first, second = books.invoice(amy, 10), books.invoice(amy, 20)
    simulator.world.clock.advance(timedelta(minutes=30))
    time = exact(client.get("cdc", entities="Invoice", changedSince=NOON))["time"]
    assert time == "2026-11-24T12:30:00.000-08:00"
    simulator.world.clock.advance(timedelta(seconds=1))
    books.pay(second, 5)
    found = client.changes("Customer,Invoice,Payment,Estimate", time)
    assert [each["Id"] for each in found["Invoice"]] == [second.id]
    assert [each["Balance"] for each in found["Customer"]] == [25]
    assert len(found["Payment"]) == 1
    assert "Estimate" not in found
    assert len(client.changes("Invoice", NOON)["Invoice"]) == 2
    assert first.token == 0


def test_the_form_of_the_answer(client: Client, books: Books) -> None:
    books.customer("Amy")
    answer = exact(client.get("cdc", entities="Customer, Invoice", changedSince="2026-11-24"))
    (customers, invoices) = answer["CDCResponse"][0]["QueryResponse"]
    assert (customers["startPosition"], customers["maxResults"]) == (1, 1)
    assert invoices == {}


def test_deleted_records_are_tombstones(simulator: Simulator, client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice, note = books.invoice(amy, 10), books.note(amy, "x")
    simulator.world.clock.advance(timedelta(minutes=1))
    books.delete(invoice)
    books.delete(note)
    found = client.changes("Invoice,Attachable", "2026-11-24T12:00:30-08:00")
    stone = {
        "domain": "QBO",
        "status": "Deleted",
        "Id": invoice.id,
        "MetaData": {"LastUpdatedTime": "2026-11-24T12:01:00-08:00"},
    }
    assert found["Invoice"] == [stone]
    assert found["Attachable"][0]["status"] == "Deleted"
    assert client.find("Invoice") == []
    assert code(client.get(f"invoice/{invoice.id}")) == "610"


def test_voided_and_inactive_records_come_whole(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    books.void(books.invoice(amy, 10))
    books.deactivate(books.customer("Zoe"))
    found = client.changes("Invoice,Customer", NOON)
    assert found["Invoice"][0]["PrivateNote"] == "Voided"
    assert [each["Active"] for each in found["Customer"]] == [True, False]


def test_it_looks_back_30_days(client: Client) -> None:
    assert client.changes("Invoice", "2026-10-25T13:00:00-07:00") == {}
    answer = client.get("cdc", entities="Invoice", changedSince="2026-10-25T12:59:59-07:00")
    assert (answer.status_code, code(answer)) == (400, "500")
    assert (
        "cdc with changedSince date 2026-10-25T12:59:59-07:00 which is older than fixed days" in answer.text
    )


def test_it_tells_1000_of_each_and_keeps_still_about_the_rest(client: Client, books: Books) -> None:
    for number in range(1005):
        books.customer(f"C{number}")
    amy = books.customer("Amy")
    books.invoice(amy, 1)
    found = client.changes("Customer,Invoice", NOON)
    assert (len(found["Customer"]), len(found["Invoice"])) == (1000, 1)
    client.control("POST", "settings", {"cap_whole": True})
    assert set(client.changes("Customer,Invoice", NOON)) == {"Customer"}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"entities": "Invoice"}, "2020"),
        ({"changedSince": NOON}, "2020"),
        ({"entities": "Invoice", "changedSince": "yesterday"}, "2040"),
        ({"entities": "TaxCode", "changedSince": NOON}, "500"),
        ({"entities": "Nothing", "changedSince": NOON}, "4001"),
    ],
)
def test_what_it_refuses(client: Client, params: dict[str, str], expected: str) -> None:
    assert code(client.get("cdc", **params)) == expected


def test_a_plus_sign_that_was_not_escaped_and_days_are_understood(client: Client, books: Books) -> None:
    books.customer("Amy")
    answer = client.session.get(
        f"{client.root}/cdc?entities=Customer&changedSince=2026-11-24T20:00:00+00:00", timeout=5
    )
    assert len(exact(answer)["CDCResponse"][0]["QueryResponse"][0]["Customer"]) == 1
    assert len(client.changes("customer", "2026-11-24")["Customer"]) == 1


def test_an_unused_entity_has_no_changes(client: Client) -> None:
    assert client.changes("Bill,Invoice", NOON) == {}
