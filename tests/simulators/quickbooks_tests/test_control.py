"""The control endpoint and the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.simulators.quickbooks import Books
from tests.simulators.quickbooks_tests.client import Client

ROOT = Path(__file__).resolve().parents[3]


def test_a_day_is_meant_in_the_zone_of_the_platform(client: Client) -> None:
    assert client.control("POST", "clock", {"now": "2026-12-31"})["now"] == "2026-12-31T08:00:00+00:00"


def test_the_log_counts_calls_and_bytes_and_names_no_token(client: Client, books: Books) -> None:
    client.control("DELETE", "calls")
    client.done("customer", {"DisplayName": "Amy"}, requestid="r1")
    client.find("Customer")
    client.get("query", query="nonsense")
    told = client.control("GET", "calls")
    assert (told["calls"], told["api_calls"], told["metered"]) == (3, 3, 1)
    assert told["by_operation"] == {"create Customer": 1, "query Customer": 1, "refused: 4000": 1}
    assert told["by_status"] == {"200": 2, "400": 1}
    assert told["bytes_sent"] == len('{"DisplayName": "Amy"}')
    assert told["listed"][0]["request_id"] == "r1"
    assert told["listed"][0]["realm"] == books.realm
    assert str(client.session.headers["Authorization"])[7:] not in str(told)


def test_companies_are_opened_and_kept_over_http(client: Client) -> None:
    made = client.control(
        "POST", "companies", {"realm": "5", "name": "Five", "currency": "EUR", "currencies": ["USD"]}
    )
    assert made == {"realm": "5", "name": "Five", "currency": "EUR"}

    def do(verb: str, **told: Any) -> dict[str, Any]:
        return client.control("POST", f"companies/5/do/{verb}", told)  # type: ignore[no-any-return]

    amy = do("customer", name="Amy", email="amy@example.com", term="Net 30")
    who = {"entity": "Customer", "id": amy["Id"]}
    invoice = do("invoice", customer=who, amount="100.10", day="2026-11-01")
    assert (invoice["DueDate"], invoice["CurrencyRef"]["value"]) == ("2026-12-01", "EUR")
    what = {"entity": "Invoice", "id": invoice["Id"]}
    assert do("pay", document=what, amount="0.10")["TotalAmt"] == 0.1
    paid = do("receive", customer=who, amount="50", applied=[[what, "20"]])
    assert paid["UnappliedAmt"] == 30
    do("rate", currency="USD", value="0.9")
    do("deposit", payments=[{"entity": "Payment", "id": paid["Id"]}])
    assert client.control("GET", "companies/5/faults") == {"faults": []}
    records = client.control("GET", "companies/5/records")
    assert records["Invoice"] == [{"Id": invoice["Id"], "SyncToken": "2", "deleted": False}]
    assert [each["realm"] for each in client.control("GET", "companies")] == [client.books.realm, "5"]
    assert client.control("GET", "")["client_id"] == "simulator-client"


def test_tokens_are_given_and_taken(client: Client) -> None:
    given = client.control("POST", "tokens", {"realm": client.books.realm})
    client.use(given["access_token"])
    assert client.get("preferences").status_code == 200
    client.control("POST", "tokens", {"expire": True})
    assert client.get("preferences").status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", None, 404),
        ("POST", "companies/1/do/customer", {"name": "x"}, 400),
        ("POST", "companies/9130347798000001/do/explode", {}, 404),
        ("POST", "companies/9130347798000001/do/customer", {"name": ""}, 400),
        ("POST", "companies/9130347798000001/do/void", {"record": {"entity": "Invoice", "id": "9"}}, 400),
        ("POST", "limits", {"speed": 1}, 400),
        ("POST", "limits", {"shape": "round"}, 400),
        ("POST", "settings", {"colour": 1}, 400),
        ("POST", "tokens", {"realm": "none"}, 400),
        ("POST", "clock", {"now": "later"}, 400),
        ("POST", "companies", {"realm": "9130347798000001"}, 400),
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
    command = [
        sys.executable,
        "-m",
        "tests.simulators.quickbooks",
        "--port",
        "0",
        "--clock",
        "2026-11-24",
        "--frozen",
        "--sample",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().split()[-1]
            told = requests.get(f"{url}/simulator", timeout=5).json()
            assert told["now"] == "2026-11-24T08:00:00+00:00"
            assert told["companies"][0]["name"] == "Sandbox Company"
            realm = told["companies"][0]["realm"]
            records = requests.get(f"{url}/simulator/companies/{realm}/records", timeout=5).json()
            assert len(records["Customer"]) == 12
            assert len(records["Payment"]) > 5
            faults = requests.get(f"{url}/simulator/companies/{realm}/faults", timeout=5).json()
            assert faults == {"faults": []}
        finally:
            process.terminate()
            process.wait(timeout=10)
