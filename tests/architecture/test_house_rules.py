"""The house rules that a machine can hold: sizes, first lines, names."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("connectors", "mappings", "sync", "scripts", "benchmarks", "tests")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
LIBRARY = [path for path in MODULES if path.relative_to(ROOT).parts[0] != "tests"]
FORBIDDEN = {"utils", "common", "helpers", "base", "manager"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_no_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_a_function_is_shorter_than_40_lines_of_code(path: Path) -> None:
    long = []
    for function in functions(path):
        docstring = ast.get_docstring(function, clean=False)
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        lines -= len(docstring.splitlines()) if docstring else 0
        if lines > 40:
            long.append(f"{function.name}: {lines}")
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_does(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)) or not source.strip()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_has_an_empty_name(path: Path) -> None:
    assert path.stem not in FORBIDDEN
