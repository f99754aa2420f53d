from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import OrdersCase


@tagged("post_install", "-at_install")
class TestOrders(OrdersCase):
    def test_a_customer_in_good_standing_is_not_held_up(self):
        self.bill(amount=100, late=-10)
        order = self.order()
        self.assertEqual((order.relance_level, order.relance_text), ("none", ""))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_held_customers_order_is_refused_with_the_reason(self):
        self.hold()
        order = self.order()
        self.assertEqual(order.relance_level, "hold")
        self.assertIn("30 days late", order.relance_text)
        with self.assertRaisesRegex(UserError, "orders of Bolt & Nuts are held.*30 days late"):
            order.action_confirm()

    def test_the_banner_is_there_from_the_first_line_on(self):
        self.hold()
        form = Form(self.env["sale.order"].with_user(self.seller).with_company(self.company))
        form.partner_id = self.customer
        self.assertEqual(form.relance_level, "none")
        with form.order_line.new() as line:
            line.product_id = self.product_a
        self.assertEqual(form.relance_level, "hold")

    def test_odoos_warning_does_not_say_again_what_the_banner_says(self):
        self.env["res.config.settings"].create({"group_warning_sale": True}).execute()
        self.customer.sale_warn_msg = "Ask for Ada."
        self.hold()
        self.assertIn("30 days late", self.customer.sale_warn_msg)
        self.assertEqual(self.order().sale_warning_text, "Bolt & Nuts - Ask for Ada.")
        self.customer.sale_warn_msg = self.customer.sale_warn_msg.replace("Ask for Ada.\n", "")
        self.assertFalse(self.order().sale_warning_text)

    def test_the_banner_writes_nothing_and_leaves_the_form_alone(self):
        form = Form(self.env["sale.order"].with_user(self.seller).with_company(self.company))
        form.partner_id = self.customer
        for product in (self.product_a, self.product_b):
            with form.order_line.new() as line:
                line.product_id = product
        self.assertEqual(form.save().partner_id, self.customer)
        self.assertFalse(self.file())

    def test_a_copy_and_a_reopened_order_are_held_too(self):
        order = self.order()
        order.action_confirm()
        self.hold()
        with self.assertRaises(UserError):
            order.copy().action_confirm()
        order._action_cancel()
        order.action_draft()
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_payment_ends_it_without_a_run(self):
        move = self.bill(amount=9000, late=75)
        self.sync()
        order = self.order()
        self.assertEqual(order.relance_level, "hold")
        self.pay(move)
        order.invalidate_recordset()
        self.assertEqual(order.relance_level, "none")
        order.action_confirm()

    def test_observe_shows_and_stops_nothing(self):
        self.company.relance_mode = "observe"
        self.hold()
        order = self.order()
        self.assertEqual(order.relance_level, "hold")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_for_a_natural_person_it_is_only_proposed(self):
        person = self.env["res.partner"].create({"name": "Ada Bolt", "is_company": False})
        self.hold(partner=person)
        self.assertEqual(self.file(person).hold, "proposed")
        order = self.order(partner=person)
        self.assertEqual(order.relance_level, "warn")
        self.assertIn("“Confirm the Hold”", " ".join(person.activity_ids.mapped("note")))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_person_is_held_once_a_manager_confirms_it_and_not_beyond_its_end(self):
        person = self.env["res.partner"].create({"name": "Ada Bolt", "is_company": False})
        self.hold(partner=person)
        file = self.file(person).with_user(self.manager)
        form = Form(
            self.env["relance.approval"]
            .with_user(self.manager)
            .with_context(**file.action_approve()["context"])
        )
        with self.assertRaises(AssertionError, msg="a hold is not confirmed by leaving a form"):
            form.save()
        form.note = "Three letters without an answer"
        approval = form.save()
        self.assertEqual((approval.user_id, self.file(person).hold), (self.manager, "hold"))
        order = self.order(partner=person)
        with self.assertRaisesRegex(UserError, "creditmanager"):
            order.action_confirm()
        approval.action_end()
        self.assertEqual(self.file(person).hold, "proposed")
        order.action_confirm()
        with self.assertRaises(AccessError):
            self.env["relance.approval"].with_user(self.controller).create({"account_id": file.id})

    def test_a_manager_releases_one_order_with_a_reason_and_an_end(self):
        self.hold()
        order, other = self.order(), self.order()
        wizard = self.env["relance.order.release"].with_user(self.manager)
        until = self.today + timedelta(days=3)
        made = wizard.create(
            {"order_id": order.id, "reason": "The bank confirmed the transfer", "until": until}
        )
        made.action_release()
        override = self.file().override_ids
        self.assertEqual((override.user_id, override.until), (self.manager, until))
        self.assertIn("The bank confirmed the transfer", order.message_ids[0].body)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        with self.assertRaises(UserError):
            other.action_confirm()

    def test_only_a_manager_releases(self):
        self.hold()
        order = self.order()
        for user in (self.seller, self.controller):
            with self.assertRaises(AccessError):
                self.env["relance.order.release"].with_user(user).create(
                    {"order_id": order.id, "reason": "Please", "until": self.today}
                )
