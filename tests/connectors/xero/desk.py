"""What writing tests share: an organisation in the simulator, and a writer that calls it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from relance_connectors.governor import Governor
from relance_connectors.transport import Limits as Patience
from relance_connectors.transport import Transport
from relance_connectors.xero.authorization import SCOPES
from relance_connectors.xero.client import Client
from relance_connectors.xero.limits import pace
from relance_connectors.xero.refusals import TABLE
from relance_connectors.xero.settings import XeroSettings
from relance_connectors.xero.writer import Writer
from tests.connectors.given_token import GivenToken
from tests.connectors.writing_desk import WritingDesk
from tests.connectors.xero.rig import NOON
from tests.simulators.xero import Limits, Organisation, Simulator
from tests.simulators.xero.records import Record
from tests.simulators.xero_tests import witness


class Desk(WritingDesk):
    """One organisation of one simulator.

    Attributes:
        odd: Whether answers are odd on purpose, so that the SDK's models refuse them.
        client_type: The client that writers call with.
    """

    client_type = Client

    kinds = MappingProxyType({"Contact": "customer", "Quote": "order", "Invoice": "invoice"})
    today = date(2026, 11, 27)

    def __init__(self, simulator: Simulator, books: Organisation) -> None:
        super().__init__(simulator)
        self.books, self.odd = books, False

    def customer_of(self, record: Record) -> str:
        return str(record.data["Contact"])

    def client(self) -> Client:
        clock = self.simulator.world.clock
        transport = Transport(
            self.simulator.url,
            platform="Xero",
            table=TABLE,
            authorizer=GivenToken(self._token()),
            governor=Governor(
                pace(1000),
                where="Xero",
                clock=lambda: clock.now().timestamp(),
                now=clock.now,
                sleep=self.sleep,
            ),
            sleep=self.sleep,
            limits=Patience(attempts=self.attempts, read=self.patience),
        )
        self._transports.append(transport)
        return self.client_type(transport, tenant=lambda: self.books.tenant_id)

    def _token(self) -> str:
        """Return a right to call, with what the connector asks people for and no more."""
        return str(self.simulator.tokens(self.books, scope=" ".join(SCOPES))["access_token"])

    def writer(self, **settings: Any) -> Writer:
        """Return a writer as a new process would build it; it knows nothing of earlier ones."""
        given = XeroSettings(client_id="x", server=self.simulator.url, **settings)
        return Writer(self.client(), given, now=self.simulator.world.clock.now)

    def sleep(self, seconds: float) -> None:
        """Wait by the simulator's clock."""
        self.simulator.world.clock.advance(timedelta(seconds=seconds))

    def later(self, minutes: int = 10) -> None:
        """Let so much time pass that Xero has forgotten the keys of requests."""
        self.simulator.world.clock.advance(timedelta(minutes=minutes))

    def notes(self, on: Record, marker: str = "[rl#") -> list[str]:
        """Return our notes in the history of a record, oldest first."""
        found = [each.details for each in on.history if each.changes == "Note"]
        return [each for each in found if marker in each]

    def groups(self, contact: Record) -> list[str]:
        """Return the names of the groups a contact is in."""
        groups = self.books.ledger.store.tables["ContactGroup"].values()
        return sorted(each.data["Name"] for each in groups if contact.id in each.data["Contacts"])

    def terms(self, contact: Record) -> dict[str, Any]:
        return dict(contact.data.get("PaymentTerms", {}))

    def mails(self) -> list[str]:
        """Return which invoices were sent where."""
        return [f"{each.invoice} to {', '.join(each.to)}" for each in self.books.ledger.mails]


@contextmanager
def desk() -> Iterator[Desk]:
    """Open an organisation; what is exchanged with it must be as Xero describes it, and its books add up."""
    with Simulator(start=NOON, frozen=True, limits=Limits.none()) as simulator:
        told = witness.watch(simulator)
        made = Desk(simulator, simulator.open("Maison Fictive"))
        try:
            yield made
        finally:
            made.close()
    assert made.odd or told == []
    assert not simulator.world.crashes
    assert not made.books.faults()
