"""The port of platforms that have a file of each customer: what it shows, and the verb that shows it.

It is a state and no effect: overwritten by the next, with no receipt. Connectors without such files know
nothing of this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from relance_sync.errors import RelanceError


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """What a platform's file of a customer shows of the last assessment: a state, overwritten by the next.

    Attributes:
        rating: The grade in words, a list of lines by language; empty without a grade.
        exposure, overdue, at_risk: In the company's currency.
        headroom: None if the customer has no limit.
        broken: Whether an agreement was not kept.
        told: What people told Relance itself, not the platform; each as `plan_told.told_said` has it.
        decisions: Of each its `kind`, `headline` by language and `reasons`, as the addon keeps its own.
    """

    customer: str
    assessed_on: date
    next_review: date | None
    policy_version: str
    stage: str
    grade: str
    rating: Mapping[str, Any]
    exposure: Decimal
    overdue: Decimal
    at_risk: Decimal
    headroom: Decimal | None
    broken: bool
    decisions: tuple[Mapping[str, Any], ...]
    told: tuple[Mapping[str, Any], ...] = ()


@runtime_checkable
class FileKeeper(Protocol):
    """A connector whose platform has a file of each customer."""

    def show(self, files: Sequence[CustomerFile]) -> Sequence[RelanceError | None]:
        """Overwrite what the files show, with one call; the same again changes nothing.

        Args:
            files: As many as `capabilities.batch` at most, one for a customer.

        Returns:
            For each file None, or the error because of which it was left as it was.
        """
