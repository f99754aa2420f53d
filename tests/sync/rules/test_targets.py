"""Targets: impossible ones are refused, and a review is at the end of its month or quarter."""

from datetime import date
from decimal import Decimal

import pytest

from relance_sync.rules.targets import Review, Targets


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"months": 0}, "months"),
        ({"months": 13}, "months"),
        ({"grace_days": -1}, "negative"),
        ({"unpaid": Decimal(101)}, "unpaid is a percentage"),
        ({"recovery": Decimal(-1)}, "recovery is a percentage"),
        ({"hourly_rate": Decimal(-1)}, "hourly_rate cannot be negative"),
        ({"payment_time": Decimal(-1)}, "payment_time cannot be negative"),
    ],
)
def test_impossible_ones_are_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Targets(**wrong)  # type: ignore[arg-type]


def test_a_review_is_at_the_end_of_the_month_or_quarter() -> None:
    day = date(2028, 2, 1)
    assert (Review.MONTHLY.next(day), Review.QUARTERLY.next(day)) == (
        date(2028, 2, 29),
        date(2028, 3, 31),
    )
