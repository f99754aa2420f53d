"""The forms of `relance.toml`: which keys there are and what they may say.

A platform's own section is not here: only its connector knows it.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from relance_sync.config.nearest import meant, nearest
from relance_sync.config.problems import is_plain_date
from relance_sync.config.public_holidays import NONE, check_country, check_subdivision
from relance_sync.config.refused import Refused

DATABASE = "sqlite:///relance.db"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Language = Literal["en", "fr"]
Name = Annotated[str, Field(min_length=1)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        advice = meant(nearest(name, available_timezones())) or "write one like Europe/Paris"
        raise ValueError(f"is no time zone; {advice}") from None
    return name


def _day(value: object) -> object:
    # pydantic refuses None as what it is: no date.
    return value if is_plain_date(value) else None


def _weekdays(days: list[str]) -> list[str]:
    if set(days) == set(WEEKDAYS):
        raise ValueError("leaves no open day; take one out")
    return days


def _subdivision(name: str, info: ValidationInfo) -> str:
    """Check a subdivision against the country beside it; a country that is wrong was told already."""
    if "country" not in info.data:
        return name
    country = info.data["country"]
    if country in {None, NONE}:
        # As what depends on two keys: the line of the other one may have been left out for its syntax.
        raise Refused([((), 'needs a country beside it; for example: country = "FR"')])
    return check_subdivision(country, name)


def _file(name: str, info: ValidationInfo) -> str:
    """Check that a file is in the workspace, which is the context of the validation."""
    folder = Path(str(info.context))
    if not (folder / name).is_file():
        there = [each.name for each in folder.glob("*.toml") if each.name != "relance.toml"]
        advice = meant(nearest(name, there)) or "correct the name"
        raise ValueError(f"there is no such file in the workspace; {advice}")
    return name


def _database(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme:
        raise ValueError(f"must be an address like {DATABASE} or postgresql://host/name")
    if parts.password:
        raise ValueError(
            "a password does not belong in this file; take it out of the address and give it in the "
            "environment variable PGPASSWORD or in the file ~/.pgpass"
        )
    return address


File = Annotated[Name, AfterValidator(_file)]
Day = Annotated[date, BeforeValidator(_day)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CalendarSettings(_Section):
    """`[calendar]`: when customers may be contacted."""

    closed_weekdays: Annotated[list[Weekday], AfterValidator(_weekdays)] | None = None
    country: Annotated[Name, AfterValidator(check_country)] | None = None
    subdivision: Annotated[Name, AfterValidator(_subdivision)] | None = None
    holidays: list[Day] | None = None
    open: list[Day] | None = None
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None


class CompanySection(_Section):
    """`[companies.NAME]`, without the platform's own section."""

    ALSO: ClassVar = ("and a section named like the platform",)

    platform: Name
    mode: Literal["observe", "assist", "auto"] = "observe"
    language: Language | None = None
    key_file: Name | None = None
    mapping: File | None = None
    policy: File | None = None
    calendar: CalendarSettings = CalendarSettings()


class SettingsFile(_Section):
    """`relance.toml` as a whole."""

    language: Language | None = None
    database: Annotated[Name, AfterValidator(_database)] = DATABASE
    tokens_key_file: Name | None = None
    calendar: CalendarSettings = CalendarSettings()
    companies: Annotated[dict[str, CompanySection], Field(min_length=1)]
