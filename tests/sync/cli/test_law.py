"""`relance law`: how long the tables last, and the calculator of late-payment interest."""

from pathlib import Path

import pytest

from relance_sync.config import law_tables
from tests.terminal import Terminal


def interest(*words: str, country: str = "FR", on: str = "2026-09-01") -> list[str]:
    given = ["--country", country, "--amount", "10000", "--due", "2026-05-01", "--on", on]
    return ["law", "interest", *given, *words]


def test_the_tables_reach_today(terminal: Terminal) -> None:
    answer = terminal.relance("law", "check")
    assert answer.code == 0
    assert "ecb_refinancing" in answer.out
    assert "All tables reach today. The first to end lasts until 31 Dec 2026." in answer.out
    assert answer.err == ""


def test_a_table_that_ended_is_named_with_what_to_do(terminal: Terminal) -> None:
    terminal.today = "2027-01-01"
    answer = terminal.relance("law", "check")
    assert answer.code == 1
    assert "The table boe_official ended on 31 Dec 2026" in answer.err
    assert "Add the next half-year to law/boe_official.toml" in answer.err
    french = terminal.relance("law", "check", "--language", "fr")
    assert "La table boe_official s'arrête au 31/12/2026" in french.err


def test_the_last_day_of_a_table_is_not_past_its_end(terminal: Terminal) -> None:
    terminal.today = "2026-12-31"
    answer = terminal.relance("law", "check", "--json")
    assert answer.code == 0
    assert answer.json["today"] == "2026-12-31"
    first = answer.json["tables"][0]
    assert first == {
        "table": "ecb_refinancing",
        "title": "ECB main refinancing rate",
        "since": "2013-01-01",
        "until": "2026-12-31",
        "days_left": 0,
        "ended": False,
    }
    terminal.today = "2027-01-02"
    late = terminal.relance("law", "check", "--json")
    assert (late.code, [each["ended"] for each in late.json["tables"]]) == (1, [True, True, True])


def test_today_is_the_machines_without_a_day(terminal: Terminal) -> None:
    terminal.today = None
    answer = terminal.relance("law", "check", "--json")
    assert answer.code == int(any(each["ended"] for each in answer.json["tables"]))


def test_the_french_example(terminal: Terminal) -> None:
    answer = terminal.relance(*interest())
    assert answer.code == 0
    assert "1 Jul 2026     61   12.15 %   EUR 203.05" in answer.out
    assert "Interest EUR 413.68, compensation EUR 40.00." in answer.out
    assert "With the amount itself: EUR 10,453.68." in answer.out
    assert "not legal advice" in answer.out


def test_the_french_example_for_programs(terminal: Terminal) -> None:
    answer = terminal.relance(*interest("--json")).json
    euro = {"currency": "EUR"}
    assert answer["interest"] == {"amount": "413.68", **euro}
    assert answer["compensation"] == {"amount": "40.00", **euro}
    assert answer["total"] == {"amount": "10453.68", **euro}
    assert [(each["days"], each["percent"]) for each in answer["segments"]] == [(61, "12.15"), (62, "12.40")]
    assert (answer["usage"], answer["consumer"], answer["below_floor"]) == ("show", False, [])
    assert (answer["country"], answer["due"], answer["on"]) == ("FR", "2026-05-01", "2026-09-01")


def test_the_british_example(terminal: Terminal) -> None:
    answer = terminal.relance(*interest("--json", country="gb", on="2026-06-30")).json
    assert answer["total"] == {"amount": "10293.15", "currency": "GBP"}


def test_a_rate_below_the_floor_is_told_in_french_too(terminal: Terminal) -> None:
    answer = terminal.relance(*interest("--rate", "8,00 %", "--language", "fr"))
    assert answer.code == 0
    assert (
        "Le taux convenu de 8,00 % est inférieur au minimum permis, 8,25 %, du 01/07/2026 au 01/09/2026"
        in (answer.everything)
    )
    assert "Intérêts 269,59 EUR, indemnité 40,00 EUR." in answer.everything
    told = terminal.relance(*interest("--rate", "8", "--json")).json["below_floor"]
    assert told == [{"since": "2026-07-01", "until": "2026-09-01", "agreed": "8", "floor": "8.25"}]


def test_a_missing_half_year_names_the_table(terminal: Terminal) -> None:
    answer = terminal.relance(*interest(on="2027-02-01"))
    assert answer.code == 2
    assert "The table ecb_refinancing has no rate for 2027-H1" in answer.err
    assert "law/ecb_refinancing.toml" in answer.err
    as_json = terminal.relance(*interest("--json", on="2027-02-01"))
    assert as_json.json["error"]["kind"] == "stop"


def test_a_table_in_the_workspace_counts(terminal: Terminal) -> None:
    shipped = Path(law_tables.__file__).parent / "law" / "ecb_refinancing.toml"
    (terminal.folder / "law").mkdir()
    text = shipped.read_text() + '\n[[rates]]\nsince = 2027-01-01\npercent = 2.40\nsource = "a test"\n'
    (terminal.folder / "law" / "ecb_refinancing.toml").write_text(text)
    answer = terminal.relance(*interest("--json", on="2027-02-01"))
    assert [each["days"] for each in answer.json["segments"]] == [61, 184, 31]


def test_where_we_know_no_law_a_rate_is_needed(terminal: Terminal) -> None:
    answer = terminal.relance(*interest(country="CH"))
    assert answer.code == 2
    assert "Give the contract's rate with --rate" in answer.err
    words = interest("--rate", "5", "--currency", "CHF", "--json", country="CH")
    agreed = terminal.relance(*words).json
    assert agreed["interest"] == {"amount": "168.49", "currency": "CHF"}
    assert agreed["compensation"] == {"amount": "0.00", "currency": "CHF"}


def test_sums_of_two_currencies_are_not_added_up(terminal: Terminal) -> None:
    answer = terminal.relance(*interest("--currency", "USD", "--json")).json
    assert (answer["interest"]["currency"], answer["compensation"]["currency"]) == ("USD", "EUR")
    assert answer["total"] is None
    assert "With the amount" not in terminal.relance(*interest("--currency", "USD")).out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--rate", "five"), "The rate must be a percentage"),
        (("--rate", "-5"), "The rate must be a percentage"),
        (("--currency", "euro"), "three capital letters"),
    ],
)
def test_what_makes_no_sense_is_told(terminal: Terminal, words: tuple[str, ...], problem: str) -> None:
    answer = terminal.relance(*interest(*words))
    assert answer.code == 2
    assert problem in answer.err


def test_the_british_compensation_needs_pounds(terminal: Terminal) -> None:
    answer = terminal.relance(*interest("--currency", "USD", country="GB"))
    assert answer.code == 2
    assert "give it in GBP" in answer.err


def test_a_consumer_and_a_debt_that_is_not_late_owe_nothing(terminal: Terminal) -> None:
    consumer = terminal.relance(*interest("--consumer"))
    assert "owed between businesses only" in consumer.out
    assert "40.00" not in consumer.out
    on_time = terminal.relance(*interest(on="2026-05-01"))
    assert "interest runs from the day after it" in on_time.out
    assert terminal.relance(*interest("--json", on="2026-04-01")).json["segments"] == []
