"""The port of webhooks: a platform calls by itself and says that a company has news.

Such a message only saves the wait until the next sync: what changed is read from the books, and no amount
is ever taken from a message. A contract for people who add a platform; nothing here names one, serves an
address or remembers a message.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Change(StrEnum):
    """What happened to a record; `OTHER` for what has no word here, such as a document that was e-mailed."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    MERGED = "merged"
    VOIDED = "voided"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something happened in a company's books that a sync would read.

    Attributes:
        books: The platform's identifier of the books.
        kind: Kind of record in the platform's own word, in lower case, such as `invoice`.
        event: 64 hex digits, equal for the same event however often it is told: platforms tell again.
    """

    books: str
    kind: str
    change: Change
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What became of one message.

    Attributes:
        status: HTTP status to answer with, at once and with an empty body. 200 also for a signed message that
            could not be understood: telling it again would not help.
        news: Each event once, in the order of the message; empty if nothing concerns us.
        problems: What could not be understood, and why a message was refused: sentences for the log.
    """

    status: int
    news: tuple[News, ...] = ()
    problems: tuple[str, ...] = ()


class Webhook(Protocol):
    """How one platform's messages are understood."""

    @property
    def header(self) -> str:
        """Name of the HTTP header that holds the signature."""

    def hear(self, body: bytes, signature: str | None, key: str) -> Heard:
        """Judge and read one message; raises nothing, whatever it is given.

        Args:
            body: As it came: the signature is of these bytes.
            signature: The header; None if there is none.
            key: What the platform signs with; an empty one accepts nothing.
        """
