"""Invoices and credit notes: what may be written, what is refused and in which form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.simulators.xero_tests.desk import Desk

ZEROS = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def desk() -> Desk:
    return Desk(currencies=("EUR",))


def line(amount: Any, **fields: Any) -> dict[str, Any]:
    return {"Description": "Goods", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200", **fields}


def draft(contact: Any, amount: Any = 100, **fields: Any) -> dict[str, Any]:
    head = {"Type": "ACCREC", "Contact": {"ContactID": contact.id}, "Date": "2026-11-01"}
    return {**head, "DueDate": "2026-12-01", "LineItems": [line(amount, TaxType="NONE")], **fields}


def test_drafts_and_approval(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    made = desk.done("PUT", "/Invoices", draft(amy))
    assert (made["Status"], made["AmountDue"], made["InvoiceNumber"]) == ("DRAFT", 100, "INV-0001")
    assert desk.books.balance(amy) == 0
    path = f"/Invoices/{made['InvoiceID']}"
    for status in ("SUBMITTED", "DRAFT", "AUTHORISED"):
        assert desk.done("POST", path, {"Status": status})["Status"] == status
    assert desk.books.balance(amy) == 100
    assert desk.refused("POST", path, {"Status": "DRAFT"}) == ["Invoice not of valid status for modification"]
    assert desk.refused("POST", path, {"Status": "DELETED"})
    voided = desk.done("POST", path, {"Status": "VOIDED"})
    assert (voided["AmountDue"], voided["Total"]) == (0, 100)
    assert desk.books.balance(amy) == 0
    assert desk.refused("POST", path, {"Status": "AUTHORISED"})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"DueDate": None, "Status": "AUTHORISED"}, "The document DueDate field must be specified."),
        ({"LineItems": [line(7, AccountCode="999")]}, "Account code '999' is not a valid code"),
        ({"LineItems": [line(7, AccountCode=None)], "Status": "AUTHORISED"}, "Account code ''"),
        (
            {"LineItems": [line(7, Description="")], "Status": "AUTHORISED"},
            "The description field is mandatory",
        ),
        ({"LineItems": [line(7, TaxType="MOON")]}, "The TaxType code 'MOON' does not exist"),
        (
            {"LineItems": [line(7, LineAmount=8)]},
            "The line total 8.00 does not match the expected line total",
        ),
        ({"LineItems": [line(-7)], "Status": "AUTHORISED"}, "The document total must not be negative."),
        ({"CurrencyCode": "XAU"}, "Currency code 'XAU' is not enabled"),
        ({"Status": "PAID"}, "The status PAID cannot be given to a new document."),
        ({"Type": None}, "Invoice Type must be specified."),
        ({"Contact": {}}, "A Contact must be specified"),
        ({"Contact": {"ContactID": ZEROS}}, "The Contact could not be found."),
        ({"Reference": "r" * 256}, "The Reference field cannot be longer than 255 characters."),
        ({"Date": "soon"}, "The string 'soon' is not a valid AllXsd value."),
        ({"Status": "LOST"}, "Error converting value"),
        ({"LineItems": [line("much")]}, "Could not convert string to decimal: much"),
        ({"LineItems": [line(10**11)]}, "LineAmount must be less than 10,000,000,000."),
    ],
)
def test_wrong_invoices(desk: Desk, wrong: dict[str, Any], message: str) -> None:
    amy = desk.books.contact("Amy")
    told = desk.refused("PUT", "/Invoices", draft(amy, **wrong))
    assert told[0].startswith(message)
    assert desk.get("Invoices") == []


def test_a_new_name_makes_a_contact_and_a_refused_invoice_does_not(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    sent = {**draft(amy), "Contact": {"Name": "Newcomer"}}
    assert desk.refused("PUT", "/Invoices", {**sent, "LineItems": []})
    assert len(desk.get("Contacts")) == 1
    made = desk.done("PUT", "/Invoices", sent)
    again = desk.done("PUT", "/Invoices", sent)
    assert made["Contact"]["ContactID"] == again["Contact"]["ContactID"]
    assert len(desk.get("Contacts")) == 2


def test_numbers_are_unique_until_they_are_free(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    first = desk.done("PUT", "/Invoices", draft(amy, InvoiceNumber="A-1"))
    taken = draft(amy, 7, InvoiceNumber="A-1")
    assert desk.refused("PUT", "/Invoices", taken) == ["Invoice # must be unique."]
    assert desk.done("POST", "/Invoices", taken)["InvoiceID"] == first["InvoiceID"]
    desk.done("POST", f"/Invoices/{first['InvoiceID']}", {"Status": "DELETED"})
    assert desk.done("PUT", "/Invoices", taken)["InvoiceID"] != first["InvoiceID"]
    assert desk.done("PUT", "/Invoices", draft(amy))["InvoiceNumber"] == "INV-0001"


@pytest.mark.parametrize(
    ("kind", "totals"),
    [
        ("Exclusive", ("99.99", "20.00", "119.99")),
        ("Inclusive", ("83.32", "16.67", "99.99")),
        ("NoTax", ("99.99", "0.00", "99.99")),
    ],
)
def test_tax(desk: Desk, kind: str, totals: tuple[str, str, str]) -> None:
    lines = [line(Decimal("33.33"), Quantity=3, TaxType="OUTPUT2")]
    sent = draft(desk.books.contact("Amy"), LineItems=lines, LineAmountTypes=kind, Status="AUTHORISED")
    made = desk.done("PUT", "/Invoices", sent)
    shown = tuple(str(made[name]) for name in ("SubTotal", "TotalTax", "Total"))
    assert shown == totals
    assert desk.books.faults() == []


def test_discounts_and_lines_of_words_only(desk: Desk) -> None:
    lines = [
        line(100, Quantity=2, DiscountRate=10, TaxType="NONE"),
        line(50, DiscountAmount=5, TaxType="NONE"),
        {"Description": "Thank you"},
        {"Description": "By amount", "LineAmount": 8, "Quantity": 4, "AccountCode": "200", "TaxType": "NONE"},
    ]
    made = desk.done(
        "PUT", "/Invoices", draft(desk.books.contact("Amy"), LineItems=lines, Status="AUTHORISED")
    )
    assert (made["Total"], made["TotalDiscount"], made["IsDiscounted"]) == (233, 25, True)
    assert made["LineItems"][3]["UnitAmount"] == 2


def test_the_contacts_terms_give_the_due_day(desk: Desk) -> None:
    for day, kind, due in (
        (30, "DAYSAFTERBILLDATE", "2026-12-01"),
        (10, "DAYSAFTERBILLMONTH", "2026-12-10"),
        (31, "OFCURRENTMONTH", "2026-11-30"),
        (5, "OFFOLLOWINGMONTH", "2026-12-05"),
    ):
        amy = desk.books.contact(kind, PaymentTerms={"Sales": {"Day": day, "Type": kind}})
        sent = draft(amy, Status="AUTHORISED")
        del sent["DueDate"]
        made = desk.done("PUT", "/Invoices", sent)
        assert made["DueDateString"] == f"{due}T00:00:00"


def test_a_change_touches_what_is_sent(desk: Desk) -> None:
    invoice = desk.books.invoice(desk.books.contact("Amy"), 100, Reference="PO 7")
    before = desk.one("Invoices", invoice.id)
    desk.wait(minutes=1)
    # The SDK's models send these two along.
    sent = {"Invoices": [{"Url": "https://example.com/7", "HasAttachments": False, "HasErrors": False}]}
    after = desk.done("POST", f"/Invoices/{invoice.id}", sent)
    assert after["Url"] == "https://example.com/7"
    kept = ("Reference", "LineItems", "Total", "DueDate", "InvoiceNumber", "Status")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert after["UpdatedDateUTC"] > before["UpdatedDateUTC"]
    desk.wait(minutes=1)
    assert desk.done("POST", f"/Invoices/{invoice.id}", sent)["UpdatedDateUTC"] == after["UpdatedDateUTC"]


def test_lines_are_replaced_as_a_whole(desk: Desk) -> None:
    invoice = desk.books.invoice(desk.books.contact("Amy"), 100)
    (first,) = desk.one("Invoices", invoice.id)["LineItems"]
    lines = [line(60, LineItemID=first["LineItemID"], TaxType="NONE"), line(7, TaxType="NONE")]
    changed = desk.done("POST", f"/Invoices/{invoice.id}", {"LineItems": lines})
    assert changed["Total"] == 67
    assert changed["LineItems"][0]["LineItemID"] == first["LineItemID"]
    assert desk.books.balance(desk.books.find("Contact", invoice.data["Contact"])) == 67


def test_a_paid_invoice_changes_in_its_words_only(desk: Desk) -> None:
    amy, bob = desk.books.contact("Amy"), desk.books.contact("Bob")
    invoice = desk.books.invoice(amy, 100)
    desk.books.pay(invoice, 40)
    path = f"/Invoices/{invoice.id}"
    refused = ["Invoice not of valid status for modification"]
    refused += ["This document cannot be edited as it has a payment or credit note allocated to it."]
    for sent in (
        {"ExpectedPaymentDate": "2026-12-24"},
        {"SentToContact": True},
        {"LineItems": [line(7)]},
        {"Date": "2026-11-02"},
        {"Status": "VOIDED"},
    ):
        assert desk.refused("POST", path, sent) == refused
    described = [line(100, Description="Other words", TaxType="NONE")]
    sent = {"Reference": "PO 8", "DueDate": "2026-12-31", "LineItems": described}
    changed = desk.done("POST", path, sent)
    assert (changed["Reference"], changed["AmountDue"]) == ("PO 8", 60)
    assert changed["LineItems"][0]["Description"] == "Other words"
    assert desk.done("POST", path, {"Contact": {"ContactID": bob.id}})["Contact"]["Name"] == "Bob"
    assert (desk.books.balance(amy), desk.books.balance(bob)) == (0, 60)


def test_a_due_day_alone_does_not_move_the_update_time_of_a_part_paid_invoice(desk: Desk) -> None:
    amy = desk.books.contact("Amy", email="amy@example.com")
    paid, unpaid = desk.books.invoice(amy, 100), desk.books.invoice(amy, 100)
    desk.books.pay(paid, 40)
    for invoice, moves in ((paid, False), (unpaid, True)):
        before = desk.one("Invoices", invoice.id)["UpdatedDateUTC"]
        desk.wait(minutes=1)
        desk.done("POST", f"/Invoices/{invoice.id}", {"DueDate": "2027-01-01"})
        after = desk.one("Invoices", invoice.id)
        assert after["DueDateString"] == "2027-01-01T00:00:00"
        assert (after["UpdatedDateUTC"] != before) == moves


def test_the_expected_payment_day(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    invoice, bill = desk.books.invoice(amy, 100), desk.books.bill(amy, 100)
    path = f"/Invoices/{invoice.id}"
    made = desk.done("POST", path, {"ExpectedPaymentDate": "2026-12-24"})
    assert made["ExpectedPaymentDateString"] == "2026-12-24T00:00:00"
    for nothing in (b'{"ExpectedPaymentDate":""}', b'{"ExpectedPaymentDate":null}', b'{"Reference":"x"}'):
        told = desk.api.handle(desk.books, desk.request("POST", path, nothing), desk.now)
        assert "ExpectedPaymentDate" in told.body["Invoices"][0]
    assert "ExpectedPaymentDate" not in desk.done("POST", path, {"ExpectedPaymentDateString": ""})
    shown = desk.done("POST", f"/Invoices/{bill.id}", {"ExpectedPaymentDate": "2026-12-24"})
    assert "ExpectedPaymentDate" not in shown
    # People may set it on their screen whatever was paid.
    desk.books.pay(invoice, 40)
    desk.books.expect_payment_on(invoice, "2026-12-31")
    assert desk.one("Invoices", invoice.id)["ExpectedPaymentDateString"] == "2026-12-31T00:00:00"


def test_nothing_is_written_in_a_locked_period(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy", email="amy@example.com")
    invoice, other = books.invoice(amy, 100, day="2026-10-31"), books.invoice(amy, 100, day="2026-11-01")
    credit = books.credit_note(amy, 10, day="2026-11-01")
    books.lock_period("2026-10-31")
    path = f"/Invoices/{invoice.id}"
    locked = ["The document date cannot be before the period lock date."]
    assert desk.refused("PUT", "/Invoices", draft(amy, Date="2026-10-31", Status="AUTHORISED")) == locked
    for sent in ({"ExpectedPaymentDate": "2026-12-24"}, {"Status": "VOIDED"}, {"Reference": "x"}):
        assert desk.refused("POST", path, sent) == locked
    pay = {"Invoice": {"InvoiceID": other.id}, "Account": {"Code": "090"}, "Amount": 1, "Date": "2026-10-31"}
    assert desk.refused("PUT", "/Payments", pay) == locked
    part = {"Allocations": [{"Invoice": {"InvoiceID": other.id}, "Amount": 1, "Date": "2026-10-31"}]}
    assert desk.refused("PUT", f"/CreditNotes/{credit.id}/Allocations", part) == locked
    assert desk.done("PUT", "/Invoices", draft(amy, Date="2026-10-31"))["Status"] == "DRAFT"
    note = {"HistoryRecords": [{"Details": "Rang."}]}
    assert desk.ask("PUT", f"{path}/History", note)["HistoryRecords"]
    assert desk.answer("POST", f"{path}/Email").status == 204
    assert desk.done("PUT", "/Payments", {**pay, "Date": "2026-11-01"})["Amount"] == 1


def test_all_or_nothing_unless_errors_are_not_summarized(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    sent = {"Invoices": [draft(amy, 1), draft(amy, 2, LineItems=[]), draft(amy, 3)]}
    assert desk.refused("PUT", "/Invoices", sent) == ["One or more line items must be specified"]
    assert desk.get("Invoices") == []
    told = desk.ask("PUT", "/Invoices", sent, summarizeErrors="False")["Invoices"]
    assert [each["StatusAttributeString"] for each in told] == ["OK", "ERROR", "OK"]
    assert told[1]["ValidationErrors"] == [{"Message": "One or more line items must be specified"}]
    assert len(desk.get("Invoices")) == 2


def test_bodies_that_cannot_be_read(desk: Desk) -> None:
    for sent in ("[1]", '"x"', "7", '{"Invoices": {"Type": "ACCREC"}}'):
        answer = desk.api.handle(desk.books, desk.request("PUT", "/Invoices", sent.encode()), desk.now)
        assert (answer.status, answer.body["Type"]) == (400, "PostDataInvalidException")
    answer = desk.api.handle(desk.books, desk.request("PUT", "/Invoices", b"{"), desk.now)
    assert answer.body["ErrorNumber"] == 14
    assert desk.answer("DELETE", "/Invoices").status == 405
    assert desk.answer("PUT", "/Accounts", {"Name": "x"}).status == 405


def test_credit_notes(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    sent = {**draft(amy, 30, Type="ACCRECCREDIT", Status="AUTHORISED")}
    made = desk.done("PUT", "/CreditNotes", sent)
    assert (made["CreditNoteNumber"], made["RemainingCredit"]) == ("CN-0001", 30)
    assert desk.books.balance(amy) == -30
    path = f"/CreditNotes/{made['CreditNoteID']}"
    assert desk.done("POST", path, {"Reference": "sorry"})["Reference"] == "sorry"
    assert desk.done("POST", path, {"Status": "VOIDED"})["RemainingCredit"] == 0
    assert desk.books.balance(amy) == 0


def test_an_invoice_of_nothing_is_paid_at_once(desk: Desk) -> None:
    made = desk.done("PUT", "/Invoices", draft(desk.books.contact("Amy"), 0, Status="AUTHORISED"))
    assert (made["Status"], made["AmountDue"]) == ("PAID", 0)
    assert "FullyPaidOnDate" in made


def test_webhooks_are_told_of_contacts_invoices_and_credit_notes(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy")
    invoice = books.invoice(amy, 100)
    books.allocate(books.credit_note(amy, 10), invoice, 10)
    books.pay(invoice, 40)
    books.quote(amy, 5)
    told = [(each.category, each.kind) for each in books.notices]
    assert told[:3] == [("CONTACT", "CREATE"), ("INVOICE", "CREATE"), ("CREDITNOTE", "CREATE")]
    assert sorted(told[3:]) == [("CREDITNOTE", "UPDATE"), ("INVOICE", "UPDATE"), ("INVOICE", "UPDATE")]
    assert books.notices[2].data == {"Type": "ACCRECCREDIT", "Status": "AUTHORISED"}
    assert books.notices[3].data in (None, {"Type": "ACCRECCREDIT", "Status": "PAID"})
