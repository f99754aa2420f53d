"""Writes effects into Xero and finds them again, each with as few calls as it takes.

Xero counts every call, reads and writes alike: a note is written without looking first (`history` says why),
a hold looks at the customer once. No call takes several effects. It decides nothing: what to write, and on
whom, is in the effect.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from relance_connectors.outcomes import Outcome, delivered, looked_for
from relance_connectors.xero.client import Client
from relance_connectors.xero.expected_days import ExpectedDays
from relance_connectors.xero.grades import Grades
from relance_connectors.xero.groups import Groups
from relance_connectors.xero.held_quotes import FreedQuotes, HeldQuotes, is_held
from relance_connectors.xero.history import History
from relance_connectors.xero.hold import Holds, Releases
from relance_connectors.xero.messages import Messages
from relance_connectors.xero.notes import Closings, Notes
from relance_connectors.xero.settings import XeroSettings
from relance_connectors.xero.site import Site, no_short_code, utc_now
from relance_sync.errors import RelanceError, Retry, Skip, Unclear
from relance_sync.ports import Capabilities, Effect, EffectKind, Receipt

CAPABILITIES = Capabilities(hold=True, order_activities=True, messages=True, grades=True, expected_days=True)


class Way(Protocol):
    """How effects of a kind are written, and found again."""

    def write(self, effect: Effect) -> Receipt:
        """Write what is not known to be there."""

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if all of it is there, and remember what is."""


class Writer:
    """Writes to one company."""

    def __init__(
        self,
        client: Client,
        settings: XeroSettings,
        *,
        short_code: Callable[[], str] = no_short_code,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Prepare; nothing is called yet.

        Args:
            client: Xero's API.
            settings: The company's settings.
            short_code: See `Site`.
            now: The clock of the receipts; aware, UTC.
        """
        site = Site(settings, short_code=short_code, now=now)
        self._history = history = History(client)
        groups = Groups(client, settings.language)
        notes = Notes(site, history)
        self._held_quotes = HeldQuotes(site, client, history, notes) if settings.hold_quotes else None
        self._freed_quotes = FreedQuotes(site, client, history)
        self._ways: dict[EffectKind, Way] = {
            EffectKind.NOTE: notes,
            EffectKind.ACTIVITY: notes,
            EffectKind.CLOSE: Closings(site, history),
            EffectKind.HOLD: Holds(site, client, history, groups, up_front=settings.hold_terms),
            EffectKind.RELEASE: Releases(site, client, history, groups),
            EffectKind.MESSAGE: Messages(site, client, history),
            EffectKind.EXPECT: ExpectedDays(site, client, history),
            EffectKind.GRADE: Grades(site, client, groups),
        }
        self._made: dict[str, Receipt] = {}

    def deliver(self, effect: Effect) -> Receipt:
        """Write the effect, unless this writer wrote or found it already.

        Raises:
            Unclear: If the connection broke after a write was sent, or only a part could be written.
            Skip: If the target is gone, Xero refuses, or a message has nowhere to go.
        """
        if made := self._made.get(effect.key):
            return replace(made, found=True)
        try:
            receipt = self._way(effect).write(effect)
        except (Skip, Unclear):
            raise
        except RelanceError as problem:
            # Of a message each e-mail is whole in itself, and a note does not make one certain.
            if effect.kind is EffectKind.MESSAGE or not self._history.begun(effect):
                raise
            after = problem.after if isinstance(problem, Retry) else None
            raise Unclear(problem.user_message, after=after, detail=problem.detail) from None
        self._made[effect.key] = receipt
        return receipt

    def deliver_batch(self, effects: Sequence[Effect]) -> list[Outcome]:
        """Write some effects in their order; see `relance_sync.ports.Connector.deliver_batch`."""
        return delivered(self.deliver, effects)

    def find(self, effect: Effect) -> Receipt | None:
        """Look whether the effect is already there: by its marker, or by the state it asks for.

        Raises:
            Skip: If the target is gone.
        """
        found = self._way(effect).find(effect)
        if found:
            self._made[effect.key] = found
        return found

    def find_batch(self, effects: Sequence[Effect]) -> list[Receipt | Skip | None]:
        """Look for some effects; see `relance_sync.ports.Connector.find_batch`."""
        return looked_for(self.find, effects)

    def _way(self, effect: Effect) -> Way:
        if effect.kind is EffectKind.CLOSE and is_held(effect.closes):
            return self._freed_quotes
        is_order = effect.target.kind == "order" and effect.hold_cycle is not None
        if self._held_quotes and effect.kind is EffectKind.ACTIVITY and is_order:
            return self._held_quotes
        if effect.kind not in self._ways:
            raise Skip(f"Xero has nothing like “{effect.kind}”.")
        return self._ways[effect.kind]
