"""How long a text may be in QuickBooks, and how one that is too long is shortened.

Intuit says “2,000 characters” and not what a character is. We count UTF-16 units, as Java and browsers do:
whoever counts code points gets no more. It knows nothing of what the texts say.
"""

import re

from relance_connectors.block import put_block

NOTE = 2000
"""Longest note of an attachable, and longest notes of a customer."""

MEMO = 4000
"""Longest private note of an estimate."""

# A sentence cut down to less than this says nothing any more.
_WORTH_CUTTING = 80
_ELLIPSIS = "…"


class NoRoomError(Exception):
    """People have written so much that not even the least of our block fits.

    Attributes:
        missing: Characters that must be made free.
    """

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} characters too long")
        self.missing = missing


def size(text: str) -> int:
    """Count the characters of a text as the strictest reader would.

    >>> size("é"), size("🧾")
    (1, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, room: int) -> str:
    """Shorten a text to some characters, after a whole word, with an ellipsis; a text that fits stays.

    >>> cut("Two invoices are late.", 16), cut("Fine.", 5), cut("Fine.", 0)
    ('Two invoices…', 'Fine.', '')
    """
    if size(text) <= room:
        return text
    if room < 1:
        return ""
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (room - 1)].decode("utf-16-le", "ignore")
    if not text[len(kept)].isspace() and (start := re.search(r"\s+\S*\Z", kept)):
        kept = kept[: start.start()]
    return kept.rstrip() + _ELLIPSIS


def ended(text: str, ending: str, most: int) -> str:
    """Return the text with a last line that is kept whole; the text is shortened to make room for it."""
    return f"{cut(text, most - size(ending) - 1)}\n{ending}"


def put_block_within(text: str, words: str, least: str, kept: str, marker: str, most: int) -> str:
    """Put our block into what people wrote, as long as there is room for; see `block.put_block`.

    Args:
        text: What people wrote, and an older block; nothing of it but that block is shortened.
        words: What we have to say; shortened if it must be.
        least: The least of it that makes sense.
        kept: Lines of ours behind it that are never shortened; empty for none.
        marker: As in `Effect.marker`.
        most: Characters that the field takes.

    Raises:
        NoRoomError: If not even `least` fits.
    """
    said = _shortened(words, most - size(put_block(text, kept, marker)) - 1, least)
    while True:
        held = put_block(text, f"{said}\n{kept}" if kept else said, marker)
        over = size(held) - most
        if over <= 0:
            return held
        if said == least:
            raise NoRoomError(over)
        # Lines are longer in a block if they must be indented, or if the form of a browser was there before.
        said = _shortened(words, size(said) - over, least)


def _shortened(words: str, room: int, least: str) -> str:
    if size(words) <= room:
        return words
    return cut(words, room) if room >= _WORTH_CUTTING else least
