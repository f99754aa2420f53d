"""What is counted in a ledger: the vectors on real invoices, past days restated, one rule at a time."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from relance_sync.report import measures
from relance_sync.report.formulas import months_before
from relance_sync.report.portfolio import Portfolio
from tests.builders import Ledger
from tests.sync.report.debtors import credit, debtor, portfolio, returned

JUNE = date(2026, 6, 30)
START = date(2026, 3, 31)


def on(day: int, month: int = 6) -> date:
    return date(2026, month, day)


def once(ledger: Ledger, as_of: date = JUNE) -> Portfolio:
    return portfolio(as_of, ledger)


class TestReceivables:
    def test_a_past_day_is_restated_from_the_days_of_payment(self) -> None:
        ledger = debtor().bill("A", "100", on(10), issued=on(1)).pay("A", "40", on=on(12)).pay("A", on=on(20))
        books = once(ledger)
        open_ = [measures.receivables(books, on(day)).gross for day in (1, 11, 12, 19, 20, 30)]
        assert open_ == [100, 100, 60, 60, 0, 0]
        assert measures.receivables(books, on(31, 5)).gross == 0
        overdue = [measures.receivables(books, on(day)).overdue for day in (10, 11, 12, 20)]
        assert overdue == [0, 100, 60, 0]

    def test_what_the_bank_took_back_is_open_again_and_was_not_in_between(self) -> None:
        ledger = debtor().bill("A", "100", on(10), issued=on(1)).pay("A", on=on(12))
        books = once(returned(ledger, "A", on(15)))
        open_ = [measures.receivables(books, on(day)).gross for day in (11, 12, 14, 15)]
        assert open_ == [100, 0, 0, 100]
        assert measures.cash(books, on(1), on(14)) == 100
        assert measures.cash(books, on(1), on(30)) == 0

    def test_credits_are_deducted_and_set_against_what_is_overdue_first(self) -> None:
        ledger = debtor().bill("A", "100", on(10), issued=on(1)).bill("B", "50", on(10, 8), issued=on(1))
        now = measures.receivables(once(credit(ledger, "30", on(5))), JUNE)
        assert (now.gross, now.overdue, now.credits, now.net, now.current) == (150, 100, 30, 120, 50)

    def test_credits_may_be_larger_than_what_is_open(self) -> None:
        ledger = credit(debtor().bill("A", "100", on(10), issued=on(1)), "130", on(5))
        now = measures.receivables(once(ledger), JUNE)
        assert (now.net, now.current) == (-30, -30)

    def test_money_that_waited_for_its_invoice_counted_as_a_credit(self) -> None:
        ledger = debtor().bill("A", "100", on(10), issued=on(1)).pay("A", on=on(20))
        paid = ledger.payments[0]
        ledger.payments[0] = type(paid)(
            id=paid.id, customer=paid.customer, day=on(5), amount=paid.amount, allocations=paid.allocations
        )
        nets = [measures.receivables(once(ledger), on(day)).net for day in (4, 5, 19, 20)]
        assert nets == [100, 0, 0, 0]

    def test_what_was_settled_without_a_day_counts_as_never_owed(self) -> None:
        books = once(debtor().bill("A", "100", on(10), issued=on(1)).pay("A", "30"))
        assert measures.receivables(books, on(11)).gross == 70
        assert measures.undated(books, START) == 30
        assert measures.undated(books, on(1)) == 0

    def test_foreign_amounts_are_counted_at_the_rate_of_the_day(self) -> None:
        ledger = debtor().rate("USD", "0.5", on(1)).rate("USD", "0.8", on(20))
        ledger.bill("A", "100", on(10), issued=on(1), currency="USD").bill("B", "7", on(10), currency="SEK")
        later, earlier = once(ledger), once(ledger, on(19))
        assert measures.receivables(later, JUNE).gross == 80
        assert measures.receivables(earlier, on(19)).gross == 50
        assert later.missing_rates == ("SEK",)


class TestPayment:
    def test_time_and_delay_are_weighted_by_amount(self) -> None:
        ledger = debtor().bill("A", "300", on(11), issued=on(1)).pay("A", on=on(11))
        ledger.bill("B", "100", on(11), issued=on(1)).pay("B", on=on(21))
        books = once(ledger)
        assert measures.mean_payment_time(books, START, JUNE) == (300 * 10 + 100 * 20) / Decimal(400)
        assert measures.mean_payment_delay(books, START, JUNE) == Decimal(100 * 10) / 400

    def test_the_day_of_payment_is_that_of_the_last_part(self) -> None:
        ledger = debtor().bill("A", "100", on(11), issued=on(1)).pay("A", "50", on=on(5)).pay("A", on=on(15))
        assert measures.mean_payment_time(once(ledger), START, JUNE) == 14
        assert measures.mean_payment_time(once(ledger), START, on(14)) is None

    def test_what_is_open_and_overdue_counts_to_the_day_with_what_is_open(self) -> None:
        ledger = debtor().bill("A", "100", on(20), issued=on(1)).pay("A", "60", on=on(5))
        ledger.bill("B", "40", on(11), issued=on(1)).pay("B", on=on(1)).dispute("A", on(21))
        assert measures.mean_payment_delay(once(ledger), START, JUNE) == (40 * 10 - 40 * 10) / Decimal(80)

    def test_paid_early_is_below_zero(self) -> None:
        ledger = debtor().bill("A", "100", on(20), issued=on(1)).pay("A", on=on(15))
        assert measures.mean_payment_delay(once(ledger), START, JUNE) == -5

    def test_on_time_by_number_and_amount_with_grace(self) -> None:
        ledger = debtor().bill("A", "300", on(10), issued=on(1)).pay("A", on=on(10))
        ledger.bill("B", "100", on(10), issued=on(1)).pay("B", on=on(12)).bill("C", "1", on(1, 9))
        books = once(ledger)
        assert measures.on_time_rate(books, START, JUNE, count=True) == 50
        assert measures.on_time_rate(books, START, JUNE, count=False) == 75
        assert measures.on_time_rate(books, START, JUNE, count=True, grace=2) == 100
        assert measures.on_time_rate(books, START, on(9), count=True) is None


class TestRates:
    def test_recovery_of_what_was_overdue_or_fell_due(self) -> None:
        old = debtor().bill("old", "100", on(10, 3), issued=on(1, 3)).pay("old", "50", on=on(5, 4))
        old.bill("new", "300", on(10, 5), issued=on(1, 4)).pay("new", "200", on=on(1, 6))
        old.bill("later", "999", on(1, 9), issued=on(1, 6)).pay("later", on=on(2, 6))
        assert measures.recovery_rate(once(old), START, JUNE) == Decimal(250) * 100 / 400

    def test_what_was_paid_in_advance_is_in_neither_part(self) -> None:
        ledger = debtor().bill("A", "100", on(10, 4), issued=on(1, 3)).pay("A", "60", on=on(20, 3))
        assert measures.recovery_rate(once(ledger), START, JUNE) == 0
        assert measures.recovery_rate(once(ledger.pay("A", on=on(1, 5))), START, JUNE) == 100

    def test_unpaid_is_a_cohort_seen_on_its_day(self) -> None:
        # Due 11 January: the 90th day is 11 April, in the period. Paid on day 95, it was unpaid on day 90.
        due = on(11, 1)
        ledger = debtor().bill("A", "100", due).pay("A", on=due + timedelta(days=95)).bill("B", "300", due)
        ledger.pay("B", on=due + timedelta(days=90)).bill("young", "1", on(1))
        ledger.bill("old", "1", date(2025, 12, 20))
        assert measures.unpaid_rate(once(ledger), START, JUNE, 90) == 25

    def test_disputes_of_what_was_billed(self) -> None:
        ledger = debtor().bill("A", "100", on(10), issued=on(1)).bill("B", "300", on(10), issued=on(2))
        ledger.bill("old", "100", on(10), issued=on(1, 1)).dispute("old", on(3)).dispute("A", on(5))
        books = once(ledger.settle("A", on(6)))
        assert measures.dispute_rate(books, START, JUNE, count=True) == 50
        assert measures.dispute_rate(books, START, JUNE, count=False) == 25
        assert measures.dispute_rate(books, START, on(4), count=True) == 0
        assert measures.dispute_rate(books, JUNE, on(30, 7), count=True) is None

    def test_a_dispute_of_everything_is_about_what_was_open_then(self) -> None:
        ledger = debtor().bill("A", "100", on(10), issued=on(1)).pay("A", on=on(4))
        ledger.bill("B", "100", on(10), issued=on(2)).bill("C", "100", on(10), issued=on(9))
        books = once(ledger.dispute(None, on(5)))
        assert [each.disputed_on is not None for each in books.items] == [False, True, False]

    def test_promises_kept_by_their_day_and_tolerance(self) -> None:
        in_time = debtor("In time").bill("A", "100", on(1), issued=on(1, 5)).promise(on(10), "A")
        tolerated = debtor("Tolerated").bill("B", "100", on(1), issued=on(1, 5)).promise(on(10), "B")
        late = debtor("Late").bill("C", "100", on(1), issued=on(1, 5)).promise(on(10), "C")
        part = debtor("Part").bill("D", "100", on(1), issued=on(1, 5)).promise(on(10), "D")
        withdrawn = debtor("Withdrawn").bill("E", "1", on(1)).promise(on(10), "E", closed_on=on(9))
        future = debtor("Future").bill("F", "1", on(1)).promise(on(29), "F")
        in_time.pay("A", on=on(10))
        tolerated.pay("B", on=on(12))
        late.pay("C", on=on(13))
        part.pay("D", "99", on=on(10))
        books = portfolio(JUNE, in_time, tolerated, late, part, withdrawn, future)
        assert measures.promise_kept_rate(books, START, JUNE) == 50
        assert measures.promise_kept_rate(books, START, on(11)) is None

    def test_a_promised_part_needs_no_more_than_it(self) -> None:
        ledger = debtor().bill("A", "100", on(1), issued=on(1, 5))
        ledger.promise(on(10), "A", made_on=on(2), amount="30").pay("A", "30", on=on(8))
        assert measures.promise_kept_rate(once(ledger), START, JUNE) == 100

    def test_limits_used(self) -> None:
        half = debtor("Half", credit_limit=Decimal(200)).bill("A", "100", on(1))
        over = debtor("Over", credit_limit=Decimal(200)).bill("B", "260", on(1))
        prepaid = debtor("Prepaid", credit_limit=Decimal(0)).bill("C", "50", on(1))
        free = debtor("Free").bill("D", "50", on(1))
        assert measures.limits_used(portfolio(JUNE, half, over, prepaid, free)) == 90
        assert measures.limits_used(portfolio(JUNE, prepaid, free)) is None


class TestPastDueDso:
    def test_the_buckets_add_up_to_the_whole(self) -> None:
        ledger = debtor().bill("A", "130", on(20), issued=on(1)).bill("B", "1170", on(20, 5), issued=on(1, 5))
        found = measures.past_due_dso(once(ledger), START, JUNE, (30, 60))
        assert [(each.low, each.high, each.amount) for each in found] == [
            (1, 30, Decimal("9.1")),
            (31, 60, Decimal("81.9")),
            (61, None, 0),
        ]

    def test_nothing_without_sales(self) -> None:
        ledger = debtor().bill("A", "100", on(20, 1), issued=on(1, 1))
        assert measures.past_due_dso(once(ledger), START, JUNE, (30,)) == ()


@given(
    st.lists(
        st.tuples(st.integers(1, 500), st.integers(0, 120), st.integers(0, 60), st.integers(0, 90)),
        max_size=6,
    ),
    st.integers(0, 100),
)
def test_what_was_open_plus_billed_less_paid_is_what_is_open(
    bills: list[tuple[int, int, int, int]], back: int
) -> None:
    ledger, first = debtor(), on(1, 1)
    for number, (amount, issued, term, paid_after) in enumerate(bills):
        day = first + timedelta(days=issued)
        ledger.bill(str(number), str(amount), day + timedelta(days=term), issued=day)
        if paid_after > 10:
            ledger.pay(str(number), str(amount // 2 or amount), on=day + timedelta(days=paid_after))
    books, end = once(ledger, on(1, 12)), JUNE
    start = months_before(end, 1) - timedelta(days=back)
    before, after = measures.receivables(books, start).gross, measures.receivables(books, end).gross
    assert before + measures.sales(books, start, end) - measures.cash(books, start, end) == after
