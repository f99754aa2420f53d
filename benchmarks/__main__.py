"""Runs every benchmark and prints one table: figure, reference, ratio, and the limit where one is promised.

python -m benchmarks                 everything (several minutes: 1,000,000 open items)
python -m benchmarks --customers 2000 --only portfolio
"""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from benchmarks import portfolio, pull
from benchmarks.figures import Figure

BENCHMARKS = {"portfolio": portfolio.measure, "pull": pull.measure}


def main() -> int:
    """Run the benchmarks asked for and return 1 if a promised limit is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000, help="default: %(default)s")
    parser.add_argument("--invoices", type=int, default=5_000, help="pulled from Odoo; default: %(default)s")
    parser.add_argument("--only", choices=sorted(BENCHMARKS))
    options = parser.parse_args()
    figures: list[Figure] = []
    for name, measure in BENCHMARKS.items():
        if options.only in {None, name}:
            figures += measure(options)
    Console().print(_table(figures))
    return 1 if any(figure.missed for figure in figures) else 0


def _table(figures: list[Figure]) -> Table:
    table = Table("what", "measured", "reference", "ratio", "promised", title="Relance benchmarks")
    for figure in figures:
        table.add_row(figure.what, figure.measured, figure.reference, figure.ratio_text, figure.promised)
    return table


if __name__ == "__main__":
    sys.exit(main())
