"""Whether a debt is worth a step: credits that cover it, and the step's smallest amount and smallest share.

Both minimums must be reached, else the debt stays at a milder step: the rule of the dunning levels of SAP
(minimum amount and minimum percentage of all open items). What follows from it is `choice`.
"""

from datetime import date
from decimal import Decimal

from relance_sync.rules.account import Account
from relance_sync.rules.exposure import convert
from relance_sync.rules.money import Money
from relance_sync.rules.plans import Step
from relance_sync.rules.reasons import Code, Reason, because
from relance_sync.rules.stops import credit_in


def worth_stop(account: Account, due: Money, step: Step, today: date) -> Reason | None:
    """Say why a due total is not worth a step: credit covers it, or it is below one of the two minimums.

    Args:
        account: The account.
        due: What would be asked for, in one currency, credits not deducted.
        step: With its minimums, in the company's currency and as a share of everything open.
        today: Day in the company's zone.

    Returns:
        The reason; None if the step may be taken.
    """
    credit = credit_in(account, due.currency)
    if credit >= due.amount:
        return because(Code.COVERED_BY_CREDIT, credit=Money(amount=credit, currency=due.currency), due=due)
    net = Money(amount=due.amount - credit, currency=due.currency)
    return _amount_stop(account, net, step, today) or _share_stop(account, due, step, today)


def _amount_stop(account: Account, net: Money, step: Step, today: date) -> Reason | None:
    if step.minimum <= 0:
        return None
    currency = account.company.currency
    value = convert(net, currency, account.rates, today)
    if value is None:
        return because(Code.RATE_MISSING, currency=net.currency, company_currency=currency)
    if value >= step.minimum:
        return None
    minimum = Money(amount=step.minimum, currency=currency)
    return because(Code.BELOW_MINIMUM, step=step.id, amount=net, minimum=minimum)


def _share_stop(account: Account, due: Money, step: Step, today: date) -> Reason | None:
    """Compare with all open items; credits are deducted on neither side."""
    if step.minimum_share <= 0:
        return None
    currency, sums = account.company.currency, dict[str, Decimal]()
    for item in account.items:
        sums[item.residual.currency] = sums.get(item.residual.currency, Decimal(0)) + item.residual.amount
    values: dict[str, Decimal] = {}
    for each, amount in sorted(sums.items()):
        value = convert(Money(amount=amount, currency=each), currency, account.rates, today)
        if value is None:
            return because(Code.RATE_MISSING, currency=each, company_currency=currency)
        values[each] = value
    everything = sum(values.values(), Decimal(0))
    # Its share of its own currency's items, then theirs of everything: no second conversion, no rounding.
    part = values[due.currency] * due.amount
    if part >= step.minimum_share * everything * sums[due.currency]:
        return None
    return because(
        Code.BELOW_SHARE,
        step=step.id,
        amount=due,
        percent=(step.minimum_share * 100).normalize(),
        open=Money(amount=everything, currency=currency),
    )
