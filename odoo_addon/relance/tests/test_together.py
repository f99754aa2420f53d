from relance_connectors.odoo.together import Note

from odoo.tests import new_test_user, tagged

from ..inside.together import InsideTogether
from .common import RelanceCase


@tagged("post_install", "-at_install")
class TestTogether(RelanceCase):
    """What is written for a batch of customers with few queries is what is written for one."""

    def setUp(self):
        super().setUp()
        self.other = self.customer.copy({"name": "Screws"})
        for partner in (self.customer, self.other):
            self.bill(amount=5000, late=20, partner=partner)

    def marked(self, partner):
        """Return our notes on a customer, oldest first."""
        return partner.message_ids.filtered(lambda each: "[rl#" in (each.body or "")).sorted("id")

    def test_each_customer_gets_its_own_notes_and_activity(self):
        self.sync()
        for partner in (self.customer, self.other):
            kept = self.file(partner).receipt_ids
            notes = self.marked(partner)
            self.assertEqual(len(notes), 2)
            told = {f"mail.message:{each.id}": f"[rl#{key[:8]}]" for each, key in zip(
                notes, kept.filtered(lambda each: each.kind == "note").sorted("reference").mapped("key"),
                strict=True,
            )}  # fmt: skip
            for each in notes:
                self.assertIn(told[f"mail.message:{each.id}"], each.body)
                self.assertEqual(each.subtype_id, self.env.ref("mail.mt_note"))
                self.assertTrue(each.is_internal)
            [task] = partner.activity_ids
            [receipt] = kept.filtered(lambda each: each.kind == "activity")
            self.assertEqual(receipt.reference, f"mail.activity:{task.id}")
            self.assertIn(receipt.key[:8], task.note)
            self.assertTrue(task.automated)

    def test_what_is_there_already_is_found_and_not_written_again(self):
        self.sync()
        files = self.file() | self.file(self.other)
        before = {each.key: each.reference for each in files.receipt_ids}
        notes, tasks = self.marked(self.customer), self.customer.activity_ids
        # As after a backup of the books that is older than what Relance wrote into them.
        files.sudo().receipt_ids.unlink()
        files.sudo().hold_ids.unlink()
        files.sudo().due = True
        self.sync()
        self.assertEqual(self.marked(self.customer), notes)
        self.assertEqual(self.customer.activity_ids, tasks)
        marked = files.receipt_ids.filtered(lambda each: each.kind in {"note", "activity"})
        self.assertTrue(all(marked.mapped("found")))
        self.assertEqual({each.key: each.reference for each in files.receipt_ids}, before)

    def test_who_follows_the_notes_is_told_of_them(self):
        reader = new_test_user(
            self.env, login="notereader", groups="base.group_user", company_id=self.company.id
        )
        note = self.env.ref("mail.mt_note")
        self.customer.message_subscribe(partner_ids=reader.partner_id.ids, subtype_ids=note.ids)
        self.sync()
        for each in self.marked(self.customer):
            self.assertEqual(each.notified_partner_ids, reader.partner_id)
        self.assertFalse(self.marked(self.other).notified_partner_ids)
        self.assertEqual(len(self.marked(self.other)), 2)

    def test_a_note_on_what_is_gone_is_left_to_be_told(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        number = gone.id
        gone.unlink()
        here, lost = (
            Note("res.partner", self.other.id, "<p>Here</p>"),
            Note("res.partner", number, "<p>Lost</p>"),
        )
        [made, none] = InsideTogether(self.env).log([here, lost])
        self.assertIsNone(none)
        self.assertEqual(self.env["mail.message"].browse(made).body, "<p>Here</p>")
