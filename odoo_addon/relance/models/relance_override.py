"""A named person lets a held customer's orders go on, for a reason and until a day."""

from relance_sync.rules.account import HoldOverride

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelanceOverride(models.Model):
    _name = "relance.override"
    _description = "Release of a Held Order"
    _inherit = "relance.agreement"
    _names_source = False
    _rec_name = "reason"

    user_id = fields.Many2one(
        "res.users", string="Released By", required=True, default=lambda self: self.env.user, readonly=True
    )
    day = fields.Date(required=True, default=lambda self: self._today(), readonly=True)
    until = fields.Date(required=True)
    reason = fields.Char(required=True)
    order_ref = fields.Char(readonly=True, help="Number of the one order; empty for all of them.")

    @api.constrains("day", "until")
    def _check_until(self):
        if any(each.until < each.day for each in self):
            raise ValidationError(self.env._("A release ends on a day to come."))

    def _runs(self, today) -> bool:
        return self._rule().runs(today)

    def _recorded_words(self) -> str:
        return self.env._(
            "%(by)s lets %(orders)s go on until %(until)s: %(reason)s",
            by=self.user_id.name,
            orders=self._orders(),
            until=self._day(self.until),
            reason=self.reason,
        )

    def _ended_words(self) -> str:
        return self.env._("Release of %s taken back.", self._orders())

    def _orders(self) -> str:
        """Name the orders it is about."""
        return self.env._("one order") if self.order_ref else self.env._("all orders")

    def _rule(self) -> HoldOverride:
        shared = self._shared()
        return HoldOverride(
            id=shared["id"],
            customer=shared["customer"],
            by=self.user_id.name,
            reason=self.reason,
            day=self.day,
            until=self.until,
            order=self.order_ref or None,
            closed_on=shared["closed_on"],
        )
