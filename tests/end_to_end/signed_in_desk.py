"""A bookkeeper's desk before a platform that signs people in: a workspace, the `relance` command, and people.

The command runs in this process, as tests of the command line do. People allow it in a browser, which here is
a few requests; what they do in the books is done with the simulator's verbs. What a platform's page asks for,
and what is found in its books, is a subclass's.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import requests

from relance_connectors.governor import Governor
from relance_connectors.transport import Transport
from relance_sync.cli import sync
from relance_sync.config.token_keys import ENVIRONMENT, new_token_key
from tests.simulators.clock import Clock
from tests.terminal import Terminal

_WORKSPACE = """
language = "en"
[calendar]
country = "none"
time_zone = "UTC"
"""
_COMPANY = """
[companies.{name}]
platform = "{platform}"
mode = "{mode}"

[companies.{name}.{platform}]
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


class SignedInDesk:
    """Where the bookkeeper sits.

    Attributes:
        platform: As the workspace names it.
        connector: The module that builds its connector.
        clock: The simulator's.
        terminal: The workspace.
    """

    platform: str
    connector: ModuleType

    def __init__(self, clock: Clock, terminal: Terminal) -> None:
        self.clock, self.terminal = clock, terminal
        (terminal.folder / "relance.toml").write_text(_WORKSPACE, encoding="utf-8")
        terminal.monkeypatch.setenv(ENVIRONMENT, new_token_key())

    def write_company(
        self, name: str, *, mode: str, server: str, client_id: str, secret: str, more: str
    ) -> None:
        """Put a company into the workspace; it is not connected yet."""
        section = _COMPANY.format(
            name=name,
            platform=self.platform,
            mode=mode,
            client_id=client_id,
            server=server,
            port=_free_port(),
            more=more,
        )
        with (self.terminal.folder / "relance.toml").open("a", encoding="utf-8") as file:
            file.write(section)
        self.terminal.monkeypatch.setenv(f"RELANCE_{name.upper()}_KEY", secret)

    def connect(self, name: str, pressed: Sequence[tuple[str, str]]) -> None:
        """Connect a company; `pressed` is what the person fills into the page that asks."""
        self.terminal.monkeypatch.setattr(webbrowser, "open", partial(_allow, pressed))
        self.json("connect", name)

    def wait_on_the_clock(self) -> list[float]:
        """Let Relance wait by the simulator's clock, in no time; return the waits, which go on being added.

        The platform counts calls by the same clock: what Relance did not wait for has not passed.
        """
        clock, waits = self.clock, list[float]()
        began = clock.now()

        def seconds() -> float:
            return (clock.now() - began).total_seconds()

        def wait(seconds: float) -> None:
            waits.append(seconds)
            clock.advance(timedelta(seconds=seconds))

        patch = self.terminal.monkeypatch
        paced = partial(Governor, clock=seconds, now=clock.now, sleep=wait)
        patch.setattr(self.connector, "Governor", paced)
        patch.setattr(self.connector, "Transport", partial(Transport, sleep=wait))
        patch.setattr(sync, "time", SimpleNamespace(sleep=wait))
        return waits

    def policy(self, text: str) -> None:
        """Let the bookkeeper choose."""
        (self.terminal.folder / "policy.toml").write_text(text, encoding="utf-8")

    def dawn(self, day: date) -> None:
        """Let a day begin, for the bookkeeper and on the platform; nothing goes back in time."""
        self.terminal.today = day.isoformat()
        self.clock.set(max(self.clock.now(), datetime.combine(day, _NOON, tzinfo=UTC)))

    def json(self, *words: str, code: int = 0) -> Any:
        """Type a command and return the document it shows."""
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


def _allow(pressed: Sequence[tuple[str, str]], url: str) -> bool:
    """Be the person in the browser: look at the page, press the button, follow where it leads."""
    threading.Thread(target=_press, args=(url, pressed), daemon=True).start()
    return True


def _press(url: str, pressed: Sequence[tuple[str, str]]) -> None:
    place, _, query = url.partition("?")
    requests.post(place, data=[*parse_qsl(query), *pressed], timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
