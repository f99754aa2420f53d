"""Texts as Odoo shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_connectors.odoo.markup import html
from relance_connectors.odoo.texts import TAGS, WORDS, words
from relance_sync.ports import Line, Text

MARK = "[rl#7f3a9c12]"
TEXT = Text(
    title="Call <Acme> & Co",
    paragraphs=("Two invoices.\nThey are late.",),
    lines=(
        Line(number="INV/1", due=date(2026, 5, 31), amount=Decimal("1234.5"), currency="EUR"),
        Line(number="<RINV>", due=None, amount=Decimal(-20), currency="JPY"),
    ),
    closing=("Regards",),
)


def test_html_in_order_and_escaped() -> None:
    said = html(TEXT, "en", MARK)
    parts = [
        "<strong>Call &lt;Acme&gt; &amp; Co</strong>", "Two invoices.<br>They are late.", "<th", "INV/1",
        "31 May 2026", "EUR 1,234.50", "&lt;RINV&gt;", "JPY -20", "Regards", MARK,
    ]  # fmt: skip
    assert sorted(parts, key=said.index) == parts
    assert "<strong>" not in html(TEXT, "en", MARK, with_title=False)


@given(st.text())
def test_nothing_of_a_text_becomes_markup(said: str) -> None:
    made = html(Text(title=said, paragraphs=(said,), closing=(said,)), "en", MARK)
    for tag in ("p", "strong", "br"):
        made = made.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    made = made.replace('<p style="color:#8f8f8f;font-size:11px">', "")
    assert "<" not in made
    assert ">" not in made


@pytest.mark.parametrize("language", ["fr", "fr_BE", "FR"])
def test_french(language: str) -> None:
    assert words(language).due == "Échéance"


def test_a_language_without_words() -> None:
    assert words("nl") == words("en")


def test_every_language_has_its_own_tag() -> None:
    assert len(set(TAGS)) == len(WORDS)
