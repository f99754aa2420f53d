"""Hypothesis strategies for policies and calendars, with every part that may change a decision."""

from decimal import Decimal

from hypothesis import strategies as st

from relance_sync.rules.calendar import Calendar
from relance_sync.rules.hold_rules import DefaultRule, HoldRules, Level, OverdueRule
from relance_sync.rules.plans import Channel, Entry, Plan, Route, Stage, Step, Tone
from relance_sync.rules.policy import (
    AgreementRules,
    AlertRules,
    ContactRules,
    LimitationRules,
    Policy,
    Watch,
)
from relance_sync.rules.score import Grade
from relance_sync.rules.segments import Segment
from tests.drawn import MOST_STEPS, PLANS, SHORT_LAW, days


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan of one to four steps, in order of their days and stages."""
    count = draw(st.integers(1, MOST_STEPS))
    offsets = sorted(draw(st.lists(st.integers(-10, 50), min_size=count, max_size=count)))
    firmer = st.sampled_from(list(Stage)[1:])
    stages = sorted(draw(st.lists(firmer, min_size=count, max_size=count)), key=lambda stage: stage.rank)
    if stages[0] is Stage.HANDED_OVER:
        stages[0] = Stage.FORMAL_NOTICE
    tones = [draw(st.sampled_from(Tone)) for _ in stages]
    channels = [_channels(*each) for each in zip(stages, tones, strict=True)]
    steps = tuple(
        Step(
            id=f"s{position}",
            stage=stages[position],
            channel=draw(st.sampled_from(channels[position])),
            tone=tones[position],
            before_due=-offset if offset < 0 else None,
            after_due=offset if offset >= 0 else None,
            minimum=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal(50), Decimal(500)])),
            minimum_share=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal("0.3"), Decimal(1)])),
            after_previous=draw(st.sampled_from([0, 0, 3, 12])),
            repeat_every=draw(st.sampled_from([None, None, 1, 9])) if offset >= 0 else None,
            fallback=draw(st.sampled_from([None, None, (), channels[position]])),
            route=draw(st.sampled_from(Route)) if stages[position] is Stage.HANDED_OVER else None,
        )
        for position, offset in enumerate(offsets)
    )
    entry = draw(st.sampled_from(Entry))
    entry_step = draw(st.sampled_from([None, *(step.id for step in steps)]))
    return Plan(steps=steps, entry=entry, entry_step=entry_step if entry is Entry.BY_AGE else None)


def _channels(stage: Stage, tone: Tone) -> tuple[Channel, ...]:
    """Those that a step may take: what must be provable is never a text message."""
    provable = stage.rank >= Stage.FORMAL_NOTICE.rank or tone is Tone.FORMAL
    return tuple(each for each in Channel if not (provable and each is Channel.SMS))


def default_rules() -> st.SearchStrategy[DefaultRule]:
    """Draw what repeated defaults lead to; windows are short, so that defaults fall out of them."""
    return st.builds(
        DefaultRule,
        grades=st.lists(st.sampled_from(Grade), min_size=1, unique=True).map(tuple),
        times=st.integers(1, 3),
        days_late=st.integers(1, 40),
        within_days=st.integers(1, 90),
        level=st.sampled_from(Level),
    )


def limitation_rules() -> st.SearchStrategy[LimitationRules]:
    """Draw a limitation watch, by a law whose period is short enough for the days of a test."""
    return st.builds(
        LimitationRules, warning_days=st.integers(1, 400), country=st.sampled_from(["FR", "FR", None])
    )


@st.composite
def hold_rules(draw: st.DrawFn) -> HoldRules:
    """Draw what holds an order; every trigger may be absent."""
    overdue = st.builds(
        OverdueRule,
        amount=st.sampled_from([Decimal(0), Decimal(100), Decimal(1000)]),
        days=st.integers(1, 60),
        level=st.sampled_from(Level),
    )
    stages = st.dictionaries(st.sampled_from(list(Stage)[1:]), st.sampled_from(Level), max_size=3)
    return HoldRules(
        over_limit=draw(st.sampled_from(Level)),
        overdue=tuple(draw(st.lists(overdue, max_size=2))),
        stages=draw(stages),
        defaults=draw(default_rules()),
        returned_payment=draw(st.sampled_from(Level)),
        returned_days=draw(st.integers(1, 40)),
        broken_plan=draw(st.sampled_from(Level)),
        expires_after_days=draw(st.integers(1, 40)),
    )


def segments() -> st.SearchStrategy[Segment]:
    """Draw a segment of the platform's label or of old acquaintances, who become so by mere time."""
    labels, since = st.sampled_from([("vip",), ()]), st.sampled_from([None, None, 60, 95])
    return st.builds(
        Segment,
        name=st.just("vip"),
        plan=st.sampled_from(PLANS),
        labels=labels,
        minimum_relationship_days=since,
    )


def contact_rules() -> st.SearchStrategy[ContactRules]:
    """Draw how often customers may be contacted."""
    return st.builds(
        ContactRules,
        gap_days=st.integers(0, 10),
        channel_gap_days=st.dictionaries(st.sampled_from(Channel), st.integers(0, 20), max_size=2),
        week_cap=st.sampled_from([None, None, 1, 2]),
        month_cap=st.sampled_from([None, None, 1, 3]),
    )


def agreement_rules() -> st.SearchStrategy[AgreementRules]:
    """Draw when agreements are broken, and where chasing resumes."""
    return st.builds(
        AgreementRules,
        tolerance_days=st.integers(0, 3),
        tolerance_amount=st.sampled_from([Decimal(0), Decimal(0), Decimal(1), Decimal(100)]),
        resume_promise=st.sampled_from(Stage),
        resume_plan=st.sampled_from(Stage),
        resume_settlement=st.sampled_from(Stage),
    )


def alert_rules() -> st.SearchStrategy[AlertRules]:
    """Draw what colleagues are told of."""
    return st.builds(
        AlertRules,
        on=st.lists(st.sampled_from(Watch), unique=True).map(tuple),
        good_payer_days=st.integers(1, 30),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy with two plans."""
    return Policy(
        version="drawn",
        plans={name: draw(plans()) for name in PLANS},
        default_plan=draw(st.sampled_from(PLANS)),
        segments=draw(st.lists(segments(), max_size=1).map(tuple)),
        contact=draw(contact_rules()),
        data_max_age_days=draw(st.sampled_from([500, 60, 3, 0])),
        bank_max_age_days=draw(st.sampled_from([None, None, None, 40, 2])),
        agreements=draw(agreement_rules()),
        alerts=draw(alert_rules()),
        limitation=draw(limitation_rules()),
        law=SHORT_LAW,
        hold=draw(hold_rules()),
    )


def calendars() -> st.SearchStrategy[Calendar]:
    """Draw a calendar; a company that never closes and one open a single weekday are among them."""
    weekdays = st.frozensets(st.integers(0, 6), max_size=6)
    return st.builds(
        Calendar,
        closed_weekdays=st.one_of(st.just(frozenset({5, 6})), weekdays),
        holidays=st.frozensets(days(-10, 60), max_size=6),
    )
