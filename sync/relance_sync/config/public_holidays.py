"""Makes a company's calendar: its closed weekdays, the public holidays of its country, its own days.

The days come from the `holidays` package; the rules get a plain value. The calendar covers the same years on
every day (2000 to 2099, a few milliseconds), so that it does not change merely because time passes, and with
it the policy's version. After an update of the package it changes where a holiday does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

import holidays
from holidays.registry import COUNTRIES

from relance_sync.config.nearest import meant, nearest
from relance_sync.rules.calendar import Calendar

NONE = "none"
YEARS = range(2000, 2100)
_WEEKEND = frozenset({5, 6})


class DayKind(StrEnum):
    """Why a day stands in the list of closed days; `open` is a public holiday on which the company works."""

    PUBLIC = "public"
    OWN = "own"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """A day of the calendar; the name is empty for the company's own."""

    day: date
    name: str
    kind: DayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDays:
    """When a company is closed, as the settings say.

    Attributes:
        weekdays: 0 is Monday.
        country: ISO 3166-1 alpha-2; None to follow the company's own country, `NONE` for no public holidays.
        subdivision: Part of the country with holidays of its own; None for those of the whole country.
        own: Closed days besides.
        open: Public holidays on which the company works.
    """

    weekdays: frozenset[int] = _WEEKEND
    country: str | None = None
    subdivision: str | None = None
    own: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()

    def holiday_country(self, company_country: str | None) -> str | None:
        """Return the country whose holidays count; None for none.

        Args:
            company_country: The company's own, if it is known; it counts where the settings name none.
        """
        chosen = self.country or company_country
        return chosen if chosen in _countries() else None

    def calendar(self, company_country: str | None = None) -> Calendar:
        """Make the calendar for the rules; `company_country` as in `holiday_country`."""
        country = self.holiday_country(company_country)
        public = _days(country, self.subdivision) if country else frozenset()
        return Calendar(closed_weekdays=self.weekdays, holidays=public - self.open | self.own)

    def in_year(self, year: int, language: str, company_country: str | None = None) -> list[NamedDay]:
        """List the days of a year, in their order, for a person to check.

        Args:
            year: Any year.
            language: ISO 639-1 code; a country's names that are not translated stay in its own language.
            company_country: As in `holiday_country`.
        """
        country = self.holiday_country(company_country)
        names = _names(country, self.subdivision, year, language) if country else {}
        public = {
            day: NamedDay(day=day, name=name, kind=DayKind.OPEN if day in self.open else DayKind.PUBLIC)
            for day, name in names.items()
        }
        own = {
            day: NamedDay(day=day, name=names.get(day, ""), kind=DayKind.OWN)
            for day in self.own
            if day.year == year and (day not in public or day in self.open)
        }
        return sorted((public | own).values(), key=lambda each: each.day)


def check_country(code: str) -> str:
    """Return a country's code if it can be used.

    Raises:
        ValueError: If its holidays are not known, with the one that was probably meant.
    """
    if code == NONE or code in _countries():
        return code
    names = _country_names()
    near = names.get(code.lower()) or names.get(nearest(code, names))
    advice = meant(near or "") or 'write its code of two letters, such as "FR", or "none"'
    raise ValueError(f"no public holidays are known for it; {advice}")


def check_subdivision(country: str, name: str) -> str:
    """Return a subdivision's name as the package knows it; its ISO 3166-2 code may be written in full.

    >>> check_subdivision("FR", "FR-57")
    '57'

    Raises:
        ValueError: If the country has no such subdivision, with those it has.
    """
    known = subdivisions(country)
    aliases = {alias: code for code, others in known.items() for alias in others}
    short = name.removeprefix(f"{country}-")
    if short in known:
        return short
    if name in aliases:
        return aliases[name]
    if not known:
        raise ValueError(f"the holidays of {country} are the same everywhere; delete this key")
    near = nearest(short, [*known, *aliases])
    listed = ", ".join(f"{code} ({others[0]})" if others else code for code, others in known.items())
    advice = f"{meant(near)} There are: {listed}" if near else f"there are: {listed}"
    raise ValueError(f"{country} has no such subdivision; {advice}")


def subdivisions(country: str) -> Mapping[str, list[str]]:
    """Return the subdivisions of a country that have holidays of their own: code, and other names."""
    found = holidays.country_holidays(country)
    others = found.get_subdivision_aliases()
    return {code: list(others.get(code, ())) for code in found.subdivisions}


@cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries(include_aliases=False))


@cache
def _country_names() -> Mapping[str, str]:
    """Map other names of countries, in lower case, to the two letters: english names, three letters."""
    return {
        name.lower(): code
        for module, (_, code, *others) in COUNTRIES.items()
        for name in (module.replace("_", " "), code, *others)
    }


@cache
def _days(country: str, subdivision: str | None) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=YEARS))


def _names(country: str, subdivision: str | None, year: int, language: str) -> Mapping[date, str]:
    spoken = _spoken(language, holidays.country_holidays(country).supported_languages)
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, language=spoken)
    return {day: name for day, name in found.items() if day.year == year}


def _spoken(language: str, offered: Iterable[str]) -> str | None:
    """Return the package's name of a language, such as en_US for en; None if it does not speak it."""
    return next(_matching(language, offered), None)


def _matching(language: str, offered: Iterable[str]) -> Iterator[str]:
    return (each for each in offered if each.partition("_")[0] == language)
