"""Lists: pages, filters, orders, what changed since, and how much of a record each kind of answer shows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.simulators.xero_tests.desk import NOON, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk(currencies=("EUR",))


def many(desk: Desk, count: int) -> None:
    amy = desk.books.contact("Amy")
    for number in range(count):
        desk.books.invoice(amy, number + 1)
        desk.wait(seconds=1)


def totals(found: list[dict[str, Any]]) -> list[int]:
    return [int(each["Total"]) for each in found]


def test_without_pages_everything_comes_without_lines(desk: Desk) -> None:
    many(desk, 120)
    told = desk.ask("GET", "/Invoices")
    assert "pagination" not in told
    assert len(told["Invoices"]) == 120
    assert not any(each["LineItems"] for each in told["Invoices"])


def test_pages_have_lines_and_a_hundred_records_unless_told_otherwise(desk: Desk) -> None:
    many(desk, 120)
    told = desk.ask("GET", "/Invoices", page=2)
    assert told["pagination"] == {"page": 2, "pageSize": 100, "pageCount": 2, "itemCount": 120}
    assert totals(told["Invoices"]) == list(range(101, 121))
    assert all(each["LineItems"] for each in told["Invoices"])
    assert len(desk.get("Invoices", page=1, pageSize=1000)) == 120
    assert totals(desk.get("Invoices", page=4, pageSize=39)) == [118, 119, 120]
    assert desk.get("Invoices", page=5, pageSize=39) == []
    for wrong in ({"pageSize": 0}, {"pageSize": 1001}, {"page": 0}, {"page": "x"}):
        assert desk.refused("GET", "/Invoices", **{"page": 1, **wrong})


def test_a_page_size_without_page_changes_nothing(desk: Desk) -> None:
    many(desk, 3)
    assert len(desk.get("Invoices", pageSize=2)) == 3


def test_statuses_and_summaries_are_always_paged(desk: Desk) -> None:
    many(desk, 120)
    assert len(desk.get("Invoices", Statuses="AUTHORISED,PAID")) == 100
    assert desk.get("Invoices", Statuses="PAID") == []
    told = desk.ask("GET", "/Invoices", summaryOnly="True", pageSize=5, page=1)
    assert told["pagination"]["pageCount"] == 24
    first = told["Invoices"][0]
    assert first["AmountDue"] == 1
    assert not {"LineItems", "Payments", "HasAttachments"} & set(first)


def test_quotes_come_in_hundreds_whatever_the_page_size(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    for number in range(103):
        desk.books.quote(amy, number + 1)
    assert len(desk.get("Quotes")) == 100
    assert len(desk.get("Quotes", page=2)) == 3
    assert "pagination" not in desk.ask("GET", "/Quotes", page=2)


def test_what_changed_since(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy")
    first = books.invoice(amy, 1)
    desk.wait(minutes=1)
    second = books.invoice(amy, 2)
    assert totals(desk.get("Invoices", since=NOON)) == [1, 2]
    assert totals(desk.get("Invoices", since=NOON + timedelta(seconds=1))) == [2]
    desk.wait(minutes=1)
    books.pay(first, 1)
    assert totals(desk.get("Invoices", since=desk.now)) == [1]
    assert desk.get("Contacts", since=desk.now) == []
    # The instant is compared to the second.
    assert totals(desk.get("Invoices", since=desk.now + timedelta(milliseconds=900))) == [1]
    assert totals(desk.get("Invoices", where=f'InvoiceID==Guid("{second.id}")', since=NOON)) == [2]


@pytest.mark.parametrize(
    "since", ["2026-11-24T12:00:30", "2026-11-24T13:00:30+01:00", "Tue, 24 Nov 2026 12:00:30 GMT"]
)
def test_the_forms_of_an_instant(desk: Desk, since: str) -> None:
    amy = desk.books.contact("Amy")
    desk.books.invoice(amy, 1)
    desk.wait(seconds=30)
    desk.books.invoice(amy, 2)
    answer = desk.answer("GET", "/Invoices", headers={"If-Modified-Since": since})
    assert answer.body.count(b'"InvoiceID"') == 1
    assert desk.answer("GET", "/Invoices", headers={"If-Modified-Since": "yesterday"}).status == 400


FILTERS = (
    ('Type=="ACCREC"', [1, 2, 3]),
    ('Type=="ACCPAY"', [9]),
    ('type = "accrec" and AmountDue > 0', [1, 2]),
    ('Status=="PAID" OR Status=="DRAFT"', [3]),
    ('Status!="PAID"&&Type=="ACCREC"', [1, 2]),
    ('Type=="ACCREC" AND (Total==1 OR Total>=3)', [1, 3]),
    ("Date>=DateTime(2026,10,1) AND Date<DateTime(2026, 10, 15)", [1]),
    ("DueDate==DateTime(2026, 11, 1)", [2]),
    ("UpdatedDateUTC>=DateTime(2026,11,24,12,0,0)", [1, 2, 3, 9]),
    ("UpdatedDateUTC>DateTime(2026,11,24,12,0,0)", []),
    ('Reference!=null AND Reference.Contains("late")', [2]),
    ('Reference==null AND Type=="ACCREC"', [1, 3]),
    ('Reference.StartsWith("Too") == true', [2]),
    ('Contact.Name.ToLower().EndsWith("my")', [1, 2, 3]),
    ('Contact.Name=="Amy" AND AmountDue<=1', [1, 3]),
    ('Contact.ContactNumber=="C1"', [1, 2, 3]),
    ('SentToContact==true OR Contact.Name=="Sue"', [9]),
    ("SentToContact==false", [1, 2, 3, 9]),
)


@pytest.fixture
def four(desk: Desk) -> Desk:
    books = desk.books
    amy, sue = books.contact("Amy", ContactNumber="C1"), books.contact("Sue")
    books.invoice(amy, 1, day="2026-10-14")
    books.invoice(amy, 2, day="2026-10-15", due="2026-11-01", Reference="Too late")
    books.pay(books.invoice(amy, 3))
    books.bill(sue, 9)
    return desk


@pytest.mark.parametrize(("where", "expected"), FILTERS)
def test_filters(four: Desk, where: str, expected: list[int]) -> None:
    assert sorted(totals(four.get("Invoices", where=where))) == expected


@pytest.mark.parametrize(
    "where",
    [
        *('Colour=="red"', "Type==", 'Type=="ACCREC" AND', '(Type=="A"', "Date==DateTime(2026,13,1)"),
        *("Total~1", "Reference.Contains(7)", "Date==DateTime(2026)", '"Type"'),
    ],
)
def test_filters_that_cannot_be_read(four: Desk, where: str) -> None:
    answer = four.answer("GET", "/Invoices", where=where)
    assert answer.status == 400
    assert b"QueryParseException" in answer.body


def test_filters_by_what_a_payment_pays(four: Desk) -> None:
    books = four.books
    paid = books.invoice(books.contact("Bob"), 5)
    made = books.pay(paid, 5)
    for where in (
        f'Invoice.InvoiceID==guid("{paid.id}")',
        f'Invoice.InvoiceNumber=="{paid.data["InvoiceNumber"]}"',
        'PaymentType=="ACCRECPAYMENT" AND Account.Code=="090" AND Amount>3',
    ):
        assert [each["PaymentID"] for each in four.get("Payments", where=where)] == [made.id]
    batch = books.batch_pay([(books.invoice(books.contact("Cid"), 6), 6)])
    assert len(four.get("Payments", where=f'BatchPaymentID==Guid("{batch.id}")')) == 1


def test_lists_of_values(four: Desk) -> None:
    found = four.get("Invoices", order="Total")
    one, two = found[0], found[1]
    assert sorted(totals(four.get("Invoices", IDs=f"{one['InvoiceID']},{two['InvoiceID'].upper()}"))) == [
        1,
        2,
    ]
    assert totals(four.get("Invoices", InvoiceNumbers=two["InvoiceNumber"])) == [2]
    amy = one["Contact"]["ContactID"]
    assert sorted(totals(four.get("Invoices", ContactIDs=amy, Statuses="AUTHORISED"))) == [1, 2]
    assert totals(four.get("Invoices", searchTerm="too LATE")) == [2]
    assert four.get("Invoices", createdByMyApp="True") == []
    early = four.books.prepay(four.books.find("Contact", amy), 5, Reference="P-1")
    four.books.overpay(four.books.find("Contact", amy), 5, Reference="P-1")
    found = four.get("Prepayments", InvoiceNumbers="P-1,P-2")
    assert [(each["PrepaymentID"], each["InvoiceNumber"]) for each in found] == [(early.id, "P-1")]
    assert len(four.get("Overpayments", References="P-1")) == 1
    assert four.get("Overpayments", References="P-2") == []


def test_orders(four: Desk) -> None:
    assert totals(four.get("Invoices", order="Total DESC")) == [9, 3, 2, 1]
    assert totals(four.get("Invoices", order="Type, Total DESC")) == [9, 3, 2, 1]
    assert totals(four.get("Invoices", order="Reference ASC,Total ASC"))[-1] == 2
    assert four.refused("GET", "/Invoices", order="Total SIDEWAYS")
    assert four.refused("GET", "/Invoices", order="Colour")


def test_the_last_to_change_come_last(desk: Desk) -> None:
    many(desk, 3)
    first = desk.get("Invoices")[0]
    desk.books.pay(desk.books.find("Invoice", first["InvoiceID"]), 1)
    assert totals(desk.get("Invoices")) == [2, 3, 1]


def test_how_much_of_a_contact_is_shown(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy", terms=14, email="amy@example.com")
    books.contact("New")
    books.pay(books.invoice(amy, 100, day="2026-10-01"), 30)
    books.invoice(amy, 50)
    books.credit_note(amy, 5)
    plain = desk.get("Contacts", IDs=amy.id)[0]
    assert not {"Balances", "PaymentTerms"} & set(plain)
    for whole in (desk.get("Contacts", page=1, IDs=amy.id)[0], desk.one("Contacts", amy.id)):
        assert whole["PaymentTerms"] == {"Sales": {"Day": 14, "Type": "DAYSAFTERBILLDATE"}}
        assert whole["Balances"]["AccountsReceivable"] == {"Outstanding": 115, "Overdue": 70}
        assert (whole["IsCustomer"], whole["IsSupplier"]) == (True, False)
    (new,) = desk.get("Contacts", page=1, where='Name=="New"')
    assert "Balances" not in new
    light = desk.get("Contacts", summaryOnly="true", IDs=amy.id)[0]
    assert not {"Balances", "Phones", "ContactGroups"} & set(light)
    assert light["EmailAddress"] == "amy@example.com"


def test_archived_contacts_are_left_out_unless_asked_for(desk: Desk) -> None:
    books = desk.books
    amy, old = books.contact("Amy"), books.contact("Old")
    books.merge_contacts(old, amy)
    gone = books.archive(books.contact("Gone"))
    assert [each["Name"] for each in desk.get("Contacts", page=1)] == ["Amy"]
    found = {each["Name"]: each for each in desk.get("Contacts", page=1, includeArchived="True")}
    assert found["Old"]["MergedToContactID"] == amy.id
    assert found["Gone"]["ContactStatus"] == "ARCHIVED"
    assert desk.get("Contacts", IDs=gone.id) == []
    assert desk.one("Contacts", gone.id)["Name"] == "Gone"


def test_searching_contacts(desk: Desk) -> None:
    desk.books.contact("Amy", email="a@example.com")
    desk.books.contact("Bob", ContactNumber="B-7")
    assert [each["Name"] for each in desk.get("Contacts", searchTerm="EXAMPLE")] == ["Amy"]
    assert [each["Name"] for each in desk.get("Contacts", searchTerm="b-7")] == ["Bob"]
    assert desk.one("Contacts", "B-7")["Name"] == "Bob"


def test_filters_of_quotes(desk: Desk) -> None:
    books = desk.books
    amy, bob = books.contact("Amy"), books.contact("Bob")
    first = books.quote(amy, 1, day="2026-10-01", expires="2026-10-31")
    books.quote(bob, 2, day="2026-11-01", status="ACCEPTED")
    assert totals(desk.get("Quotes", ContactID=amy.id)) == [1]
    assert totals(desk.get("Quotes", Status="ACCEPTED")) == [2]
    assert totals(desk.get("Quotes", DateFrom="2026-10-15")) == [2]
    assert totals(desk.get("Quotes", DateTo="2026-10-15", ExpiryDateTo="2026-12-31")) == [1]
    assert totals(desk.get("Quotes", QuoteNumber=first.data["QuoteNumber"])) == [1]
    assert sorted(totals(desk.get("Quotes", QuoteNumber="QU"))) == [1, 2]


def test_single_records_by_number_and_what_is_not_there(desk: Desk) -> None:
    invoice = desk.books.invoice(desk.books.contact("Amy"), 7, InvoiceNumber="A-7")
    assert desk.one("Invoices", "A-7")["InvoiceID"] == invoice.id
    assert desk.one("Invoices", invoice.id.upper())["InvoiceNumber"] == "A-7"
    for path in ("/Invoices/A-8", "/Sales", f"/Invoices/{invoice.id}/Colour", f"/Contacts/{invoice.id}", "/"):
        answer = desk.answer("GET", path)
        assert (answer.status, answer.body) == (404, b"The resource you're looking for cannot be found")
        assert answer.headers["Content-Type"].startswith("text/html")


def test_a_pdf(desk: Desk) -> None:
    invoice = desk.books.invoice(desk.books.contact("Amy"), 7)
    for path, accept in ((f"/Invoices/{invoice.id}", "application/pdf"), (f"/Invoices/{invoice.id}/pdf", "")):
        answer = desk.answer("GET", path, headers={"Accept": accept})
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.body.startswith(b"%PDF")


def test_decimals_of_unit_amounts(desk: Desk) -> None:
    line = {"Description": "x", "Quantity": 1000, "UnitAmount": Decimal("0.1234"), "AccountCode": "200"}
    amy = desk.books.contact("Amy")
    sent = {
        "Type": "ACCREC",
        "Contact": {"ContactID": amy.id},
        "LineItems": [line],
        "LineAmountTypes": "NoTax",
    }
    four = desk.done("PUT", "/Invoices", sent, unitdp=4)
    assert (str(four["Total"]), str(four["LineItems"][0]["UnitAmount"])) == ("123.40", "0.1234")
    two = desk.one("Invoices", four["InvoiceID"])
    assert str(two["LineItems"][0]["UnitAmount"]) == "0.12"
    assert str(desk.done("PUT", "/Invoices", sent)["Total"]) == "120.00"


def test_days_come_in_both_forms(desk: Desk) -> None:
    invoice = desk.books.invoice(desk.books.contact("Amy"), 7, day="2026-10-25", due="2026-11-24")
    shown = desk.one("Invoices", invoice.id)
    assert (shown["Date"], shown["DateString"]) == ("/Date(1792886400000+0000)/", "2026-10-25T00:00:00")
    assert shown["DueDateString"] == "2026-11-24T00:00:00"
    assert shown["UpdatedDateUTC"] == "/Date(1795521600000+0000)/"


def test_odd_records(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    desk.wait(minutes=5)
    desk.books.odd(amy, Name="n" * 300)
    answer = desk.api.handle(desk.books, desk.request("GET", "/Contacts"), desk.now)
    assert len(answer.body["Contacts"][0]["Name"]) == 300
    assert desk.books.find("Contact", amy.id).updated == desk.now
    assert desk.books.faults() == []


def test_aged_receivables(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy")
    books.pay(books.invoice(amy, 100, day="2026-11-01", due="2026-11-14"), 30)
    books.credit_note(amy, 20)
    books.pay(books.invoice(amy, 5))
    (report,) = desk.ask("GET", "/Reports/AgedReceivablesByContact", contactId=amy.id)["Reports"]
    rows = report["Rows"][1]["Rows"]
    values = [[cell["Value"] for cell in row["Cells"]] for row in rows]
    assert values[0][3:] == ["10 days overdue", "100.00", "30.00", "0.00", "70.00"]
    assert values[-1] == ["Total", "", "", "", "80.00", "30.00", "0.00", "50.00"]
    assert desk.refused("GET", "/Reports/AgedReceivablesByContact", contactId=NOON.isoformat())
