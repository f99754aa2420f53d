"""The books of the demos on simulators: the same on every day, a fixed number of days before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import demo_quickbooks_story
import demo_xero_story
import pytest
from demo_story import LATE

from tests.simulators.clock import Clock
from tests.simulators.quickbooks import web_receivables as quickbooks_debts
from tests.simulators.quickbooks import world as quickbooks_world
from tests.simulators.web_receivables import Debt
from tests.simulators.xero import web_receivables as xero_debts
from tests.simulators.xero import world as xero_world

NOW = datetime(2026, 11, 27, 15, tzinfo=UTC)


class Opened:
    """Both companies of a demo, as all simulators' pages show them.

    Attributes:
        owed: what customers owe, by company and name.
        updated: when each record changed last.
        issued: number and day of the first company's invoices.
        lines: texts of the invoices' lines, by company.
    """

    clock: Clock
    faults: list[str]
    owed: list[dict[str, Debt[Any]]]
    updated: list[datetime]
    issued: list[tuple[int, str]]
    lines: list[set[str]]


class OnQuickBooks(Opened):
    def __init__(self, now: datetime) -> None:
        self.world = world = quickbooks_world.World(frozen=True)
        demo_quickbooks_story.open_companies(world, now)
        companies = list(world.companies.values())
        self.clock = world.clock
        self.faults = [fault for realm in world.companies for fault in world.books(realm).faults()]
        self.owed = [
            {each.name: each for each in quickbooks_debts.debts(one, one.living("Customer"))}
            for one in companies
        ]
        self.updated = [
            each.updated for one in companies for table in one.tables.values() for each in table.values()
        ]
        self.issued = [
            (int(each.data["DocNumber"]), each.data["TxnDate"]) for each in companies[0].living("Invoice")
        ]
        self.lines = [
            {
                line["Description"]
                for each in one.living("Invoice")
                for line in each.data["Line"]
                if line["DetailType"] == "SalesItemLineDetail" and "Description" in line
            }
            for one in companies
        ]


class OnXero(Opened):
    def __init__(self, now: datetime) -> None:
        self.world = world = xero_world.World(frozen=True)
        demo_xero_story.open_organisations(world, now)
        ledgers = [each.ledger for each in world.organisations.values()]
        invoices = [list(each.store.tables["Invoice"].values()) for each in ledgers]
        self.clock = world.clock
        self.faults = world.faults()
        self.owed = [
            {each.name: each for each in xero_debts.debts(one, xero_debts.customers(one))} for one in ledgers
        ]
        self.updated = [
            each.updated for one in ledgers for table in one.store.tables.values() for each in table.values()
        ]
        self.issued = [
            (int(each.data["InvoiceNumber"].rpartition("-")[2]), str(each.data["Date"]))
            for each in invoices[0]
        ]
        self.lines = [
            {line["Description"] for each in one for line in each.data["LineItems"]} - {"Goods"}
            for one in invoices
        ]


@pytest.fixture(scope="module", params=[OnQuickBooks, OnXero])
def opening(request: pytest.FixtureRequest) -> Callable[[datetime], Opened]:
    made: Callable[[datetime], Opened] = request.param
    return made


@pytest.fixture(scope="module")
def opened(opening: Callable[[datetime], Opened]) -> Opened:
    return opening(NOW)


@pytest.fixture(scope="module")
def in_quickbooks() -> OnQuickBooks:
    return OnQuickBooks(NOW)


@pytest.fixture(scope="module")
def in_xero() -> OnXero:
    return OnXero(NOW)


def told(opened: Opened) -> list[tuple[int, str, int, Decimal]]:
    """Everything that is open, with its days late rather than its day."""
    return [
        (number, name, item.days_late, item.amount)
        for number, owed in enumerate(opened.owed)
        for name, debt in owed.items()
        for item in debt.items
    ]


def test_the_books_add_up(opened: Opened) -> None:
    assert opened.faults == []


def test_another_day_shows_the_same(opening: Callable[[datetime], Opened], opened: Opened) -> None:
    assert told(opening(NOW + timedelta(days=47))) == told(opened)


def test_nothing_happened_after_yesterday(opened: Opened) -> None:
    assert opened.clock.now() == NOW
    assert max(opened.updated) < NOW
    assert max(day for _, day in opened.issued) <= "2026-11-26"


@pytest.mark.parametrize(("name", "late", "amount", "paid"), LATE)
def test_what_all_demos_tell(opened: Opened, name: str, late: int, amount: str, paid: str) -> None:
    rest = Decimal(amount) - Decimal(paid)
    assert (late, rest) in [(each.days_late, each.amount) for each in opened.owed[0][name].items]


def test_what_a_credit_covers_and_who_pays_well(opened: Opened) -> None:
    credited, paying = (opened.owed[0][name] for name in ("Deco Addict", "Azure Interior"))
    assert (credited.open, credited.overdue) == ({"USD": Decimal(-60)}, {"USD": Decimal(640)})
    assert paying.overdue == {"USD": 0}


def test_documents_are_numbered_in_the_order_of_days(opened: Opened) -> None:
    days = [day for _, day in sorted(opened.issued)]
    assert days == sorted(days)


def test_names_and_texts_are_those_of_the_companys_language(opened: Opened) -> None:
    ours, theirs = opened.lines
    assert {"Delivery", "Monthly maintenance"} <= ours
    assert {"Livraison", "Maintenance mensuelle"} <= theirs
    assert not ours & theirs
    assert {"Harbor Dental", "Maple Street Bakery"} <= opened.owed[0].keys()
    assert opened.owed[0].keys() & opened.owed[1].keys() == set()


def test_both_simulators_show_the_same_story(in_quickbooks: OnQuickBooks, in_xero: OnXero) -> None:
    # QuickBooks has the workshop below its customer, Xero has no customers below others.
    for name in in_quickbooks.owed[0].keys() - {"Wood Corner", "Wood Corner Workshop"}:
        there, here = (each.owed[0][name] for each in (in_quickbooks, in_xero))
        assert (here.open, here.overdue) == (there.open, there.overdue), name


def test_what_only_quickbooks_has(in_quickbooks: OnQuickBooks) -> None:
    yours = in_quickbooks.world.companies[demo_quickbooks_story.YOUR_COMPANY]
    found = in_quickbooks.owed[0]
    parent, below = (found[name].customer for name in ("Wood Corner", "Wood Corner Workshop"))
    assert (below.data["ParentRef"]["value"], below.data["BillWithParent"]) == (parent.id, True)
    waiting = {
        (
            yours.tables["Customer"][each.data["CustomerRef"]["value"]].data["DisplayName"],
            each.data["TxnStatus"],
        )
        for each in yours.living("Estimate")
    }
    assert {("Ready Mat", "Accepted"), ("Ready Mat", "Pending"), ("Joel Willis", "Pending")} <= waiting
    assert found["Joel Willis"].customer.data["FamilyName"] == "Willis"
    assert found["Ready Mat"].customer.data["CompanyName"] == "Ready Mat"


def test_what_only_xero_has(in_xero: OnXero) -> None:
    yours = in_xero.world.organisations[demo_xero_story.YOUR_COMPANY].ledger
    found = in_xero.owed[0]
    waiting = {
        (yours.record(("Contact", each.data["Contact"])).data["Name"], each.status)
        for each in yours.store.tables["Quote"].values()
    }
    assert {("Ready Mat", "ACCEPTED"), ("Ready Mat", "SENT"), ("Joel Willis", "SENT")} <= waiting
    assert found["Joel Willis"].customer.data["LastName"] == "Willis"
    assert "Billy Fox" in found["Ready Mat"].customer.history[-1].details
    assert found["Wood Corner"].overdue == {"USD": Decimal(1240)}
