"""A reader of a real Odoo with the ledger it fills, and the office whose work it reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from relance_connectors.odoo.json2 import Json2
from relance_connectors.odoo.reader import Reader
from relance_connectors.odoo.rpc import Rpc
from relance_connectors.transport import Transport
from relance_mappings import load
from tests.connectors.odoo.reader_books import COMPANY, Office
from tests.connectors.odoo.reader_ledger import CountingRpc, PulledLedger
from tests.real_odoo import RealOdoo


class Desk:
    """A reader, its ledger and the people whose work it reads."""

    def __init__(
        self,
        odoo: RealOdoo,
        *,
        company: int = COMPANY,
        key: str = "",
        rpc: Rpc | None = None,
        overrides: str | None = None,
        **options: Any,
    ) -> None:
        transport = Transport(odoo.url, platform="Odoo")
        self.rpc = CountingRpc(rpc or Json2(transport, database=odoo.database, key=key or odoo.key))
        mapping = load("odoo", overrides, "acme.toml")
        self.reader = Reader(self.rpc, mapping, company_id=company, url="https://odoo.test", **options)
        self.ledger = PulledLedger()
        self.office = Office(odoo)

    def pull(self, *, full: bool = False) -> set[str]:
        return self.ledger.pull(self.reader, full=full)

    def one(self, kind: str, id_: int | str) -> Any:
        return self.ledger.records[kind][str(id_)]

    def has(self, kind: str, id_: int | str) -> bool:
        return str(id_) in self.ledger.records[kind]

    def residuals(self, invoice: int | str) -> list[Decimal]:
        return [each.residual for each in self.one("invoice", invoice).installments]

    def reconciles(self) -> bool:
        return self.ledger.owed() == self.ledger.stated()
