"""The pages on which people look at the books, under the addresses of Xero's own web app.

For reading only, without tokens, limits or troubles, and not in the log of calls.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from tests.simulators import web_pages, web_parts
from tests.simulators.http_server import Outcome
from tests.simulators.web_elements import Child, element, section

from . import web_contacts, web_documents, web_links
from .books import Ledger
from .records import Record
from .web_receivables import customers, debts
from .world import World

_SIMULATOR = "Xero simulator"
_APP = "/app/"
Content = tuple[Child, ...]
_SHOWN: dict[str, Callable[[Ledger, Record], Content]] = {
    "Contact": web_contacts.contact,
    "Invoice": web_documents.invoice,
    "Quote": web_documents.quote,
}
_RECORDS = {web_links.PAGES[entity]: (entity, page) for entity, page in _SHOWN.items()}


class WebApp:
    """Answers a person's browser."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, method: str, path: str) -> Outcome | None:
        """Return a page, None if the address is none of ours.

        Args:
            path: with or without the short code of an organisation. Without one it is the first organisation
                that has the record; Xero takes the one that the person used last.
        """
        if method not in {"GET", "HEAD"}:
            return None
        if path == web_links.START:
            each = (self._organisation(ledger) for ledger in self._ledgers())
            return web_pages.start(_SIMULATOR, "Organisations", self._books(), each)
        code, page = _parted(path)
        record, _, id_ = page.rpartition("/")
        if page != web_links.CONTACTS and record not in _RECORDS:
            return None
        ledgers = [each for each in self._ledgers() if code in {"", each.short_code}]
        if not ledgers:
            return self._missing(f"There is no organisation {code}.")
        return self._contacts(ledgers[0]) if not record else self._record(ledgers, *_RECORDS[record], id_)

    def _contacts(self, ledger: Ledger) -> Outcome:
        with ledger.lock:
            return self._page("Contacts", web_contacts.contacts(ledger), ledger)

    def _record(
        self,
        ledgers: list[Ledger],
        entity: str,
        page: Callable[[Ledger, Record], Content],
        id_: str,
    ) -> Outcome:
        for ledger in ledgers:
            with ledger.lock:
                record = ledger.find(entity, id_)
                if record is not None and record.status != "DELETED":
                    title = f"{'' if entity == 'Contact' else entity + ' '}{web_links.name(record)}"
                    return self._page(title, page(ledger, record), ledger)
                if record is not None:
                    return self._missing(f"{entity} {web_links.name(record)} was deleted.", ledger)
        return self._missing(f"{entity} {id_} is not in these books.")

    def _organisation(self, ledger: Ledger) -> Child:
        with ledger.lock:
            found = debts(ledger, customers(ledger))
            about = f" · {ledger.zone.key} · tenant {ledger.tenant_id}"
            to = element("p", web_links.contacts(ledger, f"{len(found)} contacts"), about)
            return section(ledger.name, web_parts.totals(ledger.currency, found), to)

    def _missing(self, words: str, ledger: Ledger | None = None) -> Outcome:
        return web_pages.missing(_SIMULATOR, words, self._books(ledger))

    def _page(self, title: str, content: Content, ledger: Ledger) -> Outcome:
        return web_pages.page(_SIMULATOR, title, self._books(ledger), content)

    def _books(self, here: Ledger | None = None) -> list[Element]:
        return [
            web_links.contacts(each, each.name, "here" if each is here else "") for each in self._ledgers()
        ]

    def _ledgers(self) -> list[Ledger]:
        return [each.ledger for each in list(self.world.organisations.values())]


def _parted(path: str) -> tuple[str, str]:
    """Return the short code in an address ("" if none) and the rest; twice "" if it is not ours."""
    if not path.startswith(_APP):
        return "", ""
    rest = unquote(path.removeprefix(_APP)).strip("/")
    if not rest.startswith("!"):
        return "", rest
    code, _, rest = rest.partition("/")
    return code, rest
