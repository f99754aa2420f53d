"""connectors/README.md says of each platform what it can do, as its code does."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import fields
from importlib.util import find_spec
from inspect import cleandoc
from pathlib import Path

import pytest

import relance_connectors
from relance_connectors.odoo.check import _READ, _WRITTEN
from relance_mappings import load
from relance_sync.ports import Capabilities

README = (Path(__file__).resolve().parents[2] / "connectors" / "README.md").read_text(encoding="utf-8")
# A package that writes is a platform; others, such as `oauth`, serve them.
PLATFORMS = [
    each.name
    for each in pkgutil.iter_modules(relance_connectors.__path__)
    if each.ispkg and find_spec(f"relance_connectors.{each.name}.writer")
]
BEGIN, END = "<!-- capabilities: begin -->\n", "<!-- capabilities: end -->"


def meanings() -> dict[str, str]:
    """Return what each capability says, as its docstring tells."""
    told = cleandoc(Capabilities.__doc__ or "").partition("Attributes:\n")[2]
    return dict(re.findall(r"^ {4}(\w+): ([^\n]*(?:\n {5,}[^\n]*)*)", told, re.MULTILINE))


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}"


def table() -> str:
    columns = {
        load(name).title: importlib.import_module(f"relance_connectors.{name}.writer").CAPABILITIES
        for name in PLATFORMS
    }
    said = meanings()
    head = ["capability", "it says", *columns]
    rows = [
        [f"`{each.name}`", said[each.name], *(shown(getattr(can, each.name)) for can in columns.values())]
        for each in fields(Capabilities)
    ]
    lines = [head, ["---"] * len(head), *rows]
    return (
        "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
        .replace("| --- ", "|---")
        .replace("--- |", "---|")
    )


def chapter(heading: str) -> str:
    found = re.search(rf"^### {heading}\n(.*?)(?=^##|\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found.group(1)


def test_the_table_is_what_the_connectors_can_do() -> None:
    assert "odoo" in PLATFORMS
    standing = README.partition(BEGIN)[2].partition(END)[0]
    assert standing == table(), "put this between the markers of connectors/README.md"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_has_its_chapter(platform: str) -> None:
    assert f"\n## {load(platform).title}\n" in README


def test_what_the_mapping_reads_is_named() -> None:
    mapping = load("odoo")
    models = {mapping.model(section) for section in mapping.sections} | {model for model, _ in _READ}
    assert models
    assert not [model for model in models if f"`{model}`" not in chapter("What is read")]


def test_what_check_wants_to_write_is_named() -> None:
    assert not [each[0] for each in _WRITTEN if f"`{each[0]}/" not in chapter("What is written")]
