"""What writing tests share: a company in the simulator, a writer that calls it over HTTP, and effects."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from relance_connectors.quickbooks.client import Client
from relance_connectors.quickbooks.refusals import TABLE
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.quickbooks.writer import Writer
from relance_connectors.transport import Limits as Patience
from relance_connectors.transport import Transport
from relance_sync.ports import Effect, EffectKind, Receipt, Target, Text
from relance_sync.rules.account import HoldState
from relance_sync.rules.hold_rules import Level
from tests.connectors.given_token import GivenToken
from tests.simulators.quickbooks import Books, Kind, Limits, Simulator, Trouble

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
"""Noon in the simulated company, which is in California."""

TODAY = date(2026, 11, 24)


class Desk:
    """One company of one simulator.

    Attributes:
        attempts: How often the transport sends a call; 1 shows every accident to the writer.
        patience: Seconds it waits for an answer.
    """

    def __init__(self, simulator: Simulator, books: Books) -> None:
        self.simulator, self.books = simulator, books
        self.attempts, self.patience = 4, 30.0
        self._numbers = itertools.count(1)
        self._transports: list[Transport] = []

    def writer(self, **settings: Any) -> Writer:
        """Return a writer as a new process would build it; it knows nothing of earlier ones."""
        token = self.simulator.tokens(self.books.realm)["access_token"]
        transport = Transport(
            self.simulator.url,
            platform="QuickBooks",
            table=TABLE,
            authorizer=GivenToken(token),
            sleep=lambda _: None,
            limits=Patience(attempts=self.attempts, read=self.patience),
        )
        self._transports.append(transport)
        given = QuickBooksSettings(client_id="x", server=self.simulator.url, **settings)
        client = Client(transport, realm=lambda: self.books.realm)
        return Writer(client, given)

    def close(self) -> None:
        for transport in self._transports:
            transport.close()

    def effect(self, kind: EffectKind, on: Any, /, **changes: Any) -> Effect:
        """Make an effect on a customer or an estimate of the books."""
        number = next(self._numbers)
        customer = on.id if on.entity == "Customer" else on.data["CustomerRef"]["value"]
        level = changes.pop("level", Level.HOLD)
        made = Effect(
            key=hashlib.sha256(f"{number}".encode()).hexdigest(),
            company="acme",
            customer=customer,
            target=Target(kind={"Customer": "customer", "Estimate": "order"}[on.entity], id=on.id),
            kind=kind,
            text=Text(title=f"Invoice {number} is late", paragraphs=("Call “Amy's \\ Birds” 🦜.",)),
            language="en",
            day=TODAY if kind is EffectKind.MESSAGE else None,
            deadline=TODAY + timedelta(days=1) if kind is EffectKind.ACTIVITY else None,
            hold=HoldState(level=level, since=TODAY, cycle=number) if kind is EffectKind.HOLD else None,
        )
        return replace(made, **changes)

    def hold_order(self, estimate: Any, **changes: Any) -> Effect:
        """Make the activity of a hold on an estimate."""
        return self.effect(EffectKind.ACTIVITY, estimate, **{"hold_cycle": 1, **changes})

    def closing(self, receipt: Receipt, target: Any, **changes: Any) -> Effect:
        """Make the effect that closes an activity."""
        return self.effect(EffectKind.CLOSE, target, closes=receipt.reference, **changes)

    def now(self, record: Any) -> dict[str, Any]:
        """Return a record as it stands in the books."""
        return dict(self.books.company.tables[record.entity][record.id].data)

    def notes(self, marker: str = "") -> list[str]:
        """Return the attached notes that carry a marker, oldest first."""
        return [
            each.data["Note"]
            for each in self.books.company.living("Attachable")
            if marker in each.data["Note"]
        ]

    def mails(self) -> list[str]:
        """Return which invoices were sent where."""
        return [f"{each.id} to {each.to}" for each in self.books.company.outbox]

    def trouble(self, kind: Kind, **where: Any) -> None:
        """Order a trouble; who waits for an answer that never comes does so for a second."""
        if kind in {Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER_COMMIT}:
            self.patience = 1.0
        self.simulator.world.troubles.order(Trouble(kind=kind, seconds=1.5, **where))

    def forget_calls(self) -> None:
        self.simulator.world.log.clear()

    def calls(self) -> dict[str, int]:
        """Return how often what was called since the last `forget_calls`."""
        return dict(Counter(each.operation for each in self.simulator.world.log.calls()))

    def metered(self) -> int:
        return sum(each.metered for each in self.simulator.world.log.calls())


@contextmanager
def desk() -> Iterator[Desk]:
    """Open a company; afterwards its books must add up."""
    with Simulator(start=NOON, frozen=True, limits=Limits.none()) as simulator:
        made = Desk(simulator, simulator.open())
        try:
            yield made
        finally:
            made.close()
    assert not simulator.world.crashes
    assert not made.books.faults()
