"""What goes back for a request, and the forms of answers that say no: problems, 429s, a proxy's pages.

Which of them is due is decided in gateway.py; refusals of the accounting API itself are in refusals.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tests.simulators import breaking, exact_json, http_server
from tests.simulators.troubles import Trouble

from .trouble import Kind

JSON, HTML = "application/json; charset=utf-8", "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(http_server.Outcome):
    """What goes back, and what the log tells of it.

    Attributes:
        plain: bytes of the body before it was compressed.
        replayed: whether it was kept under an `Idempotency-Key`.
    """

    operation: str = ""
    tenant: str = ""
    plain: int = 0
    replayed: bool = False


def written(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Outcome:
    """Return an answer: JSON, bytes as they are (None: nothing), with the headers given."""
    told = dict(headers or {})
    if body is None:
        return Outcome(status=status, headers=told)
    if isinstance(body, bytes):
        return Outcome(status=status, body=body, content_type=told.pop("Content-Type", ""), headers=told)
    return Outcome(status=status, body=exact_json.encode(body).encode(), content_type=JSON, headers=told)


def problem(status: int, title: str, detail: str) -> Outcome:
    """Return what stands before the API says: no token, no connection, no scope."""
    body: dict[str, Any] = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid.uuid4()),
        "Extensions": {},
    }
    return written(status, body)


def unauthorized(detail: str) -> Outcome:
    """Return a 401: AuthenticationUnsuccessful, TokenExpired, or AuthorizationUnsuccessful (scope)."""
    return problem(401, "Unauthorized", detail)


def forbidden() -> Outcome:
    """Return the 403 of an organisation that is not named or not connected."""
    return problem(403, "Forbidden", "AuthenticationUnsuccessful")


def bad_key(detail: str) -> Outcome:
    """Return the 400 of an `Idempotency-Key`."""
    return problem(400, "Bad Request", detail)


def failed() -> Outcome:
    """Return the answer to a request that the platform fails on."""
    detail = (
        "An error occurred in Xero. Check the API Status page "
        "https://status.developer.xero.com/ for current service status."
    )
    return problem(500, "An error occurred", detail)


def not_json() -> Outcome:
    """Return the answer to a client that wants XML, which this simulator does not write."""
    return written(406, {"error": "This simulator writes JSON only: send Accept: application/json"})


def too_many(limit: str, wait: int | None) -> Outcome:
    """Return a 429 that names its limit and, but for requests in progress, the seconds to wait."""
    headers = {"X-Rate-Limit-Problem": limit}
    return written(429, None, headers if wait is None else {**headers, "Retry-After": str(wait)})


def page(status: int, words: str) -> Outcome:
    """Return a page as a proxy in front of the platform writes it."""
    return Outcome(status=status, body=breaking.page(status, words).encode(), content_type=breaking.HTML)


def instead(trouble: Trouble) -> Outcome | None:
    """Return what is answered without the request reaching the API; None if it does."""
    if trouble.kind.value.startswith("throttled_"):
        limit = trouble.kind.value.removeprefix("throttled_")
        usual = {"minute": 60, "appminute": 60, "day": 3600}.get(limit)
        return too_many(limit, trouble.retry_after if trouble.retry_after is not None else usual)
    wait = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after is not None else {}
    made: dict[StrEnum, Callable[[], Outcome]] = {
        Kind.RESET_BEFORE: lambda: Outcome(breaks="reset"),
        Kind.TIMEOUT_BEFORE: lambda: Outcome(breaks="hang", seconds=trouble.seconds),
        Kind.HTML_503: lambda: replace(page(503, "Service Unavailable"), headers=wait),
        Kind.EXPIRED: lambda: unauthorized("TokenExpired: token expired at 01/01/2026 00:00:00"),
        Kind.FORBIDDEN: forbidden,
    }
    return made[trouble.kind]() if trouble.kind in made else None
