#!/usr/bin/env python3
"""Serves a simulator with the books of the demo until it is stopped; nothing is stored.

`make demo` runs it in the background. What stands in the books is demo_quickbooks_story.py's and
demo_xero_story.py's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import demo_quickbooks_story
import demo_xero_story

from tests.simulators import quickbooks, xero
from tests.simulators.http_server import HttpServer


def _quickbooks(port: int) -> HttpServer:
    simulator = quickbooks.Simulator(port=port)
    demo_quickbooks_story.open_companies(simulator.world, datetime.now(UTC))
    return simulator


def _xero(port: int) -> HttpServer:
    # Xero allows 60 calls a minute; nobody waits for minutes in a demo, so here it allows and tells more.
    simulator = xero.Simulator(port=port, limits=xero.Limits(minute=10_000))
    demo_xero_story.open_organisations(simulator.world, datetime.now(UTC))
    return simulator


PLATFORMS: dict[str, Callable[[int], HttpServer]] = {"quickbooks": _quickbooks, "xero": _xero}


def main() -> int:
    """Book, then serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("platform", choices=PLATFORMS)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    told = parser.parse_args()
    simulator = PLATFORMS[told.platform](told.port)
    with simulator:
        print(f"{told.platform} simulator on {simulator.url}", flush=True)
        try:
            simulator.stopping.wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
