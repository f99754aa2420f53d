"""One run of one company, as a bookkeeper sees it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from relance_sync.errors import Reconnect, Retry, Skip
from relance_sync.flow import Mode
from relance_sync.ports import EffectKind
from relance_sync.rules.decisions import Hold, Remind, Wait
from relance_sync.rules.hold_rules import HoldRules, Level, OverdueRule
from relance_sync.rules.ledger import Kind
from relance_sync.rules.reasons import Code
from tests.sync.flow.conftest import Office


def decided(report: object, kind: type) -> list[object]:
    return [
        each
        for assessed in report.assessed
        for each in assessed.assessment.decisions
        if isinstance(each, kind)
    ]


def test_observe_decides_and_writes_nothing(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    report = office.sync(Mode.OBSERVE)
    (reminder,) = decided(report, Remind)
    assert reminder.step.id == "mail"
    assert [effect.kind for effect in report.assessed[0].effects] == [EffectKind.NOTE, EffectKind.ACTIVITY]
    assert office.books.writes == 0


def test_assist_writes_one_note_and_one_activity(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.sync()
    assert len(office.books.notes) == len(office.books.activities) == 1
    assert not office.books.messages


def test_auto_sends_the_message_instead_of_the_activity(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.sync(Mode.AUTO)
    (message,) = office.books.messages
    assert "100.00" in message.text.title
    assert not office.books.activities


def test_a_second_run_on_the_same_day_writes_nothing(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.late("Noir", "5000.00", 40)
    office.sync()
    before = office.books.writes
    report = office.sync()
    assert office.books.writes == before
    assert not report.delivered
    assert not report.assessed


def test_only_the_customer_who_paid_is_assessed_again(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    invoice = office.late("Noir", "5000.00", 40)
    office.sync()
    office.books.pay("Noir", "5000.00", invoice=invoice)
    report = office.sync()
    assert [each.customer.id for each in report.assessed] == ["noir"]
    assert "noir" not in office.books.holds


def test_a_paid_customer_is_released_and_the_activities_are_closed(office: Office) -> None:
    invoice = office.late("Noir", "5000.00", 40)
    order = office.books.order("Noir", "300.00")
    office.sync()
    assert "noir" in office.books.holds
    assert {each.target.id for each in office.books.activities if each.target.kind == "order"} == {order.id}
    office.books.pay("Noir", "5000.00", invoice=invoice)
    office.sync()
    assert not office.books.holds
    assert not office.books.open_activities


def test_a_new_quotation_of_a_held_customer_gets_its_activity(office: Office) -> None:
    office.late("Noir", "5000.00", 40)
    office.sync()
    order = office.books.order("Noir", "300.00")
    office.sync()
    assert [each.target.id for each in office.books.activities if each.target.kind == "order"] == [order.id]
    assert len(office.books.of_kind(EffectKind.HOLD)) == 1


def test_the_next_step_comes_when_its_day_and_the_gap_have_come(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.sync()
    office.later(6)
    office.sync()
    assert len(office.books.activities) == 1
    office.later(1)
    report = office.sync()
    assert [each.step.id for each in decided(report, Remind)] == ["call"]
    assert len(office.books.activities) == 2


def test_a_natural_person_is_held_only_after_a_human_confirmed(office: Office) -> None:
    office.books.customer("Anne Vert", kind=Kind.PERSON)
    office.late("Anne Vert", "5000.00", 40)
    office.sync()
    assert not office.books.holds
    office.sync()
    office.confirm("anne-vert")
    report = office.sync()
    (hold,) = decided(report, Hold)
    assert not hold.proposal
    assert "anne-vert" in office.books.holds


def test_unreconciled_figures_chase_nobody(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.books.state_balance("Brun", "90.00")
    (wait,) = decided(office.sync(), Wait)
    assert wait.reasons[0].code is Code.UNRECONCILED
    assert office.books.writes == 0


def test_a_message_whose_figures_changed_does_not_leave(office: Office) -> None:
    invoice = office.late("Brun", "100.00", 10)
    office.sync(Mode.OBSERVE)
    office.books.pay("Brun", "40.00", invoice=invoice)
    # The payment arrives after the pull: only the check right before sending sees it.
    office.books.changes = lambda *_, **__: iter(())
    office.policy = replace(office.policy, version="2")
    report = office.sync(Mode.AUTO)
    assert not office.books.messages
    assert "changed" in report.failed[0][1]


def test_one_effect_that_cannot_be_written_does_not_stop_the_others(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.late("Noir", "200.00", 10)
    office.books.fail_next(Skip("The contact is locked. Unlock it."), call="deliver")
    report = office.sync()
    assert [problem for _, problem in report.failed] == ["The contact is locked. Unlock it."]
    assert len(office.books.activities) == 2
    assert len(office.books.notes) == 1
    (entry,) = [each for each in office.store.history("acme", "brun") if each.kind == "failed"]
    assert entry.code == "note"


def test_what_failed_is_tried_again_by_the_next_run_and_not_by_this_one(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.late("Noir", "200.00", 10)
    for _ in range(2):
        office.books.fail_next(Skip("The contact is locked. Unlock it."), call="deliver")
    report = office.sync()
    assert [effect.customer for effect, _ in report.failed] == ["brun", "brun"]
    assert {effect.customer for effect, _ in report.delivered} == {"noir"}
    report = office.sync()
    assert not report.failed
    assert {effect.customer for effect, _ in report.delivered} == {"brun"}


def test_a_platform_that_is_down_leaves_the_rest_for_the_next_run(office: Office) -> None:
    for name in ("Brun", "Noir", "Vert"):
        office.late(name, "100.00", 10)
    for _ in range(3):
        office.books.fail_next(Retry("The server is busy. Try again later."), call="deliver")
    report = office.sync()
    assert report.waiting == 6
    office.sync()
    assert len(office.books.notes) == len(office.books.activities) == 3


def test_a_withdrawn_key_stops_the_run_and_loses_nothing(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.books.fail_next(Reconnect("The key was withdrawn."), call="deliver")
    with pytest.raises(Reconnect):
        office.sync()
    office.sync()
    assert len(office.books.notes) == len(office.books.activities) == 1


def test_a_deleted_invoice_leaves_with_a_full_sync(office: Office) -> None:
    invoice = office.late("Brun", "100.00", 10)
    office.sync(Mode.OBSERVE)
    office.books.delete(invoice)
    office.sync(Mode.OBSERVE, full=True)
    account = office.store.account(office.store.company("acme"), "brun", office.today + timedelta(days=1))
    assert account is None or not account.items


def test_an_expired_hold_is_renewed_for_a_person_to_look_at(office: Office) -> None:
    office.late("Noir", "5000.00", 40)
    office.sync()
    office.later(30)
    report = office.sync()
    (hold,) = decided(report, Hold)
    assert hold.cycle == 2
    assert len(office.books.of_kind(EffectKind.HOLD)) == 2


def test_what_was_observed_is_written_once_the_mode_allows_it(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    office.sync(Mode.OBSERVE)
    office.sync(Mode.ASSIST)
    assert len(office.books.notes) == len(office.books.activities) == 1


def test_a_difference_in_the_balance_leads_to_a_full_pull_in_the_same_run(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    deleted = office.late("Brun", "70.00", 10)
    office.sync(Mode.OBSERVE)
    office.books.delete(deleted)
    office.books.customer("Brun", phone="2")
    report = office.sync()
    assert report.full
    (reminder,) = decided(report, Remind)
    assert str(reminder.total.amount) == "100.00"


def test_everything_is_read_again_after_a_week(office: Office) -> None:
    office.late("Brun", "100.00", 10)
    assert office.sync().full
    office.later(6)
    assert not office.sync().full
    office.later(1)
    assert office.sync().full


def test_a_hold_that_becomes_a_warning_gives_the_trust_back(office: Office) -> None:
    rules = HoldRules(
        overdue=(
            OverdueRule(amount=Decimal(1000), days=30, level=Level.HOLD),
            OverdueRule(amount=Decimal(100), days=30, level=Level.WARN),
        )
    )
    office.policy = replace(office.policy, hold=rules, set_trust=True)
    invoice = office.late("Noir", "5000.00", 40)
    office.sync()
    assert office.books.trust == {"noir": "bad"}
    office.books.pay("Noir", "4500.00", invoice=invoice)
    office.sync()
    assert office.books.holds["noir"].hold.level is Level.WARN
    assert office.books.trust == {"noir": "normal"}
