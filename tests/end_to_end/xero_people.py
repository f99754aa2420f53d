"""Organisations in the Xero simulator with months of books, and the people who work in one of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.xero_desk import XeroDesk, open_desk
from tests.simulators.books import Company
from tests.simulators.filled_xero import fill, for_xero
from tests.simulators.xero import Limits, Organisation, Simulator
from tests.simulators.xero.limits import STARTER_DAY
from tests.simulators.xero.records import Record
from tests.simulators.xero.settlement import left

FIRST = date(2026, 6, 29)
"""The last day of their books."""


def opened(xero: Simulator, number: int, customers: int = 12, months: int = 4) -> Organisation:
    """Open an organisation with some months of books."""
    xero.world.clock.set(datetime(2025, 1, 1, tzinfo=UTC))
    organisation = xero.open(f"Organisation {number}")
    drawn = Company(
        seed=number, customers=customers, months=months, today=FIRST, currency="GBP", foreign=(), **for_xero()
    )
    fill(organisation, drawn.events(), xero.world.clock)
    return organisation


@contextmanager
def free_tier(
    organisations: int, folder: Path, monkeypatch: pytest.MonkeyPatch, *, app_minute: int, **books: int
) -> Iterator[XeroDesk]:
    """Open a desk with many organisations, each a company `c00`, `c01` ..., and Xero's own limits in force.

    Args:
        organisations: How many.
        folder: For the workspace.
        monkeypatch: Sets the command's surroundings.
        app_minute: Calls a minute in all organisations together.
        books: How much is in each; see `opened`.
    """
    limits = Limits(day=STARTER_DAY, app_minute=app_minute)
    with Simulator(start=datetime(2025, 1, 1, tzinfo=UTC), frozen=True, limits=limits) as xero:
        made = [opened(xero, number, **books) for number in range(organisations)]
        desk = open_desk(xero, folder, monkeypatch, made[0])
        desk.dawn(FIRST)
        for number, each in enumerate(made):
            desk.open_company(f"c{number:02}", each, connect=False)
        desk.allow("c00", made)
        yield desk
        assert not xero.world.faults()


class People:
    """Those who work in one organisation: each change is one that bookkeepers make every day."""

    def __init__(self, organisation: Organisation, seed: int) -> None:
        self.organisation, self.random = organisation, random.Random(seed)  # noqa: S311
        self.done = 0
        self.ways: list[Callable[[], Any]] = [
            *[self.bill] * 4,
            *[self.pay] * 4,
            *[self.quote] * 2,
            self.bill_late,
            self.credit,
            self.note,
            self.rename,
        ]

    def work(self, changes: int) -> None:
        """Make so many changes."""
        for _ in range(changes):
            self.random.choice(self.ways)()
            self.done += 1

    def bill(self) -> Record:
        return self.organisation.invoice(
            self._anyone(), self._amount(), due=self._today() + timedelta(days=30)
        )

    def bill_late(self) -> None:
        """Enter an invoice that fell due while it lay in somebody's drawer."""
        day = self._today() - timedelta(days=self.random.randint(40, 90))
        self.organisation.invoice(self._anyone(), self._amount(), day=day, due=day + timedelta(days=30))

    def pay(self) -> None:
        invoice = self._open_invoice()
        self.organisation.pay(invoice, left(invoice) if self.random.random() < 0.8 else Decimal("0.01"))

    def credit(self) -> None:
        invoice = self._open_invoice()
        contact = self.organisation.find("Contact", invoice.data["Contact"])
        made = self.organisation.credit_note(contact, "1.00", CurrencyCode=invoice.data["CurrencyCode"])
        self.organisation.allocate(made, invoice, min(Decimal(1), left(invoice)))

    def quote(self) -> None:
        self.organisation.quote(
            self._anyone(), self._amount(), status=self.random.choice(["SENT", "ACCEPTED"])
        )

    def note(self) -> None:
        self.organisation.note(self._anyone(), "Called, will call back.")

    def rename(self) -> None:
        self.organisation.edit(self._anyone(), EmailAddress=f"new{self.done}@example.com")

    def _anyone(self) -> Record:
        contacts = self.organisation.ledger.store.tables["Contact"].values()
        return self.random.choice([each for each in contacts if each.status == "ACTIVE"])

    def _open_invoice(self) -> Record:
        invoices = self.organisation.ledger.store.tables["Invoice"].values()
        found = [each for each in invoices if each.data["Type"] == "ACCREC" and left(each) > 1]
        return self.random.choice(found) if found else self.bill()

    def _amount(self) -> str:
        return f"{self.random.randint(5, 3000)}.00"

    def _today(self) -> date:
        return self.organisation.ledger.today()
