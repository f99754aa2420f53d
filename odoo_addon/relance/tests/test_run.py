from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..inside import run
from ..models import relance_account_run
from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestRun(RelanceCase):
    """What people see of a run."""

    def setUp(self):
        super().setUp()
        self.others = [self.customer.copy({"name": f"Screws {each}"}) for each in range(3)]
        for partner in (self.customer, *self.others):
            self.bill(amount=5000, late=20, partner=partner)

    def runs(self):
        return self.env["relance.run"].search([("company_id", "=", self.company.id)], order="id")

    def nothing_more_happens(self):
        """Let what changed until now be long ago: a run looks ten minutes back."""
        self.company.relance_looked_at = fields.Datetime.now() + timedelta(hours=1)

    def scheduled(self, *in_time):
        """Let the scheduled run have time before each further batch, or not."""
        answers = [*in_time, *[60.0] * 50]

        def commit_progress(*_, **__):
            return answers.pop(0)

        with (
            patch.object(relance_account_run, "BATCH", 1),
            patch.object(self.registry["ir.cron"], "_commit_progress", commit_progress),
        ):
            self.env["relance.account"]._run_company(run.Office(self.company))

    def test_the_button_leaves_a_run_behind(self):
        self.sync()
        [made] = self.runs()
        self.assertEqual((made.user_id, made.state, made.progress), (self.controller, "done", 100))
        self.assertEqual((made.total, made.assessed, made.failed, made.refused), (4, 4, 0, 0))
        self.assertEqual(
            made.written, self.env["relance.receipt"].search_count([("company_id", "=", self.company.id)])
        )
        self.assertGreater(made.seconds, 0)
        self.assertTrue(made.ended)

    def test_a_large_book_goes_on_in_the_background_as_one_run(self):
        with patch.object(relance_account_run, "_AT_ONCE", 1), patch.object(relance_account_run, "BATCH", 1):
            accounts = self.env["relance.account"].with_user(self.controller).with_company(self.company)
            shown = accounts.action_sync()["params"]
        [begun] = self.runs()
        self.assertIn("3 more", shown["message"])
        self.assertEqual(shown["next"]["res_id"], begun.id)
        self.assertEqual((begun.state, begun.handled, begun.total, begun.progress), ("running", 1, 4, 25))
        self.nothing_more_happens()
        self.scheduled(60.0, 0.0)
        self.assertEqual((begun.state, begun.handled, begun.progress), ("running", 2, 50))
        self.nothing_more_happens()
        self.scheduled()
        self.assertEqual((begun.state, begun.handled, begun.assessed), ("done", 4, 4))
        self.assertEqual(self.runs(), begun)

    def test_a_day_without_news_is_no_run(self):
        self.scheduled()
        self.nothing_more_happens()
        self.scheduled()
        [made] = self.runs()
        self.assertEqual((made.user_id, made.state), (self.env["res.users"], "done"))

    def test_problems_are_told_with_the_customers_name(self):
        plain_assess = run.assess

        def assess(account, *rest):
            if account.customer.name == "Screws 1":
                raise ZeroDivisionError("odd figures")
            return plain_assess(account, *rest)

        with patch.object(run, "assess", assess), self.assertLogs(run._logger, "WARNING"):
            self.sync()
        made = self.runs()
        self.assertEqual((made.failed, made.assessed, made.problems), (1, 3, "Screws 1: odd figures"))

    def test_what_somebody_else_wrote_at_the_same_time_is_tried_again(self):
        triggers = self.env["ir.cron.trigger"].search_count([])
        with (
            patch.object(
                relance_account_run, "run_batch", side_effect=SerializationFailure("at the same time")
            ),
            patch.object(self.env.cr, "rollback") as rolled_back,
        ):
            self.scheduled()
        self.assertTrue(rolled_back.called)
        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), triggers + 1)
        self.scheduled()
        self.assertEqual(self.file().overdue, 5000)

    def test_a_run_that_cannot_begin_says_why_once_a_day(self):
        self.follow_nonsense(self.company)
        for _ in range(2):
            with self.assertLogs(relance_account_run._logger, "WARNING"):
                self.scheduled()
        [made] = self.runs()
        self.assertEqual(made.state, "stopped")
        self.assertTrue(made.problems)

    def test_only_who_runs_sees_runs_and_nobody_changes_them(self):
        self.sync()
        made = self.runs()
        self.assertEqual(made.with_user(self.controller).total, 4)
        with self.assertRaises(AccessError):
            made.with_user(self.controller).total = 5
        clerk = new_test_user(
            self.env, login="runclerk", groups="base.group_user", company_id=self.company.id
        )
        with self.assertRaises(AccessError):
            made.with_user(clerk).read(["total"])
        elsewhere = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, login="runstranger", groups="relance.group_credit_controller", company_id=elsewhere.id
        )
        self.assertFalse(self.env["relance.run"].with_user(stranger).search([]))

    def test_queries_grow_by_a_bounded_number_for_each_account(self):
        partners = [self.customer.copy({"name": f"Bolts {each}"}) for each in range(40)]
        for partner in partners:
            self.bill(amount=5000, late=20, partner=partner)
        counts = []
        for mode in ("observe", "assist"):
            self.company.relance_mode = mode
            took = []
            for some in (partners[:10], partners[10:20], partners[20:40]):
                office = run.Office(self.company)
                browsed = self.env["res.partner"].browse([each.id for each in some])
                files = self.env["relance.account"].with_env(office.env)._of(browsed, office.company)
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                run.run_batch(office, files, run.Outcome())
                self.env.flush_all()
                took.append(self.env.cr.sql_log_count - before)
            # The first ten warm up what is asked once; ten more accounts are the difference.
            counts.append((took[2] - took[1]) / 10)
        deciding, writing = counts
        self.assertLessEqual(deciding, 0.1)
        self.assertLessEqual(writing, 8)
