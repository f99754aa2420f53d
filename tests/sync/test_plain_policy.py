"""A policy read with the standard library says what the checked reader of `config` says."""

from dataclasses import replace

import pytest

from relance_sync.config import ShippedPolicy, read_shipped
from relance_sync.errors import Stop
from relance_sync.plain_policy import SHIPPED, read_plain, shipped_text
from relance_sync.rules.interest import Usage


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_policy_is_the_same_read_either_way(name: str) -> None:
    plain = read_plain(shipped_text(name), name)
    assert bool(plain.law.late_payment) == (plain.late_fees.usage is not Usage.WAIVE)
    assert replace(plain, version="") == replace(read_shipped(ShippedPolicy(name)), version="")


def test_every_shipped_policy_can_be_chosen() -> None:
    assert set(SHIPPED) == {each.value for each in ShippedPolicy}


def test_two_policies_have_two_versions() -> None:
    assert len({read_plain(shipped_text(name), name).version for name in SHIPPED}) == len(SHIPPED)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("gap_days = ", "gap_day = "), "contact.gap_day: is not known"),
        (("gap_days = ", 'gap_days = "x" # '), "contact.gap_days: must be a whole number"),
        (("gap_days = ", "gap_days = -1 # "), "contact: days cannot be negative"),
        (('usage = "', 'usage = "no'), "late_fees.usage: must be one of: show, claim, waive"),
        (("after_due = 15", 'after_due = "x"'), "plans.standard.steps[3].after_due: must be a whole number"),
        (("default_plan = ", "# "), "default_plan: is missing"),
        (("default_plan = ", "default_plan "), "this is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_key(change: tuple[str, str], told: str) -> None:
    text = shipped_text("standard")
    assert change[0] in text
    with pytest.raises(Stop) as refused:
        read_plain(text.replace(*change, 1), "policy")
    assert told in refused.value.user_message
