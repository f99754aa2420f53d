"""Which scope opens what: the broad ones by Xero's published description, the granular ones by its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.simulators.xero import Organisation, Simulator
from tests.simulators.xero.scopes import allows, known
from tests.simulators.xero_tests.client import Client

ORACLE = Path(__file__).resolve().parents[2] / "oracles" / "xero_accounting.yaml"
METHODS = ("get", "put", "post", "delete")


@pytest.fixture(scope="module")
def described() -> list[tuple[str, str, list[str]]]:
    """Method, path and scopes of every operation of the description."""
    paths: dict[str, Any] = yaml.load(ORACLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["paths"]
    return [
        (method.upper(), path, [scope for each in told["security"] for scope in each["OAuth2"]])
        for path, operations in paths.items()
        for method, told in operations.items()
        if method in METHODS
    ]


def test_every_described_operation_is_opened_by_its_scopes(
    described: list[tuple[str, str, list[str]]],
) -> None:
    assert len(described) > 200
    shut = [
        (method, path, scope)
        for method, path, scopes in described
        for scope in scopes
        if not allows({scope}, method, path)
    ]
    assert not shut
    assert {scope for _, _, scopes in described for scope in scopes} <= known()


def test_reading_scopes_open_no_write(described: list[tuple[str, str, list[str]]]) -> None:
    reading = {each for each in known() if each.endswith(".read")}
    assert not [path for method, path, _ in described if method != "GET" and allows(reading, method, path)]


@pytest.mark.parametrize(
    ("scope", "method", "path", "opened"),
    [
        ("accounting.invoices", "PUT", "/Invoices/1/History", True),
        ("accounting.invoices", "GET", "/Quotes", True),
        ("accounting.invoices", "GET", "/CreditNotes", True),
        ("accounting.invoices", "GET", "/Payments", False),
        ("accounting.invoices.read", "POST", "/Invoices/1/Email", False),
        ("accounting.payments.read", "GET", "/BatchPayments", True),
        ("accounting.payments.read", "GET", "/overpayments", True),
        ("accounting.contacts", "PUT", "/ContactGroups/1/Contacts", True),
        ("accounting.contacts", "GET", "/Invoices", False),
        ("accounting.settings.read", "GET", "/InvoiceReminders/Settings", True),
        ("accounting.reports.aged.read", "GET", "/Reports/AgedReceivablesByContact", True),
        ("accounting.reports.aged.read", "GET", "/Reports/TrialBalance", False),
        ("accounting.attachments", "GET", "/Invoices/1/Attachments", True),
        ("accounting.invoices", "GET", "/Invoices/1/Attachments", False),
        ("offline_access", "GET", "/Organisation", False),
    ],
)
def test_granular_scopes(scope: str, method: str, path: str, opened: bool) -> None:
    assert allows({scope}, method, path) is opened


def test_a_scope_that_is_missing(simulator: Simulator, organisation: Organisation) -> None:
    client = Client(simulator, organisation, "accounting.contacts.read")
    with client.session:
        assert client.ask("GET", "Contacts").status_code == 200
        for method, path in (("GET", "Invoices"), ("PUT", "Contacts")):
            answer = client.ask(method, path, {})
            assert (answer.status_code, answer.json()["Detail"]) == (401, "AuthorizationUnsuccessful")
