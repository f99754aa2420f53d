"""The workspace: the folder of one client, with `relance.toml`, `policy.toml`, the database and the log.

Reads and checks `relance.toml`. A platform's own section is handed on unread: only the connector knows it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from relance_sync.config.problems import problems_of, stop
from relance_sync.config.public_holidays import ClosedDays
from relance_sync.config.secrets import environment_name, take_keys
from relance_sync.config.settings_file import WEEKDAYS, CalendarSettings, CompanySection, SettingsFile
from relance_sync.config.token_keys import ENVIRONMENT as TOKENS_KEY
from relance_sync.config.toml_document import TomlDocument, read_document
from relance_sync.errors import Problem, Stop
from relance_sync.rules.calendar import Calendar

SETTINGS_FILE = "relance.toml"
POLICY_FILE = "policy.toml"
LOG_FILE = "relance.log"
STATE_FOLDER = "state"
_SQLITE = "sqlite:///"
_PAGE = "docs/reference/settings.md"
_COMPANY_KEYS = tuple(CompanySection.model_fields)
_WEEKEND = ("saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySettings:
    """One company of the workspace.

    Attributes:
        name: What people call it on the command line.
        language: ISO 639-1 code; None to follow the workspace, then the platform.
        key_file, mapping: Files, already resolved; None if not named.
        policy: The policy file, already resolved; None for the standard policy.
        settings: The platform's own section, unread.
        closed: When it is closed, as set.
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
    closed: ClosedDays
    time_zone: str | None

    @property
    def calendar(self) -> Calendar:
        """The calendar as far as the settings say it: without the holidays of the company's own country."""
        return self.closed.calendar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A client's folder, read and checked.

    Attributes:
        database: Address; an SQLite file is relative to nothing any more.
        language: None if the file names none.
        tokens_key_file: File with the keys that seal tokens, already resolved; None if not named.
        companies: By name, in the order of the file.
    """

    folder: Path
    database: str
    language: str | None
    companies: Mapping[str, CompanySettings]
    tokens_key_file: Path | None = None

    @property
    def state_folder(self) -> Path:
        """Where connectors keep what must outlive a command, such as sealed tokens and counts of calls."""
        return self.folder / STATE_FOLDER

    @property
    def log_file(self) -> Path:
        """Where what is for experts is written."""
        return self.folder / LOG_FILE


def read_workspace(folder: Path) -> Workspace:
    """Read a workspace folder.

    Raises:
        Stop: If there is no `relance.toml`, or with everything wrong in it, in the order of its lines.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise Stop(
            f"There is no {SETTINGS_FILE} in {folder.resolve()}. Make one with `relance init`, or name the "
            "workspace folder with --workspace."
        )
    document = read_document(path)
    problems = [*document.syntax, *_misplaced_keys(document)]
    platform_settings, wrong = _take_platform_sections(document)
    problems += wrong
    try:
        read = SettingsFile.model_validate(document.raw, context=folder)
    except ValidationError as error:
        problems += problems_of(error, document, SettingsFile)
    if problems:
        raise stop(problems, _PAGE)
    return Workspace(
        folder=folder,
        database=_database(read.database, folder),
        language=read.language,
        tokens_key_file=folder / read.tokens_key_file if read.tokens_key_file else None,
        companies={
            name: _company(name, section, read.calendar, platform_settings[name], folder)
            for name, section in read.companies.items()
        },
    )


def _misplaced_keys(document: TomlDocument) -> Iterator[Problem]:
    """Look for keys and passwords everywhere, those of a company first: its name is in the advice."""
    companies = document.raw.get("companies")
    for name, section in companies.items() if isinstance(companies, dict) else ():
        if isinstance(section, dict):
            for place, problem, advice in take_keys(section, name):
                yield document.problem(("companies", name, *place), problem, advice)
    for place, problem, advice in take_keys(document.raw, "NAME"):
        yield document.problem(place, problem, advice)


def _take_platform_sections(
    document: TomlDocument,
) -> tuple[dict[str, Mapping[str, object]], list[Problem]]:
    """Take each company's platform section out of what is checked here; say what is wrong with the names."""
    taken: dict[str, Mapping[str, object]] = {}
    problems: list[Problem] = []
    companies = document.raw.get("companies")
    for name, section in companies.items() if isinstance(companies, dict) else ():
        if not all(letter.isalnum() or letter in "-_" for letter in name):
            problem = "a company's name is made of letters, digits, - and _."
            problems.append(document.problem(("companies", name), problem, "Rename the section."))
        if environment_name(name) == TOKENS_KEY:
            problem = "a company of that name would take the key that seals tokens for its own."
            problems.append(document.problem(("companies", name), problem, "Rename the section."))
        if not isinstance(section, dict):
            continue
        own = _own_section(section)
        if not isinstance(own, dict):
            place = ("companies", name, section["platform"])
            advice = f"For example: [companies.{name}.{section['platform']}]"
            problems.append(document.problem(place, "must be a section.", advice))
        taken[name] = own if isinstance(own, dict) else {}
    return taken, problems


def _own_section(section: dict[str, Any]) -> object:
    platform = section.get("platform")
    return section.pop(platform, {}) if isinstance(platform, str) and platform not in _COMPANY_KEYS else {}


def _company(
    name: str, section: CompanySection, shared: CalendarSettings, own: Mapping[str, object], folder: Path
) -> CompanySettings:
    return CompanySettings(
        name=name,
        platform=section.platform,
        mode=section.mode,
        language=section.language,
        key_file=folder / section.key_file if section.key_file else None,
        mapping=folder / section.mapping if section.mapping else None,
        policy=_policy(folder, section.policy),
        settings=own,
        closed=_closed(shared, section.calendar),
        time_zone=section.calendar.time_zone or shared.time_zone,
    )


def _policy(folder: Path, name: str | None) -> Path | None:
    if name is not None:
        return folder / name
    usual = folder / POLICY_FILE
    return usual if usual.is_file() else None


def _closed(shared: CalendarSettings, own: CalendarSettings) -> ClosedDays:
    """Join two calendars: a company's own weekdays and country replace the workspace's, its days are added.

    A subdivision goes with the country beside it.
    """
    weekdays = own.closed_weekdays if own.closed_weekdays is not None else shared.closed_weekdays
    place = own if own.country else shared
    return ClosedDays(
        weekdays=frozenset(WEEKDAYS.index(day) for day in (_WEEKEND if weekdays is None else weekdays)),
        country=place.country,
        subdivision=place.subdivision,
        own=frozenset([*(shared.holidays or ()), *(own.holidays or ())]),
        open=frozenset([*(shared.open or ()), *(own.open or ())]),
    )


def _database(address: str, folder: Path) -> str:
    """Make an SQLite file relative to the workspace, not to where the command is run."""
    if not address.startswith(_SQLITE) or address == _SQLITE:
        return address
    file = address.removeprefix(_SQLITE)
    return address if file.startswith(("/", ":memory:")) else f"{_SQLITE}{(folder / file).resolve()}"
