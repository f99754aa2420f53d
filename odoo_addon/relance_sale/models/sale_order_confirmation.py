"""Before an order is confirmed the rules are asked: colleagues read the reasons, customers a polite text."""

from relance_sync.rules.order_check import OrderAnswer

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.http import request


class SaleOrder(models.Model):
    _inherit = "sale.order"

    relance_waiting = fields.Boolean(
        string="Accepted, but Held",
        readonly=True,
        copy=False,
        help="The customer accepted it, but orders of the customer are held: it waits for us.",
    )

    def write(self, vals):
        # Whatever confirms an order writes this, all of them at once, and before anything follows from it.
        if vals.get("state") == "sale":
            asked = self.filtered(lambda order: order.state != "sale")
            asked._relance_refuse()
            asked._relance_take_turn()
        if vals.get("state") in {"sale", "cancel"}:
            vals = {**vals, "relance_waiting": False}
        return super().write(vals)

    def _validate_order(self):
        """Leave a customer's order that must wait as it is, signed: somebody of ours looks at it."""
        waiting = self._relance_leave_waiting() if self._relance_customer_asks() else self.browse()
        if self - waiting:
            return super(SaleOrder, self - waiting)._validate_order()
        return None

    def action_confirm(self):
        """Leave an order that must wait as it is where a payment confirms it: nobody reads a refusal."""
        waiting = self.browse()
        if self.env.context.get("relance_leaves_waiting"):
            waiting = self._relance_leave_waiting()
        return super(SaleOrder, self - waiting).action_confirm() if self - waiting or not self else True

    def _relance_leave_waiting(self):
        """Return the orders that must wait, each told to whom it belongs."""
        answers = self.filtered(lambda each: each._relance_stops())._relance_answers()
        waiting = self.browse().union(*(order for order, answer in answers.items() if not answer.go))
        # A draft is still the customer's cart in the shop: what was ordered is one no more.
        waiting.filtered(lambda each: each.state == "draft").action_quotation_sent()
        waiting.relance_waiting = True
        for order in waiting:
            order._relance_tell_seller()
        return waiting

    def _relance_customer_asks(self) -> bool:
        """Tell whether a customer is at the other end, in the portal or the shop."""
        # There all is done as superuser: who asks, only the request knows.
        user = request.env.user if request and request.env else self.env.user
        return user.share

    def _relance_refuse(self) -> None:
        """Say of all of these that may not go on why not, each asked with those before it confirmed.

        Raises:
            UserError: There are some.
        """
        stopping = self.filtered(lambda each: each._relance_stops())
        answers = stopping._relance_answers(in_turn=True)
        said = [order._relance_refusal(answer) for order, answer in answers.items() if not answer.go]
        if said:
            raise UserError("\n\n".join(dict.fromkeys(said)))

    def _relance_refusal(self, answer: OrderAnswer) -> str:
        if self._relance_customer_asks():
            # The customer reads this: what we know of its debts is for colleagues.
            polite = self.with_context(lang=self._get_lang())
            return polite.env._("This order needs our confirmation. We will contact you shortly.")
        values = {
            "order": self.name,
            "customer": self._relance_debtor().name,
            "why": self._relance_sentences(answer),
        }
        if self.state == "sale":
            return self.env._(
                "%(order)s cannot be raised: orders of %(customer)s are held. %(why)s A credit manager can"
                " release it.",
                **values,
            )
        return self.env._(
            "%(order)s waits: orders of %(customer)s are held. %(why)s A credit manager can release it.",
            **values,
        )

    def _relance_take_turn(self) -> None:
        """Come after whoever confirms or raises an order of the same customer at this moment."""
        stopping = self.filtered(lambda each: each._relance_stops())
        # Nobody has rights to it; it is no record anybody sees.
        turns = self.env["relance.turn"].sudo()
        for company, orders in stopping.grouped("company_id").items():
            turns._take(orders.partner_invoice_id.commercial_partner_id, company)

    def _relance_tell_seller(self) -> None:
        """Leave an activity with the reasons to whom the order belongs."""
        responsible = self.user_id or self.company_id.sudo()._relance_responsible()
        # The customer acts here; the reasons are for colleagues.
        order = self.with_context(lang=self.company_id._relance_lang())
        answer = order._relance_answers().get(order)
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=responsible.id or False,
            summary=order.env._("The customer accepted; the order waits"),
            note=order._relance_sentences(answer) if answer else False,
        )
