"""Texts in the fields of QuickBooks: never too long, never a word of people lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_connectors.block import has_blocks, markers, without_block
from relance_connectors.quickbooks.bounds import NoRoomError, put_block_within
from relance_connectors.shortening import cut, ended, size

A = "[rl#00000001]"
MOST = 200

written = st.text(st.characters(codec="utf-8"), max_size=2 * MOST)
lines = st.lists(st.sampled_from(["--- ", "---", "🧾 paid", "late", "\n", " ", "é"]), max_size=80).map(
    "".join
)
people = st.one_of(written, lines).filter(lambda text: not has_blocks(text))


@given(written, st.integers(0, MOST))
def test_what_is_cut_fits_and_begins_as_it_was(text: str, room: int) -> None:
    said = cut(text, room)
    assert size(said) <= room or said == text
    assert size(text) > room or said == text
    assert text.startswith(said.removesuffix("…"))
    said.encode()


def test_a_text_is_cut_after_a_word() -> None:
    assert cut("Amy's Bird Sanctuary", 12) == "Amy's Bird…"
    assert cut("Amy's Bird Sanctuary", 11) == "Amy's Bird…"
    assert cut("Sanctuary", 5) == "Sanc…"
    assert cut("🦜🦜🦜", 4) == "🦜…"


@given(written)
def test_the_marker_always_stands_at_the_end(text: str) -> None:
    note = ended(text, A, MOST)
    assert note.endswith(f"\n{A}")
    assert size(note) <= MOST


@given(
    people, st.one_of(written, lines), st.sampled_from(["", "Status before: Accepted\nStatus set: Rejected"])
)
def test_a_block_fits_or_says_how_much_must_go(text: str, words: str, kept: str) -> None:
    least = "Orders are on hold."
    try:
        held = put_block_within(text, words, least, kept, A, MOST)
    except NoRoomError as full:
        missing = full.missing
    else:
        missing = 0
    if missing:
        # With that much less of it, the least of our block does fit.
        rest = text.encode("utf-16-le")[: 2 * max(0, size(text) - missing)].decode("utf-16-le", "ignore")
        put_block_within(rest, words, least, kept, A, MOST)
        return
    assert size(held) <= MOST
    assert markers(held) == (A,)
    assert without_block(held) == text
    assert kept in held


@given(st.integers(0, MOST), st.integers(1, 12), st.integers(0, 20))
def test_a_block_that_a_browser_rewrote_is_replaced_within_bounds(people: int, lines: int, more: int) -> None:
    old = put_block_within("x" * (people % 80), "Late.", "Held.", "", "[rl#7f3a9c12]", MOST)
    text, words = old.replace("\n", "\r\n"), "late\n" * lines + "y" * more
    held = put_block_within(text, words, "Held.", "Status before: Accepted", A, MOST)
    assert size(held) <= MOST
    assert markers(held) == (A,)
    assert without_block(held) == without_block(text)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (0, "Two invoices are late, and nobody answers. " * 3),
        (100, "Orders are on hold."),
        (120, "Orders are on hold."),
    ],
)
def test_our_words_give_way(people: int, said: str) -> None:
    words = "Two invoices are late, and nobody answers. " * 3
    held = put_block_within("x" * people, words, "Orders are on hold.", "", A, MOST)
    assert held.splitlines()[-2].strip() == said.strip()


def test_words_that_look_like_our_delimiters_are_cut_a_little_more() -> None:
    words = "--- late\n" * 17
    held = put_block_within("Mine.", words, "Orders are on hold.", "", A, MOST)
    assert MOST - 20 <= size(held) <= MOST
    assert held.count("\n --- late") >= 10
