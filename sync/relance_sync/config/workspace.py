"""The workspace: the folder of one client, with `relance.toml`, `policy.toml`, the database and the log.

Reads and checks `relance.toml`. A platform's own section is handed on unread: only the connector knows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from relance_sync.config.problems import is_plain_date, read_toml, refuse
from relance_sync.config.secrets import refuse_keys
from relance_sync.errors import Stop
from relance_sync.rules.calendar import Calendar

SETTINGS_FILE = "relance.toml"
POLICY_FILE = "policy.toml"
LOG_FILE = "relance.log"
DATABASE = "sqlite:///relance.db"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SQLITE = "sqlite:///"

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Language = Literal["en", "fr"]
Name = Annotated[str, Field(min_length=1)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone like Europe/Paris.") from None
    return name


def _holiday(value: object) -> object:
    if not is_plain_date(value):
        raise ValueError("must be a date like 2026-12-25, without quotes.")
    return value


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CalendarSettings(_Section):
    """`[calendar]`: when customers may be contacted."""

    closed_weekdays: list[Weekday] | None = None
    holidays: list[Annotated[date, BeforeValidator(_holiday)]] | None = None
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None


class CompanySection(_Section):
    """`[companies.NAME]`, without the platform's own section."""

    platform: Name
    mode: Literal["observe", "assist", "auto"] = "observe"
    language: Language | None = None
    key_file: Name | None = None
    mapping: Name | None = None
    policy: Name | None = None
    calendar: CalendarSettings = CalendarSettings()


class SettingsFile(_Section):
    """`relance.toml` as a whole."""

    language: Language | None = None
    database: Name = DATABASE
    calendar: CalendarSettings = CalendarSettings()
    companies: Annotated[dict[str, CompanySection], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySettings:
    """One company of the workspace.

    Attributes:
        name: What people call it on the command line.
        language: ISO 639-1 code; None to follow the workspace, then the platform.
        key_file, mapping: Files, already resolved; None if not named.
        policy: The policy file, already resolved; None for the standard policy.
        settings: The platform's own section, unread.
        time_zone: None to follow the platform.
    """

    name: str
    platform: str
    mode: str
    language: str | None
    key_file: Path | None
    mapping: Path | None
    policy: Path | None
    settings: Mapping[str, object]
    calendar: Calendar
    time_zone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A client's folder, read and checked.

    Attributes:
        database: Address; an SQLite file is relative to nothing any more.
        language: None if the file names none.
        companies: By name, in the order of the file.
    """

    folder: Path
    database: str
    language: str | None
    companies: Mapping[str, CompanySettings]

    @property
    def log_file(self) -> Path:
        """Where what is for experts is written."""
        return self.folder / LOG_FILE


def read_workspace(folder: Path) -> Workspace:
    """Read a workspace folder.

    Raises:
        Stop: If there is no `relance.toml`, or naming file and key of everything wrong in it.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise Stop(
            f"There is no {SETTINGS_FILE} in {folder.resolve()}. Make one with `relance init`, or name the "
            "workspace folder with --workspace."
        )
    raw = read_toml(path)
    platform_settings = _take_platform_sections(raw)
    try:
        read = SettingsFile.model_validate(raw)
    except ValidationError as error:
        raise refuse(error, SETTINGS_FILE, _known) from None
    return Workspace(
        folder=folder,
        database=_database(read.database, folder),
        language=read.language,
        companies={
            name: _company(name, section, read.calendar, platform_settings[name], folder)
            for name, section in read.companies.items()
        },
    )


def _take_platform_sections(raw: dict[str, Any]) -> dict[str, Mapping[str, object]]:
    """Take each company's platform section out of what is checked here, and look for keys everywhere."""
    taken: dict[str, Mapping[str, object]] = {}
    companies = raw.get("companies")
    refuse_keys({key: value for key, value in raw.items() if key != "companies"}, "NAME")
    for name, section in companies.items() if isinstance(companies, dict) else ():
        if not all(letter.isalnum() or letter in "-_" for letter in name):
            raise Stop(
                f"{SETTINGS_FILE}: companies.{name}: a company's name is made of letters, digits, - and _. "
                "Rename the section."
            )
        if not isinstance(section, dict):
            continue
        refuse_keys(section, name, f"companies.{name}.")
        platform = section.get("platform")
        own = section.pop(platform, {}) if isinstance(platform, str) and platform not in _COMPANY_KEYS else {}
        if not isinstance(own, dict):
            place = f"companies.{name}.{platform}"
            raise Stop(f"{SETTINGS_FILE}: {place}: must be a section, [{place}].")
        taken[name] = own
    return taken


_COMPANY_KEYS = tuple(CompanySection.model_fields)


def _known(place: Sequence[str | int]) -> Sequence[str]:
    match list(place):
        case []:
            return list(SettingsFile.model_fields)
        case [*_, "calendar"]:
            return list(CalendarSettings.model_fields)
        case _:
            return [*_COMPANY_KEYS, "and a section named like the platform"]


def _company(
    name: str, section: CompanySection, shared: CalendarSettings, own: Mapping[str, object], folder: Path
) -> CompanySettings:
    return CompanySettings(
        name=name,
        platform=section.platform,
        mode=section.mode,
        language=section.language,
        key_file=folder / section.key_file if section.key_file else None,
        mapping=_existing(folder, section.mapping, f"companies.{name}.mapping"),
        policy=_policy(folder, section.policy, f"companies.{name}.policy"),
        settings=own,
        calendar=_calendar(name, shared, section.calendar),
        time_zone=section.calendar.time_zone or shared.time_zone,
    )


def _existing(folder: Path, name: str | None, place: str) -> Path | None:
    if name is None:
        return None
    path = folder / name
    if not path.is_file():
        raise Stop(f"{SETTINGS_FILE}: {place}: there is no file {name} in the workspace. Correct the name.")
    return path


def _policy(folder: Path, name: str | None, place: str) -> Path | None:
    usual = folder / POLICY_FILE
    return _existing(folder, name, place) or (usual if usual.is_file() else None)


def _calendar(name: str, shared: CalendarSettings, own: CalendarSettings) -> Calendar:
    """A company's own closed weekdays replace those of the workspace; its holidays are added to them."""
    weekdays = own.closed_weekdays if own.closed_weekdays is not None else shared.closed_weekdays
    closed = ("saturday", "sunday") if weekdays is None else weekdays
    try:
        return Calendar(
            closed_weekdays=frozenset(_WEEKDAYS.index(day) for day in closed),
            holidays=frozenset([*(shared.holidays or ()), *(own.holidays or ())]),
        )
    except ValueError:
        raise Stop(
            f"{SETTINGS_FILE}: calendar.closed_weekdays: leaves no open day for company {name}. Take one out."
        ) from None


def _database(address: str, folder: Path) -> str:
    """Make an SQLite file relative to the workspace, not to where the command is run.

    Raises:
        Stop: If the address holds a password.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme:
        raise Stop(
            f"{SETTINGS_FILE}: database: must be an address like {DATABASE} or postgresql://host/name."
        )
    if parts.password:
        raise Stop(
            f"{SETTINGS_FILE}: database: a password does not belong in this file. Take it out of the "
            "address and give it in the environment variable PGPASSWORD or in the file ~/.pgpass."
        )
    if not address.startswith(_SQLITE) or address == _SQLITE:
        return address
    file = address.removeprefix(_SQLITE)
    return address if file.startswith(("/", ":memory:")) else f"{_SQLITE}{(folder / file).resolve()}"
