"""The indicators of a ledger: the published vectors from real invoices, targets, and what has no value."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from relance_sync.report.indicators import Indicators, Measure, Told, Why, indicators
from relance_sync.report.portfolio import Portfolio
from relance_sync.rules.targets import Review, Targets
from tests.builders import Ledger
from tests.sync.report.debtors import credit, debtor, portfolio

JUNE = date(2026, 6, 30)
DAYS = (
    Measure.DSO_BALANCE,
    Measure.DSO_COUNT_BACK,
    Measure.BEST_DSO_BALANCE,
    Measure.BEST_DSO_COUNT_BACK,
    Measure.DELINQUENT_BALANCE,
    Measure.DELINQUENT_COUNT_BACK,
)


def of(*ledgers: Ledger, as_of: date = JUNE, **targets: object) -> Indicators:
    return indicators(portfolio(as_of, *ledgers), as_of, Targets(**targets))  # type: ignore[arg-type]


class TestVectors:
    def test_dso_by_the_balance_method(self) -> None:
        # 1 December to 28 February: 90 days, 60,000 billed, 30,000 open.
        ledger = debtor().bill("A", "30000", date(2026, 5, 1), issued=date(2025, 12, 10))
        ledger.bill("B", "30000", date(2026, 1, 1), issued=date(2025, 12, 10)).pay("B", on=date(2026, 1, 1))
        found = of(ledger, as_of=date(2026, 2, 28))
        assert (found.as_of - found.start).days == 90
        assert found[Measure.DSO_BALANCE].value == 45

    def test_dso_by_the_balance_method_over_91_days(self) -> None:
        ledger = debtor().bill("A", "1000", date(2026, 8, 1), issued=date(2026, 4, 10))
        ledger.bill("B", "300", date(2026, 5, 1), issued=date(2026, 4, 10)).pay("B", on=date(2026, 5, 1))
        found = of(ledger)
        assert (found.as_of - found.start).days == 91
        assert found[Measure.DSO_BALANCE].value == 70

    def test_dso_by_the_count_back_method(self) -> None:
        ledger = debtor()
        for month, amount in ((11, "1200"), (10, "800"), (9, "700")):
            ledger.bill(amount, amount, date(2026, 12, 31), issued=date(2026, month, 3))
        found = of(ledger.pay("700", "200", on=date(2026, 11, 5)), as_of=date(2026, 11, 30))
        value = found[Measure.DSO_COUNT_BACK].value
        assert value is not None
        assert found.receivables.net == 2500
        assert round(value, 1) == Decimal("82.4")

    def test_collection_effectiveness(self) -> None:
        ledger = debtor().bill("old", "6200", date(2026, 3, 20), issued=date(2026, 2, 1))
        ledger.pay("old", on=date(2026, 4, 5)).bill("due", "2750", date(2026, 6, 1), issued=date(2026, 5, 1))
        ledger.bill("current", "3590", date(2026, 7, 20), issued=date(2026, 6, 1))
        ledger.bill("paid", "4550", date(2026, 5, 1), issued=date(2026, 4, 2)).pay(
            "paid", on=date(2026, 5, 1)
        )
        found = of(ledger)
        value = found[Measure.CEI].value
        assert (found.receivables.net, found.receivables.current, found.sales) == (6340, 3590, 10890)
        assert value is not None
        assert round(value, 2) == Decimal("55.93")

    def test_days_delinquent_are_what_is_above_the_best_possible(self) -> None:
        ledger = debtor().bill("late", "500", date(2026, 6, 1), issued=date(2026, 5, 1))
        found = of(ledger.bill("due", "500", date(2026, 7, 20), issued=date(2026, 6, 1)))
        for method in ("balance", "count_back"):
            dso, best, delinquent = (
                found[Measure(f"{name}_{method}")].value for name in ("dso", "best_dso", "delinquent")
            )
            assert dso is not None
            assert best is not None
            assert delinquent == dso - best > 0
        assert found[Measure.PAST_DUE_DSO].value == Decimal("45.5")


class TestTargets:
    def paid_after(self, days: int) -> Ledger:
        issued = date(2026, 4, 1)
        return (
            debtor()
            .bill("A", "100", issued, issued=issued)
            .pay("A", on=date.fromordinal(issued.toordinal() + days))
        )

    def test_a_target_is_passed_and_not_only_reached(self) -> None:
        met = [of(self.paid_after(days))[Measure.PAYMENT_TIME].met for days in (44, 45, 46)]
        assert met == [True, False, False]
        assert of(self.paid_after(0))[Measure.RECOVERY].met is True
        assert of(self.paid_after(0), recovery=Decimal(100))[Measure.RECOVERY].met is False

    def test_the_usual_targets_with_their_reviews(self) -> None:
        found = of(debtor())
        goals = {measure: each.goal for measure, each in found.by_measure.items() if each.goal}
        assert {measure: (goal.limit, goal.review) for measure, goal in goals.items()} == {
            Measure.RECOVERY: (90, Review.MONTHLY),
            Measure.PAYMENT_TIME: (45, Review.MONTHLY),
            Measure.UNPAID: (5, Review.QUARTERLY),
            Measure.DISPUTE_COUNT: (2, Review.MONTHLY),
            Measure.DISPUTE_AMOUNT: (2, Review.MONTHLY),
            Measure.COLLECTION_COST: (None, Review.QUARTERLY),
        }
        assert {goal.next_review for goal in goals.values()} == {JUNE}
        assert found[Measure.DSO_BALANCE].goal is None

    def test_without_a_target_nothing_is_met_or_missed(self) -> None:
        assert of(self.paid_after(90), payment_time=None)[Measure.PAYMENT_TIME].met is None

    def test_a_longer_period_sees_more(self) -> None:
        ledger = debtor().bill("A", "100", JUNE, issued=date(2026, 2, 1))
        assert of(ledger).sales == 0
        assert of(ledger, months=6).sales == 100


class TestWhatNoLedgerTells:
    LEDGER = debtor().bill("A", "10000", JUNE, issued=date(2026, 5, 1)).pay("A", "8000", on=date(2026, 6, 1))

    def cost(self, told: Told, **targets: Decimal) -> tuple[Decimal | None, Why | None, tuple[str, ...]]:
        found = indicators(portfolio(JUNE, self.LEDGER), JUNE, Targets(**targets), told)  # type: ignore[arg-type]
        each = found[Measure.COLLECTION_COST]
        return each.value, each.why, each.lacking

    def test_cost_of_the_period(self) -> None:
        told = Told(hours=Decimal(4), hourly_rate=Decimal(30), tool=Decimal(40), fees=Decimal(0))
        assert self.cost(told) == (2, None, ())

    def test_what_nobody_said_is_never_zero(self) -> None:
        told = Told(hours=Decimal(4), hourly_rate=Decimal(30))
        assert self.cost(told) == (None, Why.COST_UNKNOWN, ("tool", "fees"))
        assert self.cost(Told()) == (None, Why.COST_UNKNOWN, ("hours", "hourly_rate", "tool", "fees"))

    def test_settings_are_for_a_month_and_give_way(self) -> None:
        monthly = {"hours": Decimal(4), "hourly_rate": Decimal(10), "tool": Decimal(0), "fees": Decimal(0)}
        assert self.cost(Told(), **monthly)[0] == Decimal("1.5")  # 3 months of 40 for 8,000
        assert self.cost(Told(hours=Decimal(4)), **monthly)[0] == Decimal("0.5")

    def test_bad_debt_needs_to_be_told(self) -> None:
        books = portfolio(JUNE, self.LEDGER)
        unknown = indicators(books, JUNE)[Measure.BAD_DEBT]
        assert (unknown.value, unknown.why) == (None, Why.LOSSES_UNKNOWN)
        assert indicators(books, JUNE, told=Told(written_off=Decimal(50)))[Measure.BAD_DEBT].value == Decimal(
            "0.5"
        )
        assert indicators(books, JUNE, told=Told(written_off=Decimal(0)))[Measure.BAD_DEBT].value == 0

    def test_a_part_of_the_company_has_no_costs_of_its_own(self) -> None:
        told = Told(written_off=Decimal(50))
        found = indicators(portfolio(JUNE, self.LEDGER), JUNE, told=told, part=True)
        assert found[Measure.BAD_DEBT].why is found[Measure.COLLECTION_COST].why is Why.WHOLE_ONLY

    def test_of_a_past_day_nobody_knows_the_limits(self) -> None:
        books = portfolio(JUNE, debtor(credit_limit=Decimal(100)).bill("A", "50", JUNE))
        assert indicators(books, JUNE)[Measure.UTILISATION].value == 50
        then = indicators(books, JUNE, present=False)[Measure.UTILISATION]
        assert (then.value, then.why) == (None, Why.PAST_UNKNOWN)


class TestNothingToMeasure:
    def test_an_empty_portfolio(self) -> None:
        found = indicators(Portfolio(currency="EUR", customers={}), JUNE)
        whys = {measure: each.why for measure, each in found.by_measure.items()}
        counted_back = [each for each in DAYS if each.endswith("count_back")]
        assert [found[each].value for each in counted_back] == [0, 0, 0]  # nothing is open: no day
        assert [whys[each] for each in DAYS if each not in counted_back] == [Why.NO_SALES] * 3
        assert {whys[each] for each in whys if each not in DAYS} == set(Why) - {
            Why.CREDITS_PREVAIL,
            Why.OLDER_THAN_SALES,
            Why.PAST_UNKNOWN,
            Why.WHOLE_ONLY,
        }
        assert all((each.value is None) == (each.why is not None) for each in found.by_measure.values())

    def test_no_sales_in_the_period(self) -> None:
        found = of(debtor().bill("A", "100", date(2026, 1, 31), issued=date(2026, 1, 1)))
        assert found[Measure.DSO_BALANCE].why is Why.NO_SALES
        assert found[Measure.DSO_COUNT_BACK].value == 30 + 31 + 30 + 31 + 28 + 31
        assert found[Measure.DISPUTE_COUNT].why is Why.NOTHING_BILLED
        assert found[Measure.CEI].value == 0
        assert found[Measure.RECOVERY].value == 0

    def test_one_invoice(self) -> None:
        found = of(debtor().bill("A", "91", date(2026, 6, 20), issued=date(2026, 6, 1)))
        assert found[Measure.DSO_BALANCE].value == 91
        assert found[Measure.DSO_COUNT_BACK].value == 30
        assert found[Measure.OVERDUE_SHARE].value == 100
        assert found[Measure.PAYMENT_TIME].why is Why.NOTHING_PAID

    def test_credits_larger_than_invoices(self) -> None:
        ledger = credit(debtor().bill("A", "100", JUNE, issued=date(2026, 6, 1)), "150", date(2026, 6, 2))
        found = of(ledger)
        assert [found[each].why for each in DAYS] == [Why.CREDITS_PREVAIL] * len(DAYS)
        assert found[Measure.CEI].value == 100
        assert found[Measure.OVERDUE_SHARE].value == 0

    def test_an_entry_that_is_a_credit_in_itself(self) -> None:
        ledger = debtor().bill("A", "100", JUNE, issued=date(2026, 6, 1))
        found = of(ledger.bill("opening", "-40", date(2026, 6, 1), issued=date(2026, 5, 1)))
        assert (found.receivables.gross, found.receivables.credits, found.sales) == (100, 40, 100)

    def test_more_open_than_all_sales_known(self) -> None:
        ledger = debtor().bill("A", "100", JUNE, issued=date(2026, 1, 1))
        books = replace(portfolio(JUNE, ledger), since=date(2026, 3, 31))
        assert indicators(books, JUNE)[Measure.DSO_COUNT_BACK].why is Why.OLDER_THAN_SALES
