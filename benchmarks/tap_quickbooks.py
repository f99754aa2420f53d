"""The public extractor tap-quickbooks, in a virtual environment of its own, pointed at the simulator.

It is Stitch's extractor, version 2.5.0 from PyPI; only the two addresses that it calls are other ones. It
reads the same entities as Relance; for deletions it looks once it has a state.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from machine import run

from benchmarks.drawn_quickbooks import DrawnQuickBooks

NAME = "tap-quickbooks"
_PACKAGE = "tap-quickbooks==2.5.0"
_PLACE = Path(__file__).resolve().parent.parent / ".venv" / "tap-quickbooks"
_ENTITIES = {
    "customers": "Customer",
    "invoices": "Invoice",
    "payments": "Payment",
    "credit_memos": "CreditMemo",
    "estimates": "Estimate",
    "journal_entries": "JournalEntry",
    "deposits": "Deposit",
    "sales_receipts": "SalesReceipt",
    "refund_receipts": "RefundReceipt",
}
_DELETED = "deleted_objects"
_LAUNCH = """
import sys, time
from tap_quickbooks import client, main
url = sys.argv.pop(1)
client.PROD_ENDPOINT_BASE, client.TOKEN_REFRESH_URL = url, url + "/oauth2/v1/tokens/bearer"
began = time.perf_counter()
main()
print(time.perf_counter() - began, file=sys.stderr)
"""


class Tap:
    """The extractor, for one company.

    Attributes:
        name: For the table.
        seconds: What its last run took, without the start of its process.
        found: Ids that its runs brought, by entity.
    """

    name = NAME

    def __init__(self, drawn: DrawnQuickBooks, folder: Path, since: str) -> None:
        """Install it if that was not done yet, and let it find out what there is.

        Args:
            drawn: The books.
            folder: For its files.
            since: An instant from which on it is to look for deletions.

        Raises:
            ProvisionError: If it cannot be installed.
        """
        if not (_PLACE / "bin" / "tap-quickbooks").exists():
            todo = f"The reference is {NAME}; without it: --reference plain."
            run([sys.executable, "-m", "venv", str(_PLACE)], log="tap", todo=todo)
            run([str(_PLACE / "bin" / "pip"), "install", "--quiet", _PACKAGE], log="tap", todo=todo)
        opened = drawn.opened
        self._url, self._folder = opened.url, folder
        self._state: dict[str, Any] = {"bookmarks": {_DELETED: {"LastUpdatedTime": since}}}
        self.seconds = 0.0
        self.found: dict[str, set[str]] = {name: set() for name in _ENTITIES.values()}
        config = {
            "start_date": "2015-01-01T00:00:00Z",
            "user_agent": "benchmark",
            "realm_id": opened.realm,
            "client_id": opened.client_id,
            "client_secret": opened.client_secret,
            "refresh_token": opened.refresh_token,
        }
        self._file("config", config)
        self._catalog = json.loads(self._run("--discover"))

    def extract(self, *, again: bool = False) -> None:
        """Read everything, or again what is new since the last run and what was deleted."""
        wanted = {*_ENTITIES, *([_DELETED] if again else [])}
        for stream in self._catalog["streams"]:
            for each in stream["metadata"]:
                each["metadata"]["selected"] = stream["tap_stream_id"] in wanted
        catalog = self._file("catalog", self._catalog)
        state = ["--state", self._file("state", self._state)] if again else []
        for line in self._run("--catalog", catalog, *state).splitlines():
            message = json.loads(line)
            if message["type"] == "STATE":
                self._state["bookmarks"].update(message["value"]["bookmarks"])
            if message["type"] == "RECORD" and message["stream"] in _ENTITIES:
                self.found[_ENTITIES[message["stream"]]].add(message["record"]["Id"])

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [
                str(_PLACE / "bin" / "python"),
                "-c",
                _LAUNCH,
                self._url,
                "--config",
                self._path("config"),
                *words,
            ],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "OAUTHLIB_INSECURE_TRANSPORT": "1"},
        )
        self.seconds = float(done.stderr.split()[-1])
        return done.stdout

    def _file(self, name: str, content: object) -> str:
        Path(self._path(name)).write_text(json.dumps(content), encoding="utf-8")
        return self._path(name)

    def _path(self, name: str) -> str:
        return str(self._folder / f"tap-{name}.json")
