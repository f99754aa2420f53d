"""The examples in the docstrings of the converters hold."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from relance_mappings import converters, quickbooks_values, xero_values


@pytest.mark.parametrize("module", [converters, quickbooks_values, xero_values])
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert not outcome.failed
