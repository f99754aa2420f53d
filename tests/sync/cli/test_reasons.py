"""`relance reasons`: the document for the person concerned."""

from __future__ import annotations

import stat

import pytest

from tests.terminal import Terminal


@pytest.fixture(autouse=True)
def _synced(terminal: Terminal, acme: object) -> None:  # noqa: ARG001  # the books
    terminal.relance("sync")


def test_it_is_shown(terminal: Terminal) -> None:
    shown = terminal.relance("reasons", "Joel Willis", "--contact", "Ann").everything
    assert "For: Joel Willis (number joel-willis in our books)" in shown
    assert "EUR 2,150.00 open" in shown
    assert "Write to Ann:" in shown


def test_it_is_written_for_its_owner_only(terminal: Terminal) -> None:
    file = terminal.folder / "reasons.txt"
    answer = terminal.relance("reasons", "Joel Willis", "--output", str(file), "--language", "fr")
    assert answer.everything.strip() == f"Écrit dans {file}."
    assert "Pour : Joel Willis" in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_as_json(terminal: Terminal) -> None:
    document = terminal.relance("reasons", "Joel Willis", "--json").json
    assert document["kind"] is None
    assert document["confirmations"] == []
    assert document["sections"][0]["heading"] == "What is decided"
    assert document["decisions"]
    assert terminal.relance("reasons", "Azure", "--json").json["kind"] == "entity"


def test_a_place_that_cannot_be_written(terminal: Terminal) -> None:
    answer = terminal.relance("reasons", "Azure", "--output", str(terminal.folder / "no" / "where.txt"))
    assert answer.code == 2
    assert "Choose another place" in answer.everything
