"""Runs the simulator alone: `python -m tests.simulators.quickbooks --port 8200 --clock 2026-11-24`.

It opens one company, empty or with samples; more, and bookings, are made over the control endpoint.
"""

from __future__ import annotations

import argparse
import sys
from zoneinfo import ZoneInfo

from tests.simulators import clock

from . import sample
from .server import Simulator
from .throttle import Limits
from .world import REALM


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulators.quickbooks", description=__doc__)
    parser.add_argument("--port", type=int, default=8200, help="port on 127.0.0.1 (0: a free one)")
    parser.add_argument("--clock", help="day or instant to start at, e.g. 2026-11-24 or 2026-11-24T09:00:00Z")
    parser.add_argument("--frozen", action="store_true", help="let the clock stand still")
    parser.add_argument("--no-limits", action="store_true", help="throttle nothing")
    parser.add_argument("--production", action="store_true", help="drop the sandbox's limit on e-mails")
    parser.add_argument("--realm", default=REALM, help="id of the company to open")
    parser.add_argument("--name", default="Sandbox Company", help="name of the company to open")
    parser.add_argument("--currency", default="USD", help="home currency of the company")
    parser.add_argument("--currencies", default="", help="further currencies, parted by commas")
    parser.add_argument("--sample", action="store_true", help="book two months of samples")
    parser.add_argument("--zone", default="America/Los_Angeles", help="time zone of the company")
    told = parser.parse_args()
    start = clock.instant(told.clock, ZoneInfo(told.zone)) if told.clock else None
    simulator = Simulator(
        port=told.port,
        start=start,
        frozen=told.frozen,
        limits=Limits.none() if told.no_limits else None,
        sandbox=not told.production,
    )
    currencies = tuple(each for each in told.currencies.split(",") if each)
    books = simulator.open(
        told.realm, told.name, currency=told.currency, zone=told.zone, currencies=currencies
    )
    if told.sample:
        sample.fill(books)
    return simulator.serve(
        f"QuickBooks Online simulator on {simulator.url}\n"
        f"  API        {simulator.url}/v3/company/{told.realm}\n"
        f"  discovery  {simulator.url}/.well-known/openid_sandbox_configuration\n"
        f"  client     {simulator.client_id} / {simulator.client_secret}\n"
        f"  control    {simulator.url}/simulator\n"
    )


if __name__ == "__main__":
    sys.exit(main())
