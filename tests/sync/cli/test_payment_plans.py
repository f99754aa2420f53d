"""plan and settlement: add, list, close; what they change; and what is refused."""

import pytest

from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

PARTS = ("--part", "2026-12-01=800", "--part", "2027-01-01=1000")
SETTLED = ("--pays", "1500", "--due", "2026-12-15")


@pytest.fixture(autouse=True)
def _synced(terminal: Terminal, acme: FakePlatform) -> None:
    assert acme.writes == 0
    assert terminal.relance("sync").code == 0


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def test_a_plan_is_recorded_as_agreed(terminal: Terminal) -> None:
    words = ("plan", "add", "azure", *reversed(PARTS[2:]), *PARTS[:2])
    assert terminal.relance(*words).code == 2
    (plan,) = terminal.relance("plan", "add", "azure", *PARTS, "--by", "Jane", "--json").json["added"]
    assert plan["parts"] == [
        {"due": "2026-12-01", "amount": euros("800.00")},
        {"due": "2027-01-01", "amount": euros("1000.00")},
    ]
    assert (plan["open_amount"], plan["source"], plan["invoices"]) == (euros("1800.00"), "Jane", [])
    (listed,) = terminal.relance("plan", "list", "--json").json["plans"]
    assert listed == plan | {"state": "open", "next": {"due": "2026-12-01", "amount": euros("800.00")}}


def test_a_plan_in_words(terminal: Terminal) -> None:
    said = terminal.relance("plan", "add", "azure", *PARTS).out
    assert "Azure Interior pays EUR 800.00 by 1 Dec 2026, EUR 1,000.00 by 1 Jan 2027." in said
    listed = terminal.relance("plan", "list").out
    assert "EUR 1,800.00 in 2 instalment(s)" in listed
    assert "EUR 800.00 by 1 Dec 2026" in listed
    assert "open" in listed


def test_the_instalments_are_listed_in_the_order_of_their_days(terminal: Terminal) -> None:
    words = ("--part", "2027-01-01=1000", "--part", "2026-12-01=800", "--json")
    (plan,) = terminal.relance("plan", "add", "azure", *words).json["added"]
    assert [each["due"] for each in plan["parts"]] == ["2026-12-01", "2027-01-01"]


def test_what_is_open_is_split_to_the_cent(terminal: Terminal, acme: FakePlatform) -> None:
    acme.pay("Azure Interior", "0.01")
    terminal.relance("sync")
    words = ("--parts", "3", "--first", "2026-12-31", "--json")
    (plan,) = terminal.relance("plan", "add", "azure", *words).json["added"]
    assert [(each["due"], each["amount"]["amount"]) for each in plan["parts"]] == [
        ("2026-12-31", "600.00"),
        ("2027-01-31", "600.00"),
        ("2027-02-28", "599.99"),
    ]


def test_every_week(terminal: Terminal) -> None:
    words = ("--parts", "2", "--first", "2026-12-28", "--every", "two-weeks", "--json")
    (plan,) = terminal.relance("plan", "add", "azure", *words).json["added"]
    assert [each["due"] for each in plan["parts"]] == ["2026-12-28", "2027-01-11"]


def test_a_plan_for_some_invoices_only(terminal: Terminal, acme: FakePlatform) -> None:
    second = acme.invoice("Azure Interior", "90.00", due=acme.today)
    terminal.relance("sync")
    words = ("--parts", "2", "--first", "2026-12-01", "--invoice", second.id, "--json")
    (plan,) = terminal.relance("plan", "add", "azure", *words).json["added"]
    assert (plan["invoices"], plan["open_amount"]) == ([second.id], euros("90.00"))


def test_a_plan_of_a_part_says_what_is_left(terminal: Terminal) -> None:
    said = terminal.relance("plan", "add", "azure", "--part", "2026-12-01=800").out
    assert "EUR 1,000.00 are not in the plan: nobody asks for them while it runs." in said


def test_a_plan_stops_the_chase(terminal: Terminal) -> None:
    terminal.relance("plan", "add", "azure", *PARTS)
    (decision, *_) = terminal.relance("explain", "azure", "--json").json["decisions"]
    assert decision["reasons"][0]["code"] == "plan_running"
    assert decision["until"] == "2026-12-04"
    assert "A payment plan runs: the next EUR 800.00 are agreed" in terminal.relance("explain", "azure").out


def test_what_became_of_a_plan(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.relance("plan", "add", "azure", *PARTS)
    acme.pay("Azure Interior", "900.00")
    terminal.relance("sync")
    (plan,) = terminal.relance("plan", "list", "--json", "--today", "2026-12-20").json["plans"]
    assert (plan["state"], plan["next"]) == ("open", {"due": "2027-01-01", "amount": euros("900.00")})
    (plan,) = terminal.relance("plan", "list", "--json", "--today", "2027-01-04").json["plans"]
    assert (plan["state"], plan["next"]) == ("broken", None)
    assert "broken" in terminal.relance("plan", "list", "--today", "2027-01-04").out
    decisions = terminal.relance("explain", "azure", "--json", "--today", "2026-11-24").json["decisions"]
    assert decisions[0]["reasons"][0]["code"] == "plan_running"


def test_a_settlement_and_what_became_of_it(terminal: Terminal, acme: FakePlatform) -> None:
    said = terminal.relance("settlement", "add", "azure", *SETTLED, "--by", "Jane").out
    assert "pays EUR 1,500.00 by 15 Dec 2026, then EUR 300.00 are waived" in said
    (one,) = terminal.relance("settlement", "list", "--json").json["settlements"]
    assert (one["pays"], one["open_amount"], one["source"]) == (euros("1500.00"), euros("1800.00"), "Jane")
    assert (one["state"], one["next"]) == ("open", {"due": "2026-12-15", "amount": euros("1500.00")})
    assert "EUR 1,500.00 of EUR 1,800.00" in terminal.relance("settlement", "list").out
    acme.pay("Azure Interior", "1500.00")
    terminal.relance("sync")
    (one,) = terminal.relance("settlement", "list", "--json").json["settlements"]
    assert (one["state"], one["next"]) == ("kept", None)
    decisions = terminal.relance("explain", "azure", "--json").json["decisions"]
    assert [each["kind"] for each in decisions if each["kind"] == "alert"] == ["alert"]
    assert decisions[0]["reasons"][0]["code"] == "settled"


@pytest.mark.parametrize(("kind", "words"), [("plan", PARTS), ("settlement", SETTLED)])
def test_close(terminal: Terminal, kind: str, words: tuple[str, ...]) -> None:
    (added,) = terminal.relance(kind, "add", "azure", *words, "--json").json["added"]
    assert added["id"] in terminal.relance(kind, "close", added["id"]).out
    assert terminal.relance(kind, "list", "--json").json[f"{kind}s"][0]["state"] == "closed"
    again = terminal.relance(kind, "close", added["id"], "--json")
    assert (again.code, f"relance {kind} list" in again.json["error"]["message"]) == (2, True)
    entries = terminal.relance("history", "azure").out
    assert (f"{'payment plan' if kind == 'plan' else kind} ended") in entries


@pytest.mark.parametrize(
    ("kind", "words", "added", "heading"),
    [
        ("plan", PARTS, "Échéancier", "À régler ensuite"),
        ("settlement", SETTLED, "Remise partielle", "À régler ensuite"),
    ],
)
def test_in_french(terminal: Terminal, kind: str, words: tuple[str, ...], added: str, heading: str) -> None:
    assert terminal.relance(kind, "add", "azure", *words, "--language", "fr").out.startswith(added)
    listed = terminal.relance(kind, "list", "--language", "fr").out
    assert heading in listed
    assert "en cours" in listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plan", "add", "azure"), "Give every instalment with --part DATE=AMOUNT"),
        (("plan", "add", "azure", "--parts", "3"), "--first DATE"),
        (("plan", "add", "azure", *PARTS, "--parts", "3", "--first", "2026-12-01"), "--parts N"),
        (("plan", "add", "azure", "--part", "soon=5"), "such as 2026-12-01=500, not soon=5"),
        (("plan", "add", "azure", "--part", "2026-12-01"), "must be a number above 0"),
        (("plan", "add", "azure", "--part", "2026-12-01=0.001"), "more decimals than EUR has"),
        (("plan", "add", "azure", "--part", "2026-11-01=5"), "is past"),
        (("plan", "add", "azure", "--part", "2026-12-01=5", "--part", "2026-12-01=6"), "the same day"),
        (
            ("plan", "add", "azure", "--part", "2026-12-01=1800.01"),
            "add up to EUR 1,800.01, but EUR 1,800.00",
        ),
        (
            ("plan", "add", "azure", "--parts", "200000", "--first", "2026-12-01"),
            "cannot be split into 200000",
        ),
        (("plan", "add", "azure", *PARTS, "--currency", "USD"), "owes nothing that this could be about"),
        (("settlement", "add", "azure", "--pays", "1800", "--due", "2026-12-15"), "Nothing would be waived"),
        (("settlement", "add", "azure", "--pays", "5.001", "--due", "2026-12-15"), "more decimals than EUR"),
        (("settlement", "add", "azure", "--pays", "5", "--due", "2026-11-15"), "is past"),
    ],
)
def test_what_is_refused_says_what_to_do(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    answer = terminal.relance(*words)
    assert answer.code == 2
    assert said in answer.err
    for kind in ("plan", "settlement"):
        assert terminal.relance(kind, "list", "--json").json[f"{kind}s"] == []


def test_two_currencies_must_be_told_apart(terminal: Terminal, acme: FakePlatform) -> None:
    acme.invoice("Azure Interior", "90.00", due=acme.today, currency="USD")
    terminal.relance("sync")
    answer = terminal.relance("plan", "add", "azure", *PARTS)
    assert answer.code == 2
    assert "name one with --currency: EUR, USD" in answer.err
    assert terminal.relance("plan", "add", "azure", *PARTS, "--currency", "EUR").code == 0


def test_a_second_one_about_the_same_invoices_is_refused(terminal: Terminal) -> None:
    (plan,) = terminal.relance("plan", "add", "azure", *PARTS, "--json").json["added"]
    answer = terminal.relance("settlement", "add", "azure", *SETTLED)
    assert answer.code == 2
    assert f"relance plan close {plan['id']}" in answer.err
    terminal.relance("plan", "close", plan["id"])
    assert terminal.relance("settlement", "add", "azure", *SETTLED).code == 0
    again = terminal.relance("plan", "add", "azure", *PARTS)
    assert "relance settlement close" in again.err
