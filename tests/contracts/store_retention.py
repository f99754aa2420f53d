"""The store's contract, retention: what has run its time goes, what is open stays, nothing comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from relance_sync.errors import Stop
from relance_sync.ports import EffectKind, SkippedRecord, Target
from relance_sync.rules.account import HoldApproval, HoldOverride, HoldState, RecordedInterruption
from relance_sync.rules.agreements import Dispute, Pause, PaymentPlan, PlanPart, Promise, Settlement
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import Allocation, Balance, Credit, Kind, OrderState, Payment
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.money import money
from relance_sync.rules.recorded_contacts import Call, HandOver
from relance_sync.rules.retention import DataClass, Period, Retention, Span
from relance_sync.store import tables
from tests.contracts.store_scene import (
    NOW,
    TODAY,
    Scene,
    assessment,
    customer,
    effect,
    installment,
    invoice,
    order,
    reminder,
)

DAY = timedelta(days=1)
NOW_OR_NEVER = Period(person=Span(), entity=Span())
AT_ONCE = Retention(**{str(each): NOW_OR_NEVER for each in DataClass})
KEEP = Period(person=Span(keep=True), entity=Span(keep=True))
# Long after everything of the tests happened.
LATER = date(2050, 1, 1)


def only(data: DataClass, period: Period = NOW_OR_NEVER) -> Retention:
    """Keep everything but one class."""
    return Retention(**({str(each): KEEP for each in DataClass} | {str(data): period}))


def paid(id_: str = "i1", **fields: Any) -> Any:
    return invoice(id_, "c1", installment(f"{id_}-1", "0"), **fields)


def payment(id_: str = "p1", *about: str, day: date = TODAY) -> Payment:
    return Payment(
        id=id_,
        customer="c1",
        day=day,
        amount=money("100", "EUR"),
        allocations=tuple(
            Allocation(installment=each, amount=money("100", "EUR"), day=day) for each in about
        ),
    )


def apply(
    scene: Scene, periods: Retention = AT_ONCE, today: date = LATER, *, really: bool = True
) -> dict[str, int]:
    """Run retention; say how many records went, by class, without the zeros."""
    gone = scene.store.apply_retention("acme", periods, today, apply=really)
    return {str(each.data): each.count for each in gone if each.count}


def content(scene: Scene) -> dict[str, list[Any]]:
    """Everything in every table."""
    with scene.store._database.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in tables.metadata.sorted_tables
        }


def rows(scene: Scene) -> Mapping[str, int]:
    return {name: len(found) for name, found in content(scene).items() if found}


def hold_effect(cycle: int, kind: EffectKind = EffectKind.HOLD, **fields: Any) -> Any:
    name = f"{kind}{cycle}"
    state = HoldState(level=Level.HOLD, since=TODAY, cycle=cycle)
    return effect(name, kind, hold=state if kind is EffectKind.HOLD else None, hold_cycle=cycle, **fields)


def held_and_released(scene: Scene, *cycles: int) -> None:
    for cycle in cycles:
        scene.plan_and_deliver(hold_effect(cycle))
        scene.plan_and_deliver(hold_effect(cycle, EffectKind.RELEASE))


def approve(scene: Scene, until: date = TODAY + 30 * DAY) -> None:
    scene.store.add_approval("acme", HoldApproval(id="8", customer="c1", by="Jane", day=TODAY, until=until))


def everything(scene: Scene) -> None:
    """One settled record of every kind of the customer c1."""
    scene.pull(customer())
    scene.pull(paid())
    scene.pull(payment("p1", "i1-1"))
    scene.pull(order(state=OrderState.CANCELLED))
    scene.pull(
        Credit(id="k1", customer="c1", number="K1", day=TODAY, residual=money("0", "EUR")),
        skipped=(SkippedRecord(kind="credit", id="k2", problem="The credit of Élodie cannot be read."),),
    )
    scene.pull(Balance(customer="c1", amount=Decimal(0)), complete=True)
    held_and_released(scene, 1)
    approve(scene)
    contact = reminder("contact", "i1-1")
    (reference,) = scene.plan_and_deliver(contact)
    scene.plan_and_deliver(effect("close", EffectKind.CLOSE, closes=reference))
    scene.assess("c1", effect("called off"))
    scene.assess("c1", effect("failed"))
    scene.store.mark_failed(effect("failed").key, "No such customer")
    scene.assess(assessment("c1"))
    told(scene)


def told(scene: Scene) -> None:
    store, ends = scene.store, TODAY + 5 * DAY
    both = {"customer": "c1", "made_on": TODAY, "note": "says Élodie"}
    hundred, ten = money("100", "EUR"), money("10", "EUR")
    store.add_promise("acme", Promise(id="1", due=ends, **both))
    part = PlanPart(due=ends, amount=Decimal(100))
    store.add_payment_plan("acme", PaymentPlan(id="2", parts=(part,), open_amount=hundred, **both))
    store.add_settlement("acme", Settlement(id="3", due=ends, pays=ten, open_amount=hundred, **both))
    store.add_dispute("acme", Dispute(id="4", customer="c1", opened_on=TODAY, closed_on=ends))
    store.add_pause("acme", Pause(id="5", customer="c1", since=TODAY, until=ends))
    store.add_override(
        "acme", HoldOverride(id="6", customer="c1", by="Jane", reason="known", day=TODAY, until=ends)
    )
    fact = Interruption(ground=Ground.ACKNOWLEDGEMENT, day=TODAY, confirmed_by="Jane", proof="letter")
    store.add_interruption("acme", RecordedInterruption(id="7", customer="c1", fact=fact))
    store.add_hand_over(
        "acme", HandOver(id="9", customer="c1", day=TODAY, to="Recouvrement SA", invoices=("i1",))
    )
    store.add_call("acme", Call(id="10", customer="c1", day=TODAY, counts=True, person="Élodie"))


class RetentionContract:
    """Needs the fixture `scene`: a store with COMPANY saved."""

    def test_nothing_is_left_but_what_is_no_personal_data(self, scene: Scene) -> None:
        everything(scene)
        full = rows(scene)
        apply(scene)
        left = rows(scene)
        assert full.keys() - left.keys() >= {"customers", "invoices", "payments", "outbox", "receipts"}
        # Ids that must not be read in again, and our own line.
        assert left == {"companies": 1, "pulls": 1, "forgotten": 5, "history": 1}
        assert "lodie" not in repr(content(scene))
        assert "c1" not in repr(content(scene)["history"])

    def test_every_table_is_thought_of(self) -> None:
        ours = {"companies", "pulls", "rates", "calibrations", "forgotten", "erasing"}
        with_children = {
            "installments",
            "allocations",
            "balances",
            "reviews",
            "customers",
            "skipped",
            "files",
        }
        of_customers = {table.name for table in tables.metadata.sorted_tables if "customer" in table.c}
        known = {
            "approvals", "calls", "contacts", "credits", "disputes", "hand_overs", "history", "holds",
            "interruptions", "invoices", "orders", "outbox", "overrides", "pauses", "payment_plans",
            "payments", "promises", "receipts", "settlements", "tasks",
        }  # fmt: skip
        # A new table with data about customers belongs into a class of `store.removal`, then into this list.
        assert of_customers - with_children == known
        assert {table.name for table in tables.metadata.sorted_tables} == ours | with_children | known

    def test_a_trial_says_the_same_and_changes_nothing(self, scene: Scene) -> None:
        everything(scene)
        before = content(scene)
        tried = apply(scene, really=False)
        assert content(scene) == before
        assert apply(scene) == tried
        assert tried.keys() == {str(each) for each in DataClass}
        assert apply(scene) == {}

    def test_the_run_is_noted_without_a_name(self, scene: Scene) -> None:
        everything(scene)
        assert scene.store.retention_applied("acme") is None
        apply(scene, really=False)
        assert scene.store.retention_applied("acme") is None
        gone = apply(scene)
        assert scene.store.retention_applied("acme") == NOW
        (line,) = scene.store.history("acme", "")
        assert {name: count for name, count in line.figures.items() if count} == gone

    def test_keep_keeps(self, scene: Scene) -> None:
        everything(scene)
        assert apply(scene, Retention(**{str(each): KEEP for each in DataClass})) == {}

    def test_it_says_since_when_and_of_whom(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2", kind=Kind.ENTITY))
        scene.pull(paid("i1"), replace(paid("i2"), customer="c2", issued=date(2020, 1, 1)))
        ledger = {
            each.data: each for each in scene.store.apply_retention("acme", AT_ONCE, LATER, apply=True)
        }[DataClass.LEDGER]
        assert (ledger.persons, ledger.entities, ledger.oldest) == (1, 1, TODAY - 10 * DAY)

    def test_a_period_is_counted_to_the_day(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(paid(issued=date(2016, 6, 15)))
        due = TODAY - 10 * DAY
        years = only(DataClass.LEDGER, Period(person=Span(months=120), entity=Span(keep=True)))
        assert apply(scene, years, due.replace(year=2036) - DAY) == {}
        assert apply(scene, years, due.replace(year=2036)) == {"ledger": 1}

    def test_another_company_is_left_alone(self, scene: Scene) -> None:
        everything(scene)
        assert scene.store.apply_retention("zeta", AT_ONCE, LATER, apply=True)[0].count == 0
        assert scene.account().customer.id == "c1"

    def test_an_order_stays_until_it_is_invoiced_and_delivered(self, scene: Scene) -> None:
        scene.pull(customer())
        for left in ({}, {"uninvoiced": money("0", "EUR"), "to_deliver": True}):
            scene.pull(order(state=OrderState.CONFIRMED, **left))
            assert apply(scene, only(DataClass.LEDGER)) == {}
        scene.pull(order(state=OrderState.CONFIRMED, uninvoiced=money("0", "EUR")))
        assert apply(scene, only(DataClass.LEDGER)) == {"ledger": 1}

    # Holds

    def test_the_hold_of_a_person_goes_when_it_ends_and_that_of_an_entity_stays(self, scene: Scene) -> None:
        for kind in (Kind.PERSON, None, Kind.ENTITY):
            scene.pull(customer(kind=kind))
            held_and_released(scene, scene.account().holds_before + 1)
            gone = apply(scene, only(DataClass.HOLDS, Retention().holds), TODAY)
            assert gone == ({} if kind is Kind.ENTITY else {"holds": 1})

    def test_a_later_hold_is_not_taken_for_a_deleted_one(self, scene: Scene) -> None:
        scene.pull(customer())
        held_and_released(scene, 1, 2)
        assert apply(scene, only(DataClass.HOLDS)) == {"holds": 2}
        assert scene.account().holds_before == 2
        held_and_released(scene, 3)
        assert apply(scene, only(DataClass.HOLDS)) == {"holds": 1}
        assert (scene.account().holds_before, rows(scene)["holds"]) == (3, 1)
        scene.plan_and_deliver(hold_effect(4))
        hold = scene.account().hold
        assert hold is not None
        assert hold.cycle == 4

    def test_a_hold_in_force_keeps_its_confirmation(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.plan_and_deliver(hold_effect(1))
        approve(scene)
        assert apply(scene, only(DataClass.HOLDS)) == {}
        scene.plan_and_deliver(hold_effect(1, EffectKind.RELEASE))
        # On the very day: the confirmation would otherwise count for another debt too.
        assert apply(scene, only(DataClass.HOLDS), TODAY) == {"holds": 2}
        assert scene.account().approvals == ()

    # Texts

    def test_words_are_blanked_and_the_proof_stays(self, scene: Scene) -> None:
        scene.pull(customer())
        note = effect("note", title="Call Élodie Brun")
        (reference,) = scene.plan_and_deliver(note)
        assert apply(scene, only(DataClass.TEXTS)) == {"texts": 2}
        (row,) = scene.rows("delivered")
        assert row.effect == replace(note, text=replace(note.text, title="", paragraphs=()))
        assert scene.store.reference(note.key) == reference
        written = scene.store.history("acme", "c1")[-1]
        assert (written.kind, written.code, written.title, written.reference) == (
            "written",
            "note",
            "",
            reference,
        )
        assert "lodie" not in repr(content(scene)["outbox"] + content(scene)["history"])
        scene.assess("c1", note)
        assert scene.states(note) == ["delivered"]

    def test_words_written_again_are_blanked_again(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.assess("c1", effect("note"))
        scene.assess("c1")
        assert apply(scene, only(DataClass.TEXTS)) == {"texts": 1}
        scene.plan_and_deliver(effect("note"))
        assert scene.rows("delivered")[0].effect == effect("note")
        assert apply(scene, only(DataClass.TEXTS)) == {"texts": 2}

    # What an open item needs

    def test_the_past_of_an_open_item_stays(self, scene: Scene) -> None:
        everything(scene)
        scene.pull(invoice("i9", issued=TODAY - 40 * DAY))
        kept = ("contacts", "receipts", "outbox", "promises", "payment_plans", "history", "customers")
        before = content(scene)
        gone = apply(scene)
        assert gone.keys() == {"holds", "ledger", "skipped"}
        assert {name: content(scene)[name] for name in kept if name != "history"} == {
            name: before[name] for name in kept if name != "history"
        }

    def test_a_contact_about_an_open_item_stays_even_if_it_is_older_than_it(self, scene: Scene) -> None:
        scene.pull(customer())
        first, other = reminder("first", "i1-1"), reminder("other", "i2-1")
        scene.plan_and_deliver(first, other, day=date(2020, 1, 1))
        with scene.store._database.write() as connection:
            connection.execute(tables.tasks.update().values(closed_on=date(2020, 1, 1)))
        scene.pull(invoice())
        apply(scene)
        assert [each.key for each in scene.account().contacts] == [first.key]
        scene.assess("c1", first)
        assert scene.states(first, other) == ["delivered", "none"]

    def test_an_open_task_keeps_its_reference(self, scene: Scene) -> None:
        scene.pull(customer())
        task = effect("task", EffectKind.ACTIVITY, target=Target(kind="order", id="o1"))
        (reference,) = scene.plan_and_deliver(task)
        apply(scene)
        assert scene.store.reference(task.key) == reference
        assert [each.key for each in scene.account().tasks] == [task.key]

    def test_an_agreement_that_runs_stays_and_so_does_what_was_written_since(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.store.add_dispute("acme", Dispute(id="4", customer="c1", opened_on=TODAY))
        (reference,) = scene.plan_and_deliver(effect("note"))
        assert apply(scene) == {}
        scene.store.close_dispute("acme", "4", TODAY + DAY)
        assert scene.store.reference(effect("note").key) == reference
        assert {"agreements", "contacts"} <= apply(scene).keys()

    def test_what_is_still_kept_of_an_agreement_keeps_its_proof(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.store.add_promise("acme", Promise(id="1", customer="c1", due=TODAY, made_on=TODAY))
        scene.plan_and_deliver(effect("alert"))
        assert apply(scene, only(DataClass.CONTACTS)) == {}
        assert scene.states(effect("alert")) == ["delivered"]

    # Assessments, skipped records, customers

    def test_the_assessment_of_who_has_something_open_stays(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        scene.pull(invoice("i1"))
        for owner in ("c1", "c2"):
            scene.assess(owner)
        assert apply(scene, only(DataClass.ASSESSMENTS)) == {"assessments": 1}
        assert apply(scene, only(DataClass.ASSESSMENTS)) == {}
        assert scene.store.worklist("acme") == []

    def test_a_customer_stays_as_long_as_anything_of_it(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        scene.pull(paid("i1"))
        assert apply(scene, only(DataClass.CUSTOMERS)) == {"customers": 1}
        assert scene.store.known_ids("acme", "customer", None, 9) == ["c1"]

    def test_a_customer_counts_from_its_last_change(self, scene: Scene) -> None:
        scene.pull(customer("c1"))
        period = only(DataClass.CUSTOMERS, Period(person=Span(days=10), entity=Span(keep=True)))
        assert apply(scene, period, TODAY + 9 * DAY) == {}
        assert apply(scene, period, TODAY + 10 * DAY) == {"customers": 1}

    # The gate

    def test_history_still_only_grows(self, scene: Scene) -> None:
        everything(scene)
        apply(scene, only(DataClass.SKIPPED))
        for table in (tables.history, tables.receipts):
            for change in (table.delete(), table.update().values(reference="x")):
                with pytest.raises(Stop) as refused, scene.store._database.write() as connection:
                    connection.execute(change)
                assert f"{table.name} only grows" in refused.value.detail

    def test_old_decisions_go_with_the_journal(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.assess("c1", at=datetime(2020, 5, 1, tzinfo=UTC))
        years = only(DataClass.JOURNAL, Retention().journal)
        assert apply(scene, years, date(2025, 4, 30)) == {}
        assert apply(scene, years, date(2025, 5, 1)) == {"journal": 1}
        assert scene.store.history("acme", "c1") == []
