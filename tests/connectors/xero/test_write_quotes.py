"""Quotes that are held in Xero: an accepted one is sent again, and comes back as it was, to the digit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from xero_python import accounting

from relance_connectors.xero import quote_status
from relance_connectors.xero.client import Client, Row
from relance_connectors.xero.writer import Writer
from relance_sync.errors import Skip
from relance_sync.ports import Effect, EffectKind, Receipt
from tests.connectors.xero.desk import Desk, desk
from tests.simulators.xero import Organisation
from tests.simulators.xero.records import Record

LINES: list[dict[str, Any]] = [
    {"Description": "Slates,\r\nper m²", "Quantity": "3.25", "UnitAmount": "19.9555", "DiscountRate": "12.5"},
    {"Description": "Scaffold", "Quantity": 1, "UnitAmount": "333.33", "TaxType": "OUTPUT2"},
    {"Description": "As discussed"},
]
EVERYTHING: dict[str, Any] = {
    "LineItems": LINES,
    "Title": "Roof “north”",
    "Summary": "First\r\nsecond 🦜",
    "Reference": "PO \\ 7",
    "Terms": "Valid 30 days.",
    "ExpiryDate": "2026-12-31",
    "BrandingThemeID": "4c82c365-35cb-467f-bb11-dce1f2f2f67c",
}


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def order(at: Desk, quote: Record, **changes: Any) -> Effect:
    return at.effect(EffectKind.ACTIVITY, quote, **{"hold_cycle": 1, **changes})


def hold(at: Desk, quote: Record, writer: Writer | None = None, **changes: Any) -> Receipt:
    return (writer or at.writer(hold_quotes=True)).deliver(order(at, quote, **changes))


def free(at: Desk, receipt: Receipt, quote: Record, **settings: Any) -> Receipt:
    customer = at.books.find("Contact", quote.data["Contact"])
    return at.writer(**settings).deliver(at.closing(receipt, customer))


def accepted(at: Desk, **fields: Any) -> Record:
    number = len(at.books.ledger.store.tables["Contact"])
    who = at.books.contact(f"Amy {number}" if number else "Amy")
    return at.books.quote(who, "100", status="ACCEPTED", **fields)


def status_notes(at: Desk, quote: Record) -> list[str]:
    return [each for each in at.notes(quote) if "tatus" in each or "Statut" in each]


# -- there and back ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["EXCLUSIVE", "INCLUSIVE", "NOTAX"])
def test_an_accepted_quote_is_sent_again_and_comes_back(at: Desk, kind: str, language: str) -> None:
    quote = accepted(at, LineAmountTypes=kind, **EVERYTHING)
    was = quote.data
    wanted = order(at, quote, language=language)
    assert at.writer(hold_quotes=True).find(wanted) is None
    receipt = at.writer(hold_quotes=True).deliver(wanted)
    assert quote.data == {**was, "Status": "SENT"}
    assert receipt.reference == f"HeldQuotes:{quote.id}#{wanted.key[:8]}"
    assert receipt.url == f"{at.simulator.url}/app/quotes/view/{quote.id}"
    found = at.writer(hold_quotes=True).find(wanted)
    assert found is not None
    assert (found.found, found.reference) == (True, receipt.reference)
    # The setting may be gone by then.
    freed = free(at, receipt, quote, language=language)
    assert (freed.found, quote.data) == (False, was)
    assert len(at.notes(quote)) == 2


def test_a_quote_in_another_currency_keeps_its_rate(at: Desk) -> None:
    at.books = at.simulator.open("Abroad", currencies=("USD",))
    at.books.rate("USD", "1.2")
    quote = accepted(at, CurrencyCode="USD", CurrencyRate="0.937053")
    was = quote.data
    receipt = hold(at, quote)
    assert quote.data == {**was, "Status": "SENT"}
    free(at, receipt, quote)
    assert quote.data == was


def test_the_notes_say_what_happened(at: Desk) -> None:
    quote = accepted(at)
    receipt = hold(at, quote)
    free(at, receipt, quote)
    held, back = at.notes(quote)
    assert held.startswith("Relance: To do: Invoice 1 is late\nDue: 28 Nov 2026\n")
    assert re.search(r"\nQuote status before: Accepted \([0-9a-f]{8}\)\. Status set: Sent\. \[rl#", held)
    marker = receipt.reference.rpartition("#")[2]
    assert f"\nQuote status is again: Accepted. (rl#{marker}) [rl#" in back
    french = accepted(at)
    receipt = hold(at, french, language="fr")
    free(at, receipt, french)
    assert "\nStatut du devis avant : Accepted (" in at.notes(french)[0]


def test_calls(at: Desk) -> None:
    amy = at.books.contact("Amy")
    quotes = [at.books.quote(amy, 10, status=each) for each in ("ACCEPTED", "ACCEPTED", "SENT")]
    writer = at.writer(hold_quotes=True)
    at.forget_calls()
    receipts = [hold(at, each, writer) for each in quotes]
    assert at.calls() == {
        "GET Quotes": 5,
        "GET Quotes/History": 1,
        "PUT Quotes/History": 3,
        "POST Quotes": 2,
    }
    at.forget_calls()
    for receipt, quote in zip(receipts, quotes, strict=True):
        free(at, receipt, quote)
    assert at.calls() == {
        "GET Quotes": 4,
        "GET Quotes/History": 2,
        "PUT Quotes/History": 3,
        "POST Quotes": 2,
    }


def test_without_the_setting_nothing_is_asked_and_nothing_changed(at: Desk) -> None:
    quote = accepted(at)
    was = quote.data
    at.forget_calls()
    receipt = hold(at, quote, at.writer())
    assert receipt.reference.startswith("Quotes:")
    free(at, receipt, quote, hold_quotes=True)
    assert at.calls() == {"PUT Quotes/History": 2}
    assert quote.data == was
    # Nor is an activity that is about no hold.
    hold(at, quote, hold_cycle=None)
    assert quote.data == was


@pytest.mark.parametrize("status", ["DRAFT", "SENT"])
def test_a_quote_that_nobody_accepted_gets_a_note_only(at: Desk, status: str) -> None:
    quote = at.books.quote(at.books.contact("Amy"), 10, status=status)
    was = quote.data
    receipt = hold(at, quote)
    assert receipt.reference.startswith("Quotes:")
    assert at.writer(hold_quotes=True).find(order(at, quote)) is None
    free(at, receipt, quote, hold_quotes=True)
    assert quote.data == was
    assert (len(at.notes(quote)), status_notes(at, quote)) == (2, [])


@pytest.mark.parametrize("status", ["INVOICED", "DECLINED", "DELETED"])
def test_what_nobody_waits_for_is_not_held(at: Desk, status: str) -> None:
    quote = at.books.quote(at.books.contact("Amy"), 10, status=status)
    with pytest.raises(Skip, match=f"Quote QU-0001 is {status.lower()} in Xero: there is nothing left to"):
        hold(at, quote)
    assert (quote.status, at.notes(quote)) == (status, [])


def test_a_quote_that_is_gone(at: Desk) -> None:
    quote = accepted(at)
    receipt = hold(at, quote)
    nobody = at.effect(EffectKind.ACTIVITY, quote, hold_cycle=1)
    del at.books.ledger.store.tables["Quote"][quote.id]
    with pytest.raises(Skip, match="is not in Xero any more"):
        at.writer(hold_quotes=True).deliver(nobody)
    assert free(at, receipt, quote).found


def test_all_that_a_quote_has_goes_back_but_its_lines(at: Desk) -> None:
    quote = accepted(at, **EVERYTHING)
    row = at.client().row("Quotes", quote.id)
    assert row is not None
    sent = quote_status.change(row, "SENT").keys()
    told = {"sub_total", "total_tax", "total", "total_discount", "updated_date_utc"}
    twice = {"date_string", "expiry_date_string"}
    answers = {"status_attribute_string", "validation_errors"}
    # Something new in the SDK's model belongs into one of these.
    assert sent | told | twice | answers | {"quote_id", "line_items"} == set(accounting.Quote.attribute_map)


# -- people meanwhile ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verbs", "after"),
    [
        (["accept_quote"], "ACCEPTED"),
        (["decline_quote"], "DECLINED"),
        (["accept_quote", "invoice_quote"], "INVOICED"),
        (["delete"], "DELETED"),
    ],
)
def test_what_people_made_of_it_is_not_undone(at: Desk, verbs: list[str], after: str) -> None:
    quote = accepted(at)
    receipt = hold(at, quote)
    for verb in verbs:
        getattr(at.books, verb)(quote)
    free(at, receipt, quote)
    assert quote.status == after
    assert at.notes(quote)[-1].startswith("Relance: Done: ")
    assert len(status_notes(at, quote)) == 1


@pytest.mark.parametrize("change", [{"LineItems": LINES}, {"Terms": "Half up front"}], ids=["lines", "terms"])
def test_what_was_changed_during_the_hold_is_not_accepted_by_us(at: Desk, change: dict[str, Any]) -> None:
    quote = accepted(at)
    receipt = hold(at, quote)
    at.books.edit(quote, **change)
    free(at, receipt, quote)
    assert quote.status == "SENT"
    told = "The quote was changed during the hold, so it stays Sent."
    assert told in " ".join(at.notes(quote)[-1].split())


def test_title_summary_and_expiry_may_be_put_right_during_a_hold(at: Desk) -> None:
    quote = accepted(at, **EVERYTHING)
    receipt = hold(at, quote)
    put_right = {"Title": "Roof", "Summary": "Second", "Reference": "PO 8"}
    at.books.edit(quote, ExpiryDate="2027-03-31", **put_right)
    free(at, receipt, quote)
    assert quote.status == "ACCEPTED"
    assert put_right.items() <= quote.data.items()
    assert quote.data["ExpiryDate"] == date(2027, 3, 31)


class Somebody(Client):
    """Speaks with a Xero where somebody works on a quote between our note and our change of it."""

    books: Organisation
    does = ""

    def add_history(self, endpoint: str, record: str, *details: str, key: str) -> tuple[Row, ...]:
        told = super().add_history(endpoint, record, *details, key=key)
        if endpoint == "Quotes" and self.does:
            verb, type(self).does = self.does, ""
            getattr(self.books, verb)(self.books.find("Quote", record))
        return told


def somebody(at: Desk, does: str) -> type[Client]:
    return type("Here", (Somebody,), {"books": at.books, "does": does})


@pytest.mark.parametrize("verb", ["invoice_quote", "send_quote", "delete"])
def test_a_quote_that_changes_right_before_is_left_alone(at: Desk, verb: str) -> None:
    quote = accepted(at)
    wanted = order(at, quote)
    at.client_type = somebody(at, verb)
    receipt = at.writer(hold_quotes=True).deliver(wanted)
    assert receipt.reference.startswith("Quotes:")
    assert quote.status == {"invoice_quote": "INVOICED", "send_quote": "SENT", "delete": "DELETED"}[verb]
    assert "The status was left as it is" in at.notes(quote)[-1]
    found = at.writer(hold_quotes=True).find(wanted)
    assert found is not None
    assert found.reference == receipt.reference


@pytest.mark.parametrize("verb", ["accept_quote", "decline_quote"])
def test_a_quote_that_changes_right_before_it_is_given_back(at: Desk, verb: str) -> None:
    quote = accepted(at)
    receipt = hold(at, quote)
    at.client_type = somebody(at, verb)
    customer = at.books.find("Contact", quote.data["Contact"])
    wanted = at.closing(receipt, customer)
    at.writer().deliver(wanted)
    assert quote.status == {"accept_quote": "ACCEPTED", "decline_quote": "DECLINED"}[verb]
    assert "The status was left as it is" in at.notes(quote)[-1]
    found = at.writer().find(wanted)
    assert found is not None
    assert found.found


class Reprices(Client):
    """Speaks with a Xero that changes more of a quote than it was told to."""

    def update(self, endpoint: str, record: str, *, key: str, **changes: object) -> Row:
        told = super().update(endpoint, record, key=key, **changes)
        return {**told, "Total": told["Total"] + 1, "Title": "Other"} if endpoint == "Quotes" else told


class Refuses(Client):
    """Speaks with a Xero that does not let a quote be changed."""

    def update(self, endpoint: str, record: str, *, key: str, **changes: object) -> Row:
        if endpoint == "Quotes":
            raise Skip("Xero refused a change.")
        return super().update(endpoint, record, key=key, **changes)


def test_what_xero_changes_besides_is_told(at: Desk) -> None:
    quote = accepted(at)
    at.client_type = Reprices
    receipt = hold(at, quote)
    assert receipt.reference.startswith("HeldQuotes:")
    assert "with its status Xero also changed Title, Total." in at.notes(quote)[-1]


def test_what_xero_refuses_is_told(at: Desk) -> None:
    quote = accepted(at)
    at.client_type = Refuses
    wanted = order(at, quote)
    receipt = at.writer(hold_quotes=True).deliver(wanted)
    assert (receipt.reference[:7], quote.status) == ("Quotes:", "ACCEPTED")
    held, told = at.notes(quote)
    assert "Status set: Sent." in held
    assert told.startswith("Relance: The status was left as it is")
    assert at.writer(hold_quotes=True).find(wanted) is not None
    at.client_type = Client
    other = accepted(at)
    receipt = hold(at, other)
    at.client_type = Refuses
    assert not free(at, receipt, other).found
    assert other.status == "SENT"


def test_a_customer_accepts_again_and_is_not_asked_a_third_time(at: Desk) -> None:
    quote = accepted(at)
    wanted = order(at, quote)
    at.writer(hold_quotes=True).deliver(wanted)
    at.later()
    at.books.accept_quote(quote)
    # The memory of it is lost: the effect is looked for, and then written.
    for _ in range(2):
        writer = at.writer(hold_quotes=True)
        if writer.find(wanted) is None:
            assert writer.deliver(wanted).reference.startswith("Quotes:")
        assert quote.status == "ACCEPTED"
        at.later()
    assert len(at.notes(quote)) == 2


# -- one hold after another ----------------------------------------------------------------------------


def test_an_older_holds_end_does_not_free_a_newer_one(at: Desk) -> None:
    quote = accepted(at)
    was = quote.data
    first = hold(at, quote)
    second = hold(at, quote, hold_cycle=2)
    assert second.reference.startswith("HeldQuotes:")
    free(at, first, quote)
    assert quote.status == "SENT"
    free(at, second, quote)
    assert quote.data == was
    third = hold(at, quote, hold_cycle=3)
    assert quote.status == "SENT"
    free(at, third, quote)
    assert quote.data == was


def test_a_quotation_of_a_held_customer_is_not_taken_for_an_accepted_one(at: Desk) -> None:
    quote = accepted(at)
    quotation = at.books.quote(at.books.find("Contact", quote.data["Contact"]), 10, status="SENT")
    hold(at, quote)
    assert hold(at, quotation).reference.startswith("Quotes:")
    # Nor is one that the hold gave back and people sent again.
    free(at, hold(at, quote, hold_cycle=2), quote)
    at.books.send_quote(quote)
    assert hold(at, quote, hold_cycle=3).reference.startswith("Quotes:")


def test_what_a_person_wrote_that_looks_like_ours_is_not_read(at: Desk) -> None:
    quote = accepted(at)
    receipt = hold(at, quote)
    at.books.note(quote, "Quote status before: Accepted (00000000). Status set: Sent.")
    at.books.note(quote, "Quote status is again: Accepted.")
    free(at, receipt, quote)
    assert quote.status == "ACCEPTED"
