"""The QuickBooks simulator behind a cutting proxy, as the contract wants it, with the verbs of a person."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from relance_connectors.quickbooks.connector import QuickBooksConnector
from relance_connectors.quickbooks.refusals import TABLE
from relance_connectors.quickbooks.settings import QuickBooksSettings
from relance_connectors.transport import Transport
from relance_mappings.mapping import load
from relance_sync.ports import Connector, Effect, EffectKind
from tests.connectors.given_token import GivenToken
from tests.cutting_proxy import CuttingProxy
from tests.simulators.quickbooks import Books, Limits, Simulator

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


@dataclass(kw_only=True)
class QuickBooksRig:
    """A connector to a simulated company."""

    quickbooks: Simulator
    books: Books
    proxy: CuttingProxy
    waits: list[float] = field(default_factory=list)
    # An e-mail is the only thing that QuickBooks knows no key for.
    keyed: frozenset[EffectKind] = frozenset(EffectKind) - {EffectKind.MESSAGE}

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self.secret = str(self.quickbooks.tokens(self.books.realm)["access_token"])
        self.connector = self.with_secret(self.secret)

    def with_secret(self, secret: str) -> Connector:
        transport = Transport(
            self.proxy.url,
            platform="QuickBooks",
            table=TABLE,
            authorizer=GivenToken(secret),
            sleep=self.waits.append,
        )
        return QuickBooksConnector(
            QuickBooksSettings(client_id="x", server=self.quickbooks.url),
            transport=transport,
            realm=lambda: self.books.realm,
            mapping=load("quickbooks"),
            company="contract",
            folder=None,
            now=lambda: NOON,
        )

    def revoke(self) -> Connector:
        self.connector.books()
        self.quickbooks.world.authority.disconnect(self.books.realm)
        return self.connector

    def customer(self) -> str:
        number = next(self._numbers)
        made = self.books.customer(f"Contract <{number}>", email=f"contract{number}@example.com")
        return made.id

    def items(self, customer: str) -> tuple[str, ...]:
        return (self.books.invoice(self.books.company.tables["Customer"][customer], "100.00").id,)

    def seen(self, customer: str) -> dict[str, Any]:
        data = self.books.company.tables["Customer"][customer].data
        return {name: data.get(name) for name in ("Notes", "SalesTermRef")}

    def count(self, effect: Effect) -> int:
        match effect.kind:
            case EffectKind.HOLD:
                return str(self.seen(effect.customer)["Notes"]).count(effect.marker)
            case EffectKind.RELEASE:
                return int("[rl#" not in str(self.seen(effect.customer)["Notes"]))
            case EffectKind.MESSAGE:
                sent = self.books.company.outbox
                return sum((each.entity, each.id) == ("Invoice", effect.items[0]) for each in sent)
        return sum(effect.marker in each.data["Note"] for each in self.books.company.living("Attachable"))


@contextmanager
def quickbooks_rig() -> Iterator[QuickBooksRig]:
    """Give a rig in front of books with a customer, an invoice and an estimate."""
    with (
        Simulator(start=NOON, frozen=True, limits=Limits.none()) as quickbooks,
        CuttingProxy(quickbooks.url) as proxy,
    ):
        books = quickbooks.open()
        amy = books.customer("Amy")
        books.pay(books.invoice(amy, "20.00"), "5.00")
        books.estimate(amy, "50.00")
        yield QuickBooksRig(quickbooks=quickbooks, books=books, proxy=proxy)
        assert books.faults() == []
