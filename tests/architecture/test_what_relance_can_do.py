"""docs/reference/capabilities.md: every capability is told, and what it names exists."""

import re
from pathlib import Path

import pytest

from tests.architecture.command_lines import is_command

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "capabilities.md"
COUNTS = {"A": 6, "B": 9, "C": 15, "D": 7, "E": 5, "F": 7, "G": 6}
ROWS = {
    cells[0]: cells
    for line in PAGE.read_text("utf-8").splitlines()
    if re.match(r"\| [A-G]\d", line) and (cells := [cell.strip() for cell in line.strip("|").split("|")])
}


def test_every_capability_is_told_once_in_its_order() -> None:
    told = re.findall(r"^\| ([A-G]\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert told == [f"{group}{number}" for group, most in COUNTS.items() for number in range(1, most + 1)]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_says_honestly_where_it_is_and_how_to_see_it(row: list[str]) -> None:
    _, what, state, where, how = row
    assert what
    word, _, more = state.partition(" ")
    assert word.rstrip(":,") in {"yes", "part", "no"}
    if word.startswith("no"):
        assert not where
        assert not how
        return
    assert re.search(r"`sync/|`connectors/|`mappings/", where)
    assert re.search(r"`|\]\(", how)
    assert more or not word.startswith("part"), "a part says what is missing"


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_everything_a_row_names_exists(row: list[str]) -> None:
    quoted = re.findall(r"`([^`]+)`", " ".join(row[3:]))
    for name in quoted:
        if name.startswith("relance "):
            assert is_command(name.split()[1:]), name
        elif name.endswith(".toml") and "/" not in name:
            assert (ROOT / "tests" / "scenarios" / name).is_file(), name
        elif "/" in name:
            assert (ROOT / name).exists(), name
    for target in re.findall(r"\]\(([^)#]+)", " ".join(row)):
        assert (PAGE.parent / target).is_file(), target


def test_every_story_shows_some_capability() -> None:
    told = PAGE.read_text("utf-8")
    stories = {path.name for path in (ROOT / "tests" / "scenarios").glob("*.toml")}
    unnamed = {name for name in stories if f"`{name}`" not in told}
    assert not unnamed
