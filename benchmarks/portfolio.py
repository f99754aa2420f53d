"""A large portfolio: 100,000 customers with ten open items each, streamed from the store through the rules.

The reference is the database alone: the same installments, fetched by sqlite3 and thrown away. Peak memory is
that of a fresh process that only streams and assesses, since `save_page` has its own.
"""

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random

from rich.progress import track

from benchmarks.figures import Figure, seconds
from relance_sync.config import read_policy
from relance_sync.ports import Page
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.ledger import Balance, Company, Customer, Installment, Invoice, Kind, Record
from relance_sync.store import Store, open_store

TODAY = date(2026, 11, 24)
ITEMS = 10
COMPANY = Company(id="bench", name="Bench", currency="EUR")


def measure(options: argparse.Namespace) -> list[Figure]:
    """Fill a store, then stream it in a process of its own."""
    customers = options.customers
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        with open_store(f"sqlite:///{path}") as store:
            filling = seconds(lambda: _fill(store, customers))
        command = [sys.executable, "-m", "benchmarks.portfolio", str(path)]
        outcome = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    items = customers * ITEMS
    return [
        Figure(what=f"saving {items:,} open items in pages", measured=f"{items / filling:,.0f} items/s"),
        Figure(
            what=f"streaming and assessing {outcome['items']:,} open items",
            measured=f"{outcome['items'] / outcome['ours']:,.0f} items/s",
            reference=f"sqlite3 fetching the rows: {outcome['items'] / outcome['bare']:,.0f} items/s",
            ratio=outcome["ours"] / outcome["bare"],
        ),
        Figure(what="peak memory while streaming", measured=f"{outcome['peak_mib']:.0f} MiB"),
    ]


def _fill(store: Store, customers: int) -> None:
    store.save_company(COMPANY)
    random = Random(7)  # noqa: S311 - a repeatable portfolio, no secret
    ids = [f"c{number}" for number in range(customers)]
    people = (
        Customer(id=each, name=f"Customer {each}", kind=Kind.ENTITY, email="a@example.com", phone="1")
        for each in ids
    )
    for records in _pages(people):
        store.save_page(COMPANY.id, Page(kind="customer", records=records))
    invoices = (_invoice(customer, number, random) for customer in ids for number in range(ITEMS))
    pages = customers * ITEMS // 1000 or 1
    for records in track(_pages(invoices), total=pages, description="saving"):
        store.save_page(COMPANY.id, Page(kind="invoice", records=records))
    balances = tuple(Balance(customer=each, amount=Decimal(ITEMS * 100)) for each in ids)
    store.save_page(COMPANY.id, Page(kind="balance", records=balances, complete=True))
    store.finish_pull(COMPANY.id, day=TODAY, instant=datetime.now(UTC), bank_day=None)


def _invoice(customer: str, number: int, random: Random) -> Invoice:
    due = TODAY - timedelta(days=random.randint(-30, 120))
    part = Installment(id=f"{customer}-{number}i", due=due, amount=Decimal(100), residual=Decimal(100))
    return Invoice(
        id=f"{customer}-{number}",
        customer=customer,
        number=f"INV/{customer}/{number}",
        issued=due - timedelta(days=30),
        currency="EUR",
        installments=(part,),
    )


def _pages(records: Iterator[Record]) -> Iterator[tuple[Record, ...]]:
    while page := tuple(islice(records, 1000)):
        yield page


def _stream(path: str) -> None:
    """Assess everything once; prints seconds and peak memory as JSON."""
    policy, calendar = read_policy(None), Calendar()

    def ours() -> None:
        with open_store(f"sqlite:///{path}") as store:
            customers = store.to_assess(COMPANY.id, TODAY, policy.version)
            for account in store.accounts(COMPANY, customers, TODAY):
                assess(account, policy, calendar, TODAY)

    def bare() -> None:
        connection = sqlite3.connect(path)
        for _ in connection.execute("SELECT * FROM installments ORDER BY invoice"):
            pass
        connection.close()

    took = seconds(ours)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    items = sqlite3.connect(path).execute("SELECT count(*) FROM installments").fetchone()[0]
    print(json.dumps({"ours": took, "bare": seconds(bare), "items": items, "peak_mib": peak}))


if __name__ == "__main__":
    _stream(sys.argv[1])
