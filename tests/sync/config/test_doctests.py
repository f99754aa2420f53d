"""The examples in the docstrings of settings and command line are true."""

import doctest
import importlib
import pkgutil

import pytest

from relance_sync import cli, config

MODULES = [
    module.name
    for package in (cli, config)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    found = [each for name in MODULES for each in doctest.DocTestFinder().find(importlib.import_module(name))]
    assert sum(len(each.examples) for each in found) >= 4
