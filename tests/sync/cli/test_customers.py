"""worklist, explain, history, check-order, hold confirm: in both languages, plain and as JSON."""

from decimal import Decimal

import pytest

from tests.fake_platform import FakePlatform
from tests.terminal import Terminal


@pytest.fixture
def synced(terminal: Terminal, acme: FakePlatform) -> FakePlatform:
    """The books of acme, read and acted on once."""
    assert terminal.relance("sync", "--mode", "assist").code == 0
    terminal.relance("sync")
    return acme


@pytest.mark.usefixtures("synced")
def test_the_worklist_is_most_overdue_first(terminal: Terminal) -> None:
    english, french = terminal.relance("worklist"), terminal.relance("worklist", "--language", "fr")
    assert english.out.index("Joel Willis") < english.out.index("Azure Interior")
    assert "amicable" in english.out
    assert "held" in english.out
    assert "amiable" in french.out
    assert "bloqué" in french.out


@pytest.mark.usefixtures("synced")
def test_the_worklist_as_json(terminal: Terminal) -> None:
    document = terminal.relance("worklist", "acme", "--json").json
    azure = next(each for each in document["customers"] if each["customer"]["id"] == "azure-interior")
    assert set(azure) == {
        "customer", "stage", "risk", "points", "exposure", "overdue", "hold", "open_tasks", "decisions",
        "assessed_on", "next_review",
    }  # fmt: skip
    assert azure["hold"] == {"level": "hold", "since": "2026-11-24", "proposal": False}
    assert azure["open_tasks"] == 2


def test_an_empty_worklist_says_so(terminal: Terminal) -> None:
    terminal.company("acme")
    terminal.relance("sync")
    assert "Nobody needs attention in Maison Fictive." in terminal.relance("worklist").out


@pytest.mark.usefixtures("synced")
def test_explain_names_figures_items_and_reasons(terminal: Terminal) -> None:
    answer = terminal.relance("explain", "azure")
    assert answer.code == 0
    assert "Azure Interior (id azure-interior)" in answer.out
    assert (
        "Exposure EUR 1,800.00 = open items EUR 1,800.00 + orders EUR 0.00 - credits EUR 0.00." in answer.out
    )
    assert "No credit limit." in answer.out
    assert "92" in answer.out
    assert "Hold orders." in answer.out
    french = terminal.relance("explain", "azure", "--language", "fr").everything
    assert "Encours 1 800,00 EUR" in french
    assert "Bloquer les commandes." in french


def test_explain_shows_limit_and_missing_rate(terminal: Terminal, acme: FakePlatform) -> None:
    acme.customer("Azure Interior", credit_limit=Decimal(2000))
    acme.invoice("Azure Interior", "10.00", due=acme.today, currency="USD")
    terminal.relance("sync")
    answer = terminal.relance("explain", "azure")
    assert "Credit limit EUR 2,000.00, headroom EUR 200.00." in answer.out
    assert "Left out for want of an exchange rate: USD." in answer.out


@pytest.mark.usefixtures("synced")
def test_explain_as_json(terminal: Terminal) -> None:
    document = terminal.relance("explain", "azure-interior", "--json").json
    assert document["items"] == [
        {
            "id": "i2.0",
            "invoice": "INV/i2",
            "due": "2026-08-24",
            "days_late": 92,
            "residual": {"amount": "1800.00", "currency": "EUR"},
        }
    ]
    assert document["credit_limit"] is None
    assert document["stage"] == "amicable"
    assert [each["code"] for each in document["decisions"][0]["reasons"]] == ["contact_gap"]


@pytest.mark.usefixtures("synced")
def test_explain_looks_ahead(terminal: Terminal) -> None:
    later = terminal.relance("explain", "azure", "--today", "2026-11-26", "--json").json
    assert later["today"] == "2026-11-26"
    assert later["items"][0]["days_late"] == 94


@pytest.mark.usefixtures("synced")
def test_history_tells_what_was_decided_and_written(terminal: Terminal) -> None:
    terminal.relance("dispute", "add", "azure", "--note", "wrong price", "--by", "Jane")
    answer = terminal.relance("history", "azure")
    assert "Remind by e-mail" in answer.out
    assert "hold: Bloquer les commandes" in answer.out
    assert "dispute added" in answer.out
    assert "Jane, wrong price" in answer.out
    french = terminal.relance("history", "azure", "--language", "fr")
    assert "litige noté" in french.out
    assert "Relancer par e-mail" in french.out


@pytest.mark.usefixtures("synced")
def test_history_as_json(terminal: Terminal) -> None:
    entries = terminal.relance("history", "azure", "--json").json["entries"]
    assert {each["kind"] for each in entries} == {"decided", "written"}
    written = next(each for each in entries if each["kind"] == "written")
    assert set(written) == {
        "at", "kind", "code", "title", "figures", "reasons", "policy_version", "mode", "run_id", "reference",
        "problem",
    }  # fmt: skip
    assert written["reference"] == "note:1"


def test_a_customer_without_history_says_so(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.relance("sync")
    acme.customer("Newcomer")
    terminal.relance("sync")
    assert terminal.relance("history", "newcomer").code == 0


@pytest.mark.usefixtures("synced")
def test_check_order_goes_or_holds(terminal: Terminal) -> None:
    go, hold = (
        terminal.relance("check-order", "lumber", "100"),
        terminal.relance("check-order", "azure", "100"),
    )
    assert (go.code, hold.code) == (0, 3)
    assert "Go: Lumber Inc may order for EUR 100.00." in go.out
    assert "Hold: Azure Interior's order for EUR 100.00 must wait." in hold.out
    assert "60 days late" in hold.out
    assert "Figures of 24 Nov 2026." in hold.out
    assert "Accordé" in terminal.relance("check-order", "lumber", "1 000,50", "--language", "fr").out


@pytest.mark.usefixtures("synced")
def test_check_order_as_json(terminal: Terminal) -> None:
    answer = terminal.relance("check-order", "azure", "100", "--json")
    assert answer.code == 3
    assert (answer.json["go"], answer.json["level"], answer.json["headroom"]) == (False, "hold", None)
    assert answer.json["reasons"][0]["code"] == "overdue"


def test_check_order_counts_the_order_itself(terminal: Terminal, acme: FakePlatform) -> None:
    acme.customer("Lumber Inc", credit_limit=Decimal(820))
    acme.rate("USD", "0.5")
    acme.invoice("Lumber Inc", "40.00", due=acme.today.replace(year=2027), currency="USD")
    terminal.relance("sync")
    assert terminal.relance("check-order", "lumber", "100").code == 0
    assert terminal.relance("check-order", "lumber", "100.01").code == 3
    assert (
        "Headroom after it: EUR 0.00."
        in terminal.relance("check-order", "lumber", "200", "--currency", "USD").out
    )


@pytest.mark.usefixtures("synced")
def test_a_natural_person_is_not_held_by_a_machine(terminal: Terminal) -> None:
    answer = terminal.relance("check-order", "joel", "100")
    assert answer.code == 0
    assert "Go, with a warning" in answer.out
    assert "natural person" in answer.out


@pytest.mark.usefixtures("synced")
@pytest.mark.parametrize("amount", ["0", "abc", "1.2.3", "1e5", "nan", ""])
def test_a_bad_amount_is_told(terminal: Terminal, amount: str) -> None:
    answer = terminal.relance("check-order", "azure", amount)
    assert answer.code == 2
    assert "must be a number above 0" in answer.err


@pytest.mark.usefixtures("synced")
def test_a_currency_without_rate_is_told(terminal: Terminal) -> None:
    answer = terminal.relance("check-order", "azure", "10", "--currency", "CHF")
    assert answer.code == 2
    assert "No exchange rate from CHF to EUR is known here." in answer.err
    assert "three capital letters" in terminal.relance("check-order", "azure", "1", "--currency", "chf").err


def test_a_proposed_hold_is_confirmed_by_a_person(terminal: Terminal, synced: FakePlatform) -> None:
    assert "joel-willis" not in synced.holds
    answer = terminal.relance("hold", "confirm", "joel", "--by", "Jane")
    assert answer.code == 0
    assert "confirmed by Jane until 24 Dec 2026" in answer.out
    terminal.relance("sync", "--mode", "assist")
    assert "joel-willis" in synced.holds


@pytest.mark.usefixtures("synced")
def test_a_confirmation_has_a_last_day(terminal: Terminal) -> None:
    nobody = terminal.relance("hold", "confirm", "joel", "--by", " ")
    assert nobody.code == 2
    assert "Say who confirms with --by" in nobody.err
    words = ("hold", "confirm", "joel", "--by", "Jane", "--until")
    assert "is past" in terminal.relance(*words, "2026-11-23").err
    assert terminal.relance(*words, "2026-12-01", "--json").json["until"] == "2026-12-01"


@pytest.mark.usefixtures("synced")
def test_only_a_proposal_can_be_confirmed(terminal: Terminal) -> None:
    answer = terminal.relance("hold", "confirm", "azure", "--by", "Jane")
    assert answer.code == 2
    assert "No hold of Azure Interior waits for confirmation." in answer.err


@pytest.mark.usefixtures("synced")
def test_an_ambiguous_customer_is_told_with_the_candidates(terminal: Terminal) -> None:
    answer = terminal.relance("explain", "i")
    assert answer.code == 2
    assert "azure-interior  Azure Interior" in answer.err
    document = terminal.relance("explain", "i", "--json", "--language", "fr")
    assert document.code == 2
    assert document.json["error"]["message"].startswith("Plusieurs clients correspondent à i.")


def test_a_whole_name_is_never_ambiguous(terminal: Terminal, synced: FakePlatform) -> None:
    synced.customer("Azure Interior Annex")
    terminal.relance("sync")
    assert terminal.relance("explain", "azure interior").code == 0
    assert terminal.relance("explain", "azure").code == 2


@pytest.mark.usefixtures("synced")
def test_an_unknown_customer_is_told(terminal: Terminal) -> None:
    answer = terminal.relance("history", "nobody")
    assert answer.code == 2
    assert "nobody" in answer.err


def test_many_candidates_are_cut_short(terminal: Terminal, acme: FakePlatform) -> None:
    for number in range(30):
        acme.customer(f"Shop {number}")
    terminal.relance("sync")
    assert len(terminal.relance("explain", "shop").err.splitlines()) == 22


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("words", [["worklist"], ["explain", "azure"], ["history", "azure"]])
def test_before_the_first_sync_the_way_is_shown(terminal: Terminal, words: list[str]) -> None:
    answer = terminal.relance(*words)
    assert answer.code == 2
    assert "relance sync acme" in answer.err


def test_a_name_cannot_steer_the_terminal(terminal: Terminal, acme: FakePlatform) -> None:
    acme.invoice("Evil \x1b[31m[bold]Co", "900.00", due=acme.today.replace(month=8))
    answer = terminal.relance("sync")
    assert "\x1b" not in answer.out
    assert "[bold]Co" in answer.out


def test_check_order_in_a_currency_the_customer_never_had(terminal: Terminal, acme: FakePlatform) -> None:
    acme.customer("Lumber Inc", credit_limit=Decimal(800))
    acme.rate("USD", "0.50")
    terminal.relance("sync")
    assert terminal.relance("check-order", "lumber", "200", "--currency", "USD").code == 0
    assert terminal.relance("check-order", "lumber", "200.04", "--currency", "USD").code == 3
    refused = terminal.relance("check-order", "lumber", "200", "--currency", "JPY")
    assert refused.code == 2
    assert "JPY" in refused.err
