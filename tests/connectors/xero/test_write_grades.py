"""Grades of risk as contact groups: made once, a customer in one of them, groups of people untouched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from relance_sync.errors import Skip
from relance_sync.ports import EffectKind
from tests.connectors.xero.desk import Desk, desk
from tests.connectors.xero.test_write_crashes import ACCIDENTS, LATER, written
from tests.simulators.xero import Kind


@pytest.fixture
def at() -> Iterator[Desk]:
    with desk() as made:
        yield made


def name(grade: str) -> str:
    return f"Risk grade {grade} (Relance)"


def test_a_customer_is_in_the_group_of_its_grade_only(at: Desk) -> None:
    amy, bill = at.books.contact("Amy"), at.books.contact("Bill")
    at.books.contact_group("VIP", [amy])
    for grade in ("B", "C", "C", "A"):
        receipt = at.writer().deliver(at.effect(EffectKind.GRADE, amy, grade=grade))
        assert receipt.reference == f"Contacts:{amy.id}#{grade}"
        assert at.groups(amy) == sorted([name(grade), "VIP"])
    at.writer().deliver(at.effect(EffectKind.GRADE, bill, grade="A"))
    assert at.groups(bill) == [name("A")]
    assert len(at.books.ledger.store.tables["ContactGroup"]) == 4
    assert at.notes(amy) == []


def test_a_hold_and_a_grade_do_not_touch_one_another(at: Desk) -> None:
    amy = at.books.contact("Amy")
    at.writer().deliver(at.effect(EffectKind.GRADE, amy, grade="D"))
    at.writer().deliver(at.effect(EffectKind.HOLD, amy))
    assert at.groups(amy) == ["Orders on hold (Relance)", name("D")]
    at.writer().deliver(at.effect(EffectKind.GRADE, amy, grade="C"))
    assert at.groups(amy) == ["Orders on hold (Relance)", name("C")]
    at.writer().deliver(at.effect(EffectKind.RELEASE, amy))
    assert at.groups(amy) == [name("C")]


def test_what_it_costs(at: Desk) -> None:
    amy = at.books.contact("Amy")
    writer = at.writer()
    writer.deliver(at.effect(EffectKind.GRADE, at.books.contact("Bill"), grade="B"))
    at.forget_calls()
    writer.deliver(at.effect(EffectKind.GRADE, amy, grade="B"))
    assert sum(at.calls().values()) == 2


def test_one_that_is_archived_or_of_no_grade(at: Desk) -> None:
    amy = at.books.contact("Amy")
    with pytest.raises(Skip, match="no group for the grade"):
        at.writer().deliver(at.effect(EffectKind.GRADE, amy, grade="Z"))
    at.books.archive(amy)
    assert at.writer().deliver(at.effect(EffectKind.GRADE, amy, grade="A")).found
    assert at.groups(amy) == []


def test_in_french(at: Desk) -> None:
    amy = at.books.contact("Amy")
    at.writer(language="fr").deliver(at.effect(EffectKind.GRADE, amy, grade="A"))
    assert at.groups(amy) == ["Note de risque A (Relance)"]
    # Whoever changes the language keeps the groups that are there.
    at.writer(language="en").deliver(at.effect(EffectKind.GRADE, at.books.contact("Bill"), grade="A"))
    assert len(at.books.ledger.store.tables["ContactGroup"]) == 1


@LATER
@pytest.mark.parametrize("nth", range(5))
@pytest.mark.parametrize("kind", ACCIDENTS)
def test_an_accident_at_every_call_in_turn(at: Desk, kind: Kind, nth: int, minutes: int) -> None:
    amy = at.books.contact("Amy")
    at.writer().deliver(at.effect(EffectKind.GRADE, amy, grade="A"))
    at.attempts = 1
    at.trouble(kind, after=nth)
    written(at, [at.effect(EffectKind.GRADE, amy, grade="B")], minutes)
    assert at.groups(amy) == [name("B")]
    assert len(at.books.ledger.store.tables["ContactGroup"]) == 2
