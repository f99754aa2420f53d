"""One run of one company: settle, pull, calibrate, assess, plan, deliver. The only way through the house.

Every step is saved before the next begins, so that a run may stop anywhere and the next one goes on. It does
not choose the policy or build the connector, and it never asks which platform it works with.
"""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from relance_sync.flow.calibrate import calibrated
from relance_sync.flow.deliver import Delivery
from relance_sync.flow.report import Assessed, Progress, RunReport, Silent
from relance_sync.plan import Mode, Planner
from relance_sync.plan_files import customer_file
from relance_sync.plan_told import all_told
from relance_sync.ports import Books, Connector, Effect, EffectKind
from relance_sync.rules.account import Account, Told
from relance_sync.rules.assess import assess
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.calibration import graded_by
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.ledger import Company
from relance_sync.rules.policy import Policy
from relance_sync.rules.reasons import Code
from relance_sync.sending_hours import SendingHours, zone_of
from relance_sync.store import Store
from relance_sync.store.told_there import is_there

# Accounts whose plans are saved in one transaction.
_BATCH = 500
# Delivering changes facts, and changed facts may ask for more (a hold that follows a stage); seldom twice.
_ROUNDS = 3
# Deleted records leave no trace: everything is read again this often, and whenever a balance differs.
_FULL_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run works with.

    Attributes:
        today: Day in the company's zone.
        now: Aware UTC clock.
        zone: The company's time zone; None to follow the platform.
        pause: Sleeps so many seconds; replaced in tests.
    """

    connector: Connector
    store: Store
    policy: Policy
    calendar: Calendar
    mode: Mode
    today: date
    now: Callable[[], datetime]
    progress: Progress
    zone: str | None = None
    pause: Callable[[float], None] = time.sleep

    def go(self, company: Company, *, full: bool) -> RunReport:
        """Run the company once; see `run`."""
        report = RunReport(run_id=uuid.uuid4().hex[:12], company=company.id, mode=self.mode)
        with self.store.lock(company.id):
            books = self.connector.books()
            company = with_books(company, books)
            self.store.save_company(company)
            hours = SendingHours(
                hours=self.policy.contact.hours,
                zone=zone_of(self.zone or books.time_zone),
                calendar=self.calendar,
            )
            delivery = Delivery(
                company=company.id,
                connector=self.connector,
                store=self.store,
                today=self.today,
                now=self.now,
                hours=hours,
                forgotten=self.store.pulled(company.id) is None,
                pause=self.pause,
            )
            delivery.settle(report)
            self._pull(company, books, report, full=full)
            self._decide_and_deliver(company, books, delivery, report)
            pending = sum(1 for _ in self.store.outbox(company.id, states=("pending", "sending")))
            report.waiting = pending - len(report.put_off)
            report.skipped = tuple(self.store.skipped(company.id))
            report.calls = tuple(self.connector.calls())
        return report

    def _pull(self, company: Company, books: Books, report: RunReport, *, full: bool) -> None:
        """Save page after page; what a page touched is marked for assessment in the same transaction."""
        cursor = self.store.cursor(company.id)
        before = self.store.pulled(company.id)
        full = full or before is None or before.full_on is None or self.today - before.full_on >= _FULL_EVERY
        # Where only the pages say it, the newest day may stand in one that was read long ago.
        bank_day = books.bank_day or (before.bank_day if before else None)
        for page in self.connector.changes(cursor, full=full):
            self.store.save_page(company.id, page)
            bank_day = max(filter(None, (bank_day, page.bank_day)), default=None)
            report.pulled[page.kind] = report.pulled.get(page.kind, 0) + len(page.records or page.told)
            self.progress.pull(page.kind, report.pulled[page.kind], page.expected)
        report.full = report.full or full
        self.store.finish_pull(company.id, day=self.today, instant=self.now(), bank_day=bank_day, full=full)
        if self.store.come_back(company.id):
            # Who was deleted owes again: only a full pull says who that is.
            self._pull(company, books, report, full=True)

    def _decide_and_deliver(
        self, company: Company, books: Books, delivery: Delivery, report: RunReport
    ) -> None:
        # A message that was put off may be one of yesterday: what it says, and whether, is decided again.
        put_off = {
            row.effect.customer: None
            for row in self.store.outbox(company.id, states=("pending",))
            if row.effect.kind is EffectKind.MESSAGE
        }
        first = {each.customer.id: each for each in self._decide(company, report.run_id, also=put_off)}
        if any(_unreconciled(each) for each in first.values()) and not report.full:
            self._pull(company, books, report, full=True)
        for _ in range(_ROUNDS):
            # What failed would fail again: it is decided again by the next run.
            failed = frozenset(effect.customer for effect, _ in report.failed)
            for assessed in self._decide(company, report.run_id, without=failed):
                earlier = first.get(assessed.customer.id)
                if earlier is None or _unreconciled(earlier):
                    first[assessed.customer.id] = assessed
            report.assessed = tuple(first.values())
            if self.mode is Mode.OBSERVE or not delivery.deliver(report, self.progress):
                break
        if self._keeps_files:
            delivery.show_files(report)

    @property
    def _keeps_files(self) -> bool:
        """Whether the platform's files of customers are to show what is decided."""
        return self.mode is not Mode.OBSERVE and self.connector.capabilities.files

    def _decide(
        self,
        company: Company,
        run_id: str,
        *,
        also: Iterable[str] = (),
        without: frozenset[str] = frozenset(),
    ) -> Iterator[Assessed]:
        calibration = calibrated(self.store, company.id, self.policy.score, self.today)
        policy = graded_by(self.policy, calibration)
        planner = Planner(
            mode=self.mode,
            capabilities=self.connector.capabilities,
            reference=self.store.reference,
            set_trust=policy.set_trust,
            policy=policy,
        )
        due = self.store.to_assess(company.id, self.today, policy.version, self.mode, files=self._keeps_files)
        customers = [each for each in dict.fromkeys((*due, *also)) if each not in without]
        done = 0
        for batch in _batches(self.store.accounts(company, customers, self.today)):
            plans = [self._assess(account, policy, planner) for account in batch]
            if self._keeps_files:
                # Before the assessments: what is kept of them is not assessed, and so not shown, again.
                self.store.save_files(
                    company.id,
                    [
                        customer_file(each.assessment, account, policy, told=_told_here(account))
                        for each, account in zip(plans, batch, strict=True)
                    ],
                )
            saved: list[tuple[Assessment, tuple[Effect, ...]]] = [
                (each.assessment, () if self.mode is Mode.OBSERVE else each.effects) for each in plans
            ]
            self.store.save_plans(company.id, run_id, saved, mode=self.mode, at=self.now())
            done += len(plans)
            self.progress.assess(done, len(customers))
            yield from plans

    def _assess(self, account: Account, policy: Policy, planner: Planner) -> Assessed:
        assessment = assess(account, policy, self.calendar, self.today)
        return Assessed(
            customer=account.customer, assessment=assessment, effects=planner.plan(assessment, account)
        )


def run(
    company: Company,
    connector: Connector,
    store: Store,
    policy: Policy,
    calendar: Calendar,
    mode: Mode,
    today: date,
    now: Callable[[], datetime],
    *,
    full: bool = False,
    progress: Progress | None = None,
    zone: str | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> RunReport:
    """Run one company once.

    Args:
        company: Its id and language; name, currency and country are taken from the platform.
        connector: The company's platform.
        store: Where ledger, decisions and receipts are kept.
        policy: The company's policy.
        calendar: The company's open days.
        mode: How far to go; `observe` writes nothing.
        today: Day in the company's zone.
        now: Aware UTC clock.
        full: Read everything again and look for deleted records.
        progress: Told while the run goes on; None for silence.
        zone: The company's time zone; None to follow the platform.
        pause: Sleeps so many seconds; replaced in tests.

    Returns:
        What was read, decided and written.

    Raises:
        Retry, Reconnect, Stop: What was saved until then stays, and the next run goes on from there.
    """
    work = Run(
        connector=connector,
        store=store,
        policy=policy,
        calendar=calendar,
        mode=mode,
        today=today,
        now=now,
        progress=progress or Silent(),
        zone=zone,
        pause=pause,
    )
    return work.go(company, full=full)


def with_books(company: Company, books: Books) -> Company:
    """Complete a company with what the platform says about it."""
    return replace(
        company,
        name=books.name,
        currency=books.currency,
        country=books.country or company.country,
        time_zone=books.time_zone,
    )


def _told_here(account: Account) -> list[Told]:
    """Return what was told to us: what people recorded on the platform stands there already."""
    return [each for each in all_told(account) if not is_there(each.id)]


def _unreconciled(assessed: Assessed) -> bool:
    return any(
        reason.code is Code.UNRECONCILED
        for decision in assessed.assessment.decisions
        for reason in decision.reasons
    )


def _batches(accounts: Iterator[Account]) -> Iterator[list[Account]]:
    while batch := list(islice(accounts, _BATCH)):
        yield batch
