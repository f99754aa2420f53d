from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import OrdersCase


@tagged("post_install", "-at_install")
class TestChange(OrdersCase):
    def test_a_confirmed_order_of_a_held_customer_is_not_raised(self):
        order = self.confirmed()
        self.hold()
        with self.assertRaisesRegex(UserError, "cannot be raised: .*30 days late"):
            order.write({"order_line": [self.line(100.0)]})
        with self.assertRaises(UserError):
            order.order_line.price_unit = 301.0
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 2
        with self.assertRaises(UserError):
            self.env["sale.order.line"].with_user(self.seller).create(
                {"order_id": order.id, "product_id": self.product_a.id, "price_unit": 10.0}
            )
        with self.assertRaises(UserError):
            self.env["sale.order.line"].with_user(self.seller).with_context(default_order_id=order.id).create(
                {"product_id": self.product_a.id, "price_unit": 10.0}
            )

    def test_it_is_lowered_and_reworded(self):
        order = self.confirmed()
        self.hold()
        order.order_line.name = "Bolts, galvanised"
        order.write(
            {
                "client_order_ref": "PO 7",
                "order_line": [Command.update(order.order_line.id, {"price_unit": 200.0})],
            }
        )
        self.assertEqual(order.amount_total, 200.0)

    def test_what_counts_is_the_order_when_all_is_written(self):
        order = self.confirmed()
        self.hold()
        swap = [self.line(250.0), Command.update(order.order_line.id, {"product_uom_qty": 0})]
        order.write({"order_line": swap})
        self.assertEqual(order.amount_total, 250.0)

    def test_the_form_says_why_it_is_not_saved(self):
        order = self.confirmed()
        self.hold()
        form = Form(order.with_company(self.company))
        self.assertEqual(form.relance_level, "hold")
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 5
        with self.assertRaisesRegex(UserError, "cannot be raised"):
            form.save()

    def test_it_is_raised_up_to_the_credit_limit_and_not_beyond(self):
        self.limit(500.0)
        order = self.confirmed(amount=400.0)
        order.order_line.price_unit = 500.0
        with self.assertRaisesRegex(UserError, "cannot be raised"):
            order.order_line.price_unit = 600.0

    def test_what_was_invoiced_of_it_counts_once(self):
        self.limit(500.0)
        order = self.confirmed(amount=400.0)
        order.sudo()._create_invoices().action_post()
        order.write({"order_line": [self.line(100.0)]})
        with self.assertRaises(UserError):
            order.write({"order_line": [self.line(1.0)]})

    def test_a_released_order_is_raised(self):
        order = self.confirmed()
        self.hold()
        self.release(order)
        order.order_line.price_unit = 400.0
        self.assertEqual(order.amount_total, 400.0)

    def test_it_is_not_passed_on_to_a_customer_who_is_held(self):
        other = self.env["res.partner"].create({"name": "Late Ltd", "is_company": True})
        order = self.confirmed()
        self.hold(partner=other)
        with self.assertRaisesRegex(UserError, "Late Ltd"):
            order.partner_invoice_id = other

    def test_a_quotation_is_raised(self):
        self.hold()
        order = self.order()
        order.order_line.price_unit = 9000.0
        self.assertEqual(order.relance_level, "hold")

    def test_a_context_from_outside_does_not_switch_it_off(self):
        order = self.confirmed()
        self.hold()
        for said in (True, "object", 1):
            with self.assertRaises(UserError):
                order.with_context(relance_watched=said).write({"order_line": [self.line(100.0)]})

    def test_observe_lets_it_be_raised(self):
        order = self.confirmed()
        self.company.relance_mode = "observe"
        self.hold()
        order.order_line.price_unit = 400.0
        self.assertEqual((order.amount_total, order.relance_level), (400.0, "hold"))

    def test_what_is_invoiced_whole_bears_no_banner(self):
        order = self.confirmed()
        self.hold()
        self.assertEqual(order.relance_level, "hold")
        order.sudo()._create_invoices().action_post()
        order.invalidate_recordset()
        self.assertEqual(order.relance_level, "none")

    def test_what_was_confirmed_is_invoiced(self):
        order = self.confirmed()
        self.hold()
        wizard = self.env["sale.advance.payment.inv"].create(
            {"sale_order_ids": order.ids, "advance_payment_method": "percentage", "amount": 50}
        )
        wizard._create_invoices(order.sudo()).action_post()
        order.sudo()._create_invoices(final=True).action_post()
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(sum(order.sudo().invoice_ids.mapped("amount_total")), 300.0)
