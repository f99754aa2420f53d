"""The law read with the standard library says what the checked reader says, and takes newer rates."""

from datetime import date
from decimal import Decimal

import pytest

from relance_sync.config.law_tables import read_law
from relance_sync.errors import Stop
from relance_sync.plain_law import plain_law
from relance_sync.plain_policy import read_plain, shipped_text
from relance_sync.rules.reference_rates import HalfYearRate, MissingRate, RateTable, Reanchored


def ecb(law_of: str, *newer: HalfYearRate) -> RateTable:
    basis = plain_law({"ecb_refinancing": newer}).late_payment[law_of].statutory
    assert isinstance(basis, Reanchored)
    return basis.table


def rate(since: date, percent: str) -> HalfYearRate:
    return HalfYearRate(since=since, percent=Decimal(percent), source="the bank's page")


def test_our_tables_are_the_same_read_either_way() -> None:
    checked, plain = read_law(), plain_law()
    assert plain.late_payment == checked.late_payment
    assert plain.limitation == checked.limitation


def test_a_newer_rate_goes_on_where_ours_end() -> None:
    with pytest.raises(MissingRate):
        ecb("FR").on(date(2027, 2, 1))
    assert ecb("FR", rate(date(2027, 1, 1), "2.15")).on(date(2027, 2, 1)) == Decimal("2.15")


def test_a_corrected_rate_takes_the_place_of_ours() -> None:
    assert ecb("EU", rate(date(2026, 7, 1), "2.30")).on(date(2026, 8, 1)) == Decimal("2.30")


def test_no_half_year_may_be_left_out() -> None:
    with pytest.raises(Stop, match="The table ecb_refinancing: after 2026-H2 must come 2027-H1"):
        ecb("FR", rate(date(2027, 7, 1), "2.15"))


def test_a_newer_rate_counts_for_the_version_of_a_policy() -> None:
    newer = {"ecb_refinancing": [rate(date(2027, 1, 1), "2.15")]}
    text = shipped_text("standard")
    assert read_plain(text, "policy").version != read_plain(text, "policy", newer=newer).version
