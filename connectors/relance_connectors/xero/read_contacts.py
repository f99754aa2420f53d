"""Contacts: who owes for whom, in which groups they are, and what Xero says each of them owes.

A contact that was merged into another one owes nothing any more: its documents are the other's. Nothing is
asked here.
"""

from collections.abc import Iterable, Iterator, Mapping

from relance_connectors.xero.client import Row
from relance_connectors.xero.read_rows import identifier, parts

# Ours show holds, which are no label of a person's.
_OURS = "(Relance)"


class Contacts:
    """What is known of contacts.

    Attributes:
        debtors: By contact that was merged into another one, the one that owes for it now.
        groups: By id, the names of the groups that people made.
    """

    def __init__(self, merged: dict[str, str]) -> None:
        """Begin with what earlier pulls learned.

        Args:
            merged: See `Memory.merged`; kept up to date here.
        """
        self.debtors = merged
        self.groups: dict[str, str] = {}
        self._rows: dict[str, Row] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def debtor(self, contact: str) -> str:
        """Return the one that owes for a contact, who may be itself."""
        return self.debtors.get(contact, contact)

    def learn(self, rows: Iterable[Row]) -> bool:
        """Learn from rows of contacts.

        Returns:
            True if one was merged of which that was not known: its documents are another's now, and did not
            change.
        """
        news = False
        for row in rows:
            id_, into = identifier(row, "ContactID"), identifier(row, "MergedToContactID")
            self._rows[id_] = row
            for group in parts(row, "ContactGroups"):
                self._name(group)
            if into and id_ not in self.debtors:
                self._merge(id_, into)
                news = True
        return news

    def balances(self) -> Iterator[Row]:
        """Yield the rows that say what is owed: all that came by, of those who owe themselves."""
        return (row for id_, row in self._rows.items() if id_ and id_ not in self.debtors)

    def row(self, contact: str) -> Row | None:
        """Return the newest row of a contact that came by; None if none did."""
        return self._rows.get(contact)

    def _name(self, group: Row) -> None:
        name = group.get("Name")
        if isinstance(name, str) and not name.endswith(_OURS):
            self.groups[identifier(group, "ContactGroupID")] = name

    def _merge(self, contact: str, into: str) -> None:
        into = self.debtor(into)
        if into == contact:
            return
        self.debtors |= {each: into for each, other in self.debtors.items() if other == contact}
        self.debtors[contact] = into


def is_merged(row: Row) -> bool:
    """Tell whether a row says that its contact was merged into another one."""
    return bool(identifier(row, "MergedToContactID"))


def contact_of(row: Mapping[str, object]) -> str:
    """Return the contact that a document names; empty if it names none."""
    contact = row.get("Contact")
    return identifier(contact, "ContactID") if isinstance(contact, Mapping) else ""
