"""What the contract says of writing, where Relance's addon is in the Odoo: all goes through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from relance_sync.errors import Skip
from relance_sync.ports import TOLD, EffectKind, Receipt
from relance_sync.rules.agreements import Pause
from tests.connectors.odoo.rig import COMPANY, OdooRig, odoo_rig
from tests.contracts.connector import ALL, ConnectorContract, Rig, effect
from tests.contracts.connector_rig import lacks
from tests.real_odoo import RealOdoo

_ELSEWHERE = (
    "test_a_withdrawn_key_asks_for_a_new_one",
    "test_every_record_is_pulled_once",
    "test_a_pull_goes_on_after_any_page",
    "test_the_same_page_twice_is_equal",
    "test_reading_writes_nothing",
)
"""What is the same with and without the addon: keys and reading."""


class TestThroughTheAddon(ConnectorContract):
    @pytest.fixture
    def rig(self, addon_odoo: RealOdoo) -> Iterator[OdooRig]:
        with odoo_rig(addon_odoo, "json2") as rig:
            rig.connector.books()
            yield rig

    @pytest.mark.parametrize("kind", ALL)
    def test_each_effect_is_one_write(self, rig: Rig, kind: EffectKind) -> None:
        """Also the second time there is one call; it is the addon that knows the receipt."""
        if lacks(rig, kind):
            return
        wanted = effect(rig, kind)
        rig.proxy.reset()
        first, second = rig.connector.deliver(wanted), rig.connector.deliver(wanted)
        assert [call.name for call in rig.proxy.calls] == ["relance.account/deliver"] * 2
        assert (first.reference, second.found) == (second.reference, True)
        assert rig.count(wanted) == 1

    def test_a_broken_read_is_read_again(self, rig: Rig) -> None:
        """Nothing is read before a write: the addon looks by itself."""
        rig.proxy.cut_before(1, writes_only=False)
        assert rig.connector.find(effect(rig, EffectKind.NOTE)) is None

    def test_many_effects_are_one_call_and_stand_in_the_account_files(self, rig: OdooRig) -> None:
        assert rig.connector.capabilities.batch >= 50
        wanted = [effect(rig, EffectKind.NOTE) for _ in range(25)]
        wanted += [effect(rig, EffectKind.ACTIVITY) for _ in range(25)]
        rig.proxy.reset()
        outcomes = rig.connector.deliver_batch(wanted)
        assert len(rig.proxy.calls) == 1
        assert all(isinstance(each, Receipt) for each in outcomes)
        kept = rig.odoo.call(
            "relance.receipt", "search_count", domain=[["key", "in", [each.key for each in wanted]]]
        )
        assert kept == len(wanted)
        assert [rig.count(each) for each in wanted] == [1] * len(wanted)

    def test_the_addon_leaves_the_company_to_outside_and_check_says_so(self, rig: OdooRig) -> None:
        rig.connector.deliver(effect(rig, EffectKind.NOTE))
        (company,) = rig.odoo.call("res.company", "read", ids=[COMPANY], fields=["relance_outside"])
        assert company["relance_outside"]
        said = {each.what: each.message for each in rig.connector.check()}
        assert "leave this company alone" in said["addon"]

    def test_what_people_record_in_account_files_is_pulled_at_the_end(self, rig: OdooRig) -> None:
        customer = rig.customer()
        rig.connector.deliver(effect(rig, EffectKind.NOTE, customer=customer))
        today = date.today()  # noqa: DTZ011  # Odoo's, on this machine
        (file,) = rig.odoo.call("relance.account", "search", domain=[["partner_id", "=", int(customer)]])
        until = today + timedelta(days=9)
        values = {"account_id": file, "until": until.isoformat(), "source": "Ann", "note": "On holiday."}
        rig.odoo.call("relance.pause", "create", vals_list=[values])
        *_, last = rig.connector.changes(None)
        assert (last.kind, last.complete, last.skipped) == (TOLD, True, ())
        (told,) = (each for each in last.told if each.customer == customer)
        assert told == replace(
            Pause(id=told.id, customer=customer, since=today, until=until), source="Ann", note="On holiday."
        )

    def test_one_whose_customer_is_gone_stops_no_other(self, rig: OdooRig) -> None:
        gone = effect(rig, EffectKind.NOTE, customer="471100000")
        outcomes = rig.connector.deliver_batch([gone, effect(rig, EffectKind.NOTE)])
        assert [type(each) for each in outcomes] == [Skip, Receipt]


for _name in _ELSEWHERE:
    setattr(TestThroughTheAddon, _name, None)
