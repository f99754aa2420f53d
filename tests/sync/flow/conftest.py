"""A company on the fake platform, its store, and the button a bookkeeper presses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from relance_sync.flow import Mode, RunReport, run
from relance_sync.rules.account import HoldApproval
from relance_sync.rules.calendar import Calendar
from relance_sync.rules.hold_rules import HoldRules, Level, OverdueRule
from relance_sync.rules.ledger import Company
from relance_sync.rules.plans import Channel, Plan, Stage, Step, Tone
from relance_sync.rules.policy import Policy
from relance_sync.store import Store, open_store
from tests.fake_platform import FakePlatform

MONDAY = date(2026, 11, 23)

POLICY = Policy(
    version="test",
    plans={
        "standard": Plan(
            steps=(
                Step(id="mail", stage=Stage.AMICABLE, channel=Channel.EMAIL, tone=Tone.NEUTRAL, after_due=5),
                Step(id="call", stage=Stage.FIRM, channel=Channel.CALL, tone=Tone.FIRM, after_due=15),
            )
        )
    },
    default_plan="standard",
    hold=HoldRules(
        over_limit=Level.HOLD, overdue=(OverdueRule(amount=Decimal(1000), days=30, level=Level.HOLD),)
    ),
)


class Books(FakePlatform):
    """The fake platform with methods that a test may replace."""


@dataclass
class Office:
    """The bookkeeper's office."""

    books: Books
    store: Store
    today: date = MONDAY
    hour: int = 9  # UTC
    zone: str | None = None
    policy: Policy = POLICY
    paused: list[float] = field(default_factory=list)

    def sync(self, mode: Mode = Mode.ASSIST, *, full: bool = False) -> RunReport:
        self.books.today = self.today
        return run(
            Company(id="acme", name="acme", currency="EUR"),
            self.books,
            self.store,
            self.policy,
            Calendar(),
            mode,
            self.today,
            lambda: datetime(self.today.year, self.today.month, self.today.day, self.hour, tzinfo=UTC),
            full=full,
            zone=self.zone,
            pause=self.paused.append,
        )

    def late(self, customer: str, amount: str, days: int) -> object:
        due = self.today - timedelta(days=days)
        return self.books.invoice(customer, amount, due=due, issued=due - timedelta(days=30))

    def later(self, days: int) -> None:
        self.today += timedelta(days=days)

    def confirm(self, customer: str) -> None:
        until = self.today + timedelta(days=30)
        self.store.add_approval(
            "acme",
            HoldApproval(
                id=f"{customer}-{self.today}", customer=customer, by="Ann", day=self.today, until=until
            ),
        )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_store(f"sqlite:///{tmp_path / 'relance.db'}") as store:
        yield Office(books=Books(), store=store)
