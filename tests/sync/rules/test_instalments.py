"""Instalments: equal, exact to the cent, on regular days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.rules.instalments import Every, instalments, regular_days, split
from relance_sync.rules.money import Money, money, to_minor

currencies = st.sampled_from(["EUR", "JPY", "TND"])


@given(st.integers(1, 24), st.integers(24, 10**9), currencies)
def test_the_parts_add_up_and_differ_by_one_cent_at_most(count: int, minor: int, currency: str) -> None:
    amount = Money(
        amount=Decimal(minor).scaleb({"EUR": -2, "JPY": 0, "TND": -3}[currency]), currency=currency
    )
    parts = split(amount, count)
    assert sum(part.amount for part in parts) == amount.amount
    cents = [to_minor(part.amount, currency) for part in parts]
    assert cents == sorted(cents, reverse=True)
    assert cents[0] - cents[-1] <= 1


def test_too_little_is_not_split() -> None:
    with pytest.raises(ValueError, match="cannot be split into 3 parts"):
        split(money("0.02", "EUR"), 3)


def test_days_in_weeks() -> None:
    first = date(2026, 12, 28)
    assert regular_days(first, 3, Every.WEEK) == tuple(first + timedelta(days=n) for n in (0, 7, 14))
    assert regular_days(first, 2, Every.TWO_WEEKS) == (first, first + timedelta(days=14))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 36))
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(first: date, count: int) -> None:
    days = regular_days(first, count, Every.MONTH)
    months = [day.year * 12 + day.month for day in days]
    assert months == list(range(months[0], months[0] + count))
    assert days[0] == first
    for day in days:
        assert day.day == first.day or (day.day < first.day and (day + timedelta(days=1)).day == 1)


def test_instalments() -> None:
    parts = instalments(money("1000", "EUR"), date(2026, 12, 31), 3, Every.MONTH)
    assert [(part.due, str(part.amount)) for part in parts] == [
        (date(2026, 12, 31), "333.34"),
        (date(2027, 1, 31), "333.33"),
        (date(2027, 2, 28), "333.33"),
    ]
