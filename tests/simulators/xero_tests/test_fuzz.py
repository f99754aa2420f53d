"""Whatever is sent, the accounting API answers or refuses; it never breaks, and its books add up."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.simulators.xero_tests.desk import Desk

FIELDS = (
    *("Name", "ContactID", "ContactNumber", "EmailAddress", "ContactPersons", "Addresses", "Phones"),
    *("PaymentTerms", "Sales", "Day", "Type", "ContactStatus", "Contact", "Invoice", "InvoiceID", "Status"),
    *("LineItems", "Description", "Quantity", "UnitAmount", "LineAmount", "AccountCode", "AccountID"),
    *("TaxType", "TaxAmount", "DiscountRate", "Date", "DueDate", "ExpectedPaymentDate", "CurrencyCode"),
    *("CurrencyRate", "Amount", "Account", "Code", "Payments", "Allocations", "Details", "InvoiceNumber"),
    *("Reference", "LineAmountTypes", "SentToContact", "JournalLines", "Narration", "BankAccount"),
)
PLURALS = (
    *("Contacts", "ContactGroups", "Invoices", "CreditNotes", "Payments", "BatchPayments", "Quotes"),
    *("BankTransactions", "ManualJournals", "Overpayments", "Prepayments", "HistoryRecords", "Allocations"),
)


FITTING = (
    *("ACCREC", "ACCRECCREDIT", "AUTHORISED", "DRAFT", "SENT", "RECEIVE", "RECEIVE-OVERPAYMENT", "200"),
    *("090", "GBP", "EUR", "2026-11-20", "Inclusive", "NONE", "DELETED", "VOIDED", "POSTED"),
)
ODD = st.one_of(
    st.sampled_from(["", "x" * 300, "/Date(x)/", "/Date(99999999999999999)/", "é", "NaN", "-1", "1e400"]),
    st.integers(-5, 10**13),
    st.floats(-10, 10),
    st.none(),
    st.booleans(),
    st.sampled_from([[], {}, [[]], [None], {"Name": {}}, [{}]]),
)


def bodies(ids: list[str]) -> st.SearchStrategy[Any]:
    """Draw bodies of the fields that Xero knows, with values that fit now and then."""
    return st.recursive(
        st.sampled_from([*ids, *FITTING]) | ODD,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=8)
        ),
        max_leaves=25,
    )


def open_desk() -> tuple[Desk, dict[str, str]]:
    desk = Desk(currencies=("EUR",))
    books = desk.books
    amy = books.contact("Amy", email="amy@example.com")
    found = [amy, books.invoice(amy, 100), books.credit_note(amy, 30), books.overpay(amy, 20)]
    found += [books.prepay(amy, 10), books.quote(amy, 5), books.contact_group("Late", [amy])]
    found += [books.pay(books.invoice(amy, 7)), books.batch_pay([(books.invoice(amy, 5), 5)])]
    return desk, {f"{each.entity}s": each.id for each in found}


IDS = open_desk()[1]


@given(
    method=st.sampled_from(["PUT", "POST", "DELETE", "GET"]),
    plural=st.sampled_from(PLURALS),
    below=st.sampled_from(
        ["", "/{id}", "/{id}/History", "/{id}/Allocations", "/{id}/Email", "/{id}/Contacts"]
    ),
    body=bodies(list(IDS.values())),
    listed=st.booleans(),
    summarize=st.sampled_from(["true", "false"]),
)
@example(
    method="PUT",
    plural="Payments",
    below="",
    body={"Invoice": {"InvoiceID": {}}, "Account": {"Code": []}},
    listed=True,
    summarize="true",
)
def test_nothing_breaks(
    method: str, plural: str, below: str, body: Any, *, listed: bool, summarize: str
) -> None:
    desk, ids = open_desk()
    path = f"/{plural}{below}".replace("{id}", ids.get(plural, "7"))
    sent = json.dumps({plural: [body]} if listed else body).encode()
    query = {"summarizeErrors": summarize}
    answer = desk.api.handle(desk.books, desk.request(method, path, sent, None, query), desk.now)
    assert answer.status in {200, 204, 400, 404, 405}
    assert desk.books.faults() == []


LINE = {"Description": "x", "Quantity": 2, "UnitAmount": 3, "AccountCode": "200", "TaxType": "NONE"}
AMY = {"ContactID": IDS["Contacts"]}
FORM = {"Contact": AMY, "Date": "2026-11-20", "LineItems": [LINE]}
SALE = {**FORM, "Type": "ACCREC", "DueDate": "2026-12-20"}
PART = {"Invoice": {"InvoiceID": IDS["Invoices"]}, "Amount": 1, "Date": "2026-11-20"}
PAID = {**PART, "Account": {"Code": "090"}, "CurrencyRate": 1, "Reference": "x"}
TERM = {"Day": 3, "Type": "OFCURRENTMONTH"}
PERSON = {"Name": "Bo", "Phones": [{"PhoneType": "DDI", "PhoneNumber": "7"}], "PaymentTerms": {"Sales": TERM}}
SIDES = [{"AccountCode": "400", "LineAmount": 9}, {"AccountCode": "200", "LineAmount": -9}]
SOUND: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "/Contacts",
        {**PERSON, "ContactPersons": [{"FirstName": "B"}], "Addresses": [{"AddressType": "POBOX"}]},
    ),
    (f"/Contacts/{IDS['Contacts']}", {"FirstName": "A", "PaymentTerms": {"Sales": TERM}}),
    ("/ContactGroups", {"Name": "New"}),
    (f"/ContactGroups/{IDS['ContactGroups']}/Contacts", {"Contacts": [AMY]}),
    ("/Invoices", {**SALE, "Status": "AUTHORISED", "CurrencyCode": "EUR", "CurrencyRate": 2}),
    (f"/Invoices/{IDS['Invoices']}", {"DueDate": "2027-01-01", "Reference": "x", "LineItems": [LINE]}),
    ("/CreditNotes", {**SALE, "Type": "ACCRECCREDIT", "Status": "AUTHORISED"}),
    (f"/CreditNotes/{IDS['CreditNotes']}/Allocations", {"Allocations": [PART]}),
    (f"/Overpayments/{IDS['Overpayments']}/Allocations", PART),
    ("/Payments", {"Payments": [PAID]}),
    ("/BatchPayments", {"Account": {"Code": "090"}, "Date": "2026-11-20", "Payments": [PART]}),
    ("/Quotes", {**FORM, "ExpiryDate": "2026-12-01", "Title": "x", "QuoteNumber": "Q"}),
    (f"/Quotes/{IDS['Quotes']}", {**FORM, "Status": "SENT"}),
    ("/BankTransactions", {**FORM, "Type": "RECEIVE-PREPAYMENT", "BankAccount": {"Code": "090"}}),
    ("/ManualJournals", {"Narration": "x", "JournalLines": SIDES, "Status": "POSTED", "Date": "2026-11-20"}),
    (f"/Invoices/{IDS['Invoices']}/History", {"HistoryRecords": [{"Details": "x"}]}),
)


def places(body: Any) -> list[tuple[Any, Any]]:
    """Return every place in a body, as what holds it and its name or number there."""
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    found = [(body, name) for name, _ in items]
    for holder, name in list(found):
        found += places(holder[name])
    return found


@given(
    sound=st.sampled_from(SOUND), odd=ODD, place=st.integers(0, 40), method=st.sampled_from(["PUT", "POST"])
)
def test_one_odd_value_in_a_sound_body(
    sound: tuple[str, dict[str, Any]], odd: Any, place: int, method: str
) -> None:
    desk, _ = open_desk()
    path, body = sound[0], copy.deepcopy(sound[1])
    found = places(body)
    holder, name = found[place % len(found)]
    holder[name] = odd
    answer = desk.api.handle(desk.books, desk.request(method, path, json.dumps(body).encode()), desk.now)
    assert answer.status in {200, 400, 404, 405}
    assert desk.books.faults() == []


def test_the_sound_bodies_are_sound() -> None:
    for path, body in SOUND:
        desk, _ = open_desk()
        method = "POST" if path.count("/") == 2 else "PUT"
        answer = desk.answer(method, path, body)
        assert answer.status == 200, (path, answer.body)


@given(
    plural=st.sampled_from(PLURALS),
    where=st.text('ATypeStatusDateContactID=!<>&|().,"0123456789 ', max_size=40) | st.sampled_from(FIELDS),
    order=st.text("TypeDateASCDEC ,.", max_size=12),
    page=st.sampled_from(["", "1", "2", "-1", "x"]),
    since=st.text("2026-11T:Z ", max_size=20),
)
def test_no_question_breaks_it(plural: str, where: str, order: str, page: str, since: str) -> None:
    desk, _ = open_desk()
    query = {"where": where, "order": order, "page": page}
    headers = {"If-Modified-Since": since}
    request = desk.request("GET", f"/{plural}", b"", headers, query)
    assert desk.api.handle(desk.books, request, desk.now).status in {200, 400, 404}
