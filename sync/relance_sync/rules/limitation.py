"""The limitation watch: the last day on which a claim can go to court, and what moved it.

It warns ahead and says why a day is what it is. It is not legal advice and knows no suspension (mediation,
insolvency): it errs on the early side. Only a recorded fact that a named person confirmed interrupts; a
formal notice never does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from relance_sync.rules.ledger import Kind, days_late

DEFAULT_WARNING_DAYS = 180
_LEAP_DAY = (2, 29)


class Ground(StrEnum):
    """What can interrupt a limitation period.

    France, C. civ.: art. 2240 "the debtor's acknowledgement of the right of the one against whom he was
    prescribing interrupts the period"; art. 2241 the claim in court, even in summary proceedings; art. 2244
    a protective measure or an act of enforcement. Art. 2231: interruption wipes out the time that has run
    and starts a new period of the same length. United Kingdom, Limitation Act 1980 s. 29(5) with s. 30: an
    acknowledgement in writing and signed, or a part payment, while the period runs (s. 29(7)).
    """

    ACKNOWLEDGEMENT = "acknowledgement"
    COURT_CLAIM = "court_claim"
    ENFORCEMENT = "enforcement"


class Ignored(StrEnum):
    """Why a fact moved nothing."""

    FORMAL_NOTICE = "formal_notice"
    UNCONFIRMED = "unconfirmed"
    NOT_IN_THIS_LAW = "not_in_this_law"
    BEFORE_START = "before_start"
    TOO_LATE = "too_late"
    NOT_YET = "not_yet"


class LimitationState(StrEnum):
    """Where a claim stands."""

    RUNNING = "running"
    WARNING = "warning"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationPeriod:
    """A period of a law.

    Attributes:
        country: ISO 3166-1 alpha-2 code.
        kind: Of the customers it holds for; None for all. France: five years between businesses (C. com.
            L110-4, C. civ. 2224), two years for a professional against a consumer (C. conso. L218-2).
            United Kingdom: six years for a simple contract (Limitation Act 1980 s. 5).
        years: Its length.
        article: Where it stands.
        grounds: What interrupts it, with the article of each; other grounds do not.

    Raises:
        ValueError: If it is shorter than a year.
    """

    country: str
    kind: Kind | None
    years: int
    article: str
    grounds: Mapping[Ground, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.years < 1:
            raise ValueError("a limitation period is at least one year long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """A recorded fact that may interrupt.

    Attributes:
        ground: What it is.
        day: When it took place.
        confirmed_by: The person who looked at the proof; None while nobody did: then it counts for nothing.
        proof: Where the proof is, such as a document's name.
    """

    ground: Ground
    day: date
    confirmed_by: str | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalNotice:
    """A formal notice (mise en demeure). It never interrupts: Cass. com. 18 May 2022, no. 20-23.204.

    It is taken along so that the answer can say so.
    """

    day: date


Fact = Interruption | FormalNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An interruption that counted, and the article that says so."""

    fact: Interruption
    article: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmoved:
    """A fact that counted for nothing, and why."""

    fact: Fact
    why: Ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitation:
    """Where one claim stands on a day.

    Attributes:
        last_day: Last day on which to go to court, as cautiously counted.
        days_left: Calendar days from today to it; negative once it has passed.
        moved: Interruptions that counted, oldest first.
        unmoved: All other facts.
    """

    period: LimitationPeriod
    last_day: date
    days_left: int
    state: LimitationState
    moved: tuple[Moved, ...] = ()
    unmoved: tuple[Unmoved, ...] = ()


def period_for(
    periods: Iterable[LimitationPeriod], country: str | None, kind: Kind | None
) -> LimitationPeriod | None:
    """Choose the period of a country for a kind of customer.

    Args:
        periods: Those known.
        country: Whose law governs the claim; None if unknown.
        kind: None is treated as a natural person: where the two differ, that is the shorter one.

    Returns:
        None if none is known: then say so, and do not guess.
    """
    wanted = kind or Kind.PERSON
    return next((each for each in periods if each.country == country and each.kind in {None, wanted}), None)


def years_later(day: date, years: int) -> date:
    """Return the same day some years later; 28 February for a leap day, and at most the last day there is.

    >>> years_later(date(2024, 2, 29), 5)
    datetime.date(2029, 2, 28)
    """
    if day.year + years > date.max.year:
        return date.max
    if (day.month, day.day) == _LEAP_DAY:
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


def limitation(
    due: date,
    period: LimitationPeriod,
    facts: Iterable[Fact],
    today: date,
    *,
    warning_days: int = DEFAULT_WARNING_DAYS,
) -> Limitation:
    """Say until when an item can be claimed in court.

    The period runs from the due date (C. civ. 2224: from the day the holder knew the facts that let him
    act). Each interruption starts it anew from its own day (C. civ. 2231). That of a court claim lasts in
    truth until the proceedings end; counting from the day of the claim is the cautious side.

    Args:
        due: The item's due date.
        period: As `period_for` chose it.
        facts: Everything recorded, in any order.
        today: The day it is seen from; later facts count for nothing yet.
        warning_days: How long ahead to warn.

    Raises:
        ValueError: If the warning days are negative.
    """
    if warning_days < 0:
        raise ValueError("days cannot be negative")
    last_day = years_later(due, period.years)
    moved: list[Moved] = []
    unmoved: list[Unmoved] = []
    for fact in sorted(facts, key=lambda each: each.day):
        judged = _judged(fact, period, due, last_day, today)
        if isinstance(judged, Moved):
            last_day = judged.last_day
            moved.append(judged)
        else:
            unmoved.append(judged)
    left = days_late(today, last_day)
    return Limitation(
        period=period,
        last_day=last_day,
        days_left=left,
        state=_state(left, warning_days),
        moved=tuple(moved),
        unmoved=tuple(unmoved),
    )


def _judged(fact: Fact, period: LimitationPeriod, due: date, last_day: date, today: date) -> Moved | Unmoved:
    if isinstance(fact, FormalNotice):
        return Unmoved(fact=fact, why=Ignored.FORMAL_NOTICE)
    tests = (
        (fact.day > today, Ignored.NOT_YET),
        (not (fact.confirmed_by or "").strip(), Ignored.UNCONFIRMED),
        (fact.ground not in period.grounds, Ignored.NOT_IN_THIS_LAW),
        (fact.day < due, Ignored.BEFORE_START),
        # Time that has run out is not brought back by what comes after it.
        (fact.day > last_day, Ignored.TOO_LATE),
    )
    why = next((why for applies, why in tests if applies), None)
    if why is not None:
        return Unmoved(fact=fact, why=why)
    anew = years_later(fact.day, period.years)
    return Moved(fact=fact, article=period.grounds[fact.ground], last_day=max(last_day, anew))


def _state(days_left: int, warning_days: int) -> LimitationState:
    if days_left < 0:
        return LimitationState.PASSED
    return LimitationState.WARNING if days_left <= warning_days else LimitationState.RUNNING
