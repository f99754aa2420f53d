"""The pages about customers: who owes what, and one customer with notes, open items and estimates.

They read the books and change nothing. How an address becomes a page is web_app.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from tests.simulators.journal import NOTHING

from . import documents, web_elements, web_links, web_notes
from .company import Company, Record
from .web_documents import mail, status
from .web_elements import Child, day, element, facts, link, money, section, sums, table
from .web_receivables import Debt, OpenItem, debts

LONGEST_LIST = 500
_SHORT = 60


def totals(company: Company, found: Iterable[Debt]) -> Element:
    """Return the figures of a whole company; other currencies are sums of their own."""
    owed: dict[str, Decimal] = {company.currency: NOTHING}
    late = dict(owed)
    for each in found:
        owed[each.currency] = owed.get(each.currency, NOTHING) + each.open
        late[each.currency] = late.get(each.currency, NOTHING) + each.overdue
    return sums(
        ("Open balance", _joined(owed), ""),
        ("Overdue", _joined(late), "late" if any(late.values()) else ""),
    )


def customers(company: Company) -> tuple[Child, ...]:
    """Return the list of customers."""
    everybody = [each for each in company.living("Customer") if each.data.get("Active", True)]
    found = debts(company, everybody)
    told = f"{len(found)} customers"
    if len(found) > LONGEST_LIST:
        told = f"The {LONGEST_LIST} of {len(found)} customers with most overdue"
    rows = [_row(company, each) for each in found[:LONGEST_LIST]]
    return (
        element("h1", "Customers"),
        element("p", f"{told}. Today is {day(documents.today(company))}.", css="under"),
        totals(company, found),
        element(
            "section",
            table(("Customer", "Open balance>", "Overdue>", "Oldest>", "Notes"), rows, "No customers yet."),
        ),
    )


def customer(company: Company, record: Record) -> tuple[Child, ...]:
    """Return the page of one customer."""
    today = documents.today(company)
    (debt,) = debts(company, [record])
    charges = [each for each in debt.items if each.amount > 0]
    credits_ = [each for each in debt.items if each.amount < 0]
    estimates = [
        found
        for entity, id_ in company.documents.get(record.id, ())
        if entity == "Estimate" and (found := company.find(entity, id_))
    ]
    estimates.sort(key=lambda each: (each.data["TxnDate"], int(each.id)), reverse=True)
    waiting = [each for each in estimates if not each.data.get("LinkedTxn")]
    left = [
        section("Open invoices", _charges(company, debt, charges)),
        *([section("Credits", _credits(company, debt, credits_))] if credits_ else []),
        section("Estimates", _estimates(company, waiting)),
        *_below(company, record),
        section("Contact and terms", _about(company, record)),
    ]
    head = _parent(company, record)
    return (
        element("p", *head, css="under"),
        element("h1", str(record.data["DisplayName"])),
        element("p", f"Today is {day(today)}.", css="under"),
        sums(
            ("Open balance", money(debt.open, debt.currency), ""),
            ("Overdue", money(debt.overdue, debt.currency), "late" if debt.overdue else ""),
        ),
        element("div", element("div", *left), element("div", *_told(company, record)), css="sides"),
    )


def _joined(amounts: dict[str, Decimal]) -> str:
    shown = [money(amount, currency) for currency, amount in amounts.items() if amount]
    return " + ".join(shown) or money(NOTHING, next(iter(amounts)))


def _row(company: Company, debt: Debt) -> tuple[Child, ...]:
    late = debt.most_late
    return (
        web_links.customer(company, debt.customer),
        money(debt.open, debt.currency),
        element("span", money(debt.overdue, debt.currency), css="late") if debt.overdue else "",
        web_elements.late(late) if late else "",
        element("div", *_short(str(debt.customer.data.get("Notes") or ""))),
    )


def _short(text: str) -> Iterator[Element]:
    """Write the first line of each piece of the notes, apps' pieces first."""
    for each in sorted(web_notes.pieces(text), key=lambda piece: not piece.app):
        line = (each.text.splitlines() or [each.mark])[0].strip()
        told = f"{line[:_SHORT]}…" if len(line) > _SHORT else line
        yield element("span", told, css="badge warn") if each.app else element("div", told, css="quiet")


def _late(item: OpenItem) -> Child:
    return element("span", web_elements.late(item.days_late), css="late") if item.days_late > 0 else ""


def _charges(company: Company, debt: Debt, items: list[OpenItem]) -> Element:
    rows = [
        (
            web_links.document(company, each.record),
            day(each.due or ""),
            _late(each),
            money(each.record.data.get("TotalAmt") or each.amount, debt.currency),
            money(each.amount, debt.currency),
            mail(each.record) if each.record.entity == "Invoice" else "",
        )
        for each in items
    ]
    return table(("Number", "Due", "", "Amount>", "Open>", "E-mail"), rows, "Nothing is open.")


def _credits(company: Company, debt: Debt, items: list[OpenItem]) -> Element:
    kinds = {"CreditMemo": "Credit memo", "JournalEntry": "Journal entry"}
    rows = [
        (
            kinds.get(each.record.entity, each.record.entity),
            web_links.document(company, each.record),
            day(each.record.data["TxnDate"]),
            money(-each.amount, debt.currency),
        )
        for each in items
    ]
    return table(("Kind", "Number", "Date", "Not used yet>"), rows, "None.")


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
            money(each.open, each.currency),
            money(each.overdue, each.currency),
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
