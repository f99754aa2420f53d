"""The policy of the unit tests of the rules: five plain steps, a gap of a week, open every day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.decisions import Alert, Assessment, CloseTask, Decision, Hold, Release, Remind, Wait
from relance_sync.rules.hold_rules import HoldRules, Level, OverdueRule
from relance_sync.rules.plans import Channel, Entry, Plan, Route, Stage, Step, Tone
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code
from tests.builders import Ledger

DUE = date(2026, 3, 2)  # a Monday
ALWAYS_OPEN = Calendar(closed_weekdays=frozenset())


def step(
    name: str,
    after_due: int | None,
    *,
    stage: Stage = Stage.AMICABLE,
    channel: Channel = Channel.EMAIL,
    before_due: int | None = None,
    minimum: int = 0,
    **more: Any,
) -> Step:
    return Step(
        id=name,
        stage=stage,
        channel=channel,
        tone=Tone.NEUTRAL,
        after_due=after_due,
        before_due=before_due,
        minimum=Decimal(minimum),
        route=Route.AGENCY if stage is Stage.HANDED_OVER else None,
        **more,
    )


STEPS = (
    step("courtesy", None, before_due=3, stage=Stage.PREVENTIVE),
    step("first", 5),
    step("call", 15, channel=Channel.CALL),
    step("firm", 30, channel=Channel.LETTER, stage=Stage.FIRM),
    step("notice", 45, channel=Channel.LETTER, stage=Stage.FORMAL_NOTICE),
)
STANDARD = Plan(steps=STEPS)
GENTLE = Plan(steps=(step("nudge", 20), step("talk", 40, channel=Channel.CALL, stage=Stage.FIRM)))
POLICY = Policy(version="1", plans={"standard": STANDARD, "gentle": GENTLE}, default_plan="standard")
BY_AGE = replace(POLICY, plans={**POLICY.plans, "standard": Plan(steps=STEPS, entry=Entry.BY_AGE)})
HOLDING = replace(
    POLICY,
    hold=HoldRules(
        over_limit=Level.HOLD,
        overdue=(
            OverdueRule(amount=Decimal(100), days=10, level=Level.WARN),
            OverdueRule(amount=Decimal(500), days=30, level=Level.HOLD),
        ),
        stages={Stage.FORMAL_NOTICE: Level.HOLD},
    ),
)


def with_steps(*steps: Step, entry: Entry = Entry.FIRST_STEP, entry_step: str | None = None) -> Policy:
    plan = Plan(steps=steps, entry=entry, entry_step=entry_step)
    return replace(POLICY, plans={"standard": plan})


def late(days: int) -> date:
    """The day on which what is due on DUE is so many days late."""
    return DUE + timedelta(days=days)


def assessed(
    ledger: Ledger, today: date, policy: Policy = POLICY, calendar: Calendar = ALWAYS_OPEN
) -> Assessment:
    return assess(ledger.account(today), policy, calendar, today)


def decide(
    ledger: Ledger, today: date, policy: Policy = POLICY, calendar: Calendar = ALWAYS_OPEN
) -> list[str]:
    """The decisions in brief: `remind first: A, B`, `wait disputed: A`, `hold over_limit overdue`..."""
    return [brief(each) for each in assessed(ledger, today, policy, calendar).decisions]


def brief(decision: Decision) -> str:
    codes = " ".join(each.code for each in decision.reasons)
    match decision:
        case Remind():
            return f"remind {decision.step.id} by {decision.channel}: {', '.join(decision.items)}"
        case Wait():
            return f"wait {codes}" + (f": {', '.join(decision.items)}" if decision.items else "")
        case Hold():
            return f"{'propose ' if decision.proposal else ''}{decision.level.name.lower()}: {codes}"
        case Release():
            return f"release {decision.level.name.lower()}: {codes}"
        case CloseTask():
            return f"close {decision.key}"
        case Alert():
            return f"alert {decision.kind}: {decision.subject}"


def codes(decision: Decision) -> list[Code]:
    return [each.code for each in decision.reasons]


def remind(ledger: Ledger, today: date, policy: Policy = POLICY) -> Remind:
    """The one reminder of the day."""
    (one,) = [each for each in assessed(ledger, today, policy).decisions if isinstance(each, Remind)]
    return one


def wait(ledger: Ledger, today: date, policy: Policy = POLICY, calendar: Calendar = ALWAYS_OPEN) -> Wait:
    """The only decision of the day, which is to wait."""
    (one,) = assessed(ledger, today, policy, calendar).decisions
    assert isinstance(one, Wait)
    return one


def hold(ledger: Ledger, today: date, policy: Policy = HOLDING) -> Hold | None:
    """The hold of the day; None if there is none."""
    found = [each for each in assessed(ledger, today, policy).decisions if isinstance(each, Hold)]
    assert len(found) <= 1
    return found[0] if found else None
