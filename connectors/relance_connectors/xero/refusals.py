"""What Xero's refusals mean: one table from status and code to our errors.

The code is Xero's own word: the limit that a 429 names, the type of a 400, the detail of a 401 or 403; or a
word of ours where only its sentence tells. Its sentences are quoted only where they are about a record that a
person can put right.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from relance_connectors.error_table import Action, ErrorTable, Fault, Rule
from relance_connectors.exchange import Answer

LOCKED = "locked"
"""The record lies in a period that the books are closed for."""

KEY_KNOWN = "key known"
"""Something else was written with the same key some minutes ago."""

_BUSY_STATUS = 429
_LONGEST_CODE = 60
_MINUTE, _MOMENT = 60.0, 1.0


def read_fault(answer: Answer) -> Fault:
    """Find code and message; empty ones if the body is no fault."""
    if answer.status == _BUSY_STATUS:
        return Fault(code=answer.headers.get("X-Rate-Limit-Problem", "").strip().lower())
    try:
        told = answer.json()
    except ValueError:
        return Fault()
    return fault_in(told) if isinstance(told, dict) else Fault()


def fault_in(told: Mapping[str, Any]) -> Fault:
    """Find code and message in a JSON object.

    What is wrong with a record stands inside it; the message about all of them says only that something is.

    >>> fault_in({"Type": "ValidationException", "Message": "A validation exception occurred",
    ...           "Elements": [{"ValidationErrors": [{"Message": "Email address is wrong."}]}]})
    Fault(code='ValidationException', message='Email address is wrong.')
    >>> fault_in({"Type": None, "Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"})
    Fault(code='AuthenticationUnsuccessful', message='')
    """
    problems = list(dict.fromkeys(_problems(told)))
    message = problems[0] if problems else told.get("Message")
    if any("lock date" in problem.lower() for problem in problems):
        return Fault(code=LOCKED, message=str(message))
    detail = str(told.get("Detail") or "")
    if detail.startswith("Idempotency Key") and "different" in detail:
        return Fault(code=KEY_KNOWN)
    # "TokenExpired: token expired at ..."
    code = str(told.get("Type") or detail.partition(":")[0])
    return Fault(
        code=code if len(code) <= _LONGEST_CODE else "", message=message if isinstance(message, str) else ""
    )


def _problems(told: Mapping[str, Any]) -> Iterator[str]:
    """Find what is wrong with each record."""
    elements = told.get("Elements")
    for element in elements if isinstance(elements, list) else ():
        errors = element.get("ValidationErrors") if isinstance(element, dict) else None
        for error in errors if isinstance(errors, list) else ():
            if isinstance(error, dict) and isinstance(error.get("Message"), str):
                yield error["Message"]


_RECONNECT = "{where} no longer accepts the permission of this company. Connect it again: relance connect"
_RIGHTS = (
    "{where} does not let Relance do something that it needs: the person who connected the company lacks a"
    " right in Xero, or the permission is an old one. Connect it again: relance connect"
)
_BUSY = "{where} asks for fewer calls. Nothing is lost; try again later."
_QUESTION = (
    "{where} does not understand a question of Relance. This is a mistake in Relance: please report it, with"
    " the line of relance.log."
)

TABLE = ErrorTable(
    read=read_fault,
    trace="xero-correlation-id",
    rules=(
        # Too many at once: no time is named, for a place is free as soon as another call has ended.
        Rule(status=429, code="concurrent", action=Action.RETRY, message=_BUSY, after=_MOMENT, refused=True),
        # Of a day Xero says how long it lasts; if it did not, the governor would take the calendar's.
        Rule(status=429, code="day", action=Action.RETRY, message=_BUSY, refused=True),
        Rule(status=429, action=Action.RETRY, message=_BUSY, after=_MINUTE, refused=True),
        Rule(status=401, code="AuthorizationUnsuccessful", action=Action.RECONNECT, message=_RIGHTS),
        Rule(status=401, action=Action.RECONNECT, message=_RECONNECT),
        Rule(
            status=403,
            code="AuthenticationUnsuccessful",
            action=Action.RECONNECT,
            message="{where} says that Relance is not connected to this organisation any more. Connect it"
            " again: relance connect",
        ),
        Rule(status=403, action=Action.RECONNECT, message=_RIGHTS),
        Rule(
            status=404,
            action=Action.SKIP,
            message="Something Relance wanted to write on is not in Xero any more. Nothing was written; the"
            " next sync takes note of it.",
        ),
        Rule(
            status=400,
            code=LOCKED,
            action=Action.SKIP,
            message="Xero refused a change, because the books are closed for that period.",
            quoted=True,
        ),
        # An earlier try may have been done: this becomes Unclear, so that it is looked for.
        Rule(
            status=400,
            code=KEY_KNOWN,
            action=Action.RETRY,
            message="{where} has seen something like this already.",
        ),
        Rule(status=400, code="QueryParseException", action=Action.STOP, message=_QUESTION),
        Rule(status=400, code="PostDataInvalidException", action=Action.STOP, message=_QUESTION),
        Rule(status=412, action=Action.STOP, message=_QUESTION),
        Rule(
            status=400,
            action=Action.SKIP,
            message="Xero refused a change. Settle this there; the next sync tries again.",
            quoted=True,
        ),
    ),
)
