"""Holds every answer of a running simulator against Xero's published description, whoever asks.

Also for the tests of connectors: their requests are checked too. The description itself is in official.py.
"""

from __future__ import annotations

from tests.simulators.xero import Simulator
from tests.simulators.xero.outcomes import Outcome
from tests.simulators.xero.wire import Request
from tests.simulators.xero_tests import official


def watch(simulator: Simulator) -> list[str]:
    """Return a list that findings are added to, request by request, before troubles change an answer."""
    found: list[str] = []

    def look(request: Request, answer: Outcome) -> None:
        xml = "xml" in request.headers.get("Content-Type", "")  # the description is of JSON
        exchange = official.Exchange(
            method=request.method,
            path=request.path,
            query=dict(request.query),
            sent=b"" if xml else request.body,
            status=answer.status,
            content_type=answer.content_type,
            told=answer.body,
        )
        found.extend(official.findings(exchange))

    simulator.world.witnesses.append(look)
    return found
