"""Converters that know what Odoo means by its fields: limits, blocked invoices, what an order still owes.

Small decisions about facts only; each says which field of Odoo it reads and why.
"""

from decimal import Decimal

from relance_mappings.converters import Context, Raw, money, number
from relance_sync.rules.money import Money


def credit_limit(context: Context, limit: Raw, own: Raw) -> Decimal | None:
    """The limit Odoo applies: the partner's own, else the company-wide one that Odoo reads in its place.

    Args:
        context: Whether the company uses limits at all.
        limit: `credit_limit`; the company-wide default if the partner has none of its own.
        own: `use_partner_credit_limit`: the partner's limit differs from the default.

    Returns:
        None for no limit. A limit of 0 counts only as the partner's own: the default 0 is Odoo's "none".
    """
    if not context.credit_limits or limit is None or (limit is False and not own):
        return None
    value = number(context, limit or 0)
    return value if own or value > 0 else None


def invoice_chased(_: Context, excluded: Raw, payment_state: Raw) -> bool:
    """False for what Odoo itself would not follow up.

    Args:
        excluded: `no_followup`.
        payment_state: `in_payment` was paid but is not yet matched with the bank; `blocked` says itself.
    """
    return not excluded and payment_state not in {"in_payment", "blocked"}


def uninvoiced(context: Context, total: Raw, invoiced: Raw, status: Raw, currency: Raw) -> Money:
    """What of an order is still to be invoiced, taxes included.

    Not Odoo's `amount_to_invoice`: with products invoiced on delivery that is 0 until the goods have left,
    when it is too late for a hold.

    Args:
        context: As for every converter.
        total: `amount_total`.
        invoiced: `amount_invoiced`, by posted invoices; absent before Odoo 17.
        status: `invoice_status`; `invoiced` and `upselling` leave nothing of what was ordered.
        currency: `currency_id` of the order.
    """
    whole, done = money(context, total, currency), money(context, invoiced or 0, currency)
    rest = Decimal(0) if status in {"invoiced", "upselling"} else max(whole.amount - done.amount, Decimal(0))
    return Money(amount=rest, currency=whole.currency)


def prepaid(context: Context, total: Raw, paid: Raw) -> bool:
    """True once online payments cover the order.

    That a payment is required (`require_payment`) proves nothing: who confirms the order by hand skips it.

    Args:
        context: As for every converter.
        total: `amount_total`.
        paid: `amount_paid`; absent before Odoo 17.
    """
    asked = number(context, total)
    return asked > 0 and number(context, paid or 0) >= asked


def to_deliver(_: Context, state: Raw, delivery: Raw) -> bool:
    """True if the order is confirmed and something of it has not left yet.

    Lines say nothing reliable: without stock, nobody enters what was delivered.

    Args:
        state: `state`.
        delivery: `delivery_status`, of the Inventory app; absent without it, `false` without any transfer.
    """
    return state in {"sale", "done"} and delivery in {"pending", "started", "partial"}
