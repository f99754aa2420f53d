"""The account: everything the rules may know about one customer at one date, frozen.

Built by the store (outside) or by the addon (inside Odoo); the rules ask for nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from relance_sync.rules.agreements import (
    ContactEvent,
    Dispute,
    Pause,
    PaymentPlan,
    Promise,
    Settlement,
)
from relance_sync.rules.expected import expected_promises
from relance_sync.rules.hold_rules import Level
from relance_sync.rules.ledger import (
    Company,
    Credit,
    Customer,
    Invoice,
    OpenItem,
    Order,
    Payment,
    Rate,
    open_items,
)
from relance_sync.rules.limitation import Interruption
from relance_sync.rules.money import Money
from relance_sync.rules.recorded_contacts import Call, HandOver, recorded_contacts
from relance_sync.rules.score import Calibration, PaidInvoice


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldState:
    """The hold that we set on the platform and have not released.

    Attributes:
        level: WARN or HOLD.
        since: Day it was set or last renewed.
        cycle: Number of this hold in the customer's history, from 1 on.
        proposal: True if only proposed to a person (natural persons).
    """

    level: Level
    since: date
    cycle: int
    proposal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldApproval:
    """A named person confirmed a proposed hold of a natural person.

    Attributes:
        until: Last day on which the confirmation counts.
        reason: Why; empty if nobody said.
        closed_on: Day a person took it back; None while it stands.
    """

    id: str
    customer: str
    by: str
    day: date
    until: date
    reason: str = ""
    closed_on: date | None = None

    def runs(self, today: date) -> bool:
        """Tell whether it counts on a day."""
        taken_back = self.closed_on is not None and self.closed_on <= today
        return self.day <= today <= self.until and not taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOverride:
    """A named person lets a held customer's orders go on, for a reason and until a day.

    Attributes:
        order: Id of the one order that may go on; None for all of them.
        until: Last day on which it counts.
        closed_on: Day a person took it back; None while it stands.
    """

    id: str
    customer: str
    by: str
    reason: str
    day: date
    until: date
    order: str | None = None
    closed_on: date | None = None

    def runs(self, today: date) -> bool:
        """Tell whether it counts on a day."""
        taken_back = self.closed_on is not None and self.closed_on <= today
        return self.day <= today <= self.until and not taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedInterruption:
    """A fact that may interrupt the limitation period of some invoices.

    Attributes:
        invoices: Their ids; empty for everything that was issued by then.
    """

    id: str
    customer: str
    fact: Interruption
    invoices: tuple[str, ...] = ()


Told = (
    Promise
    | PaymentPlan
    | Settlement
    | Dispute
    | Pause
    | HoldOverride
    | RecordedInterruption
    | HoldApproval
    | HandOver
    | Call
)
"""What people told us about a customer, each with an id of its own."""

TOLD_KINDS: Mapping[str, type[Told]] = {
    "promise": Promise,
    "payment_plan": PaymentPlan,
    "settlement": Settlement,
    "dispute": Dispute,
    "pause": Pause,
    "override": HoldOverride,
    "interruption": RecordedInterruption,
    "approval": HoldApproval,
    "hand_over": HandOver,
    "call": Call,
}
TOLD_NAMES: Mapping[type[Told], str] = {type_: name for name, type_ in TOLD_KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """A task (activity) that we wrote and have not closed.

    Attributes:
        key: Key of the effect that wrote it.
        items: Installments it was about; empty for a task about a hold, or about no item in particular.
        order: Id of the order it stands on; None if it stands on the customer.
        hold_cycle: Cycle of the hold it was about; None for a reminder.
        alert: Kind of the alert it was about; None for a reminder or a hold.
    """

    key: str
    items: tuple[str, ...] = ()
    order: str | None = None
    hold_cycle: int | None = None
    alert: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One customer's account.

    Attributes:
        invoices: At least those with a residual, and those that `payments` were set against if there is a
            promise, payment plan or settlement; other paid ones may be left out.
        contacts: What we wrote, by its receipts.
        payments: Payments since the oldest agreement that stands, and at least recent ones, newest first.
        promises: As people told Relance.
        history: How this customer's installments were paid, for the score; open ones may be left out.
        calibration: What the customer is graded against; None if there is none: then it is unrated.
        rates: For the currencies that occur; rates of the future may be among them.
        synced_on: Day of the last complete pull; None if there was none.
        bank_day: Day of the newest bank entry; None if unknown.
        balance: What the platform says is owed, in the company's currency; None if it says nothing.
        hold: The hold in force; None if there is none.
        holds_before: How many holds this customer had before the one in force.
        all_contacts: The contacts, and those that people made by themselves. Worked out once.
        all_promises: The promises, and those that stand in the books. Worked out once.
        items: The open items, oldest first. Worked out once: an assessment looks at them a dozen times.
        ledger_balance: What the ledger says is owed, credits deducted, in the company's currency as booked;
            None if the booked value of a foreign item is unknown, so that no comparison is possible. Worked
            out once.
    """

    company: Company
    customer: Customer
    invoices: tuple[Invoice, ...] = ()
    credits: tuple[Credit, ...] = ()
    payments: tuple[Payment, ...] = ()
    orders: tuple[Order, ...] = ()
    rates: tuple[Rate, ...] = ()
    promises: tuple[Promise, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    pauses: tuple[Pause, ...] = ()
    payment_plans: tuple[PaymentPlan, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    overrides: tuple[HoldOverride, ...] = ()
    interruptions: tuple[RecordedInterruption, ...] = ()
    history: tuple[PaidInvoice, ...] = ()
    calibration: Calibration | None = None
    contacts: tuple[ContactEvent, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    calls: tuple[Call, ...] = ()
    approvals: tuple[HoldApproval, ...] = ()
    tasks: tuple[OpenTask, ...] = ()
    synced_on: date | None = None
    bank_day: date | None = None
    balance: Decimal | None = None
    hold: HoldState | None = None
    holds_before: int = 0
    all_contacts: tuple[ContactEvent, ...] = field(init=False, repr=False, compare=False)
    all_promises: tuple[Promise, ...] = field(init=False, repr=False, compare=False)
    items: tuple[OpenItem, ...] = field(init=False, repr=False, compare=False)
    ledger_balance: Decimal | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        expected = tuple(expected_promises(self.invoices, self.promises))
        object.__setattr__(self, "all_promises", self.promises + expected)
        items = open_items(self.invoices)
        object.__setattr__(self, "items", items)
        own = recorded_contacts(self.calls, self.hand_overs, items, self.company.currency)
        object.__setattr__(self, "all_contacts", (*self.contacts, *own))
        object.__setattr__(self, "ledger_balance", _balance(items, self.credits, self.company.currency))


def booked(amount: Money, booked_amount: Decimal | None, currency: str) -> Decimal | None:
    """Return an open amount as the books carry it in the company's currency; None if unknown."""
    return amount.amount if amount.currency == currency else booked_amount


def _balance(items: tuple[OpenItem, ...], credits_: tuple[Credit, ...], currency: str) -> Decimal | None:
    balance = Decimal(0)
    for item in items:
        owed = booked(item.residual, item.booked, currency)
        if owed is None:
            return None
        balance += owed
    for each in credits_:
        credit = booked(each.residual, each.booked, currency)
        if credit is None:
            return None
        balance -= credit
    return balance
