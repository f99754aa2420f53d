"""Our block in a text of people: what they wrote is never lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relance_connectors.block import contents, has_blocks, markers, put_block, without_block

A, B = "[rl#00000001]", "[rl#7f3a9c12]"

words = st.text(alphabet=st.sampled_from("ab \n\r\t-<>&é"), max_size=30)
pieces = st.sampled_from(
    [
        "--- Relance",
        "--- Relance [rl#7f3a9c12] (1)",
        "--- /Relance",
        "--- Relance [rl#7f3a9c12] (2)",
        "\n",
        "x",
    ]
)
anything = st.one_of(st.text(), words, st.lists(pieces, max_size=8).map("".join))
clean = anything.filter(lambda text: not has_blocks(text))


@given(clean, anything)
def test_taking_out_what_was_put_in_gives_the_text_back(text: str, content: str) -> None:
    assert without_block(put_block(text, content, A, "1"), "1") == text


@given(clean, words, words)
def test_a_second_block_takes_the_place_of_the_first(text: str, one: str, two: str) -> None:
    assert put_block(put_block(text, one, A, "1"), two, B, "1") == put_block(text, two, B, "1")


@given(clean, words)
def test_the_marker_is_found(text: str, content: str) -> None:
    assert markers(put_block(text, content, A, "1"), "1") == (A,)


@given(clean, words, words)
def test_words_added_around_the_block_stay(text: str, before: str, after: str) -> None:
    held = put_block(text, "Orders wait.", A, "1")
    rest = without_block(f"{before}\n{held}\n{after}", "1")
    assert rest.startswith(before)
    assert rest.endswith(after)
    assert text in rest


@given(clean, words, words)
def test_another_company_keeps_its_block(text: str, ours: str, theirs: str) -> None:
    both = put_block(put_block(text, theirs, B, "2"), ours, A, "1")
    assert (markers(both, "1"), markers(both, "2")) == ((A,), (B,))
    assert without_block(both, "1") == put_block(text, theirs, B, "2")
    assert without_block(without_block(both, "2"), "1") == text


def test_a_block_whose_end_was_deleted_swallows_nothing() -> None:
    damaged = "--- Relance [rl#00000001] (1)\nOrders wait.\nCall first.\n"
    assert without_block(damaged, "1") == damaged
    again = put_block(damaged, "Orders wait.", B, "1")
    assert "Call first." in without_block(again, "1")
    assert without_block(again, "1") == damaged


def test_content_cannot_end_the_block() -> None:
    text = put_block("Mine.", "--- /Relance\n--- Relance [rl#7f3a9c12] (1)", A, "1")
    assert markers(text, "1") == (A,)
    assert without_block(text, "1") == "Mine."


@given(clean.filter(lambda text: "\r" not in text), clean.filter(lambda text: "\r" not in text))
def test_a_form_that_turns_line_breaks_into_crlf_loses_no_block(text: str, content: str) -> None:
    held = put_block(text, content, A).replace("\n", "\r\n")
    plain = text.replace("\n", "\r\n")
    assert markers(held) == (A,)
    assert without_block(held) == plain
    again = put_block(held, "Orders wait.", B)
    assert (markers(again), contents(again)) == ((B,), ("Orders wait.",))
    assert without_block(again) == plain


@given(clean, words)
def test_a_block_without_an_owner_is_nobody_elses(text: str, content: str) -> None:
    held = put_block(text, content, A)
    assert (markers(held), markers(held, "1")) == ((A,), ())
    assert without_block(held) == text
    assert has_blocks(held)
    assert len(contents(held)) == len(content.splitlines())
