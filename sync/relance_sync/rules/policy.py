"""The policy: which plan a debt follows, what each step does, and what holds an order.

A policy is plain data, checked when it is built; reading it from TOML is `relance_sync.config`.
It decides nothing by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum
from itertools import pairwise

from relance_sync.rules.ledger import Customer, Invoice


class Stage(StrEnum):
    """Where an account stands, from mild to firm."""

    CURRENT = "current"
    PREVENTIVE = "preventive"
    AMICABLE = "amicable"
    FIRM = "firm"
    FORMAL_NOTICE = "formal_notice"
    HANDED_OVER = "handed_over"

    @property
    def rank(self) -> int:
        """Position from 0 (current) on; a higher rank is firmer."""
        return _RANKS[self]


_RANKS: Mapping[Stage, int] = {stage: rank for rank, stage in enumerate(Stage)}


class Channel(StrEnum):
    """How a step reaches the customer; `todo` is a task for a colleague."""

    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"
    TODO = "todo"


class Tone(StrEnum):
    """How a step speaks."""

    COURTEOUS = "courteous"
    NEUTRAL = "neutral"
    FIRM = "firm"
    FORMAL = "formal"


class Entry(StrEnum):
    """Where a debt that was never chased begins.

    `first_step`: at the first step after the due date, however old it is. `by_age`: at the highest step
    whose day has come.
    """

    FIRST_STEP = "first_step"
    BY_AGE = "by_age"


class Level(IntEnum):
    """Strength of a hold; compared by number, written by name (`none`, `warn`, `hold`)."""

    NONE = 0
    WARN = 1
    HOLD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a plan: due on its day and on every later day until it is taken.

    Attributes:
        id: Unique in its plan.
        before_due: Days before the due date; exactly one of before_due and after_due is set.
        after_due: Days after the due date.
        minimum: Smallest chasable total, in the company's currency, for which the step is worth taking.
        responsible: Platform user; None for the customer's collector, else its salesperson.
    """

    id: str
    stage: Stage
    channel: Channel
    tone: Tone
    before_due: int | None = None
    after_due: int | None = None
    minimum: Decimal = Decimal(0)
    responsible: str | None = None

    def __post_init__(self) -> None:
        if (self.before_due is None) == (self.after_due is None):
            raise ValueError(f"step {self.id!r} needs either before_due or after_due, in days")
        if min(self.before_due or 0, self.after_due or 0) < 0:
            raise ValueError(f"step {self.id!r}: days are counted from 0; write before_due for days before")
        if self.minimum < 0:
            raise ValueError(f"step {self.id!r}: minimum cannot be negative")

    @property
    def offset(self) -> int:
        """Days late from which the step is due; negative before the due date."""
        return -self.before_due if self.before_due is not None else (self.after_due or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An ordered list of steps; a debt takes them one after the other.

    Attributes:
        steps: Their days and their stages never go backwards.
        entry: Where a debt begins that was never chased.
    """

    steps: tuple[Step, ...]
    entry: Entry = Entry.FIRST_STEP

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a plan needs at least one step")
        ids = [step.id for step in self.steps]
        if len(set(ids)) != len(ids):
            raise ValueError("two steps of a plan have the same id")
        for earlier, later in pairwise(self.steps):
            if later.offset < earlier.offset or later.stage.rank < earlier.stage.rank:
                raise ValueError(f"step {later.id!r} comes after {earlier.id!r} but is earlier or milder")

    def index(self, step_id: str) -> int | None:
        """Return the position of a step; None if the plan no longer has it."""
        return next((i for i, step in enumerate(self.steps) if step.id == step_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRule:
    """Overdue for at least `days` and adding up to at least `amount` (company's currency) gives `level`."""

    amount: Decimal
    days: int
    level: Level

    def __post_init__(self) -> None:
        if self.days < 1 or self.amount < 0:
            raise ValueError("an overdue rule needs days of at least 1 and an amount of at least 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRules:
    """What holds an order.

    Attributes:
        over_limit: Level when exposure is over the customer's credit limit.
        overdue: Levels by overdue amount and age; the strongest that applies counts.
        stages: Level by stage.
        expires_after_days: Days after which a hold must be looked at by a person again.
    """

    over_limit: Level = Level.WARN
    overdue: tuple[OverdueRule, ...] = ()
    stages: Mapping[Stage, Level] = field(default_factory=dict)
    expires_after_days: int = 30

    def __post_init__(self) -> None:
        if self.expires_after_days < 1:
            raise ValueError("expires_after_days must be at least 1: a hold without an end is forgotten")
        if self.stages.get(Stage.CURRENT, Level.NONE) is not Level.NONE:
            raise ValueError("stage 'current' cannot hold: such a hold would never be released")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the rules are told by people.

    Attributes:
        version: Named in the history with every decision.
        plans: By name.
        default_plan: The company's plan.
        segments, customers, invoices: Plan by segment, customer id and invoice id.
        contact_gap_days: Days that must pass between two contacts of one customer.
        data_max_age_days: Older ledger data is not chased on.
        bank_max_age_days: A last bank entry older than this stops chasing; None to leave it aside.
        promise_tolerance_days: Days after a promised day before the promise counts as broken.
        buckets: Upper ends of the ageing buckets, in days late.
        hold: What holds an order.
        set_trust: Whether the platform's own degree of trust is set too, where it has one.
    """

    version: str
    plans: Mapping[str, Plan]
    default_plan: str
    segments: Mapping[str, str] = field(default_factory=dict)
    customers: Mapping[str, str] = field(default_factory=dict)
    invoices: Mapping[str, str] = field(default_factory=dict)
    contact_gap_days: int = 7
    data_max_age_days: int = 3
    bank_max_age_days: int | None = None
    promise_tolerance_days: int = 2
    buckets: tuple[int, ...] = (30, 60, 90)
    hold: HoldRules = field(default_factory=HoldRules)
    set_trust: bool = False

    def __post_init__(self) -> None:
        named = {
            self.default_plan,
            *self.segments.values(),
            *self.customers.values(),
            *self.invoices.values(),
        }
        if unknown := sorted(named - set(self.plans)):
            raise ValueError(f"no plan is called {unknown[0]!r}; there are: {', '.join(sorted(self.plans))}")
        ends = (0, *self.buckets)
        if any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValueError("buckets must rise from 1 day on")
        days = (self.contact_gap_days, self.data_max_age_days, self.promise_tolerance_days)
        if min(*days, self.bank_max_age_days or 0) < 0:
            raise ValueError("days cannot be negative")

    def plan_name(self, customer: Customer, invoice: Invoice) -> str:
        """Return the plan an invoice follows: invoice, then customer, then segment, then company.

        A name set on the platform that this policy does not know is passed over.
        """
        choices = (
            self.invoices.get(invoice.id),
            invoice.plan,
            self.customers.get(customer.id),
            customer.plan,
            self.segments.get(customer.segment or ""),
        )
        return next((name for name in choices if name and name in self.plans), self.default_plan)
