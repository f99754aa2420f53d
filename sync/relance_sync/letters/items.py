"""The open items and credits of an account as lines of a text: what is still due, never the total billed."""

from collections.abc import Sequence

from relance_sync.ports import Line
from relance_sync.rules.account import Account


def item_lines(account: Account, items: Sequence[str]) -> tuple[Line, ...]:
    """List the named open items, oldest first, with their residuals."""
    wanted = set(items)
    return tuple(
        Line(
            number=item.invoice.number,
            due=item.due,
            amount=item.residual.amount,
            currency=item.residual.currency,
        )
        for item in account.items
        if item.id in wanted
    )


def credit_lines(account: Account, currency: str) -> tuple[Line, ...]:
    """List the unallocated credits of a currency as negative lines."""
    return tuple(
        Line(number=credit.number, due=None, amount=-credit.residual.amount, currency=currency)
        for credit in account.credits
        if credit.residual.currency == currency
    )
