"""Natural persons: a hold is only proposed, a named person confirms it, and payment lifts it in the next run.

And what retention deleted neither comes back nor makes anybody be reminded twice.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from relance_sync.flow import Mode
from relance_sync.ports import EffectKind
from relance_sync.rules.decisions import Hold, Release
from relance_sync.rules.ledger import Kind
from relance_sync.rules.reasons import Code
from relance_sync.rules.retention import DataClass, Period, Retention, Span
from tests.sync.flow.conftest import Office

AT_ONCE = Retention(**{str(each): Period(person=Span(), entity=Span()) for each in DataClass})


def holds(report: object) -> list[Hold]:
    return [
        each
        for assessed in report.assessed
        for each in assessed.assessment.decisions
        if isinstance(each, Hold)
    ]


@pytest.mark.parametrize(("kind", "said"), [(Kind.PERSON, Code.NATURAL_PERSON), (None, Code.KIND_UNKNOWN)])
def test_a_hold_of_a_person_is_proposed_confirmed_by_name_and_lifted_right_after_payment(
    office: Office, kind: Kind | None, said: Code
) -> None:
    office.books.customer("Brun", kind=kind)
    invoice = office.late("Brun", "2000.00", 40)
    order = office.books.order("Brun", "300.00")

    (proposed,) = holds(office.sync())
    assert proposed.proposal
    assert said in {each.code for each in proposed.reasons}
    assert office.books.holds == {}
    assert not [each for each in office.books.activities if each.target.kind == "order"]

    # Days pass, and nobody confirms: nothing is ever held.
    office.later(10)
    office.sync()
    assert office.books.holds == {}

    office.confirm("brun")
    (held,) = holds(office.sync())
    assert not held.proposal
    (confirmed,) = [each for each in held.reasons if each.code is Code.HOLD_APPROVED]
    assert confirmed.figures["by"] == "Ann"
    assert office.books.holds.keys() == {"brun"}
    assert [each.target.id for each in office.books.activities if each.target.kind == "order"] == [order.id]

    office.books.pay("Brun", "2000.00", invoice=invoice)
    report = office.sync()
    assert [each for each in report.assessed[0].assessment.decisions if isinstance(each, Release)]
    assert office.books.holds == {}
    assert office.store.account(office.store.company("acme"), "brun", office.today).hold is None

    # The entry goes at once: on the same day, well within 48 hours.
    gone = office.store.apply_retention("acme", Retention(), office.today, apply=True)
    assert {each.data: each.persons for each in gone if each.count} == {DataClass.HOLDS: 3}
    assert office.store.agreements("acme", "brun").approvals == ()


def test_an_old_confirmation_does_not_hold_a_new_debt(office: Office) -> None:
    office.books.customer("Brun", kind=Kind.PERSON)
    invoice = office.late("Brun", "2000.00", 40)
    office.sync()
    office.confirm("brun")
    office.sync()
    office.books.pay("Brun", "2000.00", invoice=invoice)
    office.sync()
    office.store.apply_retention("acme", Retention(), office.today, apply=True)

    office.late("Brun", "3000.00", 35)
    (again,) = holds(office.sync())
    assert again.proposal
    assert office.books.holds == {}
    # A new proposal, not the old one found again: a colleague has a task once more.
    assert len([each for each in office.books.activities if each.hold_cycle == again.cycle]) == 1


def test_nobody_is_reminded_again_because_of_a_deletion(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.sync(Mode.AUTO)
    office.sync(Mode.AUTO)
    office.later(1)
    office.store.apply_retention("acme", AT_ONCE, office.today + timedelta(days=9999), apply=True)
    before = office.books.writes
    office.sync(Mode.AUTO, full=True)
    assert office.books.writes == before
    assert len(office.books.messages) == 1


def test_what_was_deleted_does_not_come_back_with_a_full_pull(office: Office) -> None:
    invoice = office.late("Brun", "100.00", 10)
    office.sync()
    office.books.pay("Brun", "100.00", invoice=invoice)
    office.sync()
    far = office.today + timedelta(days=9999)
    gone = office.store.apply_retention("acme", AT_ONCE, far, apply=True)
    assert {each.data for each in gone if each.count} >= {DataClass.LEDGER, DataClass.CUSTOMERS}
    report = office.sync(full=True)
    assert report.assessed == ()
    assert office.store.known_ids("acme", "customer", None, 9) == []
    assert office.store.known_ids("acme", "invoice", None, 9) == []


def test_who_owes_again_is_chased_under_its_name_in_the_same_run(office: Office) -> None:
    invoice = office.late("Brun", "100.00", 10)
    office.sync()
    office.books.pay("Brun", "100.00", invoice=invoice)
    office.sync()
    far = office.today + timedelta(days=9999)
    office.store.apply_retention("acme", AT_ONCE, far, apply=True)
    office.late("Brun", "70.00", 10)
    (assessed,) = office.sync().assessed
    assert assessed.customer.name == "Brun"
    assert "Brun" in office.books.activities[-1].text.title
    assert [each.kind for each in assessed.effects] == [EffectKind.NOTE, EffectKind.ACTIVITY]


def test_a_payment_that_bounced_years_later_opens_its_invoice_again(office: Office) -> None:
    invoice = office.late("Brun", "100.00", 10)
    office.sync()
    office.books.pay("Brun", "100.00", invoice=invoice)
    office.sync()
    far = office.today + timedelta(days=9999)
    office.store.apply_retention("acme", AT_ONCE, far, apply=True)
    office.books._put(invoice)
    (assessed,) = office.sync().assessed
    assert assessed.assessment.overdue.amount == 100
