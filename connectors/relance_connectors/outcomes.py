"""What became of the effects of a batch: a receipt or an error for each.

It writes nothing; how a batch is written is each platform's.
"""

from collections.abc import Iterable
from typing import TypeAlias

from relance_sync.errors import Reconnect, RelanceError, Retry, Stop
from relance_sync.ports import Receipt

Outcome: TypeAlias = Receipt | RelanceError


def trouble(outcomes: Iterable[Outcome]) -> RelanceError | None:
    """Return the error for what was not tried, if one before it says that the platform cannot be called."""
    for each in outcomes:
        if isinstance(each, Reconnect | Stop):
            return each
        if isinstance(each, Retry):
            # Not Unclear: of what was not tried it is known that it was not done.
            return Retry(each.user_message, after=each.after, detail=each.detail)
    return None
