"""The page about the simulator names its options, verbs, troubles, limits and codes."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import tests.simulators.quickbooks as package
from tests.simulators.quickbooks import Kind, Limits
from tests.simulators.quickbooks.control import VERBS
from tests.simulators.quickbooks.entities import ENTITIES, UNTRACKED

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "reference" / "simulator-quickbooks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*Kind, *VERBS, *(each.name for each in fields(Limits))])
def test_every_trouble_verb_and_limit_is_told(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", [*ENTITIES, *UNTRACKED])
def test_every_entity_is_told(name: str) -> None:
    assert re.search(rf"\b{name}\b", PAGE)


def test_every_option_is_told() -> None:
    command = [sys.executable, "-m", "tests.simulators.quickbooks", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    options = set(re.findall(r"--[a-z-]+", told)) - {"--help"}
    assert len(options) >= 10
    assert not [each for each in options if f"`{each}`" not in PAGE]


def test_every_code_that_is_answered_is_told() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in Path(package.__path__[0]).glob("*.py"))
    codes = set(re.findall(r'Refusal\(\s*"(\d+)"', sources)) - {"3001"}
    assert len(codes) > 15
    assert not [each for each in codes if each not in PAGE]
