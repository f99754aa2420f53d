"""All simulators: the examples in their code are true, and they share no code with a connector."""

from __future__ import annotations

import ast
import doctest
import importlib
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
SHARED = (
    "breaking",
    "call_log",
    "clock",
    "control",
    "exact_json",
    "http_server",
    "journal",
    "troubles",
    "web_elements",
    "web_pages",
    "web_parts",
    "web_receivables",
)
PARTS = [f"{each}.py" for each in SHARED]
MODULES = sorted(
    path.relative_to(FOLDER).with_suffix("").as_posix().replace("/", ".")
    for path in [
        *(FOLDER / each for each in PARTS),
        *FOLDER.glob("quickbooks/*.py"),
        *FOLDER.glob("xero/*.py"),
    ]
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_code_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"tests.simulators.{name}")).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_it_needs_the_standard_library_only(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8"))
    imported = {
        each
        for node in ast.walk(tree)
        for each in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    outside = {each.partition(".")[0] for each in imported} - sys.stdlib_module_names - {"tests"}
    own = f"tests.simulators.{name.partition('.')[0]}"
    ours = {each for each in imported if each.startswith("tests") and not each.startswith(own)}
    assert imported
    assert not outside
    assert ours <= {"tests.simulators", *(f"tests.simulators.{each}" for each in SHARED)}
