"""Forms of requests and answers: JSON, XML, compression, headers, settings of one record."""

from __future__ import annotations

import gzip
import http.client
import xml.etree.ElementTree as ET

from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks_tests.client import Client, exact

SPACE = "{http://schema.intuit.com/finance/v3}"


def xml(client: Client, path: str, body: str | None = None, **params: str) -> ET.Element:
    headers = {"Accept": "application/xml", "Content-Type": "application/xml"}
    method = "GET" if body is None else "POST"
    answer = client.session.request(
        method, f"{client.root}/{path}", data=body, params=params, headers=headers, timeout=5
    )
    assert answer.headers["Content-Type"] == "application/xml;charset=UTF-8"
    return ET.fromstring(answer.content)  # noqa: S314 - our own answer


def test_json_is_only_told_to_who_asks_for_it(client: Client, books: Books) -> None:
    books.customer("Amy")
    assert client.get("customer/1").headers["Content-Type"] == "application/json;charset=UTF-8"
    answer = client.session.get(f"{client.root}/customer/1", headers={"Accept": "*/*"}, timeout=5)
    assert answer.text.startswith('<?xml version="1.0"')


def test_a_record_in_xml(client: Client, books: Books) -> None:
    amy = books.customer("Amy & <Co>", email="amy@example.com")
    invoice = books.invoice(amy, "12.50", term="Net 30") if False else books.invoice(amy, "12.50")
    root = xml(client, f"invoice/{invoice.id}")
    assert root.tag == f"{SPACE}IntuitResponse"
    (shown,) = root
    assert (shown.tag, shown.attrib) == (f"{SPACE}Invoice", {"domain": "QBO", "sparse": "false"})
    reference = shown.find(f"{SPACE}CustomerRef")
    assert reference is not None
    assert (reference.text, reference.get("name")) == (amy.id, "Amy & <Co>")
    assert [each.findtext(f"{SPACE}Amount") for each in shown.findall(f"{SPACE}Line")] == ["12.50", "12.50"]
    assert [each.tag.removeprefix(SPACE) for each in shown][:3] == ["Id", "SyncToken", "MetaData"]


def test_a_query_and_changes_in_xml(client: Client, books: Books) -> None:
    books.delete(books.invoice(books.customer("Amy"), 1))
    (found,) = xml(client, "query", query="select * from Customer")
    assert found.attrib == {"startPosition": "1", "maxResults": "1"}
    (answer,) = xml(client, "cdc", entities="Invoice", changedSince="2026-11-24")
    stone = answer.find(f"{SPACE}QueryResponse/{SPACE}Invoice")
    assert stone is not None
    assert stone.get("status") == "Deleted"


def test_writing_in_xml(client: Client) -> None:
    head = '<Customer xmlns="http://schema.intuit.com/finance/v3"'
    (made,) = xml(client, "customer", f"{head}><DisplayName>Amy</DisplayName><Notes>keep</Notes></Customer>")
    assert made.findtext(f"{SPACE}Id") == "1"
    body = (
        '<Invoice xmlns="http://schema.intuit.com/finance/v3"><Line><Amount>10.00</Amount>'
        "<DetailType>SalesItemLineDetail</DetailType><SalesItemLineDetail><ItemRef>1</ItemRef>"
        '</SalesItemLineDetail></Line><CustomerRef name="Amy">1</CustomerRef></Invoice>'
    )
    (invoice,) = xml(client, "invoice", body)
    assert invoice.findtext(f"{SPACE}TotalAmt") == "10.00"
    sparse = f'{head} sparse="true"><Id>1</Id><SyncToken>0</SyncToken><CompanyName>A</CompanyName></Customer>'
    (changed,) = xml(client, "customer", sparse)
    assert changed.findtext(f"{SPACE}Notes") == "keep"


def test_a_batch_in_xml(client: Client) -> None:
    body = (
        '<IntuitBatchRequest xmlns="http://schema.intuit.com/finance/v3">'
        '<BatchItemRequest bId="1" operation="create"><Customer><DisplayName>Amy</DisplayName></Customer>'
        '</BatchItemRequest><BatchItemRequest bId="2"><Query>select * from Nothing</Query></BatchItemRequest>'
        "</IntuitBatchRequest>"
    )
    first, second = xml(client, "batch", body)
    assert first.get("bId") == "1"
    assert first.findtext(f"{SPACE}Customer/{SPACE}DisplayName") == "Amy"
    error = second.find(f"{SPACE}Fault/{SPACE}Error")
    assert error is not None
    assert error.get("code") == "4001"


def test_faults_in_xml(client: Client) -> None:
    (fault,) = xml(client, "customer/9")
    assert fault.get("type") == "ValidationFault"
    assert fault.find(f"{SPACE}Error").get("code") == "610"  # type: ignore[union-attr]
    (fault,) = xml(client, "customer", "<Customer>")
    assert fault.find(f"{SPACE}Error").get("code") == "2010"  # type: ignore[union-attr]
    (fault,) = xml(client, "customer", '<!DOCTYPE x [<!ENTITY y "z">]><Customer>&y;</Customer>')
    assert "document type declaration" in ET.tostring(fault, encoding="unicode")


def test_every_answer_has_its_own_transaction_id(client: Client) -> None:
    first, second = client.get("customer/1"), client.get("customer/1")
    assert first.headers["intuit_tid"]
    assert first.headers["intuit_tid"] != second.headers["intuit_tid"]


def test_large_answers_are_compressed_for_who_can_read_that(client: Client, books: Books) -> None:
    for number in range(20):
        books.customer(f"C{number}")
    client.control("DELETE", "calls")
    zipped = client.get("query", query="select * from Customer")
    assert zipped.headers["Content-Encoding"] == "gzip"
    plain = client.session.get(
        f"{client.root}/query",
        params={"query": "select * from Customer"},
        headers={"Accept-Encoding": "identity"},
        timeout=5,
    )
    assert "Content-Encoding" not in plain.headers
    assert exact(plain) == exact(zipped)
    sizes = [each["received"] for each in client.control("GET", "calls")["listed"]]
    assert sizes == [int(zipped.headers["Content-Length"]), len(plain.content)]
    assert gzip.compress(plain.content, 1)[:2] == b"\x1f\x8b"


def test_a_chunked_request_and_a_connection_that_is_kept(client: Client) -> None:
    host = client.simulator.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    token = str(client.session.headers["Authorization"])
    headers = {"Accept": "application/json", "Content-Type": "application/json", "Authorization": token}
    path = client.root.removeprefix(client.simulator.url) + "/customer"
    for name in ("Amy", "Bob"):
        body = iter([b'{"DisplayName": ', f'"{name}"}}'.encode()])
        connection.request("POST", path, body, headers, encode_chunked=True)
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
    connection.close()
    assert [each["DisplayName"] for each in client.find("Customer")] == ["Amy", "Bob"]


def test_text_that_is_not_ascii_comes_as_it_is(client: Client) -> None:
    answer = client.post("customer", {"DisplayName": "Zoë 😀 \u2028 \\ \" '"})
    assert exact(answer)["Customer"]["DisplayName"] == "Zoë 😀 \u2028 \\ \" '"
    assert "Zoë 😀".encode() in answer.content


def test_an_unknown_address_and_method(client: Client) -> None:
    assert client.session.get(f"{client.simulator.url}/nowhere", timeout=5).status_code == 404
    assert client.session.delete(f"{client.root}/customer/1", timeout=5).status_code == 400
    assert client.session.head(f"{client.root}/customer/1", timeout=5).content == b""
