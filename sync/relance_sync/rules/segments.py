"""Segments: which customers are treated alike, by grade, amount, relationship, sector and lateness.

A segment names a plan and says whom it is for; the first that fits counts. Every condition that is given must
hold. What a segment may know of a customer is a `Profile`; nothing here looks at single invoices.
"""

from dataclasses import dataclass
from decimal import Decimal

from relance_sync.rules.ledger import Kind
from relance_sync.rules.score import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What segments look at.

    Attributes:
        label: The customer's segment on the platform; None for none.
        tags: The customer's tags on the platform, such as its sector.
        kind: None if the platform does not say.
        grade: Of today.
        open_amount: Open items in the company's currency; those without a rate are left out.
        relationship_days: Days since the first invoice; None if there was none.
        late_share: Late ones among the invoices paid, from 0 to 1; None if none was ever paid.
        paid: How many invoices were paid.
    """

    label: str | None
    tags: frozenset[str]
    kind: Kind | None
    grade: Grade
    open_amount: Decimal
    relationship_days: int | None
    late_share: Decimal | None
    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Customers who are treated alike.

    Attributes:
        name: Shown to people; unique.
        plan: The plan their invoices follow.
        labels: One of these segments of the platform; empty for any.
        tags: At least one of these tags of the platform, such as a sector; empty for any.
        kinds: One of these kinds; empty for any. Unknown fits only where nothing is asked.
        grades: One of these grades; empty for any.
        minimum_open, maximum_open: Open items in the company's currency, both included; None for no bound.
        minimum_relationship_days: Customers of at least so many days; None for any.
        maximum_late_share: At most this share of the paid invoices late; None for any.
        minimum_late_share: At least this share of the paid invoices late; None for any.
        minimum_paid: At least so many invoices paid: with fewer, a share says little.
    """

    name: str
    plan: str
    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    grades: tuple[Grade, ...] = ()
    minimum_open: Decimal | None = None
    maximum_open: Decimal | None = None
    minimum_relationship_days: int | None = None
    minimum_late_share: Decimal | None = None
    maximum_late_share: Decimal | None = None
    minimum_paid: int = 0

    def __post_init__(self) -> None:
        for name in ("minimum_late_share", "maximum_late_share"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                raise ValueError(f"segment {self.name!r}: {name} is a share from 0 to 1, such as 0.2")
        if min(self.minimum_paid, self.minimum_relationship_days or 0) < 0:
            raise ValueError(f"segment {self.name!r}: numbers are counted from 0")
        low, high = self.minimum_open, self.maximum_open
        if low is not None and high is not None and low > high:
            raise ValueError(f"segment {self.name!r}: minimum_open is above maximum_open")

    def fits(self, profile: Profile) -> bool:
        """Tell whether a customer is in the segment."""
        return (
            (not self.labels or profile.label in self.labels)
            and (not self.tags or not profile.tags.isdisjoint(self.tags))
            and (not self.kinds or profile.kind in self.kinds)
            and (not self.grades or profile.grade in self.grades)
            and _within(profile.open_amount, self.minimum_open, self.maximum_open)
            and self._relationship_fits(profile)
            and self._lateness_fits(profile)
        )

    def _relationship_fits(self, profile: Profile) -> bool:
        asked, known = self.minimum_relationship_days, profile.relationship_days
        return asked is None or (known is not None and known >= asked)

    def _lateness_fits(self, profile: Profile) -> bool:
        if profile.paid < self.minimum_paid:
            return False
        if self.minimum_late_share is None and self.maximum_late_share is None:
            return True
        share = profile.late_share
        return share is not None and _within(share, self.minimum_late_share, self.maximum_late_share)


def _within(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
