"""Signed webhooks: intent to receive, events, repeated tries; sent when a test says so, never by themselves.

`deliver` sends what is due by the simulator's clock: what is new at once, what was not taken every 15 minutes
for 24 hours, after which the subscription is disabled. What changed is told by the organisations (`notices`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import secrets
import string
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from tests.simulators import exact_json
from tests.simulators.clock import Clock

from .oauth import Authority
from .wire import Books, Notice

ENDPOINTS = {"CONTACT": "Contacts", "INVOICE": "Invoices", "CREDITNOTE": "CreditNotes"}
KEY = "simulator-webhook-key"
PATIENCE = 5.0
AGAIN, GIVE_UP, KEPT = timedelta(minutes=15), timedelta(hours=24), timedelta(days=31)
_AT_ONCE = 100


class Status(StrEnum):
    """Where a subscription stands."""

    INTENT_REQUIRED = "intent_required"
    OK = "ok"
    RETRY = "retry"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One POST to a receiver.

    Attributes:
        events: how many it told of.
        signed: whether its signature was right.
        status: HTTP status answered; 0 = none within five seconds.
        wrong: what was wrong with the answer; "" = nothing.
    """

    at: datetime
    events: int
    signed: bool
    status: int
    wrong: str


@dataclass(slots=True, kw_only=True)
class Subscription:
    """A receiver that an app has registered.

    Attributes:
        key: what its deliveries are signed with.
        deliveries: every POST so far, oldest first.
        waiting: events not yet taken, oldest first.
    """

    id: str
    url: str
    key: str
    app: str
    categories: frozenset[str]
    status: Status = Status.INTENT_REQUIRED
    deliveries: list[Delivery] = field(default_factory=list)
    waiting: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    sequence: int = 0
    payload: bytes = b""
    sending: int = 0
    failed_since: datetime | None = None
    tried: datetime | None = None


class Webhooks:
    """All subscriptions.

    Attributes:
        root: address of the simulator, for the `resourceUrl` of events.
    """

    def __init__(self, clock: Clock, organisations: Mapping[str, Books], authority: Authority) -> None:
        self.clock, self.organisations, self.authority = clock, organisations, authority
        self.root = ""
        self.subscriptions: dict[str, Subscription] = {}
        self._lock = threading.RLock()

    def register(
        self, url: str, app: str, *, key: str = KEY, categories: Collection[str] = tuple(ENDPOINTS)
    ) -> Subscription:
        """Register a receiver; events from now on are for it, once it has shown its intent to receive.

        Raises:
            ValueError: a category there is not.
        """
        if unknown := set(categories) - set(ENDPOINTS):
            raise ValueError(f"no category {min(unknown)}; known are {', '.join(ENDPOINTS)}")
        with self._lock:
            id_ = str(len(self.subscriptions) + 1)
            read = {tenant: len(each.notices) for tenant, each in self.organisations.items()}
            made = Subscription(
                id=id_, url=url, key=key, app=app, categories=frozenset(categories), read=read
            )
            self.subscriptions[id_] = made
            return made

    def ask_intent(self, to: Subscription) -> list[Delivery]:
        """Send the intent-to-receive sequence, some of it wrongly signed; the answers decide the status."""
        with self._lock:
            done = []
            for signed in (False, True, False, True):
                body = exact_json.encode(
                    {"events": [], "lastEventSequence": 0, "firstEventSequence": 0, "entropy": _entropy()}
                )
                done.append(self._post(to, body.encode(), 0, signed=signed))
            passed = not any(each.wrong for each in done)
            to.status = Status.OK if passed else Status.INTENT_REQUIRED
            to.failed_since = to.tried = None
            return done

    def deliver(self, to: Subscription) -> list[Delivery]:
        """Send what is due by the clock, in order; return what was sent."""
        with self._lock:
            self._collect(to)
            done: list[Delivery] = []
            while to.waiting and self._due(to):
                done.append(self._try(to))
                if done[-1].wrong and to.failed_since == to.tried:
                    done.append(self._try(to))  # the first repetition follows at once
            return done

    def forge(self, to: Subscription) -> list[Delivery]:
        """Send an event that nobody signed with the key, as a stranger would; it counts for nothing."""
        tenant = next(iter(self.organisations), "00000000-0000-0000-0000-000000000000")
        notice = Notice(category="INVOICE", kind="UPDATE", record=tenant, at=self.clock.now())
        body = self._payload([self._event(tenant, notice)], first=to.sequence + 1)
        with self._lock:
            return [self._post(to, body, 1, signed=False)]

    def _collect(self, to: Subscription) -> None:
        fresh: list[tuple[datetime, dict[str, Any]]] = []
        for tenant, organisation in self.organisations.items():
            notices = organisation.notices[to.read.get(tenant, 0) :]
            to.read[tenant] = to.read.get(tenant, 0) + len(notices)
            if self.authority.connected(to.app, tenant):
                fresh += [
                    (each.at, self._event(tenant, each)) for each in notices if each.category in to.categories
                ]
        to.waiting += sorted(fresh, key=lambda each: each[0])
        if not to.payload:
            oldest = self.clock.now() - KEPT
            to.waiting = [each for each in to.waiting if each[0] >= oldest]

    def _due(self, to: Subscription) -> bool:
        if to.status not in {Status.OK, Status.RETRY}:
            return False
        return to.tried is None or to.failed_since is None or self.clock.now() - to.tried >= AGAIN

    def _try(self, to: Subscription) -> Delivery:
        if not to.payload:
            to.sending = min(len(to.waiting), _AT_ONCE)
            events = [event for _, event in to.waiting[: to.sending]]
            to.payload = self._payload(events, first=to.sequence + 1)
        done = self._post(to, to.payload, to.sending, signed=True)
        to.tried = done.at
        if not done.wrong:
            to.waiting, to.sequence = to.waiting[to.sending :], to.sequence + to.sending
            to.payload, to.failed_since, to.status = b"", None, Status.OK
            return done
        to.failed_since = to.failed_since or done.at
        to.status = Status.RETRY
        if done.at - to.failed_since >= GIVE_UP:
            to.status, to.payload = Status.DISABLED, b""
        return done

    def _event(self, tenant: str, notice: Notice) -> dict[str, Any]:
        event = {
            "resourceUrl": f"{self.root}/api.xro/2.0/{ENDPOINTS[notice.category]}/{notice.record}",
            "resourceId": notice.record,
            "tenantId": tenant,
            "tenantType": "ORGANISATION",
            "eventCategory": notice.category,
            "eventType": notice.kind,
            "eventDateUtc": notice.at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
        }
        return event if notice.data is None else {**event, "data": dict(notice.data)}

    def _payload(self, events: list[dict[str, Any]], *, first: int) -> bytes:
        told = {
            "events": events,
            "firstEventSequence": first,
            "lastEventSequence": first + len(events) - 1,
            "entropy": _entropy(),
        }
        return exact_json.encode(told).encode()

    def _post(self, to: Subscription, body: bytes, events: int, *, signed: bool) -> Delivery:
        signature = sign(to.key if signed else f"not {to.key}", body)
        status, wrong = _posted(to.url, body, signature)
        if not wrong and status != (200 if signed else 401):
            wrong = f"answered {status}, expected {200 if signed else 401}"
        done = Delivery(at=self.clock.now(), events=events, signed=signed, status=status, wrong=wrong)
        to.deliveries.append(done)
        return done


def sign(key: str, body: bytes) -> str:
    """Return the `x-xero-signature` of a body.

    >>> sign("key", b"body")
    'UVquEztDXUAAlWcx9orlz164XU8NxqVG0r/NNZXsGuE='
    """
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()


def _posted(url: str, body: bytes, signature: str) -> tuple[int, str]:
    """Return the status answered, and what Xero would not accept about the answer."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    headers = {"Content-Type": "application/json; charset=utf-8", "x-xero-signature": signature}
    try:
        connection.request("POST", parts.path or "/", body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return 0, f"no answer: {type(error).__name__}"
    finally:
        connection.close()
    if content:
        return answer.status, "the answer has a body"
    return answer.status, "the answer sets a cookie" if answer.getheader("Set-Cookie") else ""


def _entropy() -> str:
    return "".join(secrets.choice(string.ascii_uppercase) for _ in range(20))
