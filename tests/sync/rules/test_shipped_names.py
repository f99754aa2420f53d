"""What people read for the names that the shipped policies give."""

from relance_sync.config import ShippedPolicy, read_shipped
from relance_sync.rules.shipped_names import shown_name

ALSO_FRENCH = {"standard", "public"}


def test_every_name_of_the_shipped_policies_is_french_for_the_french() -> None:
    for each in ShippedPolicy:
        policy = read_shipped(each)
        names = {segment.name for segment in policy.segments} | set(policy.plans)
        names |= {step.id for plan in policy.plans.values() for step in plan.steps} | set(policy.texts)
        assert {name for name in names if shown_name(name, "fr") == name} == ALSO_FRENCH & names


def test_no_raw_key_is_shown_to_the_english() -> None:
    for each in ShippedPolicy:
        policy = read_shipped(each)
        for name, plan in policy.plans.items():
            keys = (name, *(step.id for step in plan.steps), *policy.texts)
            assert not any("_" in shown_name(key, "en") for key in keys)


def test_other_names_and_languages_stand_as_written() -> None:
    assert shown_name("our own", "fr") == "our own"
    assert shown_name("firm", "de") == "firm"
