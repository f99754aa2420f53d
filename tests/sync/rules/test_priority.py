"""The amount at risk, by which accounts are put in an order."""

from datetime import date
from decimal import Decimal

import pytest

from relance_sync.rules.money import Money
from relance_sync.rules.priority import at_risk
from relance_sync.rules.score import Card, Grade, Rating


def eur(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def rated(points: str) -> Rating:
    return Rating(customer="1", on=date(2026, 11, 27), grade=Grade.B, points=Decimal(points))


@pytest.mark.parametrize(
    ("overdue", "points", "expected"),
    [
        ("1000", "0", "500.00"),
        ("1000", "100", "1000.00"),
        ("1000", "38", "690.00"),
        ("0.01", "0", "0.01"),
        ("0", "100", "0.00"),
        ("-40", "100", "0.00"),
    ],
)
def test_more_points_put_more_of_what_is_overdue_at_risk(overdue: str, points: str, expected: str) -> None:
    assert at_risk(eur(overdue), rated(points), Card()) == eur(expected)


def test_who_is_unrated_stands_in_the_middle() -> None:
    unrated = Rating(customer="1", on=date(2026, 11, 27), grade=Grade.UNRATED)
    assert at_risk(eur("1000"), unrated, Card()) == at_risk(eur("1000"), None, Card()) == eur("750.00")


def test_a_card_that_gives_no_points_ranks_by_what_is_overdue() -> None:
    nothing = Card(late_ratio=0, last_paid=0, mean_days_late=0)
    assert at_risk(eur("1000"), rated("0"), nothing) == eur("750.00")
