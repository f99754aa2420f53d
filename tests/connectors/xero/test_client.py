"""Xero's API over the wire: what is asked, what is sent, and what an answer of any form becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import responses
from requests import PreparedRequest

from relance_connectors.governor import Governor
from relance_connectors.transport import Transport
from relance_connectors.xero.client import Client
from relance_connectors.xero.limits import pace
from relance_connectors.xero.refusals import TABLE
from relance_sync.errors import Retry, Skip, Stop, Unclear

URL = "https://xero.example.com"
API = f"{URL}/api.xro/2.0"
TENANT = "fe79f7dd-b6d4-4a92-ba7b-538af6289c58"
INVOICE = "d4956132-ed94-4dd7-9eaa-aa22dfdf06f2"
GROUP = "97bbd0e6-ab4d-4117-9304-d90dd4779199"
CONTACT = "430fa14a-f945-44d3-9f97-5df5e28441b8"


class Right:
    """A right to call; the first token is refused once it is out of date."""

    token = "at-1"

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def renew(self, refused: Mapping[str, str]) -> bool:
        assert refused["Authorization"] == "Bearer at-1"
        self.token = "at-2"
        return True


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as net:
        yield net


@pytest.fixture
def transport() -> Iterator[Transport]:
    transport = Transport(
        URL,
        platform="Xero",
        table=TABLE,
        governor=Governor(pace(1000), where="Xero"),
        sleep=lambda _: None,
        authorizer=Right(),
    )
    yield transport
    transport.close()


@pytest.fixture
def xero(transport: Transport) -> Client:
    return Client(transport, tenant=lambda: TENANT)


def asked(net: responses.RequestsMock, number: int = 0) -> PreparedRequest:
    request = net.calls[number].request
    assert isinstance(request, PreparedRequest)
    return request


def params(net: responses.RequestsMock, number: int = 0) -> dict[str, Any]:
    return dict(net.calls[number].request.params)  # type: ignore[attr-defined]


def sent(net: responses.RequestsMock) -> Any:
    body = asked(net).body
    assert isinstance(body, bytes)
    return json.loads(body)


def test_a_page_is_asked_for_with_all_its_limits(net: responses.RequestsMock, xero: Client) -> None:
    invoice = '{"InvoiceID": "1", "Total": 0.1, "Type": "NEW", "DueDate": null, "AmountDue": 100}'
    body = f'{{"Invoices": [{invoice}], "pagination": {{"page": 2, "pageCount": 3, "itemCount": 2001}}}}'
    net.get(f"{API}/Invoices", body=body)
    since = datetime(2026, 11, 27, 12, 30, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    page = xero.page(
        "Invoices",
        2,
        since=since,
        where='Type=="ACCREC"',
        order="UpdatedDateUTC ASC",
        i_ds=["1", "2"],
        summary_only=True,
    )
    assert page.rows[0]["Total"] == Decimal("0.1")
    assert page.rows[0]["Type"] == "NEW"
    assert (page.number, page.last, page.items) == (2, False, 2001)
    assert params(net) == {
        "where": 'Type=="ACCREC"',
        "order": "UpdatedDateUTC ASC",
        "IDs": "1,2",
        "page": "2",
        "summaryOnly": "true",
        "pageSize": "1000",
    }
    headers = asked(net).headers
    assert headers["If-Modified-Since"] == "2026-11-27T10:30:00"
    assert headers["xero-tenant-id"] == TENANT
    assert headers["Authorization"] == "Bearer at-1"
    assert headers["Accept"] == "application/json"
    assert "gzip" in headers["Accept-Encoding"]


@pytest.mark.parametrize(
    ("endpoint", "rows", "told", "last"),
    [
        ("Invoices", 1, {"pagination": {"page": 1, "pageCount": 1}}, True),
        ("Invoices", 0, {"pagination": {"page": 1, "pageCount": 0}}, True),
        ("Invoices", 0, {}, True),
        ("Quotes", 99, {}, True),
        ("Quotes", 100, {}, False),
        ("BatchPayments", 300, {}, True),
        ("ContactGroups", 3, {}, True),
    ],
)
def test_the_last_page_is_known(
    net: responses.RequestsMock, xero: Client, endpoint: str, rows: int, told: dict[str, Any], last: bool
) -> None:
    net.get(f"{API}/{endpoint}", json={endpoint: [{}] * rows, **told})
    page = xero.page(endpoint)
    assert (len(page.rows), page.last) == (rows, last)
    assert ("page" in params(net)) is (endpoint in {"Invoices", "Quotes"})
    assert ("pageSize" in params(net)) is (endpoint == "Invoices")


def test_nothing_new_is_an_empty_page(net: responses.RequestsMock, xero: Client) -> None:
    net.get(f"{API}/Contacts", status=304)
    page = xero.page("Contacts")
    assert (page.rows, page.last) == ((), True)


@pytest.mark.parametrize("status", [400, 404])
def test_a_question_that_is_refused_is_never_an_empty_page(
    net: responses.RequestsMock, xero: Client, status: int
) -> None:
    net.get(f"{API}/Contacts", status=status, body="nothing here")
    with pytest.raises(Stop, match="mistake in Relance"):
        xero.page("Contacts")


def test_a_record_that_is_gone_is_none(net: responses.RequestsMock, xero: Client) -> None:
    net.get(f"{API}/Invoices/{INVOICE}", json={"Invoices": [{"InvoiceID": INVOICE}]})
    net.get(f"{API}/Contacts/{CONTACT}", status=404, body="The resource you're looking for cannot be found")
    net.get(f"{API}/Contacts/{CONTACT}/History", status=404, body="")
    assert xero.row("Invoices", INVOICE) == {"InvoiceID": INVOICE}
    assert xero.row("Contacts", CONTACT) is None
    assert xero.history("Contacts", CONTACT) == ()


@pytest.mark.parametrize("broken", ["", '{"Invoices": [', "<html>", "[]"])
def test_an_answer_that_breaks_off_is_asked_for_again(
    net: responses.RequestsMock, xero: Client, broken: str
) -> None:
    net.get(f"{API}/Invoices", body=broken)
    net.get(f"{API}/Invoices", json={"Invoices": [{}]})
    assert len(xero.page("Invoices").rows) == 1


def test_answers_that_all_break_off_are_put_off(net: responses.RequestsMock, xero: Client) -> None:
    net.get(f"{API}/Invoices", body="<html>")
    with pytest.raises(Retry, match="breaking off"):
        xero.page("Invoices")
    assert len(net.calls) == 3


def test_a_note_bears_its_key_and_is_repeated_with_it(net: responses.RequestsMock, xero: Client) -> None:
    place = f"{API}/Invoices/{INVOICE}/History"
    net.put(place, status=503, body="<html>")
    net.put(place, json={"HistoryRecords": [{"Details": "Held · é"}]})
    xero.add_history("Invoices", INVOICE, "Held · é", key="k" * 64)
    assert sent(net) == {"HistoryRecords": [{"Details": "Held · é"}]}
    assert [each.request.headers["Idempotency-Key"] for each in net.calls] == ["k" * 64] * 2


def test_history_is_read(net: responses.RequestsMock, xero: Client) -> None:
    rows = [{"Changes": "Note", "Details": "Held [rl#1]"}]
    net.get(f"{API}/Quotes/1/History", json={"HistoryRecords": rows})
    assert list(xero.history("Quotes", "1")) == rows


def test_a_change_says_no_more_than_is_meant(net: responses.RequestsMock, xero: Client) -> None:
    net.post(f"{API}/Invoices/{INVOICE}", json={"Invoices": [{"InvoiceID": INVOICE, "Total": 5}]})
    row = xero.update("Invoices", INVOICE, key="k", expected_payment_date=date(2026, 12, 24))
    assert row["InvoiceID"] == INVOICE
    (told,) = sent(net)["Invoices"]
    # The SDK's model adds what every invoice has.
    assert {name: told[name] for name in told if told[name] is not False} == {
        "ExpectedPaymentDate": "/Date(1798070400000)/"
    }
    assert asked(net).headers["Idempotency-Key"] == "k"


def test_a_change_that_the_model_refuses_is_left_out(xero: Client) -> None:
    with pytest.raises(Skip, match="that Xero does not take"):
        xero.update("Quotes", "1", key="k", status=7, quote_number="x" * 300)


def test_a_change_that_xero_refuses_is_left_out(net: responses.RequestsMock, xero: Client) -> None:
    problem = {"Message": "Invoice not of valid status for modification"}
    told = {"Type": "ValidationException", "Elements": [{"ValidationErrors": [problem]}]}
    net.post(f"{API}/Invoices/{INVOICE}", status=400, json=told)
    with pytest.raises(Skip, match="not of valid status"):
        xero.update("Invoices", INVOICE, key="k", expected_payment_date=date(2026, 12, 24))


def test_an_email_is_sent_once(net: responses.RequestsMock, xero: Client) -> None:
    net.post(f"{API}/Invoices/{INVOICE}/Email", status=204)
    xero.email_invoice(INVOICE, key="k")
    assert sent(net) == {}
    net.replace(responses.POST, f"{API}/Invoices/{INVOICE}/Email", status=502)
    with pytest.raises(Unclear):
        xero.email_invoice(INVOICE, key="k")
    assert len(net.calls) == 2


def test_a_write_whose_answer_breaks_off_for_good_is_unclear(
    net: responses.RequestsMock, xero: Client
) -> None:
    net.put(f"{API}/ContactGroups", body='{"ContactGr')
    with pytest.raises(Unclear):
        xero.create_group("Credit hold", key="k")
    assert len(net.calls) == 3


def test_contacts_are_put_into_groups_and_taken_out(net: responses.RequestsMock, xero: Client) -> None:
    group = {"ContactGroupID": GROUP, "Name": "Credit hold"}
    net.put(f"{API}/ContactGroups", json={"ContactGroups": [group]})
    assert xero.create_group("Credit hold", key="k") == group
    assert sent(net) == {"ContactGroups": [{"Name": "Credit hold"}]}
    net.put(f"{API}/ContactGroups/{GROUP}/Contacts", json={"Contacts": [{"ContactID": CONTACT}]})
    xero.add_to_group(GROUP, [CONTACT], key="k")
    (told,) = json.loads(asked(net, 1).body or b"")["Contacts"]
    assert told["ContactID"] == CONTACT
    place = f"{API}/ContactGroups/{GROUP}/Contacts/{CONTACT}"
    net.delete(place, status=204)
    xero.remove_from_group(GROUP, CONTACT)
    net.replace(responses.DELETE, place, status=404)
    xero.remove_from_group(GROUP, CONTACT)


def test_the_organisation_and_its_own_reminders(net: responses.RequestsMock, xero: Client) -> None:
    net.get(f"{API}/Organisation", json={"Organisations": [{"Name": "Maison Fictive"}]})
    net.get(f"{API}/InvoiceReminders/Settings", json={"InvoiceReminders": [{"Enabled": True}]})
    assert xero.organisation() == {"Name": "Maison Fictive"}
    assert xero.reminds()
    net.replace(responses.GET, f"{API}/InvoiceReminders/Settings", json={"InvoiceReminders": [{}]})
    assert not xero.reminds()


def test_a_token_that_ended_is_renewed_once(net: responses.RequestsMock, xero: Client) -> None:
    net.get(f"{API}/Organisation", status=401, json={"Detail": "TokenExpired: at noon"})
    net.get(f"{API}/Organisation", json={"Organisations": [{"Name": "Maison"}]})
    assert xero.organisation()["Name"] == "Maison"
    assert [each.request.headers["Authorization"] for each in net.calls] == ["Bearer at-1", "Bearer at-2"]


def test_one_organisations_token_never_serves_another(net: responses.RequestsMock) -> None:
    """xero-python's configuration would hand the first token on."""
    net.get(f"{API}/Organisation", json={"Organisations": [{}]})
    for tenant, token in (("one", "at-one"), ("two", "at-two")):
        right = Right()
        right.token = token
        transport = Transport(URL, platform="Xero", table=TABLE, authorizer=right)
        Client(transport, tenant=lambda tenant=tenant: tenant).organisation()  # type: ignore[misc]
        transport.close()
    told = [
        (each.request.headers["xero-tenant-id"], each.request.headers["Authorization"]) for each in net.calls
    ]
    assert told == [("one", "Bearer at-one"), ("two", "Bearer at-two")]


def test_every_call_is_counted_against_the_day(
    net: responses.RequestsMock, xero: Client, transport: Transport
) -> None:
    net.get(f"{API}/Invoices", json={"Invoices": []})
    net.put(f"{API}/Invoices/{INVOICE}/History", json={})
    xero.page("Invoices")
    xero.add_history("Invoices", INVOICE, "Held", key="k")
    counted = {each.endpoint: (each.calls, each.writes, each.metered) for each in transport.log.counts()}
    assert counted == {"invoices": (1, 0, 1), "invoices/history": (1, 1, 1)}
