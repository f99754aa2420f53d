"""The store's contract, retention of the ledger: what went is not read in again unless it comes to life."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from relance_sync.rules.ledger import Balance, Credit, OrderState
from relance_sync.rules.money import money
from relance_sync.rules.retention import DataClass
from tests.contracts.store_retention import DAY, LATER, apply, content, everything, only, paid, payment, rows
from tests.contracts.store_scene import NOW, TODAY, Scene, customer, invoice, order, page


class ForgottenContract:
    """Needs the fixture `scene`: a store with COMPANY saved."""

    def test_a_payment_stays_as_long_as_what_it_settled(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(paid("i1"), invoice("i2"))
        scene.pull(payment("p1", "i1-1"), payment("p2", "i2-1"))
        assert apply(scene, only(DataClass.LEDGER)) == {"ledger": 2}
        assert [each.id for each in scene.account(today=TODAY).payments] == ["p2"]

    def test_who_lost_a_part_of_the_past_is_assessed_again(self, scene: Scene) -> None:
        scene.pull(customer())
        scene.pull(paid("i1"), invoice("i2"))
        scene.assess("c1")
        assert scene.due() == []
        apply(scene, only(DataClass.LEDGER))
        assert scene.due() == ["c1"]

    def test_what_went_is_not_read_in_again(self, scene: Scene) -> None:
        everything(scene)
        apply(scene)
        before = content(scene)
        assert scene.pull(customer(), complete=True) == frozenset()
        assert scene.pull(paid(), complete=True) == frozenset()
        assert scene.pull(payment("p1", "i1-1"), complete=True) == frozenset()
        assert scene.pull(order(state=OrderState.CANCELLED), complete=True) == frozenset()
        assert scene.pull(Balance(customer="c1", amount=Decimal(0)), complete=True) == frozenset()
        assert {name: found for name, found in content(scene).items() if name != "pulls"} == {
            name: found for name, found in before.items() if name != "pulls"
        }
        assert not scene.store.come_back("acme")

    def test_what_came_to_life_is_read_again_and_its_customer_with_it(self, scene: Scene) -> None:
        everything(scene)
        apply(scene)
        scene.store.finish_pull("acme", TODAY, NOW, None, full=True)
        assert scene.pull(invoice("i1")) == {"c1"}
        assert scene.store.come_back("acme")
        state = scene.store.pulled("acme")
        assert state is not None
        assert state.full_on is None
        assert scene.pull(customer()) == {"c1"}
        assert scene.account().invoices == (invoice("i1"),)
        assert not scene.store.come_back("acme")

    @pytest.mark.parametrize(
        "alive",
        [
            invoice("new"),
            order("o1", state=OrderState.CONFIRMED),
            Credit(id="k1", customer="c1", number="K1", day=TODAY, residual=money("5", "EUR")),
            payment("p1", day=LATER + DAY),
        ],
    )
    def test_anything_living_calls_the_customer_back(self, scene: Scene, alive: Any) -> None:
        everything(scene)
        apply(scene)
        scene.pull(alive)
        assert scene.store.come_back("acme")

    def test_the_id_of_what_left_the_platform_is_forgotten_too(self, scene: Scene) -> None:
        everything(scene)
        apply(scene)
        count = rows(scene)["forgotten"]
        scene.store.save_page("acme", replace(page(customer("c2")), gone=("c1",)))
        assert rows(scene)["forgotten"] == count - 1
        scene.store.save_page("acme", replace(page(paid("i2")), present=("i2",)))
        assert rows(scene)["forgotten"] == count - 2
