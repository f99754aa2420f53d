"""Runs the simulator alone: `python -m tests.simulators.xero --port 8300 --clock 2026-11-24`.

It opens one organisation, empty or with samples; more, and bookings, are made over the control endpoint.
"""

from __future__ import annotations

import argparse
import sys
from zoneinfo import ZoneInfo

from tests.simulators import clock

from .limits import STARTER_DAY, Limits
from .sample import fill
from .server import Simulator
from .world import PKCE


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulators.xero", description=__doc__)
    parser.add_argument("--port", type=int, default=8300, help="port on 127.0.0.1 (0: a free one)")
    parser.add_argument("--clock", help="day or instant to start at, e.g. 2026-11-24 or 2026-11-24T09:00:00Z")
    parser.add_argument("--frozen", action="store_true", help="let the clock stand still")
    parser.add_argument("--no-limits", action="store_true", help="throttle nothing")
    parser.add_argument("--starter", action="store_true", help="allow 1,000 calls a day, the free tier")
    parser.add_argument("--name", default="Demo Company", help="name of the organisation to open")
    parser.add_argument("--currency", default="GBP", help="base currency of the organisation")
    parser.add_argument("--sample", action="store_true", help="book two months of samples")
    told = parser.parse_args()
    start = clock.instant(told.clock, ZoneInfo("UTC")) if told.clock else None
    limits = Limits(day=STARTER_DAY) if told.starter else Limits()
    simulator = Simulator(
        port=told.port, start=start, frozen=told.frozen, limits=Limits.none() if told.no_limits else limits
    )
    organisation = simulator.open(told.name, currency=told.currency)
    if told.sample:
        fill(organisation)
    return simulator.serve(
        f"Xero simulator on {simulator.url}\n"
        f"  API        {simulator.api_url}\n"
        f"  discovery  {simulator.url}/.well-known/openid-configuration\n"
        f"  tenant     {organisation.tenant_id}\n"
        f"  client     {simulator.client_id} / {simulator.client_secret}, {PKCE.client_id} (PKCE)\n"
        f"  control    {simulator.url}/simulator\n"
    )


if __name__ == "__main__":
    sys.exit(main())
