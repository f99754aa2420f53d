"""Who the customer is for the rules: the grade of today, and the policy's segment that follows from it.

Both are functions of the account and of today; nothing here decides what is done about them.
"""

from collections.abc import Iterator
from datetime import date

from relance_sync.rules.account import Account
from relance_sync.rules.decisions import Risk
from relance_sync.rules.exposure import in_company_currency
from relance_sync.rules.ledger import days_late, plus_days
from relance_sync.rules.policy import Policy
from relance_sync.rules.score import Behaviour, Grade, Rating, behaviour, rate_one
from relance_sync.rules.segments import Profile


def risk_of(account: Account, policy: Policy, today: date) -> Risk:
    """Grade the customer as of the end of a day, and find its segment.

    Args:
        account: With its payment history and the calibration to grade against.
        policy: Its points card and its segments.
        today: Day in the company's zone.

    Returns:
        Without a calibration the rating is None, and the grade unrated.
    """
    known = behaviour(account.history, today, policy.score.last)
    rating = _rating(account, policy, known, today)
    if not policy.segments:
        return Risk(rating=rating)
    segment = policy.segment(_profile(account, rating, known, today))
    return Risk(rating=rating, segment=segment.name if segment else None)


def _rating(account: Account, policy: Policy, known: Behaviour, today: date) -> Rating | None:
    if account.calibration is None:
        return None
    return rate_one(account.customer.id, known, today, policy.score, account.calibration)


def _profile(account: Account, rating: Rating | None, known: Behaviour, today: date) -> Profile:
    customer, first = account.customer, first_invoice(account)
    return Profile(
        label=customer.segment,
        tags=frozenset(customer.tags),
        kind=customer.kind,
        grade=rating.grade if rating else Grade.UNRATED,
        open_amount=in_company_currency(account, (item.residual for item in account.items), today),
        relationship_days=None if first is None else days_late(first, today),
        late_share=known.late_share,
        paid=known.paid,
    )


def first_invoice(account: Account) -> date | None:
    """Return the day of the customer's first invoice; None if there was none."""
    days = [each.issued for each in account.history]
    days += [invoice.issued for invoice in account.invoices]
    return min(days, default=None)


def risk_reviews(account: Account, policy: Policy) -> Iterator[date]:
    """Yield the days on which grade or segment can change without new data; past days are among them.

    A payment may bear a day that has not come: it counts from then on.
    """
    if account.calibration is not None or policy.segments:
        yield from (max(each.paid, each.issued) for each in account.history if each.paid is not None)
    asked = {each.minimum_relationship_days for each in policy.segments} - {None}
    first = first_invoice(account) if asked else None
    if first is not None:
        yield from (plus_days(first, days) for days in asked if days is not None)
