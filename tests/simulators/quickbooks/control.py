"""The control endpoint below `/simulator`: clock, troubles, limits, log, companies, for tests and people.

It has no tokens and no limits and is no part of the platform; the simulator's docs page lists it.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from tests.simulators import exact_json
from tests.simulators.control import Requests, SharedControl

from .company import Company, Record
from .throttle import SHAPES
from .trouble import Kind
from .world import APP, World

VERBS = frozenset(
    {"customer", "invoice", "estimate", "invoice_estimate", "credit_memo", "sales_receipt", "refund", "pay"}
    | {"receive", "use_credit", "deposit", "deposit_from", "journal", "note", "edit", "void", "delete"}
    | {"deactivate", "email", "rate", "close", "odd"}
)


class Control(SharedControl):
    """Does what the control endpoint is asked."""

    def __init__(self, world: World) -> None:
        super().__init__(world, Kind, lambda: world.throttle.limits, world.zone)
        self.world = world

    def do(self, method: str, parts: list[str], sent: dict[str, Any]) -> Any:
        """Do what is asked; below `companies/REALM` it is about one company."""
        if parts[:1] == ["companies"] and len(parts) > 1:
            return self._company(method, parts[1], parts[2:], sent)
        return super().do(method, parts, sent)

    def own(self) -> Requests:
        """Return the requests that only this endpoint answers."""
        return {
            ("GET", ""): self._overview,
            ("GET", "calls"): self._calls,
            ("GET", "companies"): lambda _: [_named(each) for each in self.world.companies.values()],
            ("POST", "companies"): self._open,
            ("POST", "tokens"): self._tokens,
            ("POST", "settings"): self._settings,
        }

    def _overview(self, _sent: dict[str, Any]) -> Any:
        return {
            "now": self.world.clock.now().isoformat(),
            "companies": [_named(each) for each in self.world.companies.values()],
            "client_id": APP.client_id,
            "client_secret": APP.secret,
            "calls": self.world.log.summary()["calls"],
        }

    def limits(self, sent: dict[str, Any]) -> Any:
        """Set limits and the shape of the refusal, and return them all.

        Raises:
            ValueError: there is no such limit or shape.
        """
        if sent.get("shape", "lower") not in SHAPES:
            raise ValueError(f"no shape {sent['shape']!r}; known are {', '.join(SHAPES)}")
        return super().limits(sent)

    def _calls(self, _sent: dict[str, Any]) -> Any:
        months = {APP.client_id: self.world.throttle.this_month(APP.client_id)}
        refused = dict(self.world.throttle.refused)
        return {
            **self.world.log.summary(),
            "metered_this_month": months,
            "throttled": refused,
            "listed": self.world.log.listed(),
        }

    def _open(self, sent: dict[str, Any]) -> Any:
        currencies = tuple(sent.pop("currencies", ()))
        return _named(self.world.open(**sent, currencies=currencies).company)

    def _tokens(self, sent: dict[str, Any]) -> Any:
        authority = self.world.authority
        if sent.get("expire"):
            authority.expire_access()
            return {}
        realm = str(sent.get("realm", ""))
        if realm not in self.world.companies:
            raise LookupError(f"no company {realm!r}")
        if sent.get("disconnect"):
            return {"ended": authority.disconnect(realm)}
        return authority.connect(APP.client_id, realm)

    def _settings(self, sent: dict[str, Any]) -> Any:
        if "latency" in sent:
            self.world.latency = float(sent["latency"])
        if "rotate_always" in sent:
            self.world.authority.rotate_always = bool(sent["rotate_always"])
        if "rotation_grace" in sent:
            self.world.authority.grace = timedelta(seconds=float(sent["rotation_grace"]))
        if "cap_whole" in sent:
            self.world.api.cap_whole = bool(sent["cap_whole"])
        if "sandbox" in sent:
            self.world.api.sandbox = bool(sent["sandbox"])
        unknown = set(sent) - {"latency", "rotate_always", "rotation_grace", "cap_whole", "sandbox"}
        if unknown:
            raise ValueError(f"no setting {min(unknown)!r}")
        return {}

    def _company(self, method: str, realm: str, rest: list[str], sent: dict[str, Any]) -> Any:
        company = self.world.companies.get(realm)
        if company is None:
            raise LookupError(f"no company {realm!r}")
        if method == "GET" and rest == ["faults"]:
            return {"faults": [*self.world.crashes, *self.world.books(realm).faults()]}
        if method == "GET" and rest == ["records"]:
            return _records(company)
        if method == "GET" and rest == ["outbox"]:
            return [asdict(each) | {"sent": each.sent.isoformat()} for each in company.outbox]
        if method == "POST" and len(rest) == 2 and rest[0] == "do" and rest[1] in VERBS:
            return self._verb(realm, rest[1], sent)
        return None

    def _verb(self, realm: str, verb: str, sent: dict[str, Any]) -> Any:
        company = self.world.companies[realm]
        told = {name: _meant(company, value) for name, value in sent.items()}
        done = getattr(self.world.books(realm), verb)(**told)
        return exact_json.Written(done.text(company.zone)) if isinstance(done, Record) else {}


def _meant(company: Company, value: Any) -> Any:
    """Turn {"entity": "Invoice", "id": "7"} into the record, in lists too."""
    if isinstance(value, list):
        return [_meant(company, each) for each in value]
    if isinstance(value, dict) and set(value) == {"entity", "id"}:
        record = company.tables[value["entity"]].get(str(value["id"]))
        if record is None:
            raise LookupError(f"no {value['entity']} {value['id']}")
        return record
    return value


def _records(company: Company) -> Any:
    with company.lock:
        return {
            name: [
                {"Id": each.id, "SyncToken": str(each.token), "deleted": each.deleted}
                for each in table.values()
            ]
            for name, table in company.tables.items()
            if table
        }


def _named(company: Company) -> dict[str, Any]:
    return {"realm": company.realm, "name": company.name, "currency": company.currency}
