"""The examples in the docstrings of the converters hold."""

from __future__ import annotations

import doctest

from relance_mappings import converters


def test_examples_in_docstrings_hold() -> None:
    outcome = doctest.testmod(converters)
    assert outcome.attempted
    assert not outcome.failed
