"""`relance calendar`: the closed days with their names, and that they count."""

import pytest

from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

CALENDAR = """
[calendar]
country = "FR"
subdivision = "FR-57"
holidays = [2027-12-24]
open = [2027-05-17]
"""


def days(terminal: Terminal, *words: str) -> dict[str, str]:
    answer = terminal.relance("calendar", "--json", *words)
    return {each["day"]: each["kind"] for each in answer.json["days"]}


def test_the_closed_days_of_a_year_in_both_languages(terminal: Terminal) -> None:
    (terminal.folder / "relance.toml").write_text(CALENDAR)
    terminal.company("acme")
    english = terminal.relance("calendar", "--year", "2027")
    assert english.code == 0
    assert "Closed days of acme in 2027: FR-57" in english.out
    assert "Every week: Saturday, Sunday." in english.out
    for row in (
        "26 Mar 2027 Friday Good Friday public holiday",
        "17 May 2027 Monday Pentecost Monday public holiday, open",
    ):
        assert row in " ".join(english.out.split())
    french = " ".join(terminal.relance("calendar", "--year", "2027", "--language", "fr").out.split())
    assert "Jours fermés de acme en 2027 : FR-57" in french
    assert "14/07/2027 mercredi Fête nationale jour férié" in french
    assert "24/12/2027 vendredi fermeture propre" in french


def test_as_json(terminal: Terminal) -> None:
    (terminal.folder / "relance.toml").write_text(CALENDAR)
    terminal.company("acme")
    document = terminal.relance("calendar", "--year", "2027", "--json").json
    assert {key: value for key, value in document.items() if key != "days"} == {
        "company": "acme",
        "year": 2027,
        "country": "FR",
        "subdivision": "57",
        "closed_weekdays": ["saturday", "sunday"],
    }
    assert document["days"][1] == {
        "day": "2027-03-26",
        "weekday": "friday",
        "name": "Good Friday",
        "kind": "public",
    }


def test_the_companys_country_counts_once_it_was_synced(terminal: Terminal) -> None:
    terminal.company("acme")
    before = terminal.relance("calendar")
    assert "no public holidays" in before.out
    assert "The company's country is not known yet: run a sync" in before.out
    assert terminal.relance("sync").code == 0
    assert days(terminal, "--year", "2027")["2027-07-14"] == "public"
    after = terminal.relance("calendar").out
    assert "Parts of FR with holidays of their own: 57 (Moselle), 6AE (Alsace)" in after


@pytest.mark.parametrize("acme_country", ["FR", "GB"])
def test_nobody_is_contacted_on_a_public_holiday(
    terminal: Terminal, acme: FakePlatform, acme_country: str
) -> None:
    acme.country = acme_country
    terminal.today = "2026-12-28"  # a Monday that stands in for Boxing Day, in the United Kingdom only
    answer = terminal.relance("sync", "--json").json["companies"][0]
    kinds = {each["kind"] for one in answer["assessed"] for each in one["decisions"]}
    assert ("remind" in kinds) is (acme_country == "FR")
    explained = terminal.relance("explain", "Azure", "--json").json
    assert ("remind" in {each["kind"] for each in explained["decisions"]}) is (acme_country == "FR")


def test_a_wrong_country_and_subdivision_are_told_with_their_lines(terminal: Terminal) -> None:
    (terminal.folder / "relance.toml").write_text('[calendar]\ncountry = "UK"\n')
    terminal.company("acme", 'calendar = {country = "GB", subdivision = "Scotlnd"}')
    answer = terminal.relance("calendar")
    assert answer.code == 2
    assert (
        "relance.toml:2: calendar.country: no public holidays are known for it. Did you mean GB?"
        in answer.err
    )
    assert (
        "companies.acme.calendar.subdivision: GB has no such subdivision. Did you mean Scotland?"
        in answer.err
    )


def test_a_year_without_a_calendar_is_refused(terminal: Terminal) -> None:
    terminal.company("acme")
    assert terminal.relance("calendar", "--year", "1999").code == 2
