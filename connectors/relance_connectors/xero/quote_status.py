"""The status of a quote in Xero during a hold: the line of a note that remembers it, and what is sent back.

The ledger of Relance may be lost or restored from a backup; what we changed must be undone all the same, so
it stands in the note of the hold, with a digest of what the customer had accepted. Lines of any of our
languages are read: a company may change its language. Nothing is asked here.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from xero_python import accounting

from relance_connectors.xero.client import Row
from relance_connectors.xero.history import Note
from relance_connectors.xero.read_rows import amount, identifier, inside, moment, parts
from relance_connectors.xero.texts import WORDS, words

ACCEPTED, SENT = "ACCEPTED", "SENT"
"""The two that Relance moves between."""

ENDED = {"INVOICED": "invoiced", "DECLINED": "declined", "DELETED": "deleted"}
"""What nobody waits for any more, in words."""

_TEXTS = ("QuoteNumber", "Reference", "Terms", "Title", "Summary", "BrandingThemeID")
_FIGURES = ("SubTotal", "TotalTax", "Total", "TotalDiscount", "CurrencyRate")
_DIGEST = 8
_MARKER = re.compile(r"\[rl#[0-9a-f]{8}\]")


class Remembered(NamedTuple):
    """A quote that is sent again because of a hold.

    Attributes:
        content: Digest of what the customer had accepted.
        marker: Of the note that says so.
        at: When that note was written, by Xero's clock; None if it does not say.
    """

    content: str
    marker: str
    at: datetime | None


def content(quote: Row) -> str:
    """Return a short text that is another one if what the customer accepted is another thing.

    That is who, how much in which currency, which lines, on which terms. Not title, summary, reference and
    expiry, with which people tidy up; nor a line's unit amount, of which Xero tells another one for the same
    line when prices include tax.
    """
    lines = [
        [_text(each, "Description"), _figure(each, "Quantity"), _figure(each, "LineAmount")]
        for each in parts(quote, "LineItems")
    ]
    head = [identifier(inside(quote, "Contact"), "ContactID"), _text(quote, "CurrencyCode")]
    head += [_text(quote, "Terms"), _figure(quote, "Total"), _figure(quote, "TotalTax")]
    return sha256(json.dumps([head, lines]).encode()).hexdigest()[:_DIGEST]


def change(quote: Row, status: str) -> Mapping[str, Any]:
    """Return what to write so that a quote has another status and all else stays.

    Xero takes away what is not sent along, but for the lines: they stay as they are, and sent back they may
    be priced anew where prices include tax. So they are left out.
    """
    sent: dict[str, Any] = {
        "status": accounting.QuoteStatusCodes[status],
        "contact": accounting.Contact(contact_id=identifier(inside(quote, "Contact"), "ContactID")),
    }
    for name, field in (("date", "Date"), ("expiry_date", "ExpiryDate")):
        day = moment(quote.get(field))
        sent |= {name: day.date()} if day else {}
    for name, field in accounting.Quote.attribute_map.items():
        if field in _TEXTS and quote.get(field):
            sent[name] = quote[field]
    # A word that the SDK does not know cannot be sent: whether that did harm shows in Xero's answer.
    if kind := accounting.QuoteLineAmountTypes.__members__.get(quote.get("LineAmountTypes")):
        sent["line_amount_types"] = kind
    if currency := accounting.CurrencyCode.__members__.get(quote.get("CurrencyCode")):
        sent["currency_code"] = currency
    rate = amount(quote, "CurrencyRate")
    return sent | ({"currency_rate": rate} if rate else {})


def altered(before: Row, after: Row, status: str) -> list[str]:
    """Return the names of what became another thing though only the status was to change."""
    names = [*_TEXTS, "CurrencyCode", "LineAmountTypes"]
    changed = [name for name in names if _text(before, name) != _text(after, name)]
    changed += [
        name for name in ("Date", "ExpiryDate") if moment(before.get(name)) != moment(after.get(name))
    ]
    changed += [name for name in _FIGURES if (amount(before, name) or 0) != (amount(after, name) or 0)]
    if content(before) != content(after) and not {"Terms", "Total", "TotalTax"} & set(changed):
        changed.append("LineItems")
    return changed if after.get("Status") == status else ["Status", *changed]


def line(quote: Row, language: str) -> str:
    """Say that a quote was accepted and is sent again because of us.

    >>> line({"Total": Decimal("10.00")}, "en")
    'Quote status before: Accepted (8193f877). Status set: Sent.'
    """
    return words(language).quote_held.format(content=content(quote))


def remembered(notes: Iterable[Note]) -> Remembered | None:
    """Read what `line` said in the newest note that has it; None if a newer one says that it is over.

    Args:
        notes: Newest first.
    """
    for note in notes:
        marker = _MARKER.search(note.text)
        if not marker:
            continue
        flat = " ".join(note.text.split())
        for say in WORDS.values():
            if found := re.search(re.escape(say.quote_held).replace(r"\{content\}", "([0-9a-f]{8})"), flat):
                return Remembered(found[1], marker[0], note.at)
            if any(each in flat for each in (say.quote_back, say.quote_stays, say.quote_not_changed)):
                return None
    return None


def told(notes: Iterable[Note], marker: str, name: str) -> Note | None:
    """Find the note with a marker that has one of our fixed sentences, in any of our languages.

    Args:
        notes: Newest first.
        marker: Of the effect.
        name: Of the sentence in `texts.Words`, one without a place for something else.
    """
    for note in notes:
        flat = " ".join(note.text.split())
        if marker in flat and any(getattr(say, name) in flat for say in WORDS.values()):
            return note
    return None


def changed_since(quote: Row, at: datetime | None) -> bool:
    """Tell whether a quote was changed after an instant, to the second; False if it cannot be told."""
    updated = moment(quote.get("UpdatedDateUTC"))
    return bool(updated and at and updated.replace(microsecond=0) > at)


def _text(row: Row, field: str) -> str:
    """Return a text so that line breaks of another kind make no difference."""
    return " ".join(str(row.get(field) or "").split())


def _figure(row: Row, field: str) -> str:
    """Write an amount so that 10 and 10.00 are the same."""
    return f"{(amount(row, field) or Decimal(0)).normalize():f}"
