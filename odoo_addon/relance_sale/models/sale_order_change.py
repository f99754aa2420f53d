"""A confirmed order is not raised where it could not be confirmed today.

Less, other texts, freight and down payments pass: what was confirmed is delivered and invoiced.
"""

from contextlib import contextmanager

from odoo import api, models

_ORDER = frozenset({"order_line", "partner_id", "partner_invoice_id", "fiscal_position_id"})
_LINE = frozenset(
    {"order_id", "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "tax_ids"}
)
# An object, not True: what comes with the context of a call from outside never is it.
_WATCHED = object()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        if _ORDER.isdisjoint(vals):
            return super().write(vals)
        with self._relance_watch():
            # Lines are written one after the other; what counts is the order when all of them are.
            return super(SaleOrder, self.with_context(relance_watched=_WATCHED)).write(vals)

    @contextmanager
    def _relance_watch(self):
        """Refuse, when all is written, what raised a confirmed order that may not be raised.

        Raises:
            UserError: With the reasons.
        """
        watched = self.browse()
        if self.env.context.get("relance_watched") is not _WATCHED:
            watched = self.filtered(lambda order: order.state == "sale" and order._relance_stops())
        before = {order: order._relance_size() for order in watched}
        yield
        risen = watched.filtered(lambda order: order.state == "sale" and order._relance_rose(*before[order]))
        if risen:
            risen._relance_refuse()
            risen._relance_take_turn()

    def _relance_size(self):
        """Return who owes the order, and its amount without freight: that is known when the goods leave."""
        freight = self.order_line.browse()
        if "is_delivery" in freight._fields:
            freight = self.order_line.filtered("is_delivery")
        return self._relance_debtor(), self.amount_total - sum(freight.mapped("price_total"))

    def _relance_rose(self, debtor, amount) -> bool:
        now, size = self._relance_size()
        return now != debtor or self.currency_id.compare_amounts(size, amount) > 0


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_order_id")
        numbers = {vals.get("order_id", default) for vals in vals_list}
        orders = self.env["sale.order"].browse(filter(None, numbers))
        with orders._relance_watch():
            return super().create(vals_list)

    def write(self, vals):
        if _LINE.isdisjoint(vals):
            return super().write(vals)
        with (self.order_id | self.env["sale.order"].browse(vals.get("order_id")))._relance_watch():
            return super(SaleOrderLine, self.with_context(relance_watched=_WATCHED)).write(vals)
