"""The plan: the steps a debt takes, from mild to firm, and what each asks for before it is taken.

Plain data, checked when it is built. Which debt follows which plan is `segments` and `policy`; how far a debt
has come is `progress`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from string import Formatter


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
    SMS = "sms"
    CALL = "call"
    LETTER = "letter"
    TODO = "todo"


class Tone(StrEnum):
    """How a step speaks."""

    COURTEOUS = "courteous"
    NEUTRAL = "neutral"
    FIRM = "firm"
    FORMAL = "formal"


class Route(StrEnum):
    """Who goes on after us: a collection firm, or the court (payment order, protective seizure)."""

    AGENCY = "agency"
    COURT = "court"


class Entry(StrEnum):
    """Where a debt that was never chased begins.

    `first_step`: at the first step after the due date, however old it is. `by_age`: at the highest step
    whose day has come, but never beyond the plan's `entry_step`.
    """

    FIRST_STEP = "first_step"
    BY_AGE = "by_age"


# Which other ways are tried, in this order, where the customer cannot be reached by a step's channel; after
# the last of them a colleague gets a task. A letter is always possible: a colleague prints it.
FALLBACK: Mapping[Channel, tuple[Channel, ...]] = {
    Channel.EMAIL: (Channel.LETTER,),
    Channel.SMS: (Channel.EMAIL, Channel.LETTER),
    Channel.CALL: (Channel.EMAIL, Channel.LETTER),
    Channel.LETTER: (),
    Channel.TODO: (),
}

# A text message proves nothing: neither that it arrived nor what it said, and it has no room for what such a
# step must say.
_PROVABLE = frozenset({Stage.FORMAL_NOTICE, Stage.HANDED_OVER})

PLACEHOLDERS = frozenset({"company", "customer", "total", "oldest", "deadline"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StepText:
    """What a step says to the customer in one language, in place of the tone's own words.

    Attributes:
        subject: One line.
        body: Paragraphs, separated by an empty line; the open items are listed after them. Both may hold
            {company}, {customer}, {total}, {oldest} (due date of the carrying item) and {deadline}.
        closing: Paragraphs after the list.
        sms: The whole of a text message, with the same placeholders; empty for the tone's own words.
    """

    subject: str
    body: str
    closing: str = ""
    sms: str = ""

    def __post_init__(self) -> None:
        for text in (self.subject, self.body, self.closing, self.sms):
            try:
                names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            except ValueError:
                raise ValueError(
                    "a text has a brace that is not closed; write {{ for a plain brace"
                ) from None
            if unknown := sorted(names - PLACEHOLDERS):
                known = ", ".join(sorted(PLACEHOLDERS))
                raise ValueError(f"a text asks for {{{unknown[0]}}}; there are: {known}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a plan: due on its day and on every later day until it is taken.

    Attributes:
        id: Unique in its plan.
        before_due: Days before the due date; exactly one of before_due and after_due is set.
        after_due: Days after the due date.
        after_previous: Days that must have passed since the step before was taken (the stage's own age).
        repeat_every: Days after which the step is taken again while no later step may be; None for once.
        minimum: Smallest chasable total, in the company's currency, for which the step is worth taking.
        minimum_share: Smallest share of the customer's open items, from 0 to 1, that the chasable total must
            be; both minimums must be reached, else the debt stays at the step before (as in SAP's dunning).
        fallback: Other channels to try; None for the usual ones (`FALLBACK`).
        deadline_days: Days given to pay, named in the text; None for no deadline.
        approval: True if the message never goes out by itself: a colleague gets it as a task.
        route: For a hand-over; None otherwise.
        responsible: Platform user; None for the customer's collector, else its salesperson.
        text: Name of a text of the policy; None for the tone's own words.
        offset: Days late from which the step is due; negative before the due date. Worked out once, like
        rank: That of the stage.
    """

    id: str
    stage: Stage
    channel: Channel
    tone: Tone
    before_due: int | None = None
    after_due: int | None = None
    after_previous: int = 0
    repeat_every: int | None = None
    minimum: Decimal = Decimal(0)
    minimum_share: Decimal = Decimal(0)
    fallback: tuple[Channel, ...] | None = None
    deadline_days: int | None = None
    approval: bool = False
    route: Route | None = None
    responsible: str | None = None
    text: str | None = None
    offset: int = field(init=False, repr=False, compare=False, metadata={"computed": True})
    rank: int = field(init=False, repr=False, compare=False, metadata={"computed": True})

    def __post_init__(self) -> None:
        if (self.before_due is None) == (self.after_due is None):
            raise ValueError(f"step {self.id!r} needs either before_due or after_due, in days")
        if min(self.before_due or 0, self.after_due or 0, self.after_previous) < 0:
            raise ValueError(f"step {self.id!r}: days are counted from 0; write before_due for days before")
        if min(self.repeat_every or 1, 1 if self.deadline_days is None else self.deadline_days) < 1:
            raise ValueError(f"step {self.id!r}: repeat_every and deadline_days are at least 1")
        if self.minimum < 0:
            raise ValueError(f"step {self.id!r}: minimum cannot be negative")
        if not 0 <= self.minimum_share <= 1:
            raise ValueError(f"step {self.id!r}: minimum_share is a share from 0 to 1, such as 0.2")
        if (self.route is None) == (self.stage is Stage.HANDED_OVER):
            raise ValueError(f"step {self.id!r}: route belongs to stage 'handed_over', and is needed there")
        if self.repeat_every is not None and self.before_due is not None:
            raise ValueError(f"step {self.id!r}: only a step after the due date can be repeated")
        if Channel.SMS in self.channels and (self.stage in _PROVABLE or self.tone is Tone.FORMAL):
            raise ValueError(
                f"step {self.id!r} must be provable, and a text message proves nothing;"
                ' write channel = "letter", and no "sms" in fallback'
            )
        offset = -self.before_due if self.before_due is not None else (self.after_due or 0)
        object.__setattr__(self, "offset", offset)
        object.__setattr__(self, "rank", self.stage.rank)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways to reach the customer, in the order in which they are tried."""
        other = FALLBACK[self.channel] if self.fallback is None else self.fallback
        return (self.channel, *(each for each in other if each is not self.channel))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An ordered list of steps; a debt takes them one after the other.

    Attributes:
        steps: Their days and their stages never go backwards.
        entry: Where a debt begins that was never chased.
        entry_step: With entry `by_age`: the firmest step at which a debt may begin; None for the last step
            before a formal notice, so that nobody's first word is a formal one.
        offsets: The steps' own, in order. Worked out once, like
        first_late: Position of the first step that is not before the due date.
    """

    steps: tuple[Step, ...]
    entry: Entry = Entry.FIRST_STEP
    entry_step: str | None = None
    offsets: tuple[int, ...] = field(init=False, repr=False, compare=False, metadata={"computed": True})
    first_late: int = field(init=False, repr=False, compare=False, metadata={"computed": True})

    def __post_init__(self) -> None:
        object.__setattr__(self, "offsets", tuple(step.offset for step in self.steps))
        late = (i for i, step in enumerate(self.steps) if step.before_due is None)
        object.__setattr__(self, "first_late", next(late, len(self.steps)))
        if not self.steps:
            raise ValueError("a plan needs at least one step")
        ids = [step.id for step in self.steps]
        if len(set(ids)) != len(ids):
            raise ValueError("two steps of a plan have the same id")
        for earlier, later in pairwise(self.steps):
            if later.offset < earlier.offset or later.stage.rank < earlier.stage.rank:
                raise ValueError(f"step {later.id!r} comes after {earlier.id!r} but is earlier or milder")
        first = self.steps[0]
        if first.stage is Stage.HANDED_OVER:
            raise ValueError(f"step {first.id!r} hands the debt over: a step of our own comes before it")
        if self.entry_step is not None and self.index(self.entry_step) is None:
            raise ValueError(f"entry_step names no step of the plan; there are: {', '.join(ids)}")
        if self.entry_step is not None and self.entry is not Entry.BY_AGE:
            raise ValueError("entry_step goes with entry 'by_age'")

    def index(self, step_id: str) -> int | None:
        """Return the position of a step; None if the plan no longer has it."""
        return next((i for i, step in enumerate(self.steps) if step.id == step_id), None)

    @property
    def last_entry(self) -> int:
        """Position of the firmest step at which a debt that was never chased may begin."""
        if self.entry_step is not None:
            return self.index(self.entry_step) or 0
        formal = Stage.FORMAL_NOTICE.rank
        return max((i for i, step in enumerate(self.steps) if step.stage.rank < formal), default=0)
