"""The store's contract: what people recorded on the platform itself follows the platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from relance_sync.errors import Stop
from relance_sync.ports import TOLD, Page, SkippedRecord
from relance_sync.rules.account import TOLD_KINDS, Told
from relance_sync.rules.money import money
from relance_sync.rules.retention import DataClass
from tests.contracts.store_people import (
    APPROVAL,
    CALL,
    DISPUTE,
    HAND_OVER,
    INTERRUPTION,
    OVERRIDE,
    PAUSE,
    PLAN,
    PROMISE,
    SETTLEMENT,
)
from tests.contracts.store_retention import apply, only
from tests.contracts.store_scene import TODAY, Scene, customer, invoice

EVERY: tuple[Told, ...] = (
    PROMISE,
    PLAN,
    SETTLEMENT,
    DISPUTE,
    PAUSE,
    OVERRIDE,
    INTERRUPTION,
    APPROVAL,
    HAND_OVER,
    CALL,
)


def told(*there: Told, **fields: Any) -> Page:
    return Page(kind=TOLD, told=there, complete=True, cursor="{}", **fields)


def kept(scene: Scene) -> set[Told]:
    """Everything agreed with the customer, whoever recorded it."""
    found = scene.store.agreements("acme", "c1")
    lists: list[Iterable[Told]] = [
        found.promises,
        found.payment_plans,
        found.settlements,
        found.disputes,
        found.pauses,
        found.overrides,
        found.interruptions,
        found.approvals,
        found.hand_overs,
        found.calls,
    ]
    return {each for some in lists for each in some}


def there(each: Told) -> Told:
    return replace(each, id=f"there:{each.id}")


class ToldContract:
    """What a page of kind `TOLD` does."""

    @pytest.fixture
    def debtor(self, scene: Scene) -> Scene:
        """A store with a customer who owes something."""
        scene.pull(customer("c1"))
        scene.pull(invoice("i1"))
        return scene

    def test_every_kind_is_kept_and_the_same_page_again_changes_nothing(self, debtor: Scene) -> None:
        assert {type(each) for each in EVERY} == set(TOLD_KINDS.values())
        assert debtor.store.save_page("acme", told(*EVERY)) == {"c1"}
        assert kept(debtor) == {there(each) for each in EVERY}
        before = debtor.store.history("acme", "c1")
        assert not debtor.store.save_page("acme", told(*EVERY))
        assert debtor.store.history("acme", "c1") == before

    def test_what_differs_is_changed_and_what_is_not_stated_goes(self, debtor: Scene) -> None:
        debtor.store.save_page("acme", told(PROMISE, DISPUTE))
        ended = replace(DISPUTE, closed_on=TODAY)
        assert debtor.store.save_page("acme", told(ended)) == {"c1"}
        assert kept(debtor) == {there(ended)}
        titles = [each.title for each in debtor.store.history("acme", "c1") if each.kind == "recorded"]
        assert titles == ["promise added", "dispute added", "dispute changed", "promise removed"]

    def test_what_is_about_somebody_else_now_lets_both_be_assessed(self, debtor: Scene) -> None:
        debtor.pull(customer("c2"))
        debtor.store.save_page("acme", told(PROMISE))
        for each in ("c1", "c2"):
            debtor.assess(each)
        assert not debtor.due()
        assert debtor.store.save_page("acme", told(replace(PROMISE, customer="c2"))) == {"c1", "c2"}
        assert set(debtor.due()) == {"c1", "c2"}

    def test_what_was_told_to_relance_stays(self, debtor: Scene) -> None:
        debtor.store.add_promise("acme", PROMISE)
        debtor.store.save_page("acme", told(PROMISE))
        debtor.store.save_page("acme", told())
        assert kept(debtor) == {PROMISE}

    def test_it_is_ended_on_the_platform_only(self, debtor: Scene) -> None:
        debtor.store.save_page("acme", told(PROMISE, INTERRUPTION))
        with pytest.raises(Stop, match="recorded in the accounting tool"):
            debtor.store.close_promise("acme", "there:p1", TODAY)
        with pytest.raises(Stop, match="recorded in the accounting tool"):
            debtor.store.remove_interruption("acme", "there:x1")
        assert kept(debtor) == {there(PROMISE), there(INTERRUPTION)}

    def test_what_could_not_be_read_or_kept_is_listed_and_the_rest_goes_on(self, debtor: Scene) -> None:
        debtor.store.save_page("acme", told(PROMISE, PAUSE))
        unread = SkippedRecord(kind=TOLD, id="p1", problem="It is newer than this version.")
        half_a_cent = replace(SETTLEMENT, pays=money("1.5", "JPY"))
        debtor.store.save_page("acme", told(half_a_cent, PAUSE, skipped=(unread,)))
        assert kept(debtor) == {there(PROMISE), there(PAUSE)}, "a promise that cannot be read still stands"
        assert {each.id for each in debtor.store.skipped("acme")} == {"p1", "s1"}
        debtor.store.save_page("acme", told(PAUSE))
        assert not debtor.store.skipped("acme")

    def test_nothing_is_kept_of_people_who_are_not_in_the_books(self, debtor: Scene) -> None:
        assert not debtor.store.save_page("acme", told(replace(PROMISE, customer="unknown")))
        assert not debtor.store.agreements("acme").promises

    def test_what_retention_deleted_is_not_read_in_again(self, debtor: Scene) -> None:
        old = replace(PAUSE, since=TODAY - timedelta(days=900), until=TODAY - timedelta(days=800))
        debtor.store.save_page("acme", told(old, PROMISE))
        apply(debtor, only(DataClass.AGREEMENTS))
        assert there(old) not in kept(debtor)
        assert not debtor.store.save_page("acme", told(old, PROMISE))
        assert kept(debtor) == {there(PROMISE)}

    def test_a_call_recorded_by_mistake_is_taken_out(self, debtor: Scene) -> None:
        debtor.store.add_call("acme", CALL)
        debtor.assess()
        assert debtor.store.remove_call("zeta", "t1") is False
        assert debtor.store.remove_call("acme", "t1") is True
        assert debtor.due() == ["c1"]
        assert debtor.account().calls == ()
        assert debtor.store.history("acme", "c1")[-1].title == "call removed"
