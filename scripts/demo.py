#!/usr/bin/env python3
"""The demo: Relance on a real Odoo 19 with Odoo's demo companies, from nothing to notes one can look at.

It only calls what a user would call: the provisioning scripts and the `relance` command. It leaves Odoo
running; run again, it is quick and changes nothing twice.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import machine
import odoo_database
import odoo_process
import postgres
from demo_story import STORY
from machine import ProvisionError
from odoo_install import install

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "relance_demo"
WORKSPACE = ROOT / "demo"
KEY = WORKSPACE / "odoo.key"
EXAMPLES = """
examples:
  make demo            everything, with Odoo left running
  make demo-stop       stop Odoo; the data stays for the next time
"""

SETTINGS = """\
# The workspace of the demo, written by scripts/demo.py.
language = "en"

[companies.yourcompany]
platform = "odoo"
mode = "observe"
key_file = "odoo.key"

[companies.yourcompany.odoo]
url = "{url}"
database = "{database}"
company_id = 1
responsible = "admin"

[companies.fr-company]
platform = "odoo"
mode = "observe"
language = "fr"
key_file = "odoo.key"

[companies.fr-company.odoo]
url = "{url}"
database = "{database}"
company_id = 2
responsible = "admin"
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run or stop the demo and return the exit status."""
    options = _parser().parse_args(arguments)
    if options.platform != "odoo":
        print(
            f"error: there is no demo for {options.platform} yet; run: make demo PLATFORM=odoo",
            file=sys.stderr,
        )
        return 2
    try:
        return _stop() if options.stop else _demo()
    except ProvisionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; `make demo` goes on where this one was", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="demo.py",
        description=__doc__.splitlines()[0] if __doc__ else None,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--platform", default="odoo", help="default: %(default)s")
    parser.add_argument("--stop", action="store_true", help="stop Odoo")
    return parser


def _stop() -> int:
    machine.say("stopped" if odoo_process.stop(DATABASE) else "was not running")
    return 0


def _demo() -> int:
    server = _provide()
    _write_workspace(server.url)
    commands = (
        ("Can Relance work with these books?", ["check"]),
        ("What would Relance do? (observe: nothing is written)", ["sync", "--mode", "observe"]),
        ("Do it (assist: notes, activities, holds; no message leaves)", ["sync", "--mode", "assist"]),
        ("Who needs attention?", ["worklist", "--company", "yourcompany"]),
        ("Why are Ready Mat's orders held?", ["explain", "Ready Mat", "--company", "yourcompany"]),
    )
    for title, command in commands:
        print(f"\n── {title}\n   $ relance {' '.join(command)}\n", flush=True)
        status = _relance(*command)
        if status:
            print(f"error: `relance {command[0]}` ended with status {status}", file=sys.stderr)
            return status
    _farewell(server.url)
    return 0


def _provide() -> odoo_process.OdooServer:
    """Have Odoo, its demo database with the story, and a key."""
    install()
    postgres.ensure()
    if DATABASE not in odoo_database.known():
        odoo_database.copy(odoo_database.template(), DATABASE)
    machine.say(odoo_database.shell(DATABASE, STORY).strip())
    WORKSPACE.mkdir(exist_ok=True)
    KEY.touch(mode=0o600)
    KEY.write_text(odoo_database.api_key(DATABASE) + "\n", encoding="utf-8")
    return odoo_process.OdooServer(DATABASE).start()


def _write_workspace(url: str) -> None:
    (WORKSPACE / "relance.toml").write_text(SETTINGS.format(url=url, database=DATABASE), encoding="utf-8")


def _relance(*arguments: str) -> int:
    command = [sys.executable, "-m", "relance_sync.cli", "--workspace", str(WORKSPACE), *arguments]
    return subprocess.run(command, check=False, env={**os.environ, "PYTHONWARNINGS": "default"}).returncode


def _farewell(url: str) -> None:
    print(
        f"""
── Look at it in Odoo: {url}   (sign in as admin / admin)
   customers with our notes and activities   {url}/odoo/customers
   activities                                {url}/odoo/to-do
   quotations waiting for the release        {url}/odoo/sales
   The workspace of this demo is demo/. Try:
     .venv/bin/relance -w demo --company yourcompany history "Ready Mat"
   Stop Odoo with: make demo-stop
"""
    )


if __name__ == "__main__":
    sys.exit(main())
