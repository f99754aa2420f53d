"""How long data is kept: periods, what protects, and no day on which both or neither hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.rules.ledger import Kind, plus_months
from relance_sync.rules.retention import SOURCES, DataClass, Fate, Retention, Span, fate

TODAY = date(2026, 6, 15)
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))
SPANS = st.builds(Span, months=st.integers(0, 400), days=st.integers(0, 800))


def test_the_hold_of_a_person_goes_on_the_day_it_ends() -> None:
    assert fate(Retention(), DataClass.HOLDS, Kind.PERSON, TODAY, TODAY) == Fate(goes=True, on=TODAY)


def test_an_unknown_kind_is_protected_as_a_person() -> None:
    for data in DataClass:
        assert fate(Retention(), data, None, TODAY, TODAY) == fate(
            Retention(), data, Kind.PERSON, TODAY, TODAY
        )


def test_the_hold_of_an_entity_is_kept_for_five_years() -> None:
    kept = fate(Retention(), DataClass.HOLDS, Kind.ENTITY, TODAY, date(2031, 6, 14))
    assert kept == Fate(goes=False, on=date(2031, 6, 15))
    assert fate(Retention(), DataClass.HOLDS, Kind.ENTITY, TODAY, date(2031, 6, 15)).goes


def test_accounting_documents_are_kept_for_ten_years() -> None:
    paid = date(2016, 6, 16)
    assert fate(Retention(), DataClass.LEDGER, Kind.PERSON, paid, TODAY) == Fate(
        goes=False, on=date(2026, 6, 16)
    )


def test_what_an_open_item_needs_stays_however_old_it_is() -> None:
    old = date(1999, 1, 2)
    for data in DataClass:
        assert fate(Retention(), data, Kind.PERSON, old, TODAY, needed_since=old) == Fate(goes=False, on=None)
        assert fate(Retention(), data, Kind.PERSON, date(1999, 1, 1), TODAY, needed_since=old).goes


def test_keep_means_for_ever() -> None:
    assert Span(keep=True).end(date.min) is None
    assert Span(keep=True).newest_gone(TODAY) is None


@pytest.mark.parametrize("wrong", [{"months": -1}, {"days": -1}, {"keep": True, "days": 1}])
def test_a_period_that_makes_no_sense(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"period|keep"):
        Span(**wrong)


def test_every_class_has_a_default_and_its_sources() -> None:
    assert set(SOURCES) == set(DataClass)
    assert [Retention().period(each).person.keep for each in DataClass] == [False] * len(DataClass)


@given(SPANS, DAYS)
def test_the_newest_that_goes_is_the_newest_whose_end_has_come(span: Span, today: date) -> None:
    newest = span.newest_gone(today)
    assert newest is not None
    end, next_end = span.end(newest), span.end(newest + timedelta(days=1))
    assert end is not None
    assert next_end is not None
    assert end <= today < next_end


@given(SPANS, DAYS, DAYS)
def test_the_older_goes_first(span: Span, one: date, other: date) -> None:
    earlier, later = (span.end(day) for day in sorted((one, other)))
    assert earlier is not None
    assert later is not None
    assert earlier <= later


@given(DAYS, st.integers(-600, 600))
def test_months_keep_the_day_or_take_the_last_one(day: date, months: int) -> None:
    moved = plus_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


def test_months_end_with_the_calendar() -> None:
    assert plus_months(date(9999, 12, 1), 1) == date.max
    assert plus_months(date(1, 1, 5), -1) == date.min
