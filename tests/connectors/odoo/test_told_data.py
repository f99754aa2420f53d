"""What people recorded in account files comes out of Odoo as it is there, whatever it holds."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest

from relance_connectors.odoo.told_data import told_data, told_from
from relance_sync.errors import Skip
from relance_sync.rules.account import TOLD_KINDS, Told
from relance_sync.rules.agreements import Promise
from tests.contracts.store_people import DISPUTE, PAUSE, PROMISE
from tests.contracts.store_told import EVERY

_DAY = date(2026, 11, 27)
FULL: tuple[Told, ...] = tuple(
    replace(each, closed_on=_DAY) if any(field.name == "closed_on" for field in fields(each)) else each
    for each in EVERY
)
_PAUSE, _DISPUTE, _PROMISE = (told_data(each)["told"] for each in (PAUSE, DISPUTE, PROMISE))


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
        {"kind": "pause", "told": {**_PAUSE, "mood": "good"}},
        {"kind": "pause", "told": {"id": "1"}},
        {"kind": "pause", "told": {**_PAUSE, "until": "tomorrow"}},
        {"kind": "dispute", "told": {**_DISPUTE, "reason": "weather"}},
        {"kind": "promise", "told": {**_PROMISE, "amount": 3}},
        {},
    ],
)
def test_what_is_not_known_is_not_taken_half(data: dict[str, object]) -> None:
    with pytest.raises(Skip, match="could not be read"):
        told_from(data)
