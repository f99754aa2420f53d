from relance_sync.ports import EffectKind
from relance_sync.rules.hold_rules import Level

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.relance.tests.test_outside import OutsideCase

from .common import OrdersCase


@tagged("post_install", "-at_install")
class TestOrdersHeldFromOutside(OutsideCase, OrdersCase):
    def test_a_hold_from_outside_stops_orders_and_its_release_lets_them_go(self):
        order = self.order()
        self.deliver(self.held())
        order.invalidate_recordset()
        self.assertEqual(order.relance_level, "hold")
        with self.assertRaisesRegex(UserError, "Because it is late"):
            order.action_confirm()
        self.deliver(self.effect(EffectKind.RELEASE, "release", hold_cycle=1))
        order.invalidate_recordset()
        self.assertEqual(order.relance_level, "none")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_rules_in_odoo_are_not_asked(self):
        self.bill(amount=9000, late=75)
        self.deliver(self.effect(EffectKind.NOTE, "note"))
        order = self.order()
        self.assertEqual(order.relance_level, "none")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_warning_from_outside_is_shown_and_stops_nothing(self):
        self.deliver(self.held(level=Level.WARN))
        order = self.order()
        self.assertEqual(order.relance_level, "warn")
        self.assertIn("Because it is late", order.relance_text)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_manager_lets_one_order_go_on(self):
        self.deliver(self.held())
        order, other = self.order(), self.order()
        self.release(order)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        with self.assertRaises(UserError):
            other.action_confirm()
