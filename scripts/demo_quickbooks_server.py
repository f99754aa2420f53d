#!/usr/bin/env python3
"""Serves the QuickBooks simulator with the books of the demo until it is stopped; nothing is stored.

`make demo` runs it in the background. What stands in the books is demo_quickbooks_story.py's.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from demo_quickbooks_story import open_companies

from tests.simulators.quickbooks import Simulator


def main() -> int:
    """Book, then serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, default=8200, help="port on 127.0.0.1 (default: %(default)s)")
    simulator = Simulator(port=parser.parse_args().port)
    open_companies(simulator.world, datetime.now(UTC))
    with simulator:
        print(f"QuickBooks Online simulator on {simulator.url}", flush=True)
        try:
            simulator.stopping.wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
