"""What every connector must do, whatever the platform: inherited by each platform's test file.

A platform's file gives the fixture `rig`: the connector behind a proxy that cuts connections, and the few
verbs with which a test acts as a person on the platform and counts what we wrote there.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from relance_sync.errors import Reconnect, RelanceError, Retry, Skip, Unclear
from relance_sync.ports import Effect, EffectKind, Receipt, Severity
from tests.contracts.connector_rig import Rig, effect, lacks
from tests.cutting_proxy import Fate

ONCE = [EffectKind.NOTE, EffectKind.ACTIVITY, EffectKind.MESSAGE, EffectKind.HOLD]
"""Kinds of which a second one would be seen by people."""

ALL = list(EffectKind)


class ConnectorContract:
    """The contract; a subclass gives the fixture `rig`.

    Attributes:
        steps: Writes that an effect of a kind takes where the platform cannot do it with one.
    """

    steps: Mapping[EffectKind, int] = MappingProxyType({})

    @pytest.fixture
    def rig(self) -> Rig:
        raise NotImplementedError

    # -- writing -------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("kind", ALL)
    def test_a_receipt_names_the_effect_and_where_to_see_it(self, rig: Rig, kind: EffectKind) -> None:
        if lacks(rig, kind):
            return
        wanted = effect(rig, kind)
        receipt = rig.connector.deliver(wanted)
        assert receipt.key == wanted.key
        assert receipt.reference
        assert receipt.url is not None
        assert receipt.url.startswith("http")
        assert receipt.written_at.utcoffset() == timedelta(0)
        assert not receipt.found

    @pytest.mark.parametrize("kind", ONCE)
    def test_delivering_twice_leaves_one(self, rig: Rig, kind: EffectKind) -> None:
        wanted = effect(rig, kind)
        first = rig.connector.deliver(wanted)
        second = rig.connector.deliver(wanted)
        assert second.reference == first.reference
        assert second.found
        assert rig.count(wanted) == 1

    @pytest.mark.parametrize("kind", ALL)
    def test_each_effect_is_one_write(self, rig: Rig, kind: EffectKind) -> None:
        if lacks(rig, kind):
            return
        rig.connector.deliver(effect(rig, EffectKind.HOLD))  # whatever is made once for all is there now
        wanted = effect(rig, kind)
        rig.proxy.reset()
        rig.connector.deliver(wanted)
        assert len(rig.proxy.writes) == self.steps.get(kind, 1)
        rig.connector.deliver(wanted)
        assert len(rig.proxy.writes) == self.steps.get(kind, 1)

    @pytest.mark.parametrize("kind", ALL)
    def test_an_effect_not_yet_written_is_not_found(self, rig: Rig, kind: EffectKind) -> None:
        if lacks(rig, kind):
            return
        assert rig.connector.find(effect(rig, kind)) is None

    @pytest.mark.parametrize("kind", ALL)
    def test_written_but_the_answer_lost(self, rig: Rig, kind: EffectKind) -> None:
        if lacks(rig, kind):
            return
        wanted = effect(rig, kind)
        receipt = self._through_a_cut(rig, wanted, rig.proxy.cut_after)
        assert receipt is not None
        assert receipt.found
        assert rig.connector.deliver(wanted).found
        assert rig.count(wanted) == 1

    @pytest.mark.parametrize("kind", ALL)
    def test_cut_before_it_was_written(self, rig: Rig, kind: EffectKind) -> None:
        if lacks(rig, kind):
            return
        wanted = effect(rig, kind)
        receipt = self._through_a_cut(rig, wanted, rig.proxy.cut_before)
        assert (receipt is not None) == (kind in rig.keyed)
        assert rig.connector.deliver(wanted).found == (kind in rig.keyed)
        assert rig.count(wanted) == 1

    def _through_a_cut(self, rig: Rig, wanted: Effect, cut: Callable[[], None]) -> Receipt | None:
        """Deliver, with the connection cut at the write, and look what stands there."""
        rig.connector.deliver(effect(rig, EffectKind.HOLD))  # whatever is made once for all is there now
        rig.proxy.reset()
        cut()
        if wanted.kind in rig.keyed:
            rig.connector.deliver(wanted)
        else:
            with pytest.raises(Unclear):
                rig.connector.deliver(wanted)
            assert len(rig.proxy.writes) == 1, "a write was repeated before its outcome was known"
        assert rig.proxy.writes[0].fate in {Fate.CUT_AFTER, Fate.CUT_BEFORE}
        return rig.connector.find(wanted)

    def test_an_activity_done_by_a_person_is_still_found(self, rig: Rig) -> None:
        wanted = effect(rig, EffectKind.ACTIVITY)
        receipt = rig.connector.deliver(wanted)
        closing = effect(rig, EffectKind.CLOSE, customer=wanted.customer, closes=receipt.reference)
        rig.connector.deliver(closing)
        found = rig.connector.find(wanted)
        assert found is not None
        assert found.found
        assert rig.connector.deliver(closing).found

    def test_several_at_once_stand_each_for_itself(self, rig: Rig) -> None:
        kinds = (EffectKind.NOTE, EffectKind.ACTIVITY, EffectKind.HOLD)
        wanted = [effect(rig, kind) for kind in kinds]
        gone = effect(rig, EffectKind.NOTE, customer="471100000")
        most = rig.connector.capabilities.batch
        rig.proxy.reset()
        outcomes = [
            outcome
            for some in _some([wanted[0], gone, *wanted[1:]], most)
            for outcome in rig.connector.deliver_batch(some)
        ]
        assert [type(each) for each in outcomes] == [Receipt, Skip, Receipt, Receipt]
        assert [each.key for each in outcomes if isinstance(each, Receipt)] == [each.key for each in wanted]
        assert [rig.count(each) for each in wanted] == [1, 1, 1]
        if most > len(outcomes):
            assert len(rig.proxy.writes) == 1

    def test_several_are_looked_for_at_once(self, rig: Rig) -> None:
        kinds = (EffectKind.NOTE, EffectKind.ACTIVITY, EffectKind.HOLD)
        there, absent = ([effect(rig, kind) for kind in kinds] for _ in range(2))
        references = [rig.connector.deliver(each).reference for each in there]
        rig.proxy.reset()
        most = rig.connector.capabilities.batch
        found = [each for some in _some([*there, *absent], most) for each in rig.connector.find_batch(some)]
        assert [each.reference for each in found if isinstance(each, Receipt)] == references
        assert found[len(there) :] == [None, None, None]
        assert rig.proxy.writes == []
        if most > len(found):
            assert len(rig.proxy.calls) == 1

    # -- holds ---------------------------------------------------------------------------------------------

    def test_a_hold_is_seen_and_its_release_restores_what_was_there(self, rig: Rig) -> None:
        customer = rig.customer()
        before = rig.seen(customer)
        rig.connector.deliver(effect(rig, EffectKind.HOLD, customer=customer))
        assert rig.seen(customer) != before
        rig.connector.deliver(effect(rig, EffectKind.RELEASE, customer=customer))
        assert rig.seen(customer) == before

    def test_a_renewed_hold_replaces_the_old_one(self, rig: Rig) -> None:
        customer = rig.customer()
        first = effect(rig, EffectKind.HOLD, customer=customer)
        second = effect(rig, EffectKind.HOLD, customer=customer)
        rig.connector.deliver(first)
        rig.connector.deliver(second)
        assert (rig.count(first), rig.count(second)) == (0, 1)

    def test_trust_comes_back(self, rig: Rig) -> None:
        if lacks(rig, EffectKind.TRUST):
            return
        customer = rig.customer()
        before = rig.seen(customer)
        set_ = rig.connector.deliver(effect(rig, EffectKind.TRUST, customer=customer))
        assert rig.seen(customer) != before
        back = effect(rig, EffectKind.TRUST, customer=customer, trust="normal", closes=set_.reference)
        rig.connector.deliver(back)
        assert rig.seen(customer) == before

    # -- a platform that is busy, moved or gone ------------------------------------------------------------

    @pytest.mark.parametrize("kind", ONCE)
    def test_a_busy_platform_is_waited_for_as_long_as_it_asks(self, rig: Rig, kind: EffectKind) -> None:
        wanted = effect(rig, kind)
        rig.proxy.reset()
        rig.waits.clear()
        rig.proxy.answer(429, retry_after=7)
        rig.proxy.answer(429, retry_after=3, writes_only=True)
        rig.connector.deliver(wanted)
        assert rig.waits == [7.0, 3.0]
        assert rig.count(wanted) == 1

    def test_a_busy_platform_that_does_not_say_for_how_long(self, rig: Rig) -> None:
        wanted = effect(rig, EffectKind.NOTE)
        rig.waits.clear()
        rig.proxy.answer(429, times=2)
        rig.connector.deliver(wanted)
        assert len(rig.waits) == 2
        assert 0 < rig.waits[0] <= rig.waits[1]

    def test_a_long_wait_is_handed_on_instead_of_slept(self, rig: Rig) -> None:
        wanted = effect(rig, EffectKind.NOTE)
        rig.waits.clear()
        rig.proxy.answer(429, retry_after=3600)
        with pytest.raises(Retry) as caught:
            rig.connector.deliver(wanted)
        assert caught.value.after == 3600
        assert not isinstance(caught.value, Unclear)
        assert rig.waits == []

    def test_a_broken_read_is_read_again(self, rig: Rig) -> None:
        wanted = effect(rig, EffectKind.NOTE)
        rig.proxy.cut_before(1, writes_only=False)
        rig.connector.deliver(wanted)
        assert rig.count(wanted) == 1

    # -- keys ----------------------------------------------------------------------------------------------

    def test_a_withdrawn_key_asks_for_a_new_one(self, rig: Rig) -> None:
        connector = rig.revoke()
        with pytest.raises(Reconnect) as caught:
            connector.find(effect(rig, EffectKind.NOTE))
        assert re.search("key|[Cc]onnect", caught.value.user_message)

    def test_no_secret_in_a_log_or_an_error(self, rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        wrong = "wrong-key-0123456789abcdef0123456789abcdef"
        wanted = effect(rig, EffectKind.NOTE)
        said = []
        rig.proxy.answer(500, times=1, n=2, body=rig.secret.encode())
        for connector in (rig.connector, rig.with_secret(wrong)):
            for act in (connector.find, connector.deliver):
                try:
                    act(wanted)
                except RelanceError as error:
                    said += [error.user_message, error.detail, str(error), repr(error)]
            said += [finding.message for finding in connector.check()]
        assert len(said) > 4
        text = "\n".join([*said, caplog.text, repr(rig.connector.calls())])
        assert rig.secret not in text
        assert wrong not in text

    # -- check and counts ----------------------------------------------------------------------------------

    def test_check_finds_no_error_where_all_is_well(self, rig: Rig) -> None:
        findings = rig.connector.check()
        assert [each for each in findings if each.severity is Severity.ERROR] == []
        assert any(each.severity is Severity.OK for each in findings)

    def test_check_writes_nothing(self, rig: Rig) -> None:
        rig.proxy.reset()
        rig.connector.check()
        assert rig.proxy.writes == []

    def test_calls_are_counted(self, rig: Rig) -> None:
        before = sum(count.calls for count in rig.connector.calls())
        rig.proxy.reset()
        rig.connector.deliver(effect(rig, EffectKind.NOTE))
        after = sum(count.calls for count in rig.connector.calls())
        # Calls a test makes as a person do not go through the proxy.
        assert after - before == len(rig.proxy.calls)

    # -- reading -------------------------------------------------------------------------------------------

    def test_every_record_is_pulled_once(self, rig: Rig) -> None:
        pages = list(rig.connector.changes(None))
        assert pages
        seen = [(page.kind, getattr(record, "id", None)) for page in pages for record in page.records]
        named = [each for each in seen if each[1] is not None]
        assert len(named) == len(set(named))
        assert {"customer", "invoice"} <= {kind for kind, _ in named}

    def test_a_pull_goes_on_after_any_page(self, rig: Rig) -> None:
        pages = list(rig.connector.changes(None))
        whole = _records(pages)
        middle = len(pages) // 2
        assert pages[middle - 1].cursor is not None
        resumed = list(rig.connector.changes(pages[middle - 1].cursor))
        assert _records(pages[:middle]) | _records(resumed) == whole

    def test_the_same_page_twice_is_equal(self, rig: Rig) -> None:
        # The cursor may name the moment of the pull; what was read may not differ.
        once, again = (next(iter(rig.connector.changes(None))) for _ in range(2))
        assert (once.kind, once.records, once.gone) == (again.kind, again.records, again.gone)

    def test_reading_writes_nothing(self, rig: Rig) -> None:
        rig.proxy.reset()
        list(rig.connector.changes(None))
        rig.connector.books()
        assert rig.proxy.writes == []


def _some(effects: list[Effect], most: int) -> list[list[Effect]]:
    return [effects[start : start + most] for start in range(0, len(effects), most)]


def _records(pages: list[Any]) -> set[Any]:
    return {(page.kind, repr(record)) for page in pages for record in page.records}
