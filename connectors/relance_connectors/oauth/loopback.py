"""Waits on this machine for the browser to come back with the answer of a sign-in (RFC 8252, section 7.3).

It takes the first answer that belongs to the question, by its state; everything else that knocks (other
pages, a browser that connects ahead of time, somebody guessing) is turned away without ending the wait. It
judges no answer and logs nothing, for the answer holds a code.
"""

import queue
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from relance_connectors.web_address import is_loopback
from relance_sync.errors import Stop

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Relance</title></head>
<body style="font-family: sans-serif; margin: 4em auto; max-width: 32em">
<p>Relance has got the answer. Go back to the terminal; this window may be closed.</p>
<p lang="fr">Relance a reçu la réponse. Retournez au terminal ; cette fenêtre peut être fermée.</p>
</body></html>""".encode()
_READ_TIMEOUT = 10


def comes_back_here(redirect: str) -> bool:
    """Tell whether a redirect leads to this machine.

    >>> comes_back_here("http://localhost:8123/callback"), comes_back_here("https://example.com/callback")
    (True, False)
    """
    return urlsplit(redirect).scheme == "http" and is_loopback(redirect)


def query_of(address: str) -> dict[str, str]:
    """Return the parameters of an address.

    >>> query_of("http://localhost/callback?code=a&state=b%20c")
    {'code': 'a', 'state': 'b c'}
    """
    # By hand: an address that a person pasted may be none.
    return dict(parse_qsl(address.strip().partition("?")[2].partition("#")[0], keep_blank_values=True))


class Listener:
    """Listens from the moment it is built."""

    def __init__(self, redirect: str, is_ours: Callable[[Mapping[str, str]], bool]) -> None:
        """Begin to listen.

        Args:
            redirect: The address the browser comes back to, on this machine.
            is_ours: Tells from the parameters whether they answer our question.

        Raises:
            Stop: If the port is taken.
        """
        parts = urlsplit(redirect)
        # Browsers try 127.0.0.1 for localhost; other machines never reach it.
        host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
        port = parts.port or 80
        self._answers: queue.Queue[Mapping[str, str]] = queue.Queue(maxsize=1)
        try:
            self._server = _Server((host, port), parts.path or "/", is_ours, self._answers)
        except OSError as error:
            raise Stop(
                f"The port {port} of this machine, where the browser brings the answer, cannot be used"
                f" ({error.strerror}). Is another sign-in going on? End it, or connect with --paste."
            ) from None
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def wait(self, seconds: float) -> Mapping[str, str] | None:
        """Return the parameters of the answer; None if none came in time."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Threads that still talk to a browser must not hold up the end of the command.
    block_on_close = False

    def __init__(
        self,
        address: tuple[str, int],
        path: str,
        is_ours: Callable[[Mapping[str, str]], bool],
        answers: "queue.Queue[Mapping[str, str]]",
    ) -> None:
        self.path, self.is_ours, self.answers = path, is_ours, answers
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _READ_TIMEOUT

    def do_GET(self) -> None:
        found = query_of(self.path)
        if self.path.partition("?")[0] != self.server.path or not self.server.is_ours(found):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(_PAGE)
        self.wfile.flush()
        try:
            self.server.answers.put_nowait(found)
        except queue.Full:
            # The first answer counts; a page that is loaded again brings the same one.
            return

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the name is given
        """Say nothing: the request line holds the code."""
