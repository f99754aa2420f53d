"""Addresses of the pages for people, as in Xero's own web app, and links to them.

An address may name the organisation by its short code: `/app/!fe79f/contacts/contact/ID`.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tests.simulators.web_elements import Child, link

from .books import Ledger
from .records import Record

START = "/"
CONTACTS = "contacts"
PAGES = {"Contact": "contacts/contact", "Invoice": "invoicing/view", "Quote": "quotes/view"}
"""The pages of single records, by what they show."""
_NUMBERS = ("InvoiceNumber", "CreditNoteNumber", "QuoteNumber")


def contacts(ledger: Ledger, words: str, css: str = "") -> Element:
    """Return a link to an organisation's contacts."""
    return link(words, f"/app/{ledger.short_code}/{CONTACTS}", css)


def record(ledger: Ledger, found: Record) -> Child:
    """Return a link to a record, the plain words for one that has no page."""
    page = PAGES.get(found.entity)
    told = name(found)
    return link(told, f"/app/{ledger.short_code}/{page}/{found.id}") if page else told


def name(found: Record) -> str:
    """Return what a record is called: a name or a number."""
    if found.entity == "Contact":
        return str(found.data["Name"])
    return next((str(found.data[each]) for each in _NUMBERS if found.data.get(each)), found.id[:8])
