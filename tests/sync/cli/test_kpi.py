"""kpi: a year of books in both languages and as JSON, past days restated, groups, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from relance_sync.report.indicators import Measure
from tests.fake_books import TODAY
from tests.fake_platform import FakePlatform
from tests.terminal import Answer, Terminal

JANE, ADAM = "jane@books.example", "adam@books.example"
KEYS = [
    "company",
    "read_on",
    "start",
    "as_of",
    "customers",
    "receivables",
    "open",
    "overdue",
    "credits",
    "billed",
    "received",
    "undated",
    "missing_rates",
    "indicators",
    "improved",
    "look_at",
    "ageing_by",
    "ageing",
    "past_due_dso",
    "trend",
    "worst",
    "by",
    "groups",
]


def eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


@pytest.fixture
def books(terminal: Terminal) -> FakePlatform:
    """A year of one customer who pays on the day and one who pays 20 days late, and not at all at the end."""
    books = terminal.company("acme")
    books.customer("Punctual", collector=JANE, segment="retail", credit_limit=Decimal(1000))
    books.customer("Tardy", collector=ADAM, credit_limit=Decimal(200))
    for month in range(12):
        due = TODAY - timedelta(days=350 - 30 * month)
        for name, late in (("Punctual", 0), ("Tardy", 20)):
            books.today = due + timedelta(days=late)
            posted = books.invoice(name, "100.00", due=due)
            if name == "Punctual" or month < 9:
                books.pay(name, "100.00", invoice=posted)
    books.today = TODAY
    books.invoice("Punctual", "600.00", due=TODAY + timedelta(days=20), issued=TODAY - timedelta(days=10))
    assert terminal.relance("sync").code == 0
    return books


def kpi(terminal: Terminal, *words: str) -> Answer:
    return terminal.relance("kpi", *words)


def document(terminal: Terminal, *words: str) -> Any:
    answer = kpi(terminal, "--json", *words)
    assert answer.code == 0, answer.everything
    return answer.json


@pytest.mark.usefixtures("books")
class TestJson:
    def test_every_figure(self, terminal: Terminal) -> None:
        told = document(terminal)
        assert list(told) == KEYS
        assert (told["company"], told["read_on"], told["as_of"]) == ("acme", str(TODAY), str(TODAY))
        assert (told["start"], told["customers"]) == ("2026-08-24", 2)
        assert list(told["indicators"]) == [str(each) for each in Measure]
        assert (told["open"], told["overdue"]) == (eur("900.00"), eur("300.00"))
        assert (told["receivables"], told["credits"]) == (eur("900.00"), eur("0.00"))
        assert told["ageing"]["EUR"][0] == {"low": None, "high": 0, **eur("600.00")}
        assert [each["amount"] for each in told["ageing"]["EUR"]] == [
            "600.00",
            "100.00",
            "100.00",
            "100.00",
            "0.00",
        ]
        assert len(told["trend"]) == 12
        assert told["trend"][-1]["end"] == str(TODAY)

    def test_an_indicator(self, terminal: Terminal) -> None:
        told = document(terminal, "--months", "12")["indicators"]
        assert told["payment_time"] == {
            "label": "Mean payment time",
            "value": "38.57",  # 12 paid after 30 days and 9 after 50
            "unit": "days",
            "why": None,
            "why_text": None,
            "before": told["payment_time"]["before"],
            "target": {"limit": "45.00", "above": False, "review": "monthly", "next_review": "2026-11-30"},
            "met": True,
            "how": told["payment_time"]["how"],
        }
        assert told["on_time_count"]["value"] == "50.00"
        assert told["utilisation"]["value"] == "75.00"  # 600 of 1,000 and 300 of 200

    def test_what_is_not_known_has_a_reason(self, terminal: Terminal) -> None:
        told = document(terminal)["indicators"]
        assert (told["collection_cost"]["value"], told["collection_cost"]["why"]) == (None, "cost_unknown")
        assert told["collection_cost"]["why_text"] == "not known: hours, hourly rate, tool, fees"
        assert told["bad_debt"]["why"] == "losses_unknown"

    def test_what_people_tell(self, terminal: Terminal) -> None:
        words = ("--hours", "1", "--hourly-rate", "4,5", "--tool", "1.5", "--fees", "0", "--written-off", "9")
        told = document(terminal, *words)
        received = float(told["received"]["amount"])
        assert told["indicators"]["collection_cost"]["value"] == f"{600 / received:.2f}"
        assert told["indicators"]["bad_debt"]["value"] == f"{900 / float(told['billed']['amount']):.2f}"

    def test_the_policy_sets_targets_and_costs(self, terminal: Terminal) -> None:
        policy = '[targets]\nmonths = 12\npayment_time = 30\npayment_time_review = "quarterly"\n'
        policy += "hours = 1\nhourly_rate = 10\ntool = 0\nfees = 0.5\n"
        start = 'default_plan = "a"\n'
        steps = (
            '[[plans.a.steps]]\nid = "x"\nstage = "firm"\nchannel = "email"\ntone = "firm"\nafter_due = 5\n'
        )
        (terminal.folder / "policy.toml").write_text(start + steps + policy)
        told = document(terminal)["indicators"]
        assert (told["payment_time"]["met"], told["payment_time"]["target"]["limit"]) == (False, "30.00")
        assert told["payment_time"]["target"]["next_review"] == "2026-12-31"
        assert told["collection_cost"]["value"] == "6.00"  # 12 months of 10.50 for 2,100

    def test_groups(self, terminal: Terminal) -> None:
        told = document(terminal, "--by", "collector")
        assert (told["by"], [each["name"] for each in told["groups"]]) == ("collector", [ADAM, JANE])
        assert [each["overdue"]["amount"] for each in told["groups"]] == ["300.00", "0.00"]
        assert told["groups"][0]["indicators"]["bad_debt"]["why"] == "whole_only"
        by_segment = document(terminal, "--by", "segment")
        assert [each["name"] for each in by_segment["groups"]] == ["loyal customers", None]

    def test_age_by_invoice_date(self, terminal: Terminal) -> None:
        told = document(terminal, "--ageing", "issue")
        assert told["ageing_by"] == "issue"
        assert [each["amount"] for each in told["ageing"]["EUR"]][:2] == ["0.00", "600.00"]


@pytest.mark.usefixtures("books")
class TestPast:
    def test_a_past_day_is_what_was_seen_on_that_day(self, terminal: Terminal) -> None:
        # 30 September: of the last three of Tardy's one had fallen due, on the 25th.
        told = document(terminal, "--as-of", "2026-09-30")
        assert (told["as_of"], told["read_on"]) == ("2026-09-30", str(TODAY))
        assert told["indicators"]["utilisation"]["why"] == "past_unknown"
        assert told["trend"][-1]["end"] == "2026-09-30"

    def test_what_is_not_restated_is_said(self, terminal: Terminal) -> None:
        said = kpi(terminal, "--as-of", "2026-09-30").everything
        assert "restated as of 30 Sep 2026" in said
        assert "Not restated" in said
        assert "Not restated" not in kpi(terminal).everything

    def test_a_later_day_knows_no_more(self, terminal: Terminal) -> None:
        assert document(terminal, "--as-of", "2027-01-31")["as_of"] == str(TODAY)
        assert "no more is known of a later day" in kpi(terminal, "--as-of", "2027-01-31").everything

    def test_the_same_as_on_that_day_itself(self, terminal: Terminal, books: FakePlatform) -> None:
        then = document(terminal)
        books.today = TODAY + timedelta(days=40)
        books.pay("Tardy", "300.00")
        terminal.today = str(books.today)
        assert terminal.relance("sync").code == 0
        assert document(terminal)["overdue"] == eur("600.00")
        again = document(terminal, "--as-of", str(TODAY))
        for key in ("open", "overdue", "billed", "received", "ageing", "trend", "past_due_dso"):
            assert again[key] == then[key], key
        unknown = "utilisation"
        assert {name: each["value"] for name, each in again["indicators"].items() if name != unknown} == {
            name: each["value"] for name, each in then["indicators"].items() if name != unknown
        }


@pytest.mark.usefixtures("books")
class TestTables:
    def test_in_english(self, terminal: Terminal) -> None:
        said = kpi(terminal).everything
        for part in (
            "Maison Fictive: 25 Aug 2026 to 24 Nov 2026",
            "Open EUR 900.00, of which overdue EUR 300.00",
            "What to look at",
            "DSO, balance method",
            "DSO, count-back method",
            "< 45.0 days",
            "\u2013 (not known: hours, hourly rate, tool, fees)",
            "not due",
            "over 90",
            "Trend by month",
            "Accounts with the most overdue",
            "150.0 %",
        ):
            assert part in said, part

    def test_in_french(self, terminal: Terminal) -> None:
        said = kpi(terminal, "--language", "fr", "--by", "collector").everything
        for part in (
            "du 25/08/2026 au 24/11/2026",
            "À surveiller",
            "DSO, méthode par épuisement",
            "chaque trimestre",
            "Balance âgée",
            "Par gestionnaire",
            "inconnu : heures",
        ):
            assert part in said, part

    def test_each_figure_says_how_it_was_computed(self, terminal: Terminal) -> None:
        how = "receivables / billed in the period x its days"
        assert how in kpi(terminal, "--explain").everything
        assert how not in kpi(terminal).everything

    def test_groups_are_compared_and_shown_alone(self, terminal: Terminal) -> None:
        said = kpi(terminal, "--by", "segment").everything
        assert "By segment" in said
        assert "Maison Fictive, loyal customers" in said
        assert "Maison Fictive, none" in said


class TestEdges:
    def test_an_empty_ledger(self, terminal: Terminal) -> None:
        terminal.company("acme")
        terminal.relance("sync")
        told = document(terminal, "--by", "collector")
        assert (told["customers"], told["ageing"], told["worst"], told["groups"]) == (0, {}, [], [])
        assert told["indicators"]["dso_balance"]["why"] == "no_sales"
        assert kpi(terminal).code == 0

    def test_credits_larger_than_invoices(self, terminal: Terminal) -> None:
        books = terminal.company("acme")
        books.invoice("Azure", "100.00", due=TODAY - timedelta(days=3))
        books.credit("Azure", "250.00")
        terminal.relance("sync")
        told = document(terminal)
        assert (told["receivables"]["amount"], told["credits"]["amount"]) == ("-150.00", "250.00")
        assert told["indicators"]["dso_count_back"]["why_text"] == "credits are larger than what is open"
        assert "EUR 250.00 of credits are not set against an invoice" in kpi(terminal).everything

    def test_a_currency_without_a_rate_is_named(self, terminal: Terminal) -> None:
        books = terminal.company("acme")
        books.invoice("Azure", "100.00", due=date(2026, 11, 1), currency="USD")
        terminal.relance("sync")
        told = document(terminal)
        assert (told["missing_rates"], told["open"]["amount"]) == (["USD"], "0.00")
        assert told["ageing"]["USD"][1]["amount"] == "100.00"
        assert "for want of an exchange rate: USD" in kpi(terminal).everything

    def test_what_was_settled_without_a_payment_is_said(self, terminal: Terminal) -> None:
        books = terminal.company("acme")
        posted = books.invoice("Azure", "100.00", due=TODAY)
        books.delete(books.pay("Azure", "30.00", invoice=posted))
        terminal.relance("sync")
        assert document(terminal)["undated"]["amount"] == "30.00"
        assert "EUR 30.00 of what was billed" in kpi(terminal).everything

    def test_before_the_first_sync(self, terminal: Terminal) -> None:
        terminal.company("acme")
        answer = kpi(terminal, "--json")
        assert (answer.code, "relance sync acme" in answer.json["error"]["message"]) == (2, True)

    @pytest.mark.parametrize("wrong", ["-1", "much", "1e3", "nan"])
    def test_a_number_that_is_none(self, terminal: Terminal, wrong: str) -> None:
        terminal.company("acme")
        terminal.relance("sync")
        answer = kpi(terminal, f"--fees={wrong}")
        assert (answer.code, "--fees must be a number of at least 0" in answer.err) == (2, True)

    def test_a_period_that_is_none(self, terminal: Terminal) -> None:
        terminal.company("acme")
        assert kpi(terminal, "--months", "0").code == 2
