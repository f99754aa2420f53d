"""The control endpoint below `/simulator`: clock, troubles, limits, log, organisations, for tests and people.

It has no tokens and no limits and is no part of the platform; the simulator's docs page lists it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulators import clock, exact_json
from tests.simulators.troubles import ordered

from .limits import Limits
from .organisation import Organisation
from .scopes import USUAL
from .trouble import Kind
from .webhooks import Delivery, Subscription
from .world import CUSTOM, PKCE, WEB, World

SETTINGS = ("latency", "idempotency_window", "rotation_grace", "broad_scopes")


class Control:
    """Does what the control endpoint is asked."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        """Return status and JSON for a request; `path` starts behind `/simulator`."""
        parts = [each for each in path.split("/") if each]
        try:
            sent = exact_json.decode(body) if body.strip() else {}
            if not isinstance(sent, dict):
                return 400, exact_json.encode({"error": "send a JSON object"})
            done = self._do(method, parts, sent)
        except Exception as error:  # noqa: BLE001 - whatever a verb objects to is told, not kept
            return 400, exact_json.encode({"error": f"{type(error).__name__}: {error}"})
        if done is None:
            told = f"nothing answers to {method} /simulator/{'/'.join(parts)}"
            return 404, exact_json.encode({"error": told})
        return 200, exact_json.encode(done)

    def _do(self, method: str, parts: list[str], sent: dict[str, Any]) -> Any:
        if parts[:1] == ["organisations"] and len(parts) > 1:
            return self._organisation(method, parts[1], parts[2:], sent)
        if parts[:1] == ["webhooks"]:
            return self._webhooks(method, parts[1:], sent)
        known: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
            ("GET", ""): self._overview,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._clock,
            ("GET", "troubles"): lambda _: [
                asdict(each) | {"seconds": str(each.seconds)} for each in self.world.troubles.orders()
            ],
            ("POST", "troubles"): lambda sent: {
                "kind": self.world.troubles.order(ordered(sent, Kind)).kind.value
            },
            ("DELETE", "troubles"): self._forget_troubles,
            ("GET", "limits"): lambda _: asdict(self.world.limiter.limits),
            ("POST", "limits"): self._limits,
            ("GET", "calls"): self._calls,
            ("DELETE", "calls"): self._forget_calls,
            ("GET", "organisations"): lambda _: [_named(each) for each in self.world.organisations.values()],
            ("POST", "organisations"): lambda sent: _named(self.world.open(**sent)),
            ("POST", "tokens"): self._tokens,
            ("POST", "settings"): self._settings,
        }
        chosen = known.get((method, "/".join(parts)))
        return chosen(sent) if chosen else None

    def _forget_troubles(self, _sent: dict[str, Any]) -> Any:
        self.world.troubles.clear()
        return {}

    def _forget_calls(self, _sent: dict[str, Any]) -> Any:
        self.world.log.clear()
        return {}

    def _overview(self, _sent: dict[str, Any]) -> Any:
        return {
            "now": self.world.clock.now().isoformat(),
            "organisations": [_named(each) for each in self.world.organisations.values()],
            "apps": [
                {"client_id": each.client_id, "client_secret": each.secret} for each in (WEB, PKCE, CUSTOM)
            ],
            "calls": self.world.log.summary()["calls"],
        }

    def _clock(self, sent: dict[str, Any]) -> Any:
        if "now" in sent:
            self.world.clock.set(clock.instant(str(sent["now"]), ZoneInfo("UTC")))
        spans = {name: float(sent[name]) for name in ("seconds", "minutes", "hours", "days") if name in sent}
        if spans:
            self.world.clock.advance(timedelta(**spans))
        if "frozen" in sent:
            self.world.clock.freeze(frozen=bool(sent["frozen"]))
        return {"now": self.world.clock.now().astimezone(UTC).isoformat()}

    def _limits(self, sent: dict[str, Any]) -> Any:
        known = {each.name for each in fields(Limits)}
        if unknown := set(sent) - known:
            raise ValueError(f"no limit {min(unknown)!r}; known are {', '.join(sorted(known))}")
        for name, value in sent.items():
            setattr(self.world.limiter.limits, name, value)
        return asdict(self.world.limiter.limits)

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

    def _webhooks(self, method: str, rest: list[str], sent: dict[str, Any]) -> Any:
        webhooks = self.world.webhooks
        if not rest:
            if method == "POST":
                return _subscribed(webhooks.register(app=WEB.client_id, **sent))
            return [_subscribed(each) for each in webhooks.subscriptions.values()]
        subscription = webhooks.subscriptions[rest[0]]
        if method == "DELETE" and len(rest) == 1:
            return _subscribed(webhooks.subscriptions.pop(rest[0]))
        doing = {"intent": webhooks.ask_intent, "deliver": webhooks.deliver, "forge": webhooks.forge}
        if method != "POST" or len(rest) != 2 or rest[1] not in doing:
            return None
        done = [_delivered(each) for each in doing[rest[1]](subscription)]
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
