"""A bookkeeper's desk before a QuickBooks company: a workspace, the `relance` command, and people.

The command runs in this process, as tests of the command line do. People connect the company in a browser,
which here is a few requests; what they do in the books is done with the simulator's verbs.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import webbrowser
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests

from relance_connectors.governor import Governor
from relance_connectors.quickbooks import connector
from relance_connectors.transport import Transport
from relance_sync.cli import sync
from relance_sync.config.token_keys import ENVIRONMENT, new_token_key
from tests.simulators.quickbooks import Books, Simulator
from tests.terminal import Terminal

_WORKSPACE = """
language = "en"
[calendar]
country = "none"
time_zone = "UTC"
"""
_COMPANY = """
[companies.{name}]
platform = "quickbooks"
mode = "{mode}"

[companies.{name}.quickbooks]
client_id = "{client_id}"
server = "{server}"
redirect = "http://localhost:{port}/callback"
{more}
"""
POLICY = """
default_plan = "late"
[plans.late]
steps = [
    { id = "mail", after_due = 1, stage = "firm", channel = "email", tone = "firm", minimum = 1 },
]
[contact.hours]
since = 00:00:00
until = 23:59:59.999999
[hold]
over_limit = "none"
[[hold.overdue]]
days = 10
amount = 1
level = "hold"
"""
"""Whoever is late is written to, at any hour at which a test may run, and held: many writes."""
_NOON = time(12)


@dataclass
class QuickBooksDesk:
    """Where the bookkeeper sits.

    Attributes:
        books: The books of the first company, `acme`.
        terminal: The workspace.
    """

    quickbooks: Simulator
    books: Books
    terminal: Terminal

    def __post_init__(self) -> None:
        (self.terminal.folder / "relance.toml").write_text(_WORKSPACE, encoding="utf-8")
        self.terminal.monkeypatch.setenv(ENVIRONMENT, new_token_key())

    def open_company(
        self,
        name: str = "acme",
        books: Books | None = None,
        *,
        mode: str = "assist",
        server: str = "",
        more: str = "",
    ) -> None:
        """Put a company into the workspace and connect it in the browser.

        Args:
            name: Of the company in the workspace.
            books: Its books; None for those of the desk.
            mode: How far Relance goes.
            server: What stands between desk and simulator; empty for nothing.
            more: Further lines of its QuickBooks section.
        """
        patch = self.terminal.monkeypatch
        section = _COMPANY.format(
            name=name,
            mode=mode,
            client_id=self.quickbooks.client_id,
            server=server or self.quickbooks.url,
            port=_free_port(),
            more=more,
        )
        with (self.terminal.folder / "relance.toml").open("a", encoding="utf-8") as file:
            file.write(section)
        patch.setenv(f"RELANCE_{name.upper()}_KEY", self.quickbooks.client_secret)
        patch.setattr(webbrowser, "open", partial(_allow, (books or self.books).realm))
        self.json("connect", name)

    def wait_on_the_clock(self) -> list[float]:
        """Let Relance wait by the simulator's clock, in no time; return the waits, which go on being added.

        QuickBooks counts calls by the same clock: what Relance did not wait for has not passed.
        """
        clock, waits = self.quickbooks.world.clock, list[float]()
        began = clock.now()

        def seconds() -> float:
            return (clock.now() - began).total_seconds()

        def wait(seconds: float) -> None:
            waits.append(seconds)
            clock.advance(timedelta(seconds=seconds))

        patch = self.terminal.monkeypatch
        paced = partial(Governor, clock=seconds, now=clock.now, sleep=wait)
        patch.setattr(connector, "Governor", paced)
        patch.setattr(connector, "Transport", partial(Transport, sleep=wait))
        patch.setattr(sync, "time", SimpleNamespace(sleep=wait))
        return waits

    def policy(self, text: str) -> None:
        (self.terminal.folder / "policy.toml").write_text(text, encoding="utf-8")

    def dawn(self, day: date) -> None:
        """Let a day begin, for the bookkeeper and in QuickBooks; nothing goes back in time."""
        self.terminal.today = day.isoformat()
        clock = self.quickbooks.world.clock
        clock.set(max(clock.now(), datetime.combine(day, _NOON, tzinfo=UTC)))

    def json(self, *words: str, code: int = 0) -> Any:
        answer = self.terminal.relance(*words, "--json")
        assert answer.code == code, answer.everything
        return answer.json

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Type a command in a process of its own, as the day is at the desk."""
        shared = ["--workspace", str(self.terminal.folder), "--today", str(self.terminal.today)]
        return subprocess.Popen(
            [sys.executable, "-m", "relance_sync.cli", *shared, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def sync(self, *words: str) -> Any:
        """Sync the one company and return its report."""
        (report,) = self.json("sync", *words)["companies"]
        return report

    def notes(self, customer: str) -> list[str]:
        """Return the notes attached to a customer and to its estimates, oldest first."""
        targets = {("Customer", customer)} | {
            ("Estimate", each.id)
            for each in self.books.company.living("Estimate")
            if each.data["CustomerRef"]["value"] == customer
        }
        return [
            each.data["Note"]
            for each in self.books.company.living("Attachable")
            for link in each.data["AttachableRef"]
            if (link["EntityRef"]["type"], link["EntityRef"]["value"]) in targets
        ]

    def notes_field(self, customer: str) -> str:
        """Return what stands in the customer's own notes."""
        return str(self.books.company.tables["Customer"][customer].data.get("Notes") or "")


def _allow(realm: str, url: str) -> bool:
    """Be the person in the browser: look at the page, press the button, follow where it leads."""
    threading.Thread(target=_press_connect, args=(url, realm), daemon=True).start()
    return True


def _press_connect(url: str, realm: str) -> None:
    place, _, query = url.partition("?")
    pressed = dict(parse_qsl(query)) | {"realm": realm, "decision": "connect"}
    requests.post(place, data=pressed, timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def open_desk(
    quickbooks: Simulator, folder: Path, monkeypatch: pytest.MonkeyPatch, books: Books | None = None
) -> QuickBooksDesk:
    """Give a desk in an empty folder before a company, an empty one unless it is given."""
    return QuickBooksDesk(quickbooks, books or quickbooks.open(), Terminal(folder, monkeypatch))
