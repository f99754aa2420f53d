"""Effects come to the addon as they were sent, whatever they hold."""

import json
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from relance_connectors.odoo.effect_data import effect_data, effect_from, outcome_data, problem_from
from relance_sync.errors import Reconnect, Retry, Skip, Stop
from relance_sync.ports import Effect, EffectKind, Line, Receipt, Target, Text
from relance_sync.rules.account import HoldState
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.hold_rules import Level

_DAY = date(2026, 11, 27)
_TEXT = Text(
    title="Call",
    paragraphs=("It is late.",),
    lines=(Line(number="F-1", due=_DAY, amount=Decimal("12.30"), currency="EUR"),),
    closing=("Relance",),
)
FULL = Effect(
    key="7f" * 32,
    company="acme",
    customer="7",
    target=Target(kind="order", id="9"),
    kind=EffectKind.ACTIVITY,
    text=_TEXT,
    language="fr",
    channel="call",
    responsible="anne",
    deadline=_DAY,
    day=_DAY,
    closes="mail.activity:3",
    trust="bad",
    currency="EUR",
    items=("17",),
    steps=(ItemStep(item="17", plan="standard", step="call"),),
    hold=HoldState(level=Level.HOLD, since=_DAY, cycle=2, proposal=True),
    hold_cycle=2,
    alert="plan_broken",
    ready=_TEXT,
    spoken="en",
    expected=_DAY,
    expected_before=_DAY,
    grade="B",
)


def test_every_field_comes_over_the_wire() -> None:
    given = [each for each in fields(Effect) if each.default is not MISSING]
    assert not [each.name for each in given if getattr(FULL, each.name) == each.default], "leave none out"
    assert effect_from(json.loads(json.dumps(effect_data(FULL)))) == FULL


def test_what_is_at_its_default_is_not_sent() -> None:
    """An older addon knows nothing of it, and need not."""
    bare = Effect(
        key=FULL.key,
        company="acme",
        customer="7",
        target=Target(kind="customer", id="7"),
        kind=EffectKind.NOTE,
        text=replace(_TEXT, lines=(Line(number="A-1", due=None, amount=Decimal("-1.00"), currency="EUR"),)),
        language="en",
    )
    assert set(effect_data(bare)) == {"key", "company", "customer", "target", "kind", "text", "language"}
    assert effect_from(effect_data(bare)) == bare


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"invented": 1}, "older than the Relance"),
        ({"kind": "shout"}, "no effect"),
        ({"text": {}}, "no effect"),
    ],
)
def test_what_is_not_understood_is_not_written(change: dict[str, object], problem: str) -> None:
    with pytest.raises(Skip, match=problem):
        effect_from({**effect_data(FULL), **change})


def test_outcomes_come_back_as_what_to_do() -> None:
    receipt = Receipt(
        key=FULL.key, reference="mail.activity:3", written_at=datetime(2026, 11, 27, tzinfo=UTC)
    )
    assert outcome_data(receipt) == {"reference": "mail.activity:3", "found": False}
    assert problem_from(outcome_data(receipt)) is None
    for problem, kind in ((Skip("s"), Skip), (Retry("r"), Retry), (Stop("x"), Stop), (Reconnect("k"), Stop)):
        told = problem_from(outcome_data(problem))
        assert type(told) is kind
        assert str(told) == str(problem)
