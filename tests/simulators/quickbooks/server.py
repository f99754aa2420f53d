"""The HTTP server: sockets, threads and broken connections. What is answered is not its business.

`Simulator` is a server in this process, for tests; `python -m tests.simulators.quickbooks` runs one alone.
"""

from __future__ import annotations

import socket
import struct
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from .books import Books
from .control import Control
from .gateway import Gateway, transaction_id
from .outcomes import Arrived, Outcome
from .throttle import Limits
from .world import APP, REALM, World

_CONTROL = "/simulator"


class Simulator:
    """A QuickBooks Online of one's own, on a loopback port.

    Args:
        port: 0 takes a free one.
        start: instant (aware) the clock starts at; None is now.
        frozen: whether the clock stands still.
        limits: None is the platform's limits; `Limits.none()` is for tests of other things.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        start: datetime | None = None,
        frozen: bool = False,
        limits: Limits | None = None,
        sandbox: bool = True,
        cap_whole: bool = False,
    ) -> None:
        self.world = World(start=start, frozen=frozen, limits=limits, sandbox=sandbox, cap_whole=cap_whole)
        self.stopping = threading.Event()
        self._server = _Server(port, self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """Return the address without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def client_id(self) -> str:
        """Return the id of the app that is registered."""
        return APP.client_id

    @property
    def client_secret(self) -> str:
        """Return the secret of the app that is registered."""
        return APP.secret

    def open(self, realm: str = REALM, name: str = "Sandbox Company", **about: Any) -> Books:
        """Open a company (see World.open)."""
        return self.world.open(realm, name, **about)

    def tokens(self, realm: str = REALM) -> dict[str, Any]:
        """Return tokens of the app for a company, as after a consent."""
        return self.world.authority.connect(APP.client_id, realm)

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

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, simulator: Simulator) -> None:
        self.simulator = simulator
        self.gateway, self.control = Gateway(simulator.world), Control(simulator.world)
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
        if self.path == _CONTROL or self.path.startswith(f"{_CONTROL}/"):
            path = self.path[len(_CONTROL) :].partition("?")[0]
            status, text = self.server.control.answer(self.command, path, body)
            self._send(Outcome(status=status, body=text.encode()))
            return
        root = f"http://{self.headers.get('Host') or self.server.simulator.url.removeprefix('http://')}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrived = Arrived(method=self.command, target=self.path, headers=headers, body=body, root=root)
        outcome = self.server.gateway.handle(arrived)
        if outcome.seconds:
            self.server.simulator.stopping.wait(outcome.seconds)
        if outcome.breaks in {"reset", "hang"}:
            _break(self.connection, reset=outcome.breaks == "reset")
            self.close_connection = True
        else:
            self._send(outcome)

    def _send(self, outcome: Outcome) -> None:
        self.send_response(outcome.status)
        self.send_header("Content-Type", outcome.content_type)
        self.send_header("Content-Length", str(len(outcome.body)))
        self.send_header("intuit_tid", transaction_id())
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
