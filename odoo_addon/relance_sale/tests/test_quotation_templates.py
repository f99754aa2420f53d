from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import OrdersCase


@tagged("post_install", "-at_install")
class TestQuotationTemplates(OrdersCase):
    """Quotations that are made from a template of Odoo's, with its lines and its way to be confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product_a.write({"lst_price": 300.0, "taxes_id": [Command.clear()]})
        cls.template = cls.env["sale.order.template"].create(
            {
                "name": "Usual order",
                "company_id": cls.company.id,
                "require_signature": True,
                "sale_order_template_line_ids": [
                    Command.create({"product_id": cls.product_a.id, "product_uom_qty": 2}),
                ],
            }
        )

    def quotation(self):
        """Choose the template in the form, as a salesperson does."""
        form = Form(self.env["sale.order"].with_user(self.seller).with_company(self.company))
        form.partner_id = self.customer
        form.sale_order_template_id = self.template
        return form.save()

    def test_its_lines_are_asked_about_from_the_beginning(self):
        self.hold()
        order = self.quotation()
        self.assertEqual((order.amount_untaxed, order.relance_level), (600.0, "hold"))
        with self.assertRaisesRegex(UserError, "waits: .*30 days late"):
            order.action_confirm()

    def test_what_it_brings_counts_against_the_limit(self):
        self.limit(500.0)
        order = self.quotation()
        self.assertEqual(order.relance_level, "hold")
        order.order_line.product_uom_qty = 1
        order.invalidate_recordset()
        self.assertEqual(order.relance_level, "none")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
