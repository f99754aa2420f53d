"""A simulator for each test, its clock standing at noon, and offices in it whose books the reader pulls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.connectors.quickbooks.reader_office import NOON, Office
from tests.simulators.quickbooks import Limits, Simulator

Opened = Callable[..., Office]


@pytest.fixture
def quickbooks() -> Iterator[Simulator]:
    with Simulator(start=NOON, frozen=True, limits=Limits.none()) as running:
        yield running
    assert not running.world.crashes


@pytest.fixture
def open_office(quickbooks: Simulator) -> Iterator[Opened]:
    opened: list[Office] = []

    def make(*, currencies: tuple[str, ...] = (), **how: Any) -> Office:
        opened.append(Office(quickbooks, quickbooks.open(currencies=currencies), **how))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def office(open_office: Opened) -> Office:
    return open_office()
