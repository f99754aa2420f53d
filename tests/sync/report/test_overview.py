"""Ageing, trend, worst accounts and groups: what stands beside the indicators."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from relance_sync.report.overview import ageing, groups, trend, worst
from relance_sync.report.portfolio import Portfolio
from tests.sync.report.debtors import debtor, portfolio

JUNE = date(2026, 6, 30)
ENDS = (30, 60, 90)


def amounts(books: Portfolio, as_of: date = JUNE, *, by_issue: bool = False) -> dict[str, list[Decimal]]:
    found = ageing(books, as_of, ENDS, by_issue=by_issue)
    return {currency: [each.amount for each in some] for currency, some in found.items()}


class TestAgeing:
    def test_each_currency_for_itself_by_days_late(self) -> None:
        ledger = debtor()
        for number, late in enumerate((0, 1, 30, 31, 60, 61, 90, 91)):
            ledger.bill(str(number), f"{2**number}", JUNE - timedelta(days=late))
        ledger.bill("dollars", "7", JUNE - timedelta(days=45), currency="USD").bill("none", "1000", None)
        books = portfolio(JUNE, ledger)
        assert books.missing_rates == ("USD",)
        assert amounts(books) == {"EUR": [1001, 2 + 4, 8 + 16, 32 + 64, 128], "USD": [0, 0, 7, 0, 0]}

    def test_the_buckets_have_no_gap(self) -> None:
        (buckets,) = ageing(portfolio(JUNE, debtor().bill("A", "1", JUNE)), JUNE, ENDS).values()
        assert [(each.low, each.high) for each in buckets] == [
            (None, 0),
            (1, 30),
            (31, 60),
            (61, 90),
            (91, None),
        ]

    def test_by_invoice_date(self) -> None:
        ledger = debtor().bill("A", "5", date(2026, 9, 1), issued=JUNE - timedelta(days=31))
        assert amounts(portfolio(JUNE, ledger), by_issue=True) == {"EUR": [0, 0, 5, 0, 0]}

    def test_of_a_past_day(self) -> None:
        ledger = debtor().bill("A", "100", date(2026, 6, 1), issued=date(2026, 5, 1))
        ledger.pay("A", "30", on=date(2026, 6, 5)).pay("A", on=date(2026, 6, 20))
        books = portfolio(JUNE, ledger)
        assert amounts(books) == {}
        assert amounts(books, date(2026, 6, 10)) == {"EUR": [0, 70, 0, 0, 0]}
        assert amounts(books, date(2026, 6, 1)) == {"EUR": [100, 0, 0, 0, 0]}
        assert amounts(books, date(2026, 4, 30)) == {}

    @given(st.lists(st.tuples(st.integers(1, 999), st.integers(-200, 200)), max_size=8))
    def test_nothing_is_lost(self, bills: list[tuple[int, int]]) -> None:
        ledger = debtor()
        for number, (amount, late) in enumerate(bills):
            ledger.bill(str(number), str(amount), JUNE - timedelta(days=late))
        found = amounts(portfolio(JUNE, ledger)).get("EUR", [])
        assert sum(found) == sum(amount for amount, _ in bills)


class TestTrend:
    def test_twelve_months_the_last_one_up_to_the_day(self) -> None:
        found = trend(portfolio(JUNE, debtor()), date(2026, 6, 10))
        assert [each.end for each in found[-3:]] == [
            date(2026, 4, 30),
            date(2026, 5, 31),
            date(2026, 6, 10),
        ]
        assert (len(found), found[0].start, found[0].end) == (12, date(2025, 6, 30), date(2025, 7, 31))
        assert all(later.start == each.end for each, later in pairwise(found))

    def test_figures_of_each_month(self) -> None:
        ledger = debtor().bill("A", "310", date(2026, 5, 20), issued=date(2026, 5, 1))
        ledger.pay("A", "155", on=date(2026, 6, 3))
        april, may, june = trend(portfolio(JUNE, ledger), JUNE, 3)
        assert (april.receivables, april.dso_count_back, april.recovery) == (0, 0, None)
        assert (may.receivables, may.overdue, may.sales, may.cash) == (310, 310, 310, 0)
        assert (may.dso_count_back, may.recovery) == (31, 0)
        assert (june.receivables, june.sales, june.cash, june.recovery) == (155, 0, 155, 50)
        assert june.dso_count_back == 30 + Decimal("15.5")


class TestWorst:
    def test_most_overdue_first(self) -> None:
        small = debtor("Small").bill("A", "100", date(2026, 1, 1))
        big = debtor("Big", credit_limit=Decimal(400)).bill(
            "B", "200", date(2026, 6, 1), issued=date(2026, 5, 1)
        )
        big.bill("C", "100", date(2026, 6, 20), issued=date(2026, 5, 1)).bill("D", "50", date(2026, 8, 1))
        punctual = debtor("Punctual").bill("E", "900", date(2026, 8, 1))
        books = portfolio(JUNE, small, punctual, big)
        first, second = worst(books, JUNE)
        assert (first.name, first.overdue, first.open, first.days_late) == ("Big", 300, 350, 29)
        assert (first.share, first.utilisation) == (75, Decimal("87.5"))
        assert (second.name, second.days_late, second.utilisation) == ("Small", 180, None)
        assert [each.name for each in worst(books, JUNE, 1)] == ["Big"]
        assert worst(books, JUNE, present=False)[0].utilisation is None

    def test_nobody_is_late(self) -> None:
        assert worst(portfolio(JUNE, debtor().bill("A", "1", JUNE)), JUNE) == ()


def test_groups_divide_everything() -> None:
    debtors = [debtor(name).bill(name, "10", date(2026, 6, 1)) for name in ("A", "B", "C")]
    debtors[2].promise(date(2026, 6, 5), made_on=date(2026, 6, 2))
    debtors[2].customer = replace(debtors[2].customer, credit_limit=Decimal(5))
    books = portfolio(JUNE, *debtors)
    found = groups(books, {"a": "jane", "b": None, "c": "adam"})
    assert list(found) == ["adam", "jane", None]
    assert [list(each.customers) for each in found.values()] == [["c"], ["a"], ["b"]]
    assert [len(each.items) for each in found.values()] == [1, 1, 1]
    assert [len(each.promises) for each in found.values()] == [1, 0, 0]
    assert list(found["adam"].exposures) == ["c"]
    assert groups(books, {}) == {None: books}
