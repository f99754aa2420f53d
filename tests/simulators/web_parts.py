"""What the pages of both simulators have in common: figures, the list of customers, open documents.

They show what they are given. What the records are called, and where their pages are, is a simulator's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar
from xml.etree.ElementTree import Element

from tests.simulators.journal import NOTHING

from .web_elements import Child, day, element, late, money, section, sums, table
from .web_receivables import Amounts, Debt, OpenItem

R = TypeVar("R")
LONGEST_LIST = 500


def joined(amounts: Amounts) -> str:
    """Write amounts of several currencies; nothing is nothing of the first one.

    >>> joined({"USD": Decimal(0), "EUR": Decimal(4)}), joined({"USD": Decimal(0)})
    ('4.00 EUR', '0.00 USD')
    """
    shown = [money(amount, currency) for currency, amount in amounts.items() if amount]
    return " + ".join(shown) or money(NOTHING, next(iter(amounts)))


def totals(currency: str, found: Iterable[Debt[R]]) -> Element:
    """Return the figures of one or more customers; other currencies than the first are sums of their own."""
    owed: Amounts = {currency: NOTHING}
    overdue = dict(owed)
    for each in found:
        for whole, amounts in ((owed, each.open), (overdue, each.overdue)):
            for one, amount in amounts.items():
                whole[one] = whole.get(one, NOTHING) + amount
    return sums(
        ("Open balance", joined(owed), ""),
        ("Overdue", joined(overdue), "late" if any(overdue.values()) else ""),
    )


def customers(
    words: tuple[str, str, str],
    found: Sequence[Debt[R]],
    currency: str,
    today: date,
    row: Callable[[Debt[R]], tuple[Child, Child]],
) -> tuple[Child, ...]:
    """Return the list of customers.

    Args:
        words: what one of them is called, what several are, and the head of the last column.
        found: those with most overdue first.
        currency: the company's.
        row: gives a customer's link and what stands in the last column.
    """
    one, several, last = words
    told = f"{len(found)} {several.lower()}"
    if len(found) > LONGEST_LIST:
        told = f"The {LONGEST_LIST} of {told} with most overdue"
    rows = [_row(each, *row(each)) for each in found[:LONGEST_LIST]]
    heads = (one, "Open balance>", "Overdue>", "Oldest>", last)
    return (
        element("h1", several),
        element("p", f"{told}. Today is {day(today)}.", css="under"),
        totals(currency, found),
        element("section", table(heads, rows, f"No {several.lower()} yet.")),
    )


def charges(
    items: Iterable[OpenItem[R]], row: Callable[[OpenItem[R]], tuple[Child, Decimal, str]]
) -> Element:
    """Return the open documents of a customer; `row` gives link, total, and whether it was sent."""
    rows = []
    for each in items:
        if each.amount > 0:
            link, total, mail = row(each)
            amounts = (money(total, each.currency), money(each.amount, each.currency))
            rows.append((link, day(each.due or ""), _late(each.days_late), *amounts, mail))
    return table(("Number", "Due", "", "Amount>", "Open>", "E-mail"), rows, "Nothing is open.")


def credits_(
    items: Iterable[OpenItem[R]], row: Callable[[OpenItem[R]], tuple[str, Child, date | str]]
) -> list[Element]:
    """Return the credits of a customer, nothing if there are none; `row` gives kind, link and day."""
    rows = []
    for each in items:
        if each.amount < 0:
            kind, link, on = row(each)
            rows.append((kind, link, day(on), money(-each.amount, each.currency)))
    heads = ("Kind", "Number", "Date", "Not used yet>")
    return [section("Credits", table(heads, rows, ""))] if rows else []


def invoice_figures(open_: Decimal, total: Decimal, currency: str, days_late: int) -> Element:
    """Return the figures of an invoice."""
    state = "Paid" if not open_ else late(days_late) if days_late > 0 else "Open"
    return sums(
        ("Balance due", money(open_, currency), "late" if open_ and days_late > 0 else ""),
        ("Total", money(total, currency), ""),
        ("Status", state, ""),
    )


def sides(left: Iterable[Child], right: Iterable[Child]) -> Element:
    """Return the two columns of a page."""
    return element("div", element("div", *left), element("div", *right), css="sides")


def badge(words: str, css: str = "") -> Element:
    """Return a word that stands out."""
    return element("span", words, css=f"badge {css}".strip())


def _row(debt: Debt[R], link: Child, last: Child) -> tuple[Child, ...]:
    overdue = any(debt.overdue.values())
    return (
        link,
        joined(debt.open),
        element("span", joined(debt.overdue), css="late") if overdue else "",
        late(debt.most_late) if debt.most_late else "",
        last,
    )


def _late(days: int) -> Child:
    return element("span", late(days), css="late") if days > 0 else ""
