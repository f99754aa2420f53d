"""The examples in the docstrings of the connectors are right."""

import doctest
import importlib
import pkgutil

import pytest

import relance_connectors

MODULES = [
    module.name
    for module in pkgutil.walk_packages(relance_connectors.__path__, f"{relance_connectors.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_hold(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0
