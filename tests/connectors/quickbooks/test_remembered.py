"""What a hold changed is read back from what people see, whatever else stands there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_connectors.quickbooks.remembered import (
    Remembered,
    Term,
    read_status,
    read_terms,
    status_lines,
    terms_lines,
)

LANGUAGES = ("en", "fr", "de")
names = st.text(max_size=31)


@given(names, names, st.sampled_from(["", "3"]), st.sampled_from(LANGUAGES), st.text())
def test_terms_are_read_back(before: str, ours: str, id_: str, language: str, words: str) -> None:
    said = terms_lines(Term(id=id_, name=before), Term(id="17", name=ours), language)
    lines = [*words.splitlines(), *said.splitlines()]
    assert read_terms(lines) == Remembered(before=id_, ours="17")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_status_is_read_back(language: str) -> None:
    said = ["Status before: Closed", *status_lines("Accepted", "Rejected", language).splitlines()]
    assert read_status(said) == Remembered(before="Accepted", ours="Rejected")


@pytest.mark.parametrize(
    "lines",
    [[], ["Terms before: Net 30 (no. 3)"], ["Terms set: Due on receipt (no. 1)"], ["Terms before (no. 3)"]],
)
def test_half_of_it_is_nothing(lines: list[str]) -> None:
    assert read_terms(lines) is None
    assert read_status(lines) is None


def test_the_lines_in_words() -> None:
    none = Term(id="", name="?")
    assert terms_lines(none, Term(id="1", name="Due on\nreceipt"), "fr").splitlines() == [
        "Conditions avant : aucune",
        "Conditions mises : Due on receipt (n° 1)",
    ]
