"""What the reader learns after the first reading: merges, what hangs on what, and what is not told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from relance_connectors.state_file import StateFile
from relance_sync.rules.ledger import OrderState
from relance_sync.rules.money import money
from tests.connectors.xero.reader_office import Office
from tests.simulators.xero.records import Record

Opened = Callable[..., Office]


def started(office: Office, *, invoices: int = 3) -> list[Record]:
    """Book some invoices of one contact and pull them; a day later nothing is fresh any more."""
    amy = office.books.contact("Amy")
    booked = [office.books.invoice(amy, "100.00", day="2026-10-01") for _ in range(invoices)]
    office.pull()
    office.later(days=1)
    office.pull()
    office.calls()
    return booked


def owner(office: Office, document: Record) -> Record:
    return office.books.find("Contact", document.data["Contact"])


def test_rows_that_come_again_cost_nothing(office: Office) -> None:
    first, *_ = started(office)
    office.books.pay(first, "10.00")
    assert any(page.records for page in office.pull())
    office.later(minutes=1)
    office.new_reader()
    assert not any(page.records for page in office.pull())
    # Twice in one second.
    office.books.pay(first, "5.00")
    office.pull()
    office.books.overpay(owner(office, first), "5.00")
    office.pull()
    office.assert_agrees()


def test_what_a_contact_owes_is_asked_for_where_documents_changed(office: Office) -> None:
    first, *_ = started(office)
    others = [office.books.contact(f"C{number}") for number in range(120)]
    office.pull()
    office.later(days=1)
    office.calls()
    office.books.pay(first, "10.00")
    pages = office.pull()
    assert office.calls() == 8
    assert [each.customer for page in pages if page.kind == "balance" for each in page.records] == [
        owner(office, first).id
    ]
    office.later(days=1)
    for each in others[:60]:
        office.books.invoice(each, "1.00")
    office.calls()
    office.pull()
    assert office.calls() == 9  # 50 with a call
    office.assert_agrees()


def test_after_a_long_pause_all_contacts_are_fewer_calls_than_some(office: Office) -> None:
    contacts = [office.books.contact(f"C{number}") for number in range(240)]
    office.pull()
    office.later(days=400)
    for each in contacts:
        office.books.invoice(each, "1.00")
    office.calls()
    office.pull()
    assert office.calls() == 8
    office.assert_agrees()


def test_documents_of_a_merged_contact_are_the_others(office: Office) -> None:
    first, *_ = started(office)
    books = office.books
    amy, bill = owner(office, first), books.contact("Bill")
    books.pay(first, "10.00")
    over, quote = books.overpay(amy, "30.00"), books.quote(amy, "9.00")
    office.pull()
    office.later(days=1)
    books.merge_contacts(amy, bill)
    office.pull()
    office.assert_agrees()
    assert office.ids("customer") == {bill.id}
    assert office.one("credit", over.id).customer == office.one("order", quote.id).customer == bill.id
    assert office.one("balance", bill.id).amount == Decimal("260.00")
    office.later(days=1)
    office.calls()
    office.pull()
    assert office.calls() == 7  # it is read anew once only
    carol = books.contact("Carol")
    books.merge_contacts(bill, carol)
    office.pull()
    office.assert_agrees()
    again = Office(office.simulator, books)
    again.pull()
    again.assert_agrees()
    again.close()


def test_what_a_merged_contact_is_still_named_by_is_the_others(office: Office) -> None:
    """Xero does not say whether documents name the other one at once."""
    first, *_ = started(office)
    books = office.books
    amy, bill, carol = owner(office, first), books.contact("Bill"), books.contact("Carol")
    office.pull()
    books.merge_contacts(amy, bill)
    books.merge_contacts(bill, carol)
    office.later(days=1)
    books.odd(first, Contact={"ContactID": amy.id, "Name": "Amy"})
    office.pull()
    office.assert_agrees()
    assert office.one("invoice", first.id).customer == carol.id


def test_contacts_that_were_merged_with_one_another(office: Office) -> None:
    amy, bill = office.books.contact("Amy"), office.books.contact("Bill")
    office.books.odd(amy, MergedToContactID=bill.id)
    office.books.odd(bill, MergedToContactID=amy.id)
    office.pull()
    assert not office.pulled.skipped


def test_a_merge_that_a_killed_process_saw(office: Office) -> None:
    first, *_ = started(office)
    bill = office.books.contact("Bill")
    office.pull()
    office.later(days=1)
    office.books.merge_contacts(owner(office, first), bill)
    pages = office.reader.changes(office.pulled.cursor)
    office.pulled.save(next(pages))
    office.new_reader()
    office.pull()
    office.assert_agrees()


def test_a_merge_while_everything_is_read_by_two_processes(office: Office) -> None:
    amy, bill = office.books.contact("Amy"), office.books.contact("Bill")
    office.books.quote(amy, "9.00")
    invoice = office.books.invoice(amy, "100.00")
    office.later(hours=1)
    for page in office.reader.changes(None):
        office.pulled.save(page)
        if page.kind == "invoice":
            break
    office.later(hours=1)
    office.books.merge_contacts(amy, bill)
    office.new_reader()
    office.pull()
    office.assert_agrees()
    assert office.one("invoice", invoice.id).customer == bill.id


def test_an_archived_contact_still_owes(office: Office) -> None:
    first, *_ = started(office)
    office.books.archive(owner(office, first))
    office.pull()
    office.assert_agrees()
    office.pull(full=True)
    office.assert_agrees()
    assert office.one("balance", owner(office, first).id).amount == Decimal("300.00")


def test_payments_that_are_deleted_open_what_they_settled(office: Office) -> None:
    first, second, third = started(office)
    batch = office.books.batch_pay([(first, "100.00"), (second, "40.00")])
    alone = office.books.pay(third)
    office.pull()
    assert len(office.ids("payment")) == 3
    office.later(days=1)
    office.books.delete(batch)
    office.books.unpay(alone)
    office.pull()
    office.assert_agrees()
    assert not office.ids("payment")
    assert office.one("invoice", first.id).installments[0].residual == Decimal("100.00")


def test_what_is_paid_back_is_no_money_received(office: Office) -> None:
    books = office.books
    amy = books.contact("Amy")
    over, note = books.overpay(amy, "30.00"), books.credit_note(amy, "20.00")
    books.refund(over, "10.00")
    books.refund(note)
    office.pull()
    office.assert_agrees()
    assert office.ids("payment") == {over.id}
    assert office.one("credit", over.id).residual == money("20.00", "GBP")


def test_quotes_on_their_way(office: Office) -> None:
    quote = office.books.quote(office.books.contact("Amy"), "100.00")
    office.pull()
    for status, state, left in (
        ("SENT", OrderState.QUOTATION, "100.00"),
        ("ACCEPTED", OrderState.CONFIRMED, "100.00"),
        ("INVOICED", OrderState.CONFIRMED, "0.00"),
    ):
        office.later(days=1)
        office.books.edit(quote, Status=status)
        office.pull()
        assert office.one("order", quote.id).state is state
        assert office.one("order", quote.id).uninvoiced == money(left, "GBP")


def test_other_currencies_are_not_compared(open_office: Opened) -> None:
    office = open_office(currencies=("EUR",))
    books = office.books
    books.rate("EUR", "1.25", "2026-01-01")
    hans, amy = books.contact("Hans", currency="EUR"), books.contact("Amy")
    invoice = books.invoice(hans, "100.00", day="2026-10-01", CurrencyCode="EUR")
    books.invoice(amy, "7.00")
    books.rate("EUR", "1.60", "2026-11-01")
    books.credit_note(hans, "10.00", day="2026-11-02", CurrencyCode="EUR")
    office.pull()
    office.assert_agrees()
    assert office.one("invoice", invoice.id).currency == "EUR"
    assert office.one("rate", "EUR 2026-11-02").value == Decimal("0.625")
    assert office.ids("rate") == {"EUR 2026-11-02"}


def test_labels_are_the_groups_that_people_made(office: Office) -> None:
    amy = office.books.contact("Amy")
    office.books.contact_group("VIP", [amy])
    office.books.contact_group("Orders on hold (Relance)", [amy])
    office.pull()
    assert office.one("customer", amy.id).tags == ("VIP",)


def test_the_newest_bank_day(office: Office) -> None:
    books = office.books
    amy = books.contact("Amy")
    assert office.pull()[-1].bank_day is None
    acts: list[tuple[Callable[[], Any], date]] = [
        (lambda: books.overpay(amy, "1.00", day="2026-10-05"), date(2026, 10, 5)),
        (lambda: books.pay(books.invoice(amy, "1.00"), day="2026-10-07"), date(2026, 10, 7)),
        (lambda: books.refund(books.credit_note(amy, "1.00"), day="2026-10-08"), date(2026, 10, 8)),
        (lambda: books.pay(books.bill(amy, "1.00"), day="2026-10-09"), date(2026, 10, 9)),
        (lambda: books.unpay(books.pay(books.bill(amy, "1.00"), day="2026-10-20")), date(2026, 10, 9)),
        # Dated ahead: it was seen on the day it was written.
        (lambda: books.pay(books.bill(amy, "1.00"), day="2027-10-05"), office.now().date()),
    ]
    for act, day in acts:
        act()
        assert office.pull()[-1].bank_day == day
    office.later(days=1)
    assert office.pull()[-1].bank_day == date(2026, 11, 27)
    again = Office(office.simulator, books)
    assert again.pull()[-1].bank_day == date(2026, 11, 27)
    again.close()


def test_what_is_known_of_the_organisation_is_asked_once_a_week(open_office: Opened, tmp_path: Path) -> None:
    office = open_office(file=StateFile(tmp_path / "acme.company.json"))
    started(office)
    office.new_reader()
    books = office.reader.books()
    office.pull()
    assert books.name == "Maison Fictive"
    assert office.calls() == 7
    office.later(days=7)
    office.new_reader()
    office.reader.books()
    assert office.calls() == 1
    office.new_reader()
    office.reader.books()
    assert office.calls() == 0
    for spoiled in ("", "{", "[]", '{"format": 1}'):
        (tmp_path / "acme.company.json").write_text(spoiled)
        office.new_reader()
        assert office.reader.books() == books
    assert office.calls() == 4


def test_what_is_open_now(office: Office) -> None:
    first, second, third, *others = started(office, invoices=104)
    office.books.pay(first, "40.00")
    office.books.void(third)
    draft = office.books.invoice(owner(office, first), "1.00", status="DRAFT")
    office.calls()
    asked = [first.id, second.id, third.id, draft.id, "00000000-0000-0000-0000-000000000000", "999"]
    assert office.reader.residuals(asked) == {first.id: Decimal("60.00"), second.id: Decimal("100.00")}
    assert office.calls() == 1
    assert len(office.reader.residuals([each.id for each in others[:100]])) == 100
    assert office.calls() == 2
    assert office.reader.residuals([]) == {}
    assert office.calls() == 0


def test_a_full_reading_finds_what_changes_do_not_tell(office: Office) -> None:
    first, *_ = started(office)
    office.books.pay(first, "10.00")
    office.pull()
    office.later(days=1)
    office.pull()
    for kind in ("invoice", "credit", "payment", "order", "customer"):
        office.pulled.records[kind]["gone"] = object()
    # Xero takes that for no change.
    office.books.edit(first, DueDate="2027-03-31")
    office.pull()
    assert "gone" in office.ids("invoice")
    assert office.one("invoice", first.id).installments[0].due != date(2027, 3, 31)
    pages = office.pull(full=True)
    office.assert_agrees()
    assert pages[-1].kind == "balance"
    assert pages[-1].complete


def test_watermarks_follow_the_platforms_clock(office: Office) -> None:
    first, *_ = started(office)
    office.books.pay(first, "10.00")
    office.later(days=1)
    office.reader._now = lambda: date.max  # type: ignore[method-assign, assignment, return-value]
    office.pull()
    told = json.loads(office.pulled.cursor or "")["since"]
    assert told == office.now().isoformat(timespec="seconds")
