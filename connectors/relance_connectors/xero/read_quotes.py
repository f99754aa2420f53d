"""Quotes that Relance holds, as the books are read: each counts as the accepted one that it was.

Else a hold would take its own reason away. Which sent quotes these are stands in their histories. That of
every sent quote is read that came by; of many, as when everything is read, only where the customer is in the
group of held ones, which it joins right after its quotes. Nothing is written here.
"""

from collections.abc import Iterable, Sequence

from relance_connectors.xero import quote_status
from relance_connectors.xero.client import MOST, Client, Row
from relance_connectors.xero.groups import Group, ours
from relance_connectors.xero.history import History
from relance_connectors.xero.quote_status import ACCEPTED, SENT
from relance_connectors.xero.read_contacts import Contacts, contact_of
from relance_connectors.xero.read_rows import Rows, identifier
from relance_connectors.xero.site import Place

_FEW = 20


class HeldQuoteRows:
    """Knows quotes that are held."""

    def __init__(self, client: Client) -> None:
        """Nothing is called yet."""
        self._history = History(client)
        self._rows = Rows(client, MOST)

    def as_accepted(self, rows: Sequence[Row], contacts: Contacts, *, many: bool) -> list[Row]:
        """Return rows of quotes, those that are held with the status they had before.

        Args:
            rows: As Xero tells them.
            contacts: Those that came by; others are asked for, all with one call.
            many: Whether everything is read.
        """
        sent = [row for row in rows if row.get("Status") == SENT and identifier(row, "QuoteID")]
        if many or len(sent) > _FEW:
            held = self._held({contacts.debtor(contact_of(row)) for row in sent} - {""}, contacts)
            sent = [row for row in sent if contacts.debtor(contact_of(row)) in held]
        ours_ = {identifier(row, "QuoteID") for row in sent if self._is_ours(row)}
        return [{**row, "Status": ACCEPTED} if identifier(row, "QuoteID") in ours_ else row for row in rows]

    def _held(self, wanted: Iterable[str], contacts: Contacts) -> set[str]:
        """Return those of some contacts that are in the group of held ones."""
        known = {id_: contacts.row(id_) for id_ in wanted}
        unknown = [id_ for id_, row in known.items() if row is None]
        asked = self._rows.by_ids("Contacts", unknown, {"include_archived": True})
        return {
            identifier(row, "ContactID")
            for row in (*known.values(), *asked)
            if row is not None and Group.HOLD in ours(row.get("ContactGroups"))
        }

    def _is_ours(self, row: Row) -> bool:
        notes = self._history.notes(Place("Quotes", identifier(row, "QuoteID")))
        kept = quote_status.remembered(notes)
        return kept is not None and kept.content == quote_status.content(row)
