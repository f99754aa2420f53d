"""The law's tables as shipped, a workspace's own ones, and errors that name file and key."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from relance_sync.config.law_tables import read_law, with_law
from relance_sync.config.policy_file import read_policy
from relance_sync.errors import Stop
from relance_sync.plain_law import RATE_TABLES
from relance_sync.rules.interest import Debt, Usage, late_charges
from relance_sync.rules.ledger import Kind
from relance_sync.rules.limitation import Ground, period_for
from relance_sync.rules.money import money
from relance_sync.rules.policy import AlertRules, LateFees, Law

SHIPPED = resources.files("relance_sync.config").joinpath("law")


def shipped(name: str) -> str:
    return SHIPPED.joinpath(f"{name}.toml").read_text("utf-8")


def own(folder: Path, name: str, text: str) -> Path:
    (folder / "law").mkdir(exist_ok=True)
    (folder / "law" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, name: str, text: str) -> str:
    with pytest.raises(Stop) as caught:
        read_law(own(folder, name, text))
    assert all(problem.line for problem in caught.value.problems if problem.key != "rates")
    return re.sub(r"^(.+?\.toml):\d+:", r"\1:", caught.value.user_message, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("table", "day", "percent"),
    [
        ("ecb_refinancing", date(2013, 1, 1), "0.75"),
        ("ecb_refinancing", date(2016, 3, 1), "0.05"),
        ("ecb_refinancing", date(2016, 7, 1), "0"),
        ("ecb_refinancing", date(2023, 7, 1), "4"),
        ("ecb_refinancing", date(2026, 6, 30), "2.15"),
        ("ecb_refinancing", date(2026, 7, 1), "2.40"),
        ("fr_legal_rate", date(2018, 1, 1), "0.89"),
        ("fr_legal_rate", date(2019, 1, 1), "0.86"),
        ("fr_legal_rate", date(2025, 8, 1), "2.76"),
        ("fr_legal_rate", date(2026, 12, 31), "2.75"),
        ("boe_official", date(2020, 7, 1), "0.10"),
        ("boe_official", date(2026, 2, 1), "3.75"),
    ],
)
def test_rates_as_published(table: str, day: date, percent: str) -> None:
    assert read_law().rates[table].on(day) == Decimal(percent)


@pytest.mark.parametrize("name", RATE_TABLES)
def test_every_row_has_its_source_and_every_table_a_title(name: str) -> None:
    law = read_law()
    assert all(row.source for row in law.rates[name].rates)
    assert law.titles[name]
    assert law.rates[name].last_day == date(2026, 12, 31)


def charged(country: str, currency: str, due: date, on: date) -> tuple[Decimal, Decimal]:
    debt = Debt(company="a", invoice="1", principal=money(10000, currency), due=due, kind=Kind.ENTITY)
    charges = late_charges(debt, read_law().late_payment[country], on)
    return charges.interest.amount, charges.compensation.amount


def test_the_published_examples_come_out() -> None:
    france = charged("FR", "EUR", date(2026, 5, 1), date(2026, 9, 1))
    assert france == (Decimal("413.68"), Decimal(40))
    assert charged("GB", "GBP", date(2026, 5, 1), date(2026, 6, 30)) == (Decimal("193.15"), Decimal(100))
    # 61 days at 10.15 % and 62 at 10.40 %.
    assert charged("EU", "EUR", date(2026, 5, 1), date(2026, 9, 1)) == (Decimal("346.29"), Decimal(40))


@pytest.mark.parametrize(
    ("day", "floor"), [(date(2025, 7, 1), "8.28"), (date(2026, 1, 1), "7.86"), (date(2026, 7, 1), "8.25")]
)
def test_the_french_floor_is_the_published_one(day: date, floor: str) -> None:
    found = read_law().late_payment["FR"].floor
    assert found
    assert found.table.on(day) * found.times == Decimal(floor)


@pytest.mark.parametrize(
    ("country", "kind", "years"), [("FR", Kind.ENTITY, 5), ("FR", None, 2), ("GB", None, 6)]
)
def test_limitation_periods(country: str, kind: Kind | None, years: int) -> None:
    found = period_for(read_law().limitation, country, kind)
    assert found
    assert found.years == years
    assert found.grounds[Ground.ACKNOWLEDGEMENT]


def test_a_workspace_brings_the_next_half_year(tmp_path: Path) -> None:
    more = '\n[[rates]]\nsince = 2027-01-01\npercent = 2\nsource = "a test"\n'
    law = read_law(own(tmp_path, "ecb_refinancing", shipped("ecb_refinancing") + more))
    assert law.rates["ecb_refinancing"].last_day == date(2027, 6, 30)
    assert law.rates["fr_legal_rate"].last_day == date(2026, 12, 31)
    debt = Debt(
        company="a", invoice="1", principal=money(100, "EUR"), due=date(2026, 12, 1), kind=Kind.ENTITY
    )
    charges = late_charges(debt, law.late_payment["FR"], date(2027, 2, 1))
    assert [each.percent for each in charges.segments] == [Decimal("12.40"), Decimal(12)]


def test_a_workspace_without_tables_has_ours(tmp_path: Path) -> None:
    assert read_law(tmp_path) == read_law()


RATE = 'title = "x"\n[[rates]]\nsince = {since}\npercent = {percent}\n{source}'
SOURCE = 'source = "s"\n'


@pytest.mark.parametrize(
    ("since", "percent", "source", "problem"),
    [
        ("2026-02-01", "1", SOURCE, r"rates: a half-year begins on 1 January or 1 July, not on 2026-02-01"),
        ('"2026-01-01"', "1", SOURCE, r"rates\[1\].since: must be a date"),
        ("2026-01-01", '"1"', SOURCE, r"rates\[1\].percent: must be an amount"),
        ("2026-01-01", "true", SOURCE, r"rates\[1\].percent: "),
        ("2026-01-01", "-1", SOURCE, r"rates\[1\].percent: "),
        ("2026-01-01", "1", "", r"rates\[1\].source: is missing"),
        ("2026-01-01", "1", 'source = ""\n', r"rates\[1\].source: must not be empty"),
        (
            "2026-01-01",
            "1",
            SOURCE + "sorce = 1\n",
            r"rates\[1\].sorce: is not a known key. Did you mean source",
        ),
    ],
)
def test_a_wrong_rate_is_told_with_file_and_key(
    tmp_path: Path, since: str, percent: str, source: str, problem: str
) -> None:
    text = RATE.format(since=since, percent=percent, source=source)
    message = refused(tmp_path, "boe_official", text)
    assert re.match("law/boe_official.toml: " + problem, message)


def test_a_table_with_a_gap_is_refused(tmp_path: Path) -> None:
    rows = [RATE.format(since="2026-01-01", percent="1", source=SOURCE)]
    rows.append(rows[0].replace('title = "x"\n', "").replace("2026-01-01", "2027-01-01"))
    message = refused(tmp_path, "fr_legal_rate", "".join(rows))
    assert message.startswith("law/fr_legal_rate.toml: rates: after 2026-H1 must come 2026-H2.")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("points = 10", "", "FR.points: is missing"),
        ('reference = "ecb_refinancing"', 'reference = "odd"', "FR.reference: must be one of"),
        ("floor_times = 3", "", "FR.floor_reference: stands alone. Write both floor_reference and"),
        ("at_least = 1000\n", "at_least = 0\n", "GB.compensation: the tiers do not rise. Let at_least rise"),
        ("at_least = 1000\n", "at_lest = 1000\n", r"GB.compensation\[2\]."),
        ("[FR]\n", "FR = 1\n[FX]\n", "FR: must be a section"),
    ],
)
def test_a_wrong_law_is_told_with_file_and_key(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = shipped("late_payment")
    assert old in text
    text = text.replace(old, new)
    if "[FX]" in text:
        text = text.replace("[[FR.", "[[FX.")
    assert re.match("law/late_payment.toml: " + problem, refused(tmp_path, "late_payment", text))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("years = 6", "years = 0", r"periods\[3\].years"),
        ("court_claim", "formal_notice", r"periods\[1\].grounds.formal_notice"),
        ('kind = "person"', 'kind = "human"', r"periods\[2\].kind: must be one of"),
    ],
)
def test_a_wrong_period_is_told_with_file_and_key(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = shipped("limitation")
    before, found, after = text.rpartition(old)
    text = before + new + after if old.startswith("years") else text.replace(old, new)
    assert found
    assert re.match("law/limitation.toml: " + problem, refused(tmp_path, "limitation", text))


class TestWhatAPolicyUses:
    """The tables that count for a policy, and so for its version."""

    def test_every_policy_has_the_periods_and_a_claiming_one_the_rates(self) -> None:
        standard = replace(read_policy(None), law=Law(), late_fees=LateFees(usage=Usage.WAIVE))
        watching = with_law(standard).law
        assert (bool(watching.limitation), bool(watching.late_payment)) == (True, False)
        deaf = replace(standard, alerts=AlertRules(on=()))
        assert with_law(deaf).law == watching
        claiming = with_law(replace(deaf, late_fees=LateFees(usage=Usage.CLAIM))).law
        assert (set(claiming.late_payment), claiming.limitation) == ({"FR", "EU", "GB"}, watching.limitation)

    def test_a_newer_table_of_the_workspace_makes_another_version(self, tmp_path: Path) -> None:
        other = shipped("limitation").replace("years = 5", "years = 4")
        policy = read_policy(None, workspace=own(tmp_path, "limitation", other))
        assert policy.version != read_policy(None).version
        assert [each.years for each in policy.law.limitation if each.kind is Kind.ENTITY] == [4]
