"""A held customer in the web shop."""

from odoo import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.relance_sale.tests.common import OrdersCase

_TEXT = "This order needs our confirmation. We will contact you shortly."


@tagged("post_install", "-at_install")
class TestShop(OrdersCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.env["website"].search([], limit=1).company_id = self.company
        self.customer.write(
            {"street": "1 Main St", "city": "Paris", "zip": "75001", "country_id": self.env.ref("base.fr").id}
        )
        self.buyer = new_test_user(
            self.env, login="buyer", groups="base.group_portal", company_id=self.company.id
        )
        self.buyer.partner_id.write(
            {"parent_id": self.customer.id, "phone": "+33 1", "street": "1 Main St", "city": "Paris"}
        )
        self.authenticate("buyer", "buyer")

    def goods(self, price):
        made = self.env["product.template"].create(
            {
                "name": "Bolt",
                "list_price": price,
                "type": "service",
                "is_published": True,
                "taxes_id": [Command.clear()],
            }
        )
        return made.product_variant_id

    def put_in_cart(self, product):
        values = {
            "product_template_id": product.product_tmpl_id.id,
            "product_id": product.id,
            "quantity": 1,
        }
        self.make_jsonrpc_request("/shop/cart/add", values)
        self.env.invalidate_all()
        orders = self.env["sale.order"].search([("website_id", "!=", False)])
        return orders.filtered(lambda each: each.partner_id.commercial_partner_id == self.customer)

    def test_what_costs_nothing_waits_and_is_no_cart_any_more(self):
        self.hold()
        product = self.goods(0)
        order = self.put_in_cart(product)
        self.assertEqual(len(order), 1)
        self.url_open("/shop/checkout")
        page = self.url_open("/shop/payment/validate", {"csrf_token": Request.csrf_token(self)})
        self.assertIn(order.name, page.text)
        self.assertIn(_TEXT, page.text)
        self.assertNotIn("days late", page.text)
        self.assertEqual(order.state, "sent")
        self.assertIn("30 days late", order.activity_ids.note)
        self.assertEqual(len(self.put_in_cart(product)), 2)

    def test_what_is_to_be_paid_later_waits_and_what_is_paid_is_confirmed(self):
        self.hold()
        order = self.put_in_cart(self.goods(120))
        method = self.env["payment.method"].with_context(active_test=False).search([], limit=1)
        values = {"name": "Later", "code": "custom", "company_id": self.company.id}
        # Odoo confirms what is paid on delivery at once.
        provider = self.env["payment.provider"].create({**values, "custom_mode": "cash_on_delivery"})
        self.assertEqual(order.amount_total, 120)
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "offline",
                "reference": order.name,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        self.env["mail.template"].search([]).report_template_ids = [Command.clear()]
        transaction._set_pending()
        transaction._post_process()
        self.assertEqual((order.state, order.relance_waiting), ("sent", True))
        self.assertIn("30 days late", order.activity_ids.note)
        transaction._set_done()
        self.env.invalidate_all()
        transaction._check_amount_and_confirm_order()
        self.assertEqual((order.state, order.relance_waiting), ("sale", False))

    def test_who_is_not_held_reads_nothing_of_it(self):
        order = self.put_in_cart(self.goods(0))
        self.url_open("/shop/checkout")
        page = self.url_open("/shop/payment/validate", {"csrf_token": Request.csrf_token(self)})
        self.assertIn(order.name, page.text)
        self.assertNotIn(_TEXT, page.text)
        self.assertEqual(order.state, "sale")
