"""Troubles that a test orders: which requests they hit, when and how often. Only the plan, not the doing.

What can go wrong (`Kind`) is each simulator's own, and so is the doing: it asks before it works on a request.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(slots=True, kw_only=True)
class Trouble:
    """One order.

    Attributes:
        kind: what goes wrong, of the simulator's own kinds.
        after: requests that match and pass before it strikes.
        times: how often it strikes; 0 = always.
        method: of the requests it is for; "" = any.
        path: text that their path and query must hold; "" = any.
        body: text that their body must hold; "" = any.
        seconds: for timeouts and `slow`.
        retry_after: for the 429s and 503s; None = no header.
    """

    kind: StrEnum
    after: int = 0
    times: int = 1
    method: str = ""
    path: str = ""
    body: str = ""
    seconds: float = 130.0
    retry_after: int | None = None
    struck: int = 0

    def fits(self, method: str, target: str, body: bytes) -> bool:
        """Return whether a request is one of those meant."""
        return (
            self.method in {"", method} and self.path.lower() in target.lower() and self.body.encode() in body
        )


class Troubles:
    """All orders, asked in the order they were given."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Trouble] = []

    def order(self, trouble: Trouble) -> Trouble:
        """Add an order."""
        with self._lock:
            self._orders.append(trouble)
        return trouble

    def clear(self) -> None:
        """Forget all orders."""
        with self._lock:
            self._orders.clear()

    def orders(self) -> list[Trouble]:
        """Return the orders given and not yet forgotten."""
        with self._lock:
            return list(self._orders)

    def strike(self, method: str, target: str, body: bytes) -> Trouble | None:
        """Return the trouble that hits this request, if one does, and count it."""
        with self._lock:
            for each in self._orders:
                if (each.times and each.struck >= each.times) or not each.fits(method, target, body):
                    continue
                if each.after > 0:
                    each.after -= 1
                    continue
                each.struck += 1
                return each
        return None


def ordered(sent: dict[str, Any], kinds: type[StrEnum]) -> Trouble:
    """Read an order from the control endpoint.

    Raises:
        ValueError: an unknown kind or field.
    """
    known = {"kind", "after", "times", "method", "path", "body", "seconds", "retry_after"}
    if unknown := set(sent) - known:
        raise ValueError(f"a trouble has no field {min(unknown)}; known are {', '.join(sorted(known))}")
    if sent.get("kind") not in {each.value for each in kinds}:
        raise ValueError(f"no trouble {sent.get('kind')!r}; known are {', '.join(kinds)}")
    told = {**sent, **({"seconds": float(sent["seconds"])} if "seconds" in sent else {})}
    return Trouble(**{**told, "kind": kinds(told["kind"])})
