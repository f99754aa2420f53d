"""Reads the law's dated tables into the rules' values. Errors name file and key.

The tables are TOML files beside this module, each row with its source. A file of the same name in the folder
`law` of a workspace takes the place of ours, so that a rate can be added without waiting for a new version.
How to do it is in docs/reference/law.md. Nothing is computed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from relance_sync.config.problems import problems_of, stop
from relance_sync.config.toml_document import TomlDocument, parse_document, read_document
from relance_sync.config.toml_lines import Place
from relance_sync.plain_law import (
    LATE_PAYMENT,
    LIMITATION,
    RATE_TABLES,
    late_law,
    law_text,
    limitation_period,
    rate_table,
)
from relance_sync.rules.interest import LateLaw, Usage
from relance_sync.rules.limitation import LimitationPeriod
from relance_sync.rules.policy import Law, Policy
from relance_sync.rules.reference_rates import RateTable

OVERRIDES = "law"
_PAGE = "docs/reference/law.md"


def _decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Figure = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0)]
_Text = Annotated[str, Field(min_length=1)]
Table = Literal["ecb_refinancing", "fr_legal_rate", "boe_official"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RateRow(_Section):
    """A row of a rate table."""

    since: date
    percent: _Figure
    source: _Text


class RateFile(_Section):
    """A rate table."""

    title: _Text
    rates: Annotated[list[RateRow], Field(min_length=1)]


class TierRow(_Section):
    """A tier of the compensation."""

    at_least: _Figure
    amount: _Figure


class LawSection(_Section):
    """What one country's law gives."""

    name: _Text
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    reference: Table
    points: _Figure
    anchor: Literal["each_half_year", "start"]
    compensation_with_agreed_rate: bool
    source: _Text
    floor_reference: Table | None = None
    floor_times: _Figure | None = None
    compensation: list[TierRow] = []


class PeriodRow(_Section):
    """A limitation period."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    years: Annotated[int, Field(ge=1)]
    article: _Text
    source: _Text
    kind: Literal["entity", "person"] | None = None
    grounds: dict[Literal["acknowledgement", "court_claim", "enforcement"], _Text] = {}


class PeriodFile(_Section):
    """All limitation periods."""

    periods: list[PeriodRow]


_File = TypeVar("_File", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawTables:
    """The law as we know it.

    Attributes:
        rates: Rate tables by name.
        titles: What each of them holds, in words.
        late_payment: Laws by country (ISO 3166-1 alpha-2, or "EU").
        limitation: Limitation periods.
    """

    rates: Mapping[str, RateTable]
    titles: Mapping[str, str]
    late_payment: Mapping[str, LateLaw]
    limitation: tuple[LimitationPeriod, ...]


def read_law(workspace: Path | None = None) -> LawTables:
    """Read all tables.

    Args:
        workspace: Folder whose `law` folder may hold newer files; None for ours only.

    Raises:
        Stop: With everything wrong in the first wrong file.
    """
    rates, titles = {}, {}
    for name in RATE_TABLES:
        document = _document(name, workspace)
        form = _checked(RateFile, document)
        rates[name], titles[name] = _table(name, form, document), form.title
    periods = _checked(PeriodFile, _document(LIMITATION, workspace))
    return LawTables(
        rates=rates,
        titles=titles,
        late_payment=_late_payment(rates, workspace),
        limitation=tuple(limitation_period(row.model_dump()) for row in periods.periods),
    )


def with_law(policy: Policy, workspace: Path | None = None) -> Policy:
    """Give a policy the tables that it uses, so that they count for its version.

    Args:
        policy: Every one needs the periods of limitation, late fees that are not waived also the rates.
        workspace: Folder whose `law` folder may hold newer files; None for ours only.

    Raises:
        Stop: As `read_law`.
    """
    charged = policy.late_fees.usage is not Usage.WAIVE
    tables = read_law(workspace)
    law = Law(late_payment=tables.late_payment if charged else {}, limitation=tables.limitation)
    return replace(policy, law=law)


def _document(name: str, workspace: Path | None) -> TomlDocument:
    own = workspace / OVERRIDES / f"{name}.toml" if workspace else None
    if own and own.is_file():
        return read_document(own, f"{OVERRIDES}/{name}.toml")
    return parse_document(law_text(name), f"{name}.toml")


def _checked(shape: type[_File], document: TomlDocument) -> _File:
    problems = list(document.syntax)
    try:
        read = shape.model_validate(document.raw)
    except ValidationError as error:
        problems += problems_of(error, document, shape)
    if problems:
        raise stop(problems, _PAGE)
    return read


def _table(name: str, form: RateFile, document: TomlDocument) -> RateTable:
    try:
        return rate_table(name, [row.model_dump() for row in form.rates])
    except ValueError as error:
        raise stop([document.problem(("rates",), f"{error}.")], _PAGE) from None


def _late_payment(rates: Mapping[str, RateTable], workspace: Path | None) -> dict[str, LateLaw]:
    document = _document(LATE_PAYMENT, workspace)
    problems = list(document.syntax)
    laws = {}
    for country, section in document.raw.items():
        if not isinstance(section, dict):
            problems.append(document.problem((country,), "must be a section.", f"For example: [{country}]"))
            continue
        try:
            form = LawSection.model_validate(section)
        except ValidationError as error:
            problems += problems_of(error, document, LawSection, within=(country,))
            continue
        if told := _contradiction(form):
            place, *sentences = told
            problems.append(document.problem((country, *place), *sentences))
        else:
            laws[country] = late_law(country, form.model_dump(), rates)
    if problems:
        raise stop(problems, _PAGE)
    return laws


def _contradiction(form: LawSection) -> tuple[Place, str, str] | None:
    """Look for keys that do not fit each other: place, what is wrong, what to do."""
    if (form.floor_reference is None) != (form.floor_times is None):
        key = "floor_reference" if form.floor_times is None else "floor_times"
        return (key,), "stands alone.", "Write both floor_reference and floor_times, or neither."
    starts = [tier.at_least for tier in form.compensation]
    if starts != sorted(set(starts)):
        return ("compensation",), "the tiers do not rise.", "Let at_least rise from one to the next."
    return None
