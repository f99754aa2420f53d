"""The control endpoint, the log, the command line and the server itself."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.simulators.xero import Simulator
from tests.simulators.xero_tests.client import Client, exact

ROOT = Path(__file__).resolve().parents[3]


def test_a_day_is_meant_in_utc(client: Client) -> None:
    assert client.control("POST", "clock", {"now": "2026-12-31"})["now"] == "2026-12-31T00:00:00+00:00"


def test_the_log_counts_calls_and_bytes_and_names_no_token(client: Client) -> None:
    client.control("DELETE", "calls")
    client.put("Contacts", {"Contacts": [{"Name": "Amy"}]}, "k1")
    id_ = client.get("Contacts")["Contacts"][0]["ContactID"]
    client.get(f"Contacts/{id_}/History")
    client.ask("GET", "Nothing")
    told = client.control("GET", "calls")
    assert (told["calls"], told["api_calls"]) == (4, 4)
    assert told["by_operation"] == {
        "PUT Contacts": 1,
        "GET Contacts": 1,
        "GET Contacts/History": 1,
        "GET Nothing": 1,
    }
    assert told["by_status"] == {"200": 3, "404": 1}
    assert told["by_tenant"] == {client.organisation.tenant_id: 4}
    assert told["bytes_sent"] == len('{"Contacts": [{"Name": "Amy"}]}')
    assert (told["listed"][0]["key"], told["listed"][0]["status"]) == ("k1", 200)
    assert str(client.session.headers["Authorization"])[7:] not in str(told)


def test_big_answers_are_compressed_for_those_who_ask(client: Client) -> None:
    for number in range(20):
        client.organisation.contact(f"Customer {number}")
    client.control("DELETE", "calls")
    plain = client.ask("GET", "Contacts", headers={"Accept-Encoding": "identity"})
    zipped = client.ask("GET", "Contacts", headers={"Accept-Encoding": "gzip"})
    assert (plain.headers.get("Content-Encoding"), zipped.headers["Content-Encoding"]) == (None, "gzip")
    assert len(plain.json()["Contacts"]) == len(zipped.json()["Contacts"]) == 20
    told = client.control("GET", "calls")
    first, second = told["listed"]
    assert first["received"] == first["plain"] == len(plain.content)
    assert second["received"] == int(zipped.headers["Content-Length"]) < second["plain"]
    assert told["egress"] == first["received"] + second["received"]
    assert told["egress_plain"] == first["plain"] + second["plain"]


def test_every_answer_has_a_correlation_id_of_its_own(client: Client) -> None:
    told = {client.ask("GET", "Organisation").headers["Xero-Correlation-Id"] for _ in range(2)}
    assert len(told) == 2


def test_xml_is_read(client: Client) -> None:
    sent = (
        "<Invoices><Invoice><Type>ACCREC</Type><Contact><Name>Amy &amp; Co</Name></Contact><LineItems>"
        "<LineItem><Description>Goods</Description><UnitAmount>12.50</UnitAmount></LineItem>"
        "</LineItems></Invoice></Invoices>"
    )
    headers = {"Content-Type": "application/xml"}
    address = f"{client.simulator.api_url}/Invoices"
    answer = client.session.put(address, data=sent, headers=headers, timeout=5)
    (invoice,) = exact(answer)["Invoices"]
    assert (invoice["Contact"]["Name"], invoice["Total"]) == ("Amy & Co", Decimal("12.50"))
    for wrong in ("<Invoices>", "<!DOCTYPE x [<!ENTITY e 'e'>]><Invoices/>"):
        assert client.session.put(address, data=wrong, headers=headers, timeout=5).status_code == 400


def test_xml_is_not_written(client: Client) -> None:
    assert client.ask("GET", "Organisation", headers={"Accept": "application/xml"}).status_code == 406
    for accepted in ("*/*", "application/json", "application/xml, application/json"):
        answer = client.ask("GET", "Organisation", headers={"Accept": accepted})
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_connections_are_kept_alive(client: Client) -> None:
    client.ask("GET", "Organisation")
    adapter: Any = client.session.get_adapter(client.simulator.url)
    pool = adapter.poolmanager.connection_from_url(client.simulator.url)
    made = pool.num_connections
    for _ in range(3):
        client.ask("GET", "Organisation")
    assert pool.num_connections == made


@pytest.mark.parametrize("path", ["app", "nowhere", "api.xro/1.0/Invoices"])
def test_nothing_is_elsewhere(client: Client, path: str) -> None:
    assert client.session.get(f"{client.simulator.url}/{path}", timeout=5).status_code == 404


def test_organisations_are_opened_and_kept_over_http(client: Client) -> None:
    made = client.control("POST", "organisations", {"name": "Five", "currency": "EUR"})
    assert (made["name"], made["currency"]) == ("Five", "EUR")
    where = f"organisations/{made['tenant_id']}"

    def do(verb: str, **told: Any) -> Any:
        return client.control("POST", f"{where}/do/{verb}", told)

    amy = do("contact", name="Amy")
    who = {"entity": "Contact", "id": amy["ContactID"]}
    invoice = do("invoice", contact=who, amount="100.10")
    what = {"entity": "Invoice", "id": invoice["InvoiceID"]}
    do("pay", invoice=what, amount="0.10")
    assert client.control("GET", f"{where}/faults") == {"faults": []}
    assert client.control("GET", f"{where}/outbox") == []
    records = client.control("GET", f"{where}/records")
    assert len(records["Invoice"]) == 1
    assert [each["name"] for each in client.control("GET", "organisations")] == ["Demo Company", "Five"]
    assert client.control("GET", "")["apps"][0]["client_id"] == "simulator-client"


def test_tokens_are_given_and_taken(client: Client) -> None:
    tenant = client.organisation.tenant_id
    given = client.control("POST", "tokens", {"tenants": [tenant], "scope": "accounting.settings"})
    client.use(given["access_token"])
    assert client.ask("GET", "Organisation").status_code == 200
    assert client.control("POST", "tokens", {"tenants": [tenant], "disconnect": True}) == {"ended": 1}
    assert client.ask("GET", "Organisation").status_code == 403
    client.control("POST", "tokens", {"expire": True})
    assert client.ask("GET", "Organisation").status_code == 401


def test_settings(client: Client) -> None:
    settings = {"latency": 0, "rotation_grace": 0, "broad_scopes": False}
    client.control("POST", "settings", settings)
    simulator: Simulator = client.simulator
    assert (simulator.world.latency, simulator.world.authority.broad) == (0.0, False)
    first = simulator.tokens()["refresh_token"]
    auth = (simulator.client_id, simulator.client_secret)
    told = [
        requests.post(
            f"{simulator.url}/connect/token",
            data={"grant_type": "refresh_token", "refresh_token": first},
            auth=auth,
            timeout=5,
        ).status_code
        for _ in range(2)
    ]
    assert told == [200, 400]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", None, 404),
        ("POST", "organisations/1/do/contact", {"name": "x"}, 400),
        ("POST", "organisations/fe79f7dd-b6d4-4a92-ba7b-538af6289c58/do/explode", {}, 404),
        ("POST", "organisations/fe79f7dd-b6d4-4a92-ba7b-538af6289c58/do/contact", {"name": ""}, 400),
        ("POST", "limits", {"speed": 1}, 400),
        ("POST", "settings", {"colour": 1}, 400),
        ("POST", "tokens", {"tenants": ["none"]}, 400),
        ("POST", "clock", {"now": "later"}, 400),
        ("POST", "organisations", {"tenant_id": "fe79f7dd-b6d4-4a92-ba7b-538af6289c58"}, 400),
        ("POST", "webhooks/7/deliver", {}, 400),
        ("POST", "webhooks", {"url": "http://127.0.0.1:9", "categories": ["PAYMENT"]}, 400),
        ("POST", "clock", [], 400),
    ],
)
def test_what_the_control_endpoint_refuses(
    client: Client, method: str, path: str, body: Any, status: int
) -> None:
    answer = requests.request(method, f"{client.simulator.url}/simulator/{path}", json=body, timeout=5)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_it_runs_alone() -> None:
    options = ["--port", "0", "--clock", "2026-11-24", "--frozen", "--sample", "--starter"]
    command = [sys.executable, "-m", "tests.simulators.xero", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().split()[-1]
            told = requests.get(f"{url}/simulator", timeout=5).json()
            assert told["now"] == "2026-11-24T00:00:00+00:00"
            (organisation,) = told["organisations"]
            assert organisation["name"] == "Demo Company"
            where = f"{url}/simulator/organisations/{organisation['tenant_id']}"
            records = requests.get(f"{where}/records", timeout=5).json()
            assert len(records["Contact"]) > 5
            assert len(records["Payment"]) > 5
            assert requests.get(f"{where}/faults", timeout=5).json() == {"faults": []}
            assert requests.get(f"{url}/simulator/limits", timeout=5).json()["day"] == 1000
        finally:
            process.terminate()
            process.wait(timeout=10)


@pytest.mark.parametrize("plural", ["PurchaseOrders", "Items", "TrackingCategories", "LinkedTransactions"])
def test_of_records_that_are_not_kept_there_are_none(client: Client, plural: str) -> None:
    assert client.get(plural)[plural] == []
    assert client.ask("GET", f"{plural}/{client.organisation.tenant_id}").status_code == 404
