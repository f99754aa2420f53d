"""The ports of the flow: what a connector and its effects are. A contract for people who add a platform.

A connector turns a platform into normalized records on the way in and writes effects on the way out. It
decides nothing and keeps nothing: cursors are given to it, receipts are taken from it. The contract is
tested by tests/contracts; nothing here names a platform.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from relance_sync.errors import RelanceError, Skip
from relance_sync.rules.account import HoldState, Told
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.ledger import Record

TOLD = "told"
"""Kind of a page with what people recorded about customers on the platform itself, beside its books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRecord:
    """A platform record that could not be read: reported, never silently dropped.

    Attributes:
        kind: Kind of record, as in `rules.ledger.RECORD_KINDS`, or `TOLD`.
        id: The platform's identifier.
        problem: What was wrong, where and what to do, for a bookkeeper.
    """

    kind: str
    id: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some records of one kind, in no promised order.

    Attributes:
        kind: As in `rules.ledger.RECORD_KINDS`, or `TOLD`.
        records: All of that kind; none in a page of kind `TOLD`.
        told: In a page of kind `TOLD`, which is always complete: all that people recorded on the platform.
            Their ids are the platform's, unique among them.
        gone: Ids of records that left the ledger (deleted, cancelled, back to draft).
        skipped: Records that could not be read.
        cursor: What to hand to the next `changes` once this page is saved; opaque JSON text.
        complete: True if the page states all there is of its kind: what is not in it is gone.
        present: If given, every id of the kind that exists on the platform: what is not in it is gone.
        expected: Rows expected in the whole pull, for a progress bar; None if unknown.
        bank_day: Day of the newest bank entry among what was read for this page; None if there was none, or
            if `Books` says it.
    """

    kind: str
    records: tuple[Record, ...] = ()
    told: tuple[Told, ...] = ()
    gone: tuple[str, ...] = ()
    skipped: tuple[SkippedRecord, ...] = ()
    cursor: str | None = None
    complete: bool = False
    present: tuple[str, ...] | None = None
    expected: int | None = None
    bank_day: date | None = None


class EffectKind(StrEnum):
    """What is to be written."""

    NOTE = "note"
    ACTIVITY = "activity"
    MESSAGE = "message"
    HOLD = "hold"
    RELEASE = "release"
    CLOSE = "close"
    TRUST = "trust"
    EXPECT = "expect"
    GRADE = "grade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One open item or credit, as listed in a note or message.

    Attributes:
        due: None for a credit or an item without a due date.
        amount: Residual in `currency`; negative for a credit.
    """

    number: str
    due: date | None
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is to be said, without markup: the connector gives it the platform's form.

    Attributes:
        title: One line: subject of a message, summary of an activity.
        paragraphs: In order; the lines are listed after them.
        closing: Paragraphs after the lines.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an effect is written on: a customer, an order or an invoice."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing to write, exactly once.

    Attributes:
        key: 64 hex digits, sha256(company | target | kind | step | cycle); never depends on the text.
        customer: Id of the customer it is about (also when the target is an order).
        channel: For an activity or message: email, sms, call, letter or todo; else empty.
        responsible: Platform user; None to let the connector take the configured one.
        deadline: For an activity; None otherwise.
        day: For a message: when it was planned; None otherwise.
        closes: For CLOSE, and for TRUST and EXPECT that are restored: the reference in the receipt of what is
            undone; else empty.
        trust: For TRUST: `bad`, or `normal` to restore.
        currency, items, steps: Of a reminder: what the store records as contact and open task on receipt.
        hold: For a hold (or an activity that proposes one): what is in force once the receipt is there.
        hold_cycle: For an activity about a hold: the hold's cycle; None otherwise.
        alert: For the activity of an alert: its kind; else empty. Its `items` make an open task, no contact.
        ready: For the task of a reminder that is written: what the customer is to read; None otherwise.
        spoken: The language of `ready`; else empty.
        expected: For EXPECT: the day on which its invoice is to show that payment is expected; None to take
            back what the effect named in `closes` had shown.
        expected_before: For EXPECT: the day that stood there when it was decided; None for none.
        grade: For GRADE: the one to be shown, which its receipt's reference ends in after a `#`; else empty.
    """

    key: str
    company: str
    customer: str
    target: Target
    kind: EffectKind
    text: Text
    language: str
    channel: str = ""
    responsible: str | None = None
    deadline: date | None = None
    day: date | None = None
    closes: str = ""
    trust: str = ""
    currency: str = ""
    items: tuple[str, ...] = ()
    steps: tuple[ItemStep, ...] = ()
    hold: HoldState | None = None
    hold_cycle: int | None = None
    alert: str = ""
    ready: Text | None = None
    spoken: str = ""
    expected: date | None = None
    expected_before: date | None = None
    grade: str = ""

    @property
    def marker(self) -> str:
        """The short mark that stands in everything we write, so that it can be found again."""
        return f"[rl#{self.key[:8]}]"


def effect_key(*parts: str) -> str:
    """Return 64 hex digits that name an effect.

    >>> effect_key("acme", "customer:7", "note", "standard/call", "41:0")[:12]
    '5ad673ee6723'
    """
    return sha256("|".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof that an effect was written.

    Attributes:
        key: The effect's key.
        reference: The platform's identifier of what was written, such as `mail.activity:12`.
        url: Where to look at it; None if it has no address.
        written_at: Aware, UTC.
        found: True if it was found by reading back instead of written now.
    """

    key: str
    reference: str
    written_at: datetime
    url: str | None = None
    found: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a platform can do natively; the flow asks these, never the platform's name.

    Attributes:
        activities: It has tasks with a deadline and a person.
        hold: It can show a hold on the customer.
        order_activities: It can put a task on an order.
        messages: It can send a message to a customer itself.
        texts: It can send a text message to a telephone itself.
        letters: It can have a letter printed and posted.
        trust: It has a degree of trust of its own.
        grades: It can show a customer's grade.
        expected_days: It can show on an invoice when payment is expected.
        confirms: A button there confirms a proposed hold.
        files: It has a file of each customer that shows what was assessed (`customer_files`).
        batch: How many effects `deliver_batch` takes at once.
        settle_seconds: After an unclear write, how long to wait before reading back.
    """

    activities: bool = False
    hold: bool = False
    order_activities: bool = False
    messages: bool = False
    texts: bool = False
    letters: bool = False
    trust: bool = False
    grades: bool = False
    expected_days: bool = False
    confirms: bool = False
    files: bool = False
    batch: int = 1
    settle_seconds: float = 2.0


class Severity(StrEnum):
    """How grave a finding of `check` is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of `relance check`, in words a bookkeeper understands.

    Attributes:
        what: What was looked at.
        message: What was found and, if it is not OK, what to do.
    """

    severity: Severity
    what: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the platform says about the company itself.

    Attributes:
        bank_day: Day of the newest bank entry; None if unknown.
    """

    name: str
    currency: str
    country: str | None = None
    language: str | None = None
    time_zone: str = "UTC"
    bank_day: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCount:
    """Calls made to one endpoint since the connector was built.

    Attributes:
        metered: What the platform counts against an allowance, or charges for; 0 where it counts nothing.
    """

    endpoint: str
    calls: int
    writes: int
    bytes_received: int
    metered: int = 0


class Connector(Protocol):
    """One company on one platform.

    Every method may raise the four errors of `relance_sync.errors`; nothing else leaves a connector.
    """

    capabilities: Capabilities

    def check(self) -> Sequence[Finding]:
        """Look at connection, rights and settings; problems become findings, not errors."""

    def books(self) -> Books:
        """Read what the platform says about the company."""

    def changes(self, cursor: str | None, *, full: bool = False) -> Iterator[Page]:
        """Pull what changed since the cursor, everything if it is None, page by page.

        Saving each page and its cursor before asking for the next makes the pull resumable: given the cursor
        of any page, the pull goes on after it. The cursor of the last page begins the next pull.
        The last pages are `complete` ones, such as the balances.

        Args:
            cursor: From the last page saved; None to begin.
            full: Read everything again, and look for deleted records.
        """

    def find(self, effect: Effect) -> Receipt | None:
        """Look by the effect's marker whether it was already written; None if it was not."""

    def find_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | Skip | None]:
        """Look for some effects as `find` does, with as few calls as the platform allows.

        Args:
            effects: As many as `capabilities.batch` at most.

        Returns:
            For each effect what `find` would have returned, or the `Skip` that it would have raised.
        """

    def deliver(self, effect: Effect) -> Receipt:
        """Write the effect with one call where the platform allows it.

        Raises:
            Unclear: If the connection broke after the write was sent.
        """

    def deliver_batch(self, effects: Sequence[Effect]) -> Sequence[Receipt | RelanceError]:
        """Write some effects in their order, with as few calls as the platform allows.

        Args:
            effects: As many as `capabilities.batch` at most.

        Returns:
            For each effect its receipt, or the error that `deliver` would have raised. One that fails does
            not stop the others; what was not tried because the company must stop has that error too.
        """

    def residuals(self, installments: Sequence[str]) -> Mapping[str, Decimal]:
        """Read what is open of these installments now; those that are gone are left out."""

    def calls(self) -> Sequence[CallCount]:
        """Say what was asked of the platform so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorSettings:
    """What a connector is built from.

    Attributes:
        company: Name of the company in the workspace.
        settings: The platform's own section of `relance.toml`, unread by anyone else.
        secret: The key or token; never logged, never in an error.
        overrides: Mapping overrides: text of the workspace's override file; None for none.
        overrides_file: Its name, for error messages.
        folder: Where the connector may keep what must outlive the process, such as counts and sealed tokens;
            None if it may keep nothing.
        token_keys: What seals tokens: the first one seals, all of them open. Empty for a platform that
            signs nobody in.
    """

    company: str
    settings: Mapping[str, object]
    secret: str = field(repr=False)
    overrides: str | None = None
    overrides_file: str = ""
    folder: Path | None = None
    token_keys: tuple[str, ...] = field(default=(), repr=False)


class ConnectorFactory(Protocol):
    """What the entry point group `relance.connectors` holds, one by platform."""

    def __call__(self, settings: ConnectorSettings) -> Connector:
        """Build a connector without calling the platform.

        Raises:
            Stop: If a setting is missing or wrong; the message names file and key.
        """
