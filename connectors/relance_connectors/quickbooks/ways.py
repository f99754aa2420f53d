"""Which way each effect is written into QuickBooks, and found again.

A way turns one effect into the change of one record. Calls are the writer's.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from relance_connectors.quickbooks import estimates, notes
from relance_connectors.quickbooks.client import Item, Row
from relance_connectors.quickbooks.estimates import FreedEstimates, HeldEstimates
from relance_connectors.quickbooks.hold import Holds, Releases
from relance_connectors.quickbooks.notes import ClosedNotes, Notes
from relance_connectors.quickbooks.records import Records, Wanted
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.quickbooks.site import Site
from relance_sync.errors import Skip
from relance_sync.ports import Effect, EffectKind, Receipt


class Look(Protocol):
    """How it is seen whether an effect was written.

    Attributes:
        reads_first: Whether that must be seen before it is written, too.
    """

    reads_first: bool

    def wanted(self, effect: Effect) -> Sequence[Wanted]:
        """Say what must be read.

        Raises:
            Skip: If the effect is about nothing that QuickBooks has.
        """

    def found(self, effect: Effect, records: Records) -> Receipt | None:
        """Return a receipt if it was written.

        Raises:
            Skip: If what it is about is gone.
        """


class Way(Look, Protocol):
    """How an effect is written."""

    def item(self, effect: Effect, records: Records) -> Item:
        """Return what to write.

        Raises:
            Skip: If it cannot be.
            Stop: If a setting is wrong.
        """

    def written(self, effect: Effect, row: Row) -> Receipt:
        """Return the receipt, given what QuickBooks says the record is now."""


class Ways:
    """The ways of one company; messages have none, they are sent."""

    def __init__(self, site: Site, settings: QuickBooksSettings) -> None:
        self._notes = Notes(site)
        status = settings.hold_estimates
        self._held = HeldEstimates(site, status) if status else None
        self._holds, self._releases = Holds(site, settings.hold_terms), Releases(site)
        self._closed: Mapping[str, Way] = {
            notes.ENTITY: ClosedNotes(site),
            estimates.ENTITY: FreedEstimates(site),
        }

    def of(self, effect: Effect) -> Way:
        """Return the way of an effect.

        Raises:
            Skip: If QuickBooks has none.
        """
        match effect.kind:
            case EffectKind.NOTE:
                return self._notes
            case EffectKind.ACTIVITY:
                holds = effect.hold_cycle is not None and effect.target.kind == "order"
                return self._held if holds and self._held else self._notes
            case EffectKind.CLOSE:
                return self._closing(effect)
            case EffectKind.HOLD:
                return self._holds
            case EffectKind.RELEASE:
                return self._releases
        raise Skip(f"QuickBooks has nothing like “{effect.kind}”.")

    def _closing(self, effect: Effect) -> Way:
        entity, _, rest = effect.closes.partition(":")
        if entity not in self._closed or not rest.partition("#")[0].isdigit():
            raise Skip(
                f"There is nothing to close in QuickBooks for “{effect.text.title}”: it was no activity."
            )
        return self._closed[entity]
