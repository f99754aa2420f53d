"""Promises shown in Xero: the expected payment date of an invoice, and a note that remembers the one before.

The invoice is read first: a day that somebody entered since it was decided is never overwritten. The note
comes before the day, for it remembers what was there; of an invoice that is paid in part or locked Xero takes
no day, and a second note says so. What was there is given back only while the invoice has the day we set.
"""

import re
from datetime import date
from typing import NamedTuple

from relance_connectors.plain_text import plain
from relance_connectors.xero.client import Client, Row
from relance_connectors.xero.history import History, key, said
from relance_connectors.xero.read_rows import moment
from relance_connectors.xero.site import Place, Site, place, reference, referred
from relance_connectors.xero.texts import WORDS, words
from relance_sync.errors import Skip
from relance_sync.ports import Effect, Receipt

_DAY = r"(\d{4}-\d\d-\d\d|\w+)"


class Remembered(NamedTuple):
    """A day that we changed."""

    before: date | None
    ours: date


class ExpectedDays:
    """Shows promises on invoices, and takes them back."""

    def __init__(self, site: Site, client: Client, history: History) -> None:
        self._site = site
        self._client = client
        self._history = history

    def write(self, effect: Effect) -> Receipt:
        """Write it; nothing if it is so already.

        Raises:
            Skip: If the invoice is no longer open, or somebody entered another day meanwhile.
            Unclear: If it is not known whether something was written.
        """
        return self._back(effect) if effect.expected is None else self._show(effect, effect.expected)

    def find(self, effect: Effect) -> Receipt | None:
        """Return a receipt if it was written as a whole, or there is nothing left to take back."""
        on = place(effect.target)
        records = self._history.read(on)
        noted = self._history.find(on, effect, records)
        row = self._open(on)
        if effect.expected is None:
            kept = _remembered(records, _marker(effect))
            there = row is not None and kept is not None and _day_of(row) == kept.ours != kept.before
            return None if there else self._receipt(effect, effect.closes, found=True)
        if noted and row is not None and (_day_of(row) == effect.expected or _was_refused(records, effect)):
            return self._receipt(effect, reference(on, effect), found=True)
        return None

    def _show(self, effect: Effect, day: date) -> Receipt:
        on = place(effect.target)
        row = self._open(on)
        if row is None:
            raise Skip(f"The invoice is no longer open in Xero, so “{effect.text.title}” was not written.")
        now = _day_of(row)
        if now not in {None, day, effect.expected_before}:
            raise Skip(
                f"Somebody entered another expected payment date in invoice {row.get('InvoiceNumber')} of"
                " Xero meanwhile, which stays. The next sync decides again."
            )
        self._history.add(
            on,
            effect,
            plain(effect.text, effect.language),
            line(Remembered(now, day), effect.language),
        )
        if now != day:
            self._set(on, effect, day)
        return self._receipt(effect, reference(on, effect))

    def _back(self, effect: Effect) -> Receipt:
        on = place(effect.target)
        row = self._open(on)
        kept = _remembered(self._history.read(on), _marker(effect)) if row is not None else None
        if row is None or kept is None or _day_of(row) != kept.ours or kept.before == kept.ours:
            return self._receipt(effect, effect.closes, found=True)
        self._history.add(
            on, effect, plain(effect.text, effect.language), line_back(kept.before, effect.language)
        )
        # Paid in part or locked since: whoever reads the books sees a day that has passed.
        self._set(on, effect, kept.before)
        return self._receipt(effect, effect.closes)

    def _set(self, on: Place, effect: Effect, day: date | None) -> None:
        """Set the day, None for none; if Xero refuses it, a note says so."""
        try:
            self._client.expect_payment(on.id, day, key=key(effect, on, "day"))
        except Skip:
            text = words(effect.language).not_expected
            self._history.put(on, effect, said(text, effect.marker), step="refused")

    def _open(self, on: Place) -> Row | None:
        row = self._client.row(on.endpoint, on.id)
        return row if row is not None and row.get("Status") == "AUTHORISED" else None

    def _receipt(self, effect: Effect, what: str, *, found: bool = False) -> Receipt:
        return self._site.receipt(effect, what, found=found)


def line(remembered: Remembered, language: str) -> str:
    """Say which day an invoice had, and which one is from us.

    >>> line(Remembered(None, date(2026, 12, 24)), "en")
    'Expected payment date before: none. Date set: 2026-12-24.'
    """
    say = words(language)
    before = remembered.before.isoformat() if remembered.before else say.no_day
    return say.expected.format(before=before, ours=remembered.ours.isoformat())


def line_back(before: date | None, language: str) -> str:
    """Say which day an invoice has again.

    >>> line_back(None, "fr")
    'Date de règlement attendue de nouveau : aucune.'
    """
    say = words(language)
    return say.expected_back.format(before=before.isoformat() if before else say.no_day)


def _remembered(records: tuple[str, ...], marker: str) -> Remembered | None:
    """Read what `line` said in the note with a marker, in any of our languages."""
    for record in records:
        if marker not in record:
            continue
        flat = " ".join(record.split())
        for say in WORDS.values():
            pattern = re.escape(say.expected).replace(r"\{before\}", _DAY).replace(r"\{ours\}", _DAY)
            if found := re.search(pattern, flat):
                before = None if found[1] == say.no_day else date.fromisoformat(found[1])
                return Remembered(before, date.fromisoformat(found[2]))
    return None


def _was_refused(records: tuple[str, ...], effect: Effect) -> bool:
    marked = (record for record in records if effect.marker in record)
    return any(say.not_expected in record for record in marked for say in WORDS.values())


def _marker(effect: Effect) -> str:
    """Return the marker of the note that showed what is taken back."""
    found = referred(effect.closes)
    return found[1] if found else effect.marker


def _day_of(row: Row) -> date | None:
    instant = moment(row.get("ExpectedPaymentDate"))
    return instant.date() if instant else None
