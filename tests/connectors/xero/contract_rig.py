"""The Xero simulator behind a cutting proxy, as the contract wants it, with the verbs of a person."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from relance_connectors.transport import Transport
from relance_connectors.xero.authorization import SCOPES
from relance_connectors.xero.connector import XeroConnector
from relance_connectors.xero.refusals import TABLE
from relance_connectors.xero.settings import XeroSettings
from relance_mappings.mapping import load
from relance_sync.ports import Connector, Effect, EffectKind
from tests.connectors.given_token import GivenToken
from tests.connectors.xero.rig import NOON
from tests.cutting_proxy import CuttingProxy
from tests.simulators.xero import Limits, Organisation, Simulator
from tests.simulators.xero.records import Record
from tests.simulators.xero_tests import witness

_HOLD = "Orders on hold (Relance)"


@dataclass(kw_only=True)
class XeroRig:
    """A connector to a simulated organisation."""

    simulator: Simulator
    books: Organisation
    proxy: CuttingProxy
    waits: list[float] = field(default_factory=list)
    # The first write of each is a note, which has a key.
    keyed: frozenset[EffectKind] = frozenset(EffectKind)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        token = self.simulator.tokens(self.books, scope=" ".join(SCOPES))["access_token"]
        self.secret = str(token)
        self.connector = self.with_secret(self.secret)

    def with_secret(self, secret: str) -> Connector:
        transport = Transport(
            self.proxy.url,
            platform="Xero",
            table=TABLE,
            authorizer=GivenToken(secret),
            sleep=self.waits.append,
        )
        return XeroConnector(
            XeroSettings(
                client_id="x",
                server=self.simulator.url,
                hold_terms=True,
                hold_quotes=True,
                show_promises=True,
                grade_groups=True,
            ),
            transport=transport,
            tenant=lambda: self.books.tenant_id,
            mapping=load("xero"),
            company="contract",
            folder=None,
            now=lambda: NOON,
        )

    def revoke(self) -> Connector:
        self.connector.books()
        self.simulator.world.authority.disconnect(tenant=self.books.tenant_id)
        return self.connector

    def customer(self) -> str:
        number = next(self._numbers)
        return self.books.contact(f"Contract <{number}>", email=f"contract{number}@example.com").id

    def items(self, customer: str) -> tuple[str, ...]:
        return (self.books.invoice(self._contact(customer), "100.00").id,)

    def seen(self, customer: str) -> dict[str, Any]:
        contact = self._contact(customer)
        return {"groups": self._groups(customer), "terms": contact.data.get("PaymentTerms")}

    def count(self, effect: Effect) -> int:
        notes = self._notes(self._contact(effect.customer))
        noted = sum(effect.marker in each for each in notes)
        match effect.kind:
            case EffectKind.HOLD:
                # Notes of earlier holds stay: what counts is the newest.
                current = _HOLD in self._groups(effect.customer) and effect.marker in notes[-1]
                return noted if current else 0
            case EffectKind.RELEASE:
                return noted if not self._groups(effect.customer) else 0
            case EffectKind.MESSAGE:
                return sum(each.invoice == effect.items[0] for each in self.books.ledger.mails)
            case EffectKind.EXPECT:
                return self._expected(effect)
            case EffectKind.GRADE:
                noted = self._groups(effect.customer).count(f"Risk grade {effect.grade} (Relance)")
            case EffectKind.CLOSE:
                every = self.books.ledger.store.tables["Contact"].values()
                noted = sum(effect.marker in note for each in every for note in self._notes(each))
        return noted

    def _expected(self, effect: Effect) -> int:
        invoice = self.books.find("Invoice", effect.target.id)
        if invoice.data.get("ExpectedPaymentDate") != effect.expected:
            return 0
        return sum(effect.marker in each for each in self._notes(invoice))

    def _contact(self, id_: str) -> Record:
        return self.books.find("Contact", id_)

    def _notes(self, record: Record) -> list[str]:
        return [each.details for each in record.history if "[rl#" in each.details]

    def _groups(self, customer: str) -> list[str]:
        groups = self.books.ledger.store.tables["ContactGroup"].values()
        return sorted(each.data["Name"] for each in groups if customer in each.data["Contacts"])


@contextmanager
def xero_rig() -> Iterator[XeroRig]:
    """Give a rig in front of books with a customer, an invoice and a quote."""
    with (
        Simulator(start=NOON, frozen=True, limits=Limits.none()) as simulator,
        CuttingProxy(simulator.url) as proxy,
    ):
        told = witness.watch(simulator)
        books = simulator.open("Maison Fictive")
        amy = books.contact("Amy")
        books.pay(books.invoice(amy, "20.00"), "5.00")
        books.quote(amy, "50.00", status="SENT")
        yield XeroRig(simulator=simulator, books=books, proxy=proxy)
        assert told == []
        assert books.faults() == []
