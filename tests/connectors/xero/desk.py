"""What writing tests share: an organisation in the simulator, a writer that calls it, and effects."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
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
from relance_sync.ports import Effect, EffectKind, Receipt, Target, Text
from relance_sync.rules.account import HoldState
from relance_sync.rules.hold_rules import Level
from tests.connectors.given_token import GivenToken
from tests.connectors.xero.rig import NOON
from tests.simulators.xero import Kind, Limits, Organisation, Simulator, Trouble
from tests.simulators.xero.records import Record
from tests.simulators.xero_tests import witness

TODAY = date(2026, 11, 27)

_KINDS = {"Contact": "customer", "Quote": "order", "Invoice": "invoice"}


class Desk:
    """One organisation of one simulator.

    Attributes:
        attempts: How often the transport sends a call; 1 shows every accident to the writer.
        patience: Seconds it waits for an answer.
        odd: Whether answers are odd on purpose, so that the SDK's models refuse them.
    """

    def __init__(self, simulator: Simulator, books: Organisation) -> None:
        self.simulator, self.books = simulator, books
        self.attempts, self.patience, self.odd = 4, 30.0, False
        self._numbers = itertools.count(1)
        self._transports: list[Transport] = []

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
        return Client(transport, tenant=lambda: self.books.tenant_id)

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

    def close(self) -> None:
        for transport in self._transports:
            transport.close()

    def effect(self, kind: EffectKind, on: Record, /, **changes: Any) -> Effect:
        """Make an effect on a contact, a quote or an invoice of the books."""
        number = next(self._numbers)
        customer = on.id if on.entity == "Contact" else on.data["Contact"]
        level = changes.pop("level", Level.HOLD)
        made = Effect(
            key=hashlib.sha256(f"{number}".encode()).hexdigest(),
            company="acme",
            customer=customer,
            target=Target(kind=_KINDS[on.entity], id=on.id),
            kind=kind,
            text=Text(title=f"Invoice {number} is late", paragraphs=("Call “Amy's \\ Birds” 🦜.",)),
            language="en",
            day=TODAY if kind is EffectKind.MESSAGE else None,
            deadline=TODAY + timedelta(days=1) if kind is EffectKind.ACTIVITY else None,
            hold=HoldState(level=level, since=TODAY, cycle=number) if kind is EffectKind.HOLD else None,
        )
        return replace(made, **changes)

    def closing(self, receipt: Receipt, on: Record, **changes: Any) -> Effect:
        """Make the effect that closes an activity."""
        return self.effect(EffectKind.CLOSE, on, closes=receipt.reference, **changes)

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
