"""Everything the accounting API answers is as Xero describes it, and hydrates in xero-python's models.

Where the description is at odds with itself is listed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulators.xero_tests import official
from tests.simulators.xero_tests.desk import Desk
from tests.simulators.xero_tests.official import Exchange

LISTS = (
    *("Contacts", "ContactGroups", "Invoices", "CreditNotes", "Payments", "BatchPayments", "Overpayments"),
    *("Prepayments", "Quotes", "BankTransactions", "ManualJournals", "Accounts", "TaxRates", "Currencies"),
    *("BrandingThemes", "Users"),
)
PAGED = LISTS[:1] + LISTS[2:5] + LISTS[6:8] + LISTS[9:11]
# Examples in the description that its own schemas, or the SDK, refuse; the simulator follows the schemas.
CONTRADICTIONS = {
    ("get", "/Payments"): "BatchPayment's TotalAmount and IsReconciled are texts",
    ("get", "/Payments/{PaymentID}"): "the same",
    ("delete", "/CreditNotes/{CreditNoteID}/Allocations/{AllocationID}"): "no Amount, the invoice in a list",
    ("delete", "/Overpayments/{OverpaymentID}/Allocations/{AllocationID}"): "the same",
    ("delete", "/Prepayments/{PrepaymentID}/Allocations/{AllocationID}"): "the same",
}


@pytest.fixture
def desk() -> Desk:
    """An organisation with something of everything."""
    made = Desk(currencies=("EUR",))
    books = made.books
    amy = books.contact(
        "Amy",
        email="amy@example.com",
        phone="020 7946 0018",
        terms=30,
        FirstName="Amy",
        ContactNumber="C1",
        AccountNumber="A1",
        ContactPersons=[{"FirstName": "Bo", "EmailAddress": "bo@example.com", "IncludeInEmails": True}],
        Addresses=[{"AddressType": "POBOX", "City": "Leeds", "PostalCode": "LS1", "AddressLine1": "PO 1"}],
    )
    eve = books.contact("Eve", currency="EUR")
    books.contact_group("Late", [amy, eve])
    invoice = books.invoice(amy, "100", day="2026-09-01", Reference="PO 7")
    books.pay(invoice, "40", Reference="cheque")
    credit = books.credit_note(amy, "30")
    books.allocate(credit, invoice, "10")
    books.refund(credit, "5")
    over, early = books.overpay(amy, "20"), books.prepay(amy, "15")
    books.allocate(over, invoice, "5")
    books.allocate(early, invoice, "5")
    books.refund(over, "5")
    books.rate("EUR", "1.2")
    books.pay(books.invoice(eve, "120"))
    books.batch_pay([(books.invoice(amy, "7"), "7"), (books.invoice(amy, "8"), "3")], Reference="batch")
    books.expect_payment_on(books.invoice(amy, "9", status="SUBMITTED"), "2026-12-24")
    books.void(books.invoice(amy, "11"))
    books.delete(books.invoice(amy, "12", status="DRAFT"))
    books.pay(books.bill(eve, "50"), "20")
    books.unpay(books.pay(books.invoice(amy, "13")))
    for status in ("DRAFT", "SENT", "ACCEPTED", "DECLINED", "INVOICED", "DELETED"):
        books.quote(amy, "21", status=status, expires="2026-12-31", Title="Quote", Terms="none")
    books.merge_contacts(books.contact("Amy twice"), amy)
    books.note(invoice, "Rang, will pay.")
    sides = [{"AccountCode": "400", "LineAmount": 9}, {"AccountCode": "200", "LineAmount": -9}]
    made.done("PUT", "/ManualJournals", {"Narration": "moved", "JournalLines": sides, "Status": "POSTED"})
    books.lock_period("2026-01-31")
    assert books.faults() == []
    return made


@pytest.mark.parametrize("plural", LISTS)
def test_lists_and_single_records(desk: Desk, plural: str) -> None:
    listed = desk.get(plural)
    assert listed
    name = {"TaxRates": "TaxType"}.get(plural, f"{plural.removesuffix('s')}ID")
    for each in listed:
        if name in each:
            assert desk.one(plural, each[name])


@pytest.mark.parametrize("plural", PAGED)
def test_pages(desk: Desk, plural: str) -> None:
    told = desk.ask("GET", f"/{plural}", page=1, pageSize=2)
    count = told["pagination"]["itemCount"]
    assert told["pagination"] == {"page": 1, "pageSize": 2, "pageCount": -(-count // 2), "itemCount": count}
    assert len(told[plural]) == min(2, count)


@pytest.mark.parametrize("plural", [each for each in LISTS[:11] if each != "ContactGroups"])
def test_histories(desk: Desk, plural: str) -> None:
    first = desk.get(plural)[0][f"{plural.removesuffix('s')}ID"]
    assert desk.ask("GET", f"/{plural}/{first}/History")["HistoryRecords"]
    (made,) = desk.ask("PUT", f"/{plural}/{first}/History", {"HistoryRecords": [{"Details": "Note"}]})[
        "HistoryRecords"
    ]
    assert made["Details"] == "Note"


def test_the_organisation(desk: Desk) -> None:
    (told,) = desk.ask("GET", "/Organisation")["Organisations"]
    assert (told["BaseCurrency"], told["Timezone"]) == ("GBP", "GMTSTANDARDTIME")
    assert told["PeriodLockDate"] == "/Date(1769817600000+0000)/"
    assert desk.ask("GET", "/InvoiceReminders/Settings")["InvoiceReminders"] == [{"Enabled": False}]
    desk.books.reminders_on()
    assert desk.ask("GET", "/InvoiceReminders/Settings")["InvoiceReminders"] == [{"Enabled": True}]


def test_the_checker_notices() -> None:
    def of(told: Any, **more: Any) -> list[str]:
        exchange = Exchange(method="GET", path="/Invoices", told=json.dumps(told).encode(), **more)
        return official.findings(exchange)

    assert of({"Invoices": []}) == []
    assert len(of({"Invoices": [{"Type": "SALE"}]})) == 2
    assert len(of({"Invoices": [{"Date": "2026-01-01"}]})) == 1
    assert len(of({"Invoices": [{"InvoiceID": "7"}]})) == 1
    assert len(of({"Invoices": [{"Due": 7}]})) == 1
    assert len(of({"Invoices": []}, query={"pagesize": "7", "size": "7"})) == 1
    assert official.findings(Exchange(method="GET", path="/Sales", told=b"{}"))
    assert official.findings(Exchange(method="GET", path="/Sales", status=404)) == []
    note = b'{"HistoryRecords":[{"Detail":"?"}]}'
    sent = Exchange(method="PUT", path="/Invoices/7/History", sent=note, told=b'{"HistoryRecords":[]}')
    assert len(official.findings(sent)) == 1


def examples() -> Iterator[tuple[tuple[str, str], int, Any]]:
    """Walk through the description's own examples of answers that the simulator gives too."""
    for path, operations in official.description()["paths"].items():
        if path.split("/")[1] not in {*LISTS, "Organisation", "InvoiceReminders"} or "Attachments" in path:
            continue
        for method, operation in operations.items():
            if method not in {"get", "put", "post", "delete"}:
                continue
            content = operation["responses"].get("200", {}).get("content", {})
            example = content.get("application/json", {}).get("example")
            if example is not None:
                yield (method, path), 200, example


def test_where_the_description_contradicts_itself() -> None:
    found = set()
    for (method, path), status, example in examples():
        told = json.dumps(example, default=str).encode()
        exchange = Exchange(method=method.upper(), path=path, status=status, told=told)
        if any("no such field" not in each for each in official.findings(exchange)):
            found.add((method, path))
    assert found == set(CONTRADICTIONS)
