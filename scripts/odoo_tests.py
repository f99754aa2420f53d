#!/usr/bin/env python3
"""Odoo's own tests of `account` and `sale` with our addons installed, and which fail by us.

A first run has both addons in a database made for it, without demo data. What fails there is run again in a
database without them: what passes then is ours. What it does not do is tell why; the logs are kept.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import machine
import odoo_database
import odoo_process
from machine import ProvisionError

PLAIN = ("account", "sale_management")
OURS = ("relance", "relance_sale")
TESTED = ("account", "sale")
TAGS = ",".join(f"/{each}" for each in TESTED)

LEFT_OUT = """
from odoo.tools import file_path
path = 'mail/static/lib/selfie_segmentation/selfie_segmentation.js'
try:
    file_path(path)
except FileNotFoundError:
    asset = {'name': 'Left out', 'bundle': 'web.assets_backend', 'directive': 'remove', 'path': path}
    env['ir.asset'].create(asset)
"""
"""Debian's package leaves a library out; every page says so in the console, and so no tour would pass."""

_TEST = re.compile(r"odoo\.addons\.(\w+)\.tests\.\S+ (?:FAIL|ERROR): (?:Subtest )?(\w+)\.(\w+)")
_CLASS = re.compile(
    r"(?:FAIL|ERROR): (?:setUpClass|tearDownClass) \(odoo\.addons\.(\w+)\.tests\.[\w.]*?(\w+)\)"
)
_COUNT = re.compile(r"odoo\.tests\.result: .* of (\d+) tests")


@dataclass(frozen=True)
class Found:
    """What a run of tests found.

    Attributes:
        count: How many tests ran.
        failed: Those that failed, as tags that run them again, such as `/sale:TestSaleOrder.test_lock`.
    """

    count: int
    failed: tuple[str, ...]


def read(log: str) -> Found:
    """Read what Odoo printed while it ran tests; a class that could not be set up counts as one test."""
    failed = {f"/{module}:{group}.{test}" for module, group, test in _TEST.findall(log)}
    failed |= {f"/{module}:{group}" for module, group in _CLASS.findall(log)}
    return Found(count=sum(map(int, _COUNT.findall(log))), failed=tuple(sorted(failed)))


def run(name: str, addons: Sequence[str], tags: str) -> Found:
    """Run the tests that `tags` choose in a new database with these addons, and return what they found.

    Raises:
        ProvisionError: No test ran.
    """
    database = f"relance_odoo_tests_{name}"
    odoo_database.drop(database)
    odoo_database.copy(odoo_database.template(PLAIN, demo=False), database)
    try:
        odoo_database.shell(database, LEFT_OUT)
        done = odoo_database.serve_once(
            database,
            *([f"--init={','.join(addons)}"] if addons else []),
            # Odoo tests what it installs or updates; so those of its tests that run during that run as well.
            f"--update={','.join(TESTED)}",
            f"--test-tags={tags}",
            f"--http-port={odoo_process.free_port(0)}",
            "--log-handler=odoo.tests.result:INFO",
        )
    finally:
        odoo_database.drop(database)
    log = machine.folder("logs") / f"odoo-tests-{name}.log"
    log.write_text(done.stdout, encoding="utf-8")
    found = read(done.stdout)
    if not found.count:
        place = log.relative_to(machine.ROOT)
        raise ProvisionError("None of Odoo's tests ran.", f"see {place}; do the tags {tags} name any?")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests, print the difference, and return 1 if something fails by us."""
    top = argparse.ArgumentParser(prog="odoo_tests.py", description=__doc__.splitlines()[0])
    top.add_argument("--tags", default=TAGS, help=f"which of Odoo's tests (default: {TAGS})")
    steps, options = machine.Steps(2), top.parse_args(arguments)
    try:
        with steps.step(f"Odoo's tests {options.tags} with {' and '.join(OURS)} (half an hour)"):
            ours = run("with", OURS, options.tags)
        if not ours.failed:
            steps.skip("those that failed, without the addons")
            plain = Found(count=0, failed=())
        else:
            with steps.step(f"the {len(ours.failed)} that failed, without the addons"):
                plain = run("without", (), ",".join(ours.failed))
    except ProvisionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return report(ours, plain)


def report(ours: Found, plain: Found) -> int:
    """Print what fails with and without the addons, then what fails with them only; return 1 for that."""
    shared = [each for each in ours.failed if each in plain.failed]
    alone = [each for each in ours.failed if each not in plain.failed]
    print(f"{ours.count} tests, {len(shared)} fail without the addons too:")
    print("\n".join(f"  {each}" for each in shared) or "  none")
    print("Only with the addons these fail:")
    print("\n".join(f"  {each}" for each in alone) or "  none")
    return 1 if alone else 0


if __name__ == "__main__":
    sys.exit(main())
