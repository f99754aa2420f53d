"""Calendars of real countries and regions on real days, and what is said of a wrong one."""

from datetime import date

import pytest

from relance_sync.config.public_holidays import (
    ClosedDays,
    DayKind,
    check_country,
    check_subdivision,
    subdivisions,
)

FRANCE = ClosedDays(country="FR")
MOSELLE = ClosedDays(country="FR", subdivision="57")
UNITED_KINGDOM = ClosedDays(country="GB")
ENGLAND = ClosedDays(country="GB", subdivision="ENG")
SCOTLAND = ClosedDays(country="GB", subdivision="SCT")


@pytest.mark.parametrize(
    ("closed", "day", "is_open"),
    [
        (FRANCE, date(2027, 7, 14), False),
        (FRANCE, date(2027, 7, 13), True),
        (FRANCE, date(2027, 3, 29), False),  # Easter Monday
        (FRANCE, date(2027, 5, 6), False),  # Ascension
        (FRANCE, date(2027, 5, 17), False),  # Whit Monday
        (FRANCE, date(2027, 3, 26), True),  # Good Friday is none in most of France
        (MOSELLE, date(2027, 3, 26), False),
        (ClosedDays(country="FR", subdivision="6AE"), date(2028, 12, 26), False),  # Saint Stephen in Alsace
        (FRANCE, date(2028, 12, 26), True),
        (UNITED_KINGDOM, date(2027, 3, 26), False),
        (UNITED_KINGDOM, date(2027, 3, 29), True),
        (ENGLAND, date(2027, 3, 29), False),
        (SCOTLAND, date(2027, 3, 29), True),
        (SCOTLAND, date(2029, 1, 2), False),
        (ENGLAND, date(2029, 1, 2), True),
        (ENGLAND, date(2027, 12, 27), False),  # stands in for Saturday, 25 December
        (ENGLAND, date(2027, 12, 28), False),  # stands in for Sunday, 26 December
        (ENGLAND, date(2028, 1, 3), False),  # stands in for Saturday, 1 January
        (ENGLAND, date(2027, 12, 29), True),
        (ClosedDays(country="none"), date(2027, 7, 14), True),
        (ClosedDays(), date(2027, 7, 14), True),
    ],
)
def test_a_real_day(closed: ClosedDays, day: date, is_open: bool) -> None:
    assert closed.calendar().is_open(day) is is_open


def test_the_companys_country_counts_where_none_is_set() -> None:
    day = date(2027, 7, 14)
    assert not ClosedDays().calendar("FR").is_open(day)
    assert ClosedDays(country="GB").calendar("FR").is_open(day)
    assert ClosedDays(country="none").calendar("FR").is_open(day)
    assert ClosedDays().calendar("XX").is_open(day)


def test_own_days_are_closed_and_a_holiday_can_be_worked() -> None:
    closed = ClosedDays(
        country="FR", own=frozenset({date(2027, 12, 24)}), open=frozenset({date(2027, 5, 17)})
    )
    assert not closed.calendar().is_open(date(2027, 12, 24))
    assert closed.calendar().is_open(date(2027, 5, 17))
    kinds = {each.day: each.kind for each in closed.in_year(2027, "fr")}
    assert kinds[date(2027, 12, 24)] is DayKind.OWN
    assert kinds[date(2027, 5, 17)] is DayKind.OPEN
    assert kinds[date(2027, 7, 14)] is DayKind.PUBLIC


def test_a_day_that_is_both_closed_and_open_is_closed() -> None:
    day = frozenset({date(2027, 5, 17)})
    closed = ClosedDays(country="FR", own=day, open=day)
    assert not closed.calendar().is_open(date(2027, 5, 17))
    assert [each.kind for each in closed.in_year(2027, "fr") if each.day in day] == [DayKind.OWN]


def test_the_list_and_the_calendar_agree_and_stay_within_the_year() -> None:
    for closed in (FRANCE, MOSELLE, UNITED_KINGDOM, ENGLAND, SCOTLAND):
        for year in (2000, 2027, 2028, 2099):
            listed = {each.day for each in closed.in_year(year, "en")}
            assert listed == {day for day in closed.calendar().holidays if day.year == year}


def test_names_are_in_the_language_asked_for_or_in_the_countrys() -> None:
    def name(closed: ClosedDays, language: str, day: date) -> str:
        return next(each.name for each in closed.in_year(day.year, language) if each.day == day)

    assert name(FRANCE, "fr", date(2027, 7, 14)) == "Fête nationale"
    assert name(FRANCE, "en", date(2027, 7, 14)) == "National Day"
    assert name(ENGLAND, "fr", date(2027, 12, 27)) == "Christmas Day (observed)"


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("France", "Did you mean FR?"),
        ("fr", "Did you mean FR?"),
        ("UK", "Did you mean GB?"),
        ("DEU", "mean DE?"),
    ],
)
def test_a_wrong_country_is_told_with_the_right_one(code: str, advice: str) -> None:
    with pytest.raises(ValueError, match="no public holidays are known for it") as caught:
        check_country(code)
    assert advice in str(caught.value)


def test_a_country_that_is_like_none_is_told_with_examples() -> None:
    with pytest.raises(ValueError, match='write its code of two letters, such as "FR", or "none"'):
        check_country("0000")


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [("FR", "57", "57"), ("FR", "FR-57", "57"), ("FR", "Alsace", "6AE"), ("GB", "Scotland", "SCT")],
)
def test_a_subdivision_may_be_written_in_several_ways(country: str, name: str, code: str) -> None:
    assert check_subdivision(country, name) == code


@pytest.mark.parametrize(
    ("country", "name", "advice"),
    [
        ("GB", "Scotlnd", "Did you mean Scotland?"),
        ("GB", "FR-57", "there are: ENG (England), NIR (Northern Ireland), SCT (Scotland), WLS (Wales)"),
        ("FR", "67", "57 (Moselle), 6AE (Alsace)"),
        ("LU", "VLG", "the same everywhere"),
    ],
)
def test_a_wrong_subdivision_is_told_with_the_right_ones(country: str, name: str, advice: str) -> None:
    with pytest.raises(ValueError, match=country) as caught:
        check_subdivision(country, name)
    assert advice in str(caught.value)


def test_every_subdivision_that_is_listed_can_be_used() -> None:
    for country in ("FR", "GB", "DE", "US"):
        for code in subdivisions(country):
            assert check_subdivision(country, code) == code
            ClosedDays(country=country, subdivision=code).calendar()
