"""The pages of one invoice and one estimate, with lines, sums, e-mails and attached notes.

They read the books and change nothing. How an address becomes a page is web_app.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from tests.simulators import web_parts
from tests.simulators.journal import NOTHING
from tests.simulators.web_elements import Child, day, element, facts, moment, money, section, sums, table

from . import documents, web_links, web_notes
from .company import Company, Record

_GOOD, _WARN = frozenset({"Accepted", "Converted"}), frozenset({"Rejected"})


def invoice(company: Company, record: Record) -> tuple[Child, ...]:
    """Return the page of an invoice."""
    data, currency = record.data, record.data["CurrencyRef"]["value"]
    due = date.fromisoformat(data["DueDate"])
    late = (documents.today(company) - due).days
    head: list[tuple[str, Child]] = [
        ("Invoice date", day(data["TxnDate"])),
        ("Due", day(due)),
        ("Terms", _term(company, record)),
        ("E-mail", _mails(company, record)),
    ]
    figures = web_parts.invoice_figures(data["Balance"], data["TotalAmt"], currency, late)
    return _page(company, record, "Invoice", head, figures)


def estimate(company: Company, record: Record) -> tuple[Child, ...]:
    """Return the page of an estimate."""
    data, currency = record.data, record.data["CurrencyRef"]["value"]
    expires = data.get("ExpirationDate")
    head: list[tuple[str, Child]] = [
        ("Estimate date", day(data["TxnDate"])),
        ("Valid until", day(expires) if expires else ""),
        ("Status", status(record)),
        ("E-mail", _mails(company, record)),
    ]
    return _page(company, record, "Estimate", head, sums(("Total", money(data["TotalAmt"], currency), "")))


def status(estimate: Record) -> Element:
    """Return an estimate's status."""
    told = str(estimate.data.get("TxnStatus") or "Pending")
    return web_parts.badge(told, "good" if told in _GOOD else "warn" if told in _WARN else "")


def mail(record: Record) -> str:
    """Return in a word whether a document was sent by e-mail."""
    return {"EmailSent": "Sent", "NeedToSend": "To be sent"}.get(
        record.data.get("EmailStatus", ""), "Not sent"
    )


def _page(
    company: Company, record: Record, kind: str, head: list[tuple[str, Child]], figures: Element
) -> tuple[Child, ...]:
    data = record.data
    customer = company.tables["Customer"][data["CustomerRef"]["value"]]
    message = str((data.get("CustomerMemo") or {}).get("value") or "")
    memo = list(web_notes.words(str(data.get("PrivateNote") or ""))) or [element("p", "None.", css="none")]
    left = [
        section(kind, facts([("Customer", web_links.customer(company, customer)), *head])),
        section("Lines", table(("Text", "Amount>"), _lines(record), "No lines.")),
        *([section("Message to the customer", element("p", message, css="words"))] if message else []),
    ]
    return (
        element("p", web_links.customer(company, customer), css="under"),
        element("h1", f"{kind} {data.get('DocNumber') or record.id}"),
        figures,
        web_parts.sides(
            left, [section("Memo (not shown to the customer)", *memo), web_notes.attached(company, record)]
        ),
    )


def _term(company: Company, record: Record) -> str:
    term = company.find("Term", (record.data.get("SalesTermRef") or {}).get("value", ""))
    return str(term.data["Name"]) if term else ""


def _mails(company: Company, record: Record) -> str:
    sent = [
        f"Sent to {each.to} on {moment(each.sent, company.zone)}"
        for each in company.outbox
        if (each.entity, each.id) == record.key
    ]
    return "; ".join(sent) or mail(record)


def _lines(record: Record) -> Iterator[tuple[Child, Child]]:
    data, currency = record.data, record.data["CurrencyRef"]["value"]
    for line in data.get("Line") or []:
        discount = line.get("DetailType") == "DiscountLineDetail"
        if line.get("DetailType") == "SubTotalLineDetail":
            continue
        told = str(line.get("Description") or ("Discount" if discount else _item(line)))
        sign = -1 if discount else 1
        yield told, money(sign * (line.get("Amount") or NOTHING), currency)
    tax = (data.get("TxnTaxDetail") or {}).get("TotalTax")
    if tax:
        yield "Tax", money(tax, currency)
    yield element("strong", "Total"), element("strong", money(data["TotalAmt"], currency))


def _item(line: dict[str, Any]) -> str:
    reference = (line.get("SalesItemLineDetail") or {}).get("ItemRef") or {}
    return str(reference.get("name") or "")
