"""How the first reading pages: few calls, rows that move between two pages, and many of one second."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from relance_connectors.quickbooks.client import Row
from relance_connectors.quickbooks.read_rows import Rows
from relance_sync.errors import Retry
from tests.connectors.quickbooks.reader_office import Office

Opened = Callable[..., Office]
SIZE = 20


def stock(office: Office, *, customers: int, invoices: int, seconds: int = 7) -> None:
    """Book invoices, four of five paid; some seconds between two of them."""
    books = office.books
    known = [books.customer(f"Customer {number}") for number in range(customers)]
    for number in range(invoices):
        office.later(seconds=seconds)
        invoice = books.invoice(known[number % customers], "100.00")
        if number % 5:
            books.pay(invoice)


class Elsewhere:
    """Somebody works between the questions of a batch, which QuickBooks answers one after the other."""

    def __init__(self, office: Office, act: Callable[[], Any]) -> None:
        self.asked = 0
        self._select, self._act = office.client.select, act
        office.client.select = self.select  # type: ignore[method-assign]

    def select(self, *queries: str) -> list[list[Row]]:
        found: list[list[Row]] = []
        for query in queries:
            found += self._select(query)
            self._act()
        self.asked += 1
        return found


def test_a_first_reading_takes_few_calls(open_office: Opened) -> None:
    """As 10,000 invoices of 1,000 customers with their payments, at 1,000 rows a page."""
    office = open_office(page_size=SIZE)
    stock(office, customers=SIZE, invoices=10 * SIZE)
    office.metered()
    office.reader.books()
    office.pull()
    # About the company, how many there are, three times ten pages, and what changed meanwhile. One page of
    # each entity with a call would be eleven calls for the invoices alone.
    assert office.metered() == 6
    office.assert_agrees()


def test_what_is_too_much_at_once_is_asked_for_in_smaller_parts(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=SIZE, invoices=10 * SIZE)
    select, asked = office.client.select, list[int]()

    def slow(*queries: str) -> list[list[Row]]:
        asked.append(len(queries))
        if len(queries) > 8:
            raise Retry("QuickBooks does not answer.")
        return select(*queries)

    office.client.select = slow  # type: ignore[method-assign]
    office.pull()
    office.assert_agrees()
    # What is known about the company, two tries that are too much, and from then on no more of them.
    assert asked[:4] == [4, 17, 11, 8]
    assert max(asked[4:]) <= 8


def test_progress_is_told(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=3, invoices=30)
    pages = office.pull()
    assert {page.expected for page in pages} == {3 + 30 + 24}
    office.later(days=1)
    assert [page.expected for page in office.pull()] == [None]


@pytest.mark.parametrize("rows", [SIZE - 1, SIZE, SIZE + 1, 2 * SIZE - 1, 2 * SIZE])
def test_a_last_page_that_is_just_full(open_office: Opened, rows: int) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=1, invoices=rows)
    office.reader.books()
    office.metered()
    office.pull()
    office.assert_agrees()
    assert office.metered() == 3


@pytest.mark.parametrize("seconds", [0, 1])
def test_many_rows_of_one_second(open_office: Opened, seconds: int) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=1, invoices=8 * SIZE, seconds=0)
    stock_later = [office.books.customer(f"Later {number}") for number in range(3)]
    office.later(seconds=seconds)
    for each in stock_later:
        office.books.invoice(each, "1.00")
    office.reader.books()
    office.metered()
    pages = office.pull()
    assert office.metered() == 4
    office.assert_agrees()
    read = [record.id for page in pages for record in page.records if page.kind == "invoice"]
    assert len(read) == len(set(read))


def test_rows_that_move_between_two_pages_are_noticed(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=3, invoices=6 * SIZE)
    untouched = [each for each in office.books.company.living("Invoice") if each.data["Balance"]]

    def act() -> None:
        # The oldest goes to the end, and all behind it move up by one.
        office.later(seconds=1)
        office.books.edit(untouched.pop(0), PrivateNote="touched")

    touched = Elsewhere(office, lambda: act() if untouched else None)
    office.pull()
    assert touched.asked > 1
    office.assert_agrees()


def test_rows_that_are_deleted_between_two_pages(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=3, invoices=4 * SIZE)
    doomed = list(office.books.company.living("Payment"))[:15]
    Elsewhere(office, lambda: office.books.delete(doomed.pop()) if doomed else None)
    office.pull()
    assert not doomed
    office.assert_agrees()


def test_rows_that_never_rest_are_no_endless_reading(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=1, invoices=2 * SIZE, seconds=0)
    invoices = list(office.books.company.living("Invoice"))

    def act() -> None:
        invoices.append(invoices.pop(0))
        for each in invoices:
            office.later(seconds=1)
            office.books.edit(each, PrivateNote="touched")

    Elsewhere(office, act)
    with pytest.raises(Retry) as caught:
        office.pull()
    assert "faster than they can be read" in caught.value.user_message


def test_a_pull_goes_on_after_any_page(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=3, invoices=3 * SIZE)
    office.books.journal(office.books.customer("Zoe"), "-5.00")
    pages = list(office.reader.changes(None))
    office.pull()
    assert len(pages) > 10
    for cut in range(len(pages)):
        other = Office(office.simulator, office.books, page_size=SIZE)
        for page in pages[: cut + 1]:
            other.pulled.save(page)
        other.pull()
        other.close()
        assert other.pulled.kept() == office.pulled.kept()


def test_a_reading_that_goes_on_does_not_begin_again(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, customers=3, invoices=10 * SIZE)
    office.later(hours=1)
    pages = list(office.reader.changes(None))
    behind = next(
        number
        for number, page in enumerate(pages)
        if json.loads(page.cursor or "")["walk"]["places"].get("Invoice", "") is None
    )
    office.new_reader()
    office.pulled.save(pages[behind])
    again = [record.id for page in office.pull() for record in page.records if page.kind == "invoice"]
    assert len(again) < SIZE


def test_a_cursor_of_other_books_or_of_nothing_is_worth_nothing(open_office: Opened) -> None:
    office = open_office()
    stock(office, customers=2, invoices=5)
    office.pull()
    fresh = office.pulled.records["invoice"].copy()
    kept = office.pulled.cursor or ""
    other = json.dumps({**json.loads(kept), "reading": "another"})
    for cursor in (other, "", "no JSON", "[]", kept.replace('"format":1', '"format":0')):
        office.pulled.records["invoice"] = {"gone": object()}
        office.pulled.cursor = cursor
        office.pull()
        assert office.pulled.records["invoice"] == fresh
        assert office.pulled.cursor


def test_a_page_needs_two_rows(office: Office) -> None:
    with pytest.raises(ValueError, match="second row"):
        Rows(office.client, 1)
