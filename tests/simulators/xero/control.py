"""The control endpoint below `/simulator`: clock, troubles, limits, log, organisations, for tests and people.

It has no tokens and no limits and is no part of the platform; the simulator's docs page lists it.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulators.control import Requests, SharedControl

from .organisation import Organisation
from .scopes import USUAL
from .trouble import Kind
from .webhooks import Delivery, Subscription
from .world import CUSTOM, PKCE, WEB, World

SETTINGS = ("latency", "idempotency_window", "rotation_grace", "broad_scopes")


class Control(SharedControl):
    """Does what the control endpoint is asked."""

    def __init__(self, world: World) -> None:
        super().__init__(world, Kind, lambda: world.limiter.limits, ZoneInfo("UTC"))
        self.world = world

    def do(self, method: str, parts: list[str], sent: dict[str, Any]) -> Any:
        """Do what is asked; below `organisations/TENANT` and `webhooks/ID` it is about one of them."""
        if parts[:1] == ["organisations"] and len(parts) > 1:
            return self._organisation(method, parts[1], parts[2:], sent)
        if parts[:1] == ["webhooks"] and len(parts) > 1:
            return self._webhook(method, parts[1], parts[2:])
        return super().do(method, parts, sent)

    def own(self) -> Requests:
        """Return the requests that only this endpoint answers."""
        return {
            ("GET", ""): self._overview,
            ("GET", "calls"): self._calls,
            ("GET", "organisations"): lambda _: [_named(each) for each in self.world.organisations.values()],
            ("POST", "organisations"): lambda sent: _named(self.world.open(**sent)),
            ("POST", "tokens"): self._tokens,
            ("POST", "settings"): self._settings,
            ("GET", "webhooks"): lambda _: [
                _subscribed(each) for each in self.world.webhooks.subscriptions.values()
            ],
            ("POST", "webhooks"): lambda sent: _subscribed(
                self.world.webhooks.register(app=WEB.client_id, **sent)
            ),
        }

    def _overview(self, _sent: dict[str, Any]) -> Any:
        return {
            "now": self.world.clock.now().isoformat(),
            "organisations": [_named(each) for each in self.world.organisations.values()],
            "apps": [
                {"client_id": each.client_id, "client_secret": each.secret} for each in (WEB, PKCE, CUSTOM)
            ],
            "calls": self.world.log.summary()["calls"],
        }

    def _calls(self, _sent: dict[str, Any]) -> Any:
        limiter = self.world.limiter
        return {
            **self.world.log.summary(),
            "used": {tenant: limiter.used(WEB.client_id, tenant) for tenant in self.world.organisations},
            "throttled": dict(limiter.refused),
            "listed": self.world.log.listed(),
        }

    def _tokens(self, sent: dict[str, Any]) -> Any:
        authority = self.world.authority
        if sent.get("expire"):
            authority.expire_access()
            return {}
        tenants = sent.get("tenants", list(self.world.organisations))
        if missing := [each for each in tenants if each not in self.world.organisations]:
            raise LookupError(f"no organisation {missing[0]!r}")
        if sent.get("disconnect"):
            return {"ended": sum(authority.disconnect(tenant=each) for each in tenants)}
        return authority.connect(WEB, tenants, str(sent.get("scope", USUAL)).split())

    def _settings(self, sent: dict[str, Any]) -> Any:
        if unknown := set(sent) - set(SETTINGS):
            raise ValueError(f"no setting {min(unknown)!r}; known are {', '.join(SETTINGS)}")
        if "latency" in sent:
            self.world.latency = float(sent["latency"])
        if "idempotency_window" in sent:
            self.world.idempotency.window = timedelta(seconds=float(sent["idempotency_window"]))
        if "rotation_grace" in sent:
            self.world.authority.grace = timedelta(seconds=float(sent["rotation_grace"]))
        if "broad_scopes" in sent:
            self.world.authority.broad = bool(sent["broad_scopes"])
        return {}

    def _organisation(self, method: str, tenant: str, rest: list[str], sent: dict[str, Any]) -> Any:
        organisation = self.world.organisations.get(tenant)
        if organisation is None:
            raise LookupError(f"no organisation {tenant!r}")
        if method == "GET" and rest == ["faults"]:
            return {"faults": [*self.world.crashes, *organisation.faults()]}
        if method == "GET" and rest == ["records"]:
            return organisation.records()
        if method == "GET" and rest == ["outbox"]:
            return organisation.outbox()
        if method == "POST" and len(rest) == 2 and rest[0] == "do" and rest[1] in organisation.verbs:
            told = {name: _meant(organisation, value) for name, value in sent.items()}
            return organisation.shown(getattr(organisation, rest[1])(**told))
        return None

    def _webhook(self, method: str, id_: str, rest: list[str]) -> Any:
        webhooks = self.world.webhooks
        subscription = webhooks.subscriptions[id_]
        if method == "DELETE" and not rest:
            return _subscribed(webhooks.subscriptions.pop(id_))
        doing = {"intent": webhooks.ask_intent, "deliver": webhooks.deliver, "forge": webhooks.forge}
        if method != "POST" or len(rest) != 1 or rest[0] not in doing:
            return None
        done = [_delivered(each) for each in doing[rest[0]](subscription)]
        return {"status": subscription.status.value, "deliveries": done}


def _meant(organisation: Organisation, value: Any) -> Any:
    """Turn {"entity": "Invoice", "id": "..."} into the record, in lists too."""
    if isinstance(value, list):
        return [_meant(organisation, each) for each in value]
    if isinstance(value, dict) and set(value) == {"entity", "id"}:
        return organisation.find(value["entity"], value["id"])
    return value


def _named(organisation: Organisation) -> dict[str, Any]:
    return {
        "tenant_id": organisation.tenant_id,
        "name": organisation.name,
        "currency": organisation.currency,
    }


def _subscribed(each: Subscription) -> dict[str, Any]:
    return {
        "id": each.id,
        "url": each.url,
        "key": each.key,
        "categories": sorted(each.categories),
        "status": each.status.value,
        "waiting": len(each.waiting),
        "deliveries": [_delivered(done) for done in each.deliveries],
    }


def _delivered(done: Delivery) -> dict[str, Any]:
    return {**asdict(done), "at": done.at.isoformat()}
