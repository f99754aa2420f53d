"""What an error becomes at the terminal: one sentence, an exit code, and for experts a line in the log.

No traceback is ever shown, and no key is ever written to the log.
"""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path

from relance_sync.cli.texts import say
from relance_sync.errors import Problem, Reconnect, RelanceError, Retry, Skip, Stop, Unclear


class Exit(IntEnum):
    """Exit codes, documented in docs/reference/commands.md."""

    OK = 0
    PARTLY = 1
    USAGE = 2
    HOLD = 3
    RECONNECT = 4
    RETRY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error, ready to be shown.

    Attributes:
        kind: retry, unclear, reconnect, skip, stop, usage or unexpected; stable.
        message: For a bookkeeper.
        code: The exit code it asks for.
        problems: Everything wrong in a file; the message says it in sentences. Empty for other errors.
    """

    kind: str
    message: str
    code: Exit
    problems: tuple[Problem, ...] = ()


def usage(message: str) -> Failure:
    """Make a failure of a command line that cannot be understood."""
    return Failure(kind="usage", message=message, code=Exit.USAGE)


def failure(error: Exception, log: Path, secrets: Iterable[str], language: str) -> Failure:
    """Make a failure of an error, and note for the log what the sentence leaves out.

    Args:
        error: Any error.
        log: The workspace's log file.
        secrets: Keys that must not reach the log.
        language: For the sentence about an unexpected error.
    """
    if isinstance(error, RelanceError):
        if error.detail:
            _note(log, f"{type(error).__name__}: {error.user_message} ({error.detail})", secrets)
        kind = type(error).__name__.lower()
        problems = error.problems if isinstance(error, Stop) else ()
        return Failure(kind=kind, message=error.user_message, code=_code(error), problems=problems)
    written = _note(log, "".join(traceback.format_exception(error)), secrets)
    key = "unexpected" if written else "unexpected_no_log"
    return Failure(kind="unexpected", message=say(key, language, log=str(log)), code=Exit.PARTLY)


def combined(failures: Iterable[Failure | None]) -> Exit:
    """Choose the exit code of several companies: their common one, or PARTLY if they differ."""
    codes = {each.code if each else Exit.OK for each in failures}
    return codes.pop() if len(codes) == 1 else Exit.PARTLY


def _code(error: RelanceError) -> Exit:
    match error:
        case Unclear() | Retry():
            return Exit.RETRY
        case Reconnect():
            return Exit.RECONNECT
        case Skip():
            return Exit.PARTLY
    return Exit.USAGE


def _note(log: Path, text: str, secrets: Iterable[str]) -> bool:
    """Append to the log; False if that is not possible, which must not hide the error itself."""
    for secret in secrets:
        text = text.replace(secret, "***")
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ} {text.rstrip()}\n")
    except OSError:
        return False
    return True
