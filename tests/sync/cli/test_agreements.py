"""promise, dispute, pause: add, list, close; what they change; and what is refused."""

import pytest

from relance_sync.rules.ledger import Invoice
from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

KINDS = {
    "promise": ["--due", "2026-12-10"],
    "dispute": [],
    "pause": ["--until", "2026-12-10"],
}


@pytest.fixture(autouse=True)
def _synced(terminal: Terminal, acme: FakePlatform) -> None:
    assert acme.writes == 0
    assert terminal.relance("sync").code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_add_list_close(terminal: Terminal, kind: str) -> None:
    words = [kind, "add", "azure", *KINDS[kind], "--note", "by phone", "--by", "Jane"]
    (added,) = terminal.relance(*words, "--json").json["added"]
    assert (added["customer"], added["source"], added["note"]) == ("azure-interior", "Jane", "by phone")

    (listed,) = terminal.relance(kind, "list", "--json").json[f"{kind}s"]
    next_ = {"next": {"due": "2026-12-10", "amount": {"amount": "1800.00", "currency": "EUR"}}}
    assert listed == added | {"state": "open"} | (next_ if kind == "promise" else {})
    assert added["id"] in terminal.relance(kind, "list", "azure").out

    closed = terminal.relance(kind, "close", added["id"])
    assert closed.code == 0
    assert added["id"] in closed.out
    assert terminal.relance(kind, "list", "--json").json[f"{kind}s"][0]["state"] == "closed"
    again = terminal.relance(kind, "close", added["id"], "--json")
    assert again.code == 2
    assert f"relance {kind} list" in again.json["error"]["message"]


@pytest.mark.parametrize(
    ("kind", "code"), [("promise", "promised"), ("dispute", "disputed"), ("pause", "paused")]
)
def test_it_stops_the_chase(terminal: Terminal, kind: str, code: str) -> None:
    assert terminal.relance(kind, "add", "azure", *KINDS[kind]).code == 0
    decisions = terminal.relance("explain", "azure", "--json").json["decisions"]
    assert decisions[0]["reasons"][0]["code"] == code


@pytest.mark.parametrize(
    ("kind", "word"), [("promise", "Promesse"), ("dispute", "Litige"), ("pause", "Suspension")]
)
def test_in_french(terminal: Terminal, kind: str, word: str) -> None:
    added = terminal.relance(kind, "add", "azure", *KINDS[kind], "--language", "fr")
    assert added.out.startswith(word)
    listed = terminal.relance(kind, "list", "--language", "fr")
    assert "en cours" in listed.out


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_says_so(terminal: Terminal, kind: str) -> None:
    assert "There are none." in terminal.relance(kind, "list").out
    assert terminal.relance(kind, "list", "joel", "--json").json[f"{kind}s"] == []


def test_a_promise_of_an_amount_for_an_invoice(terminal: Terminal) -> None:
    words = ["promise", "add", "azure", "--due", "2026-12-10", "--amount", "500,50", "--invoice", "INV/i2"]
    (added,) = terminal.relance(*words, "--json").json["added"]
    assert added["amount"] == {"amount": "500.50", "currency": "EUR"}
    assert added["invoices"] == ["i2"]
    assert "EUR 500.50 INV/i2" in terminal.relance("promise", "list").out


def test_a_promise_notes_what_is_open(terminal: Terminal, acme: FakePlatform) -> None:
    acme.invoice("Azure Interior", "90.00", due=acme.today, currency="USD")
    terminal.relance("sync")
    words = ["promise", "add", "azure", "--due", "2026-12-10", "--json"]
    assert [each["open_amount"] for each in terminal.relance(*words).json["added"]] == [
        {"amount": "1800.00", "currency": "EUR"},
        {"amount": "90.00", "currency": "USD"},
    ]
    (one,) = terminal.relance(*words, "--currency", "USD").json["added"]
    assert (one["amount"], one["open_amount"]) == (None, {"amount": "90.00", "currency": "USD"})


def test_a_promise_in_a_currency_in_which_nothing_is_open_is_refused(terminal: Terminal) -> None:
    words = ["promise", "add", "azure", "--due", "2026-12-10", "--amount", "5", "--currency", "USD"]
    answer = terminal.relance(*words)
    assert answer.code == 2
    assert "owes nothing that this could be about. Open are: EUR 1,800.00." in answer.err


def test_a_promise_of_who_owes_nothing_yet_is_about_what_is_billed_today(
    terminal: Terminal, acme: FakePlatform
) -> None:
    acme.customer("Deco Addict")
    terminal.relance("sync")
    (one,) = terminal.relance("promise", "add", "deco", "--due", "2026-12-10", "--json").json["added"]
    assert (one["amount"], one["open_amount"]) == (None, None)
    assert "everything" in terminal.relance("promise", "list", "deco").out


def test_a_promise_kept_in_part_says_so(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.relance("promise", "add", "azure", "--due", "2026-11-25", "--amount", "500")
    acme.pay("Azure Interior", "200.00")
    terminal.relance("sync")
    listed = terminal.relance("promise", "list")
    assert "EUR 300.00 by 25 Nov 2026" in listed.out
    later = ("--today", "2026-12-01")
    assert "partly kept" in terminal.relance("promise", "list", *later).out
    (one,) = terminal.relance("promise", "list", *later, "--json").json["promises"]
    assert (one["state"], one["next"]) == ("partly_kept", None)


def test_a_dispute_says_why(terminal: Terminal) -> None:
    words = ["dispute", "add", "azure", "--reason", "already_paid", "--json"]
    assert terminal.relance(*words).json["added"][0]["reason"] == "already_paid"
    assert "everything (already paid)" in terminal.relance("dispute", "list").out
    assert "tout (déjà payée)" in terminal.relance("dispute", "list", "--language", "fr").out
    assert "(already paid)" in terminal.relance("explain", "azure").out
    assert terminal.relance("dispute", "add", "azure", "--reason", "mood").code == 2


def test_a_dispute_of_two_invoices_is_two_disputes(terminal: Terminal, acme: FakePlatform) -> None:
    second = acme.invoice("Azure Interior", "90.00", due=acme.today)
    terminal.relance("sync")
    words = ["dispute", "add", "azure", "--invoice", "INV/i2", "--invoice", second.id, "--json"]
    assert [each["invoice"] for each in terminal.relance(*words).json["added"]] == ["i2", second.id]


def test_what_became_of_it_is_listed(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.relance("promise", "add", "azure", "--due", "2026-11-25")
    terminal.relance("pause", "add", "azure", "--until", "2026-11-25")
    later = ("--today", "2026-12-01", "--json")
    assert terminal.relance("promise", "list", *later).json["promises"][0]["state"] == "broken"
    assert terminal.relance("pause", "list", *later).json["pauses"][0]["state"] == "over"
    acme.pay("Azure Interior", "1800.00")
    terminal.relance("sync")
    assert terminal.relance("promise", "list", *later).json["promises"][0]["state"] == "kept"


@pytest.mark.parametrize(
    "words",
    [["promise", "add", "azure", "--due", "2026-11-23"], ["pause", "add", "azure", "--until", "2025-01-01"]],
)
def test_a_past_day_is_refused(terminal: Terminal, words: list[str]) -> None:
    answer = terminal.relance(*words)
    assert answer.code == 2
    assert "is past. Give 24 Nov 2026 or a later day." in answer.err


def test_an_unknown_invoice_is_told_with_the_open_ones(terminal: Terminal) -> None:
    answer = terminal.relance("dispute", "add", "azure", "--invoice", "INV/99")
    assert answer.code == 2
    assert "no open invoice INV/99. Open are: INV/i2." in answer.err


def test_a_pause_needs_its_end(terminal: Terminal) -> None:
    answer = terminal.relance("pause", "add", "azure")
    assert answer.code == 2
    assert "--until" in answer.err


@pytest.mark.parametrize("kind", ["promise", "dispute"])
def test_a_list_shows_invoices_by_the_number_people_know(
    terminal: Terminal, acme: FakePlatform, kind: str
) -> None:
    invoice = next(row.record for row in acme.rows.values() if isinstance(row.record, Invoice))
    assert invoice.number != invoice.id
    terminal.relance(kind, "add", invoice.customer, *KINDS[kind], "--invoice", invoice.number)
    assert invoice.number in terminal.relance(kind, "list").out
