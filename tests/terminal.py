"""A terminal for tests of the command line: a workspace on disk, a fake platform, and `relance` to type.

The platform is installed as any other would be, by an entry point; the key is in the environment.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from relance_sync.cli import app
from tests.fake_books import TODAY
from tests.fake_platform import PLATFORMS, FakePlatform

KEY = "k3y-that-nobody-may-see"
_ENTRY_POINT = "fake = tests.fake_platform:factory\n"
_COMPANY = """
[companies.{name}]
platform = "fake"
{more}

[companies.{name}.fake]
books = "{name}"
"""


def install_fake(site: Path, monkeypatch: pytest.MonkeyPatch, points: str = _ENTRY_POINT) -> None:
    """Install a distribution with these connectors, by default the fake platform."""
    info = site / "fake_platform-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fake-platform\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[relance.connectors]\n{points}")
    monkeypatch.syspath_prepend(site)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command printed."""

    code: int
    out: str
    err: str

    @property
    def everything(self) -> str:
        """All of it, spaces made plain."""
        return (self.out + self.err).replace("\u202f", " ").replace("\u00a0", " ")

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


@dataclass(slots=True)
class Terminal:
    """A shell in a workspace.

    Attributes:
        folder: The workspace.
        today: Given with every command.
        answers: Everything that was printed so far.
    """

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    today: str | None = str(TODAY)
    answers: list[Answer] = field(default_factory=list)

    def company(self, name: str, more: str = "") -> FakePlatform:
        """Add a company to the workspace, with its books and its key."""
        settings = self.folder / "relance.toml"
        before = settings.read_text() if settings.exists() else ""
        settings.write_text(before + _COMPANY.format(name=name, more=more))
        self.monkeypatch.setenv(f"RELANCE_{name.upper()}_KEY", KEY)
        PLATFORMS[name] = FakePlatform()
        return PLATFORMS[name]

    def relance(self, *words: str, typed: str | None = None) -> Answer:
        """Type a command; nothing ever shows the key or a traceback."""
        shared = ["-w", str(self.folder), *(["--today", self.today] if self.today else [])]
        result = CliRunner().invoke(app, [*shared, *words], input=typed)
        answer = Answer(code=result.exit_code, out=result.stdout, err=result.stderr)
        self.answers.append(answer)
        assert KEY not in answer.everything
        assert "Traceback" not in answer.everything
        return answer
