from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..inside import run
from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestAccount(RelanceCase):
    def notes(self):
        return self.customer.message_ids.filtered(lambda each: "rl#" in (each.body or ""))

    def test_a_late_customer_gets_a_file_a_note_and_an_activity(self):
        self.bill(amount=5000, late=20)
        self.sync()
        file = self.file()
        self.assertEqual((file.overdue, file.exposure, file.due), (5000, 5000, False))
        self.assertNotEqual(file.stage, "current")
        self.assertIn("Bolt", file.display_name)
        self.assertIn("remind", file.decision_ids.mapped("kind"))
        self.assertEqual(file.hold, "warn")
        self.assertTrue(self.notes())
        self.assertEqual(len(self.customer.activity_ids), 1)
        self.assertEqual(set(file.receipt_ids.mapped("kind")), {"note", "activity", "hold"})

    def test_a_second_run_writes_nothing(self):
        self.bill(amount=5000, late=20)
        self.sync()
        notes, decisions = len(self.notes()), len(self.file().decision_ids)
        self.file().due = True
        self.sync()
        self.assertEqual(len(self.notes()), notes)
        self.assertEqual(len(self.customer.activity_ids), 1)
        self.assertEqual(self.file().policy_version.partition("@")[2], self.today.isoformat())
        # After the reminder it says that it waits; the third run has nothing new to say.
        self.assertGreaterEqual(len(self.file().decision_ids), decisions)
        said = len(self.file().decision_ids)
        self.file().due = True
        self.sync()
        self.assertEqual(len(self.file().decision_ids), said)

    def test_payment_closes_the_activity(self):
        move = self.bill(amount=5000, late=20)
        self.sync()
        self.assertTrue(self.customer.activity_ids)
        self.pay(move)
        self.sync()
        self.assertFalse(self.customer.activity_ids)
        self.assertEqual((self.file().overdue, self.file().stage), (0, "current"))

    def test_an_invoice_taken_back_is_news(self):
        move = self.bill(amount=5000, late=20)
        self.sync()
        move.button_draft()
        self.sync()
        self.assertEqual((self.file().overdue, self.file().exposure), (0, 0))
        self.assertFalse(self.customer.activity_ids)

    def test_what_left_no_trace_is_seen_once_a_week(self):
        move = self.bill(amount=5000, late=20)
        self.sync()
        move.button_draft()
        move.unlink()
        self.sync()
        self.assertEqual(self.file().overdue, 5000)
        self.company.relance_full_on = self.today - timedelta(days=7)
        self.sync()
        self.assertEqual(self.file().overdue, 0)

    def test_observe_decides_and_writes_nothing(self):
        self.company.relance_mode = "observe"
        self.bill(amount=5000, late=20)
        self.sync()
        self.assertEqual(set(self.file().decision_ids.mapped("kind")), {"remind", "hold"})
        self.assertFalse(self.notes())
        self.assertFalse(self.file().receipt_ids)
        self.assertFalse(self.customer.activity_ids)
        self.company.relance_mode = "assist"
        self.sync()
        self.assertTrue(self.notes())

    def test_reasons_are_read_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.bill(amount=5000, late=20)
        self.sync()
        decision = self.file().decision_ids.sorted("id")[0]
        self.assertIn("20 days late", decision.text)
        self.assertIn("20 jours de retard", decision.with_context(lang="fr_FR").text)
        self.assertIn("<li>", self.file().why)

    def test_the_grade_is_explained(self):
        for day in range(1, 6):
            self.pay(self.bill(amount=100 + day, late=60), day=self.today - timedelta(days=10))
        self.sync()
        self.assertEqual(self.file().grade in "ABCD", True)
        self.assertIn("5 of 5", self.file().rating_text)

    def test_one_failing_account_does_not_stop_the_others(self):
        other = self.customer.copy({"name": "Screws"})
        self.bill(amount=5000, late=20)
        self.bill(amount=5000, late=20, partner=other)
        plain_assess = run.assess

        def assess(account, *rest):
            if account.customer.name == "Screws":
                raise ZeroDivisionError("odd figures")
            return plain_assess(account, *rest)

        for _ in range(2):
            with patch.object(run, "assess", assess), self.assertLogs(run._logger, "WARNING"):
                message = self.sync()
            self.assertIn("Screws", message)
        self.assertEqual(self.file().overdue, 5000)
        failed = self.file(other)
        self.assertEqual((failed.problem, failed.due), ("odd figures", True))
        self.assertEqual(len(failed.activity_ids), 1)
        self.sync()
        self.assertEqual((self.file(other).overdue, self.file(other).problem), (5000, False))

    def test_what_odoo_refuses_is_told_and_the_rest_is_written(self):
        self.bill(amount=5000, late=20)
        writer = run.Office.writer.func

        class Refusing:
            def __init__(self, inner):
                self.inner = inner

            def deliver(self, effect):
                if effect.kind == "activity":
                    raise run.RelanceError("No activity today.")
                return self.inner.deliver(effect)

            def deliver_together(self, effects):
                return [self.deliver(each) for each in effects]

        with patch.object(run.Office, "writer", property(lambda self: Refusing(writer(self)))):
            self.assertIn("No activity today.", self.sync())
        self.assertEqual(sorted(self.file().receipt_ids.mapped("kind")), ["hold", "note", "note"])
        self.assertFalse(self.customer.activity_ids)
        self.file().action_assess()
        self.assertEqual(sorted(self.file().receipt_ids.mapped("kind")), ["activity", "hold", "note", "note"])
        self.assertEqual(len(self.notes()), 2)

    def test_preview_changes_nothing(self):
        self.bill(amount=5000, late=20)
        preview = self.env["relance.sync"].with_user(self.controller).with_company(self.company)
        shown = self.env["relance.sync"].browse(preview.action_preview()["res_id"])
        self.assertEqual(shown.line_ids.account_id.partner_id, self.customer)
        self.assertEqual(shown.line_ids.effects, 4)
        self.assertIn("Warn on orders", shown.line_ids.text)
        self.assertFalse(self.file().assessed_on or self.file().decision_ids or self.notes())

    def test_what_is_nobodys_goes_to_a_credit_manager_not_to_the_robot(self):
        self.env.user.company_ids |= self.company
        self.bill(amount=5000, late=20)
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *_, **__: 60.0):
            self.env["relance.account"].with_user(self.env.ref("base.user_root"))._cron_sync()
        responsible = self.customer.activity_ids.user_id
        self.assertTrue(responsible.has_group("relance.group_credit_manager"))
        self.assertNotEqual(responsible, self.env.ref("base.user_root"))

    def test_a_company_with_wrong_settings_does_not_stop_the_others(self):
        self.bill(amount=5000, late=20)
        other = self.setup_other_company()["company"]
        self.follow_nonsense(other)
        with (
            patch.object(self.registry["ir.cron"], "_commit_progress", lambda *_, **__: 60.0),
            self.assertLogs("odoo.addons.relance.models.relance_account_run", "WARNING") as said,
        ):
            self.env["relance.account"]._cron_sync()
        self.assertIn("this is not TOML", said.output[0])
        self.assertEqual(self.file().overdue, 5000)

    def test_the_scheduled_run_does_every_company(self):
        self.bill(amount=5000, late=20)
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *_, **__: 60.0):
            self.env["relance.account"]._cron_sync()
        self.assertEqual(self.file().overdue, 5000)

    def test_queries_are_bounded_for_a_batch(self):
        partners = [self.customer.copy({"name": f"Customer {each}"}) for each in range(10)]
        for partner in partners:
            self.bill(amount=5000, late=20, partner=partner)
        self.sync()
        office = run.Office(self.company)
        counts = []
        for some in (partners[:5], partners):
            browsed = self.env["res.partner"].browse([each.id for each in some])
            office.accounts(browsed)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            office.accounts(browsed)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
