"""Stands in for Odoo's paid services (text messages, post) here: answers as they do, sends nothing.

Odoo is told of it by its own parameters `sms.endpoint` and `snailmail.endpoint`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TEXTS, LETTERS = "/api/sms/3/send", "/iap/snailmail/1/print"


@dataclass(kw_only=True)
class Services:
    """What Odoo asked for, and what it is answered.

    Attributes:
        url: Where they are.
        texts: Number and text of each text message, in the order in which they came.
        letters: The documents of letters, likewise.
    """

    url: str
    texts: list[tuple[str, str]] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    _state: str = "success"
    _error: str = ""

    def refuse_texts(self, state: str) -> None:
        """Answer from now on that text messages are not sent, such as `insufficient_credit`."""
        self._state = state

    def refuse_letters(self, error: str) -> None:
        """Answer from now on that letters are not posted, such as `CREDIT_ERROR`."""
        self._error = error

    def answer(self, path: str, asked: dict[str, Any]) -> Any:
        """Take what is asked for, and return what the service says."""
        if path == TEXTS:
            numbers = [
                (each, message["content"]) for message in asked["messages"] for each in message["numbers"]
            ]
            self.texts += [(number["number"], said) for number, said in numbers]
            return [{"uuid": number["uuid"], "state": self._state, "credit": 1} for number, _ in numbers]
        if path == LETTERS:
            self.letters += asked["documents"]
            told = {"error": self._error} if self._error else {"sent": True, "send_id": 7}
            documents = [{"letter_id": each["letter_id"], **told} for each in asked["documents"]]
            return {"request_code": 200, "total_cost": 1, "request": {"documents": documents}}
        raise AssertionError(path)


@contextmanager
def services() -> Iterator[Services]:
    """Serve them while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            result = standing.answer(self.path, asked["params"])
            body = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    standing = Services(url=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield standing
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
