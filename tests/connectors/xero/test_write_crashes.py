"""Writing into Xero with an accident at every call in turn: all is there once, nothing of people is touched.

Each try is made by a new process, at once or when Xero has forgotten the keys of the earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pytest

from relance_sync.ports import Effect, EffectKind, Receipt, Text
from relance_sync.rules.hold_rules import Level
from tests.connectors.xero import accidents
from tests.connectors.xero.accidents import ACCIDENTS, LATER
from tests.connectors.xero.desk import Desk, desk
from tests.simulators.xero import Kind
from tests.simulators.xero.records import Record

HOLD = "Orders on hold (Relance)"
LONG = Text(title="Call about six invoices", paragraphs=("They are late, and nobody answers. " * 12,))
TERMS = {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}, "Bills": {"Day": 7, "Type": "OFCURRENTMONTH"}}
written = partial(accidents.written, hold_terms=True)


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


@dataclass(kw_only=True)
class Night:
    """One customer with a quote and two late invoices, and what is to be written about them."""

    customer: Record
    quote: Record
    invoices: list[Record]
    effects: list[Effect]


def night(at: Desk) -> Night:
    amy = at.books.contact("Amy", email="a@example.com", PaymentTerms=TERMS)
    at.books.contact_group("VIP", [amy])
    at.books.note(amy, "Ask Jane first.")
    quote = at.books.quote(amy, "10", status="ACCEPTED")
    invoices = [at.books.invoice(amy, "10") for _ in range(2)]
    effects = [
        at.effect(EffectKind.NOTE, amy, text=LONG),
        at.effect(EffectKind.ACTIVITY, quote, hold_cycle=1),
        at.effect(EffectKind.HOLD, amy),
        at.effect(EffectKind.MESSAGE, amy, items=tuple(each.id for each in invoices)),
    ]
    return Night(customer=amy, quote=quote, invoices=invoices, effects=effects)


def check_written(at: Desk, made: Night, *, mails: Sequence[int] = (1, 1)) -> None:
    note, order, hold, message = made.effects
    assert [each[-20:-14] for each in at.notes(made.customer, note.marker)] == [" (3/3)", " (2/3)", " (1/3)"]
    assert len(at.notes(made.quote, order.marker)) == 1
    assert len(at.notes(made.customer, hold.marker)) == 1
    assert len(at.notes(made.customer)) == 4
    assert at.groups(made.customer) == [HOLD, "VIP"]
    assert at.terms(made.customer) == {**TERMS, "Sales": {"Day": 0, "Type": "DAYSAFTERBILLDATE"}}
    assert made.quote.status == "ACCEPTED"
    for invoice, sent in zip(made.invoices, mails, strict=True):
        assert len(at.notes(invoice, message.marker)) == 1
        assert at.mails().count(f"{invoice.id} to a@example.com") == sent
    assert len(at.books.ledger.store.tables["ContactGroup"]) == 2


def check_restored(at: Desk, made: Night, back: Sequence[Effect]) -> None:
    assert len(at.notes(made.quote, back[0].marker)) == 1
    assert len(at.notes(made.customer, back[1].marker)) == 1
    assert at.groups(made.customer) == ["VIP"]
    assert at.terms(made.customer) == TERMS
    assert [each.details for each in made.customer.history if each.details == "Ask Jane first."] != []


def backwards(at: Desk, made: Night, receipts: Sequence[Receipt]) -> list[Effect]:
    return [
        at.closing(receipts[1], made.customer),
        at.effect(EffectKind.RELEASE, made.customer),
    ]


# The calls: a note of three parts; one on the quote; contact, groups, group made, note, terms, joined;
# contact, then note and e-mail for each invoice. If a process dies after the note, nobody knows whether the
# e-mail left.
@LATER
@pytest.mark.parametrize("nth", range(13))
@pytest.mark.parametrize("kind", ACCIDENTS)
def test_an_accident_at_every_call_in_turn(at: Desk, kind: Kind, nth: int, minutes: int) -> None:
    at.attempts = 1
    made = night(at)
    at.trouble(kind, after=nth)
    written(at, made.effects, minutes)
    done = kind is not Kind.RESET_BEFORE
    in_doubt = (9, 11) if done else (10, 12)
    check_written(at, made, mails=[int(nth != when) for when in in_doubt])


@LATER
@pytest.mark.parametrize("nth", range(6))
@pytest.mark.parametrize("kind", ACCIDENTS)
def test_an_accident_at_every_call_of_the_way_back(at: Desk, kind: Kind, nth: int, minutes: int) -> None:
    made = night(at)
    receipts = written(at, made.effects, minutes)
    back = backwards(at, made, receipts)
    at.attempts = 1
    at.trouble(kind, after=nth)
    written(at, back, minutes)
    check_restored(at, made, back)


@LATER
@pytest.mark.parametrize("nth", range(8))
@pytest.mark.parametrize("kind", ACCIDENTS)
def test_an_accident_at_every_call_of_lowering_a_hold(at: Desk, kind: Kind, nth: int, minutes: int) -> None:
    made = night(at)
    written(at, made.effects, minutes)
    lowered = at.effect(EffectKind.HOLD, made.customer, level=Level.WARN)
    at.attempts = 1
    at.trouble(kind, after=nth)
    written(at, [lowered], minutes)
    assert len(at.notes(made.customer, lowered.marker)) == 1
    assert at.groups(made.customer) == ["Look before taking orders (Relance)", "VIP"]
    assert at.terms(made.customer) == TERMS


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER_COMMIT, Kind.RESET_BEFORE, Kind.SERVER_ERROR])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "GET"])
def test_a_night_of_accidents_is_got_over_by_the_transport(at: Desk, kind: Kind, method: str) -> None:
    made = night(at)
    at.trouble(kind, method=method, times=2, path="/contact")
    receipts = written(at, made.effects, 0 if kind is not Kind.SERVER_ERROR else 10)
    check_written(at, made)
    back = backwards(at, made, receipts)
    written(at, back, 10)
    check_restored(at, made, back)


@pytest.mark.parametrize("kind", [Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER_COMMIT])
@pytest.mark.parametrize("path", ["/history", "/contactgroups", "/contacts/"])
def test_no_answer_to_a_write(at: Desk, kind: Kind, path: str) -> None:
    at.attempts = 1
    made = night(at)
    at.trouble(kind, path=path, method="PUT" if path != "/contacts/" else "POST")
    written(at, made.effects, 10)
    check_written(at, made)


def test_a_write_that_arrives_twice_is_done_once(at: Desk) -> None:
    made = night(at)
    at.trouble(Kind.DUPLICATE, times=0)
    written(at, made.effects, 0)
    check_written(at, made)
