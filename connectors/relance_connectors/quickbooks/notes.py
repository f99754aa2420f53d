"""Notes and activities in QuickBooks: both are notes attached to the customer or the estimate.

QuickBooks has no activities, so a note says what is to be done, by when and by whom, and later that it is
done. A note is made without looking first: the request's key makes it one note however often it is sent, and
whoever does not know what became of it looks for the marker (`found`) before it is sent again. A look before
every note would cost a metered call for each batch, in every sync, to find what is not there.
"""

from collections.abc import Sequence

from relance_connectors.plain_text import plain
from relance_connectors.quickbooks.bounds import NOTE
from relance_connectors.quickbooks.client import Item, Row
from relance_connectors.quickbooks.records import Records, Wanted
from relance_connectors.quickbooks.site import Site, change, creation, target
from relance_connectors.shortening import cut, ended, size
from relance_connectors.tasks import done, task, words
from relance_sync.errors import Skip
from relance_sync.ports import Effect, EffectKind, Receipt

ENTITY = "Attachable"

# An update replaces a note as a whole: what is not sent becomes empty.
_WRITABLE = ("AttachableRef", "Category", "Tag", "PlaceName", "Lat", "Long")

# What an activity leaves free, so that the note can later say why it is done.
_CLOSING = 200


class Notes:
    """Makes notes, and notes that stand for activities."""

    reads_first = False

    def __init__(self, site: Site) -> None:
        self._site = site

    def wanted(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read to find it."""
        entity, id_ = target(effect.target)
        return [Wanted(ENTITY, id_, entity)]

    def found(self, effect: Effect, records: Records) -> Receipt | None:
        """Return a receipt if its marker stands in a note on the target."""
        entity, id_ = target(effect.target)
        rows = records.all(Wanted(ENTITY, id_, entity))
        row = next((row for row in rows if effect.marker in str(row.get("Note"))), None)
        return None if row is None else self._site.receipt(effect, f"{ENTITY}:{row['Id']}", found=True)

    def item(self, effect: Effect, _: Records) -> Item:
        """Return the note to make."""
        entity, id_ = target(effect.target)
        if effect.kind is EffectKind.ACTIVITY:
            note = ended(task(effect), effect.marker, NOTE - _CLOSING)
        else:
            note = ended(plain(effect.text, effect.language), effect.marker, NOTE)
        body = {"AttachableRef": [{"EntityRef": {"type": entity, "value": id_}}], "Note": note}
        return creation(effect, ENTITY, body)

    def written(self, effect: Effect, row: Row) -> Receipt:
        """Return the receipt of a note that was made."""
        return self._site.receipt(effect, f"{ENTITY}:{row['Id']}")


class ClosedNotes:
    """Says in the note of an activity that it is done."""

    reads_first = True

    def __init__(self, site: Site) -> None:
        self._site = site

    def wanted(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read before it is written or found."""
        return [Wanted(ENTITY, effect.closes.partition(":")[2])]

    def found(self, effect: Effect, records: Records) -> Receipt | None:
        """Return a receipt if the note says so already, or a person deleted it."""
        row = records.one(ENTITY, effect.closes.partition(":")[2])
        if row is not None and effect.marker not in str(row.get("Note")):
            return None
        return self._site.receipt(effect, effect.closes, found=True)

    def item(self, effect: Effect, records: Records) -> Item:
        """Return the change of the note: one line before all that stands there.

        Raises:
            Skip: If a person wrote so much into it that the line finds no room.
        """
        row = records.one(ENTITY, effect.closes.partition(":")[2]) or {}
        note = str(row.get("Note") or "")
        room = NOTE - size(note) - size(effect.marker) - 2
        least = words(effect.language).done
        if room < size(least):
            raise Skip(
                f"A note of Relance in QuickBooks ({effect.closes}) was to be marked as done, and is full."
                f" Make {size(least) - room} characters free in it, or delete it."
            )
        line = cut(done(effect), room)
        kept = {name: row[name] for name in _WRITABLE if name in row}
        return change(effect, ENTITY, row, {**kept, "Note": f"{line} {effect.marker}\n{note}"})

    def written(self, effect: Effect, _: Row) -> Receipt:
        """Return the receipt of a note that says it is done."""
        return self._site.receipt(effect, effect.closes)
