"""Lines of TOML keys: the places are those tomllib reads, the lines those where the values stand."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.config.toml_lines import Place, key_lines, statements, unix

BARE = st.text("abcXYZ9_-", min_size=1, max_size=4)
QUOTED = st.text("ab .#=[]{}'\u00e9", max_size=5)
SPACE = st.sampled_from(["", " ", "\t ", "  "])
COMMENT = st.sampled_from(["", "# a = [", '# """', " # ' ] }"])


class Writer:
    """Writes a document piece by piece; every value holds a number of its own, by which it is found again."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.numbers = 0
        self.names = 0

    def name(self) -> str:
        """Return a key not used before, as it is written."""
        self.names += 1
        bare, quote = f"{self.draw(BARE)}{self.names}", self.draw(st.sampled_from(["", "'", '"']))
        if not quote:
            return bare
        inner = f"{self.draw(QUOTED)}{self.names}"
        return f"'{inner.replace(chr(39), '')}'" if quote == "'" else f'"{inner}\\t\\u00e9"'

    def key(self) -> str:
        """Return a key, perhaps dotted, whose first part is new."""
        parts = [self.name() for _ in range(self.draw(st.integers(1, 3)))]
        return f"{self.draw(SPACE)}.{self.draw(SPACE)}".join(parts)

    def scalar(self, *, one_line: bool) -> str:
        self.numbers += 1
        mark = 100000 + self.numbers
        plain = [
            f"{mark}",
            f"{mark}.5",
            f'"#{mark} ]\\" [ \\\\"',
            f"'{mark} \\'",
            f"2026-12-25T10:00:00.{mark}",
        ]
        wide = [f'"""{mark}\n # ] \n\\""" x"""""', f"'''{mark} \"\n a = 1\n'''", f'"""{mark}\\\n  z"""']
        return self.draw(st.sampled_from(plain if one_line else plain + wide))

    def value(self, depth: int = 0, *, one_line: bool = False) -> str:
        kind = self.draw(st.sampled_from(["scalar", "scalar", "list", "table"] if depth < 2 else ["scalar"]))
        if kind == "scalar":
            return self.scalar(one_line=one_line)
        count = self.draw(st.integers(0, 3))
        if kind == "table":
            pairs = [
                f"{self.key()}{self.draw(SPACE)}= {self.value(depth + 1, one_line=True)}"
                for _ in range(count)
            ]
            return "{" + ", ".join(pairs) + "}"
        gap = "" if one_line else self.draw(st.sampled_from(["", "\n", f" {self.draw(COMMENT)}\n\n\t"]))
        items = [f"{gap}{self.value(depth + 1, one_line=one_line)}" for _ in range(count)]
        trailing = "," if count and self.draw(st.booleans()) else ""
        return f"[{','.join(items)}{gap}{trailing}{gap}]"

    def pairs(self) -> Iterator[str]:
        for _ in range(self.draw(st.integers(0, 3))):
            indent, space = self.draw(SPACE), self.draw(SPACE)
            yield f"{indent}{self.key()}{space}={space}{self.value()}{self.draw(SPACE)}{self.draw(COMMENT)}"
            yield from [""] * self.draw(st.integers(0, 2))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a valid document: sections, sections in sections, lists of sections, every kind of value."""
    writer = Writer(draw)
    rows = list(writer.pairs())
    tops: list[str] = []
    for _ in range(draw(st.integers(0, 4))):
        listed = draw(st.booleans())
        if listed and tops and draw(st.booleans()):
            header = draw(st.sampled_from(tops))
        else:
            header = writer.key()
            tops += [header] * listed
        rows += [f"[[{header}]]" if listed else f"[ {header} ] {draw(COMMENT)}", *writer.pairs()]
        if listed and draw(st.booleans()):
            rows += [f"[{header}.{writer.name()}]", *writer.pairs()]
    return draw(st.sampled_from(["\n", "\r\n"])).join("\n".join(rows).split("\n"))


def places(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Walk through what tomllib read."""
    yield place, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from places(each, (*place, name))


def number(value: Any) -> str:
    """Return the number that marks a value, as the text holds it."""
    digits = f"{value.microsecond:06d}" if hasattr(value, "microsecond") else str(value)
    return next(
        digits[i : i + 6] for i in range(len(digits)) if digits[i : i + 6].isdigit() and digits[i] == "1"
    )


@given(documents())
def test_every_place_has_the_line_where_its_value_stands(text: str) -> None:
    read = tomllib.loads(text)
    lines = key_lines(text)
    found = dict(places(read))
    assert set(lines) | {()} == set(found)
    for place, value in found.items():
        if not isinstance(value, dict | list):
            assert lines[place] == unix(text)[: unix(text).index(number(value))].count("\n") + 1, place


@given(documents())
def test_a_section_never_stands_after_what_it_holds(text: str) -> None:
    lines = key_lines(text)
    for place, line in lines.items():
        if place[:-1] and not isinstance(place[-1], int):
            # A header may be written after those of the sections inside it.
            inner = [each for other, each in lines.items() if other[: len(place)] == place]
            assert min(inner) <= line


@given(documents())
def test_statements_cut_a_text_into_pieces_that_are_valid_alone(text: str) -> None:
    text = unix(text)
    rows = text.split("\n")
    for each in statements(text):
        tomllib.loads(each.text)
        assert "\n".join(rows[each.first - 1 : each.last]) == each.text


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("[a.b]\n\n[a]\nx = 1", ("a",), 3),
        ("[a.b]\nx = 1", ("a",), 1),
        ("[[a]]\n[[a.b]]\n[[a.b]]\nx = 1\n[[a]]\n[[a.b]]\nx = 2", ("a", 1, "b", 0, "x"), 7),
        ("[[a]]\n[a.b]\nx = 1", ("a", 0, "b", "x"), 3),
        ('a = [\n  # [\n  {x = 1},\n  {y."z" = 2}\n]', ("a", 1, "y", "z"), 4),
        ('"a\\u0062" = 1', ("ab",), 1),
        ('a = """\n\n"""\nb = 1', ("b",), 4),
        ("a = 1\r\n\r\nb = 2\r\n", ("b",), 3),
    ],
)
def test_an_example(text: str, place: Place, line: int) -> None:
    tomllib.loads(text)
    assert key_lines(text)[place] == line


def test_an_unclosed_text_of_several_lines_does_not_swallow_the_rest() -> None:
    assert [each.first for each in statements('a = """x\nb = 1\n[c]')] == [1, 2, 3]
