"""How long a text may be in QuickBooks, and how our block finds room beside what people wrote.

It knows nothing of what the texts say.
"""

from relance_connectors.block import put_block
from relance_connectors.shortening import cut, size

NOTE = 2000
"""Longest note of an attachable, and longest notes of a customer."""

MEMO = 4000
"""Longest private note of an estimate."""

# A sentence cut down to less than this says nothing any more.
_WORTH_CUTTING = 80


class NoRoomError(Exception):
    """People have written so much that not even the least of our block fits.

    Attributes:
        missing: Characters that must be made free.
    """

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} characters too long")
        self.missing = missing


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
