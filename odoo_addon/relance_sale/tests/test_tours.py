from odoo.tests import tagged

from odoo.addons.relance.tests.test_tours import TourCase

from .common import OrdersCase


@tagged("post_install", "-at_install")
class TestOrderTours(OrdersCase, TourCase):
    def setUp(self):
        super().setUp()
        self.hold()

    def test_a_salesperson_is_refused(self):
        order = self.order()
        self.tour(f"/odoo/orders/{order.id}", "relance_sale_refused", self.seller)
        self.assertEqual(order.state, "draft")

    def test_a_manager_releases(self):
        order = self.order(user_id=self.manager.id)
        self.tour(f"/odoo/orders/{order.id}", "relance_sale_released", self.manager)
        order.invalidate_recordset()
        self.assertEqual(order.state, "sale")
