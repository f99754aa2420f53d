"""What befalls writes into Xero, and how the flow goes on after it: a new process for each try."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from relance_sync.errors import Retry, Unclear
from relance_sync.ports import Effect, Receipt
from tests.connectors.xero.desk import Desk
from tests.simulators.xero import Kind

ACCIDENTS = [Kind.RESET_BEFORE, Kind.RESET_AFTER_COMMIT, Kind.HTML_502]
LATER = pytest.mark.parametrize("minutes", [0, 10], ids=["at once", "keys forgotten"])


def written(
    at: Desk, effects: Sequence[Effect], minutes: int, *, looks: bool = False, tries: int = 6, **settings: Any
) -> list[Receipt]:
    """Write as the flow does, with a process that dies whenever something is unclear.

    Args:
        at: The desk.
        effects: What to write.
        minutes: That pass between two tries.
        looks: Whether the memory is a new one, so that everything is looked for first.
        tries: At most.
        settings: Of the company.
    """
    receipts: dict[str, Receipt] = {}
    doubtful = {each.key for each in effects} if looks else set()
    for _ in range(tries):
        pending = [each for each in effects if each.key not in receipts]
        if not pending:
            return [receipts[each.key] for each in effects]
        writer = at.writer(**settings)
        for effect in pending:
            try:
                found = writer.find(effect) if effect.key in doubtful else None
                receipts[effect.key] = found or writer.deliver(effect)
                doubtful.discard(effect.key)
            except Unclear:
                doubtful.add(effect.key)
                break
            except Retry:
                break
        at.later(minutes)
    raise AssertionError("never done")
