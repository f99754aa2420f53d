"""The store's contract, fourth part: what people tell and ask: agreements, history, worklist, names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from relance_sync.errors import Skip
from relance_sync.ports import EffectKind
from relance_sync.rules.account import HoldApproval, HoldState
from relance_sync.rules.agreements import Dispute, ItemStep, Pause, Promise
from relance_sync.rules.decisions import CloseTask, Decision, Hold, Release, Remind, Wait
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.money import money
from relance_sync.rules.plans import Channel, Stage, Step, Tone
from relance_sync.rules.reasons import Code, because
from relance_sync.store import Agreements
from tests.contracts.store_scene import (
    NOW,
    TODAY,
    Scene,
    assessment,
    customer,
    effect,
    invoice,
    reminder,
    wait,
)

DAY = timedelta(days=1)
PROMISE = Promise(
    id="p1",
    customer="c1",
    due=TODAY + DAY,
    made_on=TODAY,
    invoices=("i1", "i2"),
    amount=money("12.345", "TND"),
    source="anne",
    note="By phone.",
)
DISPUTE = Dispute(id="d1", customer="c1", opened_on=TODAY, invoice="i1", source="anne", note="Broken.")
PAUSE = Pause(id="u1", customer="c1", since=TODAY, until=TODAY + 9 * DAY, source="anne", note="Fire.")
APPROVAL = HoldApproval(customer="c1", by="anne", day=TODAY, until=TODAY + 30 * DAY)
STEP = Step(
    id="call",
    stage=Stage.AMICABLE,
    channel=Channel.CALL,
    tone=Tone.NEUTRAL,
    after_due=8,
    minimum=Decimal("5.5"),
)
WHY = because(Code.OVERDUE, amount=money("5.00", "EUR"), days=30, oldest=TODAY, threshold=None)
DECISIONS: list[Decision] = [
    Remind(
        currency="EUR",
        plan="standard",
        step=STEP,
        channel=Channel.CALL,
        items=("a", "b"),
        steps=(ItemStep(item="a", plan="standard", step="call"),),
        total=money("5", "EUR"),
        reasons=(
            because(Code.STEP_DUE, invoice="2026-06-01", due=TODAY, offset=8, rate=Decimal("1.50")),
            WHY,
        ),
    ),
    Wait(reasons=(because(Code.PAUSED, until=TODAY),), items=("c",), until=TODAY + DAY),
    Hold(
        level=Level.HOLD,
        cycle=2,
        proposal=True,
        orders=("o1",),
        reasons=(WHY,),
        release=(because(Code.HOLD_ENDS, trigger="overdue", amount=money("1", "EUR")),),
        expires_after_days=30,
    ),
    Release(level=Level.WARN, cycle=1, reasons=(because(Code.HOLD_ENDS, trigger=""),)),
    CloseTask(key="ab" * 32, reasons=(because(Code.TASK_SETTLED),)),
]


class PeopleContract:
    """Needs the fixture `scene`: a store with COMPANY saved."""

    def test_agreements_come_back_and_reach_the_account(self, scene: Scene) -> None:
        scene.pull(customer("c1"), customer("c2"))
        scene.pull(invoice())
        scene.assess()
        bare = Promise(id="p2", customer="c2", due=TODAY, made_on=TODAY)
        scene.store.add_promise("acme", PROMISE)
        assert scene.due() == ["c1"]
        scene.store.add_promise("acme", bare)
        scene.store.add_dispute("acme", DISPUTE)
        scene.store.add_pause("acme", PAUSE)
        scene.store.add_approval("acme", APPROVAL)
        mine = Agreements(promises=(PROMISE,), disputes=(DISPUTE,), pauses=(PAUSE,), approvals=(APPROVAL,))
        assert scene.store.agreements("acme", "c1") == mine
        assert scene.store.agreements("acme").promises == (PROMISE, bare)
        assert scene.store.agreements("zeta") == Agreements()
        account = scene.account()
        assert (account.promises, account.disputes) == (mine.promises, mine.disputes)
        assert (account.pauses, account.approvals) == (mine.pauses, mine.approvals)
        assert scene.account("c2").promises == (bare,)

    def test_closing_happens_once_and_is_noted(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice())
        store = scene.store
        store.add_promise("acme", PROMISE)
        store.add_dispute("acme", DISPUTE)
        store.add_pause("acme", PAUSE)
        for close, id_ in (
            (store.close_promise, "p1"),
            (store.close_dispute, "d1"),
            (store.close_pause, "u1"),
        ):
            scene.assess()
            assert close("acme", id_, TODAY) is True
            assert scene.due() == ["c1"]
            assert close("acme", id_, TODAY + DAY) is False
            assert close("zeta", id_, TODAY) is False
        closed = scene.store.agreements("acme", "c1")
        assert closed.promises == (replace(PROMISE, closed_on=TODAY),)
        assert closed.disputes == (replace(DISPUTE, closed_on=TODAY),)
        assert closed.pauses == (replace(PAUSE, closed_on=TODAY),)
        told = [each.title for each in scene.store.history("acme", "c1") if each.kind == "recorded"]
        expected = [
            f"{what} {how}" for how in ("added", "closed") for what in ("promise", "dispute", "pause")
        ]
        assert told == expected

    def test_an_agreement_of_the_same_id_is_replaced(self, scene: Scene) -> None:
        scene.store.add_pause("acme", PAUSE)
        longer = replace(PAUSE, until=TODAY + 20 * DAY)
        scene.store.add_pause("acme", longer)
        assert scene.store.agreements("acme").pauses == (longer,)

    def test_a_promise_of_half_a_cent_is_refused(self, scene: Scene) -> None:
        with pytest.raises(Skip, match=r"1\.005 EUR has more decimals"):
            scene.store.add_promise("acme", replace(PROMISE, amount=money("1.005", "EUR")))
        assert scene.store.agreements("acme") == Agreements()
        assert scene.store.history("acme", "c1") == []

    def test_the_history_keeps_decisions_with_their_figures(self, scene: Scene) -> None:
        scene.assess(assessment("c1", *DECISIONS))
        told = scene.store.history("acme", "c1")
        assert [each.decision for each in told] == DECISIONS
        assert [each.title for each in told] == ["remind", "wait", "hold", "release", "close_task"]
        first = told[0]
        assert (first.at, first.kind, first.code) == (NOW, "decided", "step_due")
        assert (first.policy_version, first.mode, first.run_id) == ("v1", "assist", "run1")
        figures = {"invoice": "2026-06-01", "due": TODAY, "offset": 8, "rate": Decimal("1.50")}
        assert first.figures == figures
        assert {name: type(value) for name, value in first.figures.items()} == {
            name: type(value) for name, value in figures.items()
        }
        assert first.reasons == DECISIONS[0].reasons

    def test_the_same_decisions_are_told_once(self, scene: Scene) -> None:
        scene.assess(assessment("c1", *DECISIONS))
        scene.assess(assessment("c1", *DECISIONS, today=TODAY + DAY, policy_version="v2"))
        assert len(scene.store.history("acme", "c1")) == len(DECISIONS)
        scene.assess("c1")
        scene.assess(assessment("c1", *DECISIONS))
        told = scene.store.history("acme", "c1")
        assert len(told) == 2 * len(DECISIONS) + 1
        assert scene.store.history("acme", "c2") == []

    def test_the_worklist_begins_with_the_most_overdue(self, scene: Scene) -> None:
        scene.pull(customer("c1", name="Un"), customer("c2", name="Deux"), customer("c3"), customer("c4"))
        held = HoldState(level=Level.WARN, since=TODAY, cycle=1)
        scene.plan_and_deliver(
            effect("h", EffectKind.HOLD, hold=held), reminder("t", "a"), reminder("u", "b")
        )
        scene.assess(assessment("c1", wait(Code.DISPUTED), overdue="10.50", stage=Stage.FIRM))
        scene.assess(assessment("c2", *DECISIONS, overdue="9000", next_review=TODAY + DAY))
        scene.assess(assessment("c3"))
        scene.assess(assessment("gone", *DECISIONS, overdue="1"))
        first, second = scene.store.worklist("acme")
        assert (first.customer, first.name, first.overdue) == ("c2", "Deux", Decimal(9000))
        assert first.decisions == tuple(DECISIONS)
        assert (first.hold, first.tasks, first.next_review) == (None, 0, TODAY + DAY)
        assert (second.customer, second.stage, second.exposure) == ("c1", Stage.FIRM, Decimal("10.50"))
        assert (second.hold, second.tasks, second.assessed_on) == (held, 2, TODAY)
        assert second.currency == "EUR"
        assert scene.store.worklist("zeta") == []

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("c1", ["c1"]),
            ("élodie", ["c1"]),
            ("ÉLO", ["c1"]),
            ("zoe", ["c2"]),
            ("run", ["c1", "c2"]),
            ("100%", ["c3"]),
            ("_", []),
            ("nobody", []),
            (" ", []),
        ],
    )
    def test_customers_are_found_by_id_or_part_of_the_name(
        self, scene: Scene, text: str, found: list[str]
    ) -> None:
        scene.pull(
            customer("c1", name="Élodie Brun"),
            customer("c2", name="Zoé BRUNEL"),
            customer("c3", name="100% c1"),
        )
        assert [each.id for each in scene.store.find_customers("acme", text)] == found
        assert scene.store.find_customers("zeta", text) == []
