"""Odoo servers in the background: started on a free port, found again, stopped.

Each server belongs to one database and leaves a note in `.odoo/run` with its process and port. A server also
serves the copies named after its database (`run1` serves `run1__a`), for clients that send `X-Odoo-Database`.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

import background
import machine
import odoo_database
import odoo_install
import postgres
from machine import ProvisionError

FIRST_PORT = 8069
START_TIMEOUT = 120.0


@dataclass(frozen=True, kw_only=True)
class Running:
    """The note a started server leaves.

    Attributes:
        database: Its database.
        pid: Its process.
        port: Port it listens on, on this machine only.
    """

    database: str
    pid: int
    port: int

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def mark(self) -> str:
        """The word of its command line that no other process has."""
        return f"--database={self.database}"


class OdooServer:
    """An Odoo server for one database; as a context manager it runs inside the block.

    Args:
        database: A database that exists.
        port: Port to listen on; `None` takes a free one.
    """

    def __init__(self, database: str, port: int | None = None) -> None:
        self.database = postgres.checked(database)
        self._wanted_port = port
        self._running = find(database)

    @property
    def port(self) -> int:
        """Port of the running server.

        Raises:
            ProvisionError: It does not run.
        """
        if self._running is None:
            raise ProvisionError(f"The server of '{self.database}' does not run.", "start it first.")
        return self._running.port

    @property
    def url(self) -> str:
        """Address of the running server, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> OdooServer:
        """Start the server, or find it running, and wait until it answers for its database.

        Raises:
            ProvisionError: It ended at once, or did not answer in time.
        """
        with machine.lock("start"):
            self._running = find(self.database)
            if self._running is None:
                self._running = _launch(self.database, self._wanted_port)
        return self

    def stop(self) -> None:
        """Stop the server; do nothing when it does not run."""
        stop(self.database)
        self._running = None

    def __enter__(self) -> OdooServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def log_path(database: str) -> Path:
    """Return the file with the server's log."""
    return machine.folder("logs") / f"server-{database}.log"


def find(database: str) -> Running | None:
    """Return the running server of a database, or `None`."""
    note = _note(database)
    try:
        running = Running(**json.loads(note.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return running if background.lives(running.pid, running.mark) else None


def running_servers() -> list[Running]:
    """Return every server started from this checkout that still runs."""
    names = sorted(path.stem for path in machine.folder("run").glob("*.json"))
    return [running for running in map(find, names) if running]


def stop(database: str) -> bool:
    """Stop the server of a database and tell whether one ran."""
    running = find(database)
    if running is not None:
        background.end(running.pid, running.mark)
    _note(database).unlink(missing_ok=True)
    return running is not None


def free_port(preferred: int = FIRST_PORT) -> int:
    """Return a port nobody listens on: the preferred one when it is free; 0 prefers none."""
    return background.free_port(preferred)


def _launch(database: str, port: int | None) -> Running:
    found = odoo_database.require_install()
    odoo_database.require_database(database)
    if port and not background.bound(port):
        raise ProvisionError(f"Port {port} is taken.", "name another one, or none to take any that is free.")
    chosen = port or free_port()
    command = found.command(
        "server",
        f"--config={odoo_install.write_config(found)}",
        f"--database={database}",
        f"--db-filter=^{re.escape(database)}(__.*)?$",
        f"--http-port={chosen}",
    )
    process = background.start(command, log=log_path(database), env=found.environment)
    running = Running(database=database, pid=process.pid, port=chosen)
    _note(database).write_text(json.dumps(asdict(running)), encoding="utf-8")
    try:
        _wait(process, running)
    except BaseException:
        background.end(process.pid, running.mark)
        _note(database).unlink(missing_ok=True)
        raise
    return running


def _wait(process: subprocess.Popen[bytes], running: Running) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ProvisionError(f"Odoo ended at once:\n{_last_lines(running)}", _todo(running))
        if _answers(running):
            return
        time.sleep(0.2)
    raise ProvisionError(f"Odoo did not answer within {START_TIMEOUT:.0f} s.", _todo(running))


def _answers(running: Running) -> bool:
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{running.url}/web/login", headers={"X-Odoo-Database": running.database}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except (OSError, urllib.error.URLError):
        return False


def _todo(running: Running) -> str:
    return f"see {log_path(running.database).relative_to(machine.ROOT)}."


def _last_lines(running: Running) -> str:
    return "\n".join(log_path(running.database).read_text(encoding="utf-8").splitlines()[-10:])


def _note(database: str) -> Path:
    return machine.folder("run") / f"{postgres.checked(database)}.json"
