"""Late-payment interest to the cent: published vectors, floor, missing half-years, consumers, one fee."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.rules.interest import (
    Debt,
    Floor,
    LateLaw,
    Tier,
    accrue,
    late_charges,
)
from relance_sync.rules.ledger import Kind
from relance_sync.rules.money import Money, money
from relance_sync.rules.reference_rates import (
    Basis,
    Contractual,
    FixedAtStart,
    HalfYearRate,
    MissingRate,
    RateTable,
    Reanchored,
    half_year,
    next_half_year,
)


def table(name: str, first: date, *percents: str) -> RateTable:
    rates, day = [], first
    for percent in percents:
        rates.append(HalfYearRate(since=day, percent=Decimal(percent)))
        day = next_half_year(day)
    return RateTable(name=name, rates=tuple(rates))


ECB = table("ecb", date(2024, 1, 1), "4.50", "4.25", "3.15", "2.15", "2.15", "2.40")
LEGAL = table("legal", date(2024, 1, 1), "5.07", "4.92", "3.71", "2.76", "2.62", "2.75")
BOE = table("boe", date(2024, 1, 1), "5.25", "5.25", "4.75", "4.25", "3.75", "3.75")
FORTY = (Tier(at_least=Decimal(0), amount=Decimal(40)),)
FRANCE = LateLaw(
    country="FR",
    currency="EUR",
    statutory=Reanchored(table=ECB, points=Decimal(10)),
    compensation=FORTY,
    floor=Floor(table=LEGAL, times=Decimal(3)),
)
DIRECTIVE = replace(FRANCE, country="EU", statutory=Reanchored(table=ECB, points=Decimal(8)), floor=None)
BRITAIN = LateLaw(
    country="GB",
    currency="GBP",
    statutory=FixedAtStart(table=BOE, points=Decimal(8)),
    compensation=(
        *FORTY,
        Tier(at_least=Decimal(1000), amount=Decimal(70)),
        Tier(at_least=Decimal(10000), amount=Decimal(100)),
    ),
    with_agreed_rate=False,
)
DUE = date(2026, 5, 1)


def debt(amount: str = "10000", currency: str = "EUR", due: date = DUE, invoice: str = "41") -> Debt:
    return Debt(company="acme", invoice=invoice, principal=money(amount, currency), due=due, kind=Kind.ENTITY)


def test_france_takes_the_rate_anew_on_1_july() -> None:
    charges = late_charges(debt(), FRANCE, date(2026, 9, 1))
    assert [(each.days, each.percent, each.interest) for each in charges.segments] == [
        (61, Decimal("12.15"), money("203.05", "EUR")),
        (62, Decimal("12.40"), money("210.63", "EUR")),
    ]
    assert charges.interest == money("413.68", "EUR")
    assert charges.compensation == money("40", "EUR")


def test_britain_keeps_the_rate_of_the_start() -> None:
    charges = late_charges(debt(currency="GBP"), BRITAIN, DUE + timedelta(days=60))
    (only,) = charges.segments
    assert (only.days, only.percent) == (60, Decimal("11.75"))
    whole = charges.debt.principal.amount + charges.interest.amount + charges.compensation.amount
    assert whole == Decimal("10293.15")


def test_britain_does_not_follow_the_bank() -> None:
    late_2024 = late_charges(debt(currency="GBP", due=date(2024, 11, 1)), BRITAIN, date(2026, 1, 1))
    assert [each.percent for each in late_2024.segments] == [Decimal("13.25")]


def test_in_britain_the_day_after_the_due_date_decides() -> None:
    june = late_charges(debt(currency="GBP", due=date(2025, 6, 29)), BRITAIN, date(2025, 8, 1))
    july = late_charges(debt(currency="GBP", due=date(2025, 6, 30)), BRITAIN, date(2025, 8, 1))
    assert june.segments[0].percent == Decimal("12.75")
    assert july.segments[0].percent == Decimal("12.25")


@pytest.mark.parametrize(
    ("amount", "fee"), [("999.99", 40), ("1000", 70), ("9999.99", 70), ("10000", 100), ("0.01", 40)]
)
def test_the_british_compensation_grows_with_the_debt(amount: str, fee: int) -> None:
    charges = late_charges(debt(amount, "GBP"), BRITAIN, date(2026, 6, 1))
    assert charges.compensation == money(fee, "GBP")


def test_a_compensation_by_amount_needs_the_amount_in_its_currency() -> None:
    with pytest.raises(ValueError, match="needed in GBP"):
        late_charges(debt(currency="EUR"), BRITAIN, date(2026, 6, 1))


def test_the_directive_gives_eight_points() -> None:
    charges = late_charges(debt(), DIRECTIVE, date(2026, 9, 1))
    assert [each.percent for each in charges.segments] == [Decimal("10.15"), Decimal("10.40")]
    assert charges.compensation == money("40", "EUR")


def test_elsewhere_the_agreed_rate_counts_and_nothing_is_added() -> None:
    charges = late_charges(debt(), None, date(2026, 9, 1), agreed=Decimal(10))
    assert charges.interest == money("336.99", "EUR")
    assert charges.compensation == money("0", "EUR")
    assert charges.below_floor == ()
    with pytest.raises(ValueError, match="must have been agreed"):
        late_charges(debt(), None, date(2026, 9, 1))


def test_a_rate_below_the_floor_is_told_and_not_raised() -> None:
    charges = late_charges(debt(), FRANCE, date(2026, 9, 1), agreed=Decimal(8))
    assert [each.percent for each in charges.segments] == [Decimal(8)]
    (told,) = charges.below_floor
    assert (told.since, told.until) == (date(2026, 7, 1), date(2026, 9, 1))
    assert (told.agreed, told.floor) == (Decimal(8), Decimal("8.25"))
    assert charges.compensation == money("40", "EUR")


def test_a_rate_on_the_floor_is_enough() -> None:
    assert late_charges(debt(), FRANCE, date(2026, 9, 1), agreed=Decimal("8.25")).below_floor == ()
    assert late_charges(debt(), FRANCE, date(2026, 9, 1)).below_floor == ()


def test_a_british_contract_takes_the_place_of_the_act() -> None:
    charges = late_charges(debt(currency="GBP"), BRITAIN, date(2026, 9, 1), agreed=Decimal(5))
    assert charges.compensation == money("0", "GBP")
    assert charges.interest == money("168.49", "GBP")


class TestMissingHalfYear:
    """Nothing is extrapolated, in either direction, for no table."""

    def missing(self, law: LateLaw, due: date, on: date, agreed: Decimal | None = None) -> tuple[str, str]:
        with pytest.raises(MissingRate) as caught:
            late_charges(debt(currency=law.currency, due=due), law, on, agreed=agreed)
        assert caught.value.table in str(caught.value)
        return caught.value.table, half_year(caught.value.day)

    def test_after_the_end(self) -> None:
        assert self.missing(FRANCE, DUE, date(2027, 1, 2)) == ("ecb", "2027-H1")
        assert late_charges(debt(), FRANCE, date(2027, 1, 1)).segments[-1].until == date(2027, 1, 1)

    def test_before_the_beginning(self) -> None:
        assert self.missing(FRANCE, date(2023, 12, 31), date(2024, 3, 1)) == ("ecb", "2023-H2")

    def test_for_a_rate_that_is_fixed_at_the_start(self) -> None:
        assert self.missing(BRITAIN, date(2026, 12, 31), date(2027, 1, 5)) == ("boe", "2027-H1")
        assert late_charges(debt(currency="GBP"), BRITAIN, date(2030, 1, 1)).segments

    def test_of_the_floor(self) -> None:
        assert self.missing(FRANCE, DUE, date(2027, 1, 2), Decimal(15)) == ("legal", "2027-H1")


@pytest.mark.parametrize("kind", [Kind.PERSON, None])
@pytest.mark.parametrize("agreed", [None, Decimal(10)])
def test_a_consumer_owes_none_of_it(kind: Kind | None, agreed: Decimal | None) -> None:
    charges = late_charges(replace(debt(), kind=kind), FRANCE, date(2026, 9, 1), agreed=agreed)
    assert charges.consumer
    assert charges.segments == ()
    assert charges.interest == money("0", "EUR")
    assert charges.compensation == money("0", "EUR")


def test_the_due_date_itself_is_not_late_and_the_next_day_is() -> None:
    on_time = late_charges(debt(), FRANCE, DUE)
    assert (on_time.segments, on_time.compensation.amount, on_time.consumer) == ((), 0, False)
    next_day = late_charges(debt(), FRANCE, DUE + timedelta(days=1))
    assert next_day.interest == money("3.33", "EUR")
    assert next_day.compensation == money("40", "EUR")


def test_other_currencies_are_rounded_their_own_way() -> None:
    yen = late_charges(debt("100000", "JPY"), FRANCE, date(2026, 6, 1))
    assert yen.interest == money("1032", "JPY")
    assert yen.compensation == money("40", "EUR")


@pytest.mark.parametrize(
    ("build", "problem"),
    [
        (lambda: RateTable(name="x", rates=()), "at least one"),
        (lambda: HalfYearRate(since=date(2026, 2, 1), percent=Decimal(1)), "1 January or 1 July"),
        (lambda: HalfYearRate(since=date(2026, 1, 1), percent=Decimal(-1)), "cannot be negative"),
        (lambda: Contractual(percent=Decimal(-1)), "cannot be negative"),
        (lambda: debt("0"), "above 0"),
        (
            lambda: RateTable(name="x", rates=(ECB.rates[0], ECB.rates[2])),
            "after 2024-H1 must come 2024-H2",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(build: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        build()  # type: ignore[operator]


def test_a_table_says_what_it_covers() -> None:
    assert (ECB.first_day, ECB.last_day) == (date(2024, 1, 1), date(2026, 12, 31))
    forever = table("x", date(9999, 7, 1), "1")
    assert forever.last_day == date.max - timedelta(days=1)


AMOUNTS = st.decimals(min_value="0.01", max_value="1000000", places=2)
DAYS = st.dates(min_value=ECB.first_day, max_value=ECB.last_day)
BASES: st.SearchStrategy[Basis] = st.sampled_from(
    [
        Reanchored(table=ECB, points=Decimal(10)),
        FixedAtStart(table=BOE, points=Decimal(8)),
        Contractual(percent=Decimal("7.3")),
        Contractual(percent=Decimal(0)),
    ]
)


def interest(principal: Money, basis: Basis, due: date, since: date, until: date) -> Decimal:
    segments = accrue(principal, basis, due=due, since=since, until=until)
    return sum((each.interest.amount for each in segments), Decimal(0))


@given(AMOUNTS, BASES, st.lists(DAYS, min_size=4, max_size=4))
def test_periods_side_by_side_add_up(amount: Decimal, basis: Basis, days: list[date]) -> None:
    due, *rest = days
    since, middle, until = sorted(rest)
    if due == ECB.last_day:
        due -= timedelta(days=1)
    principal = Money(amount=amount, currency="EUR")
    parts = interest(principal, basis, due, since, middle) + interest(principal, basis, due, middle, until)
    # Each of the at most eight segments may be off by half a cent.
    assert abs(parts - interest(principal, basis, due, since, until)) <= Decimal("0.08")


@given(AMOUNTS, BASES, DAYS, DAYS)
def test_interest_is_never_negative_and_never_before_the_due_date(
    amount: Decimal, basis: Basis, due: date, until: date
) -> None:
    due = min(due, ECB.last_day - timedelta(days=1))
    principal = Money(amount=amount, currency="EUR")
    segments = accrue(principal, basis, due=due, since=ECB.first_day, until=until)
    assert all(each.interest.amount >= 0 for each in segments)
    assert bool(segments) == (until > due)
    assert sum(each.days for each in segments) == max(0, (until - due).days)
    assert all(earlier.until == later.since for earlier, later in pairwise(segments))


@given(AMOUNTS, st.integers(min_value=0, max_value=60))
def test_more_days_never_bear_less(amount: Decimal, days: int) -> None:
    owed = Debt(
        company="a",
        invoice="1",
        principal=Money(amount=amount, currency="EUR"),
        due=DUE,
        kind=Kind.ENTITY,
    )
    now = late_charges(owed, FRANCE, DUE + timedelta(days=days)).interest.amount
    # A half-year that ends in between splits a day off and may round it down by a cent.
    later = late_charges(owed, FRANCE, DUE + timedelta(days=days + 1)).interest.amount
    assert later >= now - Decimal("0.01")
