"""The ledger behind it: payments, batches, credits and their allocation, currencies, banks, balances."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.simulators.xero.invariants import BooksDoNotBalance
from tests.simulators.xero.records import Record
from tests.simulators.xero_tests.desk import Desk

BANK = {"Code": "090"}


@pytest.fixture
def desk() -> Any:
    made = Desk(currencies=("EUR",))
    yield made
    assert made.books.faults() == []


def payment(document: Record, amount: Any, **fields: Any) -> dict[str, Any]:
    target = {document.entity: {f"{document.entity}ID": document.id}}
    return {**target, "Account": BANK, "Amount": amount, "Date": "2026-11-20", **fields}


def part(invoice: Record, amount: Any) -> dict[str, Any]:
    return {"Allocations": [{"Invoice": {"InvoiceID": invoice.id}, "Amount": amount, "Date": "2026-11-21"}]}


def test_a_payment_moves_amounts_and_update_times(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    invoice = desk.books.invoice(amy, "100.00")
    contact = desk.one("Contacts", amy.id)["UpdatedDateUTC"]
    desk.wait(minutes=30)
    made = desk.done("PUT", "/Payments", payment(invoice, Decimal("60.15"), Reference="cheque"))
    assert (made["PaymentType"], made["Status"], made["Reference"]) == (
        "ACCRECPAYMENT",
        "AUTHORISED",
        "cheque",
    )
    assert (made["Invoice"]["AmountDue"], made["Invoice"]["Status"]) == (Decimal("39.85"), "AUTHORISED")
    shown = desk.one("Invoices", invoice.id)
    assert str(shown["AmountDue"]) == "39.85"
    assert [each["PaymentID"] for each in shown["Payments"]] == [made["PaymentID"]]
    assert shown["UpdatedDateUTC"] == made["UpdatedDateUTC"] == "/Date(1795523400000+0000)/"
    assert desk.one("Contacts", amy.id)["UpdatedDateUTC"] == contact
    desk.done("PUT", "/Payments", payment(invoice, Decimal("39.85"), Date="2026-11-23"))
    paid = desk.one("Invoices", invoice.id)
    assert (paid["Status"], paid["AmountDue"], paid["AmountPaid"]) == ("PAID", 0, 100)
    assert paid["FullyPaidOnDate"] == "/Date(1795392000000+0000)/"
    assert desk.books.balance(amy) == 0


def test_deleting_a_payment_opens_the_invoice_again(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    invoice = desk.books.invoice(amy, 100)
    made = desk.books.pay(invoice, 100)
    desk.wait(minutes=1)
    gone = desk.done("POST", f"/Payments/{made.id}", {"Status": "DELETED"})
    assert (gone["Status"], gone["Invoice"]["AmountDue"]) == ("DELETED", 100)
    shown = desk.one("Invoices", invoice.id)
    assert (shown["Status"], shown["Payments"], "FullyPaidOnDate" in shown) == ("AUTHORISED", [], False)
    assert shown["UpdatedDateUTC"] == gone["UpdatedDateUTC"]
    assert len(desk.get("Payments")) == 1
    assert desk.refused("POST", f"/Payments/{made.id}", {"Status": "DELETED"})
    assert desk.refused("POST", f"/Payments/{desk.books.pay(invoice, 1).id}", {"Status": "VOIDED"})
    assert desk.books.balance(amy) == 99


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"Amount": Decimal("100.01")}, "Payment amount exceeds the amount outstanding on this document"),
        ({"Amount": 0}, "Payment amount must be greater than zero"),
        ({"Amount": -1}, "Payment amount must be greater than zero"),
        ({"Account": {}}, "Account must be specified"),
        ({"Account": {"Code": "200"}}, "Account type is invalid"),
        ({"Account": {"AccountID": "7" * 8 + "-0000-4000-8000-000000000000"}}, "Account could not be found"),
        ({"Invoice": {"InvoiceNumber": "nothing"}}, "Invoice could not be found"),
        ({"Invoice": {}}, "Payment must be for an Invoice, a Credit Note"),
    ],
)
def test_wrong_payments(desk: Desk, wrong: dict[str, Any], message: str) -> None:
    invoice = desk.books.invoice(desk.books.contact("Amy"), 100)
    told = desk.refused("PUT", "/Payments", {"Payments": [{**payment(invoice, 1), **wrong}]})
    assert told[0].startswith(message)
    assert desk.get("Payments") == []
    assert desk.one("Invoices", invoice.id)["AmountDue"] == 100


def test_only_approved_documents_are_paid(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy")
    drafted, voided = books.invoice(amy, 100, status="DRAFT"), books.void(books.invoice(amy, 100))
    paid = books.invoice(amy, 100)
    books.pay(paid)
    for document in (drafted, voided):
        told = desk.refused("PUT", "/Payments", payment(document, 1))
        assert told == ["Payments can only be made against Authorised documents"]
    told = desk.refused("PUT", "/Payments", payment(paid, 1))
    assert told == ["Payment amount exceeds the amount outstanding on this document"]


def test_two_payments_in_one_request_may_not_be_too_much_together(desk: Desk) -> None:
    invoice = desk.books.invoice(desk.books.contact("Amy"), 100)
    both = {"Payments": [payment(invoice, 60), payment(invoice, 60)]}
    assert desk.refused("PUT", "/Payments", both)
    assert desk.get("Payments") == []
    told = desk.ask("PUT", "/Payments", both, summarizeErrors="false")["Payments"]
    assert [each["StatusAttributeString"] for each in told] == ["OK", "ERROR"]


def test_batch_payments(desk: Desk) -> None:
    books = desk.books
    amy, bob = books.contact("Amy"), books.contact("Bob")
    first, second = books.invoice(amy, 100), books.invoice(bob, 50)
    inside = [{"Invoice": {"InvoiceID": each.id}, "Amount": 40} for each in (first, second)]
    sent = {"BatchPayments": [{"Account": BANK, "Date": "2026-11-20", "Payments": inside, "Narrative": "n"}]}
    made = desk.done("PUT", "/BatchPayments", sent)
    assert (made["Type"], made["TotalAmount"], made["Status"]) == ("RECBATCH", 80, "AUTHORISED")
    assert [desk.one("Invoices", each.id)["AmountDue"] for each in (first, second)] == [60, 10]
    one = desk.get("Payments")[0]
    assert one["BatchPaymentID"] == one["BatchPayment"]["BatchPaymentID"] == made["BatchPaymentID"]
    assert desk.refused("POST", f"/Payments/{one['PaymentID']}", {"Status": "DELETED"})
    desk.wait(minutes=1)
    gone = desk.done("POST", f"/BatchPayments/{made['BatchPaymentID']}", {"Status": "DELETED"})
    assert gone["Status"] == "DELETED"
    assert {each["Status"] for each in desk.get("Payments")} == {"DELETED"}
    assert desk.one("Invoices", first.id)["UpdatedDateUTC"] == gone["UpdatedDateUTC"]
    assert (books.balance(amy), books.balance(bob)) == (100, 50)
    too_long = {"BatchPayments": [{**sent["BatchPayments"][0], "Narrative": "n" * 19}]}
    assert desk.refused("PUT", "/BatchPayments", too_long)


def test_a_credit_note_is_allocated_and_paid_back(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy")
    invoice, credit = books.invoice(amy, 100), books.credit_note(amy, 30)
    desk.wait(minutes=1)
    path = f"/CreditNotes/{credit.id}/Allocations"
    (made,) = desk.ask("PUT", path, part(invoice, 20))["Allocations"]
    assert (made["Amount"], made["Invoice"]["InvoiceID"]) == (20, invoice.id)
    shown, left = desk.one("Invoices", invoice.id), desk.one("CreditNotes", credit.id)
    assert (shown["AmountDue"], shown["AmountCredited"], shown["AmountPaid"]) == (80, 20, 0)
    assert shown["CreditNotes"][0]["AppliedAmount"] == 20
    assert (left["RemainingCredit"], left["Status"]) == (10, "AUTHORISED")
    assert left["Allocations"][0]["AllocationID"] == made["AllocationID"]
    assert shown["UpdatedDateUTC"] == left["UpdatedDateUTC"]
    back = desk.done("PUT", "/Payments", payment(credit, 10))
    assert (back["PaymentType"], back["Invoice"]["Type"]) == ("ARCREDITPAYMENT", "ACCRECCREDIT")
    assert desk.one("CreditNotes", credit.id)["Status"] == "PAID"
    assert books.balance(amy) == 80
    desk.wait(minutes=1)
    answer = desk.answer("DELETE", f"{path}/{made['AllocationID']}")
    gone = json.loads(answer.body)
    assert (gone["IsDeleted"], gone["Invoice"]["InvoiceID"]) == (True, invoice.id)
    assert desk.one("CreditNotes", credit.id)["RemainingCredit"] == 20
    assert desk.answer("DELETE", f"{path}/{made['AllocationID']}").status == 404
    assert books.balance(amy) == 80


@pytest.mark.parametrize("kind", ["overpay", "prepay"])
def test_money_without_invoice(desk: Desk, kind: str) -> None:
    books = desk.books
    amy = books.contact("Amy")
    invoice = books.invoice(amy, 100)
    credit = getattr(books, kind)(amy, 30)
    plural = f"{credit.entity}s"
    assert books.balance(amy) == 70
    (made,) = desk.ask("PUT", f"/{plural}/{credit.id}/Allocations", part(invoice, 20))["Allocations"]
    assert made[credit.entity][f"{credit.entity}ID"] == credit.id
    assert desk.one("Invoices", invoice.id)[plural][0]["AppliedAmount"] == 20
    back = desk.done("PUT", "/Payments", payment(credit, 10))
    assert back["Invoice"]["Type"] == f"AR{credit.entity.upper()}"
    assert desk.one(plural, credit.id)["Status"] == "PAID"
    assert books.balance(amy) == 80
    (bank,) = desk.get("BankTransactions")
    assert (bank["Type"], bank[f"{credit.entity}ID"]) == (f"RECEIVE-{credit.entity.upper()}", credit.id)
    path = f"/BankTransactions/{bank['BankTransactionID']}"
    assert desk.refused("POST", path, {"Status": "DELETED", **_as_described(bank)})


def test_an_overpayment_nobody_used_can_be_deleted(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    over = desk.books.overpay(amy, 30)
    (bank,) = desk.get("BankTransactions")
    sent = {"Status": "DELETED", **_as_described(bank)}
    gone = desk.done("POST", f"/BankTransactions/{bank['BankTransactionID']}", sent)
    assert gone["Status"] == "DELETED"
    shown = desk.one("Overpayments", over.id)
    assert (shown["Status"], shown["RemainingCredit"]) == ("VOIDED", 0)
    assert desk.books.balance(amy) == 0


def _as_described(bank: dict[str, Any]) -> dict[str, Any]:
    """Return what the description demands of every change of a bank transaction."""
    return {
        "Type": bank["Type"],
        "LineItems": [],
        "BankAccount": {"AccountID": bank["BankAccount"]["AccountID"]},
    }


def test_wrong_allocations(desk: Desk) -> None:
    books = desk.books
    books.rate("EUR", "1.2")
    amy, bob = books.contact("Amy"), books.contact("Bob")
    invoice, credit = books.invoice(amy, 20), books.credit_note(amy, 30)
    others = books.invoice(bob, 20)
    foreign = books.invoice(amy, 20, CurrencyCode="EUR")
    drafted = books.invoice(amy, 20, status="DRAFT")
    path = f"/CreditNotes/{credit.id}/Allocations"
    for document, amount in ((invoice, 21), (invoice, 0), (others, 1), (foreign, 1), (drafted, 1)):
        assert desk.refused("PUT", path, part(document, amount))
    assert desk.refused("PUT", path, part(books.invoice(amy, 99), 31))
    both = {"Allocations": part(invoice, 20)["Allocations"] + part(others, 1)["Allocations"]}
    assert desk.refused("PUT", path, both)
    assert desk.one("CreditNotes", credit.id)["RemainingCredit"] == 30


def test_foreign_currencies(desk: Desk) -> None:
    books = desk.books
    books.rate("EUR", "1.25", "2026-11-01")
    eve = books.contact("Eve", currency="EUR")
    invoice = books.invoice(eve, 100, day="2026-11-10")
    assert str(desk.one("Invoices", invoice.id)["CurrencyRate"]) == "1.250000"
    books.rate("EUR", "1.0", "2026-11-15")
    made = desk.done("PUT", "/Payments", payment(invoice, 100))
    assert str(made["CurrencyRate"]) == "1.000000"
    gain = books.ledger.store.journal.accounts[books.account("gain")]
    assert gain == Decimal("-20.00")
    assert books.ledger.store.journal.accounts[books.account("bank")] == 100
    own = desk.done("PUT", "/Payments", payment(books.invoice(eve, 50), 50, CurrencyRate=Decimal(2)))
    assert str(own["CurrencyRate"]) == "2.000000"


def test_balances_add_credits_and_currencies_as_they_are(desk: Desk) -> None:
    books = desk.books
    books.rate("EUR", "1.25")
    amy = books.contact("Amy")
    books.invoice(amy, 100)
    books.invoice(amy, 10, CurrencyCode="EUR", day="2026-10-01")
    books.overpay(amy, 5)
    books.bill(amy, 7)
    shown = desk.one("Contacts", amy.id)["Balances"]
    assert shown["AccountsReceivable"] == {"Outstanding": 105, "Overdue": 10}
    assert shown["AccountsPayable"] == {"Outstanding": 7, "Overdue": 0}
    assert books.balance(amy) == 105


def test_manual_journals_leave_receivables_alone(desk: Desk) -> None:
    sides = [{"AccountCode": "400", "LineAmount": 9}, {"AccountCode": "200", "LineAmount": -9}]
    made = desk.done("PUT", "/ManualJournals", {"Narration": "x", "JournalLines": sides, "Status": "POSTED"})
    assert len(made["JournalLines"]) == 2
    path = f"/ManualJournals/{made['ManualJournalID']}"
    assert desk.done("POST", path, {"Narration": "x", "Status": "VOIDED"})["Status"] == "VOIDED"
    debtors = [{"AccountCode": "610", "LineAmount": 9}, sides[1]]
    for wrong in ({"JournalLines": debtors}, {"JournalLines": sides[:1]}, {"Narration": ""}):
        assert desk.refused("PUT", "/ManualJournals", {"Narration": "x", "JournalLines": sides, **wrong})


def test_merging_moves_documents_and_what_was_paid(desk: Desk) -> None:
    books = desk.books
    amy, twin = books.contact("Amy"), books.contact("Amy too")
    group = books.contact_group("Late", [twin])
    invoice = books.invoice(twin, 100)
    books.pay(invoice, 40)
    books.allocate(books.credit_note(twin, 10), invoice, 10)
    before = desk.one("Invoices", invoice.id)["UpdatedDateUTC"]
    desk.wait(minutes=1)
    books.merge_contacts(twin, amy)
    shown = desk.one("Invoices", invoice.id)
    assert (shown["Contact"]["ContactID"], shown["UpdatedDateUTC"]) == (amy.id, before)
    assert (books.balance(amy), books.balance(twin)) == (50, 0)
    assert desk.one("Contacts", twin.id)["MergedToContactID"] == amy.id
    (member,) = desk.one("ContactGroups", group.id)["Contacts"]
    assert member["ContactID"] == amy.id


def test_books_that_do_not_balance_are_noticed(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy")
    invoice = books.invoice(amy, 100)
    sound = invoice.data
    invoice.data = {**sound, "AmountDue": Decimal(99)}
    assert len(books.faults()) == 2
    invoice.data = sound
    books.ledger.store.journal.receivable[amy.id] += 1
    with pytest.raises(BooksDoNotBalance):
        books.pay(invoice, 40)
    assert books.ledger.broken
    books.ledger.store.journal.receivable[amy.id] -= 1
    books.ledger.broken.clear()
    assert desk.one("Invoices", invoice.id)["AmountDue"] == 100
