"""The page about the simulator names its options, verbs, troubles, limits, settings and addresses."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from tests.simulators.xero import Kind, Limits
from tests.simulators.xero.control import SETTINGS
from tests.simulators.xero.oauth_pages import AUTHORIZE, CONNECTIONS, DISCOVERY, REVOKE, TOKEN
from tests.simulators.xero.organisation import VERBS

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "reference" / "simulator-xero.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*Kind, *(each.name for each in fields(Limits)), *SETTINGS])
def test_every_trouble_limit_and_setting_is_told(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_verb_is_told() -> None:
    assert len(VERBS) > 10
    assert not [each for each in VERBS if f"`{each}`" not in PAGE]


@pytest.mark.parametrize("path", [AUTHORIZE, CONNECTIONS, DISCOVERY, REVOKE, TOKEN])
def test_every_address_is_told(path: str) -> None:
    assert f"`{path}`" in PAGE


def test_every_option_is_told() -> None:
    command = [sys.executable, "-m", "tests.simulators.xero", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    options = set(re.findall(r"--[a-z-]+", told)) - {"--help"}
    assert len(options) >= 8
    assert not [each for each in options if f"`{each}`" not in PAGE]
