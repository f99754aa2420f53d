"""The HTTP server of a simulator: sockets, threads and broken connections, and not what is answered.

A simulator gives it one function from `Arrived` to `Outcome`.
"""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A request as it came in.

    Attributes:
        target: path and query.
        headers: by lower-case name.
        root: the address we are reached at, e.g. `http://127.0.0.1:8200`.
    """

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    root: str

    @property
    def path(self) -> str:
        """Return the path as it stands."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """Return the query as it stands."""
        return self.target.partition("?")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What goes back.

    Attributes:
        content_type: "" = no such header.
        breaks: "" = answered; `reset`, `hang` (for `seconds`) or `cut` (half of the bytes announced).
        seconds: to wait before anything goes back.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    breaks: str = ""
    seconds: float = 0.0


class HttpServer:
    """Answers on 127.0.0.1 from `start` to `stop`, or as long as it is entered.

    Args:
        port: 0 takes a free one.
        answer: called for each request, from several threads at once.
    """

    def __init__(self, port: int, answer: Callable[[Arrived], Outcome]) -> None:
        self.stopping = threading.Event()
        self._server = _Server(port, self, answer)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """Return the address without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering and let hanging requests go."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve(self, told: str) -> int:
        """Say something on the terminal, then answer until interrupted; return the exit status."""
        with self:
            sys.stdout.write(told)
            sys.stdout.flush()
            try:
                self.stopping.wait()
            except KeyboardInterrupt:
                return 0
        return 0

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, owner: HttpServer, answer: Callable[[Arrived], Outcome]) -> None:
        self.owner, self.answer = owner, answer
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about connections that clients, or we, have broken."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # One segment for headers and body: two would wait for each other's acknowledgement, 44 ms a request.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Write nothing: the call log is asked instead."""

    def serve(self) -> None:
        """Answer one request of any method."""
        body = _body(self)
        root = f"http://{self.headers.get('Host') or self.server.owner.url.removeprefix('http://')}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrived = Arrived(method=self.command, target=self.path, headers=headers, body=body, root=root)
        outcome = self.server.answer(arrived)
        if outcome.seconds:
            self.server.owner.stopping.wait(outcome.seconds)
        if outcome.breaks in {"reset", "hang"}:
            _break(self.connection, reset=outcome.breaks == "reset")
            self.close_connection = True
        else:
            self._send(outcome)

    def _send(self, outcome: Outcome) -> None:
        self.send_response(outcome.status)
        if outcome.content_type:
            self.send_header("Content-Type", outcome.content_type)
        if outcome.status != 204:
            self.send_header("Content-Length", str(len(outcome.body)))
        for name, value in outcome.headers.items():
            self.send_header(name, value)
        if self.close_connection:  # asked for by the client, who would use the connection again otherwise
            self.send_header("Connection", "close")
        self.end_headers()
        cut = len(outcome.body) // 2 if outcome.breaks == "cut" else len(outcome.body)
        if self.command != "HEAD":
            self.wfile.write(outcome.body[:cut])
        self.close_connection = self.close_connection or outcome.breaks == "cut"


for _method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"):
    setattr(_Handler, f"do_{_method}", _Handler.serve)


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    if "chunked" in handler.headers.get("Transfer-Encoding", "").lower():
        parts = []
        while size := int(handler.rfile.readline().split(b";")[0] or b"0", 16):
            parts.append(handler.rfile.read(size))
            handler.rfile.readline()
        handler.rfile.readline()
        return b"".join(parts)
    return handler.rfile.read(int(handler.headers.get("Content-Length") or 0))


def _break(connection: socket.socket, *, reset: bool) -> None:
    if reset:  # lingering for no time makes close() send RST
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
