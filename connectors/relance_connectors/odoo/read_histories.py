"""How customers paid, as the score wants it, and nothing else: a few columns of what is paid, no documents.

For the addon, which keeps no copy of the ledger: a customer of ten years has thousands of paid invoices, and
their payments and invoices need not be read whole for when each was due and paid. It tells what
`read_accounts.history_of` tells of the documents; both must say the same.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from relance_connectors.odoo.read_customers import posted_receivable
from relance_connectors.odoo.read_documents import INVOICES, Documents
from relance_connectors.odoo.read_rows import Row
from relance_connectors.odoo.rpc import many2one
from relance_sync.errors import Skip
from relance_sync.rules.ledger import Installment
from relance_sync.rules.score import PaidInvoice

_SETTLED = [
    ["amount_residual_currency", "<=", 0],
    ["amount_currency", ">", 0],
    ["date_maturity", "!=", False],
]


def payers(pull: Documents) -> list[int]:
    """Return the numbers of the customers who have paid anything, in ascending order."""
    named = pull.rows.sums("account.move.line", pull.payment_domain(None), "partner_id")
    pull.customers.learn(named)
    return sorted({pull.customers.debtors.get(each, each) for each in named})


def read_histories(pull: Documents) -> Iterator[PaidInvoice]:
    """Read how the installments of the customers that `pull.only` names were paid, in no order."""
    paid: dict[tuple[int, int], date] = {}
    for rows in pull.rows.pages("account.move.line", pull.payment_domain(None), ("partner_id",), 0):
        pull.customers.learn({many2one(row["partner_id"]) or 0 for row in rows})
        payer = {row["id"]: _debtor(pull, row) for row in rows}
        for part in pull.partials(list(payer), ("debit_move_id", "max_date")):
            # Who pays somebody else's invoice says nothing about either.
            settled = payer[many2one(part["credit_move_id"]) or 0], many2one(part["debit_move_id"]) or 0
            day = date.fromisoformat(part["max_date"])
            paid[settled] = max(day, paid.get(settled, day))
    yield from _settled(pull, paid)


def _settled(pull: Documents, paid: dict[tuple[int, int], date]) -> Iterator[PaidInvoice]:
    lines, size = sorted({line for _, line in paid}), pull.rows.reading.page_size
    domain = [
        *posted_receivable(pull.rows.reading.company_id),
        ["move_id.move_type", "in", INVOICES],
        *_SETTLED,
    ]
    fields = (*pull.mapping.fields("installment"), "partner_id", "invoice_date")
    for start in range(0, len(lines), size):
        some: Sequence[int] = lines[start : start + size]
        rows = pull.rows.search("account.move.line", [*domain, ["id", "in", list(some)]], fields)
        pull.customers.learn({many2one(row["partner_id"]) or 0 for row in rows})
        for row in rows:
            debtor = _debtor(pull, row)
            day = paid.get((debtor, row["id"]))
            try:
                part = cast("Installment", pull.mapping.to_record("installment", row, pull.context))
            except Skip:  # It is told where the account is read.
                continue
            if day is not None and part.residual <= 0 < part.amount and part.due is not None:
                issued = date.fromisoformat(row["invoice_date"])
                yield PaidInvoice(
                    customer=str(debtor), issued=issued, due=part.due, paid=day, amount=part.amount
                )


def _debtor(pull: Documents, row: Row) -> int:
    partner = many2one(row["partner_id"]) or 0
    return pull.customers.debtors.get(partner, partner)
