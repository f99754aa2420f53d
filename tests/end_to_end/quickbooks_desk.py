"""A bookkeeper's desk before a QuickBooks company; what all such desks have is in signed_in_desk.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_connectors.quickbooks import connector
from tests.end_to_end.signed_in_desk import SignedInDesk
from tests.simulators.quickbooks import Books, Simulator
from tests.terminal import Terminal


class QuickBooksDesk(SignedInDesk):
    """Where the bookkeeper sits.

    Attributes:
        books: The books of the first company, `acme`.
    """

    platform, connector = "quickbooks", connector

    def __init__(self, quickbooks: Simulator, books: Books, terminal: Terminal) -> None:
        super().__init__(quickbooks.world.clock, terminal)
        self.quickbooks, self.books = quickbooks, books

    def open_company(
        self,
        name: str = "acme",
        books: Books | None = None,
        *,
        mode: str = "assist",
        server: str = "",
        more: str = "",
    ) -> None:
        """Put a company into the workspace and connect it in the browser.

        Args:
            name: Of the company in the workspace.
            books: Its books; None for those of the desk.
            mode: How far Relance goes.
            server: What stands between desk and simulator; empty for nothing.
            more: Further lines of its QuickBooks section.
        """
        self.write_company(
            name,
            mode=mode,
            server=server or self.quickbooks.url,
            client_id=self.quickbooks.client_id,
            secret=self.quickbooks.client_secret,
            more=more,
        )
        self.connect(name, [("realm", (books or self.books).realm), ("decision", "connect")])

    def notes(self, customer: str) -> list[str]:
        """Return the notes attached to a customer and to its estimates, oldest first."""
        targets = {("Customer", customer)} | {
            ("Estimate", each.id)
            for each in self.books.company.living("Estimate")
            if each.data["CustomerRef"]["value"] == customer
        }
        return [
            each.data["Note"]
            for each in self.books.company.living("Attachable")
            for link in each.data["AttachableRef"]
            if (link["EntityRef"]["type"], link["EntityRef"]["value"]) in targets
        ]

    def notes_field(self, customer: str) -> str:
        """Return what stands in the customer's own notes."""
        return str(self.books.company.tables["Customer"][customer].data.get("Notes") or "")


def open_desk(
    quickbooks: Simulator, folder: Path, monkeypatch: pytest.MonkeyPatch, books: Books | None = None
) -> QuickBooksDesk:
    """Give a desk in an empty folder before a company, an empty one unless it is given."""
    return QuickBooksDesk(quickbooks, books or quickbooks.open(), Terminal(folder, monkeypatch))
