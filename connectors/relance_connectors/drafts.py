"""Pages of the ledger being filled, one for each kind of record: what is there, gone, or could not be read.

The last word about a record counts. Nothing is converted and nothing is asked here.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from relance_sync.errors import Skip
from relance_sync.ports import Page, SkippedRecord
from relance_sync.rules.ledger import RECORD_KINDS, Record


@dataclass(slots=True)
class _Draft:
    records: dict[str, Record] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    skipped: dict[str, SkippedRecord] = field(default_factory=dict)


class Drafts:
    """The pages.

    Attributes:
        there: By kind, the ids of all records that exist as far as they were told.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.there: dict[str, set[str]] = {kind: set() for kind in RECORD_KINDS}
        self._drafts: defaultdict[str, _Draft] = defaultdict(_Draft)

    def add(self, kind: str, id_: str, record: Record) -> None:
        """Put in a record."""
        draft = self._drafts[kind]
        draft.gone.discard(id_)
        draft.skipped.pop(id_, None)
        draft.records[id_] = record
        self.there[kind].add(id_)

    def skip(self, kind: str, id_: str, skip: Skip) -> None:
        """Note that a record exists and cannot be read."""
        draft = self._drafts[kind]
        draft.records.pop(id_, None)
        draft.gone.discard(id_)
        draft.skipped[id_] = SkippedRecord(kind=kind, id=id_, problem=skip.user_message)
        self.there[kind].add(id_)

    def miss(self, kind: str, id_: str) -> None:
        """Note that there is no such record, or no longer; one that was never known is no harm."""
        draft = self._drafts[kind]
        draft.records.pop(id_, None)
        draft.skipped.pop(id_, None)
        draft.gone.add(id_)
        self.there[kind].discard(id_)

    def pages(self) -> list[Page]:
        """Return what was told since the last time, a page for each kind in the order of `RECORD_KINDS`."""
        drafts, self._drafts = self._drafts, defaultdict(_Draft)
        return [_page(kind, drafts[kind]) for kind in RECORD_KINDS if kind in drafts]

    def page(self, kind: str, *, complete: bool = False) -> Page:
        """Return the page of a kind, empty if nothing was told of it.

        Args:
            kind: As in `RECORD_KINDS`.
            complete: See `Page.complete`.
        """
        return replace(_page(kind, self._drafts.pop(kind, _Draft())), complete=complete)


def _page(kind: str, draft: _Draft) -> Page:
    return Page(
        kind=kind,
        records=tuple(draft.records.values()),
        gone=tuple(sorted(draft.gone)),
        skipped=tuple(draft.skipped.values()),
    )
