"""The law's tables as the rules' values, with the standard library only: for `config` and inside Odoo.

Makes laws, rate tables and limitation periods of rows that were read from TOML. Whether a person's own file
is right is checked by `relance_sync.config.law_tables`, with its line; ours are checked by its tests.
"""

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib import resources
from typing import Any

from relance_sync.errors import Stop
from relance_sync.rules.interest import Floor, LateLaw, Tier
from relance_sync.rules.ledger import Kind
from relance_sync.rules.limitation import Ground, LimitationPeriod
from relance_sync.rules.policy import Law
from relance_sync.rules.reference_rates import FixedAtStart, HalfYearRate, RateTable, Reanchored

RATE_TABLES = ("ecb_refinancing", "fr_legal_rate", "boe_official")
LATE_PAYMENT = "late_payment"
LIMITATION = "limitation"

Row = Mapping[str, Any]


def law_text(name: str) -> str:
    """Return the text of one of our tables, by the name of its file without its ending."""
    # Not through the package `config`, which imports pydantic.
    return resources.files("relance_sync").joinpath("config", "law", f"{name}.toml").read_text("utf-8")


def plain_law(newer: Mapping[str, Iterable[HalfYearRate]] | None = None) -> Law:
    """Read our own tables.

    Args:
        newer: By table, rates that people have added since; each takes the place of ours of that half-year.

    Raises:
        Stop: If a half-year is missing before an added one.
    """
    rates = {name: _with_newer(name, (newer or {}).get(name, ())) for name in RATE_TABLES}
    sections = _rows(LATE_PAYMENT)
    return Law(
        late_payment={country: late_law(country, each, rates) for country, each in sections.items()},
        limitation=plain_periods(),
    )


def plain_periods() -> tuple[LimitationPeriod, ...]:
    """Read our own table of limitation periods."""
    return tuple(limitation_period(each) for each in _rows(LIMITATION)["periods"])


def rate_table(name: str, rows: Iterable[Row]) -> RateTable:
    """Make a rate table.

    Raises:
        ValueError: If there is no row, one is missing in between, or the order is wrong.
    """
    return RateTable(name=name, rates=tuple(_half_year(each) for each in rows))


def late_law(country: str, section: Row, rates: Mapping[str, RateTable]) -> LateLaw:
    """Make the law of a country of its section in `late_payment.toml`; keys that may lack may be None too."""
    basis = Reanchored if section["anchor"] == "each_half_year" else FixedAtStart
    floor = None
    if section.get("floor_reference") is not None:
        floor = Floor(table=rates[section["floor_reference"]], times=Decimal(section["floor_times"]))
    return LateLaw(
        country=country,
        currency=section["currency"],
        statutory=basis(table=rates[section["reference"]], points=Decimal(section["points"])),
        compensation=tuple(
            Tier(at_least=Decimal(each["at_least"]), amount=Decimal(each["amount"]))
            for each in section.get("compensation", ())
        ),
        with_agreed_rate=section["compensation_with_agreed_rate"],
        floor=floor,
    )


def limitation_period(row: Row) -> LimitationPeriod:
    """Make a limitation period of its row in `limitation.toml`; keys that may lack may be None too."""
    return LimitationPeriod(
        country=row["country"],
        kind=Kind(row["kind"]) if row.get("kind") else None,
        years=row["years"],
        article=row["article"],
        grounds={Ground(ground): article for ground, article in row.get("grounds", {}).items()},
    )


def _rows(name: str) -> Mapping[str, Any]:
    return tomllib.loads(law_text(name), parse_float=Decimal)


def _half_year(row: Row) -> HalfYearRate:
    return HalfYearRate(since=row["since"], percent=Decimal(row["percent"]), source=row["source"])


def _with_newer(name: str, newer: Iterable[HalfYearRate]) -> RateTable:
    by_day = {each.since: each for each in rate_table(name, _rows(name)["rates"]).rates}
    by_day |= {each.since: each for each in newer}
    try:
        return RateTable(name=name, rates=tuple(by_day[day] for day in sorted(by_day)))
    except ValueError as error:
        raise Stop(f"The table {name}: {error}. Add the rate of that half-year too.") from None
