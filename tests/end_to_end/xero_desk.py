"""A bookkeeper's desk before an organisation in Xero; what all such desks have is in signed_in_desk.py."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from relance_connectors.xero import connector
from tests.end_to_end.signed_in_desk import SignedInDesk
from tests.simulators.xero import Organisation, Simulator
from tests.simulators.xero.records import Record
from tests.terminal import Terminal


class XeroDesk(SignedInDesk):
    """Where the bookkeeper sits.

    Attributes:
        organisation: The books of the first company, `acme`.
    """

    platform, connector = "xero", connector

    def __init__(self, xero: Simulator, organisation: Organisation, terminal: Terminal) -> None:
        super().__init__(xero.world.clock, terminal)
        self.xero, self.organisation = xero, organisation

    def open_company(
        self,
        name: str = "acme",
        organisation: Organisation | None = None,
        *,
        mode: str = "assist",
        server: str = "",
        more: str = "",
        connect: bool = True,
    ) -> None:
        """Put a company into the workspace and connect it in the browser.

        Args:
            name: Of the company in the workspace.
            organisation: Its books; None for those of the desk.
            mode: How far Relance goes.
            server: What stands between desk and simulator; empty for nothing.
            more: Further lines of its Xero section.
            connect: False if a permission names its books, or will.
        """
        books = organisation or self.organisation
        self.write_company(
            name,
            mode=mode,
            server=server or self.xero.url,
            client_id=self.xero.client_id,
            secret=self.xero.client_secret,
            more=f'tenant_id = "{books.tenant_id}"\n{more}',
        )
        if connect:
            self.allow(name, [books])

    def allow(self, name: str, organisations: Iterable[Organisation]) -> None:
        """Connect a company with a permission for these organisations."""
        chosen = [("tenant", each.tenant_id) for each in organisations]
        self.connect(name, [*chosen, ("decision", "allow")])

    def notes(self, contact: Record) -> list[str]:
        """Return our notes on a contact and its quotes, oldest first."""
        ledger = self.organisation.ledger
        quotes = [
            each for each in ledger.store.tables["Quote"].values() if each.data["Contact"] == contact.id
        ]
        return [
            note.details for each in (contact, *quotes) for note in each.history if "[rl#" in note.details
        ]

    def groups(self, contact: Record) -> set[str]:
        """Return the names of the groups that a contact is in."""
        table = self.organisation.ledger.store.tables["ContactGroup"].values()
        return {str(each.data["Name"]) for each in table if contact.id in each.data["Contacts"]}


def open_desk(
    xero: Simulator, folder: Path, monkeypatch: pytest.MonkeyPatch, organisation: Organisation | None = None
) -> XeroDesk:
    """Give a desk in an empty folder before an organisation, an empty one unless it is given."""
    return XeroDesk(xero, organisation or xero.open(), Terminal(folder, monkeypatch))
