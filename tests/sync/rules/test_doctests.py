"""The numbers in the docstrings of the rules are right."""

import doctest
import importlib
import pkgutil

import pytest

from relance_sync import rules

MODULES = [module.name for module in pkgutil.iter_modules(rules.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_hold(name: str) -> None:
    module = importlib.import_module(f"relance_sync.rules.{name}")
    outcome = doctest.testmod(module)
    assert outcome.failed == 0
