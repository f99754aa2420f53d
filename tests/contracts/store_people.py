"""The store's contract, fourth part: what people tell and ask: agreements, history, worklist, names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from relance_sync.errors import Skip
from relance_sync.ports import EffectKind
from relance_sync.rules.account import HoldApproval, HoldOverride, HoldState, RecordedInterruption
from relance_sync.rules.agreements import (
    Dispute,
    DisputeReason,
    ItemStep,
    Pause,
    PaymentPlan,
    PlanPart,
    Promise,
    Settlement,
)
from relance_sync.rules.calibration import KeptCalibration
from relance_sync.rules.decisions import CloseTask, Decision, Hold, Release, Remind, Wait
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.money import money
from relance_sync.rules.plans import Channel, Route, Stage, Step, Tone
from relance_sync.rules.reasons import Code, because
from relance_sync.rules.recorded_contacts import Call, HandOver, Reached
from relance_sync.rules.score import Calibration, Limits, Portfolio
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
    open_amount=money("900", "JPY"),
    source="anne",
    note="By phone.",
)
PLAN = PaymentPlan(
    id="l1",
    customer="c1",
    made_on=TODAY,
    parts=(
        PlanPart(due=TODAY + 30 * DAY, amount=Decimal("100.125")),
        PlanPart(due=TODAY + 60 * DAY, amount=Decimal(200)),
    ),
    open_amount=money("300.125", "TND"),
    invoices=("i1",),
    source="anne",
    note="Two months.",
)
SETTLEMENT = Settlement(
    id="s1",
    customer="c1",
    made_on=TODAY,
    due=TODAY + 7 * DAY,
    pays=money("800", "JPY"),
    open_amount=money("1000", "JPY"),
    invoices=("i1", "i2"),
    source="anne",
    note="Signed.",
)
DISPUTE = Dispute(
    id="d1",
    customer="c1",
    opened_on=TODAY,
    invoice="i1",
    reason=DisputeReason.GOODS,
    source="anne",
    note="Broken.",
)
PAUSE = Pause(id="u1", customer="c1", since=TODAY, until=TODAY + 9 * DAY, source="anne", note="Fire.")
OVERRIDE = HoldOverride(
    id="v1",
    customer="c1",
    by="bruno",
    reason="Pays on Friday.",
    day=TODAY,
    until=TODAY + 5 * DAY,
    order="o1",
)
INTERRUPTION = RecordedInterruption(
    id="x1",
    customer="c1",
    fact=Interruption(
        ground=Ground.ACKNOWLEDGEMENT, day=TODAY - 400 * DAY, confirmed_by="anne", proof="letter.pdf"
    ),
    invoices=("i1",),
)
APPROVAL = HoldApproval(
    id="a1", customer="c1", by="anne", day=TODAY, until=TODAY + 30 * DAY, reason="She owns the shop."
)
HAND_OVER = HandOver(
    id="h1",
    customer="c1",
    day=TODAY,
    to="Recouvrement SA",
    invoices=("i1",),
    route=Route.COURT,
    source="anne",
    note="With the contract.",
)
CALL = Call(
    id="t1",
    customer="c1",
    day=TODAY,
    counts=True,
    reached=Reached.REACHED,
    person="Mr Brun",
    source="anne",
    note="Calls back.",
)
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
        bare = Promise(id="p2", customer="c2", due=TODAY, made_on=TODAY)
        everything = self.tell(scene)
        scene.store.add_promise("acme", bare)
        assert scene.store.agreements("acme", "c1") == everything
        assert scene.store.agreements("acme").promises == (PROMISE, bare)
        assert scene.store.agreements("zeta") == Agreements()
        account = scene.account()
        for name in Agreements.__slots__:
            assert getattr(account, name) == getattr(everything, name), name
        assert scene.account("c2").promises == (bare,)

    def tell(self, scene: Scene) -> Agreements:
        """Record one of each kind; each makes the customer due."""
        store = scene.store
        scene.assess()
        told: list[Callable[[], None]] = [
            lambda: store.add_promise("acme", PROMISE),
            lambda: store.add_payment_plan("acme", PLAN),
            lambda: store.add_settlement("acme", SETTLEMENT),
            lambda: store.add_dispute("acme", DISPUTE),
            lambda: store.add_pause("acme", PAUSE),
            lambda: store.add_override("acme", OVERRIDE),
            lambda: store.add_interruption("acme", INTERRUPTION),
            lambda: store.add_approval("acme", APPROVAL),
            lambda: store.add_hand_over("acme", HAND_OVER),
            lambda: store.add_call("acme", CALL),
        ]
        for tell in told:
            assert scene.due() == []
            tell()
            assert scene.due() == ["c1"]
            scene.assess()
        return Agreements(
            promises=(PROMISE,),
            payment_plans=(PLAN,),
            settlements=(SETTLEMENT,),
            disputes=(DISPUTE,),
            pauses=(PAUSE,),
            overrides=(OVERRIDE,),
            interruptions=(INTERRUPTION,),
            approvals=(APPROVAL,),
            hand_overs=(HAND_OVER,),
            calls=(CALL,),
        )

    def test_closing_happens_once_and_is_noted(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice())
        self.tell(scene)
        store = scene.store
        for close, id_ in (
            (store.close_promise, "p1"),
            (store.close_payment_plan, "l1"),
            (store.close_settlement, "s1"),
            (store.close_dispute, "d1"),
            (store.close_pause, "u1"),
            (store.close_override, "v1"),
            (store.close_approval, "a1"),
            (store.close_hand_over, "h1"),
        ):
            scene.assess()
            assert close("acme", id_, TODAY) is True
            assert scene.due() == ["c1"]
            assert close("acme", id_, TODAY + DAY) is False
            assert close("zeta", id_, TODAY) is False
        assert scene.store.agreements("acme", "c1") == Agreements(
            promises=(replace(PROMISE, closed_on=TODAY),),
            payment_plans=(replace(PLAN, closed_on=TODAY),),
            settlements=(replace(SETTLEMENT, closed_on=TODAY),),
            disputes=(replace(DISPUTE, closed_on=TODAY),),
            pauses=(replace(PAUSE, closed_on=TODAY),),
            overrides=(replace(OVERRIDE, closed_on=TODAY),),
            interruptions=(INTERRUPTION,),
            approvals=(replace(APPROVAL, closed_on=TODAY),),
            hand_overs=(replace(HAND_OVER, closed_on=TODAY),),
            calls=(CALL,),
        )
        told = [each for each in scene.store.history("acme", "c1") if each.kind == "recorded"]
        agreed = ["promise", "payment_plan", "settlement", "dispute", "pause", "override"]
        added = [*agreed, "interruption", "approval", "hand_over", "call"]
        closed = [*agreed, "approval", "hand_over"]
        assert [each.code for each in told] == [*added, *closed]
        assert [each.title for each in told] == [
            *(f"{kind} added".replace("_", " ") for kind in added),
            *(f"{kind} closed".replace("_", " ") for kind in closed),
        ]

    def test_an_interruption_is_confirmed_later_or_taken_out(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(invoice())
        seen = replace(INTERRUPTION, fact=replace(INTERRUPTION.fact, confirmed_by=None), invoices=())
        scene.store.add_interruption("acme", seen)
        assert scene.account().interruptions == (seen,)
        scene.store.add_interruption("acme", INTERRUPTION)
        assert scene.account().interruptions == (INTERRUPTION,)
        scene.assess()
        assert scene.store.remove_interruption("zeta", "x1") is False
        assert scene.store.remove_interruption("acme", "x1") is True
        assert scene.due() == ["c1"]
        assert scene.store.remove_interruption("acme", "x1") is False
        assert scene.account().interruptions == ()
        assert scene.store.history("acme", "c1")[-1].title == "interruption removed"

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

    def test_no_amount_of_half_a_cent_is_kept(self, scene: Scene) -> None:
        half = money("1.005", "EUR")
        part = PlanPart(due=TODAY, amount=half.amount)
        with pytest.raises(Skip, match=r"promise cannot be recorded: 1\.005 EUR"):
            scene.store.add_promise("acme", replace(PROMISE, open_amount=half))
        with pytest.raises(Skip, match=r"payment plan cannot be recorded: 1\.005 EUR"):
            scene.store.add_payment_plan("acme", replace(PLAN, parts=(part,), open_amount=money("3", "EUR")))
        with pytest.raises(Skip, match=r"settlement cannot be recorded: 1\.005 EUR"):
            scene.store.add_settlement("acme", replace(SETTLEMENT, pays=half, open_amount=money("3", "EUR")))
        assert scene.store.agreements("acme") == Agreements()

    def test_the_newest_calibration_of_the_day_counts(self, scene: Scene) -> None:
        limits = Limits(ends=(Decimal("10.5"), Decimal(40), Decimal("66.666")), on=TODAY)
        portfolio = Portfolio(paid=4000, late=17)
        first = KeptCalibration(
            calibration=Calibration(on=TODAY - 40 * DAY, portfolio=Portfolio(), limits=None), card="a"
        )
        second = KeptCalibration(
            calibration=Calibration(on=TODAY, portfolio=portfolio, limits=limits), card="a"
        )
        scene.pull(customer())
        assert scene.store.calibration("acme", TODAY) is None
        assert scene.account().calibration is None
        for kept in (first, replace(second, card="b"), second):
            scene.store.save_calibration("acme", kept)
        assert scene.store.calibration("acme", TODAY) == second
        assert scene.store.calibration("acme", TODAY - DAY) == first
        assert scene.store.calibration("acme", TODAY - 41 * DAY) is None
        assert scene.store.calibration("zeta", TODAY) is None
        assert scene.account().calibration == second.calibration
        assert scene.account(today=TODAY - DAY).calibration == first.calibration

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
