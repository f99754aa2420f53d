"""One request from its arrival to its answer: troubles, tokens, limits, idempotency, the API, the log.

It works on bytes and knows no sockets; http_server.py does what an Outcome says.
"""

from __future__ import annotations

import gzip
import time
import traceback
import uuid
from dataclasses import replace
from urllib.parse import parse_qsl, unquote

from tests.simulators import breaking
from tests.simulators.http_server import Arrived
from tests.simulators.troubles import Trouble

from . import idempotency, outcomes, scopes, xml_form
from .call_log import Call
from .grants import Grant
from .idempotency import KeyRefused
from .limits import TooMany
from .oauth import Unauthorized
from .oauth_pages import CONNECTIONS, USER_INFO, Reply
from .outcomes import Outcome
from .trouble import Kind
from .wire import Headers, Request
from .world import World

API = "/api.xro/2.0"
_SMALLEST_ZIPPED = 1024


class Gateway:
    """Answers requests to a world of organisations."""

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
            outcome = outcomes.failed()
        told = {"Xero-Correlation-Id": str(uuid.uuid4()), **outcome.headers}
        outcome = replace(outcome, headers=told)
        self._log(arrived, outcome, trouble, time.perf_counter() - started)
        return outcome

    def _answer(self, arrived: Arrived, trouble: Trouble | None) -> Outcome:
        if trouble is None:
            return self._route(arrived, trouble)
        other = outcomes.instead(trouble)
        if other is not None:
            return replace(
                other, operation=trouble.kind.value, tenant=arrived.headers.get("xero-tenant-id", "")
            )
        outcome = self._route(arrived, trouble)
        if trouble.kind == Kind.DUPLICATE:
            outcome = self._route(arrived, trouble)
        return breaking.altered(outcome, trouble)

    def _route(self, arrived: Arrived, trouble: Trouble | None) -> Outcome:
        path = arrived.path.lower()
        if path.startswith(f"{API}/"):
            return self._api(arrived, trouble)
        if trouble is not None and trouble.kind == Kind.SERVER_ERROR:
            return outcomes.failed()
        if path in {USER_INFO, CONNECTIONS} or path.startswith(f"{CONNECTIONS}/"):
            return self._of_user(arrived)
        reply = self.world.oauth_pages.answer(
            arrived.method, arrived.path, arrived.query, arrived.headers, arrived.body, arrived.root
        )
        if reply is None:
            return replace(outcomes.page(404, "Not Found"), operation="unknown")
        return _of_reply(reply)

    def _of_user(self, arrived: Arrived) -> Outcome:
        """Answer what a token alone opens, without an organisation."""
        pages = self.world.oauth_pages
        try:
            grant = self._grant(arrived)
            if arrived.path.lower() == USER_INFO:
                return _of_reply(pages.user(grant))
            with self.world.limiter.request(grant.app, ""):
                reply = pages.connections(arrived.method, arrived.path, arrived.query, grant)
            return self._with_limits(_of_reply(reply), grant.app, "")
        except Unauthorized as refused:
            return replace(outcomes.unauthorized(str(refused)), operation="connections")
        except TooMany as limit:
            return self._with_limits(outcomes.too_many(limit.problem, limit.wait), grant.app, "")

    def _api(self, arrived: Arrived, trouble: Trouble | None) -> Outcome:
        request = Request(
            method=arrived.method,
            path=unquote(arrived.path[len(API) :]).rstrip("/"),
            query=dict(parse_qsl(arrived.query, keep_blank_values=True)),
            headers=Headers(arrived.headers),
            body=arrived.body,
        )
        operation = _operation(request)
        try:
            grant = self._grant(arrived)
        except Unauthorized as refused:
            return replace(outcomes.unauthorized(str(refused)), operation=operation)
        own = self.world.authority.apps[grant.app].tenant
        tenant = arrived.headers.get("xero-tenant-id", own).lower()
        if tenant not in self.world.organisations or not self.world.authority.connected(grant.app, tenant):
            return replace(outcomes.forbidden(), operation=operation)
        if not scopes.allows(grant.scopes, request.method, request.path):
            outcome = outcomes.unauthorized("AuthorizationUnsuccessful")
        else:
            outcome = self._limited(arrived, grant.app, tenant, request, trouble)
        outcome = replace(outcome, operation=operation, tenant=tenant)
        return self._with_limits(outcome, grant.app, tenant)

    def _limited(
        self, arrived: Arrived, app: str, tenant: str, request: Request, trouble: Trouble | None
    ) -> Outcome:
        worked = False

        def work() -> Outcome:
            nonlocal worked
            worked = True
            return self._worked(tenant, request, trouble)

        try:
            with self.world.limiter.request(app, tenant):
                if self.world.latency:
                    time.sleep(self.world.latency)
                key = request.headers.get("Idempotency-Key", "")
                if not key or request.method not in idempotency.METHODS:
                    return work()
                same = (request.method, tenant, arrived.target, request.body)
                outcome = self.world.idempotency.answer(app, key, same, work)
                return replace(outcome, replayed=not worked)
        except TooMany as limit:
            return outcomes.too_many(limit.problem, limit.wait)
        except KeyRefused as refused:
            return outcomes.bad_key(str(refused))

    def _worked(self, tenant: str, request: Request, trouble: Trouble | None) -> Outcome:
        if trouble is not None and trouble.kind == Kind.SERVER_ERROR:
            return outcomes.failed()
        accepted = request.headers.get("Accept", "*/*").lower()
        if "xml" in accepted and not any(each in accepted for each in ("json", "*/*")):
            return outcomes.not_json()
        if "xml" in request.headers.get("Content-Type", ""):
            request = replace(request, body=xml_form.as_json(request.body))
        organisation = self.world.organisations[tenant]
        response = self.world.api.handle(organisation, request, self.world.clock.now())
        outcome = outcomes.written(response.status, response.body, response.headers)
        for each in self.world.witnesses:
            each(request, outcome)
        return outcome

    def _grant(self, arrived: Arrived) -> Grant:
        kind, _, token = arrived.headers.get("authorization", "").partition(" ")
        return self.world.authority.check(token.strip() if kind.lower() == "bearer" else "")

    def _with_limits(self, outcome: Outcome, app: str, tenant: str) -> Outcome:
        left = self.world.limiter.headers(app, tenant)
        return replace(outcome, headers={**left, **outcome.headers})

    def _log(self, arrived: Arrived, outcome: Outcome, trouble: Trouble | None, seconds: float) -> None:
        self.world.log.add(
            Call(
                at=self.world.clock.now().isoformat(timespec="milliseconds"),
                method=arrived.method,
                path=arrived.path,
                query=arrived.query,
                operation=outcome.operation,
                tenant=outcome.tenant,
                status=0 if outcome.breaks else outcome.status,
                sent=len(arrived.body),
                received=0 if outcome.breaks else len(outcome.body),
                plain=0 if outcome.breaks else outcome.plain or len(outcome.body),
                seconds=round(seconds, 6),
                key=arrived.headers.get("idempotency-key", ""),
                replayed=outcome.replayed,
                trouble=trouble.kind.value if trouble else "",
            )
        )


def _of_reply(reply: Reply) -> Outcome:
    if reply.page:
        outcome = Outcome(
            status=reply.status, body=reply.page.encode(), content_type=outcomes.HTML, headers=reply.headers
        )
    else:
        outcome = outcomes.written(reply.status, reply.body, reply.headers)
    return replace(outcome, operation=reply.operation)


def _zipped(arrived: Arrived, outcome: Outcome) -> Outcome:
    outcome = replace(outcome, plain=len(outcome.body))
    if len(outcome.body) < _SMALLEST_ZIPPED or "gzip" not in arrived.headers.get("accept-encoding", ""):
        return outcome
    headers = {**outcome.headers, "Content-Encoding": "gzip"}
    return replace(outcome, body=gzip.compress(outcome.body, 1, mtime=0), headers=headers)


def _operation(request: Request) -> str:
    """Name a request without its ids: `PUT Invoices/History`."""
    first, *rest = request.path.strip("/").split("/")
    return f"{request.method} {'/'.join([first, *(each for each in rest if each.isalpha())])}"
