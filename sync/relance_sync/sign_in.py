"""The ports of signing in: how a person allows Relance, in a browser, to work on a company's books.

A contract for people who add a platform that signs people in; one that takes a key needs none of it. Nothing
here names a platform, opens a browser or keeps a token.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from relance_sync.ports import ConnectorSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A permission that a person gave in the browser.

    Attributes:
        books: What the platform calls the books it is for; its identifier if it has no name for them.
        renew_by: When it ends unless it is used before, as every sync does; None if the platform sets no day.
        ends_on: When it ends whatever happens; None if it never does, or the platform does not say.
        withdrawn: True if the platform no longer accepts it: a person must connect again.
        others: Other books that it is for too, names by the platform's identifiers: each may become a company
            of the workspace without a sign-in of its own.
    """

    books: str
    renew_by: datetime | None = None
    ends_on: datetime | None = None
    withdrawn: bool = False
    others: Mapping[str, str] = field(default_factory=dict)


class SignIn(Protocol):
    """A permission that is being asked for: a person opens `url`, allows it, and the answer comes back.

    Attributes:
        url: What to open in a browser.
        listens: True if the answer comes back to this machine by itself.
    """

    url: str
    listens: bool

    def wait(self, seconds: float) -> Connection:
        """Wait for the answer, then keep the permission.

        Raises:
            Reconnect: If the person refused, or no answer came in time.
            Stop: If the permission is for other books than before, or the platform does not know us.
        """

    def paste(self, address: str) -> Connection:
        """Take the address on which the browser ended, for a person to paste; then as `wait`.

        Raises:
            Reconnect: As `wait`; also if the address is not the answer to this question.
            Stop: As `wait`.
        """

    def close(self) -> None:
        """Stop listening."""


class Authorization(Protocol):
    """The permission of one company on a platform that signs people in."""

    def begin(self, *, listen: bool = True) -> SignIn:
        """Begin to ask for it.

        Args:
            listen: False if the person's browser runs elsewhere: then the answer is pasted.

        Raises:
            Stop: If a setting is wrong, or the port of the answer is taken.
        """

    def connection(self) -> Connection | None:
        """Return what is kept, without a call; None if the company was never connected.

        Raises:
            Stop: If it cannot be read, for example because its key was changed.
        """

    def disconnect(self, *, revoke: bool = True) -> bool:
        """Withdraw the permission and forget it; False if there was none.

        One that is for other companies of the workspace too stands for them.

        Args:
            revoke: False to forget it only here.

        Raises:
            Retry: If the platform does not answer; then nothing is forgotten.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One key of a platform's section in `relance.toml`, which a new workspace begins with.

    Attributes:
        key: As in the file; as an option of `relance init` it is `--client-id` for `client_id`.
        about: What it is, in English: it stands above the key in the file.
        default: What is offered; None if a person must say it.
        choices: What it may be; empty for anything.
        whole_number: True if it is one.
        asked_if: It is asked only if earlier answers are these; None never to ask. What is not asked stands
            in the file as a comment.
        example: How it may be written, for the comment.
    """

    key: str
    about: str = ""
    default: str | None = None
    choices: tuple[str, ...] = ()
    whole_number: bool = False
    asked_if: Mapping[str, str] | None = field(default_factory=dict)
    example: str = ""


class AuthorizationFactory(Protocol):
    """What the entry point group `relance.authorizations` holds, for platforms that sign people in.

    Attributes:
        questions: What a new workspace must know about a company, in the order of asking.
    """

    questions: tuple[Question, ...]

    def needs_key(self, settings: Mapping[str, object]) -> bool:
        """Tell whether the platform gave the application a secret, which is then the company's key.

        Args:
            settings: The platform's own section of `relance.toml`, unchecked.
        """

    def __call__(self, settings: ConnectorSettings) -> Authorization:
        """Build it without a call.

        Raises:
            Stop: If a setting is missing or wrong; the message names file and key.
        """
