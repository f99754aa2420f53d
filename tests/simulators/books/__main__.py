"""`python -m tests.simulators.books`: draws a ledger, writes its payment history and its events."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.simulators.books import event_json
from tests.simulators.books.company import Company
from tests.simulators.books.figures import figures, table
from tests.simulators.books.habits import EVENTFUL, USUAL
from tests.simulators.books.history import rows, write_csv

# No clock is read: without a day of one's own, everybody gets the same ledger.
_TODAY = date(2026, 6, 30)


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what is asked for; without a file, show the figures of the segments."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        company = Company(
            seed=asked.seed,
            customers=asked.customers,
            months=asked.months,
            today=asked.today,
            currency=asked.currency,
            foreign=tuple(each for each in asked.foreign.split(",") if each),
            tax_rate=asked.tax_rate,
            chances=EVENTFUL if asked.eventful else USUAL,
        )
        _write(company, asked)
    except ValueError as error:
        parser.error(str(error))


def _write(company: Company, asked: argparse.Namespace) -> None:
    if asked.csv:
        with asked.csv.open("w", encoding="utf-8", newline="") as file:
            count = write_csv(company, file)
        sys.stdout.write(f"{asked.csv}: {count} installments\n")
    if asked.json:
        kinds: Counter[str] = Counter()
        with asked.json.open("w", encoding="utf-8", newline="\n") as file:
            for event in company.events():
                file.write(event_json.write(event) + "\n")
                kinds[event_json.kind_of(event)] += 1
        told = ", ".join(f"{kind} {kinds[kind]}" for kind in event_json.KINDS)
        sys.stdout.write(f"{asked.json}: {kinds.total()} events ({told})\n")
    if not asked.csv and not asked.json:
        found = figures(rows(company), company.today)
        sys.stdout.write(table(found, [*(each.name for each in company.habits), "all"]) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulators.books", description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed gives the same ledger (default: 1)"
    )
    parser.add_argument("--customers", type=int, default=100, help="how many customers (default: 100)")
    parser.add_argument("--months", type=int, default=18, help="length of the history (default: 18)")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=_TODAY, help=f"its last day (default: {_TODAY})"
    )
    parser.add_argument("--currency", default="EUR", help="the company's currency (default: EUR)")
    parser.add_argument(
        "--foreign", default="USD,GBP,CHF", help="other currencies; empty for none (default: USD,GBP,CHF)"
    )
    parser.add_argument("--tax-rate", type=Decimal, default=Decimal("0.20"), help="default: 0.20")
    parser.add_argument("--eventful", action="store_true", help="let everything rare happen often")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the payment history here")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the events here, one a line")
    return parser


if __name__ == "__main__":
    main()
