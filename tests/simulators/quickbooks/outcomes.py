"""What goes back for a request, and the forms of answers that say no: faults, 429s, a proxy's pages.

Which of them is due is decided in gateway.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tests.simulators import breaking, exact_json, http_server
from tests.simulators.http_server import Arrived
from tests.simulators.troubles import Trouble

from . import errors, stamps, xml_form
from .company import Company
from .trouble import Kind
from .world import World

JSON, XML, HTML = "application/json;charset=UTF-8", "application/xml;charset=UTF-8", "text/html"
THROTTLED = "message=ThrottleExceeded; errorCode=003001; statusCode=429"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(http_server.Outcome):
    """What goes back, and what the log tells of it."""

    content_type: str = JSON
    operation: str = ""
    realm: str = ""
    metered: bool = False


def wants_json(arrived: Arrived) -> bool:
    """Return whether JSON is asked for; XML is what the platform answers otherwise."""
    return "json" in arrived.headers.get("accept", "")


def formed(
    world: World, arrived: Arrived, payload: dict[str, Any], company: Company | None
) -> tuple[str, str]:
    """Return an answer's text and content type, in the form asked for."""
    if wants_json(arrived):
        return exact_json.encode(payload), JSON
    zone = company.zone if company else world.zone
    return xml_form.written(payload, stamps.response_time(world.clock.now(), zone)), XML


def refused(
    world: World, arrived: Arrived, refusal: errors.Refusal, company: Company | None = None
) -> Outcome:
    """Return a fault."""
    now = world.clock.now()
    if refusal.lower and wants_json(arrived):
        body = exact_json.encode(refusal.gateway(int(now.timestamp() * 1000)))
        return Outcome(status=refusal.status, body=body.encode(), content_type=JSON)
    zone = company.zone if company else world.zone
    payload: dict[str, Any] = {"Fault": refusal.fault(), "time": stamps.response_time(now, zone)}
    text, kind = formed(world, arrived, payload, company)
    return Outcome(status=refusal.status, body=text.encode(), content_type=kind)


def failed(world: World, arrived: Arrived) -> Outcome:
    """Return the answer to a request that the platform fails on."""
    text = "An application error has occurred while processing your request"
    return refused(
        world,
        arrived,
        errors.Refusal("10000", text, f"System Failure Error: {text}", kind="SystemFault", status=500),
    )


def too_many(world: World, arrived: Arrived, shape: str, retry_after: int | None) -> Outcome:
    """Return a 429: `lower` or `upper` JSON, `xml` or `html`."""
    wait = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    if shape == "html":
        return replace(page(429, "Too Many Requests"), headers=wait)
    detail = "The request limit was reached.  Try again later"
    refusal = errors.Refusal("3001", THROTTLED, detail, kind="SERVICE", status=429, lower=shape == "lower")
    forced = {"xml": {}, "upper": {"accept": "application/json"}}.get(shape, arrived.headers)
    return replace(refused(world, replace(arrived, headers=forced), refusal), headers=wait)


def page(status: int, words: str) -> Outcome:
    """Return a page as a proxy in front of the platform writes it."""
    return Outcome(status=status, body=breaking.page(status, words).encode(), content_type=breaking.HTML)


def instead(world: World, arrived: Arrived, trouble: Trouble) -> Outcome | None:
    """Return what is answered without the request being worked on; None if it is worked on."""
    wait = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after is not None else {}
    made: dict[StrEnum, Callable[[], Outcome]] = {
        Kind.RESET_BEFORE: lambda: Outcome(breaks="reset"),
        Kind.TIMEOUT_BEFORE: lambda: Outcome(breaks="hang", seconds=trouble.seconds),
        Kind.HTML_503: lambda: replace(page(503, "Service Unavailable"), headers=wait),
        Kind.SERVER_ERROR: lambda: failed(world, arrived),
        Kind.EXPIRED: lambda: refused(world, arrived, errors.unauthenticated("Token expired")),
        Kind.FORBIDDEN: lambda: refused(world, arrived, errors.unauthorized()),
        Kind.QUOTA: lambda: too_many(world, arrived, "lower", trouble.retry_after),
    }
    if trouble.kind.value.startswith("throttled_"):
        shape = trouble.kind.value.removeprefix("throttled_")
        return too_many(world, arrived, shape, trouble.retry_after)
    return made[trouble.kind]() if trouble.kind in made else None
