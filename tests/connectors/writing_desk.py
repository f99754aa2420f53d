"""What writing tests of every simulated platform share: effects, accidents, and which calls were made."""

from __future__ import annotations

import hashlib
import itertools
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from relance_connectors.transport import Transport
from relance_sync.ports import Effect, EffectKind, Receipt, Target, Text
from relance_sync.rules.account import HoldState
from relance_sync.rules.hold_rules import Level
from tests.simulators.troubles import Trouble

_SILENT = {"timeout_before", "timeout_after_commit"}


class WritingDesk(ABC):
    """One company of one simulator.

    Attributes:
        kinds: What the ledger calls a record of the books, by the platform's word.
        today: The day of the effects.
        attempts: How often the transport sends a call; 1 shows every accident to the writer.
        patience: Seconds it waits for an answer.
    """

    kinds: Mapping[str, str]
    today: date

    def __init__(self, simulator: Any) -> None:
        self.simulator = simulator
        self.attempts, self.patience = 4, 30.0
        self._numbers = itertools.count(1)
        self._transports: list[Transport] = []

    @abstractmethod
    def customer_of(self, record: Any) -> str:
        """Return the id of the customer that a document names."""

    def close(self) -> None:
        for transport in self._transports:
            transport.close()

    def effect(self, kind: EffectKind, on: Any, /, **changes: Any) -> Effect:
        """Make an effect on a customer or a document of the books."""
        number, target = next(self._numbers), self.kinds[on.entity]
        level = changes.pop("level", Level.HOLD)
        made = Effect(
            key=hashlib.sha256(f"{number}".encode()).hexdigest(),
            company="acme",
            customer=on.id if target == "customer" else self.customer_of(on),
            target=Target(kind=target, id=on.id),
            kind=kind,
            text=Text(title=f"Invoice {number} is late", paragraphs=("Call “Amy's \\ Birds” 🦜.",)),
            language="en",
            day=self.today if kind is EffectKind.MESSAGE else None,
            deadline=self.today + timedelta(days=1) if kind is EffectKind.ACTIVITY else None,
            hold=HoldState(level=level, since=self.today, cycle=number) if kind is EffectKind.HOLD else None,
        )
        return replace(made, **changes)

    def closing(self, receipt: Receipt, on: Any, **changes: Any) -> Effect:
        """Make the effect that closes an activity."""
        return self.effect(EffectKind.CLOSE, on, closes=receipt.reference, **changes)

    def trouble(self, kind: StrEnum, **where: Any) -> None:
        """Order a trouble; who waits for an answer that never comes does so for a second."""
        if kind in _SILENT:
            self.patience = 1.0
        self.simulator.world.troubles.order(Trouble(kind=kind, seconds=1.5, **where))

    def forget_calls(self) -> None:
        self.simulator.world.log.clear()

    def calls(self) -> dict[str, int]:
        """Return how often what was called since the last `forget_calls`."""
        return dict(Counter(each.operation for each in self.simulator.world.log.calls()))
