"""The store: one door to everything Relance remembers about its companies.

Each method is one transaction, kept whole or not at all. What happens inside is in the modules by role:
ledger, reviews, accounts, outbox, agreements, journal, worklist, lock.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from relance_sync.customer_files import CustomerFile
from relance_sync.ports import Effect, Page, Receipt, SkippedRecord
from relance_sync.rules.account import Account
from relance_sync.rules.calibration import KeptCalibration
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.ledger import Company, Customer, Rate
from relance_sync.rules.retention import Retention
from relance_sync.rules.score import PaidInvoice
from relance_sync.store import (
    accounts,
    calibrations,
    forgotten,
    histories,
    journal,
    ledger,
    outbox,
    portfolio,
    retention,
    reviews,
    worklist,
)
from relance_sync.store import files as files_there
from relance_sync.store.engine import Database, batches, open_database
from relance_sync.store.journal import HistoryEntry
from relance_sync.store.ledger import PullState
from relance_sync.store.lock import lock
from relance_sync.store.outbox import OutboxRow
from relance_sync.store.retention import Gone
from relance_sync.store.told import ToldStore
from relance_sync.store.worklist import WorklistRow


def _now() -> datetime:
    return datetime.now(UTC)


def open_store(url: str, *, now: Callable[[], datetime] = _now) -> "Store":
    """Open a store, making or upgrading its schema.

    Args:
        url: SQLAlchemy address: `sqlite:////folder/relance.db` or `postgresql://user@host/name`.
        now: Gives the instant noted in the history where a caller states none.

    Raises:
        Stop: If it cannot be opened, or was written by a newer Relance.
        Retry: If another program keeps it busy.
    """
    return Store(open_database(url), now)


class Store(ToldStore):
    """Everything Relance remembers; made by `open_store`.

    Every method may raise Retry (the database is busy) and Stop (it cannot be used).
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._now = now
        # Counts of changes of the accounts read last: what changes after that is not yet assessed.
        self._seen: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def lock(self, company_id: str) -> AbstractContextManager[None]:
        """Hold the company's lock while a block runs; a second run of the company gets Retry."""
        return lock(self._database, company_id)

    # Pages in

    def save_company(self, company: Company) -> None:
        """Save what is known about the company itself; Stop if its currency is another one than before."""
        with self._database.write() as connection:
            ledger.save_company(connection, company)

    def company(self, company_id: str) -> Company | None:
        """Return a company; None if it was never saved."""
        with self._database.read() as connection:
            return ledger.company(connection, company_id)

    def cursor(self, company_id: str) -> str | None:
        """Return the cursor of the last page saved; None before the first."""
        with self._database.read() as connection:
            return ledger.cursor(connection, company_id)

    def save_page(self, company_id: str, page: Page) -> frozenset[str]:
        """Save a page and its cursor, and mark who changed for assessment.

        Returns:
            Ids of the customers whose stored data is now another; the same page twice gives nobody.
        """
        with self._database.write() as connection:
            return ledger.save_page(connection, company_id, page, self._now())

    def save_skipped(self, company_id: str, skipped: Iterable[SkippedRecord]) -> None:
        """Add to the list of records that could not be read."""
        with self._database.write() as connection:
            ledger.save_skipped(connection, company_id, skipped, self._now())

    def skipped(self, company_id: str) -> tuple[SkippedRecord, ...]:
        """Return the records that cannot be read at present, by kind and id."""
        with self._database.read() as connection:
            return ledger.skipped(connection, company_id)

    def finish_pull(
        self,
        company_id: str,
        day: date,
        instant: datetime,
        bank_day: date | None,
        *,
        full: bool = False,
    ) -> None:
        """Note that a pull is complete; accounts that waited for fresher data are due again.

        Args:
            company_id: The company.
            day: Day in the company's zone.
            instant: Aware, UTC.
            bank_day: Day of the newest bank entry; None if unknown.
            full: Whether everything was read, deleted records looked for.
        """
        with self._database.write() as connection:
            ledger.finish_pull(connection, company_id, day, instant, bank_day, full=full)

    def pulled(self, company_id: str) -> PullState | None:
        """Return how fresh the data is; None if no pull was ever complete."""
        with self._database.read() as connection:
            return ledger.pulled(connection, company_id)

    def known_ids(self, company_id: str, kind: str, after: str | None, limit: int) -> list[str]:
        """Return up to `limit` ids of stored records of a kind, in order, beginning after `after`."""
        with self._database.read() as connection:
            return ledger.known_ids(connection, company_id, kind, after, limit)

    # Accounts out

    def to_assess(
        self,
        company_id: str,
        today: date,
        policy_version: str,
        mode: str | None = None,
        *,
        files: bool = False,
    ) -> list[str]:
        """Return the ids of the customers to assess today, sorted; with `files` those who have none too."""
        with self._database.read() as connection:
            return reviews.to_assess(connection, company_id, today, policy_version, mode, files=files)

    def accounts(self, company: Company, customers: Iterable[str], today: date) -> Iterator[Account]:
        """Read accounts, one batch of customers after the other; unknown customers are left out."""
        with self._database.read() as connection:
            shared = accounts.frame(connection, company, today)
        for batch in batches(customers, accounts.BATCH):
            with self._database.read() as connection:
                read, changes = accounts.read(connection, shared, batch)
            self._seen = {(company.id, customer): count for customer, count in changes.items()}
            yield from read

    def rates(self, company_id: str, today: date) -> tuple[Rate, ...]:
        """Read the rates in use today and later, of every currency; an account has its own only."""
        with self._database.read() as connection:
            found = accounts.rates_by_currency(connection, company_id, today)
        return tuple(rate for rates in found.values() for rate in rates)

    def account(self, company: Company, customer_id: str, today: date) -> Account | None:
        """Read one account; None if the customer is unknown."""
        with self._database.read() as connection:
            read, _ = accounts.read(connection, accounts.frame(connection, company, today), [customer_id])
        return read[0] if read else None

    def find_customers(self, company_id: str, text: str) -> list[Customer]:
        """Find customers by id, else by a part of their name in any case, sorted by name."""
        with self._database.read() as connection:
            company = ledger.company(connection, company_id)
            return list(worklist.find_customers(connection, company, text)) if company else []

    def worklist(self, company_id: str) -> list[WorklistRow]:
        """Return the assessed customers with anything open, most overdue first."""
        with self._database.read() as connection:
            return worklist.worklist(connection, company_id)

    def histories(self, company_id: str) -> Iterator[PaidInvoice]:
        """Read how every installment was paid, by customer; the reading goes on until all are taken."""
        with self._database.read() as connection:
            yield from histories.histories(connection, company_id)

    def portfolio(self, company_id: str, as_of: date, since: date | None = None) -> Iterator[Account]:
        """Read every customer with its invoices, paid ones too; nothing for an unknown company.

        Args:
            company_id: The company.
            as_of: Chooses the rates: those in use on this day and later.
            since: Leave out what was settled by then; None for everything.
        """
        with self._database.read() as connection:
            if company := ledger.company(connection, company_id):
                yield from portfolio.portfolio(connection, company, as_of, since)

    def segments(self, company_id: str) -> dict[str, str]:
        """Return the policy's segment of each customer, as last assessed; those without one are not in it."""
        with self._database.read() as connection:
            return portfolio.segments(connection, company_id)

    def save_calibration(self, company_id: str, kept: KeptCalibration) -> None:
        """Keep what customers are graded against from its day on."""
        with self._database.write() as connection:
            calibrations.save(connection, company_id, kept)

    def calibration(self, company_id: str, today: date) -> KeptCalibration | None:
        """Return the newest calibration not after a day; None if there is none."""
        with self._database.read() as connection:
            return calibrations.newest(connection, company_id, today)

    # Decisions and what is to be written

    def save_plans(
        self,
        company_id: str,
        run_id: str,
        plans: Sequence[tuple[Assessment, Sequence[Effect]]],
        mode: str,
        at: datetime,
    ) -> None:
        """Save assessments with their effects: history, latest state and outbox, all or nothing.

        Decisions equal to the last ones are not repeated in the history. Effects no longer planned are
        called off unless they were sent.
        """
        mode = str(mode)  # an enumeration is a text too, but a driver may write its name instead
        run = outbox.Run(company=company_id, id=run_id, mode=mode, at=at)
        assessments = [assessment for assessment, _ in plans]
        seen = {
            each.customer: count
            for each in assessments
            if (count := self._seen.get((company_id, each.customer))) is not None
        }
        with self._database.write() as connection:
            for some in batches(assessments):
                for assessment in reviews.save_assessments(connection, company_id, some, mode, seen):
                    entries = journal.decided(assessment, mode, run_id)
                    journal.record(connection, company_id, at, entries)
            planned = {each.customer: (each.policy_version, effects) for each, effects in plans}
            outbox.plan(connection, run, planned)

    def save_files(self, company_id: str, files: Iterable[CustomerFile]) -> None:
        """Keep what the platform's files of customers are to show."""
        with self._database.write() as connection:
            files_there.save(connection, company_id, files)

    def unshown_files(self, company_id: str, limit: int) -> list[tuple[CustomerFile, str]]:
        """Return some files that do not show yet what they are to show, with its digest."""
        with self._database.read() as connection:
            return files_there.unshown(connection, company_id, limit)

    def mark_shown(self, company_id: str, shown: Sequence[tuple[str, str]]) -> None:
        """Note what files show: customers, and the digests of `unshown_files`."""
        with self._database.write() as connection:
            files_there.mark_shown(connection, company_id, shown)

    def outbox(self, company_id: str, states: Sequence[str] = ("pending",)) -> Iterator[OutboxRow]:
        """Yield effects in these states in the order of their planning; rows may be moved meanwhile."""
        after = 0
        while True:
            with self._database.read() as connection:
                rows, after = outbox.page(connection, company_id, states, after)
            if not rows:
                return
            yield from rows

    def mark_sending(self, key: str, at: datetime) -> bool:
        """Note that an effect is about to be sent; False if it may not be: called off, delivered, unknown."""
        with self._database.write() as connection:
            return outbox.mark_sending(connection, key, at)

    def mark_pending(self, key: str) -> bool:
        """Note that an effect was not written and waits again; False if it stands elsewhere."""
        with self._database.write() as connection:
            return outbox.mark_pending(connection, key)

    def mark_failed(self, key: str, problem: str) -> bool:
        """Note that an effect could not be written, and why; False if it stands elsewhere."""
        with self._database.write() as connection:
            return outbox.mark_failed(connection, key, problem, self._now())

    def save_receipt(self, effect: Effect, receipt: Receipt, day: date) -> None:
        """Keep the proof that an effect was written, with what follows from it; twice changes nothing.

        Args:
            effect: What was written.
            receipt: The proof.
            day: Day of the receipt in the company's zone.
        """
        with self._database.write() as connection:
            outbox.save_receipt(connection, effect, receipt, day)

    def reference(self, key: str) -> str | None:
        """Return what the platform calls the thing an effect wrote; None if it was not written."""
        with self._database.read() as connection:
            return outbox.reference(connection, key)

    def history(self, company_id: str, customer_id: str) -> list[HistoryEntry]:
        """Return what was decided, written, recorded and what failed for a customer, oldest first."""
        with self._database.read() as connection:
            return journal.history(connection, company_id, customer_id)

    # Retention

    def apply_retention(
        self, company_id: str, periods: Retention, today: date, *, apply: bool
    ) -> tuple[Gone, ...]:
        """Delete what has run its time, in batches; or only count it, which changes nothing.

        Call it while holding the company's lock.

        Returns:
            For each class what went, or would go.
        """
        return retention.run(self._database, company_id, periods, today, self._now(), apply=apply)

    def retention_applied(self, company_id: str) -> datetime | None:
        """Return when retention was last applied to a company; None if it never was."""
        with self._database.read() as connection:
            return retention.applied(connection, company_id)

    def come_back(self, company_id: str) -> bool:
        """Let deleted customers return of whom something living arrived; then all is to be read again."""
        with self._database.write() as connection:
            return forgotten.come_back(connection, company_id)
