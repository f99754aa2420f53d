"""What control endpoints have in common: clock, troubles, limits, the log, and how requests are answered.

A control endpoint is below `/simulator`, has no tokens and no limits and is no part of the platform. What
belongs to one platform is in its own `control`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from . import clock, exact_json
from .call_log import CallLog
from .troubles import Troubles, ordered

Requests = dict[tuple[str, str], Callable[[dict[str, Any]], Any]]


class Controlled(Protocol):
    """What every simulator holds."""

    clock: clock.Clock
    troubles: Troubles

    @property
    def log(self) -> CallLog[Any]:
        """Return the log of calls."""
        ...


class SharedControl:
    """Does what any control endpoint is asked.

    Args:
        kinds: the troubles there are.
        limits: gives the limits that hold, a dataclass that is set in place.
        zone: of days and instants that name none.
    """

    def __init__(
        self, world: Controlled, kinds: type[StrEnum], limits: Callable[[], Any], zone: ZoneInfo
    ) -> None:
        self._world, self._kinds, self._allowed, self._zone = world, kinds, limits, zone

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        """Return status and JSON for a request; `path` starts behind `/simulator`."""
        parts = [each for each in path.split("/") if each]
        try:
            sent = exact_json.decode(body) if body.strip() else {}
            if not isinstance(sent, dict):
                return 400, exact_json.encode({"error": "send a JSON object"})
            done = self.do(method, parts, sent)
        except Exception as error:  # noqa: BLE001 - whatever a verb objects to is told
            return 400, exact_json.encode({"error": f"{type(error).__name__}: {error}"})
        if done is None:
            told = f"nothing answers to {method} /simulator/{'/'.join(parts)}"
            return 404, exact_json.encode({"error": told})
        return 200, exact_json.encode(done)

    def do(self, method: str, parts: list[str], sent: dict[str, Any]) -> Any:
        """Do what is asked and return what to answer, ready for JSON; None if nothing answers to that."""
        chosen = {**self._requests(), **self.own()}.get((method, "/".join(parts)))
        return chosen(sent) if chosen else None

    def own(self) -> Requests:
        """Return the requests that only this platform's endpoint answers."""
        return {}

    def _requests(self) -> Requests:
        return {
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._clock,
            ("GET", "troubles"): lambda _: [
                asdict(each) | {"seconds": str(each.seconds)} for each in self._world.troubles.orders()
            ],
            ("POST", "troubles"): self._trouble,
            ("DELETE", "troubles"): self._forget_troubles,
            ("GET", "limits"): lambda _: asdict(self._allowed()),
            ("POST", "limits"): self.limits,
            ("DELETE", "calls"): self._forget_calls,
        }

    def _clock(self, sent: dict[str, Any]) -> Any:
        if "now" in sent:
            self._world.clock.set(clock.instant(str(sent["now"]), self._zone))
        spans = {name: float(sent[name]) for name in ("seconds", "minutes", "hours", "days") if name in sent}
        if spans:
            self._world.clock.advance(timedelta(**spans))
        if "frozen" in sent:
            self._world.clock.freeze(frozen=bool(sent["frozen"]))
        return {"now": self._world.clock.now().isoformat()}

    def _trouble(self, sent: dict[str, Any]) -> Any:
        return {"kind": self._world.troubles.order(ordered(sent, self._kinds)).kind.value}

    def _forget_troubles(self, _sent: dict[str, Any]) -> Any:
        self._world.troubles.clear()
        return {}

    def _forget_calls(self, _sent: dict[str, Any]) -> Any:
        self._world.log.clear()
        return {}

    def limits(self, sent: dict[str, Any]) -> Any:
        """Set limits and return them all.

        Raises:
            ValueError: there is no such limit.
        """
        known = {each.name for each in fields(self._allowed())}
        if unknown := set(sent) - known:
            raise ValueError(f"no limit {min(unknown)!r}; known are {', '.join(sorted(known))}")
        for name, value in sent.items():
            setattr(self._allowed(), name, value)
        return asdict(self._allowed())
