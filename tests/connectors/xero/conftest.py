"""A simulator with Xero's own limits for each test, and a workspace whose companies can connect to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.xero.rig import NOON, Company, Workspace, watched
from tests.simulators.xero import Organisation, Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(start=NOON, frozen=True) as running, watched(running):
        yield running


@pytest.fixture
def workspace(simulator: Simulator, tmp_path: Path) -> Workspace:
    return Workspace(simulator, tmp_path / "state")


@pytest.fixture
def organisation(simulator: Simulator) -> Organisation:
    return simulator.open("Maison Fictive")


@pytest.fixture
def acme(workspace: Workspace, organisation: Organisation) -> Company:
    """A connected company."""
    acme = workspace.company("acme")
    acme.connect(organisation)
    return acme
