"""An HTTP proxy in front of a platform that breaks connections and makes up answers, when told to.

Between two calls it is an ordinary proxy. It reads requests only as far as needed to name the call (the
model and method of Odoo's two APIs, else the path) and to tell reads from writes (QuickBooks asks with POST).
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from relance_connectors.odoo.rpc import READS

_HOP_BY_HOP = {"connection", "content-length", "date", "host", "keep-alive", "server", "transfer-encoding"}


class Fate(StrEnum):
    """What became of a call."""

    PASSED = "passed"
    CUT_BEFORE = "cut before"
    CUT_AFTER = "cut after"
    ANSWERED = "answered by the proxy"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call seen by the proxy.

    Attributes:
        name: `model/method`, else the path.
    """

    name: str
    write: bool
    fate: Fate
    status: int | None = None


@dataclass(kw_only=True)
class _Plan:
    """A fate for the nth call from now on of those it looks at."""

    fate: Fate
    countdown: int
    writes_only: bool
    times: int = 1
    status: int = 0
    headers: dict[str, str]
    body: bytes = b""


class CuttingProxy:
    """A proxy in front of one address; use it as a context manager.

    Attributes:
        url: Where to call it.
        calls: What was called since the last `reset`, in order.
        clock_ahead: How wrong the platform's clock is, as its answers tell the time.
    """

    def __init__(self, upstream: str) -> None:
        self.calls: list[Call] = []
        self.clock_ahead = timedelta(0)
        self._upstream = urlsplit(upstream)
        self._plans: list[_Plan] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def cut_before(self, n: int = 1, *, writes_only: bool = True) -> None:
        """Break the connection on the nth write from now on, before the platform hears of it."""
        self._plan(Fate.CUT_BEFORE, n, writes_only=writes_only)

    def cut_after(self, n: int = 1, *, writes_only: bool = True) -> None:
        """Let the nth write from now on reach the platform and be done, then drop its answer."""
        self._plan(Fate.CUT_AFTER, n, writes_only=writes_only)

    def answer(
        self,
        status: int,
        *,
        retry_after: str | int | None = None,
        n: int = 1,
        times: int = 1,
        writes_only: bool = False,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
    ) -> None:
        """Answer the nth call from now on in the platform's place, and the `times - 1` after it."""
        made_up = dict(headers or {})
        if retry_after is not None:
            made_up["Retry-After"] = str(retry_after)
        self._plan(
            Fate.ANSWERED, n, writes_only=writes_only, times=times, status=status, headers=made_up, body=body
        )

    def reset(self) -> None:
        """Forget calls and plans: an ordinary proxy again."""
        with self._lock:
            self.calls.clear()
            self._plans.clear()

    @property
    def writes(self) -> list[Call]:
        """The calls that could change something."""
        return [call for call in self.calls if call.write]

    def _plan(self, fate: Fate, n: int, *, writes_only: bool, **details: Any) -> None:
        details.setdefault("headers", {})
        with self._lock:
            self._plans.append(_Plan(fate=fate, countdown=n, writes_only=writes_only, **details))

    def decide(self, *, write: bool) -> _Plan | None:
        """Return the plan that strikes this call; None to pass it on."""
        with self._lock:
            struck = None
            for plan in list(self._plans):
                if plan.writes_only and not write:
                    continue
                plan.countdown -= 1
                if plan.countdown <= 0 and struck is None:
                    struck = plan
                    plan.times -= 1
                    if plan.times == 0:
                        self._plans.remove(plan)
            return struck

    def record(self, call: Call) -> None:
        """Remember a call."""
        with self._lock:
            self.calls.append(call)

    def forward(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Call the platform and return status, headers and body."""
        upstream = http.client.HTTPConnection(
            self._upstream.hostname or "", self._upstream.port or 80, timeout=120
        )
        try:
            upstream.request(method, path, body=body or None, headers=headers)
            answer = upstream.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP_BY_HOP}
            return answer.status, kept, answer.read()
        finally:
            upstream.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: CuttingProxy


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # Headers and body in one packet: without it each answer waits for the other side's delayed ACK.
    wbufsize = -1
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name, write = _name(self.command, self.path, body)
        plan = self.server.proxy.decide(write=write)
        # Recorded first: who has the answer may already look at the calls.
        if plan is None:
            status, headers, answer = self._forward(body)
            self.server.proxy.record(Call(name=name, write=write, fate=Fate.PASSED, status=status))
            self._answer(status, headers, answer)
        elif plan.fate is Fate.ANSWERED:
            self.server.proxy.record(Call(name=name, write=write, fate=plan.fate, status=plan.status))
            self._answer(plan.status, plan.headers, plan.body)
        else:
            if plan.fate is Fate.CUT_AFTER:
                self._forward(body)
            self.server.proxy.record(Call(name=name, write=write, fate=plan.fate))
            self._cut()

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        return self.server.proxy.forward(self.command, self.path, headers, body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Tell the time of the answer; the platform's own is one of the headers not passed on."""
        told = time.time() if timestamp is None else timestamp
        return super().date_time_string(told + self.server.proxy.clock_ahead.total_seconds())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


for _verb in ("GET", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{_verb}", _Handler.handle_any)


def _name(verb: str, path: str, body: bytes) -> tuple[str, bool]:
    """Return the name of a call and whether it can change something."""
    if path.startswith("/json/2/"):
        name = path.removeprefix("/json/2/")
        return name, name.rpartition("/")[2] not in READS
    if path == "/jsonrpc":
        params = json.loads(body)["params"]
        if params["method"] != "execute_kw":
            return f"{params['service']}/{params['method']}", False
        model, method = params["args"][3:5]
        return f"{model}/{method}", method not in READS
    if path.partition("?")[0].endswith("/query"):
        return path, False
    if path.partition("?")[0].endswith("/batch"):
        return path, any("operation" in item for item in json.loads(body)["BatchItemRequest"])
    return path, verb != "GET"
