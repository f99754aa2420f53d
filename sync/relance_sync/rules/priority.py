"""Whom to look after first: how much of what is overdue is at risk.

It puts accounts in an order and does nothing else: what is done about one is decided without it.
"""

from decimal import Decimal

from relance_sync.rules.money import Money, quantize
from relance_sync.rules.score import Card, Rating


def at_risk(overdue: Money, rating: Rating | None, card: Card) -> Money:
    """Return the amount at risk: half of what is overdue for the best payer, all of it for the worst.

    What is overdue is late already, so that some of it is at risk however well the customer paid so far. In
    between the points of the score tell; who is unrated, which is neither good nor bad, stands in the middle.

    Args:
        overdue: Sum of the overdue items, in the company's currency; 0 if nothing is.
        rating: The customer's; None without a calibration.
        card: Whose points they are.

    >>> at_risk(Money(amount=Decimal(1000), currency="EUR"), None, Card()).amount
    Decimal('750.00')
    """
    points = rating.points if rating is not None else None
    most = Decimal(card.most)
    if points is None or not most:
        points, most = Decimal(1), Decimal(2)
    # Multiplied before it is divided: no digit is lost on the way.
    amount = max(overdue.amount, Decimal(0)) * (most + points) / (2 * most)
    return Money(amount=quantize(amount, overdue.currency), currency=overdue.currency)
