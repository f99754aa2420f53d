"""The pages that lead people by the hand: every command, option, setting and link in them exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from relance_connectors.quickbooks.settings import read_settings as read_quickbooks
from relance_connectors.xero.settings import read_settings as read_xero
from relance_sync.config import read_workspace
from tests.architecture.command_lines import is_command

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "connectors" / "README.md",
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
    ROOT / "docs" / "reference" / "quickbooks.md",
    ROOT / "docs" / "reference" / "xero.md",
]
SECTION_READERS = {"quickbooks": read_quickbooks, "xero": read_xero}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def fences(page: Path, language: str) -> Iterator[str]:
    """Go through the blocks of code in a language (empty: in none), without their indentation."""
    text = page.read_text("utf-8")
    for indent, named, block in re.findall(r"^( *)```(\w*)\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL):
        if named == language:
            yield re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)


def command_lines(page: Path) -> Iterator[str]:
    for block in fences(page, ""):
        yield from (line for line in block.splitlines() if line.startswith("relance "))
    # Outside of blocks, where a line may be broken anywhere.
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for quoted in re.findall(r"`(relance [^`]+)`", prose):
        yield " ".join(quoted.split())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_exists(page: Path) -> None:
    lines = list(command_lines(page))
    assert lines
    wrong = []
    for line in lines:
        words = shlex.split(re.split(r" [|>] ", line)[0], comments=True)
        if not is_command(words[1:]):
            wrong.append(line)
    assert not wrong


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_workspace_can_be_read(page: Path, tmp_path: Path) -> None:
    for block in fences(page, "toml"):
        if "[companies." not in block:
            continue
        (tmp_path / "relance.toml").write_text(block, "utf-8")
        for company in read_workspace(tmp_path).companies.values():
            SECTION_READERS[company.platform](company.settings, company.name)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        if not to.exists() or (anchor and anchor not in anchors(to)):
            lost.append(target)
    assert not lost


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made where the repository is read."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
