from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..inside import office

# A Wednesday, on which nothing is closed, and the night after it.
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 22, tzinfo=UTC)


class RelanceCase(AccountTestInvoicingCommon):
    """A company of its own that Relance assists, and a customer that is a business."""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("relance.group_credit_manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        strict = cls.env.ref("relance.policy_strict")
        cls.company.write({"relance_mode": "assist", "relance_policy_id": strict.id})
        cls.today = fields.Date.context_today(cls.company.with_context(tz="UTC"))
        cls.customer = cls.env["res.partner"].create(
            {"name": "Bolt & Nuts", "is_company": True, "email": "bolt@example.com", "phone": "+33 1 23"}
        )
        cls.controller = new_test_user(
            cls.env,
            login="controller",
            groups="base.group_user,base.group_partner_manager,relance.group_credit_controller",
            company_id=cls.company.id,
        )

    @classmethod
    def bill(cls, amount=1000.0, late=0, partner=None):
        """Post an invoice that is so many days late today."""
        due = cls.today - timedelta(days=late)
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Bolts", "price_unit": amount, "tax_ids": [Command.clear()]})
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def pay(cls, move, day=None):
        """Register the payment of an invoice in full."""
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"payment_date": day or cls.today})._create_payments()

    @classmethod
    def follow(cls, text, company=None):
        """Let a company follow an own policy, given as `policy.toml`."""
        company = company or cls.company
        wizard = cls.env["relance.policy.import"].create({"name": "Own", "text": text})
        policy = cls.env["relance.policy"].browse(wizard.action_load()["res_id"])
        policy.company_id = company
        company.relance_policy_id = policy
        return policy

    @classmethod
    def follow_nonsense(cls, company):
        """Let a company follow a policy that cannot be read, as an upgrade may leave one."""
        unchecked = cls.env["relance.policy"].with_context(relance_policy_within=True)
        company.relance_policy_id = unchecked.create({"name": "x", "company_id": company.id, "more": "x"})

    @classmethod
    def sync(cls):
        """Press the button, as the controller, and return the message."""
        accounts = cls.env["relance.account"].with_user(cls.controller).with_company(cls.company)
        return accounts.action_sync()["params"]["message"]

    @classmethod
    def file(cls, partner=None):
        """Return the account file of a customer."""
        return cls.env["relance.account"].search(
            [("partner_id", "=", (partner or cls.customer).id), ("company_id", "=", cls.company.id)]
        )

    def committed(self):
        """Do what follows when a transaction of these changes is committed."""
        self.env.cr.flush()
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()


class NoonCase(RelanceCase):
    """The same at noon of a Wednesday, with a company that sends its reminders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(office.Office, "today", NOON.date()))
        cls.startClassPatcher(patch.object(office.Office, "now", lambda _: NOON))
        cls.today = NOON.date()
        cls.company.write({"relance_mode": "auto", "email": "books@ours.example.com"})
        cls.company.relance_responsible_id = cls.controller
