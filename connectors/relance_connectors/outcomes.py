"""What became of the effects of a batch: a receipt or an error for each, and batches taken one by one.

How one effect is written, or a batch with few calls, is each platform's.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Stop
from relance_sync.ports import Effect, Receipt

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


def delivered(deliver: Callable[[Effect], Receipt], effects: Sequence[Effect]) -> list[Outcome]:
    """Write effects one by one, in their order; see `relance_sync.ports.Connector.deliver_batch`."""
    outcomes: list[Outcome] = []
    for effect in effects:
        try:
            outcomes.append(trouble(outcomes) or deliver(effect))
        except RelanceError as problem:
            outcomes.append(problem)
    return outcomes


def looked_for(
    find: Callable[[Effect], Receipt | None], effects: Sequence[Effect]
) -> list[Receipt | Skip | None]:
    """Look for effects one by one; see `relance_sync.ports.Connector.find_batch`."""
    outcomes: list[Receipt | Skip | None] = []
    for effect in effects:
        try:
            outcomes.append(find(effect))
        except Skip as problem:
            outcomes.append(problem)
    return outcomes
