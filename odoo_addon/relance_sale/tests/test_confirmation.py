from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .common import OrdersCase


@tagged("post_install", "-at_install")
class TestConfirmation(OrdersCase):
    def test_it_is_refused_over_the_api_with_the_reason(self):
        self.hold()
        order = self.order(user=self.env.ref("base.user_admin"))
        with self.assertRaisesRegex(UserError, f"{order.name} waits: .*30 days late"):
            order.with_context({}).action_confirm()  # pylint: disable=context-overridden
        self.assertEqual(order.state, "draft")

    def test_asking_about_an_order_takes_few_queries(self):
        self.hold()
        order = self.order()
        order._relance_answers()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertFalse(order._relance_answers()[order].go)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 65)

    def test_who_writes_the_state_is_asked_as_well(self):
        self.hold()
        with self.assertRaisesRegex(UserError, "waits"):
            self.order().write({"state": "sale"})

    def test_what_odoo_itself_refuses_it_refuses_first(self):
        order = self.confirmed()
        self.hold()
        with self.assertRaisesRegex(UserError, "not in a state requiring confirmation"):
            order.action_confirm()

    def test_who_confirms_many_reads_of_all_that_wait(self):
        other = self.env["res.partner"].create({"name": "Prompt Ltd", "is_company": True})
        self.hold()
        orders = self.order() + self.order(partner=other) + self.order()
        with self.assertRaises(UserError) as refused:
            orders.action_confirm()
        said = str(refused.exception)
        self.assertEqual([order.name in said for order in orders], [True, False, True])
        self.assertEqual(set(orders.mapped("state")), {"draft"})

    def test_confirmed_together_they_are_counted_together(self):
        self.limit(500.0)
        first, second = self.order(), self.order()
        with self.assertRaises(UserError) as refused:
            (first + second).action_confirm()
        self.assertNotIn(f"{first.name} waits", str(refused.exception))
        self.assertIn(f"{second.name} waits", str(refused.exception))
        first.action_confirm()
        with self.assertRaises(UserError):
            second.action_confirm()

    def test_a_held_quotation_is_sent(self):
        self.hold()
        order = self.order()
        action = order.action_quotation_send()
        composer = self.env["mail.compose.message"].with_user(self.seller).with_context(**action["context"])
        composer.create({"subject": "Offer", "body": "As discussed"})._action_send_mail()
        self.assertEqual(order.state, "sent")

    def test_a_hold_is_of_one_company(self):
        second = self.setup_other_company(name="Second")["company"]
        strict = self.env.ref("relance.policy_strict")
        second.write({"relance_mode": "assist", "relance_policy_id": strict.id})
        self.env.user.company_ids += second
        self.hold()
        there = self.env["sale.order"].with_company(second)
        there = there.create(
            {"partner_id": self.customer.id, "company_id": second.id, "order_line": [self.line(300.0)]}
        )
        self.assertEqual(there.relance_level, "none")
        # The company in which one works does not matter, that of the order does.
        here = self.order(user=self.env.user).with_company(second)
        with self.assertRaises(UserError):
            here.action_confirm()
        there.with_company(self.company).action_confirm()
        self.assertEqual(there.state, "sale")

    def test_an_order_of_an_address_is_one_of_its_company(self):
        self.hold()
        site = self.env["res.partner"].create(
            {"name": "Building site", "parent_id": self.customer.id, "type": "invoice"}
        )
        with self.assertRaises(UserError):
            self.order(partner=site).action_confirm()


@tagged("post_install", "-at_install")
class TestPaid(AccountPaymentCommon, OrdersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider.journal_id.inbound_payment_method_line_ids.filtered(
            lambda each: each.payment_provider_id == cls.provider
        ).payment_account_id = cls.inbound_payment_method_line.payment_account_id

    def paid(self, order, amount, state="done", **values):
        """Let the customer pay online, and Odoo do what follows."""
        transaction = self._create_transaction(
            flow="direct",
            amount=amount,
            currency_id=order.currency_id.id,
            partner_id=order.partner_id.id,
            sale_order_ids=[Command.set(order.ids)],
            reference=f"{order.name} {state}",
            state=state,
            **values,
        )
        transaction.sudo()._post_process()
        order.invalidate_recordset()
        return transaction

    def test_a_payment_confirms_a_held_customers_order(self):
        self.hold()
        order = self.order()
        self.assertEqual(order.relance_level, "hold")
        self.paid(order, 300.0)
        self.assertEqual(order.state, "sale")

    def test_so_does_one_that_is_authorized(self):
        self.hold()
        order = self.order()
        self.provider.support_manual_capture = "full_only"
        self.provider.capture_manually = True
        self.paid(order, 300.0, state="authorized")
        self.assertEqual(order.state, "sale")

    def test_so_does_the_part_that_was_asked_for(self):
        self.hold()
        order = self.order(require_payment=True, prepayment_percent=0.3)
        self.paid(order, 90.0)
        self.assertEqual(order.state, "sale")

    def test_too_little_confirms_nothing(self):
        self.hold()
        order = self.order(require_payment=True, prepayment_percent=0.3)
        self.paid(order, 50.0)
        self.assertNotEqual(order.state, "sale")
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_a_payment_is_invoiced_at_once_where_that_is_set(self):
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", "True")
        self.hold()
        order = self.order()
        transaction = self.paid(order, 300.0)
        self.assertEqual(transaction.invoice_ids.state, "posted")

    def test_that_a_payment_is_required_is_no_payment(self):
        self.hold()
        order = self.order(require_payment=True)
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_what_is_paid_whole_is_raised_by_nothing(self):
        self.hold()
        order = self.order()
        self.paid(order, 300.0)
        order.order_line.price_unit = 200.0
        order.order_line.price_unit = 300.0
        with self.assertRaises(UserError):
            order.order_line.price_unit = 301.0
