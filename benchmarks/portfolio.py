"""A large portfolio: 100,000 customers with ten open items each, streamed from the store through the rules.

The reference for time is the database alone: the same installments, fetched by sqlite3 and thrown away.
The reference for memory is a tenth of the portfolio. Both are measured in a fresh process that only streams
and assesses; saving has a figure of its own, and a night after a few changes is `nightly`. Nothing is
planned, delivered or pulled here.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.progress import track

from benchmarks import nightly
from benchmarks.figures import Figure, seconds
from relance_sync.config import read_policy
from relance_sync.ports import Page
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.ledger import Balance, Company, Customer, Installment, Invoice, Kind, Record
from relance_sync.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 24)
ITEMS = 10
PAGE = 1000
COMPANY = Company(id="bench", name="Bench", currency="EUR")


@dataclass(frozen=True, kw_only=True)
class Streamed:
    """What one process saw while it streamed a portfolio.

    Attributes:
        ours: Seconds for reading and assessing everything.
        rules: Seconds of it that the rules took.
        bare: Seconds for fetching the installments alone.
        items: Open items.
        peak: Highest resident memory of the process, in MiB.
    """

    ours: float
    rules: float
    bare: float
    items: int
    peak: float


def measure(customers: int) -> list[Figure]:
    """Fill a store with a tenth of the portfolio, then with all of it, and stream both."""
    few = max(customers // 10, 1)
    with tempfile.TemporaryDirectory(prefix="relance-bench-") as folder:
        path = Path(folder) / "bench.db"
        filling = seconds(lambda: _fill(path, 0, few))
        tenth = _in_a_process(path)
        filling += seconds(lambda: _fill(path, few, customers))
        whole = _in_a_process(path)
        night = nightly.measure(path, COMPANY, customers, TODAY)
    return [
        Figure(
            what=f"saving {whole.items:,} open items in pages of {PAGE:,}",
            measured=f"{whole.items / filling:,.0f} items/s",
        ),
        Figure(
            what=f"reading and assessing {whole.items:,} open items of {customers:,} customers",
            measured=f"{whole.items / whole.ours:,.0f} items/s",
            reference=f"sqlite3 fetching the rows: {whole.items / whole.bare:,.0f} items/s",
            ratio=whole.ours / whole.bare,
        ),
        Figure(
            what="assessing alone, on one core",
            measured=f"{whole.items / whole.rules:,.0f} items/s",
            reference="aimed at: 100,000 items/s",
        ),
        Figure(
            what="peak memory of that process",
            measured=f"{whole.peak:.0f} MiB",
            reference=f"with a tenth of the customers: {tenth.peak:.0f} MiB",
            ratio=whole.peak / tenth.peak,
        ),
        *night,
    ]


def _in_a_process(path: Path) -> Streamed:
    command = [sys.executable, "-m", "benchmarks.portfolio", str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return Streamed(**json.loads(done.stdout))


def _fill(path: Path, begin: int, end: int) -> None:
    """Save the customers numbered from `begin` to before `end`, and what Odoo would say everyone owes."""
    ids = [f"c{number}" for number in range(end)]
    with open_store(f"sqlite:///{path}") as store:
        store.save_company(COMPANY)
        people = (
            Customer(id=each, name=f"Customer {each}", kind=Kind.ENTITY, email="a@example.com", phone="1")
            for each in ids[begin:]
        )
        _save(store, "customer", people, len(ids[begin:]))
        invoices = (_invoice(ids[index // ITEMS], index) for index in range(begin * ITEMS, end * ITEMS))
        _save(store, "invoice", invoices, (end - begin) * ITEMS)
        balances = tuple(Balance(customer=each, amount=Decimal(ITEMS * 100)) for each in ids)
        store.save_page(COMPANY.id, Page(kind="balance", records=balances, complete=True))
        store.finish_pull(COMPANY.id, day=TODAY, instant=datetime.now(UTC), bank_day=None)


def _save(store: Store, kind: str, records: Iterator[Record], count: int) -> None:
    pages = iter(lambda: tuple(islice(records, PAGE)), ())
    total, title = -(-count // PAGE), f"saving {count:,} {kind} records"
    for page in track(pages, total=total, description=title, console=Console(stderr=True)):
        store.save_page(COMPANY.id, Page(kind=kind, records=page))


def _invoice(customer: str, index: int) -> Invoice:
    """Make an invoice of one installment: due in 30 days, 120 days late, or any day between."""
    due = TODAY - timedelta(days=index * 37 % 151 - 30)
    part = Installment(id=f"{index}i", due=due, amount=Decimal(100), residual=Decimal(100))
    return Invoice(
        id=str(index),
        customer=customer,
        number=f"INV/2026/{index:07}",
        issued=due - timedelta(days=30),
        currency="EUR",
        installments=(part,),
    )


def _stream(path: str) -> Streamed:
    """Assess everything once."""
    policy, calendar = read_policy(None), Calendar()
    rules = 0.0

    def ours() -> None:
        nonlocal rules
        with open_store(f"sqlite:///{path}") as store:
            customers = store.to_assess(COMPANY.id, TODAY, policy.version)
            title = f"assessing {len(customers):,} customers"
            seen = track(customers, description=title, console=Console(stderr=True))
            for account in store.accounts(COMPANY, seen, TODAY):
                began = perf_counter()
                assess(account, policy, calendar, TODAY)
                rules += perf_counter() - began

    took, peak = seconds(ours), _peak()
    with closing(sqlite3.connect(path)) as connection:
        items = connection.execute("SELECT count(*) FROM installments").fetchone()[0]
        bare = seconds(lambda: _drain(connection))
    return Streamed(ours=took, rules=rules, bare=bare, items=items, peak=peak)


def _drain(connection: sqlite3.Connection) -> None:
    for _ in connection.execute("SELECT * FROM installments ORDER BY invoice"):
        pass


def _peak() -> float:
    """Return the highest resident memory so far, in MiB.

    Not `getrusage`: its figure begins with what the parent process had when it started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(asdict(_stream(sys.argv[1]))))
