from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import OrdersCase

_TEXT = "This order needs our confirmation. We will contact you shortly."
# The smallest picture there is: one white dot.
_IMAGE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestPortal(OrdersCase, HttpCase):
    def sign(self, order):
        """Sign as the customer who followed the link in the mail, and return the page that shows then."""
        order = order.sudo()
        order.write({"require_signature": True, "state": "sent"})
        token = order._portal_ensure_token()
        answer = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": token, "name": "Ada Bolt", "signature": _IMAGE},
        )
        order.invalidate_recordset()
        return self.url_open(answer["redirect_url"]).text

    def test_what_a_held_customer_signs_waits_politely(self):
        self.hold()
        order = self.order(user_id=self.seller.id)
        page = self.sign(order)
        self.assertEqual((order.state, order.signed_by), ("sent", "Ada Bolt"))
        self.assertIn(_TEXT, page)
        for reason in ("held", "days late", "9,000"):
            self.assertNotIn(reason, page)
        activity = order.activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.assertIn("30 days late", activity.note)

    def test_what_a_held_customer_orders_for_nothing_in_the_shop_is_no_cart_any_more(self):
        self.hold()
        order = self.order(user_id=self.seller.id)
        public = self.env.ref("base.public_user")
        order.with_user(public).sudo()._validate_order()
        self.assertEqual(order.state, "sent")
        self.assertIn("30 days late", order.activity_ids.note)

    def test_what_another_one_signs_is_confirmed(self):
        order = self.order()
        self.assertNotIn(_TEXT, self.sign(order))
        self.assertEqual(order.state, "sale")

    def test_the_polite_text_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"].search([("name", "=", "relance_sale")])._update_translations(["fr_FR"])
        self.customer.lang = "fr_FR"
        self.hold()
        public = self.env.ref("base.public_user")
        with self.assertRaises(UserError) as refused:
            self.order().with_user(public).sudo().action_confirm()
        self.assertIn("Nous vous", str(refused.exception))
