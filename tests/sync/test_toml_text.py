"""What is written as TOML is read again as it was."""

import tomllib
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_sync.plain_policy import SHIPPED, read_plain, shipped_text
from relance_sync.toml_text import toml_text

# TOML has no surrogates, and "\r\n" in a text of several lines is read as "\n" unless it is escaped.
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text('"\\\n\r\t\x7fa', max_size=12)
SINGLE = (
    st.booleans()
    | st.integers()
    | TEXTS
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
)
VALUES = st.recursive(
    SINGLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_what_is_written_is_read_again(document: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(document), parse_float=Decimal) == document


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_policy_written_anew_says_the_same(name: str) -> None:
    text = shipped_text(name)
    written = toml_text(tomllib.loads(text, parse_float=Decimal))
    assert read_plain(written, name) == read_plain(text, name)


def test_it_is_written_as_people_write_it() -> None:
    document = {
        "hold": {"overdue": [{"days": 30, "amount": Decimal("0.5")}], "stages": {}},
        "grades": ["a", "b"],
        "texts": {"last word": {"body": 'Dear {customer},\n\n"Pay" \\ now'}},
        "since": time(8),
        "day": date(2026, 12, 25),
        "at": datetime(2026, 12, 25, 8, 30),  # noqa: DTZ001  # TOML's local time
    }
    assert toml_text(document) == (
        'grades = ["a", "b"]\nsince = 08:00:00\nday = 2026-12-25\nat = 2026-12-25T08:30:00\n\n'
        "[[hold.overdue]]\ndays = 30\namount = 0.5\n\n[hold.stages]\n\n"
        '[texts."last word"]\nbody = """\nDear {customer},\n\n"Pay" \\\\ now"""\n'
    )


def test_there_is_no_form_for_nothing() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        toml_text({"limit": None})
