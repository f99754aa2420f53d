"""Runs every benchmark and prints one table: figure, reference, ratio, and the limit where one is promised.

`make bench` runs all of it (several minutes: 1,000,000 open items; 5,000 invoices made in Odoo the first
time; 10,000 drawn in a simulator of QuickBooks) but the addon inside Odoo, which
`make bench-odoo` runs. By hand, from the repository's root, because provisioning is in scripts/:

    PYTHONPATH=scripts .venv/bin/python -m benchmarks --only portfolio --customers 2000
"""

import argparse
import sys

from machine import ProvisionError
from rich.console import Console

from benchmarks import odoo_addon, portfolio, pull, quickbooks
from benchmarks.figures import Figure, report


def main() -> int:
    """Run the benchmarks asked for and return 1 if a promised limit is missed."""
    parser = argparse.ArgumentParser(
        prog="benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=100_000, help="default: %(default)s")
    parser.add_argument("--invoices", type=int, default=5_000, help="pulled from Odoo; default: %(default)s")
    parser.add_argument(
        "--reference",
        choices=("tap", "plain"),
        default="tap",
        help="for QuickBooks: tap-quickbooks from PyPI, or an extractor like it; default: %(default)s",
    )
    parser.add_argument("--only", choices=("portfolio", "pull", "quickbooks", "addon"))
    parser.add_argument(
        "--debtors", type=int, default=1_000, help="with ten overdue invoices each; default: %(default)s"
    )
    options = parser.parse_args()
    figures: list[Figure] = []
    try:
        if options.only in {None, "pull"}:
            figures += pull.measure(options.invoices)
        if options.only in {None, "quickbooks"}:
            figures += quickbooks.measure(plain=options.reference == "plain")
        if options.only in {None, "portfolio"}:
            figures += portfolio.measure(options.customers)
        if options.only == "addon":
            figures += odoo_addon.measure(options.debtors)
    except ProvisionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return report(figures, Console())


if __name__ == "__main__":
    sys.exit(main())
