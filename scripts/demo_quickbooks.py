"""The demo's books on the QuickBooks simulator: a server in the background, and a workspace connected to it.

The simulator stores nothing. One that runs is used again; a new one is new books, so that what Relance
remembers of the old ones is deleted. It runs on the standard library only; what stands in the books is
demo_quickbooks_story.py's.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import background
import demo_commands
import machine
from demo_commands import COMPANY, WORKSPACES, Demo
from machine import ProvisionError

WORKSPACE = WORKSPACES / "quickbooks"
SERVER, PERSON = (
    str(Path(__file__).with_name(f"demo_{name}.py")) for name in ("quickbooks_server", "consent")
)
PORT, REDIRECT_PORT = 8200, 8765
START_TIMEOUT = 60.0

SETTINGS = """\
# The workspace of the demo on QuickBooks, written by scripts/demo_quickbooks.py.
language = "en"
tokens_key_file = "tokens.key"

# Customers are contacted on every day, so that the demo shows the same on a Sunday.
[calendar]
closed_weekdays = []
country = "none"
"""
COMPANY_SETTINGS = """
[companies.{name}]
platform = "quickbooks"
mode = "observe"
language = "{language}"
key_file = "quickbooks.key"

[companies.{name}.quickbooks]
client_id = "{client_id}"
environment = "sandbox"
redirect = "http://localhost:{redirect}/callback"
realm_id = "{realm}"
server = "{url}"
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


def provide() -> Demo:
    """Have the simulator, and a workspace that is connected to its books.

    Raises:
        ProvisionError: The simulator did not start.
        CommandFailed: A company could not be connected.
    """
    with machine.lock("demo"):
        running = find()
        # Without what Relance remembers of them, the books would get every note a second time.
        if running is None or not (WORKSPACE / "relance.db").exists():
            stop()
            _forget()
            running = _launch()
    # A machine that slept meanwhile has left the simulator's clock behind.
    _ask(running, "clock", {"now": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
    told = _ask(running)
    # Books by the name that the company has in the workspace: yourcompany, fr-company.
    books = {each["name"].lower().replace(" ", "-"): each["realm"] for each in told["companies"]}
    _write_workspace(running, told, books)
    for name, realm in books.items():
        if not (WORKSPACE / "state" / f"{name}.tokens").exists():
            _connect(name, realm)
    customers = f"{running.url}/app/customers?realm={books[COMPANY]}"
    return Demo(
        workspace=WORKSPACE,
        places=(("both companies", f"{running.url}/"), ("customers: who owes, who is on hold", customers)),
    )


def find() -> Running | None:
    """Return the simulator that was started from this checkout and still runs, or `None`."""
    try:
        running = Running(**json.loads(_note().read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return running if background.lives(running.pid, SERVER) else None


def stop() -> bool:
    """Stop the simulator and tell whether it ran; its books are gone then."""
    running = find()
    if running is not None:
        background.end(running.pid, SERVER)
    _note().unlink(missing_ok=True)
    return running is not None


def _forget() -> None:
    """Delete what Relance remembers of books that are gone; settings and policies of the workspace stay."""
    for database in WORKSPACE.glob("relance.db*"):
        database.unlink()
    shutil.rmtree(WORKSPACE / "state", ignore_errors=True)


def _launch() -> Running:
    port = background.free_port(PORT)
    command = [sys.executable, SERVER, "--port", str(port)]
    log = machine.folder("logs") / "demo-quickbooks.log"
    with machine.Steps(1).step("starting the QuickBooks simulator with the books of two companies"):
        process = background.start(command, log=log, env={"PYTHONPATH": str(machine.ROOT)})
        running = Running(pid=process.pid, port=port)
        _note().write_text(json.dumps(asdict(running)), encoding="utf-8")
        deadline = time.monotonic() + START_TIMEOUT
        while not _answers(running):
            if process.poll() is not None or time.monotonic() > deadline:
                stop()
                last = "\n".join(log.read_text(encoding="utf-8").splitlines()[-10:])
                told = f"see {log.relative_to(machine.ROOT)}."
                raise ProvisionError(f"The QuickBooks simulator did not start:\n{last}", told)
            time.sleep(0.1)
    return running


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


def _write_workspace(running: Running, told: dict[str, Any], books: dict[str, str]) -> None:
    WORKSPACE.mkdir(parents=True, exist_ok=True)
    key = WORKSPACE / "quickbooks.key"
    key.touch(mode=0o600)
    key.write_text(told["client_secret"] + "\n", encoding="utf-8")
    redirect = background.free_port(REDIRECT_PORT)
    sections = [
        COMPANY_SETTINGS.format(
            name=name,
            language="fr" if name.startswith("fr") else "en",
            client_id=told["client_id"],
            redirect=redirect,
            realm=realm,
            url=running.url,
        )
        for name, realm in books.items()
    ]
    (WORKSPACE / "relance.toml").write_text("".join((SETTINGS, *sections)), encoding="utf-8")


def _connect(name: str, realm: str) -> None:
    """Connect a company as a user does; in place of a browser a script presses the button."""
    title = "Connect the books (in QuickBooks a person presses Connect; here the demo does)"
    person = shlex.join([sys.executable, PERSON, realm])
    demo_commands.run(title, WORKSPACE, ("connect", name), env={"BROWSER": f"{person} %s"})


def _note() -> Path:
    return machine.folder("run") / "quickbooks.simulator"
