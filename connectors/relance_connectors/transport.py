"""HTTP for every platform: one session, one retry loop, one call log.

It knows timeouts, `Retry-After` and whether a call may be repeated; a governor holds it to the platform's
pace, a table tells it what refusals mean. It knows no platform itself: without a table the meaning of a
status other than 3xx, 429, 502, 503 and 504 is for the connector. Only the connectors' factories import this
module, because it needs `requests` and `tenacity`, which the base install does not have.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Protocol

import requests
import tenacity

from relance_connectors import breakdowns
from relance_connectors.call_log import CallLog
from relance_connectors.error_table import Action, ErrorTable, Fault, Rule, make_error, unforeseen
from relance_connectors.exchange import Answer, Call, retry_after
from relance_connectors.governor import Governor
from relance_connectors.web_address import is_loopback
from relance_sync.errors import RelanceError, Retry, Skip, Unclear

_log = logging.getLogger(__name__)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNAUTHORIZED, _BUSY, _SERVER_FAULT, _UNAVAILABLE = 401, 429, 500, 503
_GATEWAY = frozenset({502, 504})


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


class Authorizer(Protocol):
    """Gives calls their right to be made, and renews it when it has run out."""

    def headers(self) -> Mapping[str, str]:
        """Return the headers that authorise a call.

        Raises:
            Reconnect: If a person must authorise again.
        """

    def renew(self, refused: Mapping[str, str]) -> bool:
        """Answer to a 401 for these headers: True if there are better ones now.

        Raises:
            Reconnect: If a person must authorise again.
        """


class _AgainError(Exception):
    """The call may be repeated; `error` is what to raise when it will not be."""

    def __init__(self, error: Retry, *, paced: bool = False) -> None:
        super().__init__()
        self.error = error
        self.paced = paced


class Transport:
    """A keep-alive connection to one platform.

    Certificates are always verified, no cookie is kept, and no redirect is followed: a moved address would
    turn a write into a read, or carry the key to another host. For one thread; several may share a governor.
    """

    def __init__(
        self,
        address: str,
        *,
        platform: str,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        log: CallLog | None = None,
        governor: Governor | None = None,
        table: ErrorTable | None = None,
        authorizer: Authorizer | None = None,
        advice: str = breakdowns.OWN_SERVER,
    ) -> None:
        """Prepare a session; nothing is called yet.

        Args:
            address: Scheme and host, a path if there is one; no slash at its end.
            platform: Name for messages, such as `Odoo`.
            limits: None for the defaults.
            sleep: Waits some seconds.
            log: Where calls are counted; None for one of its own.
            governor: Holds calls to a pace; None for none.
            table: What refusals mean; None to hand them to the caller.
            authorizer: Authorises every call; None if the caller does.
            advice: What to do when the platform does not answer at all.
        """
        self.address = address.rstrip("/")
        self.log = log or CallLog()
        self._where = f"{platform} at {self.address}"
        self._platform = platform
        self._limits = limits or Limits()
        self._sleep = sleep
        self._governor = governor
        self._table = table
        self._authorizer = authorizer
        self._advice = advice
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
        return self.send(Call(method="GET", path=path, endpoint=endpoint, headers=headers or {}))

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
        return self.send(
            Call(method="POST", path=path, endpoint=endpoint, write=write, headers=sent, data=data)
        )

    def send(self, call: Call) -> Answer:
        """Make one call, repeated as far as it is safe.

        A read, or a write that carries a key of its own, is repeated after a broken connection and after 429,
        502, 503 and 504; any other write only where it certainly was not done: no connection was made, or the
        platform refused it with 429 (or 503 and `Retry-After`). A 401 is answered once with a renewed right.

        Returns:
            What the platform answered: OK, or one of `call.accept`; without an error table also any other
            status, 4xx and 500 included.

        Raises:
            Retry: If it still fails after the last try, or the platform asks to wait for longer than allowed.
            Unclear: If a write was sent and no usable answer came.
            Reconnect: If a person must authorise again.
            Skip: If the table says that this record or effect cannot be handled.
            Stop: If the platform redirects, its certificate is not trusted, an allowance is used up, or the
                table says so.
        """
        doubts: list[Unclear] = []

        def once() -> Answer:
            try:
                return self._authorised(call)
            except _AgainError as again:
                if isinstance(again.error, Unclear):
                    doubts.append(again.error)
                raise

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
            raise (doubts[0] if doubts else again.error) from None
        except Skip:
            raise
        except RelanceError:
            # What an earlier try may have done is not undone because a later one was refused.
            if doubts:
                raise doubts[0] from None
            raise

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _authorised(self, call: Call) -> Answer:
        """Make one call with the authorizer's headers, and once more if they are out of date."""
        if self._authorizer is None:
            return self._judged(self._exchange(call, {}), call)
        right = self._authorizer.headers()
        answer = self._exchange(call, right)
        if answer.status == _UNAUTHORIZED and self._authorizer.renew(right):
            answer = self._exchange(call, self._authorizer.headers())
        return self._judged(answer, call)

    def _exchange(self, call: Call, right: Mapping[str, str]) -> Answer:
        with self._governor.turn(call) if self._governor else nullcontext():
            began = time.monotonic()
            status, received, metered = "no answer", 0, 0
            try:
                response = self._session.request(
                    call.method,
                    f"{self.address}{call.path}",
                    params=call.params,
                    headers={**call.headers, **right},
                    data=call.data,
                    timeout=(self._limits.connect, self._limits.read),
                    allow_redirects=False,
                )
                status, received = str(response.status_code), len(response.content)
                metered = call.metered if response.ok else 0
            except requests.RequestException as error:
                raise self._broken(error, call) from None
            finally:
                self.log.record(call.endpoint, write=call.write, received=received, metered=metered)
                _log.info(
                    "%s %s %s %.0f ms", call.method, call.path, status, (time.monotonic() - began) * 1000
                )
        answer = Answer(status=response.status_code, headers=response.headers, body=response.content)
        if self._governor:
            self._governor.answered(call, answer.headers, ok=answer.ok)
        return answer

    def _broken(self, error: requests.RequestException, call: Call) -> Exception:
        """Say what a failed exchange means."""
        if stop := breakdowns.unusable(error, self._where):
            return stop
        detail = type(error).__name__
        if not call.write or breakdowns.never_sent(error):
            return _AgainError(Retry(f"{self._where} does not answer. {self._advice}", detail=detail))
        lost = breakdowns.unclear(self._where, detail)
        return _AgainError(lost) if call.repeatable else lost

    def _judged(self, answer: Answer, call: Call) -> Answer:
        """Return an answer that is for the caller; raise what any other means."""
        if answer.ok or answer.status in call.accept:
            return answer
        if answer.status in _REDIRECTS:
            raise breakdowns.moved(answer.headers, answer.status, self._where, self._platform)
        fault = self._table.read(answer) if self._table else Fault()
        if fault.code and fault.code in call.accept:
            return answer
        rule = self._table.find(answer.status, fault) if self._table else None
        rule = rule or self._usual(answer.status)
        if rule is None:
            return answer
        if rule.action is not Action.RETRY:
            raise make_error(rule, answer.status, fault, self._where, self._traced(call, answer))
        raise self._again(rule, answer, fault, call)

    def _traced(self, call: Call, answer: Answer) -> str:
        return self._table.traced(call.endpoint, answer) if self._table else call.endpoint

    def _usual(self, status: int) -> Rule | None:
        """Return what a status means on every platform; None for the caller to say."""
        if status == _BUSY:
            message = "{where} asks for fewer calls. Nothing is lost; try again later."
            return Rule(action=Action.RETRY, message=message, refused=True)
        if status == _UNAVAILABLE or status in _GATEWAY:
            message = "{where} is not available at the moment. Nothing is lost; try again later."
            return Rule(action=Action.RETRY, message=message)
        return unforeseen(status) if self._table else None

    def _again(self, rule: Rule, answer: Answer, fault: Fault, call: Call) -> Exception:
        """Say whether a call that the platform refused for the moment may be repeated, and when."""
        asked = retry_after(answer.headers)
        error = make_error(rule, answer.status, fault, self._where, self._traced(call, answer), asked)
        # A platform that names a time has looked at the call and put it off.
        refused = rule.refused or (answer.status == _UNAVAILABLE and asked is not None)
        if not isinstance(error, Retry) or (call.write and not refused):
            lost = breakdowns.unclear(self._where, f"HTTP {answer.status}")
            if not call.repeatable:
                return lost
            error = Unclear(lost.user_message, after=asked, detail=lost.detail)
        if self._governor and refused:
            if answer.status == _BUSY:
                self._governor.refused(answer.headers, error.after)
            elif error.after is not None:
                self._governor.cool(error.after)
        if error.after is not None and error.after > self._limits.longest_wait:
            return error
        return _AgainError(error, paced=bool(self._governor and refused and error.after is not None))

    def _pause(self, state: tenacity.RetryCallState) -> float:
        failed = state.outcome.exception() if state.outcome else None
        if isinstance(failed, _AgainError):
            if failed.paced:
                # The governor waits, and with it everybody else who calls for this company.
                return 0.0
            if failed.error.after is not None:
                return failed.error.after
        return float(self._limits.first_pause * 2 ** (state.attempt_number - 1))


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
