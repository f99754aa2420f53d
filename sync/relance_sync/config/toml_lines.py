"""Tells on which line of a TOML text each key stands: tomllib does not keep it, and no library we found does.

Works on text that tomllib accepts and follows the same rules; nothing is checked here. A place is the path to
a value, with positions in lists: `("plans", "standard", "steps", 1, "after_due")`.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Place = tuple[str | int, ...]

_MULTILINE = r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|' + r"'''.*?'''(?:'{0,2})"
# The lookahead keeps a triple quote that is never closed from being read as an empty text.
_ONE_LINE = r'"(?!"")(?:\\[^\n]|[^"\\\n])*"|' + r"'(?!'')[^'\n]*'"
_STRING = re.compile(f"{_MULTILINE}|{_ONE_LINE}", re.DOTALL)
_KEY = re.compile(r"[A-Za-z0-9_-]+|" + _ONE_LINE)
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_TOKEN = re.compile(
    rf"(?P<opaque>{_STRING.pattern}|#[^\n]*)|(?P<open>[\[{{])|(?P<close>[\]}}])|\n", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A header or a key with its value.

    Attributes:
        first, last: Its lines, counted from 1.
    """

    text: str
    first: int
    last: int


def unix(text: str) -> str:
    """Return the text with the line ends that tomllib counts."""
    return text.replace("\r\n", "\n")


def statements(text: str) -> Sequence[Statement]:
    r"""Cut a text into its statements; blank lines and comments are left out.

    The text may be wrong: then a bracket that is never closed makes one statement of all that follows.

    >>> [(each.first, each.last) for each in statements("a = [1,\n2]\n# note\nb = 3")]
    [(1, 2), (4, 4)]
    """
    found: list[Statement] = []
    start, line, depth = 0, 1, 0

    def end(until: int) -> None:
        piece = text[start:until]
        stripped = piece.lstrip(" \t")
        if stripped and not stripped.startswith("#"):
            found.append(Statement(text=piece, first=line, last=line + piece.count("\n")))

    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth = max(depth - 1, 0)
        elif token[0] == "\n" and depth == 0:
            end(token.start())
            line += text.count("\n", start, token.end())
            start = token.end()
    end(len(text))
    return found


def key_lines(text: str) -> Mapping[Place, int]:
    r"""Give the line of each key, section and entry of a list, for a text that tomllib accepts.

    A section that is never written by itself stands where its first key does.

    >>> key_lines('[[a.b]]\nc = 1\n[[a.b]]\nc = 2')[("a", "b", 1, "c")]
    4
    """
    return _Reader(unix(text)).read()


class _Reader:
    """Walks through a text once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(each.end() for each in re.finditer("\n", text))]
        self._found: dict[Place, int] = {}
        self._lengths: dict[Place, int] = {}

    def read(self) -> Mapping[Place, int]:
        section: Place = ()
        while self._skip(_BLANK) < len(self._text):
            if self._peek() == "[":
                section = self._header()
            else:
                self._pair(section)
        return self._found

    def _header(self) -> Place:
        line, listed = self._line(), self._text.startswith("[[", self._at)
        brackets = 1 + listed
        self._at += brackets
        *before, last = self._key()
        self._skip(_SPACE)
        self._at += brackets
        place: Place = ()
        for part in before:
            place = self._entry((*place, part), line)
        place = (*place, last)
        if not listed:
            self._found[place] = line
            return place
        self._found.setdefault(place, line)
        self._lengths[place] = self._lengths.get(place, 0) + 1
        return self._entry(place, line)

    def _entry(self, place: Place, line: int) -> Place:
        """Step into a section; into the last one if it is a list of sections."""
        self._found.setdefault(place, line)
        if place not in self._lengths:
            return place
        place = (*place, self._lengths[place] - 1)
        self._found.setdefault(place, line)
        return place

    def _pair(self, section: Place) -> None:
        line, place = self._line(), section
        for part in self._key():
            place = (*place, part)
            self._found.setdefault(place, line)
        self._skip(_SPACE)
        self._at += len("=")
        self._skip(_SPACE)
        self._value(place)

    def _value(self, place: Place) -> None:
        self._found.setdefault(place, self._line())
        match self._peek():
            case "[":
                self._items(place, "]")
            case "{":
                self._items(place, "}")
            case '"' | "'":
                self._skip(_STRING)
            case _:
                self._skip(_SCALAR)

    def _items(self, place: Place, closing: str) -> None:
        """Read a list, or the pairs of a section in braces."""
        self._at += 1
        count = 0
        self._skip(_BLANK)
        while self._peek() != closing:
            if closing == "]":
                self._value((*place, count))
            else:
                self._pair(place)
            count += 1
            self._skip(_BLANK)
            if self._peek() == ",":
                self._at += 1
                self._skip(_BLANK)
        self._at += 1

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._skip(_SPACE)
            found = _KEY.match(self._text, self._at)
            if found is None:
                raise ValueError("the text is not valid TOML")
            self._at = found.end()
            parts.append(_plain(found[0]))
            dot = _DOT.match(self._text, self._at)
            if dot is None:
                return parts
            self._at = dot.end()

    def _skip(self, what: re.Pattern[str]) -> int:
        found = what.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _peek(self) -> str:
        return self._text[self._at]

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)


def _plain(key: str) -> str:
    """Take a key out of its quotes."""
    return str(tomllib.loads(f"key={key}")["key"]) if key[0] in "\"'" else key
