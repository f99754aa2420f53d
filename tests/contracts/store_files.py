"""The store's contract: what the platform's files of customers are to show, and what they show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from relance_sync.customer_files import CustomerFile
from tests.contracts.store_scene import TODAY, Scene, customer, invoice

DAY = timedelta(days=1)
FILE = CustomerFile(
    customer="c1",
    assessed_on=TODAY,
    next_review=TODAY + 9 * DAY,
    policy_version="1",
    stage="firm",
    grade="C",
    rating={"en": ["Grade C."], "fr": ["Note C."]},
    exposure=Decimal("1200.50"),
    overdue=Decimal(100),
    at_risk=Decimal("75.5"),
    headroom=None,
    broken=True,
    decisions=({"kind": "wait", "headline": {"en": "Wait", "fr": "Attendre"}, "reasons": []},),
)


class FilesContract:
    """Needs the fixture `scene`: a store with COMPANY saved."""

    def test_a_file_is_shown_once_until_it_is_another(self, scene: Scene) -> None:
        store = scene.store
        store.save_files("acme", [FILE])
        ((waiting, digest),) = store.unshown_files("acme", 10)
        assert waiting == FILE
        assert store.unshown_files("zeta", 10) == []
        store.mark_shown("acme", [("c1", digest)])
        assert store.unshown_files("acme", 10) == []
        store.save_files("acme", [replace(FILE, assessed_on=TODAY + DAY)])
        assert store.unshown_files("acme", 10) == []
        store.save_files("acme", [replace(FILE, overdue=Decimal(101))])
        ((waiting, changed),) = store.unshown_files("acme", 10)
        assert waiting.overdue == 101
        store.save_files("acme", [FILE])
        assert store.unshown_files("acme", 10) == []
        store.mark_shown("acme", [("c1", changed)])
        assert [each for each, _ in store.unshown_files("acme", 10)] == [FILE]

    def test_some_are_taken_in_a_fixed_order(self, scene: Scene) -> None:
        scene.store.save_files("acme", [replace(FILE, customer=f"c{number}") for number in (2, 3, 1)])
        assert [each.customer for each, _ in scene.store.unshown_files("acme", 2)] == ["c1", "c2"]

    def test_who_has_none_is_assessed_for_one(self, scene: Scene) -> None:
        scene.pull(customer("c1"))
        scene.pull(invoice("i1"))
        scene.assess("c1")
        asked = ("acme", TODAY, "v1", "assist")
        assert scene.store.to_assess(*asked) == []
        assert scene.store.to_assess(*asked, files=True) == ["c1"]
        scene.store.save_files("acme", [FILE])
        assert scene.store.to_assess(*asked, files=True) == []
