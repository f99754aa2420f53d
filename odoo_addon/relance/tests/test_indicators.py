import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestIndicators(RelanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paid = cls.bill(amount=3000, late=10)
        cls.pay(cls.paid, day=cls.today - timedelta(days=5))
        cls.bill(amount=1000, late=20)
        cls.sync()

    def measure(self):
        indicators = self.env["relance.indicator"].with_user(self.controller).with_company(self.company)
        indicators.action_measure()
        return {each.measure: each for each in indicators.search([("company_id", "=", self.company.id)])}

    def test_figures_are_those_of_the_formulas(self):
        found = self.measure()
        # 4,000 billed in the last three months, 1,000 of it open and overdue.
        self.assertEqual(found["overdue_share"].value, 100)
        self.assertEqual(found["recovery"].value, 75)
        self.assertEqual((found["recovery"].state, found["recovery"].target), ("missed", "> 90.0 %"))
        self.assertEqual(found["payment_time"].value, 35)
        self.assertEqual((found["payment_time"].state, found["payment_time"].figure), ("met", "35.0 days"))
        self.assertEqual(found["dispute_count"].value, 0)

    def test_what_cannot_be_measured_says_why(self):
        kept = self.measure()["promise_kept"]
        self.assertEqual((kept.known, kept.figure, kept.state), (False, "\u2013", "none"))
        self.assertEqual(kept.reason, "no promise came to its day in the period")

    def test_words_are_the_readers(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        found = self.measure()["recovery"].with_context(lang="fr_FR")
        self.assertEqual((found.display_name, found.target), ("Taux de recouvrement", "> 90,0\xa0%"))

    def test_ageing_stands_in_each_currency(self):
        found = self.measure()[f"ageing {self.company.currency_id.name}"]
        bars = json.loads(found.graph)[0]["values"]
        self.assertEqual([each["value"] for each in bars], [0, 1000, 0, 0, 0])
        self.assertEqual(found.graph_type, "bar")

    def test_measuring_again_changes_the_running_month_only(self):
        found = self.measure()["overdue_share"]
        before = {each.month: each.value for each in found.month_ids}
        self.assertEqual(found.month_ids.sorted("month")[-1].day, self.today)
        self.bill(amount=1000, late=-20)
        found = self.measure()["overdue_share"]
        running = self.today.replace(day=1)
        self.assertEqual(found.value, 50)
        self.assertEqual(
            {each.month: each.value for each in found.month_ids}, {**before, running: found.value}
        )

    def test_past_months_are_restated_when_it_is_measured_for_the_first_time(self):
        self.bill(amount=500, late=100)
        months = self.measure()["overdue_share"].month_ids
        self.assertGreaterEqual(len(months), 3)
        self.assertEqual(len(months), len(set(months.mapped("month"))))

    def test_a_figure_opens_the_accounts_behind_it(self):
        other = self.customer.copy({"name": "Punctual"})
        self.bill(amount=100, late=-20, partner=other)
        self.sync()
        found = self.measure()
        for measure, expected in (
            ("overdue_share", self.file()),
            ("dso_count_back", self.file() | self.file(other)),
            ("promise_kept", self.file().browse()),
            ("utilisation", self.file().browse()),
            ("dispute_count", self.file().browse()),
        ):
            action = found[measure].action_open_accounts()
            accounts = self.env["relance.account"].search(action["domain"])
            self.assertEqual(set(accounts), set(expected), measure)

    def test_every_company_is_measured_by_itself(self):
        elsewhere = self.setup_other_company()["company"]
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *_, **__: 60.0):
            self.env["relance.indicator"]._cron_measure()
        found = self.env["relance.indicator"].search([("measure", "=", "recovery")])
        self.assertLessEqual({self.company, elsewhere}, set(found.company_id))
        mine = found.filtered(lambda each: each.company_id == self.company)
        self.assertEqual(mine.value, 75)
        stranger = new_test_user(
            self.env, login="stranger", groups="relance.group_credit_controller", company_id=elsewhere.id
        )
        seen = self.env["relance.indicator"].with_user(stranger).search([])
        self.assertEqual(seen.company_id, elsewhere)
        with self.assertRaises(AccessError):
            mine.with_user(stranger).read(["value"])

    def test_nobody_changes_a_figure_by_hand(self):
        found = self.measure()["recovery"]
        with self.assertRaises(AccessError):
            found.with_user(self.controller).write({"value": 100})
        clerk = new_test_user(self.env, login="clerk19", groups="base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["relance.indicator"].with_user(clerk).action_measure()
