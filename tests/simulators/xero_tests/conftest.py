"""A simulator for each test, without limits and with its clock standing at one instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.simulators.xero import Limits, Organisation, Simulator
from tests.simulators.xero_tests.client import Client
from tests.simulators.xero_tests.witness import watch

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Run a simulator; afterwards its books must add up, and its answers be as Xero describes them."""
    with Simulator(start=NOON, frozen=True, limits=Limits.none()) as running:
        found = watch(running)
        yield running
    assert not running.world.faults()
    assert not found


@pytest.fixture
def organisation(simulator: Simulator) -> Organisation:
    return simulator.open()


@pytest.fixture
def client(simulator: Simulator, organisation: Organisation) -> Iterator[Client]:
    made = Client(simulator, organisation)
    with made.session:
        yield made
