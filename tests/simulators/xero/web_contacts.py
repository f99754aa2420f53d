"""The pages about contacts: who owes what, and one contact with open documents, groups and history.

They read the books and change nothing. How an address becomes a page is web_app.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.simulators import web_parts
from tests.simulators.web_elements import Child, day, element, facts, money, section, table

from . import web_links
from .books import Ledger
from .records import Record
from .web_documents import history, sent, status
from .web_receivables import Debt, customers, debts

_TERMS = {
    "DAYSAFTERBILLDATE": "{} days after the invoice date",
    "DAYSAFTERBILLMONTH": "{} days after the end of the invoice month",
    "OFCURRENTMONTH": "on day {} of the invoice month",
    "OFFOLLOWINGMONTH": "on day {} of the month after",
}
_KINDS = {"CreditNote": "Credit note"}


def contacts(ledger: Ledger) -> tuple[Child, ...]:
    """Return the list of contacts."""
    return web_parts.customers(
        ("Contact", "Contacts", "Groups"),
        debts(ledger, customers(ledger)),
        ledger.currency,
        ledger.today(),
        lambda debt: (
            web_links.record(ledger, debt.customer),
            element("div", *_groups(ledger, debt.customer)),
        ),
    )


def contact(ledger: Ledger, record: Record) -> tuple[Child, ...]:
    """Return the page of one contact."""
    (debt,) = debts(ledger, [record])
    groups = list(_groups(ledger, record))
    left = [
        section("Open invoices", _charges(ledger, debt)),
        *_credits(ledger, debt),
        section("Quotes", _quotes(ledger, record)),
        section("Details", _about(record)),
    ]
    right = [
        section("Contact groups", *(groups or [element("p", "None.", css="none")])),
        history(ledger, record),
    ]
    return (
        element("p", web_links.contacts(ledger, "Contacts"), css="under"),
        element("h1", str(record.data["Name"])),
        element("p", f"Today is {day(ledger.today())}.", *_gone(ledger, record), css="under"),
        web_parts.totals(debt.currency, [debt]),
        web_parts.sides(left, right),
    )


def _gone(ledger: Ledger, record: Record) -> list[Child]:
    into = ledger.find("Contact", record.data.get("MergedToContactID"))
    if into:
        return [" Merged into ", web_links.record(ledger, into), "."]
    return [] if record.status == "ACTIVE" else [" Archived."]


def _groups(ledger: Ledger, record: Record) -> Iterator[Element]:
    for group in ledger.store.tables["ContactGroup"].values():
        if group.status == "ACTIVE" and record.id in group.data["Contacts"]:
            yield element("div", web_parts.badge(str(group.data["Name"]), "warn"))


def _charges(ledger: Ledger, debt: Debt) -> Element:
    return web_parts.charges(
        debt.items,
        lambda each: (web_links.record(ledger, each.record), each.record.data["Total"], sent(each.record)),
    )


def _credits(ledger: Ledger, debt: Debt) -> list[Element]:
    return web_parts.credits_(
        debt.items,
        lambda each: (
            _KINDS.get(each.record.entity, each.record.entity),
            web_links.record(ledger, each.record),
            each.record.data["Date"],
        ),
    )


def _quotes(ledger: Ledger, record: Record) -> Element:
    found = [ledger.record(key) for key in ledger.store.documents.get(record.id, ()) if key[0] == "Quote"]
    found.sort(key=lambda each: (each.data["Date"], web_links.name(each)), reverse=True)
    rows = [
        (
            web_links.record(ledger, each),
            day(each.data["Date"]),
            status(each),
            money(each.data["Total"], each.data["CurrencyCode"]),
        )
        for each in found
        if each.status not in {"DELETED", "INVOICED"}
    ]
    return table(("Number", "Date", "Status", "Amount>"), rows, "No quote is open.")


def _about(record: Record) -> Element:
    data = record.data
    person = " ".join(str(data[each]) for each in ("FirstName", "LastName") if data.get(each))
    phone = data.get("Phones", {}).get("DEFAULT", {}).get("PhoneNumber")
    return facts(
        [
            ("Primary person", person),
            ("E-mail", str(data.get("EmailAddress") or "none")),
            ("Phone", str(phone or "none")),
            ("Payment terms", _terms(record)),
            ("Currency", str(data.get("DefaultCurrency") or "")),
        ]
    )


def _terms(record: Record) -> str:
    told = record.data.get("PaymentTerms", {}).get("Sales")
    return _TERMS[told["Type"]].format(told["Day"]) if told else "none"
