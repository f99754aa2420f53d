"""A day of fifty organisations on Xero's free tier, at Xero's own pace: each has a thousand calls.

The clock is the simulator's: whoever has to wait for the next minute moves it.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from relance_connectors.governor import Governor
from relance_connectors.transport import Transport
from relance_connectors.xero.connector import XeroConnector
from relance_connectors.xero.limits import pace
from relance_connectors.xero.refusals import TABLE
from relance_connectors.xero.settings import FREE_DAILY_CALLS, XeroSettings
from relance_mappings.mapping import load
from relance_sync.errors import Stop
from relance_sync.ports import Effect, EffectKind, Receipt, Target, Text
from tests.connectors.xero.reader_office import Right
from tests.simulators.xero import Limits, Organisation, Simulator
from tests.simulators.xero.limits import STARTER_DAY
from tests.simulators.xero.records import Record

MORNING = datetime(2026, 11, 27, 6, tzinfo=UTC)
ORGANISATIONS, CHANGES, SYNCS = 50, 200, 4

_numbers = itertools.count()


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(start=MORNING, frozen=True, limits=Limits(day=STARTER_DAY)) as running:
        yield running
    assert not running.world.crashes


def connector(simulator: Simulator, books: Organisation) -> XeroConnector:
    clock = simulator.world.clock

    def wait(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    governor = Governor(
        pace(FREE_DAILY_CALLS),
        where="Xero",
        clock=lambda: clock.now().timestamp(),
        now=clock.now,
        sleep=wait,
    )
    transport = Transport(
        simulator.url,
        platform="Xero",
        table=TABLE,
        governor=governor,
        authorizer=Right(simulator, books),
        sleep=wait,
    )
    return XeroConnector(
        XeroSettings(client_id="x", server=simulator.url),
        transport=transport,
        tenant=lambda: books.tenant_id,
        mapping=load("xero"),
        company=books.name,
        folder=None,
        now=clock.now,
    )


def effect(kind: EffectKind, customer: Record, *, closes: str = "", items: tuple[str, ...] = ()) -> Effect:
    return Effect(
        key=hashlib.sha256(str(next(_numbers)).encode()).hexdigest(),
        company="acme",
        customer=customer.id,
        target=Target(kind="customer", id=customer.id),
        kind=kind,
        text=Text(title="Two invoices are late", paragraphs=("They come to GBP 1,234.50. Call today.",)),
        language="en",
        closes=closes,
        items=items,
    )


def change(books: Organisation, customers: list[Record], number: int) -> None:
    """Let people do so much in an organisation that so many records are changed."""
    for each in range(number // 2):
        books.pay(books.invoice(customers[each % len(customers)], "10.00"), "4.00")


def decided(books: Organisation, customers: list[Record]) -> list[Effect]:
    """Make a day's effects: two in five customers are written about, one in ten is held."""
    effects = []
    for each, customer in enumerate(customers):
        if each % 5 < 2:
            effects += [effect(EffectKind.NOTE, customer), effect(EffectKind.ACTIVITY, customer)]
        if each % 10 == 0:
            effects.append(effect(EffectKind.HOLD, customer))
            invoice = books.invoice(customer, "10.00")
            effects.append(effect(EffectKind.MESSAGE, customer, items=(invoice.id,)))
    return effects


@pytest.mark.long
def test_a_day_of_fifty_organisations_fits_the_free_tier(simulator: Simulator) -> None:
    offices: list[Any] = []
    for number in range(ORGANISATIONS):
        books = simulator.open(f"Books {number}")
        customers = [books.contact(f"Customer {each}", email="a@example.com") for each in range(CHANGES // 2)]
        xero = connector(simulator, books)
        cursor = [page.cursor for page in xero.changes(None)][-1]
        offices.append([books, customers, xero, cursor])
    simulator.world.clock.advance(timedelta(days=1))
    simulator.world.log.clear()
    for sync in range(SYNCS):
        for office in offices:
            books, customers, xero, cursor = office
            change(books, customers, CHANGES // SYNCS)
            office[-1] = [page.cursor for page in xero.changes(cursor)][-1]
            outcomes = xero.deliver_batch(decided(books, customers) if sync == 0 else [])
            assert all(isinstance(each, Receipt) for each in outcomes)
        simulator.world.clock.advance(timedelta(hours=1))
    calls = [each for each in simulator.world.log.calls() if each.tenant]
    used = Counter(each.tenant for each in calls)
    assert len(used) == ORGANISATIONS
    assert max(used.values()) < FREE_DAILY_CALLS // 4
    # Nobody was told to slow down.
    assert {each.status for each in calls} <= {200, 204, 304}


def test_a_used_up_day_stops_one_organisation_and_no_other(simulator: Simulator) -> None:
    simulator.world.limiter.limits.day = 20
    opened = [simulator.open(name) for name in ("Busy", "Calm")]
    busy, calm = (connector(simulator, books) for books in opened)
    amy, bob = (books.contact("Amy") for books in opened)
    outcomes = busy.deliver_batch([effect(EffectKind.NOTE, amy) for _ in range(25)])
    assert isinstance(outcomes[0], Receipt)
    ended = outcomes[-1]
    assert isinstance(ended, Stop)
    assert "first run after 2026-11-2" in ended.user_message
    assert isinstance(calm.deliver(effect(EffectKind.NOTE, bob)), Receipt)
