#!/usr/bin/env python3
"""The demo: Relance on the books of two made-up companies, from nothing to notes one can look at.

It only calls what a user would call: the server of a platform and the `relance` command. It leaves the server
running; run again, it is quick and changes nothing twice.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import demo_odoo
import machine
from demo_commands import CommandFailed, Demo, show
from demo_quickbooks import QuickBooksDemo
from demo_simulator import SimulatorDemo
from demo_xero import XeroDemo
from machine import ProvisionError

EXAMPLES = """
examples:
  make demo                  on the QuickBooks simulator: seconds, nothing but Python
  make demo PLATFORM=xero    on the Xero simulator: seconds too
  make demo PLATFORM=odoo    on a real Odoo 19; the first time takes two to three minutes
  make demo-stop             stop what runs; Odoo's data stays for the next time
"""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """How the demo of one platform is had, and stopped again."""

    title: str
    provide: Callable[[], Demo]
    stop: Callable[[], bool]


def _simulated(demo: SimulatorDemo) -> Platform:
    return Platform(title=f"{demo.title} simulator", provide=demo.provide, stop=demo.stop)


PLATFORMS = {
    "quickbooks": _simulated(QuickBooksDemo()),
    "xero": _simulated(XeroDemo()),
    "odoo": Platform(title="Odoo", provide=demo_odoo.provide, stop=demo_odoo.stop),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run or stop the demo and return the exit status."""
    options = _parser().parse_args(arguments)
    platform = PLATFORMS.get(options.platform)
    if platform is None:
        known = " or ".join(PLATFORMS)
        print(
            f"error: there is no demo for {options.platform}; run: make demo PLATFORM={known}",
            file=sys.stderr,
        )
        return 2
    try:
        if options.stop:
            return _stop()
        show(platform.provide())
    except ProvisionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except CommandFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print("stopped; `make demo` goes on where this one was", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="demo.py",
        description=__doc__.splitlines()[0] if __doc__ else None,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = " or ".join(PLATFORMS)
    parser.add_argument("--platform", default="quickbooks", help=f"{known} (default: %(default)s)")
    parser.add_argument("--stop", action="store_true", help="stop what runs, on all platforms")
    return parser


def _stop() -> int:
    stopped = [platform.title for platform in PLATFORMS.values() if platform.stop()]
    machine.say(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
    return 0


if __name__ == "__main__":
    sys.exit(main())
