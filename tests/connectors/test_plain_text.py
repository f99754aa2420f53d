"""Texts as plain lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from relance_connectors.plain_text import plain
from relance_sync.ports import Line, Text

TEXT = Text(
    title="Call <Acme> & Co",
    paragraphs=("Two invoices.\nThey are late.",),
    lines=(
        Line(number="INV/1", due=date(2026, 5, 31), amount=Decimal("1234.5"), currency="EUR"),
        Line(number="<RINV>", due=None, amount=Decimal(-20), currency="JPY"),
    ),
    closing=("Regards",),
)


def test_plain_lines() -> None:
    assert plain(TEXT, "fr").split("\n") == [
        "Call <Acme> & Co", "Two invoices.", "They are late.", "INV/1 · 31/05/2026 · 1\u202f234,50\u00a0EUR",
        "<RINV> · -20\u00a0JPY", "Regards",
    ]  # fmt: skip


def test_nothing_is_said_where_there_is_nothing() -> None:
    assert plain(Text(title="", paragraphs=("Only this.", "")), "en") == "Only this."
