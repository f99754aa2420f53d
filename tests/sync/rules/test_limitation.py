"""The limitation watch: the day per law, what moves it, and that a formal notice never does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.rules.ledger import Kind
from relance_sync.rules.limitation import (
    Fact,
    FormalNotice,
    Ground,
    Ignored,
    Interruption,
    LimitationPeriod,
    LimitationState,
    limitation,
    period_for,
    years_later,
)

ARTICLES = {
    Ground.ACKNOWLEDGEMENT: "C. civ. 2240",
    Ground.COURT_CLAIM: "C. civ. 2241",
    Ground.ENFORCEMENT: "C. civ. 2244",
}
BUSINESS = LimitationPeriod(
    country="FR", kind=Kind.ENTITY, years=5, article="C. com. L110-4", grounds=ARTICLES
)
CONSUMER = LimitationPeriod(
    country="FR", kind=Kind.PERSON, years=2, article="C. conso. L218-2", grounds=ARTICLES
)
BRITISH = LimitationPeriod(
    country="GB",
    kind=None,
    years=6,
    article="Limitation Act 1980 s. 5",
    grounds={Ground.ACKNOWLEDGEMENT: "s. 29(5)"},
)
PERIODS = (BUSINESS, CONSUMER, BRITISH)
DUE = date(2022, 3, 10)
TODAY = date(2026, 11, 24)


def signed(day: date, ground: Ground = Ground.ACKNOWLEDGEMENT) -> Interruption:
    return Interruption(ground=ground, day=day, confirmed_by="Jane Smith", proof="letter.pdf")


@pytest.mark.parametrize(
    ("country", "kind", "found"),
    [
        ("FR", Kind.ENTITY, BUSINESS),
        ("FR", Kind.PERSON, CONSUMER),
        ("FR", None, CONSUMER),
        ("GB", Kind.ENTITY, BRITISH),
        ("GB", None, BRITISH),
        ("DE", Kind.ENTITY, None),
        (None, Kind.ENTITY, None),
    ],
)
def test_which_period_counts(country: str | None, kind: Kind | None, found: LimitationPeriod | None) -> None:
    assert period_for(PERIODS, country, kind) is found


@pytest.mark.parametrize(
    ("period", "last_day"),
    [(BUSINESS, date(2027, 3, 10)), (CONSUMER, date(2024, 3, 10)), (BRITISH, date(2028, 3, 10))],
)
def test_it_runs_from_the_due_date(period: LimitationPeriod, last_day: date) -> None:
    seen = limitation(DUE, period, (), TODAY)
    assert seen.last_day == last_day
    assert seen.days_left == (last_day - TODAY).days
    assert seen.period is period


def test_it_warns_ahead_as_long_as_asked() -> None:
    last_day = date(2027, 3, 10)

    def state(days_before: int, warning_days: int = 90) -> LimitationState:
        today = last_day - timedelta(days=days_before)
        return limitation(DUE, BUSINESS, (), today, warning_days=warning_days).state

    assert state(91) is LimitationState.RUNNING
    assert state(90) is LimitationState.WARNING
    assert state(91, warning_days=91) is LimitationState.WARNING
    assert state(0, warning_days=0) is LimitationState.WARNING
    assert state(-1) is LimitationState.PASSED
    with pytest.raises(ValueError, match="cannot be negative"):
        state(1, warning_days=-1)


@pytest.mark.parametrize("ground", Ground)
def test_a_confirmed_fact_starts_it_anew_and_names_its_article(ground: Ground) -> None:
    seen = limitation(DUE, BUSINESS, [signed(date(2025, 6, 1), ground)], TODAY)
    assert seen.last_day == date(2030, 6, 1)
    assert [(each.article, each.last_day) for each in seen.moved] == [(ARTICLES[ground], date(2030, 6, 1))]
    assert seen.unmoved == ()


def test_each_interruption_counts_in_its_turn() -> None:
    facts = [signed(date(2026, 1, 5)), signed(date(2024, 2, 29))]
    seen = limitation(DUE, CONSUMER, [signed(date(2023, 12, 1)), *facts], TODAY)
    assert [each.last_day for each in seen.moved] == [date(2025, 12, 1), date(2026, 2, 28), date(2028, 1, 5)]


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (FormalNotice(day=date(2025, 1, 1)), Ignored.FORMAL_NOTICE),
        (Interruption(ground=Ground.COURT_CLAIM, day=date(2025, 1, 1)), Ignored.UNCONFIRMED),
        (
            Interruption(ground=Ground.COURT_CLAIM, day=date(2025, 1, 1), confirmed_by=" "),
            Ignored.UNCONFIRMED,
        ),
        (signed(DUE - timedelta(days=1)), Ignored.BEFORE_START),
        (signed(TODAY + timedelta(days=1)), Ignored.NOT_YET),
    ],
)
def test_what_does_not_count_is_named(fact: Fact, why: Ignored) -> None:
    seen = limitation(DUE, BUSINESS, [fact], TODAY)
    assert seen.last_day == date(2027, 3, 10)
    assert [(each.fact, each.why) for each in seen.unmoved] == [(fact, why)]
    assert seen.moved == ()


def test_time_that_has_run_out_does_not_come_back() -> None:
    seen = limitation(DUE, CONSUMER, [signed(date(2024, 3, 11))], TODAY)
    assert seen.state is LimitationState.PASSED
    assert [each.why for each in seen.unmoved] == [Ignored.TOO_LATE]
    on_the_last_day = limitation(DUE, CONSUMER, [signed(date(2024, 3, 10))], date(2024, 3, 11))
    assert on_the_last_day.last_day == date(2026, 3, 10)


def test_another_law_knows_other_grounds() -> None:
    seen = limitation(DUE, BRITISH, [signed(date(2025, 1, 1), Ground.COURT_CLAIM)], TODAY)
    assert seen.last_day == date(2028, 3, 10)
    assert [each.why for each in seen.unmoved] == [Ignored.NOT_IN_THIS_LAW]


def test_books_that_write_never_do_not_break_it() -> None:
    assert limitation(date.max, BUSINESS, (), TODAY).last_day == date.max
    assert years_later(date(9994, 5, 1), 5) == date(9999, 5, 1)


def test_a_period_has_a_length() -> None:
    with pytest.raises(ValueError, match="at least one year"):
        LimitationPeriod(country="FR", kind=None, years=0, article="x")


DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2030, 12, 31))
FACTS = st.lists(
    st.builds(
        Interruption,
        ground=st.sampled_from(Ground),
        day=DAYS,
        confirmed_by=st.sampled_from(["Jane", None]),
    ),
    max_size=5,
)
NOTICES = st.lists(st.builds(FormalNotice, day=DAYS), min_size=1, max_size=4)


@given(st.sampled_from(PERIODS), DAYS, FACTS, NOTICES, DAYS)
def test_a_formal_notice_never_moves_the_day(
    period: LimitationPeriod, due: date, facts: list[Interruption], notices: list[FormalNotice], today: date
) -> None:
    without = limitation(due, period, facts, today)
    seen = limitation(due, period, [*notices, *facts], today)
    assert (seen.last_day, seen.state, seen.moved) == (without.last_day, without.state, without.moved)
    named = [each.fact for each in seen.unmoved if each.why is Ignored.FORMAL_NOTICE]
    assert sorted(each.day for each in named) == sorted(each.day for each in notices)


@given(st.sampled_from(PERIODS), DAYS, FACTS, DAYS)
def test_facts_only_ever_lengthen_it_and_their_order_does_not_matter(
    period: LimitationPeriod, due: date, facts: list[Interruption], today: date
) -> None:
    seen = limitation(due, period, facts, today)
    assert seen.last_day >= limitation(due, period, (), today).last_day
    assert seen.last_day == limitation(due, period, facts[::-1], today).last_day
    assert len(seen.moved) + len(seen.unmoved) == len(facts)
    assert all(each.fact.confirmed_by for each in seen.moved)
