"""What the connector's contract is tested with: a connector before a platform, and effects that are ready."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

import pytest

from relance_sync.errors import Skip
from relance_sync.ports import Connector, Effect, EffectKind, Line, Target, Text
from relance_sync.rules.account import HoldState
from relance_sync.rules.hold_rules import Level
from tests.cutting_proxy import CuttingProxy

_numbers = itertools.count(1)
_TODAY = date(2026, 11, 24)


class Rig(Protocol):
    """A connector under test and the platform behind it.

    Attributes:
        connector: The connector; all its calls go through the proxy.
        proxy: Cuts connections when told to.
        secret: The key the connector uses.
        waits: Seconds the connector chose to wait between two tries, in order; no time passes.
        keyed: Kinds that the platform does once for each key, however often they are sent.
    """

    connector: Connector
    proxy: CuttingProxy
    secret: str
    waits: list[float]
    keyed: frozenset[EffectKind]

    def customer(self) -> str:
        """Make a customer with an e-mail address and return its id."""

    def items(self, customer: str) -> tuple[str, ...]:
        """Return open items of the customer that a message may be about; none if it needs none."""

    def seen(self, customer: str) -> dict[str, Any]:
        """Return what a person sees of holds and trust on the customer, whoever wrote it."""

    def count(self, effect: Effect) -> int:
        """Count what carries the effect's marker: notes, activities, messages or holds."""

    def with_secret(self, secret: str) -> Connector:
        """Return another connector to the same company, with another key."""

    def revoke(self) -> Connector:
        """Return a connector that has worked and whose key was withdrawn since."""


def effect(rig: Rig, kind: EffectKind, *, customer: str | None = None, **changes: Any) -> Effect:
    """Make an effect of a kind that is ready to be delivered; for CLOSE an activity is written first."""
    customer = customer or rig.customer()
    number = next(_numbers)
    held = HoldState(level=Level.HOLD, since=_TODAY, cycle=number)
    made = Effect(
        key=hashlib.sha256(f"{rig.secret}{id(rig)}{number}".encode()).hexdigest(),
        company="contract",
        customer=customer,
        target=Target(kind="customer", id=customer),
        kind=kind,
        text=Text(
            title=f"Call about <overdue> invoices {number}",
            paragraphs=("Two invoices & a credit.\nThey are late.",),
            lines=(
                Line(
                    number="INV/2026/0001", due=date(2026, 5, 31), amount=Decimal("1234.50"), currency="EUR"
                ),
                Line(number="RINV/1", due=None, amount=Decimal("-20.00"), currency="EUR"),
            ),
            closing=("Regards",),
        ),
        language="en",
        channel={EffectKind.ACTIVITY: "call", EffectKind.MESSAGE: "email"}.get(kind, ""),
        deadline=_TODAY + timedelta(days=1) if kind is EffectKind.ACTIVITY else None,
        day=_TODAY if kind is EffectKind.MESSAGE else None,
        items=rig.items(customer) if kind is EffectKind.MESSAGE else (),
        trust="bad" if kind is EffectKind.TRUST else "",
        hold=held if kind is EffectKind.HOLD else None,
        grade="B" if kind is EffectKind.GRADE else "",
        expected=_TODAY + timedelta(days=9) if kind is EffectKind.EXPECT else None,
    )
    if kind is EffectKind.EXPECT and rig.connector.capabilities.expected_days:
        made = replace(made, target=Target(kind="invoice", id=rig.items(customer)[0]))
    if kind is EffectKind.CLOSE:
        made = replace(made, closes=rig.connector.deliver(effect(rig, EffectKind.ACTIVITY)).reference)
    if kind is EffectKind.RELEASE:
        rig.connector.deliver(effect(rig, EffectKind.HOLD, customer=customer))
    return replace(made, **changes)


def lacks(rig: Rig, kind: EffectKind) -> bool:
    """Tell whether the platform has nothing of the kind; then it says so instead of pretending."""
    able = rig.connector.capabilities
    native = {EffectKind.TRUST: able.trust, EffectKind.GRADE: able.grades}
    if {**native, EffectKind.EXPECT: able.expected_days}.get(kind, True):
        return False
    with pytest.raises(Skip):
        rig.connector.deliver(effect(rig, kind))
    return True
