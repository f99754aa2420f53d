"""Reads the law's dated tables into the rules' values. Errors name file and key.

The tables are TOML files beside this module, each row with its source. A file of the same name in the folder
`law` of a workspace takes the place of ours, so that a rate can be added without waiting for a new version.
How to do it is in docs/reference/law.md. Nothing is computed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from relance_sync.config.problems import parse_toml, read_toml, refuse
from relance_sync.errors import Stop
from relance_sync.rules.interest import Floor, LateLaw, Tier
from relance_sync.rules.ledger import Kind
from relance_sync.rules.limitation import Ground, LimitationPeriod
from relance_sync.rules.reference_rates import FixedAtStart, HalfYearRate, RateTable, Reanchored

RATE_TABLES = ("ecb_refinancing", "fr_legal_rate", "boe_official")
LATE_PAYMENT = "late_payment"
LIMITATION = "limitation"
OVERRIDES = "law"


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
        Stop: Naming file and key of everything wrong in the first wrong file.
    """
    rates, titles = {}, {}
    for name in RATE_TABLES:
        raw, file = _raw(name, workspace)
        form = _checked(RateFile, raw, file)
        rates[name], titles[name] = _table(name, form, file), form.title
    periods = _checked(PeriodFile, *_raw(LIMITATION, workspace))
    return LawTables(
        rates=rates,
        titles=titles,
        late_payment=_late_payment(rates, workspace),
        limitation=_periods(periods),
    )


def _raw(name: str, workspace: Path | None) -> tuple[dict[str, Any], str]:
    own = workspace / OVERRIDES / f"{name}.toml" if workspace else None
    if own and own.is_file():
        return read_toml(own), f"{OVERRIDES}/{name}.toml"
    ours = resources.files("relance_sync.config").joinpath("law", f"{name}.toml").read_text("utf-8")
    return parse_toml(ours, f"{name}.toml"), f"{name}.toml"


def _checked(shape: type[_File], raw: Mapping[str, Any], file: str) -> _File:
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        raise refuse(error, file, lambda place: _known(shape, place)) from None


def _table(name: str, form: RateFile, file: str) -> RateTable:
    try:
        rows = [HalfYearRate(since=row.since, percent=row.percent, source=row.source) for row in form.rates]
        return RateTable(name=name, rates=tuple(rows))
    except ValueError as error:
        raise Stop(f"{file}: rates: {error}. See docs/reference/law.md.") from None


def _late_payment(rates: Mapping[str, RateTable], workspace: Path | None) -> dict[str, LateLaw]:
    raw, file = _raw(LATE_PAYMENT, workspace)
    laws = {}
    for country, section in raw.items():
        if not isinstance(section, dict):
            raise Stop(f"{file}: {country}: must be a section, such as [FR].")
        form = _checked(LawSection, section, f"{file}: {country}")
        laws[country] = _law(country, form, rates, file)
    return laws


def _law(country: str, form: LawSection, rates: Mapping[str, RateTable], file: str) -> LateLaw:
    if (form.floor_reference is None) != (form.floor_times is None):
        raise Stop(f"{file}: {country}: write both floor_reference and floor_times, or neither.")
    starts = [tier.at_least for tier in form.compensation]
    if starts != sorted(set(starts)):
        raise Stop(f"{file}: {country}.compensation: at_least must rise from one to the next.")
    basis = Reanchored if form.anchor == "each_half_year" else FixedAtStart
    floor = None
    if form.floor_reference is not None and form.floor_times is not None:
        floor = Floor(table=rates[form.floor_reference], times=form.floor_times)
    return LateLaw(
        country=country,
        currency=form.currency,
        statutory=basis(table=rates[form.reference], points=form.points),
        compensation=tuple(Tier(at_least=tier.at_least, amount=tier.amount) for tier in form.compensation),
        with_agreed_rate=form.compensation_with_agreed_rate,
        floor=floor,
    )


def _periods(form: PeriodFile) -> tuple[LimitationPeriod, ...]:
    return tuple(
        LimitationPeriod(
            country=row.country,
            kind=Kind(row.kind) if row.kind else None,
            years=row.years,
            article=row.article,
            grounds={Ground(ground): article for ground, article in row.grounds.items()},
        )
        for row in form.periods
    )


def _known(shape: type[BaseModel], place: Sequence[str | int]) -> Sequence[str]:
    """List the keys of a section: below the top there is only one kind of row in each file."""
    rows: Mapping[type[BaseModel], type[BaseModel]] = {
        RateFile: RateRow,
        LawSection: TierRow,
        PeriodFile: PeriodRow,
    }
    return list(rows[shape].model_fields if place else shape.model_fields)
