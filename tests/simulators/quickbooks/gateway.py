"""One request from its arrival to its answer: troubles, tokens, limits, the API, the log.

It works on bytes and knows no sockets; server.py does what an Outcome says.
"""

from __future__ import annotations

import gzip
import time
import traceback
import uuid
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from tests.simulators import breaking
from tests.simulators.http_server import Arrived
from tests.simulators.troubles import Trouble

from . import errors, outcomes
from .api import Answer, Request
from .call_log import Call
from .company import Company
from .oauth import Denied
from .outcomes import Outcome
from .throttle import TooMany
from .trouble import Kind
from .world import World

_SMALLEST_ZIPPED = 1024
_REALM = 3
_OAUTH = {
    "/oauth2/v1/tokens/bearer": "token",
    "/v2/oauth2/tokens/revoke": "revoke",
    "/connect/oauth2": "authorize",
}


class Gateway:
    """Answers requests to a world of companies."""

    def __init__(self, world: World) -> None:
        self.world = world

    def handle(self, arrived: Arrived) -> Outcome:
        """Answer a request and enter it in the log."""
        started = time.perf_counter()
        trouble = self.world.troubles.strike(arrived.method, arrived.target, arrived.body)
        try:
            outcome = _zipped(arrived, self._answer(arrived, trouble))
        except Exception:  # noqa: BLE001 - our own mistake, told as a fault of the books
            self.world.crashes.append(f"{arrived.method} {arrived.target}: {traceback.format_exc()}")
            outcome = outcomes.failed(self.world, arrived)
        self._log(arrived, outcome, trouble, time.perf_counter() - started)
        return outcome

    def _answer(self, arrived: Arrived, trouble: Trouble | None) -> Outcome:
        if trouble is None:
            return self._route(arrived)
        other = outcomes.instead(self.world, arrived, trouble)
        if other is not None:
            return replace(other, operation=trouble.kind.value, realm=_realm(arrived.target))
        outcome = self._route(arrived)
        if trouble.kind == Kind.DUPLICATE:
            outcome = self._route(arrived)
        return breaking.altered(outcome, trouble)

    def _route(self, arrived: Arrived) -> Outcome:
        parts = urlsplit(arrived.target)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        path = parts.path
        if path.startswith("/v3/company/"):
            return self._api(arrived, path, params)
        if path.startswith("/files/"):
            return self._file(path)
        reply = self.world.oauth_pages.answer(
            arrived.method, path, params, arrived.headers, arrived.body, arrived.root
        )
        if reply is None:
            return replace(outcomes.page(404, "Not Found"), operation="unknown")
        return Outcome(
            status=reply.status,
            body=reply.body.encode(),
            content_type=reply.content_type,
            headers=reply.headers,
            operation=_oauth_operation(path, arrived.body),
        )

    def _api(self, arrived: Arrived, path: str, params: dict[str, str]) -> Outcome:
        realm, *rest = path.split("/")[_REALM:]
        company = self.world.companies.get(realm)
        request = Request(
            method=arrived.method,
            parts=tuple(each for each in rest if each),
            params=params,
            headers=arrived.headers,
            body=arrived.body,
        )
        try:
            app, company = self._authorized(arrived, realm)
            batch = request.parts[:1] == ("batch",)
            with self.world.throttle.request(app, realm, batch=batch):
                if self.world.latency:
                    time.sleep(self.world.latency)
                answer = self.world.api.answer(company, app, request)
            if answer.metered:
                self.world.throttle.meter(app)
            return replace(self._answered(arrived, answer, company), realm=realm)
        except TooMany as limit:
            limits = self.world.throttle.limits
            told = outcomes.too_many(self.world, arrived, limits.shape, limits.retry_after)
            return replace(told, realm=realm, operation=f"throttled: {limit}")
        except errors.Refusal as refusal:
            told = outcomes.refused(self.world, arrived, refusal, company)
            return replace(told, realm=realm, operation=f"refused: {refusal.code}")

    def _authorized(self, arrived: Arrived, realm: str) -> tuple[str, Company]:
        kind, _, token = arrived.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise errors.unauthenticated("Malformed bearer token: too short or too long")
        try:
            grant = self.world.authority.check(token)
        except Denied as denied:
            raise errors.unauthenticated(denied.description) from None
        if grant.realm != realm or realm not in self.world.companies:
            raise errors.unauthorized()
        return grant.app, self.world.companies[realm]

    def _file(self, path: str) -> Outcome:
        realm, _, id_ = path.removeprefix("/files/").partition("/")
        company = self.world.companies.get(realm)
        content = company.files.get(id_) if company else None
        if content is None:
            return replace(outcomes.page(404, "Not Found"), operation="file")
        return Outcome(body=content, content_type="application/octet-stream", operation="file")

    def _answered(self, arrived: Arrived, answer: Answer, company: Company) -> Outcome:
        if answer.payload is None:
            root = arrived.root.encode() if answer.operation == "download" else b""
            body, kind = root + answer.raw, answer.content_type
        else:
            text, kind = outcomes.formed(self.world, arrived, answer.payload, company)
            body = text.encode()
        return Outcome(body=body, content_type=kind, operation=answer.operation, metered=answer.metered)

    def _log(self, arrived: Arrived, outcome: Outcome, trouble: Trouble | None, seconds: float) -> None:
        target = urlsplit(arrived.target)
        self.world.log.add(
            Call(
                at=self.world.clock.now().isoformat(timespec="milliseconds"),
                method=arrived.method,
                path=target.path,
                operation=outcome.operation,
                realm=outcome.realm,
                status=0 if outcome.breaks else outcome.status,
                metered=outcome.metered,
                sent=len(arrived.body),
                received=0 if outcome.breaks else len(outcome.body),
                seconds=round(seconds, 6),
                request_id=dict(parse_qsl(target.query)).get("requestid", ""),
                trouble=trouble.kind.value if trouble else "",
            )
        )


def transaction_id() -> str:
    """Return a new intuit_tid, which support asks for."""
    return f"1-{uuid.uuid4().hex[:8]}-{uuid.uuid4().hex[:24]}"


def _zipped(arrived: Arrived, outcome: Outcome) -> Outcome:
    if len(outcome.body) < _SMALLEST_ZIPPED or "gzip" not in arrived.headers.get("accept-encoding", ""):
        return outcome
    headers = {**outcome.headers, "Content-Encoding": "gzip"}
    return replace(outcome, body=gzip.compress(outcome.body, 1), headers=headers)


def _realm(target: str) -> str:
    parts = urlsplit(target).path.split("/")
    return parts[_REALM] if len(parts) > _REALM and parts[1] == "v3" else ""


def _oauth_operation(path: str, body: bytes) -> str:
    name = _OAUTH.get(path, "discovery" if "openid" in path else path)
    if name == "token":
        return "token refresh" if b"grant_type=refresh_token" in body else "token exchange"
    return name
