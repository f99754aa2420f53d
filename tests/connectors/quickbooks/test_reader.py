"""The reader against the simulator: what is in the books is what the ledger says, in few calls."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.connectors.quickbooks.reader_office import Office


def test_books(office: Office) -> None:
    books = office.reader.books()
    assert (books.name, books.currency, books.country, books.language, books.time_zone) == (
        "Sandbox Company",
        "USD",
        "US",
        "en",
        "America/Los_Angeles",
    )


def test_everything_there_is(office: Office) -> None:
    books = office.books
    amy = books.customer("Amy's “Bird” \\ Sanctuary", email="amy@example.com")
    bill = books.customer("Bill")
    first = books.invoice(amy, "100.00", day="2026-10-01", due="2026-10-31")
    second = books.invoice(amy, "50.00", day="2026-10-05")
    books.pay(first, "40.00", day="2026-11-02")
    books.receive(bill, "25.00", day="2026-11-03")
    memo = books.credit_memo(amy, "30.00", day="2026-10-07")
    books.use_credit(memo, second, "20.00")
    books.journal(amy, "12.00")
    books.journal(bill, "-7.00")
    books.deposit_from(bill, "5.00")
    books.estimate(bill, "300.00", status="Accepted")
    books.sales_receipt(bill, "78.60", day="2026-11-20")
    books.refund(bill, "20.00")
    office.pull()
    office.assert_agrees()
    assert office.one("customer", amy.id).name == "Amy's “Bird” \\ Sanctuary"
    assert office.one("customer", amy.id).url == f"https://qbo.test/{amy.id}"
    assert office.pulled.pages[-1].bank_day == office.now().date()


def test_after_the_first_reading_nothing_is_one_call(office: Office) -> None:
    books = office.books
    for number in range(3):
        books.pay(books.invoice(books.customer(f"C{number}"), "100.00"), "40.00")
    office.reader.books()
    office.pull()
    office.metered()
    office.new_reader()
    office.pull()
    assert office.metered() == 2  # what is known about the company was kept in the process only
    assert all(not page.records for page in office.pull())
    assert office.metered() == 1
    office.later(hours=1)
    office.pull()
    assert office.metered() == 1
    office.assert_agrees()


def test_what_happens_day_by_day(office: Office) -> None:
    books = office.books
    amy, bill = books.customer("Amy"), books.customer("Bill")
    first, second = books.invoice(amy, "100.00"), books.invoice(bill, "50.00")
    office.pull()
    happens: list[Callable[[], Any]] = [
        lambda: books.pay(first, "40.00"),
        lambda: books.journal(amy, "12.00"),
        lambda: books.journal(bill, "-7.00"),
        lambda: books.void(second),
        lambda: books.edit(first, DueDate="2027-01-31"),
        lambda: books.delete(first),
        lambda: books.deactivate(amy),
        lambda: books.customer("Carol"),
        lambda: books.edit(bill, DisplayName="William"),
        lambda: books.estimate(bill, "10.00"),
    ]
    for each in happens:
        office.later(days=1)
        each()
        office.metered()
        office.pull()
        assert office.metered() <= 2
        office.assert_agrees()
    assert Decimal("12.00") == next(
        each.amount for each in office.pulled.records["balance"].values() if each.customer == amy.id
    ) + Decimal("40.00")
