"""Needs `sale_stock`, and for freight `stock_delivery`: run where they are installed."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OrdersCase


@tagged("post_install", "-at_install")
class TestDelivery(OrdersCase):
    def setUp(self):
        super().setUp()
        if "stock.picking" not in self.env:
            self.skipTest("Inventory is not installed.")

    def test_what_was_confirmed_is_delivered(self):
        order = self.confirmed()
        self.hold()
        picking = order.sudo().picking_ids
        picking.move_ids.quantity = 1
        picking.button_validate()
        self.assertEqual((picking.state, order.delivery_status), ("done", "full"))

    def test_more_than_was_ordered_is_delivered_and_not_ordered(self):
        order = self.confirmed()
        self.hold()
        picking = order.sudo().picking_ids
        picking.move_ids.quantity = 3
        picking.button_validate()
        self.assertEqual((order.order_line.qty_delivered, order.amount_total), (3, 300.0))

    def test_freight_known_at_delivery_is_added(self):
        if "is_delivery" not in self.env["sale.order.line"]._fields:
            self.skipTest("Delivery costs are not installed.")
        order = self.confirmed()
        self.hold()
        order.write({"order_line": [self.line(12.0, is_delivery=True)]})
        order.order_line[-1].price_unit = 15.0
        self.assertEqual(order.amount_total, 315.0)
        with self.assertRaises(UserError):
            order.write({"order_line": [self.line(1.0)]})
