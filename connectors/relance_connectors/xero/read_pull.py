"""One pull in progress: which rows are new to it, and its pages with the cursors that go on after them.

Nothing is asked here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from relance_connectors.xero.client import Row
from relance_connectors.xero.cursor import Cursor, Walk
from relance_connectors.xero.read_contacts import Contacts
from relance_connectors.xero.read_documents import Documents
from relance_connectors.xero.read_rows import ID, digest, identifier, updated
from relance_sync.ports import Page


class Pull:
    """What one pull works with.

    Attributes:
        cursor: Where it stands; its memory changes as rows come by.
        contacts, documents: What was learned and converted so far.
        swept: Whether this process has seen all there is, so that it can tell what is gone.
    """

    def __init__(self, cursor: Cursor, contacts: Contacts, documents: Documents, *, swept: bool) -> None:
        self.cursor = cursor
        self.contacts = contacts
        self.documents = documents
        self.swept = swept
        self._read: dict[str, str] = {}
        self._seen: dict[str, str] = {}
        # Until a page moves it: what was learned from rows counts only once their pages are saved.
        self._text = cursor.text()

    @property
    def walk(self) -> Walk:
        """The walk in progress."""
        if self.cursor.walk is None:
            raise ValueError("no walk is in progress")
        return self.cursor.walk

    @property
    def seen(self) -> Mapping[str, str]:
        """What the next pull may be told again, by endpoint and id, with its digest."""
        return self._seen

    def fresh(self, endpoint: str, rows: Iterable[Row], border: datetime) -> list[Row]:
        """Return the rows that did not come before as they are, and remember those that may come again.

        Args:
            endpoint: Of the rows.
            rows: In the order they came.
            border: From when on the next pull will ask.
        """
        fresh = []
        for row in rows:
            key, told, stamp = f"{endpoint}:{identifier(row, ID[endpoint])}", digest(row), updated(row)
            if stamp is None or stamp >= border:
                self._seen[key] = told
            if told not in {self._read.get(key), self.cursor.seen.get(key)}:
                fresh.append(row)
            self._read[key] = told
        return fresh

    def pages_up_to(self, walk: Walk) -> Iterator[Page]:
        """Hand out what was converted; the cursor moves with the last page, if there is one."""
        cursor = replace(self.cursor, walk=walk)
        pages = self.documents.pages()
        for page in pages[:-1]:
            yield replace(page, cursor=self._text)
        self.cursor = cursor
        for page in pages[-1:]:
            yield self.last(page, cursor)

    def last(self, page: Page, cursor: Cursor) -> Page:
        """Return the page with which the cursor moves."""
        self.cursor = cursor
        self._text = cursor.text()
        return replace(page, cursor=self._text)

    def present(self, kinds: Iterable[str]) -> Iterator[Page]:
        """Tell all ids that exist."""
        for kind in kinds:
            there = tuple(sorted(self.documents.drafts.there[kind]))
            yield replace(Page(kind=kind, present=there), cursor=self._text)
