"""Our delimited block inside a text that people write: put in, replaced, taken out.

Pure functions. Every character outside the block is kept, so that taking the block out of a text it was put
into gives that text back exactly.
"""

import re

_CLOSE = "--- /Relance"

# A block never contains another opening: one whose end somebody deleted must not swallow what follows it.
_PATTERN = (
    r"^--- Relance (?P<marker{n}>\[rl#[0-9a-f]{{8}}\]) \({owner}\)\n"
    r"(?:(?!--- Relance \[rl#|--- /Relance$).*\n)*?"
    r"--- /Relance$"
)


def put_block(text: str, content: str, marker: str, owner: int) -> str:
    """Return the text with our block in it, in the place of an older one of the same owner or at the end.

    Args:
        text: What the field holds; empty for nothing.
        content: What we have to say; lines that look like our delimiters are indented.
        marker: As in `Effect.marker`.
        owner: Odoo's number of the company that speaks: companies share their contacts.

    >>> print(put_block("Call first.", "Orders wait.", "[rl#7f3a9c12]", 1))
    Call first.
    --- Relance [rl#7f3a9c12] (1)
    Orders wait.
    --- /Relance
    """
    lines = [f" {line}" if line.startswith("---") else line for line in content.splitlines()]
    block = "\n".join([f"--- Relance {marker} ({owner})", *lines, _CLOSE])
    old = _block(str(owner)).search(text)
    if old is None:
        return f"{text}\n{block}" if text else block
    return text[: old.start()] + block + without_block(text[old.end() :], owner)


def without_block(text: str, owner: int) -> str:
    r"""Return the text without the owner's blocks and the line break that came with each of them.

    >>> without_block("Call first.\n--- Relance [rl#7f3a9c12] (1)\nOrders wait.\n--- /Relance", 1)
    'Call first.'
    """
    # The line break that set the block apart stands before it, or at the very start after it.
    before, after = _PATTERN.format(n=1, owner=owner), _PATTERN.format(n=2, owner=owner)
    return re.sub(rf"\n{before}|{after}\n?", "", text, flags=re.MULTILINE)


def markers(text: str, owner: int) -> tuple[str, ...]:
    """Return the markers of the owner's blocks in the text, in order."""
    return tuple(found["marker1"] for found in _block(str(owner)).finditer(text))


def has_blocks(text: str) -> bool:
    """Tell whether any company has a block in the text."""
    return _block(r"\d+").search(text) is not None


def _block(owner: str) -> re.Pattern[str]:
    return re.compile(_PATTERN.format(n=1, owner=owner), re.MULTILINE)
