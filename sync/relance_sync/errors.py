"""Errors by what the caller should do, not by what went wrong inside.

    RelanceError
    ├── Retry        try again later, after `after` seconds if the platform said so
    │   └── Unclear  the platform may or may not have done it: read back before trying again
    ├── Reconnect    a person must authorise again
    ├── Skip         leave this record or effect out, go on with the rest
    └── Stop         go no further with this company

Each carries a sentence for people (what, where, what to do) and a detail for the log. Neither may hold a
secret or a server's traceback: whoever builds the error takes them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class RelanceError(Exception):
    """The common root; raise one of the four below.

    Attributes:
        user_message: What was wrong, where, and what to do: for a bookkeeper's eyes.
        detail: For the log; empty if the message says it all.
    """

    def __init__(self, user_message: str, *, detail: str = "") -> None:
        super().__init__(user_message)
        self.user_message = user_message
        self.detail = detail


class Retry(RelanceError):
    """A passing fault.

    Attributes:
        after: Seconds the platform asked us to wait; None if it did not say.
    """

    def __init__(self, user_message: str, *, after: float | None = None, detail: str = "") -> None:
        super().__init__(user_message, detail=detail)
        self.after = after


class Unclear(Retry):
    """A write whose outcome is unknown: the connection broke after it was sent."""


class Reconnect(RelanceError):
    """The key is wrong, expired or withdrawn."""


class Skip(RelanceError):
    """One record or effect cannot be handled; the others can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong in a file; never with the value, which may be a key pasted in a wrong place.

    Attributes:
        line: Counted from 1; None if it is about the file as a whole.
        key: Path of the key or section; empty if it is about the file as a whole or its syntax.
        problem: What is wrong.
        suggestion: What to do; empty if that is clear.
        excerpt: Lines to show below, such as the text with a caret; empty for none.
    """

    file: str
    line: int | None
    key: str
    problem: str
    suggestion: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        sentence = ": ".join(part for part in (place, self.key, self.problem) if part)
        told = f"{sentence} {self.suggestion}".rstrip()
        return f"{told}\n{self.excerpt}" if self.excerpt else told


class Stop(RelanceError):
    """Nothing more can be done for this company in this run.

    Attributes:
        problems: Everything wrong in a file, in the order of its lines; empty for errors of another kind.
    """

    def __init__(self, user_message: str, *, detail: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(user_message, detail=detail)
        self.problems = tuple(problems)
