"""How long a text is, and how one that is too long is shortened or taken apart.

Platforms say “2,000 characters” and not what a character is. We count UTF-16 units, as Java, .NET and
browsers do: whoever counts code points gets no more. It knows neither what the texts say nor any limit.
"""

import re

_ELLIPSIS = "…"


def size(text: str) -> int:
    """Count the characters of a text as the strictest reader would.

    >>> size("é"), size("🧾")
    (1, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, room: int) -> str:
    """Return as much of a text as fits, up to the end of a word; part of a word that is longer than the room.

    >>> beginning("Two invoices are late.", 15), beginning("Fine.", 5), beginning("🧾🧾", 3)
    ('Two invoices', 'Fine.', '🧾')
    """
    if size(text) <= room:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * max(room, 0)]
    kept = units.decode("utf-16-le", "surrogatepass")
    if not text.startswith(kept):
        # The cut went through a character of two units.
        kept = kept[:-1]
    if not text[len(kept)].isspace() and (word := re.search(r"\s+\S*\Z", kept)):
        kept = kept[: word.start()]
    return kept


def cut(text: str, room: int) -> str:
    """Shorten a text to some characters, after a whole word, with an ellipsis; a text that fits stays.

    >>> cut("Two invoices are late.", 16), cut("Fine.", 5), cut("Fine.", 0)
    ('Two invoices…', 'Fine.', '')
    """
    if size(text) <= room:
        return text
    return beginning(text, room - 1).rstrip() + _ELLIPSIS if room > 0 else ""


def ended(text: str, ending: str, most: int) -> str:
    """Return the text with a last line that is kept whole; the text is shortened to make room for it."""
    return f"{cut(text, most - size(ending) - 1)}\n{ending}"
