"""What QuickBooks' refusals mean: one table from status and code to our errors.

Intuit spells its faults in two ways (`Fault` and `fault`), and its gateway may answer in HTML or XML. Its
message is quoted only where it is about a record that a person can put right.
"""

from collections.abc import Mapping

from relance_connectors.error_table import Action, ErrorTable, Fault, Rule
from relance_connectors.exchange import Answer

STALE = "5010"
"""Somebody changed the record since it was read: the caller reads it again and tries anew."""

_LONGEST_CODE = 12
_MINUTE = 60.0


def read_fault(answer: Answer) -> Fault:
    """Find code and message; empty ones if the body is no fault."""
    try:
        told = answer.json()
    except ValueError:
        return Fault()
    return fault_in(told) if isinstance(told, dict) else Fault()


def fault_in(told: Mapping[str, object]) -> Fault:
    """Find code and message in a JSON object, which may also be one item of a batch.

    Codes come with and without leading zeros.

    >>> fault_in({"Fault": {"Error": [{"Message": "Stale Object Error", "Detail": "", "code": "005010"}]}})
    Fault(code='5010', message='Stale Object Error')
    """
    fault = told.get("Fault") or told.get("fault")
    if not isinstance(fault, dict):
        return Fault()
    errors = fault.get("Error") or fault.get("error")
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, dict):
        return Fault()
    code = str(first.get("code") or "")
    words = [first.get(key) for key in ("Detail", "detail", "Message", "message")]
    message = next((word for word in words if isinstance(word, str) and word), "")
    return Fault(code=code.lstrip("0") if len(code) <= _LONGEST_CODE else "", message=message)


_RECONNECT = "{where} no longer accepts the permission of this company. Connect it again: relance connect"
_BUSY = "{where} asks for fewer calls. Nothing is lost; try again later."
_QUESTION = (
    "{where} does not understand a question of Relance. This is a mistake in Relance: please report it, with"
    " the line of relance.log."
)
_GONE = (
    "Something Relance wanted to write on was deleted, merged or made inactive in QuickBooks. Nothing was"
    " written; the next sync takes note of it."
)

TABLE = ErrorTable(
    read=read_fault,
    trace="intuit_tid",
    rules=(
        Rule(status=429, action=Action.RETRY, message=_BUSY, after=_MINUTE, refused=True),
        Rule(code="3001", action=Action.RETRY, message=_BUSY, after=_MINUTE, refused=True),
        Rule(status=401, action=Action.RECONNECT, message=_RECONNECT),
        Rule(code="3200", action=Action.RECONNECT, message=_RECONNECT),
        Rule(code="3100", action=Action.RECONNECT, message=_RECONNECT),
        Rule(
            code="6190",
            action=Action.STOP,
            message="{where} no longer serves these books: the subscription has ended or is suspended. Settle"
            " this in QuickBooks.",
        ),
        Rule(status=403, action=Action.RECONNECT, message=_RECONNECT),
        Rule(code="4000", action=Action.STOP, message=_QUESTION),
        Rule(code="4001", action=Action.STOP, message=_QUESTION),
        Rule(code="610", action=Action.SKIP, message=_GONE),
        # The same, of what a record refers to, such as the customer that a note hangs on.
        Rule(code="2500", action=Action.SKIP, message=_GONE),
        # Of one item of a batch; of a whole call its status says the same.
        Rule(
            code="10000",
            action=Action.RETRY,
            message="{where} failed inside. Nothing is lost; try again later.",
        ),
        Rule(
            code=STALE,
            action=Action.SKIP,
            message="Somebody changed a record in QuickBooks at the same moment. Nothing was written; the"
            " next sync tries again.",
        ),
        Rule(
            status=400,
            action=Action.SKIP,
            message="QuickBooks refused a change. Settle this there; the next sync tries again.",
            quoted=True,
        ),
    ),
)
