"""Reads the platform's query language into a Query, or says where it cannot be read.

Grammar (Intuit, "Query operations and syntax"): SELECT * | count(*) | properties FROM entity [WHERE property
operator value [AND ...]] [ORDERBY property [ASC|DESC] [, ...]] [STARTPOSITION n] [MAXRESULTS n]. Which
entities and properties exist is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from . import errors

OPERATORS = ("=", "<", ">", "<=", ">=", "like", "in")
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<text>'(?:\\.|[^'\\])*')
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<mark><=|>=|=|<|>|\(|\)|,|\*)
      | (?P<end>;)""",
    re.VERBOSE | re.DOTALL,
)
_AFTER_CONDITION = (
    "<EOF>",
    "<AND>",
    '"iterator"',
    '"maxresults"',
    "<OR>",
    '"order"',
    '"orderby"',
    '"startposition"',
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word of a query and where it starts, counted from 1."""

    kind: str
    text: str
    column: int
    line: int

    @property
    def word(self) -> str:
        """Return a keyword in lower case; "" for texts and numbers."""
        return self.text.lower() if self.kind in {"name", "mark"} else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A property, an operator in lower case and the values compared with (several with `in` only)."""

    path: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query as it was written.

    Attributes:
        fields: properties asked for; empty = all.
        order: property and whether it descends.
        start: first result, counted from 1.
        most: results wanted; None = not said.
    """

    entity: str
    fields: tuple[str, ...]
    count: bool
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]
    start: int
    most: int | None


def parse(text: str) -> Query:
    """Read a query.

    >>> parse(r"select * from Customer where DisplayName = 'Joe\\'s' maxresults 5").conditions[0].values
    ("Joe's",)

    Raises:
        Refusal: 4000, with line and column.
    """
    if not text.strip():
        raise errors.syntax("The query provided was empty")
    return _Reader(_tokens(text)).query()


def _tokens(text: str) -> list[Token]:
    found, place, line, line_start = [], 0, 1, 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup == "end":
            found.append(Token(kind="unreadable", text=text[place], column=place - line_start + 1, line=line))
            break
        kind = str(match.lastgroup)
        if kind == "space":
            for mark in re.finditer("\n", match.group()):
                line, line_start = line + 1, place + mark.end()
        else:
            found.append(Token(kind=kind, text=match.group(), column=place - line_start + 1, line=line))
        place = match.end()
    return found


class _Reader:
    """Walks through the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.place = tokens, 0

    def query(self) -> Query:
        self.expect("select")
        fields, count = self.selection()
        self.expect("from")
        entity = self.name()
        conditions = self.conditions() if self.take("where") else ()
        order = self.order()
        start, most = self.window()
        if self.here is not None:
            self.fail(*_AFTER_CONDITION)
        return Query(
            entity=entity,
            fields=fields,
            count=count,
            conditions=conditions,
            order=order,
            start=start,
            most=most,
        )

    @property
    def here(self) -> Token | None:
        token = self.tokens[self.place] if self.place < len(self.tokens) else None
        if token is not None and token.kind == "unreadable":
            raise errors.syntax(
                f"Invalid content. Lexical error at line {token.line}, column {token.column}.  "
                f'Encountered: "{token.text}" ({ord(token.text)}), after : ""'
            )
        return token

    def take(self, *words: str) -> Token | None:
        token = self.here
        if token is not None and token.word in words:
            self.place += 1
            return token
        return None

    def expect(self, *words: str) -> Token:
        return self.take(*words) or self.fail(*(f'"{each}"' for each in words))

    def name(self) -> str:
        token = self.here
        if token is None or token.kind != "name":
            self.fail("<IDENTIFIER>")
        self.place += 1
        return token.text

    def selection(self) -> tuple[tuple[str, ...], bool]:
        if self.take("count"):
            for mark in ("(", "*", ")"):
                self.expect(mark)
            return (), True
        fields: list[str] = []
        star = False
        while True:
            if self.take("*"):
                star = True
            else:
                fields.append(self.name())
            if not self.take(","):
                return (() if star else tuple(fields)), False

    def conditions(self) -> tuple[Condition, ...]:
        found = [self.condition()]
        while self.take("and"):
            found.append(self.condition())
        if self.take("or"):
            raise errors.bad_query("The OR operator is not supported.")
        return tuple(found)

    def condition(self) -> Condition:
        path = self.name()
        operator = self.expect(*OPERATORS).word
        if operator != "in":
            return Condition(path=path, operator=operator, values=(self.value(),))
        self.expect("(")
        values = [self.value()]
        while self.take(","):
            values.append(self.value())
        self.expect(")")
        return Condition(path=path, operator=operator, values=tuple(values))

    def value(self) -> str:
        token = self.here
        if token is None or not (token.kind in {"text", "number"} or token.word in {"true", "false"}):
            self.fail("<TEXT>", "<NUMBER>", '"true"', '"false"')
        self.place += 1
        return (
            re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL) if token.kind == "text" else token.text
        )

    def order(self) -> tuple[tuple[str, bool], ...]:
        if self.take("order"):
            self.expect("by")
        elif not self.take("orderby"):
            return ()
        found = []
        while True:
            path = self.name()
            word = self.take("asc", "desc")
            found.append((path, word is not None and word.word == "desc"))
            if not self.take(","):
                return tuple(found)

    def window(self) -> tuple[int, int | None]:
        start, most = 1, None
        while word := self.take("startposition", "maxresults"):
            if word.word == "startposition":
                start = self.whole()
            else:
                most = self.whole()
        return start, most

    def whole(self) -> int:
        token = self.here
        if token is None or not token.text.isdigit():
            self.fail("<INTEGER>")
        self.place += 1
        return int(token.text)

    def fail(self, *wanted: str) -> NoReturn:
        token = self.here
        last = self.tokens[-1] if self.tokens else None
        if token is None:
            line, column = (last.line, last.column + len(last.text) - 1) if last else (0, 0)
            seen = '"<EOF>"'
        else:
            line, column = token.line, token.column
            seen = f'" <IDENTIFIER> "{token.text} ""' if token.kind == "name" else f'" {token.text} ""'
        head = "Was expecting one of:" if len(wanted) > 1 else "Was expecting:"
        listed = "".join(f"\n    {each} ..." if each != "<EOF>" else "\n    <EOF> " for each in wanted)
        raise errors.syntax(f"Encountered {seen} at line {line}, column {column}.\n{head}{listed}\n    ")
