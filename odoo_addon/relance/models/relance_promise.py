"""A customer's word to pay by a day. Whether it was kept is worked out by the rules, never entered."""

from relance_sync.rules.agreements import Promise

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelancePromise(models.Model):
    _name = "relance.promise"
    _description = "Promise to Pay"
    _inherit = "relance.debt.agreement"
    _rec_name = "due"

    due = fields.Date(string="Pays By", required=True)
    amount = fields.Monetary(help="Leave empty for everything that is open.")

    @api.constrains("due", "made_on", "amount")
    def _check_promise(self):
        for each in self:
            if each.due < each.made_on:
                raise ValidationError(self.env._("A promise is about a day to come."))
            if each.amount < 0:
                raise ValidationError(self.env._("A promised amount is above zero, or empty for all."))

    def _recorded_words(self) -> str:
        amount = self._money_words(self.amount or self.open_amount)
        return self.env._(
            "Promise recorded: pays %(amount)s by %(due)s.", amount=amount, due=self._day(self.due)
        )

    def _ended_words(self) -> str:
        return self.env._("Promise withdrawn (%s).", self._day(self.due))

    def _rule(self) -> Promise:
        amount = self._money(self.amount) if self.amount else None
        return Promise(due=self.due, amount=amount, **self._debt())
