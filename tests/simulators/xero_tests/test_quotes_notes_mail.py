"""Quotes and their states, history and notes, e-mail, and the verbs that have no other place."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.simulators.xero.quotes import MOVES, STATUSES
from tests.simulators.xero_tests.desk import NOON, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def change(quote: Any, **fields: Any) -> dict[str, Any]:
    """Return the least that changes a quote."""
    contact = {"ContactID": quote.data["Contact"]}
    return {"Quotes": [{"QuoteID": quote.id, "Contact": contact, "Date": "2026-11-24", **fields}]}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("before", STATUSES)
def test_the_states_of_a_quote(desk: Desk, before: str, status: str) -> None:
    quote = desk.books.quote(desk.books.contact("Amy"), 100, status=before)
    sent = change(quote, Status=status)
    if status in MOVES[before]:
        assert desk.done("POST", "/Quotes", sent)["Status"] == status
    else:
        told = desk.refused("POST", "/Quotes", sent)
        assert told == [f"Quote status cannot be changed from {before} to {status}"]


def test_a_change_keeps_lines_and_takes_away_what_is_not_sent(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    quote = desk.books.quote(amy, 100, expires="2026-12-31", Title="Roof", Reference="R", Terms="none")
    changed = desk.done("POST", "/Quotes", change(quote, Status="SENT", Reference="R"))
    assert (changed["Total"], changed["Reference"], changed["QuoteNumber"]) == (100, "R", "QU-0001")
    assert len(changed["LineItems"]) == 1
    assert not {"Title", "Terms", "ExpiryDate"} & set(changed)
    desk.books.quote(amy, 5)
    people = desk.books.quote(amy, 100, status="SENT", Title="Roof")
    desk.books.accept_quote(people)
    assert desk.one("Quotes", people.id)["Title"] == "Roof"


def test_what_becomes_of_amounts_when_a_quote_changes(desk: Desk) -> None:
    lines = [{"Description": "Roof", "UnitAmount": 1092, "TaxType": "OUTPUT2"}]
    quote = desk.books.quote(desk.books.contact("Amy"), 1, LineItems=lines, LineAmountTypes="INCLUSIVE")
    told = desk.one("Quotes", quote.id)
    assert (told["Total"], told["LineItems"][0]["LineAmount"], told["LineItems"][0]["UnitAmount"]) == (
        *(1092, 1092),
        910,
    )
    desk.books.send_quote(quote)
    same = desk.done("POST", "/Quotes", change(quote, LineAmountTypes="INCLUSIVE"))
    assert (same["Total"], same["LineAmountTypes"]) == (1092, "INCLUSIVE")
    # What a client that sends back what it read makes of it; and one that forgets how prices are meant.
    (back,) = told["LineItems"]
    again = [{name: back[name] for name in ("Description", "UnitAmount", "TaxType")}]
    repriced = desk.done("POST", "/Quotes", change(quote, LineAmountTypes="INCLUSIVE", LineItems=again))
    assert repriced["Total"] == 910
    exclusive = desk.done("POST", "/Quotes", change(quote))
    assert exclusive["LineAmountTypes"] == "EXCLUSIVE"
    assert exclusive["Total"] > repriced["Total"]


def test_what_a_change_of_a_quote_must_say(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    quote = desk.books.quote(amy, 100)
    whole = change(quote, Status="SENT")["Quotes"][0]
    for name, message in (("Contact", "Contact cannot be empty"), ("Date", "Date cannot be empty")):
        less = {field: value for field, value in whole.items() if field != name}
        assert desk.refused("POST", f"/Quotes/{quote.id}", {"Quotes": [less]}) == [message]
    assert desk.refused(
        "PUT", "/Quotes", {"Quotes": [{"Contact": {"ContactID": amy.id}, "Date": "2026-11-24"}]}
    )
    accepted = desk.books.quote(amy, 5, status="ACCEPTED")
    told = desk.refused("POST", "/Quotes", change(accepted, Title="New"))
    assert told == ["A quote that is ACCEPTED cannot be edited"]
    lines = [{"Description": "x", "UnitAmount": 7}]
    made = {"Contact": {"ContactID": amy.id}, "Date": "2026-11-24", "LineItems": lines}
    assert desk.done("PUT", "/Quotes", {"Quotes": [made]})["Total"] == 7
    for wrong in ({"Status": "ACCEPTED"}, {"QuoteNumber": "QU-0001"}, {"Title": "t" * 101}):
        assert desk.refused("PUT", "/Quotes", {"Quotes": [{**made, **wrong}]})
    assert desk.refused("PUT", "/Quotes", {"Quotes": [{**made, "LineItems": [{"UnitAmount": 7}]}]})


def test_an_invoice_is_made_of_a_quote(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    quote = desk.books.quote(amy, 100, status="ACCEPTED")
    invoice = desk.books.invoice_quote(quote)
    assert desk.one("Quotes", quote.id)["Status"] == "INVOICED"
    assert desk.one("Invoices", invoice.id)["Reference"] == quote.data["QuoteNumber"]
    assert desk.books.balance(amy) == 100


def test_notes_are_only_ever_added(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    invoice = desk.books.invoice(amy, 100)
    before = desk.one("Invoices", invoice.id)["UpdatedDateUTC"]
    path = f"/Invoices/{invoice.id}/History"
    for method, text in (("PUT", "First."), ("POST", "é" * 250), ("PUT", "First.")):
        desk.wait(minutes=1)
        (made,) = desk.ask(method, path, {"HistoryRecords": [{"Details": text}]})["HistoryRecords"]
        assert (made["Details"], made["ValidationErrors"]) == (text, [])
    notes = desk.ask("GET", path)["HistoryRecords"]
    assert [each["Details"][:6] for each in notes[:3]] == ["First.", "é" * 6, "First."]
    assert {(each["Changes"], each["User"]) for each in notes[:3]} == {("Note", "System Generated")}
    assert notes[0]["DateUTCString"] == "2026-11-24T12:03:00"
    assert [each["Changes"] for each in notes[3:]] == ["Approved", "Created"]
    assert notes[-1]["User"] == "Ann Keeper"
    assert desk.one("Invoices", invoice.id)["UpdatedDateUTC"] == before
    assert desk.answer("DELETE", path).status != 200


def test_wrong_notes(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    path = f"/Contacts/{amy.id}/History"
    for text in ("x" * 251, ""):
        two = [{"Details": "fine"}, {"Details": text}]
        assert desk.refused("PUT", path, {"HistoryRecords": two})
    assert desk.refused("PUT", path, {"HistoryRecords": []})
    assert [each["Changes"] for each in desk.ask("GET", path)["HistoryRecords"]] == ["Created"]
    nobody = amy.id.replace(amy.id[0], "0")
    told = desk.refused("PUT", f"/Invoices/{nobody}/History", {"HistoryRecords": [{"Details": "x"}]})
    assert told == ["The document with the supplied id was not found for this endpoint."]
    assert desk.answer("GET", f"/Invoices/{nobody}/History").status == 404


def test_what_happened_is_in_the_history(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy", email="amy@example.com")
    invoice = books.invoice(amy, 100, status="DRAFT")
    books.approve(invoice)
    books.email(invoice)
    books.expect_payment_on(invoice, "2026-12-24")
    books.unpay(books.pay(invoice, 10))
    allocation = books.allocate(books.credit_note(amy, 5), invoice, 5)
    books.unallocate(allocation)
    books.void(invoice)
    told = [each.changes for each in invoice.history]
    assert told == [
        *("Created", "Approved", "Invoice Sent", "Edited", "Paid", "Payment Deleted"),
        *("Credit Applied", "Credit Removed", "Voided"),
    ]


def test_an_invoice_is_sent(desk: Desk) -> None:
    persons = [
        {"FirstName": "Bo", "EmailAddress": "bo@example.com", "IncludeInEmails": True},
        {"FirstName": "Cy", "EmailAddress": "cy@example.com", "IncludeInEmails": False},
    ]
    amy = desk.books.contact("Amy", email="amy@example.com", ContactPersons=persons)
    invoice = desk.books.invoice(amy, 100)
    before = desk.one("Invoices", invoice.id)
    assert before["SentToContact"] is False
    desk.wait(minutes=1)
    for sent in ({}, None):
        assert desk.answer("POST", f"/Invoices/{invoice.id}/Email", sent).status == 204
    assert desk.books.outbox()[0]["to"] == ["amy@example.com", "bo@example.com"]
    after = desk.one("Invoices", invoice.id)
    assert after["SentToContact"] is True
    assert after["UpdatedDateUTC"] > before["UpdatedDateUTC"]


def test_sending_a_part_paid_invoice_does_not_move_its_update_time(desk: Desk) -> None:
    invoice = desk.books.invoice(desk.books.contact("Amy", email="amy@example.com"), 100)
    desk.books.pay(invoice, 40)
    before = desk.one("Invoices", invoice.id)["UpdatedDateUTC"]
    desk.wait(minutes=1)
    assert desk.answer("POST", f"/Invoices/{invoice.id}/Email", {}).status == 204
    after = desk.one("Invoices", invoice.id)
    assert (after["SentToContact"], after["UpdatedDateUTC"]) == (True, before)


def test_what_is_not_sent(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy", email="amy@example.com")
    wrong = (
        *(books.invoice(amy, 1, status="DRAFT"), books.void(books.invoice(amy, 1)), books.bill(amy, 1)),
        books.invoice(books.contact("Nobody"), 1),
    )
    for each in wrong:
        assert desk.refused("POST", f"/Invoices/{each.id}/Email", {})
    assert books.outbox() == []
    books.mails_a_day(1)
    paid = books.invoice(amy, 1)
    books.pay(paid)
    assert desk.answer("POST", f"/Invoices/{paid.id}/Email", {}).status == 204
    told = desk.refused("POST", f"/Invoices/{paid.id}/Email", {})
    assert told == ["The daily email limit of this organisation has been reached."]
    desk.wait(hours=12)
    assert desk.answer("POST", f"/Invoices/{paid.id}/Email", {}).status == 204


def test_online_invoices(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    sent, drafted = desk.books.invoice(amy, 1), desk.books.invoice(amy, 1, status="DRAFT")
    (shown,) = desk.ask("GET", f"/Invoices/{sent.id}/OnlineInvoice")["OnlineInvoices"]
    assert sent.id in shown["OnlineInvoiceUrl"]
    assert desk.refused("GET", f"/Invoices/{drafted.id}/OnlineInvoice")


def test_what_the_control_endpoint_is_shown(desk: Desk) -> None:
    books = desk.books
    amy = books.contact("Amy")
    invoice, credit = books.invoice(amy, 100), books.credit_note(amy, 5)
    done = [amy, invoice, credit, books.pay(invoice, 1), books.allocate(credit, invoice, 1)]
    done += [books.quote(amy, 1), books.overpay(amy, 1), books.contact_group("Late", [amy])]
    for each in done:
        assert json.dumps(books.shown(each), default=str) != "{}"
    assert books.shown(None) == {}
    assert books.find("Invoice", invoice.id) is invoice
    for entity in ("Invoice", "Colour"):
        with pytest.raises(LookupError):
            books.find(entity, "7")
    told = books.records()["Invoice"]
    assert told == [{"id": invoice.id, "status": "AUTHORISED", "updated": NOON.isoformat()}]
    assert all(callable(getattr(books, each)) for each in books.verbs)


def test_groups_are_left(desk: Desk) -> None:
    amy = desk.books.contact("Amy")
    group = desk.books.contact_group("Late", [amy])
    desk.books.leave_group(group, [amy])
    assert desk.one("ContactGroups", group.id)["Contacts"] == []
    desk.books.delete(group)
    assert desk.get("ContactGroups") == []


def test_the_day_is_that_of_the_organisation() -> None:
    desk = Desk(zone="Pacific/Auckland", country="NZ", currency="NZD")
    desk.now = NOON + timedelta(hours=1)
    invoice = desk.books.invoice(desk.books.contact("Amy"), 1)
    assert desk.one("Invoices", invoice.id)["DateString"] == "2026-11-25T00:00:00"
    assert desk.ask("GET", "/Organisation")["Organisations"][0]["Timezone"] == "NEWZEALANDSTANDARDTIME"
