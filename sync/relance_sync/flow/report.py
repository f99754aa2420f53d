"""What one run did, for people and for `--json`; and how a run tells that it is getting on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from relance_sync.plan import Mode
from relance_sync.ports import CallCount, Effect, Receipt, SkippedRecord
from relance_sync.rules.decisions import Assessment
from relance_sync.rules.ledger import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """One account assessed in the run, with the effects planned for it (in `observe`: only shown)."""

    customer: Customer
    assessment: Assessment
    effects: tuple[Effect, ...]


@dataclass(slots=True, kw_only=True)
class RunReport:
    """The outcome of one run of one company; filled while it runs.

    Attributes:
        pulled: Records read, by kind.
        full: Whether everything was read, deleted records looked for.
        skipped: Records that could not be read.
        assessed: First assessment of each account in this run.
        delivered: Effects written (or found written), with their receipts.
        failed: Effects that could not be written, with a sentence each; planned again next time.
        put_off: Messages that wait for the sending hours; the next run in them decides again and sends them.
        put_off_until: When these begin, in the company's zone; None if no message waits for them.
        waiting: Other effects still to be written, because the platform did not answer.
        shown: Files of customers on the platform that show something new.
        calls: What was asked of the platform.
    """

    run_id: str
    company: str
    mode: Mode
    pulled: dict[str, int] = field(default_factory=dict)
    full: bool = False
    skipped: tuple[SkippedRecord, ...] = ()
    assessed: tuple[Assessed, ...] = ()
    delivered: list[tuple[Effect, Receipt]] = field(default_factory=list)
    failed: list[tuple[Effect, str]] = field(default_factory=list)
    put_off: list[Effect] = field(default_factory=list)
    put_off_until: datetime | None = None
    waiting: int = 0
    shown: int = 0
    calls: tuple[CallCount, ...] = ()


class Progress(Protocol):
    """Told while a run goes on, so that long work shows a bar."""

    def pull(self, kind: str, done: int, expected: int | None) -> None:
        """So many records of a kind were read; `expected` is the whole pull, None if unknown."""

    def assess(self, done: int, total: int) -> None:
        """So many accounts were assessed."""

    def deliver(self, done: int, total: int) -> None:
        """So many effects were written."""


class Silent:
    """Progress that nobody watches."""

    def pull(self, kind: str, done: int, expected: int | None) -> None:
        """Say nothing."""

    def assess(self, done: int, total: int) -> None:
        """Say nothing."""

    def deliver(self, done: int, total: int) -> None:
        """Say nothing."""
