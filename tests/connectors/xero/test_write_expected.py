"""Promises shown in Xero as expected payment dates: once, with what people entered kept and given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from relance_sync.errors import Skip
from relance_sync.ports import Effect, EffectKind, Receipt
from tests.connectors.xero.desk import Desk, desk
from tests.connectors.xero.test_write_crashes import ACCIDENTS, LATER, written
from tests.simulators.xero import Kind
from tests.simulators.xero.records import Record

PROMISED = date(2026, 12, 15)
PEOPLES = date(2026, 12, 1)


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def billed(at: Desk, day: date | None = None, **fields: Any) -> Record:
    """An open invoice, in which people entered a day or none."""
    made = at.books.invoice(at.books.contact(f"Amy {len(at.mails())}"), "100.00", **fields)
    if day:
        at.books.expect_payment_on(made, day)
    return made


def shown(at: Desk, invoice: Record, before: date | None = None, day: date = PROMISED) -> Effect:
    return at.effect(EffectKind.EXPECT, invoice, expected=day, expected_before=before)


def back(at: Desk, invoice: Record, receipt: Receipt) -> Effect:
    return at.effect(EffectKind.EXPECT, invoice, closes=receipt.reference)


def day_of(invoice: Record) -> date | None:
    found: date | None = invoice.data.get("ExpectedPaymentDate")
    return found


@pytest.mark.parametrize("before", [None, PEOPLES])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_day_is_shown_and_what_was_there_comes_back(at: Desk, before: date | None, language: str) -> None:
    invoice = billed(at, before)
    at.forget_calls()
    receipt = at.writer().deliver(
        at.effect(EffectKind.EXPECT, invoice, expected=PROMISED, expected_before=before, language=language)
    )
    assert sum(at.calls().values()) == 3
    assert day_of(invoice) == PROMISED
    (note,) = at.notes(invoice)
    assert PROMISED.isoformat() in note
    at.forget_calls()
    at.writer().deliver(back(at, invoice, receipt))
    assert sum(at.calls().values()) == 4
    assert day_of(invoice) == before
    assert len(at.notes(invoice)) == 2


def test_nothing_else_of_the_invoice_changes(at: Desk) -> None:
    invoice = billed(at, Reference="Order 7")
    before = dict(invoice.data)
    receipt = at.writer().deliver(shown(at, invoice))
    assert {**invoice.data, "ExpectedPaymentDate": None} == {**before, "ExpectedPaymentDate": None}
    at.writer().deliver(back(at, invoice, receipt))
    assert {**invoice.data, "ExpectedPaymentDate": None} == {**before, "ExpectedPaymentDate": None}


def test_a_day_that_somebody_entered_meanwhile_stays(at: Desk) -> None:
    invoice = billed(at, PEOPLES)
    with pytest.raises(Skip, match="meanwhile, which stays"):
        at.writer().deliver(shown(at, invoice))
    assert day_of(invoice) == PEOPLES
    assert at.notes(invoice) == []


@pytest.mark.parametrize("now", [PEOPLES, None])
def test_a_day_that_somebody_changed_since_is_not_taken_back(at: Desk, now: date | None) -> None:
    invoice = billed(at)
    receipt = at.writer().deliver(shown(at, invoice))
    at.books.expect_payment_on(invoice, now)
    taken = at.writer().deliver(back(at, invoice, receipt))
    assert taken.found
    assert day_of(invoice) == now


def test_a_day_that_people_entered_too_stays_theirs(at: Desk) -> None:
    invoice = billed(at, PROMISED)
    receipt = at.writer().deliver(shown(at, invoice))
    at.writer().deliver(back(at, invoice, receipt))
    assert day_of(invoice) == PROMISED


def test_another_promise_takes_its_place_and_the_first_day_comes_back(at: Desk) -> None:
    invoice, later = billed(at, PEOPLES), PROMISED + timedelta(days=9)
    first = at.writer().deliver(shown(at, invoice, PEOPLES))
    at.writer().deliver(back(at, invoice, first))
    second = at.writer().deliver(shown(at, invoice, PEOPLES, later))
    assert day_of(invoice) == later
    at.writer().deliver(back(at, invoice, second))
    assert day_of(invoice) == PEOPLES


def part_paid(at: Desk) -> Record:
    invoice = billed(at)
    at.books.pay(invoice, "1.00")
    return invoice


def locked(at: Desk) -> Record:
    amy = at.books.contact("Amy")
    invoice: Record = at.books.invoice(amy, "100.00", day="2026-01-05", due="2026-02-05")
    at.books.lock_period("2026-01-31")
    return invoice


@pytest.mark.parametrize("make", [part_paid, locked])
def test_where_xero_takes_no_day_the_promise_stands_in_the_notes(at: Desk, make: Any) -> None:
    invoice = make(at)
    effect = shown(at, invoice)
    receipt = at.writer().deliver(effect)
    assert day_of(invoice) is None
    _, refusal = at.notes(invoice)
    assert "does not take it as expected payment date" in refusal
    assert at.writer().find(effect)
    assert at.writer().deliver(back(at, invoice, receipt)).found
    assert len(at.notes(invoice)) == 2


def test_a_day_of_an_invoice_that_is_paid_in_part_since_is_left(at: Desk) -> None:
    invoice = billed(at)
    receipt = at.writer().deliver(shown(at, invoice))
    at.books.pay(invoice, "1.00")
    at.writer().deliver(back(at, invoice, receipt))
    assert day_of(invoice) == PROMISED
    assert "does not take it" in at.notes(invoice)[-1]


def test_an_invoice_that_is_paid_or_gone(at: Desk) -> None:
    invoice = billed(at)
    receipt = at.writer().deliver(shown(at, invoice))
    at.books.pay(invoice)
    assert at.writer().deliver(back(at, invoice, receipt)).found
    with pytest.raises(Skip, match="no longer open"):
        at.writer().deliver(shown(at, invoice))


@LATER
@pytest.mark.parametrize("nth", range(3))
@pytest.mark.parametrize("kind", ACCIDENTS)
def test_an_accident_at_every_call_in_turn(at: Desk, kind: Kind, nth: int, minutes: int) -> None:
    at.attempts = 1
    invoice = billed(at, PEOPLES)
    at.trouble(kind, after=nth)
    written(at, [shown(at, invoice, PEOPLES)], minutes)
    assert day_of(invoice) == PROMISED
    assert len(at.notes(invoice)) == 1


@LATER
@pytest.mark.parametrize("before", [None, PEOPLES])
@pytest.mark.parametrize("nth", range(4))
@pytest.mark.parametrize("kind", ACCIDENTS)
def test_an_accident_at_every_call_of_the_way_back(
    at: Desk, kind: Kind, nth: int, before: date | None, minutes: int
) -> None:
    invoice = billed(at, before)
    receipt = at.writer().deliver(shown(at, invoice, before))
    at.attempts = 1
    at.trouble(kind, after=nth)
    written(at, [back(at, invoice, receipt)], minutes)
    assert day_of(invoice) == before
    assert len(at.notes(invoice)) == 2


@pytest.mark.parametrize("kind", [Kind.TIMEOUT_AFTER_COMMIT, Kind.DUPLICATE])
def test_no_answer_or_two(at: Desk, kind: Kind) -> None:
    at.attempts = 1
    invoice = billed(at)
    at.trouble(kind, times=1 if kind is not Kind.DUPLICATE else 0, method="POST")
    written(at, [shown(at, invoice)], 10)
    assert day_of(invoice) == PROMISED
    assert len(at.notes(invoice)) == 1
