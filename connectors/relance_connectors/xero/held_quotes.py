"""A hold on an order, in Xero: an accepted quote becomes a sent one, and a note in its history remembers it.

Only where the settings say so. The note comes first, then the change of the quote, which is read right
before. One hold changes the status of a quote once: what people or the customer made of it since is not
undone. A quote that nobody accepted gets the note only.
"""

from relance_connectors.tasks import done, task
from relance_connectors.xero import quote_status
from relance_connectors.xero.client import Client, Row
from relance_connectors.xero.history import History, key, said
from relance_connectors.xero.notes import Notes
from relance_connectors.xero.quote_status import ACCEPTED, ENDED, SENT
from relance_connectors.xero.site import Place, Site, identifier, place, reference
from relance_connectors.xero.texts import words
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt

_HELD = "HeldQuotes"


class _OnQuotes:
    """What holding and giving back share."""

    def __init__(self, site: Site, client: Client, history: History) -> None:
        self._site = site
        self._client = client
        self._history = history

    def _move(self, on: Place, effect: Effect, before: Row, status: str) -> bool:
        """Change the status of a quote that is still as it was read; a note says if that was not all.

        Returns:
            False if nothing was changed: the quote was, or Xero refused.
        """
        now = self._client.row(on.endpoint, on.id)
        if now is None or not _is_same(now, before):
            self._tell(on, effect, words(effect.language).quote_not_changed, step="unchanged")
            return False
        try:
            change = quote_status.change(now, status)
            after = self._client.update(on.endpoint, on.id, key=key(effect, on, "status"), **change)
        except Skip:
            self._tell(on, effect, words(effect.language).quote_not_changed, step="unchanged")
            return False
        if after and (names := quote_status.altered(now, after, status)):
            told = words(effect.language).quote_altered.format(what=", ".join(names))
            self._tell(on, effect, told, step="altered")
        return True

    def _tell(self, on: Place, effect: Effect, text: str, *, step: str) -> None:
        self._history.put(on, effect, said(text, effect.marker), step=step)


class HeldQuotes(_OnQuotes):
    """Holds quotes."""

    def __init__(self, site: Site, client: Client, history: History, notes: Notes) -> None:
        """Prepare; nothing is called yet.

        Args:
            site: The company.
            client: Xero's API.
            history: The notes.
            notes: What a quote that nobody accepted gets.
        """
        super().__init__(site, client, history)
        self._notes = notes

    def write(self, effect: Effect) -> Receipt:
        """Write it.

        Raises:
            Skip: If the quote is gone, or there is nothing left to hold.
            Unclear: If it is not known whether something was written.
        """
        on = place(effect.target)
        quote = self._open(on)
        if quote.get("Status") == ACCEPTED:
            return self._hold(on, effect, quote)
        if quote.get("Status") == SENT:
            earlier = quote_status.remembered(self._history.notes(on))
            if earlier and earlier.content == quote_status.content(quote):
                # One hold follows another: the later one has it to give back.
                self._remember(on, effect, quote)
                return self._receipt(effect)
        return self._notes.write(effect)

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if the note is there, and the quote as the note says."""
        on = place(effect.target)
        notes = self._history.notes(on)
        if not self._history.find(on, effect, [note.text for note in notes]):
            return None
        ours = quote_status.remembered(note for note in notes if effect.marker in note.text)
        if ours is None:
            return self._site.receipt(effect, reference(on, effect), found=True)
        quote = self._client.row(on.endpoint, on.id)
        if quote and quote.get("Status") == ACCEPTED:
            # Not done yet, or accepted again since: `write` finds out.
            return None
        return self._receipt(effect, found=True)

    def _hold(self, on: Place, effect: Effect, quote: Row) -> Receipt:
        if self._history.begun(effect) and self._is_accepted_again(on, effect, quote):
            self._tell(on, effect, words(effect.language).quote_not_changed, step="unchanged")
            return self._site.receipt(effect, reference(on, effect))
        self._remember(on, effect, quote)
        if self._move(on, effect, quote, SENT):
            return self._receipt(effect)
        return self._site.receipt(effect, reference(on, effect))

    def _is_accepted_again(self, on: Place, effect: Effect, quote: Row) -> bool:
        """Tell whether an accepted quote was touched since our note says that it is sent again."""
        notes = (note for note in self._history.notes(on) if effect.marker in note.text)
        ours = quote_status.remembered(notes)
        return ours is not None and quote_status.changed_since(quote, ours.at)

    def _remember(self, on: Place, effect: Effect, quote: Row) -> None:
        self._history.add(on, effect, task(effect), quote_status.line(quote, effect.language))

    def _open(self, on: Place) -> Row:
        quote = self._client.row(on.endpoint, on.id)
        if quote is None:
            raise Skip(f"Quote {on.id} is not in Xero any more. The next sync takes note of it.")
        if quote.get("Status") in ENDED:
            raise Skip(
                f"Quote {quote.get('QuoteNumber') or on.id} is {ENDED[quote['Status']]} in Xero: there is"
                " nothing left to hold."
            )
        return quote

    def _receipt(self, effect: Effect, *, found: bool = False) -> Receipt:
        # Told apart from that of a mere note, for a release has more to do.
        _, _, rest = reference(place(effect.target), effect).partition(":")
        return self._site.receipt(effect, f"{_HELD}:{rest}", found=found)


class FreedQuotes(_OnQuotes):
    """Gives quotes back."""

    def write(self, effect: Effect) -> Receipt:
        """Write it; a quote that people made something of since stays as it is.

        Raises:
            Unclear: If it is not known whether something was written.
        """
        on, marker = _closed(effect)
        quote = self._client.row(on.endpoint, on.id)
        if quote is None:
            return self._site.receipt(effect, effect.closes, found=True)
        sentence, is_to_move = self._fate(on, effect, quote, marker)
        # The marker in other brackets: whoever looks for the hold finds one note, not two.
        ending = " ".join(filter(None, (sentence, marker.replace("[", "(").replace("]", ")"))))
        self._history.add(on, effect, done(effect), ending, most=1)
        if is_to_move:
            self._move(on, effect, quote, ACCEPTED)
        return self._site.receipt(effect, effect.closes)

    def _fate(self, on: Place, effect: Effect, quote: Row, marker: str) -> tuple[str, bool]:
        """Return what the note says of a quote's status, if anything, and whether it is to be changed."""
        if quote.get("Status") != SENT:
            return "", False
        notes = self._history.notes(on)
        if begun := quote_status.told(notes, effect.marker, "quote_back"):
            return "", not quote_status.changed_since(quote, begun.at)
        earlier = quote_status.remembered(notes)
        if earlier is None or earlier.marker != marker:
            return "", False
        say = words(effect.language)
        if earlier.content != quote_status.content(quote):
            return say.quote_stays, False
        return say.quote_back, True

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if the note is there, and the quote given back if the note says so."""
        on, _ = _closed(effect)
        notes = self._history.notes(on)
        if not self._history.find(on, effect, [note.text for note in notes]):
            return None
        begun = quote_status.told(notes, effect.marker, "quote_back")
        if begun and not quote_status.told(notes, effect.marker, "quote_not_changed"):
            quote = self._client.row(on.endpoint, on.id)
            if quote and quote.get("Status") == SENT and not quote_status.changed_since(quote, begun.at):
                return None
        return self._site.receipt(effect, effect.closes, found=True)


def is_held(reference_: str) -> bool:
    """Tell whether a receipt's reference is that of a quote to be given back."""
    return reference_.startswith(f"{_HELD}:")


def _is_same(now: Row, before: Row) -> bool:
    same_status = now.get("Status") == before.get("Status")
    return same_status and quote_status.content(now) == quote_status.content(before)


def _closed(effect: Effect) -> tuple[Place, str]:
    """Return the quote that is given back, and the marker of the hold's note.

    Raises:
        Skip: If the reference names none.
    """
    told, _, marker = effect.closes.partition(":")[2].partition("#")
    id_ = identifier(told)
    if id_ is None or not marker:
        raise Skip(f"There is nothing to close in Xero for “{effect.text.title}”: it was no activity.")
    return Place("Quotes", id_), f"[rl#{marker}]"
