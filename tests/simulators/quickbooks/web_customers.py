"""The pages about customers: who owes what, and one customer with notes, open items and estimates.

They read the books and change nothing. How an address becomes a page is web_app.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.simulators import web_parts
from tests.simulators.web_elements import Child, day, element, facts, link, money, section, table

from . import documents, web_links, web_notes
from .company import Company, Record
from .web_documents import mail, status
from .web_receivables import Debt, debts

_SHORT = 60


def customers(company: Company) -> tuple[Child, ...]:
    """Return the list of customers."""
    everybody = [each for each in company.living("Customer") if each.data.get("Active", True)]
    return web_parts.customers(
        ("Customer", "Customers", "Notes"),
        debts(company, everybody),
        company.currency,
        documents.today(company),
        lambda debt: (web_links.customer(company, debt.customer), _notes(debt)),
    )


def customer(company: Company, record: Record) -> tuple[Child, ...]:
    """Return the page of one customer."""
    today = documents.today(company)
    (debt,) = debts(company, [record])
    estimates = [
        found
        for entity, id_ in company.documents.get(record.id, ())
        if entity == "Estimate" and (found := company.find(entity, id_))
    ]
    estimates.sort(key=lambda each: (each.data["TxnDate"], int(each.id)), reverse=True)
    waiting = [each for each in estimates if not each.data.get("LinkedTxn")]
    left = [
        section("Open invoices", _charges(company, debt)),
        *_credits(company, debt),
        section("Estimates", _estimates(company, waiting)),
        *_below(company, record),
        section("Contact and terms", _about(company, record)),
    ]
    head = _parent(company, record)
    return (
        element("p", *head, css="under"),
        element("h1", str(record.data["DisplayName"])),
        element("p", f"Today is {day(today)}.", css="under"),
        web_parts.totals(debt.currency, [debt]),
        web_parts.sides(left, _told(company, record)),
    )


def _notes(debt: Debt) -> Element:
    return element("div", *_short(str(debt.customer.data.get("Notes") or "")))


def _short(text: str) -> Iterator[Element]:
    """Write the first line of each piece of the notes, apps' pieces first."""
    for each in sorted(web_notes.pieces(text), key=lambda piece: not piece.app):
        line = (each.text.splitlines() or [each.mark])[0].strip()
        told = f"{line[:_SHORT]}…" if len(line) > _SHORT else line
        yield web_parts.badge(told, "warn") if each.app else element("div", told, css="quiet")


def _charges(company: Company, debt: Debt) -> Element:
    return web_parts.charges(
        debt.items,
        lambda each: (
            web_links.document(company, each.record),
            each.record.data.get("TotalAmt") or each.amount,
            mail(each.record) if each.record.entity == "Invoice" else "",
        ),
    )


def _credits(company: Company, debt: Debt) -> list[Element]:
    kinds = {"CreditMemo": "Credit memo", "JournalEntry": "Journal entry"}
    return web_parts.credits_(
        debt.items,
        lambda each: (
            kinds.get(each.record.entity, each.record.entity),
            web_links.document(company, each.record),
            each.record.data["TxnDate"],
        ),
    )


def _estimates(company: Company, found: list[Record]) -> Element:
    rows = [
        (
            web_links.document(company, each),
            day(each.data["TxnDate"]),
            status(each),
            money(each.data["TotalAmt"], each.data["CurrencyRef"]["value"]),
            _count(len(web_notes.notes(company, each))),
        )
        for each in found
    ]
    return table(("Number", "Date", "Status", "Amount>", "Notes"), rows, "No estimate is open.")


def _count(number: int) -> str:
    return f"{number} note{'' if number == 1 else 's'}" if number else ""


def _below(company: Company, record: Record) -> list[Element]:
    below = [found for id_ in company.children.get(record.id, ()) if (found := company.find("Customer", id_))]
    rows = [
        (
            web_links.customer(company, each.customer),
            web_parts.joined(each.open),
            web_parts.joined(each.overdue),
        )
        for each in debts(company, below)
    ]
    heads = ("Sub-customer", "Open balance>", "Overdue>")
    return [section("Sub-customers", table(heads, rows, ""))] if rows else []


def _parent(company: Company, record: Record) -> list[Child]:
    above = company.find("Customer", (record.data.get("ParentRef") or {}).get("value", ""))
    back = link("Customers", web_links.CUSTOMERS, realm=company.realm)
    return [back, " / ", web_links.customer(company, above)] if above else [back]


def _about(company: Company, record: Record) -> Element:
    data = record.data
    term = company.find("Term", (data.get("SalesTermRef") or {}).get("value", ""))
    return facts(
        [
            ("Company", str(data.get("CompanyName") or "")),
            ("E-mail", str((data.get("PrimaryEmailAddr") or {}).get("Address") or "none")),
            ("Phone", str((data.get("PrimaryPhone") or {}).get("FreeFormNumber") or "none")),
            ("Terms", str(term.data["Name"]) if term else "none"),
        ]
    )


def _told(company: Company, record: Record) -> list[Element]:
    notes = list(web_notes.words(str(record.data.get("Notes") or "")))
    written = notes or [element("p", "None.", css="none")]
    return [section("Notes", *written), web_notes.attached(company, record)]
