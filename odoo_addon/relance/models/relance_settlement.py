"""A settlement: if the customer pays a part by a day, the rest of what it covers is waived.

Once it is kept a colleague is told to book a credit note (the rules' alert); nothing is booked here.
"""

from relance_sync.rules.agreements import Settlement

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelanceSettlement(models.Model):
    _name = "relance.settlement"
    _description = "Settlement"
    _inherit = "relance.debt.agreement"
    _rec_name = "due"

    due = fields.Date(string="Pays By", required=True, help="Last day of payment.")
    pays = fields.Monetary(required=True, help="What the customer pays; the rest is waived.")
    waived = fields.Monetary(compute="_compute_waived", help="What nobody asks for any more once it is kept.")

    @api.depends("pays", "open_amount", "open_now")
    def _compute_waived(self):
        for each in self:
            each.waived = max((each.open_amount if each._origin else each.open_now) - each.pays, 0)

    @api.constrains("due", "made_on", "pays", "open_amount")
    def _check_settlement(self):
        for each in self:
            if each.due < each.made_on:
                raise ValidationError(self.env._("A settlement is about a day to come."))
            if each.currency_id.compare_amounts(each.pays, 0) <= 0:
                raise ValidationError(self.env._("Say what the customer pays."))
            if each.currency_id.compare_amounts(each.pays, each.open_amount) >= 0:
                raise ValidationError(
                    self.env._(
                        "Nothing would be waived: %s are open. For all of it record a promise.",
                        each._money_words(each.open_amount),
                    )
                )
        self._refuse_second()

    def _recorded_words(self) -> str:
        return self.env._(
            "Settlement recorded: pays %(pays)s by %(due)s, then %(rest)s are waived.",
            pays=self._money_words(self.pays),
            due=self._day(self.due),
            rest=self._money_words(self.waived),
        )

    def _ended_words(self) -> str:
        return self.env._(
            "Settlement of %s ended. What is still open is chased again.", self._day(self.made_on)
        )

    def _rule(self) -> Settlement:
        return Settlement(due=self.due, pays=self._money(self.pays), **self._debt())
