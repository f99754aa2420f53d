"""A simulator for each test, without limits and with its clock standing at one instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.simulators.quickbooks import Books, Limits, Simulator
from tests.simulators.quickbooks_tests.client import Client

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Run a simulator; afterwards its books must add up and nothing have gone wrong inside it."""
    with Simulator(start=NOON, frozen=True, limits=Limits.none()) as running:
        yield running
    assert not running.world.crashes
    assert not [fault for realm in running.world.companies for fault in running.world.books(realm).faults()]


@pytest.fixture
def books(simulator: Simulator) -> Books:
    return simulator.open()


@pytest.fixture
def client(simulator: Simulator, books: Books) -> Iterator[Client]:
    made = Client(simulator, books)
    with made.session:
        yield made
