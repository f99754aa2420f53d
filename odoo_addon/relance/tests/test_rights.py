from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestRights(RelanceCase):
    def test_company_a_never_sees_b(self):
        self.bill(amount=5000, late=20)
        self.sync()
        elsewhere = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, login="stranger", groups="relance.group_credit_controller", company_id=elsewhere.id
        )
        for model in ("relance.account", "relance.decision", "relance.receipt", "relance.calibration"):
            found = self.env[model].with_user(stranger).search([])
            self.assertFalse(found, model)
        with self.assertRaises(AccessError):
            self.file().with_user(stranger).read(["overdue"])

    def test_without_the_group_nothing_is_seen_or_run(self):
        self.bill(amount=5000, late=20)
        self.sync()
        clerk = new_test_user(self.env, login="clerk19", groups="base.group_user", company_id=self.company.id)
        for call in (
            lambda accounts: accounts.search([]),
            lambda accounts: accounts.action_sync(),
            lambda accounts: accounts.env["relance.sync"].action_preview(),
        ):
            with self.assertRaises(AccessError):
                call(self.env["relance.account"].with_user(clerk))

    def test_a_controller_may_not_release(self):
        self.bill(amount=5000, late=20)
        self.sync()
        values = {"account_id": self.file().id, "until": self.today, "reason": "Friend of mine"}
        with self.assertRaises(AccessError):
            self.env["relance.override"].with_user(self.controller).create(values)

    def test_the_button_on_the_customer_opens_its_file(self):
        self.bill(amount=5000, late=20)
        action = (
            self.customer.with_user(self.controller).with_company(self.company).action_open_relance_account()
        )
        file = self.env["relance.account"].browse(action["res_id"])
        self.assertEqual((file.partner_id, file.overdue), (self.customer, 5000))
        self.assertTrue(self.customer.with_user(self.controller).with_company(self.company).relance_stage)
