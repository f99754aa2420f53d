"""How the segments of a drawn company paid: what its payment history adds up to.

It counts; it holds nobody to anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.simulators.books.history import Row


@dataclass(slots=True, kw_only=True)
class Figures:
    """What one segment, or all of them, paid.

    Attributes:
        installments: All of them.
        due: Those that fell due before the last day.
        late: Of these, those not paid by their due date.
        paid: Those paid in full.
        days_late: Sum over the paid ones; one paid early counts as 0.
        long_late: Those paid, or still open, more than 30 days late.
    """

    installments: int = 0
    due: int = 0
    late: int = 0
    paid: int = 0
    days_late: int = 0
    long_late: int = 0

    @property
    def late_share(self) -> Decimal | None:
        """Return the share of what fell due that was late; None if nothing did."""
        return Decimal(self.late) / self.due if self.due else None

    @property
    def mean_days_late(self) -> Decimal | None:
        """Return the mean days late of what was paid; None if nothing was."""
        return Decimal(self.days_late) / self.paid if self.paid else None

    def count(self, row: Row, today: date) -> None:
        """Add an installment."""
        ended = row.paid or today
        self.installments += 1
        if row.due < today:
            self.due += 1
            self.late += ended > row.due
            self.long_late += (ended - row.due).days > 30
        if row.paid:
            self.paid += 1
            self.days_late += max((row.paid - row.due).days, 0)


def figures(rows: Iterable[Row], today: date) -> dict[str, Figures]:
    """Count a history by the names of the segments; `all` stands for all of them."""
    found: dict[str, Figures] = {"all": Figures()}
    for row in rows:
        found.setdefault(row.habit.name, Figures()).count(row, today)
        found["all"].count(row, today)
    return found


def table(found: dict[str, Figures], order: Iterable[str]) -> str:
    """Write figures for people, one line a segment."""
    lines = [f"{'segment':24}{'installments':>14}{'late':>8}{'mean days late':>16}{'over 30 days':>14}"]
    for name in order:
        each = found.get(name, Figures())
        late = f"{each.late_share:.1%}" if each.late_share is not None else "-"
        mean = f"{each.mean_days_late:.1f}" if each.mean_days_late is not None else "-"
        long = f"{Decimal(each.long_late) / each.due:.1%}" if each.due else "-"
        lines.append(f"{name:24}{each.installments:>14}{late:>8}{mean:>16}{long:>14}")
    return "\n".join(lines)
