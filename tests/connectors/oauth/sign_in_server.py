"""An authorization server on this machine, with the verbs of misfortune: RFC 6749 as far as a client sees it.

It rotates refresh tokens at every use, so that a second renewal with the same one is refused: whoever renews
twice is found out. It shares no code with the connectors.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

CLIENT, SECRET = "client-1", "client-s3cret"


class SignInServer:
    """A server; use it as a context manager.

    Attributes:
        url: Where to call it.
        asked: Every form that was posted, in order, with the path as `path`.
        access, refresh: The tokens that count; empty once they are revoked.
        books: Names of the books by id; each can be disconnected alone, at `/connections/link-ID`.
        odd_list: Answered in place of the list of books; None to answer that.
        given: Added to what is answered with tokens.
        slow: Seconds a renewal takes.
        headers: Those of the last question for tokens.
    """

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.access = self.refresh = ""
        self.books = {"4711": "Maison Fictive"}
        self.odd_list: Any = None
        self.given: dict[str, Any] = {"expires_in": 3600}
        self.slow = 0.0
        self.headers: dict[str, str] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self._failures: list[tuple[int, bytes]] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.told = self
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

    @property
    def renewals(self) -> list[dict[str, str]]:
        """The questions for fresh tokens."""
        return [each for each in self.asked if each.get("grant_type") == "refresh_token"]

    def withdraw(self) -> None:
        """Do what the owner of the books does who no longer wants us."""
        self.access = self.refresh = ""

    def fail_next(self, status: int, body: bytes = b"") -> None:
        """Answer the next question for tokens with this."""
        self._failures.append((status, body))

    def person(self, url: str, *, says: str = "yes", books: str = "4711") -> str:
        """Be the person who opens the address: return the address to which the browser is sent."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        if says != "yes":
            return f"{asked['redirect_uri']}?{urlencode({'error': says, 'state': asked['state']})}"
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return (
            f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'realmId': books})}"
        )

    def answer(self, path: str, form: dict[str, str], headers: dict[str, str]) -> tuple[int, bytes]:
        """Answer a POST."""
        with self._lock:
            self.asked.append({**form, "path": path})
            if path == "/token" and self._failures:
                return self._failures.pop(0)
            if not self._knows(form, headers):
                return 401, b'{"error": "invalid_client"}'
            self.headers = headers
            return self._revoke(form) if path == "/revoke" else self._tokens(form)

    def _knows(self, form: dict[str, str], headers: dict[str, str]) -> bool:
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        return headers.get("Authorization") == f"Basic {pair}" or (
            form.get("client_id") == CLIENT and "Authorization" not in headers
        )

    def _revoke(self, form: dict[str, str]) -> tuple[int, bytes]:
        if not form.get("token") or form["token"] != self.refresh:
            return 400, b'{"error": "invalid_request"}'
        self.withdraw()
        return 200, b""

    def _tokens(self, form: dict[str, str]) -> tuple[int, bytes]:
        refused = 400, b'{"error": "invalid_grant", "error_description": "private words"}'
        if form["grant_type"] == "refresh_token":
            time.sleep(self.slow)
            if form["refresh_token"] != self.refresh:
                return refused
        else:
            asked = self._codes.pop(form["code"], None)
            if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
                return refused
            if not _proves(form.get("code_verifier", ""), asked.get("code_challenge", "")):
                return refused
        self.access, self.refresh = f"at-{secrets.token_urlsafe(8)}", f"rt-{secrets.token_urlsafe(8)}"
        told = {"access_token": self.access, "refresh_token": self.refresh, "token_type": "bearer"}
        return 200, json.dumps({**told, **self.given}).encode()


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return not challenge or base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    told: SignInServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        is_json = "json" in self.headers.get("Content-Type", "")
        form = json.loads(body) if is_json else dict(parse_qsl(body))
        self._reply(*self.server.told.answer(self.path, form, dict(self.headers)))

    def do_GET(self) -> None:
        told = self.server.told
        if self.headers.get("Authorization") != f"Bearer {told.access}" or not told.access:
            self._reply(401, b"{}")
        elif self.path == "/connections":
            listed = [
                {"id": f"link-{each}", "tenantId": each, "tenantName": name}
                for each, name in told.books.items()
            ]
            answer = listed if told.odd_list is None else told.odd_list
            self._reply(200, json.dumps(answer).encode())
        else:
            self._reply(200, b'{"fine": true}')

    def do_DELETE(self) -> None:
        told, (_, _, link) = self.server.told, self.path.rpartition("/")
        if self.headers.get("Authorization") != f"Bearer {told.access}" or not told.access:
            self._reply(401, b"{}")
        elif told.books.pop(link.removeprefix("link-"), None) is None:
            self._reply(404, b"{}")
        else:
            self._reply(204, b"")

    def _reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
