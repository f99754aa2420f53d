"""Exposure, ageing and conversion at a dated rate."""

from datetime import date
from decimal import Decimal

import pytest

from relance_sync.rules.exposure import ageing, convert, exposure
from relance_sync.rules.ledger import OrderState, Rate
from relance_sync.rules.money import money
from tests.builders import Ledger
from tests.sync.rules.plain_policy import DUE, assessed, late

APRIL_30 = date(2026, 4, 30)


def test_open_items_and_uninvoiced_orders_less_credits() -> None:
    ledger = Ledger().bill("A", "100", DUE).pay("A", "30").bill("B", "50", None).order("S1", "40")
    found = exposure(ledger.credit("R", "15").account(DUE), DUE)
    assert found.amount == money("145", "EUR")
    assert (found.open_items, found.orders, found.credits) == (Decimal(120), Decimal(40), Decimal(15))


def test_prepaid_cancelled_and_unconfirmed_orders_are_no_risk() -> None:
    ledger = Ledger().order("S1", "40", prepaid=True).quote("S2", "40")
    ledger.order("S3", "40", state=OrderState.CANCELLED)
    assert exposure(ledger.account(DUE), DUE).amount == money("0", "EUR")


def test_credit_may_prevail() -> None:
    assert exposure(Ledger().credit("R", "15").account(DUE), DUE).amount == money("-15", "EUR")


def test_a_currency_without_a_rate_is_named_never_guessed() -> None:
    ledger = Ledger().bill("A", "100", DUE, currency="USD").order("S1", "5", currency="GBP")
    found = exposure(ledger.credit("R", "1", currency="CHF").bill("B", "7", DUE).account(DUE), DUE)
    assert (found.amount, found.missing_rates) == (money("7", "EUR"), ("CHF", "GBP", "USD"))


def test_cents_do_not_depend_on_how_an_amount_is_split() -> None:
    whole = Ledger().rate("USD", "0.8765").bill("A", "10.01", DUE, currency="USD")
    parts = Ledger().rate("USD", "0.8765").bill("A", "5.00", DUE, currency="USD")
    parts.bill("B", "5.01", DUE, currency="USD")
    assert exposure(whole.account(DUE), DUE) == exposure(parts.account(DUE), DUE)


class TestConversion:
    RATES = (
        Rate(currency="USD", day=date(2026, 1, 1), value=Decimal("0.8")),
        Rate(currency="USD", day=date(2026, 3, 1), value=Decimal("0.9")),
        Rate(currency="GBP", day=date(2026, 1, 1), value=Decimal("1.2")),
    )

    @pytest.mark.parametrize(
        ("today", "euros"),
        [
            (date(2025, 12, 31), None),
            (date(2026, 1, 1), Decimal("8.00")),
            (date(2026, 2, 28), Decimal("8.00")),
            (date(2026, 3, 1), Decimal("9.00")),
        ],
    )
    def test_the_newest_rate_not_after_the_day_counts(self, today: date, euros: Decimal | None) -> None:
        assert convert(money("10", "USD"), "EUR", self.RATES, today) == euros

    def test_the_result_has_the_decimals_of_its_currency(self) -> None:
        yen = (Rate(currency="EUR", day=DUE, value=Decimal("160.5")),)
        assert convert(money("1.01", "EUR"), "JPY", yen, DUE) == Decimal(162)

    def test_the_same_currency_needs_no_rate(self) -> None:
        assert convert(money("10.123", "EUR"), "EUR", (), DUE) == Decimal("10.123")


@pytest.mark.parametrize(
    ("today", "bucket"),
    [
        (date(2026, 4, 29), (None, 0)),
        (date(2026, 4, 30), (None, 0)),
        (date(2026, 5, 1), (1, 30)),  # due 30 April, on 1 May one day late
        (date(2026, 5, 30), (1, 30)),
        (date(2026, 5, 31), (31, 60)),
        (date(2026, 6, 29), (31, 60)),
        (date(2026, 6, 30), (61, 90)),
        (date(2026, 7, 29), (61, 90)),
        (date(2026, 7, 30), (91, None)),
    ],
)
def test_the_bucket_follows_from_the_days_late(today: date, bucket: tuple[int | None, int | None]) -> None:
    account = Ledger().bill("A", "100", APRIL_30).account(today)
    filled = [(each.low, each.high) for each in ageing(account, (30, 60, 90), today) if each.amount]
    assert filled == [bucket]


def test_buckets_may_be_others_and_leave_out_what_has_no_rate() -> None:
    ledger = Ledger().bill("A", "10", DUE).bill("B", "20", None).bill("C", "5", DUE, currency="USD")
    found = ageing(ledger.account(late(16)), (15,), late(16))
    assert [(each.low, each.high, each.amount) for each in found] == [
        (None, 0, Decimal(20)),
        (1, 15, Decimal(0)),
        (16, None, Decimal(10)),
    ]


def test_what_is_overdue_begins_the_day_after_the_due_date() -> None:
    ledger = Ledger().bill("A", "100", DUE)
    assert assessed(ledger, DUE).overdue == money("0", "EUR")
    assert assessed(ledger, DUE).next_review == late(1)
    assert assessed(ledger, late(1)).overdue == money("100", "EUR")
