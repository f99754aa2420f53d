"""The reader against the simulator: what is in the books is what the ledger says, in few calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance_connectors.xero.client import Page
from relance_connectors.xero.read_company import zone
from relance_sync.rules.money import money
from tests.connectors.xero.reader_office import Office

PAGE_OF_OTHERS = 100
"""Rows of a page unless another size is asked for."""


def test_books(office: Office) -> None:
    books = office.reader.books()
    assert (books.name, books.currency, books.country, books.time_zone) == (
        "Maison Fictive",
        "GBP",
        "GB",
        "Europe/London",
    )
    assert office.reader.short_code().startswith("!")


@pytest.mark.parametrize(
    ("name", "country", "known"),
    [
        ("NEWZEALANDSTANDARDTIME", "NZ", "Pacific/Auckland"),
        ("EAUSTRALIASTANDARDTIME", "AU", "Australia/Brisbane"),
        ("UTC+12", "FJ", "Etc/GMT-12"),
        ("UTC02", "", "Etc/GMT+2"),
        ("KAMCHATKASTANDARDTIME", "GB", "Europe/London"),
        (None, "FR", "Europe/Paris"),
        ("Somewhere", "", "UTC"),
    ],
)
def test_time_zones(name: object, country: str, known: str) -> None:
    assert zone(name, country) == known


def test_everything_there_is(office: Office) -> None:
    books = office.books
    amy = books.contact("Amy's “Bird” \\ Sanctuary", email="amy@example.com")
    bill = books.contact("Bill")
    first = books.invoice(amy, "100.00", day="2026-10-01", due="2026-10-31")
    second = books.invoice(amy, "50.00", day="2026-10-05")
    books.pay(first, "40.00", day="2026-11-02")
    note = books.credit_note(amy, "30.00", day="2026-10-07")
    books.allocate(note, second, "20.00")
    over = books.overpay(amy, "25.00", day="2026-11-03")
    books.allocate(over, first, "5.00", day="2026-11-04")
    books.prepay(bill, "12.00", day="2026-11-03")
    books.batch_pay([(first, "1.00"), (second, "2.00")], day="2026-11-05")
    books.quote(bill, "300.00", status="ACCEPTED")
    books.invoice(bill, "7.00", status="DRAFT")
    books.invoice(bill, "8.00", status="SUBMITTED")
    books.void(books.invoice(bill, "9.00"))
    books.bill(books.contact("Supplier"), "11.00", day="2026-11-01")
    books.refund(books.credit_note(bill, "4.00"), "1.00", day="2026-11-20")
    office.pull()
    office.assert_agrees()
    assert office.one("customer", amy.id).name == "Amy's “Bird” \\ Sanctuary"
    assert office.one("customer", amy.id).url == f"https://xero.test/{amy.id}"
    assert office.pulled.pages[-1].bank_day == date(2026, 11, 20)
    (settled,) = office.one("payment", over.id).allocations
    assert (settled.installment, settled.amount, settled.day) == (
        first.id,
        money("5.00", "GBP"),
        date(2026, 11, 4),
    )


def test_after_the_first_reading_nothing_is_seven_small_calls(office: Office) -> None:
    books = office.books
    for number in range(30):
        books.pay(books.invoice(books.contact(f"C{number}"), "100.00"), "40.00")
    office.later(days=1)
    office.pull()
    office.later(hours=1)
    office.calls()
    assert all(not page.records for page in office.pull())
    sent = office.simulator.world.log.summary()["egress_plain"]
    assert sent < 7 * 400
    assert office.calls() == 7
    office.assert_agrees()


def test_a_first_reading_takes_about_a_tenth_of_the_calls_of_others(office: Office) -> None:
    """As 10,000 invoices of 1,000 contacts with their payments, on pages of a tenth of the size."""
    office = Office(office.simulator, office.books, page_size=PAGE_OF_OTHERS)
    contacts = [office.books.contact(f"C{number}") for number in range(100)]
    for number in range(1000):
        office.later(seconds=7)
        invoice = office.books.invoice(contacts[number % 100], "100.00")
        if number % 5:
            office.books.pay(invoice)
    office.later(days=1)
    office.reader.books()
    office.calls()
    office.pull()
    # Invoices 11, payments since then 1, contacts 1, the newest bank entry 1, 4 for what there is none of.
    # Others, who read the same endpoints on pages of 100, call 100 + 80 + 10 + 4 times.
    assert office.calls() == 18 < 194 / 10
    office.assert_agrees()
    office.close()


def test_payments_that_invoices_do_not_bring_are_read(office: Office) -> None:
    invoices = [office.books.invoice(office.books.contact(f"C{number}"), "100.00") for number in range(5)]
    for each in invoices:
        office.books.pay(each, "40.00")
    silent, plain = invoices[2].id, office.client.page

    def page(endpoint: str, *asked: Any, **filters: Any) -> Page:
        found = plain(endpoint, *asked, **filters)
        if endpoint != "Invoices":
            return found
        rows = ({**row, "Payments": []} if row["InvoiceID"] == silent else row for row in found.rows)
        return replace(found, rows=tuple(rows))

    office.client.page = page  # type: ignore[method-assign]
    office.later(days=1)
    office.pull()
    office.assert_agrees()


def test_what_is_read_comes_compressed(office: Office) -> None:
    for number in range(200):
        office.books.invoice(office.books.contact(f"C{number}"), "100.00")
    office.pull()
    told = office.simulator.world.log.summary()
    assert told["egress"] < told["egress_plain"] / 5
    office.assert_agrees()


def test_what_happens_day_by_day(office: Office) -> None:
    books = office.books
    amy, bill = books.contact("Amy"), books.contact("Bill")
    first, second = books.invoice(amy, "100.00"), books.invoice(bill, "50.00")
    draft, quote = books.invoice(bill, "5.00", status="DRAFT"), books.quote(bill, "10.00")
    payment = books.pay(books.invoice(amy, "20.00"))
    over, note = books.overpay(amy, "9.00"), books.credit_note(amy, "8.00")
    office.pull()
    happens: list[Callable[[], Any]] = [
        lambda: books.pay(first, "40.00"),
        lambda: books.unpay(payment),
        lambda: books.void(second),
        lambda: books.approve(draft),
        lambda: books.allocate(over, first, "9.00"),
        lambda: books.refund(note),
        lambda: books.send_quote(quote),
        lambda: books.delete(quote),
        lambda: books.archive(bill),
        lambda: books.contact("Carol"),
        lambda: books.edit(amy, Name="Amelia"),
        lambda: books.void(books.overpay(amy, "3.00")),
        lambda: books.expect_payment_on(first, "2027-01-31"),
    ]
    for each in happens:
        office.later(days=1)
        each()
        office.calls()
        office.pull()
        assert office.calls() <= 8
        office.assert_agrees()
    assert office.one("customer", amy.id).name == "Amelia"
    assert Decimal("71.00") == office.one("balance", amy.id).amount
