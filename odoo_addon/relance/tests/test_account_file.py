from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..inside.office import Office
from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestAccountFile(RelanceCase):
    def colleague(self):
        """Return another controller."""
        found = self.env["res.users"].search([("login", "=", "jane")])
        groups = "relance.group_credit_controller"
        return found or new_test_user(self.env, login="jane", groups=groups, company_id=self.company.id)

    def test_what_is_open_is_shown_by_the_buckets_of_the_policy(self):
        self.bill(amount=100, late=-10)
        self.bill(amount=200, late=20)
        self.bill(amount=400, late=200)
        self.sync()
        shown = [(each["low"], float(each["amount"])) for each in self.file().ageing if float(each["amount"])]
        last = Office(self.company).policy.buckets[-1] + 1
        self.assertEqual([shown[0], shown[-1]], [(None, 100), (last, 400)])
        self.assertEqual(sum(amount for _, amount in shown), 700)
        self.assertIn("Not due", self.file().ageing_table)

    def test_the_history_tells_everything_in_one_line_of_time(self):
        self.bill(amount=5000, late=20)
        self.sync()
        file = self.file()
        values = {"account_id": file.id, "until": self.today + timedelta(days=3), "note": "Inventory"}
        pause = self.env["relance.pause"].with_user(self.controller).create(values)
        pause.with_user(self.colleague()).action_end()
        lines = self.env["relance.history"].with_user(self.controller).search([("account_id", "=", file.id)])
        self.assertEqual(len(set(lines.ids)), len(lines))
        told = {
            category: " ".join(some.mapped("text")) for category, some in lines.grouped("category").items()
        }
        self.assertEqual(set(told), {"decision", "contact", "agreement", "hold", "written"})
        self.assertIn("Inventory", told["agreement"])
        self.assertIn("Pause ended", told["agreement"])
        self.assertIn("Warning on orders", told["hold"])
        self.assertIn("20 days late", told["decision"])
        decided = lines.filtered(lambda each: each.category == "decision")
        self.assertEqual(len(set(decided.mapped("text"))), len(decided))
        self.assertFalse(decided.user_id)
        ended = lines.filtered("ended")
        self.assertEqual((ended.res_model, ended.user_id), ("relance.pause", self.colleague()))
        self.assertEqual(ended.action_open()["res_id"], pause.id)
        self.assertFalse(file.history_ids.filtered(lambda each: each.category == "written"))

    def test_an_old_decision_reads_as_it_did_on_its_day(self):
        self.bill(amount=5000, late=20)
        self.sync()
        decision = self.file().decision_ids.sorted("id")[0].sudo()
        decision.write({"day": self.today - timedelta(days=5), "current": False})
        self.assertIn("15 days late", decision.text)

    def test_activities_go_to_the_collector_and_move_when_another_one_takes_over(self):
        self.bill(amount=5000, late=20)
        self.sync()
        file, activity = self.file(), self.customer.activity_ids
        self.assertEqual(activity.user_id, file.responsible_id)
        jane = self.colleague()
        file.with_user(self.controller).action_assign(jane.id)
        self.assertEqual((activity.user_id, file.responsible_id), (jane, jane))
        found = self.env["relance.account"].search([("responsible_id", "=", jane.id)])
        self.assertEqual(found, file)
        account = Office(self.company).accounts(self.customer)[self.customer.id]
        self.assertEqual(account.customer.collector, str(jane.id))

    def test_what_people_record_stays_in_their_company_and_is_not_deleted(self):
        self.bill(amount=1000, late=20)
        self.sync()
        values = {"account_id": self.file().id}
        lawyer = self.env["res.partner"].create({"name": "Lawyer"})
        part = Command.create({"due": self.today + timedelta(days=3), "amount": 10})
        recorded = {
            "relance.payment.plan": {"part_ids": [part]},
            "relance.interruption": {"ground": "court_claim", "day": self.today, "proof": "Claim"},
            "relance.call": {},
            "relance.hand.over": {"handed_to_id": lawyer.id, "invoice_ids": [Command.set(self.move().ids)]},
        }
        elsewhere = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, login="elsewhere", groups="relance.group_credit_controller", company_id=elsewhere.id
        )
        clerk = new_test_user(self.env, login="clerk", groups="base.group_user", company_id=self.company.id)
        for model, more in recorded.items():
            made = self.env[model].with_user(self.controller).create({**values, **more})
            self.assertFalse(self.env[model].with_user(stranger).search([]), model)
            with self.assertRaises(AccessError):
                made.unlink()
            with self.assertRaises(AccessError):
                self.env[model].with_user(clerk).search([])
        plan = self.env["relance.payment.plan"].search([("account_id", "=", self.file().id)])
        with self.assertRaises(AccessError):
            plan.part_ids.with_user(self.controller).write({"amount": 5})
        for model in ("relance.history", "relance.payment.plan.part"):
            self.assertFalse(self.env[model].with_user(stranger).search([]), model)

    def move(self):
        """Return the customer's only invoice."""
        return self.env["account.move"].search([("partner_id", "=", self.customer.id)])
