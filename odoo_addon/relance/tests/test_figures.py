from unittest.mock import patch

from relance_sync.plan_files import DECISION_KINDS

from odoo.tests import tagged

from ..inside import figures, run
from .common import RelanceCase

_COLUMNS = ("overdue", "exposure", "stage", "grade", "hold", "due", "problem", "next_review", "at_risk")


@tagged("post_install", "-at_install")
class TestFigures(RelanceCase):
    """The figures of a batch go past the ORM's `write`: what it would have seen to holds all the same."""

    def setUp(self):
        super().setUp()
        self.other = self.customer.copy({"name": "Screws"})
        self.move = self.bill(amount=5000, late=20)
        self.bill(amount=700, late=12, partner=self.other)
        self.sync()
        self.files = self.file() | self.file(self.other)

    def stored(self, file):
        """Return the columns of a file as the database has them."""
        self.env.cr.execute("SELECT * FROM relance_account WHERE id = %s", [file.id])
        return dict(zip([each.name for each in self.env.cr.description], self.env.cr.fetchone(), strict=True))

    def test_records_in_memory_show_what_was_stored(self):
        texts = [(each.ageing_table, each.why, each.overdue, each.late_charges) for each in self.files]
        self.assertIn("5,000", texts[0][0])
        self.pay(self.move)
        self.sync()
        file = self.file()
        self.assertEqual((file.overdue, file.stage, file.ageing_table), (0, "current", False))
        self.assertFalse(file.late_charges)
        self.assertNotEqual(file.why, texts[0][1])
        for each in self.files:
            found = self.stored(each)
            for name in _COLUMNS:
                self.assertEqual(each[name] or False, found[name] or False, name)
            self.assertEqual((each.rating, each.ageing), (found["rating"] or False, found["ageing"]))

    def test_each_file_gets_its_own_figures_and_nobody_elses(self):
        stranger = self.customer.copy({"name": "Rivets"})
        untouched = self.env["relance.account"].sudo()._of(stranger, self.company)
        self.files.action_assess()
        self.assertEqual(self.files.mapped("overdue"), [5000, 700])
        self.assertEqual((untouched.assessed_on, untouched.due), (False, True))

    def test_what_waited_to_be_written_does_not_come_back(self):
        self.files.sudo().write({"due": True, "problem": "Old", "overdue": 1})
        self.files.action_assess()
        self.env.flush_all()
        for each in self.files:
            found = self.stored(each)
            self.assertEqual((found["due"], found["problem"]), (False, None))
        self.assertEqual(self.files.mapped("overdue"), [5000, 700])

    def test_it_is_said_who_wrote_last_and_when(self):
        self.env.cr.execute("UPDATE relance_account SET write_date = '2020-01-01', write_uid = NULL")
        self.files.invalidate_recordset()
        self.files.with_user(self.controller).action_assess()
        for each in self.files:
            self.assertEqual(each.write_date, self.env.cr.now())
            self.assertTrue(each.write_uid)

    def test_what_people_follow_is_written_where_it_changed(self):
        written, model = [], self.registry["relance.account"]
        plain_write = model.write

        def write(records, vals):
            written.append((records, set(vals) & figures._FOLLOWED))
            return plain_write(records, vals)

        self.pay(self.move)
        with patch.object(model, "write", write):
            self.files.action_assess()
        self.assertEqual(
            [(each, names) for each, names in written if names], [(self.file(), {"stage", "hold"})]
        )

    def test_a_figure_that_somebody_tracks_is_tracked(self):
        field = self.env["relance.account"]._fields["overdue"]
        self.addCleanup(self.registry.clear_cache)
        with patch.object(field, "tracking", 1, create=True):
            self.registry.clear_cache()
            # What is made in a transaction is not tracked in it.
            self.env.cr.precommit.clear()
            self.pay(self.move)
            self.files.with_context(tracking_disable=False, mail_notrack=False).action_assess()
            self.env.flush_all()
            self.env.cr.precommit.run()
        [value] = self.env["mail.tracking.value"].search(
            [("mail_message_id.model", "=", "relance.account"), ("field_id.name", "=", "overdue")]
        )
        self.assertEqual(
            (value.field_id.name, value.old_value_float, value.new_value_float), ("overdue", 5000, 0)
        )

    def test_the_queries_do_not_grow_with_the_files(self):
        partners = [self.customer.copy({"name": f"Bolts {each}"}) for each in range(20)]
        partners = self.env["res.partner"].concat(*partners)
        files = self.env["relance.account"].sudo()._of(partners, self.company)
        values = {name: self.files[0][name] for name in ("stage", "overdue", "ageing", "rating", "due")}
        with self.assertQueryCount(2):
            # One that reads whether they were assessed before, and one that writes.
            figures.keep_figures(files, [values] * len(files))
        self.assertEqual(set(files.mapped("overdue")), {5000})

    def test_decisions_are_each_files_own_and_in_their_order(self):
        self.pay(self.move)
        before = self.file().decision_ids
        self.files.action_assess()
        office = run.Office(self.company)
        files = self.files.sudo().with_env(office.env)
        for file, assessment, _ in run.preview(office, files):
            kept = file.decision_ids.filtered("current").sorted("id")
            self.assertEqual(
                kept.mapped("kind"), [DECISION_KINDS[type(each)] for each in assessment.decisions]
            )
            self.assertEqual(
                [[each["code"] for each in decision.reasons] for decision in kept],
                [
                    [str(reason.code) for reason in (*decision.reasons, *getattr(decision, "release", ()))]
                    for decision in assessment.decisions
                ],
            )
            self.assertEqual(kept.company_id, self.company)
        new = self.file().decision_ids - before
        self.assertEqual((new.create_uid, new.write_uid), (self.env.user, self.env.user))
        self.assertEqual({*new.mapped("create_date"), *new.mapped("write_date")}, {self.env.cr.now()})
        self.assertTrue(before)
        self.assertFalse(any(before.mapped("current")))

    def test_nothing_to_keep_is_no_statement(self):
        with self.assertQueryCount(0):
            figures.keep_figures(self.env["relance.account"], [])
