"""The store's contract, third part: what is to be written, once, and what follows from its receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from relance_sync.errors import Stop
from relance_sync.ports import EffectKind, Receipt, Target
from relance_sync.rules.account import HoldState
from relance_sync.rules.hold_rules import Level
from tests.contracts.store_scene import NOW, TODAY, Scene, assessment, customer, effect, invoice, reminder

DAY = timedelta(days=1)
NOTE, OTHER = effect("note"), effect("other")


def hold(cycle: int, level: Level = Level.HOLD, **fields: bool) -> HoldState:
    return HoldState(level=level, since=TODAY - 99 * DAY, cycle=cycle, **fields)


class EffectsContract:
    """Needs the fixture `scene`: a store with COMPANY saved."""

    def test_effects_come_out_as_they_went_in_and_in_order(self, scene: Scene) -> None:
        rich = effect(
            "rich",
            EffectKind.ACTIVITY,
            channel="todo",
            responsible="7",
            deadline=TODAY,
            hold=hold(4, Level.WARN, proposal=True),
            hold_cycle=4,
        )
        planned = [reminder("first", "a", "b"), rich, NOTE]
        scene.assess("c1", *planned)
        rows = scene.rows("pending")
        assert [row.effect for row in rows] == planned
        assert [(row.state, row.attempts, row.problem) for row in rows] == [("pending", 0, "")] * 3

    def test_the_outbox_is_longer_than_a_page(self, scene: Scene) -> None:
        planned = [effect(f"e{n}") for n in range(450)]
        scene.assess("c1", *planned)
        seen = []
        for row in scene.store.outbox("acme"):
            seen.append(row.effect)
            scene.store.mark_sending(row.effect.key, NOW)
        assert seen == planned
        assert scene.rows("pending") == []

    def test_planned_again_is_not_written_twice(self, scene: Scene) -> None:
        scene.assess("c1", NOTE)
        scene.assess("c1", replace(NOTE, text=replace(NOTE.text, title="Newer words")))
        (row,) = scene.rows("pending")
        assert row.effect.text.title == "Newer words"
        scene.deliver(NOTE)
        scene.assess("c1", NOTE)
        assert scene.states(NOTE) == ["delivered"]

    def test_what_is_no_longer_planned_is_called_off(self, scene: Scene) -> None:
        failed, other_customer = effect("failed"), effect("else", owner="c2")
        scene.assess("c1", NOTE, OTHER, failed)
        scene.assess("c2", other_customer)
        scene.store.mark_failed(failed.key, "No right to write.")
        scene.assess("c1", OTHER)
        states = ["cancelled", "pending", "cancelled", "pending"]
        assert scene.states(NOTE, OTHER, failed, other_customer) == states
        assert scene.store.mark_sending(NOTE.key, NOW) is False
        scene.assess("c1", NOTE, failed)
        assert scene.states(NOTE, OTHER, failed) == ["pending", "cancelled", "pending"]
        assert [row.problem for row in scene.rows("pending")] == ["", "", ""]

    @pytest.mark.parametrize("planned", [True, False])
    def test_what_is_being_sent_is_left_alone(self, scene: Scene, planned: bool) -> None:
        scene.assess("c1", NOTE)
        assert scene.store.mark_sending(NOTE.key, NOW) is True
        scene.assess("c1", *([NOTE] if planned else []))
        assert scene.states(NOTE) == ["sending"]
        assert scene.store.mark_pending(NOTE.key) is True
        assert scene.states(NOTE) == ["pending"]

    def test_attempts_and_problems_are_counted(self, scene: Scene) -> None:
        scene.assess("c1", NOTE)
        scene.store.mark_sending(NOTE.key, NOW)
        scene.store.mark_pending(NOTE.key)
        scene.store.mark_sending(NOTE.key, NOW)
        scene.store.mark_failed(NOTE.key, "Locked. Unlock it.")
        (row,) = scene.rows("failed")
        assert (row.attempts, row.problem) == (2, "Locked. Unlock it.")
        last = scene.store.history("acme", "c1")[-1]
        assert (last.kind, last.code, last.title, last.problem, last.run_id) == (
            "failed",
            "note",
            "Title of note",
            "Locked. Unlock it.",
            "run1",
        )

    def test_what_failed_is_decided_again(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice())
        scene.assess("c1", NOTE)
        assert scene.due() == []
        scene.store.mark_failed(NOTE.key, "Locked.")
        assert scene.due() == ["c1"]

    def test_marks_on_what_is_delivered_or_unknown_do_nothing(self, scene: Scene) -> None:
        scene.plan_and_deliver(NOTE)
        for key in (NOTE.key, OTHER.key):
            assert scene.store.mark_sending(key, NOW) is False
            assert scene.store.mark_pending(key) is False
            assert scene.store.mark_failed(key, "x") is False
        assert scene.states(NOTE, OTHER) == ["delivered", "none"]

    def test_a_batch_is_saved_whole_or_not_at_all(self, scene: Scene) -> None:
        nobody: Any = None
        broken = replace(assessment("c2"), customer=nobody)
        plans = [(assessment("c1"), [NOTE]), (broken, [])]
        with pytest.raises(Stop):
            scene.store.save_plans("acme", "run", plans, mode="assist", at=NOW)
        assert scene.states(NOTE) == ["none"]
        assert scene.store.history("acme", "c1") == []

    def test_a_receipt_gives_the_reference_and_marks_the_customer(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice())
        scene.assess("c1", NOTE)
        assert scene.store.reference(NOTE.key) is None
        assert scene.due() == []
        reference = scene.deliver(NOTE)
        assert scene.store.reference(NOTE.key) == reference
        assert scene.due() == ["c1"]
        last = scene.store.history("acme", "c1")[-1]
        assert (last.kind, last.reference, last.mode, last.policy_version) == (
            "written",
            reference,
            "assist",
            "v1",
        )

    def test_a_second_receipt_changes_nothing(self, scene: Scene) -> None:
        sent = reminder("r", "a")
        (reference,) = scene.plan_and_deliver(sent)
        before = scene.store.history("acme", "c1")
        again = Receipt(key=sent.key, reference="other:1", written_at=NOW, found=True)
        scene.store.save_receipt(sent, again, day=TODAY + DAY)
        assert scene.store.reference(sent.key) == reference
        assert scene.store.history("acme", "c1") == before

    def test_an_activity_is_a_task_until_it_is_closed(self, scene: Scene) -> None:
        scene.pull(customer())
        one, two = reminder("one", "a"), reminder("two", "b")
        reference, _ = scene.plan_and_deliver(one, two)
        assert {task.key for task in scene.account().tasks} == {one.key, two.key}
        scene.plan_and_deliver(effect("close", EffectKind.CLOSE, closes=reference))
        assert [task.key for task in scene.account().tasks] == [two.key]
        assert scene.account(today=TODAY + DAY).contacts[0].key in {one.key, two.key}

    def test_holds_are_counted_one_after_the_other(self, scene: Scene) -> None:
        scene.pull(customer())

        def state() -> tuple[HoldState | None, int]:
            account = scene.account()
            return account.hold, account.holds_before

        assert state() == (None, 0)
        scene.plan_and_deliver(effect("h1", EffectKind.HOLD, hold=hold(1, Level.WARN)))
        assert state() == (replace(hold(1, Level.WARN), since=TODAY), 0)
        scene.plan_and_deliver(effect("h2", EffectKind.HOLD, hold=hold(2)), day=TODAY + DAY)
        assert state() == (replace(hold(2), since=TODAY + DAY), 1)
        scene.plan_and_deliver(effect("r2", EffectKind.RELEASE))
        assert state() == (None, 2)
        scene.plan_and_deliver(effect("h3", EffectKind.HOLD, hold=hold(3)))
        assert state() == (replace(hold(3), since=TODAY), 2)
        scene.plan_and_deliver(effect("late", EffectKind.HOLD, hold=hold(2)))
        assert state() == (replace(hold(3), since=TODAY), 2)

    def test_a_release_ends_the_hold_it_names_only(self, scene: Scene) -> None:
        scene.pull(customer())
        (first,) = scene.plan_and_deliver(effect("h1", EffectKind.HOLD, hold=hold(1)))
        scene.plan_and_deliver(effect("h2", EffectKind.HOLD, hold=hold(2)))
        scene.plan_and_deliver(effect("r1", EffectKind.RELEASE, closes=first))
        scene.plan_and_deliver(effect("r1b", EffectKind.RELEASE, hold_cycle=1))
        held = scene.account().hold
        assert held is not None
        assert held.cycle == 2

    def test_a_proposal_ends_with_its_task(self, scene: Scene) -> None:
        scene.pull(customer())
        proposed = hold(1, proposal=True)
        on_customer = effect("p", EffectKind.ACTIVITY, hold=proposed, hold_cycle=1)
        on_order = effect("po", EffectKind.ACTIVITY, target=Target(kind="order", id="o"), hold_cycle=1)
        task, order_task = scene.plan_and_deliver(on_customer, on_order)
        scene.plan_and_deliver(effect("c2", EffectKind.CLOSE, closes=order_task))
        assert scene.account().hold == replace(proposed, since=TODAY)
        scene.plan_and_deliver(effect("c1", EffectKind.CLOSE, closes=task))
        assert scene.account().hold is None
        assert scene.account().holds_before == 1

    @pytest.mark.parametrize("table", ["history", "receipts"])
    @pytest.mark.parametrize("change", ["UPDATE {} SET customer = 'x'", "DELETE FROM {}"])
    def test_what_happened_cannot_be_rewritten(self, scene: Scene, table: str, change: str) -> None:
        scene.plan_and_deliver(NOTE)
        with pytest.raises(Stop) as refused, scene.store._database.write() as connection:
            connection.execute(text(change.format(table)))
        assert f"{table} only grows" in refused.value.detail
        assert scene.store.reference(NOTE.key) is not None
