"""Our delimited block inside a text that people write: put in, replaced, read, taken out.

Pure functions, for every platform with a text that we share with people. Every character outside the block
is kept, so that taking the block out of a text it was put into gives that text back exactly. A form in a
browser may have turned all line breaks into CRLF since: the block is still known.
"""

import re

_CLOSE = "--- /Relance"

# A block never contains another opening: one whose end somebody deleted must not swallow what follows it.
_PATTERN = (
    r"^--- Relance (?P<marker{n}>\[rl#[0-9a-f]{{8}}\]){owner}{end}"
    r"(?P<content{n}>(?:(?!--- Relance \[rl#|--- /Relance\r?$).*{end})*?)"
    r"--- /Relance(?=\r?\n|\Z)"
)
_ANY_OWNER = r"(?: \([^()\r\n]+\))?"
_BREAKS = (r"\n", r"\r\n")


def put_block(text: str, content: str, marker: str, owner: str = "") -> str:
    """Return the text with our block in it, in the place of an older one of the same owner or at the end.

    Args:
        text: What the field holds; empty for nothing.
        content: What we have to say; lines that look like our delimiters are indented.
        marker: As in `Effect.marker`.
        owner: Which company speaks, without brackets, where companies share the field; empty where they
            do not.

    >>> print(put_block("Call first.", "Orders wait.", "[rl#7f3a9c12]", "1"))
    Call first.
    --- Relance [rl#7f3a9c12] (1)
    Orders wait.
    --- /Relance
    """
    lines = [f" {line}" if line.startswith("---") else line for line in content.splitlines()]
    opening = f"--- Relance {marker} ({owner})" if owner else f"--- Relance {marker}"
    old = _block(_owned(owner)).search(text)
    end = "\r\n" if old and old["marker2"] else "\n"
    block = end.join([opening, *lines, _CLOSE])
    if old is None:
        return f"{text}\n{block}" if text else block
    return text[: old.start()] + block + without_block(text[old.end() :], owner)


def without_block(text: str, owner: str = "") -> str:
    r"""Return the text without the owner's blocks and the line break that came with each of them.

    >>> without_block("Call first.\n--- Relance [rl#7f3a9c12] (1)\nOrders wait.\n--- /Relance", "1")
    'Call first.'
    """
    # The line break that set the block apart stands before it, or at the very start after it. It is of the
    # same kind as those inside: what a person wrote before it may itself end in a lone carriage return.
    for end in _BREAKS:
        before, after = (_PATTERN.format(n=n, owner=_owned(owner), end=end) for n in (1, 2))
        text = re.sub(rf"{end}{before}|{after}(?:{end})?", "", text, flags=re.MULTILINE)
    return text


def markers(text: str, owner: str = "") -> tuple[str, ...]:
    """Return the markers of the owner's blocks in the text, in order."""
    return tuple(_marker(found) for found in _block(_owned(owner)).finditer(text))


def contents(text: str, owner: str = "") -> tuple[str, ...]:
    r"""Return the lines inside the owner's blocks.

    >>> contents("Call first.\n--- Relance [rl#7f3a9c12]\nOrders wait.\n--- /Relance")
    ('Orders wait.',)
    """
    return tuple(
        line
        for found in _block(_owned(owner)).finditer(text)
        for line in (found["content1"] or found["content2"] or "").splitlines()
    )


def has_blocks(text: str) -> bool:
    """Tell whether anybody has a block in the text."""
    return _block(_ANY_OWNER).search(text) is not None


def _owned(owner: str) -> str:
    return re.escape(f" ({owner})") if owner else ""


def _marker(found: re.Match[str]) -> str:
    return str(found["marker1"] or found["marker2"])


def _block(owner: str) -> re.Pattern[str]:
    forms = (_PATTERN.format(n=n, owner=owner, end=end) for n, end in enumerate(_BREAKS, start=1))
    return re.compile("|".join(forms), re.MULTILINE)
