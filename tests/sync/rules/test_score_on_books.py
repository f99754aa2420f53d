"""The score on drawn ledgers: it ranks the segments of payers, and beats what is most frequent.

The ledgers know nothing of the score: how each segment pays is written in tests/simulators/books/habits.py.
"""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from statistics import mean

import pytest

from relance_sync.rules.backtest import Backtest, backtest, default_split
from relance_sync.rules.score import Card, Grade, PaidInvoice, Rating, rate
from tests.simulators.books import Company, Habit, habits
from tests.simulators.books.history import rows

TODAY = date(2026, 6, 30)
SEEDS = (1, 2, 3)


@cache
def history(seed: int) -> tuple[tuple[PaidInvoice, ...], dict[str, Habit]]:
    """Return a company's payment history, and how each of its customers pays."""
    invoices, payers = [], {}
    for each in rows(Company(seed=seed, customers=400, months=18, today=TODAY)):
        payers[each.customer] = each.habit
        invoices.append(
            PaidInvoice(
                customer=each.customer, issued=each.issued, due=each.due, paid=each.paid, amount=each.amount
            )
        )
    return tuple(invoices), payers


@cache
def ratings(seed: int) -> dict[str, dict[str, Rating]]:
    """Return the ratings of the last day by segment and customer."""
    invoices, payers = history(seed)
    found: dict[str, dict[str, Rating]] = defaultdict(dict)
    for customer, rating in rate(invoices, TODAY).items():
        found[payers[customer].name][customer] = rating
    return found


@cache
def tried(seed: int) -> Backtest:
    invoices, _ = history(seed)
    split = default_split(invoices, TODAY)
    assert split is not None
    done = backtest(invoices, split, TODAY)
    assert done is not None
    return done


def mean_points(seed: int, habit: Habit) -> float:
    return mean(float(each.points) for each in ratings(seed)[habit.name].values() if each.points is not None)


@pytest.mark.parametrize("seed", SEEDS)
class TestSegments:
    def test_the_worse_they_pay_the_more_points(self, seed: int) -> None:
        punctual, slightly, chronic, deteriorating = (
            mean_points(seed, each)
            for each in (habits.PUNCTUAL, habits.SLIGHTLY_LATE, habits.CHRONIC, habits.DETERIORATING)
        )
        assert punctual < slightly < chronic
        assert slightly < deteriorating

    def test_one_delay_costs_a_loyal_customer_little(self, seed: int) -> None:
        assert mean_points(seed, habits.LOYAL) < mean_points(seed, habits.SLIGHTLY_LATE) - 15
        grades = Counter(each.grade for each in ratings(seed)[habits.LOYAL.name].values())
        assert grades[Grade.A] > grades.total() / 2
        assert grades[Grade.D] == 0

    def test_punctual_ones_are_a_and_chronic_ones_are_not(self, seed: int) -> None:
        punctual = Counter(each.grade for each in ratings(seed)[habits.PUNCTUAL.name].values())
        chronic = Counter(each.grade for each in ratings(seed)[habits.CHRONIC.name].values())
        assert punctual[Grade.A] > 0.85 * punctual.total()
        assert chronic[Grade.A] < 0.1 * chronic.total()
        assert chronic[Grade.C] + chronic[Grade.D] > 0.5 * chronic.total()

    def test_who_never_paid_has_no_grade(self, seed: int) -> None:
        # Their overdue invoices speak for themselves; the score claims nothing where nothing was paid.
        never = ratings(seed)[habits.NEVER_PAYS.name].values()
        unrated = sum(each.grade is Grade.UNRATED for each in never)
        assert unrated >= 0.7 * len(never)

    def test_who_deteriorates_gets_more_points(self, seed: int) -> None:
        half_way = date(2026, 1, 1)
        invoices, _ = history(seed)
        then = rate(invoices, half_way)
        change = [
            rating.points - before.points
            for customer, rating in ratings(seed)[habits.DETERIORATING.name].items()
            if (before := then.get(customer)) and before.points is not None and rating.points is not None
        ]
        assert sum(each > 0 for each in change) > 0.7 * len(change)


@pytest.mark.parametrize("seed", SEEDS)
class TestBacktest:
    def test_it_ranks_and_beats_what_is_most_frequent(self, seed: int) -> None:
        done = tried(seed)
        assert done.auc is not None
        assert done.auc > Decimal("0.75")
        assert done.accuracy > done.baseline + Decimal("0.1")

    def test_late_rates_rise_from_grade_to_grade(self, seed: int) -> None:
        observed = [each.observed for each in tried(seed).bands if each.grade is not Grade.UNRATED]
        assert observed == sorted(observed, key=lambda each: each or 0)

    def test_what_is_expected_of_a_grade_comes_about(self, seed: int) -> None:
        for each in tried(seed).bands:
            if each.grade is not Grade.UNRATED:
                assert each.expected is not None
                assert each.observed is not None
                assert abs(each.expected - each.observed) < Decimal("0.15")

    def test_all_three_facts_rank_better_than_chance_alone(self, seed: int) -> None:
        invoices, _ = history(seed)
        for card in (
            Card(last_paid=0, mean_days_late=0),
            Card(late_ratio=0, mean_days_late=0),
            Card(late_ratio=0, last_paid=0),
        ):
            done = backtest(invoices, tried(seed).split, TODAY, card)
            assert done is not None
            assert done.auc is not None
            assert done.auc > Decimal("0.65")
