"""What holds an order, as people set it: levels by trigger, and how long a hold may stand.

Plain data, checked when it is built; the decision itself is `holds`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from relance_sync.rules.plans import Stage
from relance_sync.rules.score import Grade


class Level(IntEnum):
    """Strength of a hold; compared by number, written by name (`none`, `warn`, `hold`)."""

    NONE = 0
    WARN = 1
    HOLD = 2


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
class DefaultRule:
    """One of `grades` and at least `times` defaults within `within_days` give `level`.

    A default is an invoice paid or still open more than `days_late` days after its due date, a returned
    payment, or a broken agreement. Something must be overdue as well: nobody is held for the past alone.
    """

    grades: tuple[Grade, ...] = (Grade.D,)
    times: int = 3
    days_late: int = 30
    within_days: int = 365
    level: Level = Level.NONE

    def __post_init__(self) -> None:
        if min(self.times, self.days_late, self.within_days) < 1:
            raise ValueError("times, days_late and within_days are at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRules:
    """What holds an order.

    Attributes:
        over_limit: Level when exposure is over the customer's credit limit.
        overdue: Levels by overdue amount and age; the strongest that applies counts.
        stages: Level by stage, while anything is overdue.
        defaults: Level by grade together with repeated defaults.
        returned_payment: Level while a payment came back within `returned_days` and anything is overdue.
        broken_plan: Level while a payment plan is broken and anything is overdue.
        expires_after_days: Days after which a hold must be looked at by a person again.
    """

    over_limit: Level = Level.WARN
    overdue: tuple[OverdueRule, ...] = ()
    stages: Mapping[Stage, Level] = field(default_factory=dict)
    defaults: DefaultRule = field(default_factory=DefaultRule)
    returned_payment: Level = Level.NONE
    returned_days: int = 60
    broken_plan: Level = Level.NONE
    expires_after_days: int = 30

    def __post_init__(self) -> None:
        if self.expires_after_days < 1:
            raise ValueError("expires_after_days must be at least 1: a hold without an end is forgotten")
        if self.returned_days < 1:
            raise ValueError("returned_days must be at least 1")
        if self.stages.get(Stage.CURRENT, Level.NONE) is not Level.NONE:
            raise ValueError("stage 'current' cannot hold: such a hold would never be released")
