"""Notes and activities in Xero: both are notes in the history of the customer, the quote or the invoice.

Xero has no tasks, so a note says what is to be done, by when and by whom. No note can be changed: that a task
is done is another note, which names the first one's marker.
"""

from relance_connectors.plain_text import plain
from relance_connectors.tasks import done, task
from relance_connectors.xero.history import History
from relance_connectors.xero.site import Place, Site, place, reference, referred
from relance_sync.errors import Skip
from relance_sync.ports import Effect, EffectKind, Receipt


class Notes:
    """Makes notes, and notes that stand for activities."""

    def __init__(self, site: Site, history: History) -> None:
        self._site = site
        self._history = history

    def write(self, effect: Effect) -> Receipt:
        """Write it; see `History.add` for what it raises."""
        text = task(effect) if effect.kind is EffectKind.ACTIVITY else plain(effect.text, effect.language)
        self._history.add(place(effect.target), effect, text)
        return self._receipt(effect)

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if it stands there as a whole."""
        on = place(effect.target)
        there = self._history.find(on, effect, self._history.read(on))
        return self._receipt(effect, found=True) if there else None

    def _receipt(self, effect: Effect, *, found: bool = False) -> Receipt:
        return self._site.receipt(effect, reference(place(effect.target), effect), found=found)


class Closings:
    """Says that an activity is done, where it stands."""

    def __init__(self, site: Site, history: History) -> None:
        self._site = site
        self._history = history

    def write(self, effect: Effect) -> Receipt:
        """Write it; see `History.add` for what it raises."""
        on, marker = _closed(effect)
        # In other brackets: whoever looks for the activity finds one note, not two.
        self._history.add(on, effect, done(effect), marker.replace("[", "(").replace("]", ")"), most=1)
        return self._site.receipt(effect, effect.closes)

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if it stands there."""
        on, _ = _closed(effect)
        there = self._history.find(on, effect, self._history.read(on))
        return self._site.receipt(effect, effect.closes, found=True) if there else None


def _closed(effect: Effect) -> tuple[Place, str]:
    found = referred(effect.closes)
    if found is None:
        raise Skip(f"There is nothing to close in Xero for “{effect.text.title}”: it was no activity.")
    return found
