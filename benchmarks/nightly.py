"""A night after 1 % of a portfolio changed, beside a pass over all of it: who is due, read, assess, save.

Both are done by the same code on the same store, one after the other; the pass over all also calibrates the
score. Nothing is pulled, planned or written out here.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks.figures import Figure, seconds
from relance_sync.config import read_policy
from relance_sync.flow.calibrate import calibrated
from relance_sync.ports import Page
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.calibration import graded_by
from relance_sync.rules.ledger import Allocation, Balance, Company, Invoice, Payment
from relance_sync.rules.money import Money
from relance_sync.store import Store, open_store

_CHANGED = 100  # every so many customers, one pays
_BATCH = 500


def measure(path: Path, company: Company, customers: int, today: date) -> list[Figure]:
    """Assess everybody, let one customer in a hundred pay an invoice, and assess who is due.

    Args:
        path: A store in which nobody was assessed yet.
        company: Its company.
        customers: How many it has, numbered from `c0` on, each with something open.
        today: The day of its last pull.
    """
    with open_store(f"sqlite:///{path}") as store:
        passes: list[int] = []
        whole = seconds(lambda: passes.append(_pass(store, company, today)))
        paying = [f"c{number}" for number in range(0, customers, _CHANGED)]
        saving = seconds(lambda: _pay(store, company, paying, today))
        night = seconds(lambda: passes.append(_pass(store, company, today)))
        nothing = seconds(lambda: passes.append(_pass(store, company, today)))
    everybody, some, nobody = passes
    return [
        Figure(
            what=f"a night after {len(paying):,} of {customers:,} customers paid an invoice",
            measured=f"{night:.2f} s for {some:,} accounts: {night / whole:.1%}",
            reference=f"a pass over all: {whole:.2f} s for {everybody:,} accounts",
            ratio=night / whole,
        ),
        Figure(
            what="the same with what was paid saved first",
            measured=f"{night + saving:.2f} s: {(night + saving) / whole:.1%}",
            reference=f"a pass over all: {whole:.2f} s",
            ratio=(night + saving) / whole,
        ),
        Figure(
            what="a night after nothing changed",
            measured=f"{nothing:.2f} s for {nobody:,} accounts: {nothing / whole:.1%}",
            reference=f"a pass over all: {whole:.2f} s",
            ratio=nothing / whole,
        ),
    ]


def _pass(store: Store, company: Company, today: date) -> int:
    """Assess who is due, as a run does, and return how many they were."""
    policy, calendar = read_policy(None), Calendar()
    policy = graded_by(policy, calibrated(store, company.id, policy.score, today))
    due = store.to_assess(company.id, today, policy.version, "observe")
    asked = track(due, description=f"assessing {len(due):,} customers", console=Console(stderr=True))
    accounts = store.accounts(company, asked, today)
    while batch := list(islice(accounts, _BATCH)):
        plans = [(assess(account, policy, calendar, today), ()) for account in batch]
        store.save_plans(company.id, "bench", plans, mode="observe", at=datetime.now(UTC))
    return len(due)


def _pay(store: Store, company: Company, customers: list[str], today: date) -> None:
    """Let some customers pay their oldest invoice, as a pull would save it."""
    invoices: list[Invoice] = []
    payments: list[Payment] = []
    balances: list[Balance] = []
    for account in store.accounts(company, customers, today):
        item = account.items[0]
        (part,) = item.invoice.installments
        invoices.append(replace(item.invoice, installments=(replace(part, residual=Decimal(0)),)))
        amount = Money(amount=part.residual, currency=company.currency)
        owed = sum((each.residual.amount for each in account.items[1:]), Decimal(0))
        balances.append(Balance(customer=account.customer.id, amount=owed))
        allocation = Allocation(installment=part.id, amount=amount, day=today)
        payments.append(
            Payment(
                id=f"p{item.id}",
                customer=account.customer.id,
                day=today,
                amount=amount,
                allocations=(allocation,),
            )
        )
    pages: dict[str, list[Invoice] | list[Payment] | list[Balance]] = {
        "invoice": invoices,
        "payment": payments,
        "balance": balances,
    }
    for kind, records in pages.items():
        store.save_page(company.id, Page(kind=kind, records=tuple(records)))
