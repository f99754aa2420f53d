"""Holds on customers and estimates in QuickBooks: what people wrote and set comes back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from relance_connectors.block import markers
from relance_connectors.quickbooks.writer import Writer
from relance_connectors.shortening import size
from relance_mappings.converters import Context
from relance_mappings.mapping import load
from relance_sync.errors import Skip, Stop
from relance_sync.ports import Effect, EffectKind, Target, Text
from relance_sync.rules.hold_rules import Level
from tests.connectors.quickbooks.desk import Desk, desk

BY_HAND = [
    "",
    "Call first.",
    "  two spaces before\n\n\nand lines after\n",
    "\ttab\r\nand Windows lines\r\n",
    "Amy's “Bird” \\ Sanctuary 🦜, said 'O''Brien' \\'",
    "--- Relance\nnot ours\n--- /Relance",
    "x" * 1900,
]
NEVER = Text(title="Hold orders", paragraphs=("Invoices are late. " * 150,))


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def order(at: Desk, estimate: Any, shown: dict[str, Any]) -> object:
    """Return the order that the ledger makes of what an estimate shows."""
    row = {**estimate.body(at.books.company.zone), **shown, "PrivateNote": "", "MetaData": {}}
    row["PrivateNote"] = shown.get("PrivateNote", "")
    return load("quickbooks").to_record("order", row, Context(currency="USD"))


def hold(at: Desk, customer: Any, writer: Writer | None = None, **changes: Any) -> Effect:
    wanted = at.effect(EffectKind.HOLD, customer, **changes)
    assert not (writer or at.writer()).deliver(wanted).found
    return wanted


# -- the customer's notes ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", BY_HAND)
def test_what_people_wrote_comes_back_exactly(at: Desk, text: str) -> None:
    amy = at.books.customer("Amy", notes=text)
    before = at.now(amy)
    wanted = hold(at, amy, text=NEVER)
    held = at.now(amy)
    assert held["Notes"].startswith(text)
    assert markers(held["Notes"]) == (wanted.marker,)
    assert size(held["Notes"]) <= 2000
    assert {**held, "Notes": ""} == {**before, "Notes": ""}
    release = at.effect(EffectKind.RELEASE, amy)
    receipt = at.writer().deliver(release)
    assert (receipt.found, receipt.reference) == (False, f"Customer:{amy.id}")
    assert at.now(amy) == before


def test_a_hold_is_there_once(at: Desk) -> None:
    amy, writer = at.books.customer("Amy"), at.writer()
    wanted = at.effect(EffectKind.HOLD, amy)
    assert writer.find(wanted) is None
    receipt = writer.deliver(wanted)
    again = writer.deliver(wanted)
    assert (receipt.found, again.found, again.reference) == (False, True, receipt.reference)
    assert at.now(amy)["Notes"].count(wanted.marker) == 1
    renewed = hold(at, amy)
    assert markers(at.now(amy)["Notes"]) == (renewed.marker,)
    assert (at.writer().find(wanted), at.writer().find(renewed) is None) == (None, False)


@pytest.mark.parametrize(("language", "day"), [("en", "24 Nov 2026"), ("fr", "24/11/2026")])
def test_a_hold_says_of_which_day_its_figures_are(at: Desk, language: str, day: str) -> None:
    amy = at.books.customer("Amy")
    text = Text(title="Hold orders", paragraphs=("USD 10.00 are late.",))
    at.writer().deliver(at.effect(EffectKind.HOLD, amy, language=language, text=text))
    assert f"Hold orders · {day}\nUSD 10.00 are late." in at.now(amy)["Notes"]


def test_a_hold_that_a_person_took_off_can_be_set_again(at: Desk) -> None:
    amy = at.books.customer("Amy", notes="Call first.")
    wanted = hold(at, amy)
    at.books.edit(amy, Notes="Call first.")
    assert at.writer().find(wanted) is None
    assert not at.writer().deliver(wanted).found
    assert markers(at.now(amy)["Notes"]) == (wanted.marker,)


def test_words_written_during_a_hold_stay(at: Desk) -> None:
    amy = at.books.customer("Amy", notes="Call first.")
    hold(at, amy)
    # A browser turns all line breaks into CRLF.
    at.books.edit(amy, Notes=f"{at.now(amy)['Notes']}\nAsk Jane.".replace("\n", "\r\n"))
    renewed = hold(at, amy)
    assert markers(at.now(amy)["Notes"]) == (renewed.marker,)
    at.writer().deliver(at.effect(EffectKind.RELEASE, amy))
    assert at.now(amy)["Notes"] == "Call first.\r\nAsk Jane."


def test_a_release_that_a_person_did_already_writes_nothing(at: Desk) -> None:
    amy = at.books.customer("Amy", notes="Call first.")
    hold(at, amy)
    at.books.edit(amy, Notes="Call first.")
    release = at.effect(EffectKind.RELEASE, amy)
    assert at.writer().find(release) is not None
    at.forget_calls()
    assert at.writer().deliver(release).found
    assert at.calls() == {"query Customer": 1}


@pytest.mark.parametrize(("free", "missing"), [(50, 9), (58, 1)])
def test_notes_without_room_say_how_much_must_go(at: Desk, free: int, missing: int) -> None:
    amy = at.books.customer("Amy", notes="é" * (2000 - free))
    wanted = at.effect(EffectKind.HOLD, amy)
    with pytest.raises(
        Skip, match=f"notes of Amy in QuickBooks are full.* at least {missing} characters free"
    ):
        at.writer().deliver(wanted)
    at.books.edit(amy, Notes="é" * (2000 - free - missing))
    at.writer().deliver(wanted)
    assert "Orders are on hold." in at.now(amy)["Notes"]
    assert len(at.now(amy)["Notes"]) == 2000


def test_a_hold_on_an_inactive_customer_and_on_one_that_is_gone(at: Desk) -> None:
    amy = at.books.customer("Amy")
    at.books.deactivate(amy)
    hold(at, amy)
    gone = at.effect(EffectKind.HOLD, amy, target=Target(kind="customer", id="99"))
    for act in (at.writer().deliver, at.writer().find):
        with pytest.raises(Skip, match="Customer 99 was deleted or merged"):
            act(gone)
    estimate = at.books.estimate(at.books.customer("Bob"), 10)
    with pytest.raises(Skip, match="stands on a customer"):
        at.writer().deliver(at.effect(EffectKind.HOLD, estimate))


# -- terms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", ["Net 30", "Due on receipt", None])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_terms_change_with_a_hold_and_come_back(at: Desk, term: str | None, language: str) -> None:
    amy = at.books.customer("Amy", term=term, notes="Call first.")
    before = at.now(amy)
    wanted = hold(at, amy, at.writer(hold_terms="Due on receipt"), language=language)
    assert at.now(amy)["SalesTermRef"]["name"] == "Due on receipt"
    # The release needs no settings: what was there stands in the customer's notes.
    at.writer().deliver(at.effect(EffectKind.RELEASE, amy))
    assert at.now(amy) == before
    assert at.writer().find(wanted) is None


def test_a_renewed_hold_remembers_the_first_terms(at: Desk) -> None:
    amy = at.books.customer("Amy", term="Net 30")
    before = at.now(amy)
    for _ in range(3):
        hold(at, amy, at.writer(hold_terms="Due on receipt"))
    at.writer().deliver(at.effect(EffectKind.RELEASE, amy))
    assert at.now(amy) == before


def test_terms_that_a_person_chose_during_a_hold_stay(at: Desk) -> None:
    amy = at.books.customer("Amy", term="Net 30")
    wanted = hold(at, amy, at.writer(hold_terms="Due on receipt"))
    chosen = {"value": at.books.term("Net 60").id}
    at.books.edit(amy, SalesTermRef=chosen)
    assert at.writer(hold_terms="Due on receipt").deliver(wanted).found
    at.writer().deliver(at.effect(EffectKind.RELEASE, amy))
    assert at.now(amy)["SalesTermRef"]["name"] == "Net 60"


def test_a_warning_gives_the_terms_back(at: Desk) -> None:
    amy, writer = at.books.customer("Amy", term="Net 30"), at.writer(hold_terms="Due on receipt")
    hold(at, amy, writer)
    mild = hold(at, amy, writer, level=Level.WARN)
    assert at.now(amy)["SalesTermRef"]["name"] == "Net 30"
    assert markers(at.now(amy)["Notes"]) == (mild.marker,)
    assert "Terms" not in at.now(amy)["Notes"]


def test_terms_that_do_not_exist_are_told_with_those_that_do(at: Desk) -> None:
    amy, writer = at.books.customer("Amy"), at.writer(hold_terms="Prepaid")
    note = at.effect(EffectKind.NOTE, amy)
    told, written = writer.deliver_batch([at.effect(EffectKind.HOLD, amy), note])
    assert isinstance(told, Stop)
    assert "hold_terms says “Prepaid”" in told.user_message
    assert "“Due on receipt”" in told.user_message
    assert not isinstance(written, Exception)
    assert "Notes" not in at.now(amy)


# -- estimates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["Rejected", "Closed"])
@pytest.mark.parametrize("before", ["Pending", "Accepted"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_estimate_is_held_and_comes_back(at: Desk, status: str, before: str, language: str) -> None:
    amy = at.books.customer("Amy")
    estimate = at.books.estimate(amy, "99.50", status=before, PrivateNote="By hand.\r\n'Quoted' \\ 🦜")
    was, writer = at.now(estimate), at.writer(hold_estimates=status)
    wanted = at.hold_order(estimate, language=language)
    assert writer.find(wanted) is None
    receipt = writer.deliver(wanted)
    held = at.now(estimate)
    assert (held["TxnStatus"], held["TotalAmt"]) == (status, was["TotalAmt"])
    assert receipt.url == f"{at.simulator.url}/app/estimate?txnId={estimate.id}"
    assert writer.deliver(wanted).found
    # The ledger goes on seeing it as the order that it was.
    assert (order(at, estimate, held), held["TxnStatus"]) == (order(at, estimate, was), status)
    closing = at.closing(receipt, amy)
    assert writer.find(closing) is None
    # Without the setting, what was held before comes back all the same.
    assert not at.writer().deliver(closing).found
    assert at.now(estimate) == was
    assert at.writer().deliver(closing).found


def test_without_the_setting_an_estimate_gets_a_note(at: Desk) -> None:
    estimate = at.books.estimate(at.books.customer("Amy"), 10, status="Accepted")
    before = at.now(estimate)
    assert at.writer().deliver(at.hold_order(estimate)).reference == "Attachable:1"
    assert at.now(estimate) == before
    # Nor does an activity that is about no hold.
    held = at.writer(hold_estimates="Rejected")
    assert held.deliver(at.effect(EffectKind.ACTIVITY, estimate)).reference == "Attachable:2"


def test_what_a_person_decided_about_a_held_estimate_stays(at: Desk) -> None:
    amy = at.books.customer("Amy")
    estimate = at.books.estimate(amy, 10, status="Accepted", PrivateNote="By hand.")
    receipt = at.writer(hold_estimates="Closed").deliver(at.hold_order(estimate))
    at.books.edit(estimate, TxnStatus="Rejected")
    at.writer().deliver(at.closing(receipt, amy))
    assert (at.now(estimate)["TxnStatus"], at.now(estimate)["PrivateNote"]) == ("Rejected", "By hand.")


@pytest.mark.parametrize("status", ["Rejected", "Closed"])
def test_an_estimate_invoiced_during_a_hold_stays_closed(at: Desk, status: str) -> None:
    amy = at.books.customer("Amy")
    estimate = at.books.estimate(amy, 10, status="Accepted", PrivateNote="By hand.")
    receipt = at.writer(hold_estimates=status).deliver(at.hold_order(estimate))
    at.books.invoice_estimate(estimate)
    at.writer().deliver(at.closing(receipt, amy))
    assert (at.now(estimate)["TxnStatus"], at.now(estimate)["PrivateNote"]) == ("Closed", "By hand.")


@pytest.mark.parametrize("status", ["Rejected", "Closed"])
def test_an_estimate_invoiced_in_part_before_the_hold_comes_back(at: Desk, status: str) -> None:
    amy = at.books.customer("Amy")
    estimate = at.books.estimate(amy, 10)
    at.books.invoice(amy, 4, LinkedTxn=[{"TxnId": estimate.id, "TxnType": "Estimate"}])
    at.books.edit(estimate, TxnStatus="Accepted")
    before = at.now(estimate)
    receipt = at.writer(hold_estimates=status).deliver(at.hold_order(estimate, language="fr"))
    assert "Factures alors : 1" in at.now(estimate)["PrivateNote"]
    at.writer().deliver(at.closing(receipt, amy))
    assert at.now(estimate) == before


@pytest.mark.parametrize("status", ["Closed", "Rejected", "Converted"])
def test_an_estimate_that_is_settled_is_not_touched(at: Desk, status: str) -> None:
    estimate = at.books.estimate(at.books.customer("Amy"), 10, status=status)
    with pytest.raises(Skip, match=f"is {status.lower()} in QuickBooks: there is nothing left to hold"):
        at.writer(hold_estimates="Rejected").deliver(at.hold_order(estimate))


def test_an_older_holds_end_does_not_free_a_newer_one(at: Desk) -> None:
    amy = at.books.customer("Amy")
    estimate = at.books.estimate(amy, 10, status="Accepted")
    writer = at.writer(hold_estimates="Rejected")
    first = writer.deliver(at.hold_order(estimate))
    second = writer.deliver(at.hold_order(estimate, hold_cycle=2))
    assert writer.deliver(at.closing(first, amy)).found
    assert at.now(estimate)["TxnStatus"] == "Rejected"
    writer.deliver(at.closing(second, amy))
    assert at.now(estimate)["TxnStatus"] == "Accepted"


def test_an_estimate_that_is_gone(at: Desk) -> None:
    amy = at.books.customer("Amy")
    estimate = at.books.estimate(amy, 10)
    writer = at.writer(hold_estimates="Rejected")
    wanted = at.hold_order(estimate)
    receipt = writer.deliver(wanted)
    at.books.delete(estimate)
    with pytest.raises(Skip, match=f"Order {estimate.id} was deleted"):
        writer.deliver(at.hold_order(estimate))
    assert writer.deliver(at.closing(receipt, amy)).found


def test_a_full_private_note_says_how_much_must_go(at: Desk) -> None:
    estimate = at.books.estimate(at.books.customer("Amy"), 10, PrivateNote="x" * 3990)
    with pytest.raises(Skip, match=r"private note of Estimate 1001 .* at least \d+ characters free"):
        at.writer(hold_estimates="Rejected").deliver(at.hold_order(estimate))


# -- both at once --------------------------------------------------------------------------------------


def test_a_hold_with_everything_comes_back_exactly(at: Desk) -> None:
    amy = at.books.customer("Amy", term="Net 30", notes="Call first.\r\n", email="a@example.com")
    estimates = [at.books.estimate(amy, 10, status=each) for each in ("Pending", "Accepted")]
    before = [at.now(each) for each in (amy, *estimates)]
    writer = at.writer(hold_terms="Due on receipt", hold_estimates="Rejected")
    wanted = [*(at.hold_order(each) for each in estimates), at.effect(EffectKind.HOLD, amy)]
    *orders, _ = writer.deliver_batch(wanted)
    assert all(at.now(each) != was for each, was in zip((amy, *estimates), before, strict=True))
    back = [at.closing(each, amy) for each in orders if not isinstance(each, Exception)]
    at.writer().deliver_batch([*back, at.effect(EffectKind.RELEASE, amy)])
    assert [at.now(each) for each in (amy, *estimates)] == before


def test_a_hold_and_its_release_in_one_batch_leave_nothing(at: Desk) -> None:
    amy = at.books.customer("Amy", notes="Call first.")
    before = at.now(amy)
    effects = [at.effect(EffectKind.HOLD, amy), at.effect(EffectKind.RELEASE, amy)]
    again = replace(effects[0], key=effects[0].key[::-1])
    assert [each.found for each in at.writer().deliver_batch(effects)] == [False, False]  # type: ignore[union-attr]
    assert at.now(amy) == before
    at.writer().deliver_batch([effects[1], again])
    assert markers(at.now(amy)["Notes"]) == (again.marker,)
