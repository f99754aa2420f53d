"""The books of the QuickBooks demo: the same on every day, a fixed number of days before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from demo_quickbooks_story import FR_COMPANY, YOUR_COMPANY, open_companies
from demo_story import LATE

from tests.simulators.quickbooks.company import Company
from tests.simulators.quickbooks.web_receivables import Debt, debts
from tests.simulators.quickbooks.world import World

NOW = datetime(2026, 11, 27, 15, tzinfo=UTC)


def opened(now: datetime) -> World:
    world = World(frozen=True)
    open_companies(world, now)
    return world


@pytest.fixture(scope="module")
def world() -> World:
    return opened(NOW)


@pytest.fixture
def yours(world: World) -> Company:
    return world.companies[YOUR_COMPANY]


def owed(company: Company) -> dict[str, Debt]:
    return {each.customer.data["DisplayName"]: each for each in debts(company, company.living("Customer"))}


def told(world: World) -> list[tuple[str, str, int, Decimal, str]]:
    """Everything that is open, with its days late rather than its day."""
    return [
        (realm, name, item.days_late, item.amount, item.record.data.get("DocNumber", ""))
        for realm, company in world.companies.items()
        for name, debt in owed(company).items()
        for item in debt.items
    ]


def test_the_books_add_up(world: World) -> None:
    for realm in (YOUR_COMPANY, FR_COMPANY):
        assert world.books(realm).faults() == []


def test_another_day_shows_the_same(world: World) -> None:
    assert told(opened(NOW + timedelta(days=47))) == told(world)


def test_nothing_happened_after_yesterday(world: World) -> None:
    assert world.clock.now() == NOW
    for company in world.companies.values():
        newest = max(each.updated for table in company.tables.values() for each in table.values())
        assert newest < NOW
        assert max(each.data["TxnDate"] for each in company.living("Invoice")) <= "2026-11-26"


@pytest.mark.parametrize(("name", "late", "amount", "paid"), LATE)
def test_what_both_demos_tell(yours: Company, name: str, late: int, amount: str, paid: str) -> None:
    rest = Decimal(amount) - Decimal(paid)
    assert (late, rest) in [(each.days_late, each.amount) for each in owed(yours)[name].items]


def test_situations(yours: Company) -> None:
    found = owed(yours)
    assert (found["Deco Addict"].open, found["Deco Addict"].overdue) == (
        {"USD": Decimal(-60)},
        {"USD": Decimal(640)},
    )
    assert found["Azure Interior"].overdue == {"USD": 0}
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


def test_documents_are_numbered_in_the_order_of_days(yours: Company) -> None:
    numbered = sorted((int(each.data["DocNumber"]), each.data["TxnDate"]) for each in yours.living("Invoice"))
    assert [day for _, day in numbered] == sorted(day for _, day in numbered)


def test_names_and_texts_are_those_of_the_companys_language(world: World) -> None:
    lines = {
        realm: {
            line.get("Description")
            for each in company.living("Invoice")
            for line in each.data["Line"]
            if line["DetailType"] == "SalesItemLineDetail"
        }
        for realm, company in world.companies.items()
    }
    assert {"Delivery", "Monthly maintenance"} <= lines[YOUR_COMPANY]
    assert {"Livraison", "Maintenance mensuelle"} <= lines[FR_COMPANY]
    assert lines[YOUR_COMPANY] & lines[FR_COMPANY] == {None}
    ours, theirs = (owed(company) for company in world.companies.values())
    assert {"Harbor Dental", "Maple Street Bakery"} <= ours.keys()
    assert ours.keys() & theirs.keys() == set()
