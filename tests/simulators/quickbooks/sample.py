"""A small sample company in the manner of Intuit's sandbox: customers, vendors, and bookings of all kinds.

`--sample` opens it. It is the same every time, seen from the company's today; it draws nothing at random.
"""

from __future__ import annotations

from datetime import date, timedelta

from . import documents, writing
from .books import Books
from .company import Record

CUSTOMERS = (
    "Amy's Bird Sanctuary",
    "Bill's Windsurf Shop",
    "Cool Cars",
    "Diego Rodriguez",
    "Dukes Basketball Camp",
    "Dylan Sollfrank",
    "Freeman Sporting Goods",
    "Geeta Kalapatapu",
    "Gevelber Photography",
    "Jeff's Jalopies",
)
VENDORS = ("Bob's Burger Joint", "Books by Bessie", "Brosnahan Insurance Agency")


def fill(books: Books) -> None:
    """Book two months of business."""
    today = documents.today(books.company)
    customers = [_customer(books, name) for name in CUSTOMERS]
    customers += [books.customer("0969 Ocean View Road", parent=customers[6], email="freeman@example.com")]
    for name in VENDORS:
        writing.create(books.company, "Vendor", {"DisplayName": name})
    for place, customer in enumerate(customers):
        _bookings(books, customer, place, today)
    books.deactivate(books.customer("Closed Account"))


def _customer(books: Books, name: str) -> Record:
    address = "".join(each for each in name if each.isalnum()).lower()
    return books.customer(name, email=f"{address}@example.com", term="Net 30")


def _bookings(books: Books, customer: Record, place: int, today: date) -> None:
    old, recent = today - timedelta(days=75 - place), today - timedelta(days=20 - place)
    first = books.invoice(customer, f"{239 + 17 * place}.00", day=old)
    second = books.invoice(customer, f"{81 + 3 * place}.50", day=recent)
    books.invoice(customer, "362.07", day=today - timedelta(days=place))
    if place % 2 == 0:
        books.pay(first, day=recent)
    elif place % 3 == 0:
        books.pay(second, "40.00", day=today)
    else:
        books.receive(customer, "25.00", day=today)
    if place == 1:
        books.use_credit(books.credit_memo(customer, "30.00", day=recent), second, "30.00")
    if place == 2:
        books.journal(customer, "12.00", day=recent)
    if place == 3:
        books.sales_receipt(customer, "78.60", day=recent)
        books.refund(customer, "20.00", day=recent)
    books.estimate(customer, f"{100 + place}.00", status="Accepted" if place % 2 else "Pending", day=recent)
