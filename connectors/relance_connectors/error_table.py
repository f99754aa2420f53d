"""What a platform's refusals mean, as data: status and code lead to what to do, and to a sentence.

Each platform brings its rules and the function that finds code and message in an answer. Whether a call may
be sent again is the transport's to decide; here it is only said whether the platform certainly did nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from relance_connectors.exchange import Answer
from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Stop

_QUOTED = 200
_NUMBER = re.compile(r"[\w.:-]{1,80}", re.ASCII)
_SERVER_FAULT = 500


class Action(StrEnum):
    """What the caller should do; one of the four errors."""

    RETRY = "retry"
    RECONNECT = "reconnect"
    SKIP = "skip"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a platform says about its refusal.

    Attributes:
        code: The platform's own code; empty if it gave none.
        message: The platform's own sentence, unread so far; empty if it gave none.
    """

    code: str = ""
    message: str = ""

    @property
    def quote(self) -> str:
        """The platform's sentence on one line; empty if it is too long to be one sentence."""
        line = " ".join(self.message.split())
        return line if len(line) <= _QUOTED else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the table.

    Attributes:
        action: What to do.
        message: For a bookkeeper: what was wrong and what to do. `{where}` becomes the platform and its
            address; the platform's own sentence is added where `quoted` says so.
        status: HTTP status; None for any.
        code: The platform's code; None for any.
        after: For RETRY: seconds to wait if the platform does not say.
        refused: For RETRY: True if the platform certainly did nothing, so that any write may be repeated.
        quoted: Add the platform's own sentence; only where it was written for people.
    """

    action: Action
    message: str
    status: int | None = None
    code: str | None = None
    after: float | None = None
    refused: bool = False
    quoted: bool = False

    def matches(self, status: int, fault: Fault) -> bool:
        """Tell whether the line is about this refusal."""
        return self.status in {None, status} and self.code in {None, fault.code}


def nothing_said(_: Answer) -> Fault:
    """Read the fault of a platform that says nothing but a status."""
    return Fault()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorTable:
    """The refusals of one platform.

    Attributes:
        rules: The first one that matches counts: lines with a code stand before lines without one.
        read: Finds code and message in an answer that is not OK; takes any body, also HTML.
        trace: Header with the platform's own number of an answer, which its support asks for; empty for none.
    """

    rules: tuple[Rule, ...]
    read: Callable[[Answer], Fault] = nothing_said
    trace: str = ""

    def find(self, status: int, fault: Fault) -> Rule | None:
        """Return the line about a refusal; None if the table has none.

        >>> table = ErrorTable(rules=(Rule(status=403, action=Action.STOP, message="No."),))
        >>> table.find(403, Fault()).action, table.find(404, Fault())
        (<Action.STOP: 'stop'>, None)
        """
        return next((rule for rule in self.rules if rule.matches(status, fault)), None)

    def error(self, status: int, fault: Fault, *, where: str, endpoint: str) -> RelanceError:
        """Return the error for a refusal; also for one item of a batch, with the status it would have had.

        Args:
            status: HTTP status.
            fault: What the platform said.
            where: The platform and its address.
            endpoint: What was called, for the log.
        """
        return make_error(self.find(status, fault) or unforeseen(status), status, fault, where, endpoint)

    def traced(self, endpoint: str, answer: Answer) -> str:
        """Say what was called, for the log, with the platform's own number of the answer if it gave one."""
        number = answer.headers.get(self.trace, "") if self.trace else ""
        return f"{endpoint} ({self.trace} {number})" if _NUMBER.fullmatch(number) else endpoint


def unforeseen(status: int) -> Rule:
    """Return the line for what no table foresees."""
    if status >= _SERVER_FAULT:
        message = "{where} failed inside. Nothing is lost; try again later."
        return Rule(action=Action.RETRY, message=message)
    message = (
        "{where} refused a call in a way that Relance does not know. Run `relance check`; if it finds"
        " nothing, this is a mistake in Relance: please report it."
    )
    return Rule(action=Action.STOP, message=message)


def make_error(
    rule: Rule, status: int, fault: Fault, where: str, endpoint: str, after: float | None = None
) -> RelanceError:
    """Make the error that a line asks for.

    Args:
        rule: The line.
        status: HTTP status, for the log.
        fault: What the platform said.
        where: The platform and its address.
        endpoint: What was called, for the log.
        after: Seconds the platform asked to wait; None to take the line's own.
    """
    message = rule.message.replace("{where}", where)
    if rule.quoted and fault.quote:
        message = f"{message} It says: “{fault.quote}”"
    detail = f"HTTP {status} {fault.code} on {endpoint}".replace("  ", " ")
    match rule.action:
        case Action.RETRY:
            return Retry(message, after=rule.after if after is None else after, detail=detail)
        case Action.RECONNECT:
            return Reconnect(message, detail=detail)
        case Action.SKIP:
            return Skip(message, detail=detail)
        case Action.STOP:
            return Stop(message, detail=detail)
