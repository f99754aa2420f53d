"""The formulas: every published test vector to the digit, and what cannot be measured."""

import doctest
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.report import formulas
from relance_sync.report.formulas import (
    cei,
    collection_cost,
    count_back,
    difference,
    dso,
    months_before,
    percent,
    utilisation,
    weighted_mean,
)

AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=2)
POSITIVE = st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2)
NOVEMBER = date(2026, 11, 30)


def month(number: int, year: int = 2026) -> date:
    return date(year, number, 1)


SALES = {month(11): Decimal(1200), month(10): Decimal(800), month(9): Decimal(700)}


def test_examples_hold() -> None:
    assert doctest.testmod(formulas).failed == 0


class TestBalanceMethod:
    def test_the_vectors(self) -> None:
        assert dso(Decimal(30_000), Decimal(60_000), 90) == 45
        assert dso(Decimal(1_000), Decimal(1_300), 91) == 70

    def test_without_sales_there_is_none(self) -> None:
        assert dso(Decimal(100), Decimal(0), 90) is None

    def test_nor_where_credits_are_larger(self) -> None:
        assert dso(Decimal(-1), Decimal(100), 90) is None
        assert dso(Decimal(0), Decimal(100), 90) == 0


class TestCountBack:
    def test_the_vector(self) -> None:
        days = count_back(Decimal(2500), SALES, NOVEMBER)
        assert days is not None
        assert round(days, 1) == Decimal("82.4")
        assert days == 30 + 31 + Decimal(500) * 30 / 700

    def test_exactly_a_month(self) -> None:
        assert count_back(Decimal(1200), SALES, NOVEMBER) == 30
        assert count_back(Decimal(2000), SALES, NOVEMBER) == 61

    def test_of_the_month_that_runs_only_its_days_so_far_count(self) -> None:
        assert count_back(Decimal(600), SALES, date(2026, 11, 10)) == 5
        assert count_back(Decimal(2000), SALES, date(2026, 11, 10)) == 10 + 31

    def test_a_month_without_sales_is_passed_through(self) -> None:
        sales = {month(11): Decimal(100), month(9): Decimal(300)}
        assert count_back(Decimal(200), sales, NOVEMBER) == 30 + 31 + 10

    def test_a_leap_year(self) -> None:
        assert count_back(Decimal(50), {month(2, 2028): Decimal(100)}, date(2028, 2, 29)) == Decimal("14.5")

    def test_older_than_all_sales(self) -> None:
        assert count_back(Decimal(2701), SALES, NOVEMBER) is None
        assert count_back(Decimal(1), {}, NOVEMBER) is None

    def test_nothing_open_is_no_day_and_larger_credits_are_none(self) -> None:
        assert count_back(Decimal(0), SALES, NOVEMBER) == 0
        assert count_back(Decimal(-5), SALES, NOVEMBER) is None

    @given(AMOUNTS, AMOUNTS)
    def test_more_receivables_are_never_fewer_days(self, one: Decimal, more: Decimal) -> None:
        sales = {month(11): Decimal(10**6), month(10): Decimal(10**6)}
        low, high = (count_back(each, sales, NOVEMBER) for each in (one, one + more))
        assert low is not None
        assert high is not None
        assert low <= high <= 61

    @given(POSITIVE, st.integers(1, 4))
    def test_even_sales_give_what_the_balance_method_gives(self, sold: Decimal, share: int) -> None:
        # In one month the two methods are one formula.
        open_ = sold * share / 4
        assert count_back(open_, {month(11): sold}, NOVEMBER) == dso(open_, sold, 30)


class TestCollectionEffectiveness:
    def test_the_vector(self) -> None:
        found = cei(Decimal(6200), Decimal(10890), 3, Decimal(6340), Decimal(3590))
        assert found is not None
        assert round(found, 2) == Decimal("55.93")

    def test_days_in_place_of_months_would_be_another_figure(self) -> None:
        distorted = cei(Decimal(6200), Decimal(10890), 90, Decimal(6340), Decimal(3590))
        assert distorted is not None
        assert round(distorted, 2) != Decimal("55.93")

    @given(AMOUNTS, POSITIVE, AMOUNTS)
    def test_nothing_overdue_is_all_that_could_be_collected(
        self, start: Decimal, billed: Decimal, open_: Decimal
    ) -> None:
        found = cei(start, billed, 1, open_, open_)
        assert found == (100 if start + billed > open_ else None)

    def test_nothing_to_collect(self) -> None:
        assert cei(Decimal(0), Decimal(0), 3, Decimal(0), Decimal(0)) is None


class TestOthers:
    def test_average_days_delinquent(self) -> None:
        assert difference(Decimal("45.5"), Decimal(30)) == Decimal("15.5")
        assert difference(Decimal(45), None) is None

    def test_percent_of_nothing(self) -> None:
        assert percent(Decimal(5), Decimal(0)) is None
        assert percent(Decimal(0), Decimal(5)) == 0

    def test_a_mean_weighted_by_amount(self) -> None:
        assert weighted_mean([(10, Decimal(900)), (-10, Decimal(100))]) == 8
        assert weighted_mean([]) is None

    def test_what_collecting_cost(self) -> None:
        assert collection_cost(Decimal(10), Decimal(30), Decimal(50), Decimal(150), Decimal(25_000)) == 2
        assert collection_cost(Decimal(1), Decimal(1), Decimal(1), Decimal(1), Decimal(0)) is None

    def test_no_limit_is_not_a_limit_of_zero(self) -> None:
        assert utilisation(Decimal(1500), Decimal(1000)) == 150
        assert utilisation(Decimal(1500), None) is None
        assert utilisation(Decimal(1500), Decimal(0)) is None

    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            (date(2026, 2, 28), 3, date(2025, 11, 30)),
            (date(2028, 2, 29), 12, date(2027, 2, 28)),
            (date(2026, 4, 30), 1, date(2026, 3, 31)),
            (date(2026, 3, 30), 1, date(2026, 2, 28)),
            (date(2026, 1, 15), 1, date(2025, 12, 15)),
        ],
    )
    def test_months_before(self, day: date, months: int, expected: date) -> None:
        assert months_before(day, months) == expected
