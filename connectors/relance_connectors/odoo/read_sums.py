"""Exchange rates, and what Odoo itself adds up per customer to be compared with our own sum."""

from collections import defaultdict
from decimal import Decimal

from relance_connectors.odoo.read_customers import DEBTOR, Customers, posted_receivable
from relance_connectors.odoo.read_rows import GROUPS_FORMATTED_FROM, Domain, Row, Rows
from relance_connectors.odoo.rpc import many2one


def read_rates(rows: Rows, fields: tuple[str, ...], own_currency: int) -> list[Row]:
    """Read the newest rates, at least one of each currency that has any.

    Args:
        rows: How to ask.
        fields: To read.
        own_currency: The company's currency, which needs none.
    """
    company = rows.reading.company_id
    size = rows.reading.page_size
    # Branches use the rates of their main company.
    of_company = ["|", ["company_id", "=", False], ["company_id", "parent_of", [company]]]
    seen, found = {own_currency}, list[Row]()
    while True:
        domain: Domain = [
            *of_company,
            ["currency_id", "not in", sorted(seen)],
            ["currency_id.active", "=", True],
        ]
        newest = rows.search(
            "res.currency.rate", domain, (*fields, "currency_id"), order="name desc, id desc", limit=size
        )
        found += newest
        if len(newest) < size:
            return found
        seen |= {many2one(row["currency_id"]) or 0 for row in newest}


def read_balances(rows: Rows, customers: Customers) -> list[Row]:
    """Read what each customer owes by Odoo's own addition; zero is said too.

    Returns:
        One row for each customer, as if Odoo kept the sum in the line.
    """
    domain = posted_receivable(rows.reading.company_id)
    if rows.rpc.major >= GROUPS_FORMATTED_FROM:
        totals = rows.sums("account.move.line", domain, f"partner_id.{DEBTOR}", "amount_residual")
    else:
        totals = _by_debtor(rows, customers, domain)
    return [{"id": id_, "partner_id": id_, "amount_residual": amount} for id_, amount in totals.items()]


def _by_debtor(rows: Rows, customers: Customers, domain: Domain) -> dict[int, Decimal]:
    """Add up for an Odoo that cannot group by the partner's partner."""
    contacts = [*domain, ["partner_id.parent_id", "!=", False], ["partner_id.is_company", "=", False]]
    customers.learn(rows.sums("account.move.line", contacts, "partner_id"))
    totals: defaultdict[int, Decimal] = defaultdict(Decimal)
    for partner, amount in rows.sums("account.move.line", domain, "partner_id", "amount_residual").items():
        totals[customers.debtors.get(partner, partner)] += amount
    return dict(totals)
