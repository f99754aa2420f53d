"""The policy: which plan a debt follows, what stops it, what it bears, and what holds an order.

A policy is plain data, checked when it is built; reading it from TOML is `relance_sync.config`.
It decides nothing by itself. Its larger parts have modules of their own: `plans`, `segments`, `hold_rules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from relance_sync.rules.hold_rules import HoldRules
from relance_sync.rules.interest import LateLaw, Usage
from relance_sync.rules.ledger import Customer, Invoice
from relance_sync.rules.limitation import DEFAULT_WARNING_DAYS, LimitationPeriod
from relance_sync.rules.plans import Channel, Plan, Stage, StepText
from relance_sync.rules.retention import Retention
from relance_sync.rules.score import Card
from relance_sync.rules.segments import Profile, Segment
from relance_sync.rules.targets import Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of the day, in the company's zone, in which messages may go out; `until` no longer is one."""

    since: time = time(8)
    until: time = time(19)

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise ValueError("hours begin before they end")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """How often a customer may be contacted, by whatever plan.

    Attributes:
        gap_days: Days that must pass between two contacts of one customer.
        channel_gap_days: Days that must pass between two contacts by the same channel.
        week_cap, month_cap: Most contacts within any 7 and any 30 days; None for no cap.
        hours: When messages may go out by themselves.
    """

    gap_days: int = 7
    channel_gap_days: Mapping[Channel, int] = field(default_factory=dict)
    week_cap: int | None = None
    month_cap: int | None = None
    hours: Hours = field(default_factory=Hours)

    def __post_init__(self) -> None:
        if min(self.gap_days, *self.channel_gap_days.values(), 0) < 0:
            raise ValueError("days cannot be negative")
        if any(cap is not None and cap < 1 for cap in (self.week_cap, self.month_cap)):
            raise ValueError("a cap is at least 1; to stop all contacts use a pause")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRules:
    """When an agreement counts as broken, and where chasing resumes.

    Attributes:
        tolerance_days: Days after an agreed day before it counts as missed: bank transfers take time.
        tolerance_amount: What may lack of an agreed amount, in the agreement's currency.
        resume_promise, resume_plan, resume_settlement: The stage at which chasing resumes after a broken
            promise, payment plan and settlement: the first step of it, or firmer, that was not taken yet is
            due at once. CURRENT goes on where the debt stood.
    """

    tolerance_days: int = 2
    tolerance_amount: Decimal = Decimal(0)
    resume_promise: Stage = Stage.CURRENT
    resume_plan: Stage = Stage.FIRM
    resume_settlement: Stage = Stage.FIRM

    def __post_init__(self) -> None:
        if self.tolerance_days < 0 or self.tolerance_amount < 0:
            raise ValueError("a tolerance cannot be negative")


class Watch(StrEnum):
    """What a colleague is told of, beside the reminders."""

    BROKEN_AGREEMENT = "broken_agreement"
    WORSE_GRADE = "worse_grade"
    GOOD_PAYER_LATE = "good_payer_late"
    LIMITATION = "limitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """What a colleague is told of.

    Attributes:
        on: What leads to an alert: a note and a task.
        good_payer_days: A customer of grade A or B this many days late is a sign of difficulty.
        responsible: Platform user; None for the customer's collector, else its salesperson.
    """

    on: tuple[Watch, ...] = tuple(Watch)
    good_payer_days: int = 15
    responsible: str | None = None

    def __post_init__(self) -> None:
        if self.good_payer_days < 1:
            raise ValueError("good_payer_days is at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFees:
    """What is done with late-payment interest and compensation.

    Attributes:
        usage: `show` names them, `claim` asks for them, `waive` leaves them out.
        stages: Stages whose messages name or claim them.
        country: Whose law; None for the company's.
        agreed_percent: The contract's yearly rate; None for the law's.
    """

    usage: Usage = Usage.WAIVE
    stages: tuple[Stage, ...] = (Stage.FIRM, Stage.FORMAL_NOTICE, Stage.HANDED_OVER)
    country: str | None = None
    agreed_percent: Decimal | None = None

    def __post_init__(self) -> None:
        if self.agreed_percent is not None and self.agreed_percent < 0:
            raise ValueError("agreed_percent cannot be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationRules:
    """The limitation watch.

    Attributes:
        warning_days: Days ahead of the last day on which a colleague is told.
        country: Whose law; None for the company's.
    """

    warning_days: int = DEFAULT_WARNING_DAYS
    country: str | None = None

    def __post_init__(self) -> None:
        if self.warning_days < 1:
            raise ValueError("warning_days is at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The law's tables that the rules may use, by country; read from dated files by `relance_sync.config`."""

    late_payment: Mapping[str, LateLaw] = field(default_factory=dict)
    limitation: tuple[LimitationPeriod, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the rules are told by people.

    Attributes:
        version: Named in the history with every decision.
        plans: By name.
        default_plan: The company's plan.
        segments: The first that fits gives a customer's plan.
        customers, invoices: Plan by customer id and invoice id.
        texts: What steps say, by name and language (ISO 639-1).
        data_max_age_days: Older ledger data is not chased on.
        bank_max_age_days: A last bank entry older than this stops chasing; None to leave it aside.
        buckets: Upper ends of the ageing buckets, in days late.
        targets: What indicators should reach; nothing is decided by it.
        retention: How long data is kept; nothing is decided by it.
        set_trust: Whether the platform's own degree of trust is set too, where it has one.
        law: Not part of the file: the law's tables.
    """

    version: str
    plans: Mapping[str, Plan]
    default_plan: str
    segments: tuple[Segment, ...] = ()
    customers: Mapping[str, str] = field(default_factory=dict)
    invoices: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, StepText]] = field(default_factory=dict)
    data_max_age_days: int = 3
    bank_max_age_days: int | None = None
    buckets: tuple[int, ...] = (30, 60, 90)
    contact: ContactRules = field(default_factory=ContactRules)
    agreements: AgreementRules = field(default_factory=AgreementRules)
    alerts: AlertRules = field(default_factory=AlertRules)
    score: Card = field(default_factory=Card)
    late_fees: LateFees = field(default_factory=LateFees)
    limitation: LimitationRules = field(default_factory=LimitationRules)
    hold: HoldRules = field(default_factory=HoldRules)
    targets: Targets = field(default_factory=Targets, metadata={"decides": False})
    retention: Retention = field(default_factory=Retention, metadata={"decides": False})
    set_trust: bool = False
    law: Law = field(default_factory=Law, metadata={"computed": True})

    def __post_init__(self) -> None:
        segments = {each.name: each.plan for each in self.segments}
        if len(segments) < len(self.segments):
            raise ValueError("two segments have the same name")
        named = {self.default_plan, *segments.values(), *self.customers.values(), *self.invoices.values()}
        if unknown := sorted(named - set(self.plans)):
            raise ValueError(f"no plan is called {unknown[0]!r}; there are: {', '.join(sorted(self.plans))}")
        texts = {step.text for plan in self.plans.values() for step in plan.steps if step.text}
        if missing := sorted(texts - set(self.texts)):
            raise ValueError(f"no text is called {missing[0]!r}; write a section [texts.{missing[0]}.en]")
        self._check_deadlines()
        ends = (0, *self.buckets)
        if any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValueError("buckets must rise from 1 day on")
        if min(self.data_max_age_days, self.bank_max_age_days or 0) < 0:
            raise ValueError("days cannot be negative")

    def _check_deadlines(self) -> None:
        for step in (step for plan in self.plans.values() for step in plan.steps):
            texts = self.texts[step.text].values() if step.text else ()
            if step.deadline_days is None and any(
                "{deadline}" in f"{text.subject}{text.body}{text.closing}{text.sms}" for text in texts
            ):
                raise ValueError(
                    f"text {step.text!r} names a deadline that step {step.id!r} lacks: give it deadline_days"
                )

    def segment(self, profile: Profile) -> Segment | None:
        """Return the first segment that fits; None if none does."""
        return next((each for each in self.segments if each.fits(profile)), None)

    def named_plan(self, customer: Customer, invoice: Invoice) -> str | None:
        """Return the plan named for an invoice, else for its customer; None if neither has one.

        A name set on the platform that this policy does not know is passed over.
        """
        choices = (
            self.invoices.get(invoice.id),
            invoice.plan,
            self.customers.get(customer.id),
            customer.plan,
        )
        return next((name for name in choices if name and name in self.plans), None)

    def plan_name(self, customer: Customer, invoice: Invoice, segment: Segment | None) -> str:
        """Return the plan an invoice follows: invoice, then customer, then segment, then company."""
        usual = segment.plan if segment else self.default_plan
        return self.named_plan(customer, invoice) or usual
