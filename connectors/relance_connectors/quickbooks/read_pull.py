"""One pull in progress: which rows are new to it, and its pages with the cursors that go on after them.

Nothing is asked here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from relance_connectors.quickbooks.client import Row
from relance_connectors.quickbooks.cursor import Cursor, Instant
from relance_connectors.quickbooks.read_changes import Changes, digest
from relance_connectors.quickbooks.read_customers import Customers
from relance_connectors.quickbooks.read_documents import Documents
from relance_connectors.quickbooks.read_rows import is_since, updated
from relance_sync.ports import Page


class Pull:
    """What one pull works with.

    Attributes:
        cursor: Where it stands; its memory changes as rows come by.
        customers, documents: What was learned and converted so far.
        expected: See `Page.expected`.
        swept: Whether this process has seen all there is, so that it can tell what is gone.
    """

    def __init__(self, cursor: Cursor, customers: Customers, documents: Documents, *, swept: bool) -> None:
        self.cursor = cursor
        self.customers = customers
        self.documents = documents
        self.expected: int | None = None
        self.swept = swept
        self._read: dict[tuple[str, str], tuple[str, Instant]] = {}
        self._seen = dict(cursor.seen)
        # Until a page moves it: what was learned from rows counts only once their pages are saved.
        self._text = cursor.text()

    def walked(self, entity: str, rows: Iterable[Row], border: Instant) -> list[Row]:
        """Return the rows a walk did not meet before, and remember those that changes may bring again.

        Args:
            entity: Of the rows.
            rows: In the order they came.
            border: From when on changes will be asked for.
        """
        fresh = []
        for row in rows:
            id_, version = str(row.get("Id")), (str(row.get("SyncToken")), updated(row))
            if self._read.get((entity, id_)) != version:
                self._read[entity, id_] = version
                fresh.append(row)
                if is_since(updated(row), border):
                    self._seen[f"{entity}:{id_}"] = digest(row)
        return fresh

    def changed(self, changes: Changes, border: Instant) -> dict[str, list[Row]]:
        """Return the changes that did not come before, and remember those that may come again.

        Args:
            changes: As QuickBooks told them.
            border: From when on changes will be asked for the next time.
        """
        fresh: dict[str, list[Row]] = {}
        before, self._seen = self._seen, {}
        for entity, rows in changes.rows.items():
            for id_, row in rows.items():
                key, again = f"{entity}:{id_}", is_since(updated(row), border)
                told = digest(row) if again or key in before else ""
                if again:
                    self._seen[key] = told
                if before.get(key) != told or not told:
                    fresh.setdefault(entity, []).append(row)
        return fresh

    @property
    def seen(self) -> Mapping[str, str]:
        """What changes may bring again, by `Invoice:95`, with its digest."""
        return self._seen

    def pages(self) -> Iterator[Page]:
        """Hand out what was converted; the cursor of the pages is still the one before their rows."""
        pages = self.documents.pages()
        if pages:
            self._remember_lines()
        for page in pages:
            yield self._with_cursor(page)

    def pages_up_to(self, cursor: Cursor) -> Iterator[Page]:
        """Hand out what was converted; the cursor moves with the last page, if there is one."""
        self.cursor = cursor
        pages = self.documents.pages()
        if pages[1:]:
            self._remember_lines()
        for page in pages[:-1]:
            yield self._with_cursor(page)
        for page in pages[-1:]:
            yield self.last(page, cursor)

    def last(self, page: Page, cursor: Cursor) -> Page:
        """Return the page with which the cursor moves."""
        self.cursor = cursor
        self._text = cursor.text()
        return self._with_cursor(page)

    def present(self, kinds: Iterable[str]) -> Iterator[Page]:
        """Tell all ids that exist."""
        for kind in kinds:
            yield self._with_cursor(Page(kind=kind, present=tuple(sorted(self.documents.drafts.there[kind]))))

    def _remember_lines(self) -> None:
        """Note already in the cursor before which lines exist.

        Of a document that is deleted before its rows are met again QuickBooks does not say them.
        """
        before = Cursor.of(self._text, self.cursor.reading)
        for document, lines in self.cursor.memory.lines.items():
            before.memory.lines[document] = {**before.memory.lines.get(document, {}), **lines}
        self._text = before.text()

    def _with_cursor(self, page: Page) -> Page:
        return replace(page, cursor=self._text, expected=self.expected)
