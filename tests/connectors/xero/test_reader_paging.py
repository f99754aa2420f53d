"""How the reader pages: rows that move between two pages, many of one second, and going on after any page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from relance_connectors.xero.client import Page
from relance_sync.errors import Retry
from tests.connectors.xero.reader_office import Office

Opened = Callable[..., Office]
SIZE = 20


def stock(office: Office, *, contacts: int, invoices: int, seconds: int = 7) -> None:
    """Book invoices, four of five paid; some seconds between two of them, as between two contacts."""
    books, known = office.books, []
    for number in range(contacts):
        office.later(seconds=seconds)
        known.append(books.contact(f"Contact {number}"))
    for number in range(invoices):
        office.later(seconds=seconds)
        invoice = books.invoice(known[number % contacts], "100.00")
        if number % 5:
            books.pay(invoice)


class Elsewhere:
    """Somebody works after each page of an endpoint."""

    def __init__(self, office: Office, act: Callable[[str], Any]) -> None:
        self._page, self._act = office.client.page, act
        office.client.page = self.page  # type: ignore[method-assign]

    def page(self, *asked: Any, **filters: Any) -> Page:
        found = self._page(*asked, **filters)
        self._act(asked[0])
        return found


@pytest.mark.parametrize("rows", [SIZE - 1, SIZE, SIZE + 1, 2 * SIZE - 1, 2 * SIZE])
@pytest.mark.parametrize("seconds", [0, 7])
def test_a_last_page_that_is_just_full(open_office: Opened, rows: int, seconds: int) -> None:
    office = open_office(page_size=SIZE)
    stock(office, contacts=1, invoices=rows, seconds=seconds)
    office.pull()
    office.assert_agrees()


@pytest.mark.parametrize("quotes", [99, 100, 101, 250])
@pytest.mark.parametrize("seconds", [0, 7])
def test_quotes_come_in_hundreds(office: Office, quotes: int, seconds: int) -> None:
    amy = office.books.contact("Amy")
    for _ in range(quotes):
        office.books.quote(amy, "1.00")
        office.later(seconds=seconds)
    office.pull()
    office.assert_agrees()


def test_many_rows_of_one_second(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, contacts=1, invoices=8 * SIZE, seconds=0)
    office.later(seconds=1)
    for number in range(3):
        office.books.invoice(office.books.contact(f"Later {number}"), "1.00")
    pages = office.pull()
    office.assert_agrees()
    read = [record.id for page in pages for record in page.records if page.kind == "invoice"]
    assert len(read) == len(set(read))


@pytest.mark.parametrize("seconds", [0, 7])
def test_rows_that_move_between_two_pages_are_read(open_office: Opened, seconds: int) -> None:
    office = open_office(page_size=SIZE)
    stock(office, contacts=3, invoices=6 * SIZE, seconds=seconds)
    untouched = [each for each in office.all("Invoice") if each.data["AmountDue"]]

    def act(_: str) -> None:
        # The oldest goes to the end, and all behind it move up by one.
        office.later(seconds=1)
        office.books.edit(untouched.pop(0), Reference="touched")

    Elsewhere(office, lambda endpoint: act(endpoint) if untouched else None)
    office.pull()
    office.assert_agrees()
    assert len(untouched) < 12


def test_rows_that_never_rest_are_no_endless_reading(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, contacts=1, invoices=2 * SIZE, seconds=0)
    invoices = office.all("Invoice")

    def act(_: str) -> None:
        office.later(seconds=1)
        for each in invoices:
            office.books.edit(each, InvoiceNumber=f"{each.id} {office.now()}")

    Elsewhere(office, act)
    with pytest.raises(Retry) as caught:
        office.pull()
    assert "faster than they can be read" in caught.value.user_message


def test_an_order_that_is_not_kept(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    amy = office.books.contact("Amy")
    # The second page is in order by chance.
    places = [*range(3 * SIZE - 1, 2 * SIZE - 1, -1), *range(SIZE - 1, -1, -1), *range(SIZE, 2 * SIZE)]
    for place in places:
        office.later(seconds=7)
        office.books.invoice(amy, "1.00", InvoiceNumber=f"{place:03}")
    plain = office.client.page

    def unordered(endpoint: str, *asked: Any, **filters: Any) -> Page:
        if endpoint == "Invoices":
            filters["order"] = "InvoiceNumber ASC"
        return plain(endpoint, *asked, **filters)

    office.client.page = unordered  # type: ignore[method-assign]
    office.pull()
    office.assert_agrees()


def test_a_pull_goes_on_after_any_page(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, contacts=SIZE + 5, invoices=3 * SIZE)
    office.later(hours=1)
    first = list(office.reader.changes(None))
    office.pull()
    begin = office.pulled.cursor
    office.later(days=1)
    for each in office.all("Invoice")[: 2 * SIZE]:
        if each.status == "AUTHORISED":
            office.books.pay(each, "1.00")
        office.later(seconds=2)
    office.books.quote(office.books.contact("Zoe"), "5.00")
    # Long enough ago that the next pull does not tell it again.
    office.later(hours=1)
    then = list(office.reader.changes(begin))
    office.pull()
    assert len(first) > 10
    assert len(then) > 4
    for pages in (first, [*first, *then]):
        for cut in range(1 if pages is first else len(first), len(pages) + 1):
            other = Office(office.simulator, office.books, page_size=SIZE)
            for page in pages[:cut]:
                other.pulled.save(page)
            other.pull()
            other.close()
            assert other.pulled.kept() == office.pulled.kept()


def test_what_happens_while_everything_is_read_shows_in_what_is_owed(office: Office) -> None:
    stock(office, contacts=2, invoices=4)
    office.later(hours=1)
    invoice = office.all("Invoice")[0]
    to_pay = [invoice]

    def pay(endpoint: str) -> None:
        # What contacts owe is read before the invoices.
        if endpoint == "Contacts" and to_pay:
            office.books.pay(to_pay.pop())

    Elsewhere(office, pay)
    office.pull()
    assert office.one("invoice", invoice.id).installments[0].residual == 0
    office.assert_agrees()


def test_a_reading_that_goes_on_does_not_begin_again(open_office: Opened) -> None:
    office = open_office(page_size=SIZE)
    stock(office, contacts=3, invoices=10 * SIZE)
    office.later(hours=1)
    pages = list(office.reader.changes(None))
    behind = next(
        number
        for number, page in enumerate(pages)
        if "Invoices" in json.loads(page.cursor or "")["walk"]["done"]
    )
    office.new_reader()
    office.pulled.save(pages[behind])
    assert not [page for page in office.pull() if page.kind == "invoice" and page.records]


def test_a_cursor_of_other_books_or_of_nothing_is_worth_nothing(open_office: Opened) -> None:
    office = open_office()
    stock(office, contacts=2, invoices=5)
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
