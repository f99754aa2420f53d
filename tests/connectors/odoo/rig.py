"""The real Odoo behind a cutting proxy, as the contract wants it: a connector and the verbs of a person."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from relance_connectors.odoo.chosen import ChosenRpc
from relance_connectors.odoo.connector import OdooConnector
from relance_connectors.odoo.jsonrpc import JsonRpc
from relance_connectors.odoo.rpc import Rpc
from relance_connectors.odoo.settings import OdooSettings
from relance_connectors.odoo.texts import TAGS
from relance_connectors.transport import Transport
from relance_mappings.mapping import load
from relance_sync.ports import Connector, Effect, EffectKind
from tests.cutting_proxy import CuttingProxy
from tests.real_odoo import RealOdoo

COMPANY = 1
_numbers = itertools.count(1)


@dataclass(kw_only=True)
class OdooRig:
    """A connector to a real Odoo; `protocol` is `json2` or `jsonrpc`."""

    odoo: RealOdoo
    proxy: CuttingProxy
    protocol: str
    settings: OdooSettings
    waits: list[float] = field(default_factory=list)
    keyed: frozenset[EffectKind] = frozenset()

    def __post_init__(self) -> None:
        self.secret = self.odoo.key
        self.connector = self.with_secret(self.secret)

    def with_secret(self, secret: str) -> Connector:
        transport = self.transport()
        return OdooConnector(
            self.settings, transport=transport, rpc=self.rpc(transport, secret), mapping=load("odoo")
        )

    def transport(self) -> Transport:
        return Transport(self.proxy.url, platform="Odoo", sleep=self.waits.append)

    def rpc(self, transport: Transport, secret: str) -> Rpc:
        database = self.odoo.database
        if self.protocol == "json2":
            return ChosenRpc(transport, database=database, login=None, key=secret)
        return JsonRpc(transport, database=database, login="relance", key=secret, major=19)

    def revoke(self) -> Connector:
        self.connector.books()
        if self.protocol == "jsonrpc":
            # There Odoo remembers a good key until something of the user changes: leaving does it.
            users = self.odoo.call("res.users", "search", domain=[["login", "=", "relance"]])
            self.odoo.call("res.users", "write", ids=users, vals={"active": False})
            return self.connector
        # Over the API nobody may delete a key: a person does it after typing the password again.
        self.odoo.shell("env['res.users.apikeys'].search([('user_id.login', '=', 'relance')])._remove()")
        return self.connector

    def customer(self, **values: Any) -> str:
        number = next(_numbers)
        values = {"name": f"Contract <{number}>", "email": f"contract{number}@example.com", **values}
        (made,) = self.odoo.call("res.partner", "create", vals_list=[values])
        return str(made)

    def items(self, customer: str) -> tuple[str, ...]:  # noqa: ARG002  # the contract's
        return ()

    def seen(self, customer: str) -> dict[str, Any]:
        (row,) = self.odoo.call(
            "res.partner",
            "read",
            ids=[int(customer)],
            fields=["category_id", "sale_warn_msg", "trust"],
            context={"allowed_company_ids": [COMPANY]},
        )
        return dict(row)

    def count(self, effect: Effect) -> int:
        match effect.kind:
            case EffectKind.HOLD:
                return str(self.seen(effect.customer)["sale_warn_msg"]).count(effect.marker)
            case EffectKind.RELEASE:
                row = self.seen(effect.customer)
                return int(
                    "Relance" not in str(row["sale_warn_msg"]) and not self.tags() & {*row["category_id"]}
                )
            case EffectKind.TRUST:
                return int(self.seen(effect.customer)["trust"] == effect.trust)
            case EffectKind.ACTIVITY:
                model, text = "mail.activity", "note"
            case _:
                model, text = "mail.message", "body"
        found = self.odoo.call(
            model, "search_count", domain=[[text, "ilike", effect.marker]], context={"active_test": False}
        )
        return int(found)

    def tags(self) -> set[int]:
        return set(self.odoo.call("res.partner.category", "search", domain=[["name", "in", list(TAGS)]]))


@contextmanager
def odoo_rig(odoo: RealOdoo, protocol: str) -> Iterator[OdooRig]:
    """Give a rig in front of a database."""
    with CuttingProxy(odoo.url) as proxy:
        # Receipts shall name Odoo, not the proxy.
        settings = OdooSettings(url=odoo.url, database=odoo.database, company_id=COMPANY)
        yield OdooRig(odoo=odoo, proxy=proxy, protocol=protocol, settings=settings)
