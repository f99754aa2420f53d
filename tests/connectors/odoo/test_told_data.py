"""What people recorded in account files comes out of Odoo as it is there, whatever it holds."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from relance_connectors.odoo.told_data import told_data, told_from
from relance_sync.errors import Skip
from relance_sync.rules.account import TOLD_KINDS, HoldOverride, RecordedInterruption, Told
from relance_sync.rules.agreements import (
    Dispute,
    DisputeReason,
    Pause,
    PaymentPlan,
    PlanPart,
    Promise,
    Settlement,
)
from relance_sync.rules.limitation import Ground, Interruption
from relance_sync.rules.money import money

_DAY = date(2026, 11, 27)
FULL: tuple[Told, ...] = (
    Promise(
        id="relance.promise:1",
        customer="7",
        due=_DAY,
        made_on=_DAY,
        invoices=("3", "4"),
        amount=money("12.30", "EUR"),
        open_amount=money("1000", "JPY"),
        closed_on=_DAY,
        source="Ann",
        note="By phone.",
    ),
    PaymentPlan(
        id="relance.payment.plan:1",
        customer="7",
        made_on=_DAY,
        parts=(PlanPart(due=_DAY, amount=Decimal("10.125")),),
        open_amount=money("10.125", "TND"),
        invoices=("3",),
        closed_on=_DAY,
        source="Ann",
        note="By phone.",
    ),
    Settlement(
        id="relance.settlement:1",
        customer="7",
        made_on=_DAY,
        due=_DAY,
        pays=money("80", "EUR"),
        open_amount=money("100", "EUR"),
        invoices=("3",),
        closed_on=_DAY,
        source="Ann",
        note="By phone.",
    ),
    Dispute(
        id="relance.dispute:1",
        customer="7",
        opened_on=_DAY,
        invoice="3",
        reason=DisputeReason.PRICE,
        closed_on=_DAY,
        source="Ann",
        note="By phone.",
    ),
    Pause(
        id="relance.pause:1",
        customer="7",
        since=_DAY,
        until=_DAY,
        closed_on=_DAY,
        source="Ann",
        note="By phone.",
    ),
    HoldOverride(
        id="relance.override:1",
        customer="7",
        by="Ann",
        reason="Known.",
        day=_DAY,
        until=_DAY,
        order="9",
        closed_on=_DAY,
    ),
    RecordedInterruption(
        id="relance.interruption:1",
        customer="7",
        fact=Interruption(ground=Ground.ACKNOWLEDGEMENT, day=_DAY, confirmed_by="Ann", proof="letter"),
        invoices=("3",),
    ),
)


def test_no_kind_is_left_out() -> None:
    assert {type(each) for each in FULL} == set(TOLD_KINDS.values())


@pytest.mark.parametrize("told", FULL, ids=lambda each: type(each).__name__)
def test_every_field_comes_over_the_wire(told: Told) -> None:
    assert not [each.name for each in fields(told) if getattr(told, each.name) in (None, "", ())]
    assert told_from(json.loads(json.dumps(told_data(told)))) == told


def test_what_is_empty_stays_empty() -> None:
    bare = Promise(id="1", customer="7", due=_DAY, made_on=_DAY)
    assert told_from(json.loads(json.dumps(told_data(bare)))) == bare


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "wish", "told": {}},
        {"kind": "pause", "told": {**told_data(FULL[4])["told"], "mood": "good"}},
        {"kind": "pause", "told": {"id": "1"}},
        {"kind": "pause", "told": {**told_data(FULL[4])["told"], "until": "tomorrow"}},
        {"kind": "dispute", "told": {**told_data(FULL[3])["told"], "reason": "weather"}},
        {"kind": "promise", "told": {**told_data(FULL[0])["told"], "amount": 3}},
        {},
    ],
)
def test_what_is_not_known_is_not_taken_half(data: dict[str, object]) -> None:
    with pytest.raises(Skip, match="could not be read"):
        told_from(data)
