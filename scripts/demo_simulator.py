"""The demo's books on a simulator: a server in the background, and a workspace connected to it.

A simulator stores nothing. One that runs is used again; a new one is new books, so that what Relance
remembers of the old ones is deleted. It runs on the standard library only. What is a platform's own is in
demo_quickbooks.py and demo_xero.py.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import time
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import background
import demo_commands
import machine
from demo_commands import WORKSPACES, Demo
from machine import ProvisionError

SERVER, PERSON = (str(Path(__file__).with_name(f"demo_{name}.py")) for name in ("server", "consent"))
REDIRECT_PORT = 8765
START_TIMEOUT = 60.0

SETTINGS = """\
# The workspace of the demo on {title}, written by scripts/demo_{platform}.py.
language = "en"
tokens_key_file = "tokens.key"

# Customers are contacted on every day, so that the demo shows the same on a Sunday.
[calendar]
closed_weekdays = []
country = "none"
"""
COMPANY_SETTINGS = """
[companies.{name}]
platform = "{platform}"
mode = "observe"
language = "{language}"
key_file = "{platform}.key"

[companies.{name}.{platform}]
client_id = "{client_id}"
redirect = "http://localhost:{redirect}/callback"
server = "{url}"
{own}
"""


@dataclass(frozen=True, kw_only=True)
class Running:
    """The note that a started simulator leaves."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Address of the simulator, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, kw_only=True)
class App:
    """As whom Relance connects."""

    client_id: str
    client_secret: str


class SimulatorDemo:
    """The demo of one platform; a subclass says what is its own.

    Attributes:
        platform: As the workspace names it.
        title: As people call it.
        port: That the simulator takes if it is free.
        own_settings: Further lines of a company's section, with `{id}` of its books and `{language}`.
        workspace: Its folder.
    """

    platform: str
    title: str
    port: int
    own_settings: str

    def __init__(self) -> None:
        self.workspace = WORKSPACES / self.platform
        self.redirect_port = REDIRECT_PORT

    def app(self, told: Mapping[str, Any]) -> App:
        """Return as whom one connects, from what the simulator tells of itself."""
        raise NotImplementedError

    def books(self, told: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """Return name and id of each company, from what the simulator tells of itself."""
        raise NotImplementedError

    def connect(self, books: Mapping[str, str]) -> None:
        """Connect what is not connected, with `press`; `books` are ids by company of the workspace."""
        raise NotImplementedError

    def places(self, url: str, books: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """Return what to look at afterwards: name and address of each."""
        raise NotImplementedError

    def provide(self) -> Demo:
        """Have the simulator, and a workspace that is connected to its books.

        Raises:
            ProvisionError: The simulator did not start.
            CommandFailed: A company could not be connected.
        """
        with machine.lock("demo"):
            running = self.find()
            # Without what Relance remembers of them, the books would get every note a second time.
            if running is None or not (self.workspace / "relance.db").exists():
                self.stop()
                self._forget()
                running = self._launch()
        # A machine that slept meanwhile has left the simulator's clock behind.
        _ask(running, "clock", {"now": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
        told = _ask(running)
        # Books by the name that the company has in the workspace: yourcompany, fr-company.
        books = {name.lower().replace(" ", "-"): id_ for name, id_ in self.books(told)}
        self._write_workspace(running, self.app(told), books)
        self.connect(books)
        return Demo(workspace=self.workspace, places=self.places(running.url, books))

    def press(self, name: str, fields: Iterable[tuple[str, str]]) -> None:
        """Connect a company as a user does; in place of a browser a script presses the button."""
        title = f"Connect the books (in {self.title} a person allows it; here the demo does)"
        pressed = [f"{field}={value}" for field, value in fields]
        person = shlex.join([sys.executable, PERSON, *pressed])
        demo_commands.run(title, self.workspace, ("connect", name), env={"BROWSER": f"{person} %s"})

    def tokens(self) -> set[str]:
        """Return the names of the permissions that are kept."""
        return {each.stem for each in self.workspace.glob("state/*.tokens")}

    def find(self) -> Running | None:
        """Return the simulator that was started from this checkout and still runs, or `None`."""
        try:
            running = Running(**json.loads(self._note().read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return running if background.lives(running.pid, SERVER) else None

    def stop(self) -> bool:
        """Stop the simulator and tell whether it ran; its books are gone then."""
        running = self.find()
        if running is not None:
            background.end(running.pid, SERVER)
        self._note().unlink(missing_ok=True)
        return running is not None

    def _forget(self) -> None:
        """Delete what Relance remembers of books that are gone; settings and policies stay."""
        for database in self.workspace.glob("relance.db*"):
            database.unlink()
        shutil.rmtree(self.workspace / "state", ignore_errors=True)

    def _launch(self) -> Running:
        port = background.free_port(self.port)
        command = [sys.executable, SERVER, self.platform, "--port", str(port)]
        log = machine.folder("logs") / f"demo-{self.platform}.log"
        with machine.Steps(1).step(f"starting the {self.title} simulator with the books of two companies"):
            process = background.start(command, log=log, env={"PYTHONPATH": str(machine.ROOT)})
            running = Running(pid=process.pid, port=port)
            self._note().write_text(json.dumps(asdict(running)), encoding="utf-8")
            deadline = time.monotonic() + START_TIMEOUT
            while not _answers(running):
                if process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    last = "\n".join(log.read_text(encoding="utf-8").splitlines()[-10:])
                    told = f"see {log.relative_to(machine.ROOT)}."
                    raise ProvisionError(f"The {self.title} simulator did not start:\n{last}", told)
                time.sleep(0.1)
        return running

    def _write_workspace(self, running: Running, app: App, books: Mapping[str, str]) -> None:
        self.workspace.mkdir(parents=True, exist_ok=True)
        key = self.workspace / f"{self.platform}.key"
        key.touch(mode=0o600)
        key.write_text(app.client_secret + "\n", encoding="utf-8")
        redirect = background.free_port(self.redirect_port)
        text = SETTINGS.format(title=self.title, platform=self.platform)
        for name, id_ in books.items():
            language = "fr" if name.startswith("fr") else "en"
            text += COMPANY_SETTINGS.format(
                name=name,
                platform=self.platform,
                language=language,
                client_id=app.client_id,
                redirect=redirect,
                url=running.url,
                own=self.own_settings.format(id=id_, language=language),
            )
        (self.workspace / "relance.toml").write_text(text, encoding="utf-8")

    def _note(self) -> Path:
        return machine.folder("run") / f"{self.platform}.simulator"


def _answers(running: Running) -> bool:
    try:
        return bool(_ask(running))
    except OSError:
        return False


def _ask(running: Running, control: str = "", sent: dict[str, str] | None = None) -> dict[str, Any]:
    """Ask the simulator what runs (its companies, and as whom one connects to them), or tell it something."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    body = json.dumps(sent).encode() if sent else None
    with opener.open(f"{running.url}/simulator/{control}", data=body, timeout=10) as answer:
        return dict(json.loads(answer.read()))
