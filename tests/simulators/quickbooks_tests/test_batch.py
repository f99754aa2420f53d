"""Batches and requestid: each item for itself, nothing twice."""

from __future__ import annotations

from typing import Any

from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks_tests.client import Client, code, exact, line


def note(text: str, customer: str = "1") -> dict[str, Any]:
    return {"AttachableRef": [{"EntityRef": {"type": "Customer", "value": customer}}], "Note": text}


def item(
    b_id: str, entity: str, record: dict[str, Any], operation: str = "create", **more: Any
) -> dict[str, Any]:
    return {"bId": b_id, "operation": operation, entity: record, **more}


def run(client: Client, *items: dict[str, Any], **params: Any) -> list[dict[str, Any]]:
    answer = client.post("batch", {"BatchItemRequest": list(items)}, **params)
    assert answer.status_code == 200, answer.text
    return exact(answer)["BatchItemResponse"]  # type: ignore[no-any-return]


def test_each_item_is_answered_under_its_id(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice = books.invoice(amy, 10)
    gone = books.invoice(amy, 5)
    paid = books.receive(amy, 3)
    answers = run(
        client,
        item("a", "Customer", {"DisplayName": "Bob"}),
        item("b", "Customer", {"DisplayName": "Amy"}),
        item(
            "c", "Invoice", {"Id": invoice.id, "SyncToken": "0", "sparse": True, "PrivateNote": "x"}, "update"
        ),
        item("d", "Invoice", {"Id": gone.id, "SyncToken": "0"}, "delete"),
        item("e", "Payment", {"Id": paid.id, "SyncToken": "0", "sparse": True}, "update", optionsData="void"),
        {"bId": "f", "Query": "select * from Customer where DisplayName = 'Bob'"},
        {"bId": "g", "Query": "select nonsense"},
        item("h", "Invoice", {"Id": invoice.id, "SyncToken": "0", "sparse": True}, "update"),
    )
    assert [each["bId"] for each in answers] == list("abcdefgh")
    by_id = {each["bId"]: each for each in answers}
    assert by_id["a"]["Customer"]["DisplayName"] == "Bob"
    assert by_id["b"]["Fault"]["Error"][0]["code"] == "6240"
    assert by_id["c"]["Invoice"]["PrivateNote"] == "x"
    assert by_id["d"]["Invoice"]["status"] == "Deleted"
    assert by_id["e"]["Payment"]["PrivateNote"] == "Voided"
    assert by_id["f"]["QueryResponse"]["Customer"][0]["DisplayName"] == "Bob"
    assert by_id["g"]["Fault"]["Error"][0]["code"] == "4000"
    assert by_id["h"]["Fault"]["Error"][0]["code"] == "5010"


def test_a_batch_holds_30_items(client: Client, books: Books) -> None:
    books.customer("Amy")
    items = [item(str(number), "Attachable", note(f"n{number}")) for number in range(31)]
    assert client.refused("batch", {"BatchItemRequest": items}) == "6000"
    assert len(run(client, *items[:30])) == 30
    assert client.refused("batch", {"BatchItemRequest": []}) == "2020"
    assert len(client.find("Attachable")) == 30


def test_an_item_without_id_entity_or_operation(client: Client) -> None:
    answers = run(
        client,
        {"operation": "create", "Customer": {"DisplayName": "Amy"}},
        {"bId": "1", "operation": "create"},
        item("2", "Customer", {"DisplayName": "Amy"}, "invent"),
    )
    assert [each["Fault"]["Error"][0]["code"] for each in answers] == ["2020", "2020", "2170"]


def test_the_same_requestid_gets_the_same_answer_and_does_nothing(client: Client, books: Books) -> None:
    books.customer("Amy")
    first = client.done("attachable", note("once"), requestid="r1")
    again = client.done("attachable", note("another text"), requestid="r1")
    assert first == again
    assert [each["Note"] for each in client.find("Attachable")] == ["once"]
    client.done("attachable", note("once"), requestid="r2")
    assert len(client.find("Attachable")) == 2


def test_a_requestid_repeats_an_update_that_would_be_stale_now(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    sent = {"Id": amy.id, "SyncToken": "0", "sparse": True, "Notes": "held"}
    first = client.done("customer", sent, requestid="r1")
    books.edit(amy, Notes="by a person")
    assert client.done("customer", sent, requestid="r1") == first
    assert client.read("Customer", amy.id)["Notes"] == "by a person"
    assert client.refused("customer", sent, requestid="r2") == "5010"


def test_a_refusal_is_not_remembered(client: Client, books: Books) -> None:
    assert client.refused("attachable", note("x"), requestid="r1") == "2500"
    books.customer("Amy")
    assert client.done("attachable", note("x"), requestid="r1")["Note"] == "x"


def test_a_requestid_has_50_characters_at_most(client: Client, books: Books) -> None:
    books.customer("Amy")
    client.done("attachable", note("x"), requestid="r" * 50)
    answer = client.post("attachable", note("x"), requestid="r" * 51)
    assert code(answer) == "6000"
    assert (
        "more than 50 characters in the request_id field. You tried entering rrrrrrrrrr..., which is 51"
        in answer.text
    )


def test_a_batch_with_a_requestid_does_no_item_twice(client: Client, books: Books) -> None:
    books.customer("Amy")
    items = [item(str(number), "Attachable", note(f"n{number}")) for number in range(3)]
    first = run(client, *items, requestid="b" * 36)
    assert run(client, *items, item("3", "Attachable", note("n3")), requestid="b" * 36)[:3] == first
    assert len(client.find("Attachable")) == 4


def test_requestid_and_item_id_together_have_50_characters_at_most(client: Client, books: Books) -> None:
    books.customer("Amy")
    long, short = "x" * 36, "1"
    answers = run(
        client, item(long, "Attachable", note("a")), item(short, "Attachable", note("b")), requestid="b" * 32
    )
    assert "which is 68 characters" in answers[0]["Fault"]["Error"][0]["Detail"]
    assert answers[1]["Attachable"]["Note"] == "b"


def test_every_write_can_have_a_requestid(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    invoice = books.invoice(amy, 10)
    sent = {"Id": invoice.id, "SyncToken": "0"}
    assert client.done("invoice", sent, operation="delete", requestid="r1")["status"] == "Deleted"
    assert client.done("invoice", sent, operation="delete", requestid="r1")["status"] == "Deleted"
    other = books.invoice(amy, 10)
    path = f"invoice/{other.id}/send"
    first = client.done(path, None, sendTo="a@example.com", requestid="r2")
    assert client.done(path, None, sendTo="a@example.com", requestid="r2") == first
    assert len(books.company.outbox) == 1


def test_the_lines_of_a_batched_invoice_are_checked(client: Client, books: Books) -> None:
    amy = {"CustomerRef": {"value": books.customer("Amy").id}}
    answers = run(
        client,
        item("1", "Invoice", {**amy, "Line": [line("x")]}),
        item("2", "Invoice", {**amy, "Line": [line(1)]}),
    )
    assert answers[0]["Fault"]["Error"][0]["code"] == "2090"
    assert answers[1]["Invoice"]["TotalAmt"] == 1
