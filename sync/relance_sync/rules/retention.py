"""How long data is kept: a period per class of data, for natural persons and for legal entities, and why.

Says from which day something may go; nothing here deletes. A customer of unknown kind is protected as a
person. What an open item, a running agreement or an open hold still needs never goes, however old it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from relance_sync.rules.ledger import Kind, plus_days, plus_months


class DataClass(StrEnum):
    """The classes of data, in the order in which they go: what proves something outlives it."""

    HOLDS = "holds"
    TEXTS = "texts"
    AGREEMENTS = "agreements"
    CONTACTS = "contacts"
    JOURNAL = "journal"
    ASSESSMENTS = "assessments"
    LEDGER = "ledger"
    SKIPPED = "skipped"
    CUSTOMERS = "customers"


class Source(StrEnum):
    """Where a default comes from.

    Attributes:
        ACCOUNTING: C. com. L123-22: accounting documents and vouchers are kept for ten years.
        EXCLUSION_LIST: CNIL, "Fichiers de mauvais payeurs" (13 November 2017): an entry goes at once, at the
            latest 48 hours after payment.
        LIMITATION: C. civ. 2224 and C. com. L110-4: five years to claim, or to claim back.
        MINIMISATION: GDPR article 5(1)(c) and (e): no longer than the purpose needs; our choice.
        COMMERCIAL: CNIL's reference on customer relations: three years after the last contact.
    """

    ACCOUNTING = "accounting"
    EXCLUSION_LIST = "exclusion_list"
    LIMITATION = "limitation"
    MINIMISATION = "minimisation"
    COMMERCIAL = "commercial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time after the last activity: months and days; none at all means at once.

    Attributes:
        keep: Never goes; then there are no months and days.
    """

    months: int = 0
    days: int = 0
    keep: bool = False

    def __post_init__(self) -> None:
        if min(self.months, self.days) < 0:
            raise ValueError("a period cannot be negative")
        if self.keep and (self.months or self.days):
            raise ValueError("either keep = true, or months and days, not both")

    def end(self, last: date) -> date | None:
        """Return the first day on which something whose last activity was on `last` goes; None for never.

        A day that a shorter month lacks becomes its last day.

        >>> Span(months=1).end(date(2026, 1, 31)), Span(keep=True).end(date(2026, 1, 31))
        (datetime.date(2026, 2, 28), None)
        """
        return None if self.keep else plus_days(plus_months(last, self.months), self.days)

    def newest_gone(self, today: date) -> date | None:
        """Return the newest last activity that goes today; None if nothing goes.

        >>> Span(months=12).newest_gone(date(2026, 6, 15)), Span().newest_gone(date(2026, 6, 15))
        (datetime.date(2025, 6, 15), datetime.date(2026, 6, 15))
        """
        if self.keep:
            return None
        newest = plus_months(plus_days(today, -self.days), -self.months)
        # Months are not of one length: the last days of a long one end together with a short one.
        while newest < today and (end := self.end(plus_days(newest, 1))) is not None and end <= today:
            newest = plus_days(newest, 1)
        return newest


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long one class of data is kept.

    Attributes:
        person: For natural persons, and for customers of unknown kind.
        entity: For legal entities.
    """

    person: Span
    entity: Span

    def of(self, kind: Kind | None) -> Span:
        """Return the period for a kind of customer."""
        return self.entity if kind is Kind.ENTITY else self.person


def _months(person: int, entity: int) -> Period:
    return Period(person=Span(months=person), entity=Span(months=entity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The periods, by class of data; they count from the last activity.

    Attributes:
        holds: Holds that have ended, and their confirmations. A count of them stays.
        texts: The words of what was written, noted or failed; the proof (key, kind, day, reference) stays.
        agreements: Promises, disputes, pauses and the like that have ended.
        contacts: Contacts, closed tasks and the proofs of what was written.
        journal: The history: what was decided, written, recorded, what failed.
        assessments: The latest assessment, with its grade, of who has nothing open.
        ledger: Paid invoices, payments, used credits, finished orders.
        skipped: Records that could not be read, since they were last met.
        customers: Customers of whom nothing else is left.
    """

    holds: Period = field(default_factory=lambda: _months(0, 60))
    texts: Period = field(default_factory=lambda: _months(24, 60))
    agreements: Period = field(default_factory=lambda: _months(60, 60))
    contacts: Period = field(default_factory=lambda: _months(60, 60))
    journal: Period = field(default_factory=lambda: _months(60, 60))
    assessments: Period = field(default_factory=lambda: _months(12, 36))
    ledger: Period = field(default_factory=lambda: _months(120, 120))
    skipped: Period = field(default_factory=lambda: _months(3, 3))
    customers: Period = field(default_factory=lambda: _months(36, 36))

    def period(self, data: DataClass) -> Period:
        """Return the period of a class."""
        period: Period = getattr(self, data)
        return period


# Where the defaults for persons and for entities come from.
SOURCES: Mapping[DataClass, tuple[Source, Source]] = {
    DataClass.HOLDS: (Source.EXCLUSION_LIST, Source.LIMITATION),
    DataClass.TEXTS: (Source.MINIMISATION, Source.LIMITATION),
    DataClass.AGREEMENTS: (Source.LIMITATION, Source.LIMITATION),
    DataClass.CONTACTS: (Source.LIMITATION, Source.LIMITATION),
    DataClass.JOURNAL: (Source.LIMITATION, Source.LIMITATION),
    DataClass.ASSESSMENTS: (Source.MINIMISATION, Source.MINIMISATION),
    DataClass.LEDGER: (Source.ACCOUNTING, Source.ACCOUNTING),
    DataClass.SKIPPED: (Source.MINIMISATION, Source.MINIMISATION),
    DataClass.CUSTOMERS: (Source.COMMERCIAL, Source.COMMERCIAL),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a record.

    Attributes:
        goes: Whether it goes today.
        on: First day on which it goes; None if it is kept, or as long as something needs it.
    """

    goes: bool
    on: date | None


def fate(
    retention: Retention,
    data: DataClass,
    kind: Kind | None,
    last: date,
    today: date,
    *,
    needed_since: date | None = None,
) -> Fate:
    """Say whether a record goes, and from which day on.

    Args:
        retention: The periods.
        data: The record's class.
        kind: Of its customer; None is protected as a person.
        last: Its last activity: the end of an agreement or a hold, the last payment, the day of a contact.
        today: Day in the company's zone.
        needed_since: Oldest beginning of what is open of the customer (an open item, a running agreement, an
            open hold); what is as young as that is its proof. None if nothing is open.

    >>> fate(Retention(), DataClass.HOLDS, Kind.PERSON, date(2026, 6, 1), date(2026, 6, 1))
    Fate(goes=True, on=datetime.date(2026, 6, 1))
    """
    if needed_since is not None and last >= needed_since:
        return Fate(goes=False, on=None)
    on = retention.period(data).of(kind).end(last)
    return Fate(goes=on is not None and on <= today, on=on)
