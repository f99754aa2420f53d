"""What writing tests share: a company in the simulator, and a writer that calls it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from relance_connectors.quickbooks.client import Client
from relance_connectors.quickbooks.refusals import TABLE
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.quickbooks.writer import Writer
from relance_connectors.transport import Limits as Patience
from relance_connectors.transport import Transport
from relance_sync.ports import Effect, EffectKind
from tests.connectors.given_token import GivenToken
from tests.connectors.writing_desk import WritingDesk
from tests.simulators.quickbooks import Books, Limits, Simulator

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
"""Noon in the simulated company, which is in California."""

TODAY = date(2026, 11, 24)


class Desk(WritingDesk):
    """One company of one simulator."""

    kinds = MappingProxyType({"Customer": "customer", "Estimate": "order"})
    today = TODAY

    def __init__(self, simulator: Simulator, books: Books) -> None:
        super().__init__(simulator)
        self.books = books

    def customer_of(self, record: Any) -> str:
        return str(record.data["CustomerRef"]["value"])

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

    def hold_order(self, estimate: Any, **changes: Any) -> Effect:
        """Make the activity of a hold on an estimate."""
        return self.effect(EffectKind.ACTIVITY, estimate, **{"hold_cycle": 1, **changes})

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
