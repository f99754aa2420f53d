"""The pages on which people look at the books, under the addresses of QuickBooks' own web app.

For reading only, without tokens, limits or troubles, and not in the log of calls.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

from tests.simulators import web_pages, web_parts
from tests.simulators.http_server import Outcome
from tests.simulators.web_elements import Child, element, link, section

from . import web_customers, web_documents
from .company import Company, Record
from .web_links import CUSTOMER, CUSTOMERS, ESTIMATE, INVOICE, START
from .web_receivables import debts
from .world import World

_SIMULATOR = "QuickBooks simulator"
Content = tuple[Child, ...]
# Address: what it shows, the parameter that names it, the page.
_RECORDS: dict[str, tuple[str, str, Callable[[Company, Record], Content]]] = {
    CUSTOMER: ("Customer", "nameId", web_customers.customer),
    INVOICE: ("Invoice", "txnId", web_documents.invoice),
    ESTIMATE: ("Estimate", "txnId", web_documents.estimate),
}


class WebApp:
    """Answers a person's browser."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, method: str, target: str) -> Outcome | None:
        """Return a page, None if the address is none of ours.

        Args:
            target: path and query; the parameter `realm` chooses the company, else it is the first one.
        """
        parts = urlsplit(target)
        if method not in {"GET", "HEAD"} or parts.path not in {START, CUSTOMERS, *_RECORDS}:
            return None
        if parts.path == START:
            each = (self._company(company) for company in list(self.world.companies.values()))
            return web_pages.start(_SIMULATOR, "Companies", self._books(), each)
        asked = dict(parse_qsl(parts.query))
        companies = self.world.companies
        realm = asked.get("realm") or next(iter(companies), "")
        if realm not in companies:
            return self._missing(f"There is no company {realm}.")
        company = companies[realm]
        with company.lock:
            if parts.path == CUSTOMERS:
                return self._page("Customers", web_customers.customers(company), company)
            entity, name, page = _RECORDS[parts.path]
            return self._record(company, entity, asked.get(name, ""), page)

    def _record(
        self, company: Company, entity: str, id_: str, page: Callable[[Company, Record], Content]
    ) -> Outcome:
        record = company.find(entity, id_)
        if record is None:
            why = "was deleted" if id_ in company.tables[entity] else "is not in these books"
            return self._missing(f"{entity} {id_} {why}.", company)
        title = record.data.get("DisplayName") or f"{entity} {record.data.get('DocNumber') or id_}"
        return self._page(str(title), page(company, record), company)

    def _company(self, company: Company) -> Child:
        with company.lock:
            found = debts(company, company.living("Customer"))
            about = f" · {company.zone.key} · realm {company.realm}"
            to = element("p", link(f"{len(found)} customers", CUSTOMERS, realm=company.realm), about)
            return section(company.name, web_parts.totals(company.currency, found), to)

    def _missing(self, words: str, company: Company | None = None) -> Outcome:
        return web_pages.missing(_SIMULATOR, words, self._books(company))

    def _page(self, title: str, content: Content, company: Company) -> Outcome:
        return web_pages.page(_SIMULATOR, title, self._books(company), content)

    def _books(self, here: Company | None = None) -> list[Element]:
        return [
            link(each.name, CUSTOMERS, css="here" if each is here else "", realm=each.realm)
            for each in list(self.world.companies.values())
        ]
