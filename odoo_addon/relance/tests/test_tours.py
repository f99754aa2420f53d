from unittest import SkipTest

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import file_path

from .common import RelanceCase

# Debian's package of Odoo leaves this library out, and every page says so in the console: an error to a tour.
_LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


class TourCase(HttpCase):
    """Tours through the screens in a real browser. On a machine without one they fail: nothing is skipped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            file_path(_LEFT_OUT)
        except FileNotFoundError:
            cls.env["ir.asset"].create(
                {
                    "name": "Left out",
                    "bundle": "web.assets_backend",
                    "directive": "remove",
                    "path": _LEFT_OUT,
                }
            )

    def tour(self, url, name, user):
        """Let a user go through a tour of `static/tests/tours`."""
        try:
            self.start_tour(url, name, login=user.login)
        except SkipTest as lacking:
            self.fail(f"No browser for tours ({lacking}): install chromium, and websocket-client for Odoo.")


@tagged("post_install", "-at_install")
class TestTours(RelanceCase, TourCase):
    WORKLIST = "/odoo/action-relance.relance_account_action"

    def setUp(self):
        super().setUp()
        self.bill(amount=5000, late=20)

    def test_worklist(self):
        self.sync()
        self.tour(self.WORKLIST, "relance_worklist", self.controller)
        self.assertEqual(len(self.file().pause_ids), 1)

    def test_promise(self):
        self.sync()
        self.tour(self.WORKLIST, "relance_promise", self.controller)
        self.assertEqual(self.file().promise_ids.open_amount, 5000)

    def test_sync_now(self):
        self.tour(self.WORKLIST, "relance_sync_now", self.controller)
        self.assertTrue(self.file().assessed_on)

    def test_dashboard(self):
        self.sync()
        self.tour("/odoo/action-relance.relance_indicator_action", "relance_dashboard", self.controller)

    def test_policy(self):
        manager = new_test_user(
            self.env,
            login="creditmanager",
            groups="base.group_user,relance.group_credit_manager",
            company_id=self.company.id,
        )
        self.tour("/odoo/action-relance.relance_policy_action", "relance_policy", manager)
        policy = self.env["relance.policy"].search([("name", "=", "Wholesale")])
        self.assertEqual(policy.company_id, self.company)
        self.company.relance_policy_id = policy
        self.sync()
        self.assertTrue(self.file().policy_version.startswith(policy._read().version))
