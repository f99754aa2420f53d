"""A simulator with Xero's own limits for each test, and a workspace whose companies can connect to it.

Every exchange with the accounting API is held against Xero's own description and its SDK's models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.xero.reader_office import Office
from tests.connectors.xero.rig import NOON, Company, Workspace
from tests.simulators.xero import Limits, Organisation, Simulator
from tests.simulators.xero_tests import witness


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(start=NOON, frozen=True) as running:
        found = witness.watch(running)
        yield running
    assert found == []
    assert running.world.crashes == []


@pytest.fixture
def workspace(simulator: Simulator, tmp_path: Path) -> Workspace:
    return Workspace(simulator, tmp_path / "state")


@pytest.fixture
def organisation(simulator: Simulator) -> Organisation:
    return simulator.open("Maison Fictive")


@pytest.fixture
def open_office(simulator: Simulator) -> Iterator[Callable[..., Office]]:
    """Open organisations, each with a reader; how many calls they may make is not limited."""
    opened: list[Office] = []
    simulator.world.limiter.limits = Limits.none()

    def open_(*, currencies: tuple[str, ...] = (), **how: Any) -> Office:
        books = simulator.open(f"Maison Fictive{' ' * len(opened)}", currencies=currencies)
        opened.append(Office(simulator, books, **how))
        return opened[-1]

    yield open_
    for office in opened:
        assert office.books.faults() == []
        office.close()


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    return open_office()


@pytest.fixture
def acme(workspace: Workspace, organisation: Organisation) -> Company:
    """A connected company."""
    acme = workspace.company("acme")
    acme.connect(organisation)
    return acme
