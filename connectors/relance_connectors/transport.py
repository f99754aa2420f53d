"""HTTP for every platform: one session, one retry loop, one call log.

It knows timeouts, `Retry-After` and whether a call may be repeated. It knows no platform: the meaning of a
status other than 3xx, 429, 502, 503 and 504 is for the connector. Only the connectors' factories import
this module, because it needs `requests` and `tenacity`, which the base install does not have.
"""

import ipaddress
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import requests
import tenacity
import urllib3.exceptions

from relance_connectors.call_log import CallLog
from relance_sync.errors import Retry, Stop, Unclear

JsonValue: TypeAlias = Any
"""What a platform answered; checked where it is used."""

_log = logging.getLogger(__name__)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GATEWAY = frozenset({502, 504})
_OK, _BUSY, _UNAVAILABLE = 200, 429, 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long to wait, in seconds, and how often to try.

    Attributes:
        attempts: Exchanges for one call at most, the first included.
        longest_wait: A platform that asks for more than this gets no second try in this run.
    """

    connect: float = 10.0
    read: float = 60.0
    attempts: int = 4
    first_pause: float = 0.5
    longest_wait: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the platform.

    Attributes:
        headers: Looked up without regard to case.
        body: Unpacked bytes.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Tell whether the platform did what was asked."""
        return self.status == _OK

    @property
    def is_json(self) -> bool:
        """Tell whether the platform says that the body is JSON."""
        return "json" in self.headers.get("Content-Type", "")

    def json(self) -> JsonValue:
        """Return the body's value, fractions as Decimal.

        Raises:
            ValueError: If the body is no JSON.
        """
        return json.loads(self.body, parse_float=Decimal)


class _AgainError(Exception):
    """The call may be repeated; `error` is what to raise when it will not be."""

    def __init__(self, error: Retry) -> None:
        super().__init__()
        self.error = error


class Transport:
    """A keep-alive connection to one platform.

    Certificates are always verified, no cookie is kept, and no redirect is followed: a moved address would
    turn a write into a read, or carry the key to another host.
    """

    def __init__(
        self,
        address: str,
        *,
        platform: str,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        log: CallLog | None = None,
    ) -> None:
        """Prepare a session; nothing is called yet.

        Args:
            address: Scheme and host, a path if there is one; no slash at its end.
            platform: Name for messages, such as `Odoo`.
            limits: None for the defaults.
            sleep: Waits some seconds.
            log: Where calls are counted; None for one of its own.
        """
        self.address = address.rstrip("/")
        self.log = log or CallLog()
        self._where = f"{platform} at {self.address}"
        self._platform = platform
        self._limits = limits or Limits()
        self._sleep = sleep
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # A proxy of the machine is no way to the machine itself.
        self._session.trust_env = not self.is_local
        # Without an `auth` of ours, requests would put a .netrc entry in place of the key.
        self._session.auth = _keep_headers

    @property
    def is_local(self) -> bool:
        """Tell whether the platform runs on this machine, so that nothing leaves it."""
        return is_loopback(self.address)

    def get(self, path: str, *, endpoint: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Read; see `send`."""
        return self.send("GET", path, endpoint=endpoint, headers=headers, write=False)

    def post(
        self,
        path: str,
        body: object,
        *,
        endpoint: str,
        write: bool,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Post a value as JSON; see `send`."""
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self.send("POST", path, endpoint=endpoint, headers=sent, write=write, data=data)

    def send(
        self,
        method: str,
        path: str,
        *,
        endpoint: str,
        write: bool,
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        """Make one call, repeated as far as it is safe.

        A read is repeated after a broken connection and after 429, 502, 503 and 504; a write only where it
        certainly was not done: no connection was made, or the platform refused it with 429 (or 503 and
        `Retry-After`).

        Args:
            method: HTTP method.
            path: With a slash in front; it may carry no secret, because it is logged.
            endpoint: Name for the call log.
            write: True if the call can change the platform.
            headers: Added to the session's own.
            data: The body; None for none.

        Returns:
            An answer of any other status, also 4xx and 500.

        Raises:
            Retry: If it still fails after the last try, or the platform asks to wait for longer than allowed.
            Unclear: If a write was sent and no usable answer came.
            Stop: If the platform redirects, or its certificate is not trusted.
        """

        def once() -> Answer:
            return self._exchange(method, path, endpoint=endpoint, write=write, headers=headers, data=data)

        loop = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_AgainError),
            stop=tenacity.stop_after_attempt(self._limits.attempts),
            wait=self._pause,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return loop(once)
        except _AgainError as again:
            raise again.error from None

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        endpoint: str,
        write: bool,
        headers: Mapping[str, str] | None,
        data: bytes | None,
    ) -> Answer:
        began = time.monotonic()
        status, received = "no answer", 0
        try:
            response = self._session.request(
                method,
                f"{self.address}{path}",
                headers=dict(headers or {}),
                data=data,
                timeout=(self._limits.connect, self._limits.read),
                allow_redirects=False,
            )
            status, received = str(response.status_code), len(response.content)
        except requests.RequestException as error:
            raise self._broken(error, write=write) from None
        finally:
            self.log.record(endpoint, write=write, received=received)
            _log.info("%s %s %s %.0f ms", method, path, status, (time.monotonic() - began) * 1000)
        answer = Answer(status=response.status_code, headers=response.headers, body=response.content)
        self._look_at_status(answer, write=write)
        return answer

    def _broken(self, error: requests.RequestException, *, write: bool) -> Exception:
        """Say what a failed exchange means."""
        detail = type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return Stop(
                f"The certificate of {self._where} is not trusted, so the key was not sent. Ask whoever runs"
                " the server to renew it, or correct the address in relance.toml.",
                detail=detail,
            )
        # ValueError: requests could not make sense of the address; nothing was sent.
        if isinstance(error, ValueError) and not isinstance(error, requests.exceptions.JSONDecodeError):
            return Stop(f"{self._where} is no usable address. Correct it in relance.toml.", detail=detail)
        unreached = Retry(
            f"{self._where} does not answer. Check the address in relance.toml and that the server is"
            " running, then try again.",
            detail=detail,
        )
        if not write or _never_sent(error):
            return _AgainError(unreached)
        return self._unclear(detail)

    def _unclear(self, detail: str) -> Unclear:
        return Unclear(
            f"The connection to {self._where} broke while something was being written: it may or may not have"
            " arrived. Relance looks there before it writes again.",
            detail=detail,
        )

    def _look_at_status(self, answer: Answer, *, write: bool) -> None:
        status = answer.status
        if status in _REDIRECTS:
            raise self._moved(answer)
        after = retry_after(answer.headers)
        if status == _BUSY or (status == _UNAVAILABLE and (after is not None or not write)):
            self._wait_or_give_up(status, after)
        elif status in _GATEWAY or status == _UNAVAILABLE:
            if write:
                raise self._unclear(f"HTTP {status}")
            self._wait_or_give_up(status, after)

    def _wait_or_give_up(self, status: int, after: float | None) -> None:
        reason = "asks for fewer calls" if status == _BUSY else "is not available at the moment"
        error = Retry(
            f"{self._where} {reason}. Nothing is lost; try again later.", after=after, detail=f"HTTP {status}"
        )
        if after is not None and after > self._limits.longest_wait:
            raise error
        raise _AgainError(error)

    def _moved(self, answer: Answer) -> Stop:
        target = urlsplit(answer.headers.get("Location", ""))
        place = f"{target.scheme}://{target.netloc.rpartition('@')[2]}" if target.netloc else "another page"
        return Stop(
            f"{self._where} sends us on to {place}. Write the address that {self._platform} has now in"
            " relance.toml (with https:// if it has a certificate).",
            detail=f"HTTP {answer.status}",
        )

    def _pause(self, state: tenacity.RetryCallState) -> float:
        failed = state.outcome.exception() if state.outcome else None
        if isinstance(failed, _AgainError) and failed.error.after is not None:
            return failed.error.after
        return float(self._limits.first_pause * 2 ** (state.attempt_number - 1))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After`, in seconds or as a date; None if it is absent or unreadable.

    A date is compared with the server's own `Date`, so that a wrong clock here does no harm.

    >>> retry_after({"Retry-After": "30"})
    30.0
    """
    text = headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    moment = http_date(text)
    if moment is None:
        return None
    now = http_date(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds())


def http_date(text: str) -> datetime | None:
    """Read an HTTP date; None if it is none.

    >>> http_date("Tue, 24 Nov 2026 18:39:37 GMT")
    datetime.datetime(2026, 11, 24, 18, 39, 37, tzinfo=datetime.timezone.utc)
    """
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_loopback(address: str) -> bool:
    """Tell whether the address is this machine, so that nothing leaves it.

    >>> is_loopback("http://127.0.0.1:8069"), is_loopback("http://odoo.example.com")
    (True, False)
    """
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _never_sent(error: requests.RequestException) -> bool:
    """Tell whether the connection could not even be made."""
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
