"""Notes, files and e-mails: what a person would see on the record."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import requests

from tests.simulators.quickbooks import Books, Simulator
from tests.simulators.quickbooks_tests.client import Client, code


def test_a_note_on_a_record(client: Client, books: Books) -> None:
    invoice = books.invoice(books.customer("Amy"), 10)
    reference = [{"EntityRef": {"type": "Invoice", "value": invoice.id}}]
    made = client.done("attachable", {"AttachableRef": reference, "Note": "é" * 2000})
    assert made["Note"] == "é" * 2000
    assert client.refused("attachable", {"AttachableRef": reference, "Note": "x" * 2001}) == "2050"
    assert client.refused("attachable", {"AttachableRef": reference}) == "2020"
    nowhere = [{"EntityRef": {"type": "Invoice", "value": "99"}}]
    assert client.refused("attachable", {"AttachableRef": nowhere, "Note": "x"}) == "2500"
    assert client.refused("attachable", {"AttachableRef": [{}], "Note": "x"}) == "2020"
    sent = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    assert client.done("attachable", sent, operation="delete")["status"] == "Deleted"


def test_an_invoice_is_sent(client: Client, books: Books) -> None:
    invoice = books.invoice(books.customer("Amy"), 10, BillEmail={"Address": "amy@example.com"})
    sent = client.done(f"invoice/{invoice.id}/send", None)
    assert (sent["EmailStatus"], sent["SyncToken"]) == ("EmailSent", "1")
    assert sent["DeliveryInfo"] == {"DeliveryType": "Email", "DeliveryTime": "2026-11-24T12:00:00-08:00"}
    sent = client.done(f"invoice/{invoice.id}/send", None, sendTo="boss@example.com")
    assert sent["BillEmail"] == {"Address": "boss@example.com"}
    mails = client.control("GET", f"companies/{books.realm}/outbox")
    assert [each["to"] for each in mails] == ["amy@example.com", "boss@example.com"]


def test_what_cannot_be_sent(client: Client, books: Books) -> None:
    invoice = books.invoice(books.customer("Amy"), 10)
    assert client.refused(f"invoice/{invoice.id}/send", None) == "2020"
    assert client.refused(f"invoice/{invoice.id}/send", None, sendTo="nobody") == "2210"
    assert client.refused("invoice/99/send", None, sendTo="a@example.com") == "610"
    assert client.refused("customer/1/send", None, sendTo="a@example.com") == "500"
    assert books.company.outbox == []


def test_a_sandbox_sends_40_mails_a_day(simulator: Simulator, client: Client, books: Books) -> None:
    estimate = books.estimate(books.customer("Amy"), 10)
    path = f"estimate/{estimate.id}/send"
    for _ in range(40):
        client.done(path, None, sendTo="a@example.com")
    assert client.refused(path, None, sendTo="a@example.com") == "6000"
    simulator.world.clock.advance(timedelta(days=1))
    client.use(simulator.tokens()["access_token"])
    client.done(path, None, sendTo="a@example.com")
    client.control("POST", "settings", {"sandbox": False})
    for _ in range(41):
        client.done(path, None, sendTo="a@example.com")


def test_a_document_as_pdf(client: Client, books: Books) -> None:
    invoice = books.invoice(books.customer("Amy"), "10.50")
    answer = client.get(f"invoice/{invoice.id}/pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.4")
    assert b"Invoice 1001: 10.50 USD" in answer.content
    assert code(client.get("customer/1/pdf")) == "500"


def test_a_file_is_uploaded_and_fetched(client: Client, books: Books) -> None:
    amy = books.customer("Amy")
    reference = {"EntityRef": {"type": "Customer", "value": amy.id}}
    metadata = json.dumps({"AttachableRef": [reference], "FileName": "a.txt"})
    parts: dict[str, tuple[str, Any, str]] = {
        "file_metadata_01": ("", metadata, "application/json"),
        "file_content_01": ("a.txt", b"hello \x00\xff", "text/plain"),
    }
    del client.session.headers["Content-Type"]
    answer = client.session.post(f"{client.root}/upload", files=parts, timeout=5)
    made = answer.json()["AttachableResponse"][0]["Attachable"]
    assert (made["FileName"], made["Size"], made["ContentType"]) == ("a.txt", 8, "text/plain")
    where = client.get(f"download/{made['Id']}").text
    assert requests.get(where, timeout=5).content == b"hello \x00\xff"
    assert client.session.post(f"{client.root}/upload", data=b"x", timeout=5).status_code == 400
    assert requests.get(f"{client.simulator.url}/files/{books.realm}/99", timeout=5).status_code == 404
