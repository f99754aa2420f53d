"""The holds that were set: the one in force and those before it. The rules say whether there is to be one."""

from relance_sync.rules.account import HoldState

from odoo import api, fields, models


class RelanceHold(models.Model):
    _name = "relance.hold"
    _description = "Credit Control Hold"
    _order = "cycle desc, id desc"
    _rec_name = "cycle"
    _check_company_auto = True

    account_id = fields.Many2one("relance.account", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    cycle = fields.Integer(required=True, help="Number of the hold in the customer's history")
    level = fields.Integer(required=True, help="1: orders go on with a warning; 2: orders wait")
    proposal = fields.Boolean(help="It is only proposed to a person.")
    since = fields.Date(required=True)
    ended_on = fields.Date()
    reference = fields.Char()

    def _history_words(self, *, ended: bool = False) -> str:
        """Say that it began, or that it ended."""
        if self.proposal:
            return self.env._("Proposal of a hold ended") if ended else self.env._("Hold proposed")
        if self.level == 1:
            return self.env._("Warning on orders ended") if ended else self.env._("Warning on orders")
        return self.env._("Orders released") if ended else self.env._("Orders held")

    @api.model
    def _begin(self, file, hold: HoldState, reference: str, day) -> None:
        """Put a hold in force; an older one ends. A number that is known already changes nothing."""
        if hold.cycle <= max(file.hold_ids.mapped("cycle"), default=0):
            return
        file.hold_ids._end(day)
        self.create(
            {
                "account_id": file.id,
                "cycle": hold.cycle,
                "level": int(hold.level),
                "proposal": hold.proposal,
                "since": day,
                "reference": reference,
            }
        )

    def _end(self, day, cycle: int | None = None) -> None:
        """End what is in force of these; with a number, that one only."""
        running = self.filtered(lambda each: not each.ended_on and cycle in {None, each.cycle})
        running.ended_on = day
