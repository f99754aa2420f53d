"""Writes effects into Odoo as notes, activities, messages, holds and degrees of trust, and finds them again.

Over `Rpc` only and with the standard library only: it runs the same outside and inside Odoo. Each effect is
looked for before it is written, and written with one call, so that repeating it changes nothing.
It decides nothing: what to write, and on whom, is in the effect.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from relance_connectors.odoo.activities import Activities
from relance_connectors.odoo.chatter import Chatter
from relance_connectors.odoo.hold import Holds
from relance_connectors.odoo.marks import find_mark, marked
from relance_connectors.odoo.rpc import Rpc
from relance_connectors.odoo.site import Site, utc_now
from relance_connectors.odoo.together import Together
from relance_connectors.odoo.trust import Trust
from relance_connectors.outcomes import Outcome, delivered, looked_for
from relance_sync.errors import Skip
from relance_sync.ports import Capabilities, Effect, EffectKind, Receipt

CAPABILITIES = Capabilities(
    activities=True, hold=True, order_activities=True, messages=True, trust=True, settle_seconds=2.0
)

_MARKED = frozenset({EffectKind.NOTE, EffectKind.ACTIVITY, EffectKind.MESSAGE})

_Write = Callable[[Effect], Receipt]
_Find = Callable[[Effect], Receipt | None]


class Writer:
    """Writes to one company."""

    def __init__(
        self,
        rpc: Rpc,
        *,
        company_id: int,
        url: str,
        language: str = "en",
        responsible: str | None = None,
        now: Callable[[], datetime] = utc_now,
        together: Together | None = None,
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            rpc: How Odoo is called.
            company_id: Odoo's number of the company.
            url: Address Odoo is opened with, for the addresses in receipts.
            language: ISO 639-1 code of the tag's name.
            responsible: Login or number of the user for activities nobody else gets; None for the API user.
            now: The clock of the receipts; aware, UTC.
            together: Writes many things at once, for `deliver_together`; None where there is no such way.
        """
        self._site = site = Site(rpc, company_id=company_id, url=url, now=now)
        self._together = together
        self._chatter = Chatter(site)
        self._activities = Activities(site, responsible=responsible)
        holds, trust, find = Holds(site, language=language), Trust(site), partial(find_mark, site)
        self._ways: Mapping[EffectKind, tuple[_Write, _Find]] = {
            EffectKind.NOTE: (self._chatter.note, find),
            EffectKind.ACTIVITY: (self._activities.make, find),
            EffectKind.MESSAGE: (self._chatter.message, find),
            EffectKind.HOLD: (holds.hold, holds.find_hold),
            EffectKind.RELEASE: (holds.release, holds.find_release),
            EffectKind.CLOSE: (self._activities.close, self._activities.find_closed),
            EffectKind.TRUST: (trust.write, trust.find),
        }

    def deliver(self, effect: Effect) -> Receipt:
        """Write the effect, unless it is already there.

        Raises:
            Unclear: If the connection broke after the write was sent.
            Skip: If the target is gone, Odoo refuses, or a message has nowhere to go.
        """
        write, find = self._way(effect)
        # A reminder found again is not sent again; the others look at the state they change by themselves.
        found = find(effect) if effect.kind in _MARKED else None
        return found or write(effect)

    def deliver_batch(self, effects: Sequence[Effect]) -> list[Outcome]:
        """Write some effects in their order; see `relance_sync.ports.Connector.deliver_batch`."""
        return delivered(self.deliver, effects)

    def deliver_together(self, effects: Sequence[Effect]) -> list[Receipt]:
        """Write effects as `deliver` does, with few calls: for whoever writes them in one transaction.

        Marks are looked for all at once. Notes come first, activities last.

        Args:
            effects: Each once.

        Returns:
            Their receipts, in their order.

        Raises:
            Skip: As `deliver`; what was written before it is for the caller to undo.
        """
        receipts = marked(self._site, [each for each in effects if each.kind in _MARKED])
        new = [each for each in effects if each.key not in receipts]
        notes = [each for each in new if each.kind is EffectKind.NOTE]
        tasks = [each for each in new if each.kind is EffectKind.ACTIVITY]
        if self._together:
            receipts |= self._chatter.notes(notes, self._together)
        for each in new:
            if each.key not in receipts and each.kind is not EffectKind.ACTIVITY:
                receipts[each.key] = self._written(each)
        if self._together:
            receipts |= self._activities.make_many(tasks, self._together)
        for each in tasks:
            if each.key not in receipts:
                receipts[each.key] = self._written(each)
        return [receipts[each.key] for each in effects]

    def find(self, effect: Effect) -> Receipt | None:
        """Look whether the effect is already there: by its marker, or by the state it asks for.

        Raises:
            Skip: If the target is gone.
        """
        _, find = self._way(effect)
        return find(effect)

    def find_batch(self, effects: Sequence[Effect]) -> list[Receipt | Skip | None]:
        """Look for some effects; see `relance_sync.ports.Connector.find_batch`."""
        return looked_for(self.find, effects)

    def _written(self, effect: Effect) -> Receipt:
        write, _ = self._way(effect)
        return write(effect)

    def _way(self, effect: Effect) -> tuple[_Write, _Find]:
        if effect.kind not in self._ways:
            raise Skip(f"Odoo has nothing like “{effect.kind}”.")
        return self._ways[effect.kind]
