"""The pieces of the pages for people: elements, tables, amounts and days. Everything written is escaped.

Parts that both simulators' pages have are in web_parts.py; which pages there are is a simulator's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

Child = Element | str
STYLE = """
* { box-sizing: border-box }
body { margin: 0; background: #f4f5f8; color: #393a3d; font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif }
a { color: #0077c5; text-decoration: none } a:hover { text-decoration: underline }
header { display: flex; flex-wrap: wrap; gap: 8px 28px; align-items: center; padding: 14px 32px; color: #fff;
  background: #2d3b36 }
header a { color: #d4e7dc } header strong { color: #fff; font-size: 17px }
header .here { color: #fff; border-bottom: 2px solid #53b700 }
main { max-width: 1240px; margin: 0 auto; padding: 24px 32px 48px }
h1 { margin: 4px 0 2px; font-size: 27px; font-weight: 600 } h2 { margin: 0 0 10px; font-size: 17px }
.under { margin: 0 0 18px; color: #6b6c72 }
.sums { display: flex; flex-wrap: wrap; gap: 14px; margin: 0 0 18px }
h1 + .sums { margin-top: 16px }
.sums div { min-width: 150px; padding: 12px 18px; background: #fff; border-radius: 8px; color: #6b6c72 }
section .sums { margin: 0; gap: 14px 40px } section .sums div { padding: 0 0 12px }
section > p:last-child { margin-bottom: 0 }
.sums b { display: block; font-size: 20px; color: #393a3d } .sums .late b { color: #c9311f }
.sides { display: grid; grid-template-columns: minmax(0, 8fr) minmax(0, 5fr); gap: 18px; align-items: start }
@media (max-width: 900px) { .sides { grid-template-columns: 1fr } }
section { margin: 0 0 18px; padding: 18px 20px; background: #fff; border-radius: 8px; overflow-x: auto }
table { width: 100%; border-collapse: collapse }
th { padding: 6px 10px; text-align: left; font-size: 13px; color: #6b6c72; border-bottom: 1px solid #ccc }
td { padding: 8px 10px; border-bottom: 1px solid #ecedf0; vertical-align: top }
tr:last-child td { border-bottom: 0 }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.late { color: #c9311f } .quiet, .none { color: #6b6c72 }
.words { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
.note { padding: 10px 0; border-bottom: 1px solid #ddd } .note:last-child { border-bottom: 0 }
.note p, .block p { margin: 0 0 4px } .note .quiet { font-size: 13px }
.block { margin: 8px 0; padding: 8px 12px; background: #fff4e0; border-left: 4px solid #f0a000 }
.badge { display: inline-block; max-width: 100%; padding: 1px 10px; border-radius: 10px; background: #e3e5e8;
  font-size: 13px; overflow-wrap: anywhere }
.badge.warn { background: #ffdfa3 } .badge.good { background: #d3efc8 }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 18px; margin: 0 }
dt { color: #6b6c72 } dd { margin: 0; overflow-wrap: anywhere }
"""


def element(name: str, *children: Child, css: str = "", **attributes: str) -> Element:
    """Make an element; texts among its children are escaped when it is written."""
    made = Element(name, {**({"class": css} if css else {}), **attributes})
    for child in children:
        if isinstance(child, Element):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + child
        else:
            made.text = (made.text or "") + child
    return made


def link(words: str, path: str, css: str = "", **params: str) -> Element:
    """Make a link to an address on this server."""
    return element("a", words, css=css, href=f"{path}?{urlencode(params)}" if params else path)


def section(title: str, *children: Child) -> Element:
    """Make a part of a page with a heading of its own."""
    return element("section", element("h2", title), *children)


def table(heads: Sequence[str], rows: Iterable[Sequence[Child]], empty: str) -> Element:
    """Make a table; a head that ends in `>` is of a column of amounts. Without rows it says `empty`."""
    kinds = ["number" if each.endswith(">") else "" for each in heads]
    body = [
        element("tr", *(element("td", cell, css=css) for cell, css in zip(row, kinds, strict=True)))
        for row in rows
    ]
    if not body:
        return element("p", empty, css="none")
    head = [element("th", each.rstrip(">"), css=css) for each, css in zip(heads, kinds, strict=True)]
    return element("table", element("thead", element("tr", *head)), element("tbody", *body))


def facts(pairs: Iterable[tuple[str, Child]]) -> Element:
    """Make a list of names and values; values that are empty texts are left out."""
    cells = [
        cell for name, value in pairs if value != "" for cell in (element("dt", name), element("dd", value))
    ]
    return element("dl", *cells)


def sums(*pairs: tuple[str, str, str]) -> Element:
    """Make the figures at the top of a page: name, value and CSS class of each."""
    return element(
        "div", *(element("div", element("b", value), name, css=css) for name, value, css in pairs), css="sums"
    )


def money(amount: Decimal, currency: str) -> str:
    """Write an amount.

    >>> money(Decimal("-1850"), "USD")
    '-1,850.00 USD'
    """
    return f"{amount:,.2f} {currency}"


def day(value: date | str) -> str:
    """Write a day.

    >>> day("2026-08-01")
    '1 Aug 2026'
    """
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.day} {found:%b %Y}"


def late(days: int) -> str:
    """Write how long something is due.

    >>> late(1), late(30)
    ('1 day late', '30 days late')
    """
    return f"{days} day{'' if days == 1 else 's'} late"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Write an instant in a company's own time."""
    there = value.astimezone(zone)
    return f"{day(there.date())}, {there:%H:%M}"


def written(title: str, simulator: str, header: Sequence[Child], *content: Child) -> str:
    """Write a whole page of a simulator."""
    html = Element("html", lang="en")
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "title").text = f"{title} - {simulator}"
    SubElement(head, "style").text = STYLE
    html.append(element("body", element("header", *header), element("main", *content)))
    return "<!doctype html>\n" + tostring(html, encoding="unicode", method="html")
