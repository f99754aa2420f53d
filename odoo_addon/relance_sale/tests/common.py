from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.relance.tests.common import RelanceCase


class OrdersCase(RelanceCase):
    """A salesperson without accounting rights and a credit manager, and orders of the customer."""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("sales_team.group_sale_manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            login="seller",
            groups="base.group_user,sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
        )
        cls.manager = new_test_user(
            cls.env,
            login="creditmanager",
            groups="base.group_user,sales_team.group_sale_salesman,relance.group_credit_manager",
            company_id=cls.company.id,
        )

    @classmethod
    def line(cls, amount, **values):
        """Return the command that makes an untaxed order line of this amount."""
        return Command.create(
            {"product_id": cls.product_a.id, "price_unit": amount, "tax_ids": [Command.clear()], **values}
        )

    @classmethod
    def order(cls, partner=None, amount=300.0, user=None, **values):
        """Make a quotation of one line, seen by the salesperson."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "company_id": cls.company.id,
                "order_line": [cls.line(amount)],
                **values,
            }
        )
        return order.with_user(user or cls.seller)

    @classmethod
    def confirmed(cls, **values):
        """Make an order and confirm it, while nothing speaks against it."""
        order = cls.order(**values)
        order.action_confirm()
        return order

    @classmethod
    def hold(cls, partner=None):
        """Let the customer be so late that its orders are held."""
        bill = cls.bill(amount=9000, late=75, partner=partner)
        cls.sync()
        return bill

    @classmethod
    def limit(cls, amount, partner=None):
        """Give the customer a credit limit."""
        partner = (partner or cls.customer).with_company(cls.company)
        cls.company.account_use_credit_limit = True
        partner.write({"use_partner_credit_limit": True, "credit_limit": amount})

    @classmethod
    def release(cls, order):
        """Release one order as the credit manager."""
        wizard = cls.env["relance.order.release"].with_user(cls.manager)
        wizard.create({"order_id": order.id, "reason": "The bank confirmed the transfer"}).action_release()
        order.invalidate_recordset()
