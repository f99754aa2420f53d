"""hand-over, call, hold withdraw: what a person did is told, listed, ended; and what is refused."""

import pytest

from tests.fake_platform import FakePlatform
from tests.terminal import Terminal

GIVE = ("hand-over", "add", "azure", "--to", "Recouvrement SA")


@pytest.fixture(autouse=True)
def _synced(terminal: Terminal, acme: FakePlatform) -> None:
    assert acme.writes == 0
    assert terminal.relance("sync").code == 0


def kinds(terminal: Terminal) -> set[tuple[str, str]]:
    """What is decided about the customer, and why."""
    decisions = terminal.relance("explain", "azure", "--json").json["decisions"]
    return {(each["kind"], reason["code"]) for each in decisions for reason in each["reasons"]}


def test_nobody_reminds_of_what_was_handed_over_until_it_is_taken_back(terminal: Terminal) -> None:
    before = kinds(terminal)
    assert "remind" in {kind for kind, _ in before}
    (added,) = terminal.relance(*GIVE, "--by", "Jane", "--json").json["added"]
    assert (added["to"], added["route"], added["source"]) == ("Recouvrement SA", "agency", "Jane")
    assert "remind" not in {kind for kind, _ in kinds(terminal)}
    assert ("wait", "handed_over") in kinds(terminal)
    assert terminal.relance("explain", "azure", "--json").json["stage"] == "handed_over"
    told = terminal.relance("explain", "azure").out
    assert "was handed over to Recouvrement SA on" in told
    assert "a été remise à Recouvrement SA le" in terminal.relance("explain", "azure", "--language", "fr").out
    assert added["id"] in terminal.relance("hand-over", "list").out
    assert "is taken back" in terminal.relance("hand-over", "close", added["id"]).out
    assert kinds(terminal) == before
    again = terminal.relance("hand-over", "close", added["id"])
    assert again.code == 2
    assert "relance hand-over list" in again.err
    (listed,) = terminal.relance("hand-over", "list", "azure", "--json").json["hand_overs"]
    assert listed["closed_on"] is not None
    history = terminal.relance("history", "azure").out
    assert "debt handed over" in history
    assert "debt taken back" in history


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", " "), "to whom it was handed over"),
        (("--day", "2027-01-01"), "has not come"),
        (("--invoice", "X"), "X"),
    ],
)
def test_a_hand_over_is_a_fact_about_invoices(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    answer = terminal.relance(*GIVE, *words)
    assert answer.code == 2
    assert said in answer.err


def test_who_owes_nothing_overdue_is_not_handed_over(terminal: Terminal, acme: FakePlatform) -> None:
    acme.customer("Young Debtor")
    terminal.relance("sync")
    answer = terminal.relance("hand-over", "add", "young", "--to", "Recouvrement SA")
    assert (answer.code, "Nothing of Young Debtor is overdue" in answer.err) == (2, True)


def test_a_call_keeps_the_next_reminder_off_unless_it_is_taken_out(terminal: Terminal) -> None:
    before = kinds(terminal)
    answer = terminal.relance("call", "add", "azure", "--with", "Mr Brun", "--json").json["added"][0]
    assert (answer["counts"], answer["reached"], answer["person"]) == (True, "reached", "Mr Brun")
    assert ("wait", "contact_gap") in kinds(terminal)
    assert "Mr Brun" in terminal.relance("call", "list").out
    assert "is taken out" in terminal.relance("call", "remove", answer["id"]).out
    assert kinds(terminal) == before
    assert "There is no call" in terminal.relance("call", "remove", answer["id"]).err
    assert terminal.relance("call", "list", "--json").json["calls"] == []


def test_a_call_that_reached_nobody_is_no_contact(terminal: Terminal) -> None:
    before = kinds(terminal)
    answer = terminal.relance("call", "add", "azure", "--reached", "message")
    assert "no contact of its own" in answer.out
    assert kinds(terminal) == before
    assert "left a message" in terminal.relance("call", "list").out


def test_a_confirmation_is_taken_back(terminal: Terminal, acme: FakePlatform) -> None:
    terminal.relance("sync", "--mode", "assist")
    words = ("hold", "confirm", "joel", "--by", "Jane", "--reason", "owns the shop")
    made = terminal.relance(*words, "--json").json
    assert (made["by"], made["reason"], made["customer"]["id"]) == ("Jane", "owns the shop", "joel-willis")
    terminal.relance("sync", "--mode", "assist")
    assert "joel-willis" in acme.holds
    assert "owns the shop" in terminal.relance("hold", "list").out
    assert made["id"] in terminal.relance("hold", "withdraw", made["id"]).out
    (listed,) = terminal.relance("hold", "list", "joel", "--json").json["confirmations"]
    assert listed["state"] == "closed"
    terminal.relance("sync", "--mode", "assist")
    assert "joel-willis" not in acme.holds
    again = terminal.relance("hold", "withdraw", made["id"])
    assert (again.code, "relance hold list" in again.err) == (2, True)
    assert "confirmation of the hold taken back" in terminal.relance("history", "joel").out
