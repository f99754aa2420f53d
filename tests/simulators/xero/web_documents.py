"""The pages of one invoice and one quote, with lines, what was paid of it, e-mails and history.

They read the books and change nothing. How an address becomes a page is web_app.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.simulators import web_parts
from tests.simulators.web_elements import Child, day, element, facts, moment, money, section, sums, table

from . import web_links
from .books import Ledger
from .records import Note, Record
from .settlement import left

_GOOD, _WARN = frozenset({"ACCEPTED", "INVOICED", "PAID"}), frozenset({"DECLINED", "VOIDED"})


def invoice(ledger: Ledger, record: Record) -> tuple[Child, ...]:
    """Return the page of an invoice or bill."""
    data, currency = record.data, record.data["CurrencyCode"]
    due = data.get("DueDate") or data["Date"]
    expected = data.get("ExpectedPaymentDate")
    head: list[tuple[str, Child]] = [
        ("Date", day(data["Date"])),
        ("Due", day(due)),
        ("Status", status(record)),
        ("Reference", str(data.get("Reference") or "")),
        ("Expected", day(expected) if expected else ""),
        ("E-mail", _mails(ledger, record)),
    ]
    days_late = (ledger.today() - due).days
    figures = web_parts.invoice_figures(left(record), data["Total"], currency, days_late)
    paid = table(("Date", "What", "Amount>"), _settlers(ledger, record), "Nothing yet.")
    return _page(ledger, record, "Invoice", head, figures, [section("Payments and credits", paid)])


def quote(ledger: Ledger, record: Record) -> tuple[Child, ...]:
    """Return the page of a quote."""
    data = record.data
    head: list[tuple[str, Child]] = [
        ("Date", day(data["Date"])),
        ("Expiry", day(data["ExpiryDate"]) if data.get("ExpiryDate") else ""),
        ("Status", status(record)),
        ("Title", str(data.get("Title") or "")),
        ("Summary", str(data.get("Summary") or "")),
        ("Terms", str(data.get("Terms") or "")),
    ]
    figures = sums(("Total", money(data["Total"], data["CurrencyCode"]), ""))
    return _page(ledger, record, "Quote", head, figures, [])


def status(record: Record) -> Element:
    """Return a document's status."""
    told = record.status
    return web_parts.badge(told.capitalize(), "good" if told in _GOOD else "warn" if told in _WARN else "")


def sent(invoice_: Record) -> str:
    """Return in a word whether an invoice was sent."""
    return "Sent" if invoice_.data.get("SentToContact") else "Not sent"


def history(ledger: Ledger, record: Record) -> Element:
    """Return the history and notes of a record, the latest first."""
    found = [_note(ledger, each) for each in reversed(record.history)]
    return section("History and notes", *(found or [element("p", "None.", css="none")]))


def _note(ledger: Ledger, note: Note) -> Element:
    return element(
        "div",
        element("p", f"{note.changes} · {moment(note.at, ledger.zone)} · {note.user}", css="quiet"),
        *([element("p", note.details, css="words")] if note.details else []),
        css="note",
    )


def _page(
    ledger: Ledger,
    record: Record,
    kind: str,
    head: list[tuple[str, Child]],
    figures: Element,
    more: list[Element],
) -> tuple[Child, ...]:
    contact = web_links.record(ledger, ledger.record(("Contact", record.data["Contact"])))
    parts = [
        section(kind, facts([("To", contact), *head])),
        section("Lines", table(("Description", "Amount>"), _lines(record), "No lines.")),
        *more,
    ]
    return (
        element("p", web_links.contacts(ledger, "Contacts"), css="under"),
        element("h1", f"{kind} {web_links.name(record)}"),
        figures,
        web_parts.sides(parts, [history(ledger, record)]),
    )


def _mails(ledger: Ledger, record: Record) -> str:
    told = [
        f"Sent to {', '.join(each.to)} on {moment(each.sent, ledger.zone)}"
        for each in ledger.mails
        if each.invoice == record.id
    ]
    return "; ".join(told) or sent(record)


def _lines(record: Record) -> Iterator[tuple[Child, Child]]:
    data, currency = record.data, record.data["CurrencyCode"]
    for line in data["LineItems"]:
        yield str(line.get("Description") or ""), money(line["LineAmount"], currency)
    if data["TotalTax"]:
        yield "Tax", money(data["TotalTax"], currency)
    yield element("strong", "Total"), element("strong", money(data["Total"], currency))


def _settlers(ledger: Ledger, record: Record) -> Iterator[tuple[Child, ...]]:
    for each in ledger.store.settlers(record.key):
        what: Child = "Payment"
        if each.entity == "Allocation":
            what = web_links.record(ledger, ledger.record(each.data["Source"]))
        yield day(each.data["Date"]), what, money(each.data["Amount"], record.data["CurrencyCode"])
