"""Whose turn it is: two confirmations for one customer come one after the other. Nothing is said in it.

Transactions do not see one another: two orders confirmed at the same moment would each find room below the
credit limit. Both write one row here; the database lets the second one wait, Odoo tries it again, and then it
sees the first. The account file is not used for that: a run holds its rows for as long as a batch takes.
"""

from odoo import api, fields, models
from odoo.tools import SQL


class RelanceTurn(models.Model):
    _name = "relance.turn"
    _description = "Turn to Confirm an Order"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    count = fields.Integer()

    _partner_company_unique = models.Constraint(
        "UNIQUE(partner_id, company_id)", "There is one turn for each customer and company."
    )

    @api.model
    def _take(self, debtors, company) -> None:
        """Take the turn of these customers until the transaction ends, always in the same order."""
        # By SQL: a first row that two make at once has to make the second wait, not fail.
        for debtor in debtors.sorted("id"):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO relance_turn (partner_id, company_id, count) VALUES (%s, %s, 1)
                    ON CONFLICT (partner_id, company_id) DO UPDATE SET count = relance_turn.count + 1
                    """,
                    debtor.id,
                    company.id,
                )
            )
