"""Holding quotes in Xero with an accident at every call in turn: each note once, each status changed once.

Each try is made by a new process, at once or when Xero has forgotten the keys of the earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pytest

from relance_sync.ports import Effect, EffectKind, Receipt
from tests.connectors.xero import accidents
from tests.connectors.xero.accidents import ACCIDENTS, LATER
from tests.connectors.xero.desk import Desk, desk
from tests.simulators.xero import Kind
from tests.simulators.xero.records import Data, Record

HOLD = "Orders on hold (Relance)"
TERMS = {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}
AT_ONCE = {"Sales": {"Day": 0, "Type": "DAYSAFTERBILLDATE"}}
written = partial(accidents.written, hold_terms=True, hold_quotes=True)


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


@dataclass(kw_only=True)
class Night:
    """One customer with an accepted quote and a quotation, and what a hold writes about them."""

    customer: Record
    quote: Record
    quotation: Record
    was: Data
    effects: list[Effect]


def night(at: Desk) -> Night:
    amy = at.books.contact("Amy", PaymentTerms=TERMS)
    quote = at.books.quote(amy, "10", status="ACCEPTED", Title="Roof", Terms="30 days")
    quotation = at.books.quote(amy, "20", status="SENT")
    orders = [at.effect(EffectKind.ACTIVITY, each, hold_cycle=1) for each in (quote, quotation)]
    effects = [*orders, at.effect(EffectKind.HOLD, amy)]
    return Night(customer=amy, quote=quote, quotation=quotation, was=quote.data, effects=effects)


def moves(quote: Record) -> list[str]:
    """Return what Xero says became of a quote's status since it was first accepted."""
    told = [each.changes for each in quote.history if each.changes in {"Sent", "Accepted"}]
    return told[2:]


def check_held(at: Desk, made: Night) -> None:
    for each, effect in zip((made.quote, made.quotation), made.effects, strict=False):
        assert len(at.notes(each, effect.marker)) == 1
        assert len(at.notes(each)) == 1
    assert made.quote.data == {**made.was, "Status": "SENT"}
    assert (moves(made.quote), made.quotation.status) == (["Sent"], "SENT")
    assert len(at.notes(made.customer)) == 1
    assert at.groups(made.customer) == [HOLD]
    assert at.terms(made.customer) == AT_ONCE
    assert len(at.books.ledger.store.tables["ContactGroup"]) == 1


def check_restored(at: Desk, made: Night) -> None:
    assert [len(at.notes(each)) for each in (made.quote, made.quotation, made.customer)] == [2, 2, 2]
    assert made.quote.data == made.was
    assert (moves(made.quote), made.quotation.status) == (["Sent", "Accepted"], "SENT")
    assert (at.groups(made.customer), at.terms(made.customer)) == ([], TERMS)


def backwards(at: Desk, made: Night, receipts: Sequence[Receipt]) -> list[Effect]:
    """Return what undoes a hold, in the order of the planner: the customer before the orders."""
    return [
        at.effect(EffectKind.RELEASE, made.customer),
        *(at.closing(each, made.customer) for each in receipts[:2]),
    ]


# The calls: quote, note, quote, status; quotation, its history, note; contact, groups, group made, note,
# terms, joined.
@LATER
@pytest.mark.parametrize("nth", range(13))
@pytest.mark.parametrize("kind", ACCIDENTS)
def test_an_accident_at_every_call_in_turn(at: Desk, kind: Kind, nth: int, minutes: int) -> None:
    at.attempts = 1
    made = night(at)
    at.trouble(kind, after=nth)
    written(at, made.effects, minutes)
    check_held(at, made)


@LATER
@pytest.mark.parametrize("nth", range(11))
@pytest.mark.parametrize("kind", ACCIDENTS)
def test_an_accident_at_every_call_of_the_way_back(at: Desk, kind: Kind, nth: int, minutes: int) -> None:
    made = night(at)
    receipts = written(at, made.effects, minutes)
    at.attempts = 1
    at.trouble(kind, after=nth)
    written(at, backwards(at, made, receipts), minutes)
    check_restored(at, made)


@LATER
@pytest.mark.parametrize("nth", [*range(13), None])
def test_the_memory_is_lost_after_an_accident(at: Desk, nth: int | None, minutes: int) -> None:
    at.attempts = 1
    made = night(at)
    if nth is not None:
        at.trouble(Kind.RESET_AFTER_COMMIT, after=nth)
        with pytest.raises(AssertionError, match="never done"):
            written(at, made.effects, 0, tries=1)
    else:
        written(at, made.effects, minutes)
    at.later(minutes)
    receipts = written(at, made.effects, minutes, looks=True)
    check_held(at, made)
    written(at, backwards(at, made, receipts), minutes)
    check_restored(at, made)


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER_COMMIT, Kind.RESET_BEFORE, Kind.SERVER_ERROR])
def test_accidents_are_got_over_by_the_transport(at: Desk, kind: Kind) -> None:
    made = night(at)
    at.trouble(kind, method="POST", times=2, path="/quotes")
    receipts = written(at, made.effects, 10)
    check_held(at, made)
    at.trouble(kind, method="POST", times=2, path="/quotes")
    written(at, backwards(at, made, receipts), 10)
    check_restored(at, made)


@pytest.mark.parametrize("kind", [Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER_COMMIT])
def test_no_answer_to_the_change(at: Desk, kind: Kind) -> None:
    at.attempts = 1
    made = night(at)
    at.trouble(kind, path="/quotes/", method="POST")
    receipts = written(at, made.effects, 10)
    check_held(at, made)
    at.trouble(kind, path="/quotes/", method="POST")
    written(at, backwards(at, made, receipts), 10)
    check_restored(at, made)


def test_a_write_that_arrives_twice_is_done_once(at: Desk) -> None:
    made = night(at)
    at.trouble(Kind.DUPLICATE, times=0)
    written(at, made.effects, 0)
    check_held(at, made)


def test_a_person_accepts_again_after_an_accident(at: Desk) -> None:
    made = night(at)
    at.attempts = 1
    at.trouble(Kind.RESET_AFTER_COMMIT, after=3)
    with pytest.raises(AssertionError, match="never done"):
        written(at, made.effects, 0, tries=1)
    assert made.quote.status == "SENT"
    at.later()
    at.books.accept_quote(made.quote)
    at.later()
    for _ in range(2):
        receipts = written(at, made.effects, 10, looks=True)
        assert moves(made.quote) == ["Sent", "Accepted"]
        assert receipts[0].reference.startswith("Quotes:")
    assert len(at.notes(made.quote)) == 2
