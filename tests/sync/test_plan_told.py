"""What people told Relance, in a sentence each for the platform's file of a customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance_sync.plan_told import told_said
from relance_sync.rules.account import TOLD_NAMES, Told
from tests.contracts.store_told import EVERY, PROMISE


@pytest.mark.parametrize("told", EVERY, ids=lambda told: TOLD_NAMES[type(told)])
def test_every_kind_has_a_sentence_in_both_languages(told: Told) -> None:
    said = told_said(told)
    english, french = said["text"]["en"], said["text"]["fr"]
    assert (said["kind"], said["ended"]) == (TOLD_NAMES[type(told)], False)
    assert english != french
    for text in (english, french):
        assert "{" not in text
        assert "_" not in text
        assert text.rstrip().endswith(".") or getattr(told, "note", "")


def test_a_promise_says_how_much_by_when_and_who_told_it() -> None:
    promise = replace(PROMISE, due=date(2026, 7, 9), amount=None, source="Ann", note="By phone")
    assert told_said(promise)["text"] == {
        "en": "Promise to pay everything that is open by 9 Jul 2026 (Ann). By phone",
        "fr": "Promesse de régler tout ce qui est ouvert au plus tard le 09/07/2026 (Ann). By phone",
    }


def test_what_was_ended_says_so() -> None:
    said = told_said(replace(PROMISE, closed_on=date(2026, 7, 10)))
    assert said["ended"]
    assert "Ended on 10 Jul 2026." in said["text"]["en"]
