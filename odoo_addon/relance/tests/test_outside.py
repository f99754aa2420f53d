from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from relance_connectors.odoo.effect_data import effect_data, effect_from
from relance_connectors.odoo.told_data import told_from
from relance_sync.errors import Skip
from relance_sync.ports import Effect, EffectKind, Line, Target, Text
from relance_sync.rules.account import HoldState
from relance_sync.rules.agreements import ItemStep
from relance_sync.rules.hold_rules import Level

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RelanceCase


class OutsideCase(RelanceCase):
    """A company in which nothing was decided inside Odoo, and what outside sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.relance_mode = "observe"

    def effect(self, kind, name, customer=None, **values):
        customer = str((customer or self.customer).id)
        text = Text(title=f"Title of {name}", paragraphs=("Because it is late.",))
        return Effect(
            **{
                "key": f"{name:0<64}".encode().hex()[:64],
                "company": "acme",
                "customer": customer,
                "target": Target(kind="customer", id=customer),
                "kind": kind,
                "text": text,
                "language": "en",
                **values,
            }
        )

    def held(self, level=Level.HOLD, cycle=1, **values):
        state = HoldState(level=level, since=self.today, cycle=cycle)
        return self.effect(EffectKind.HOLD, f"hold{cycle}", hold=state, **values)

    def deliver(self, *effects, user=None):
        """Call the addon as the connector does."""
        files = self.env["relance.account"].with_user(user or self.controller).with_company(self.company)
        return files.deliver([effect_data(each) for each in effects])


@tagged("post_install", "-at_install")
class TestOutside(OutsideCase):
    def reminder(self):
        steps = (ItemStep(item="17", plan="standard", step="call"),)
        values = {"channel": "call", "currency": "EUR", "items": ("17",), "deadline": self.today}
        return self.effect(EffectKind.ACTIVITY, "call", steps=steps, **values)

    def test_effects_come_over_the_wire_as_they_were(self):
        line = Line(number="F-1", due=date(2026, 1, 2), amount=Decimal("12.30"), currency="EUR")
        text = Text(title="T", paragraphs=("P",), lines=(line,), closing=("C",))
        for effect in (self.held(), self.reminder(), self.effect(EffectKind.NOTE, "n", text=text)):
            self.assertEqual(effect_from(effect_data(effect)), effect)
        with self.assertRaisesRegex(Skip, "older than the Relance"):
            effect_from({**effect_data(self.held()), "new": 1})

    def test_what_outside_writes_stands_in_the_account_file(self):
        answers = self.deliver(self.effect(EffectKind.NOTE, "note"), self.reminder(), self.held())
        self.assertEqual([each["found"] for each in answers], [False] * 3)
        file = self.file()
        self.assertEqual(set(file.receipt_ids.mapped("kind")), {"note", "activity", "hold"})
        self.assertEqual(file.receipt_ids.filtered("steps").steps[0]["step"], "call")
        self.assertEqual((file.hold, file.hold_ids.level), ("hold", 2))
        self.assertEqual(sorted(file.decision_ids.mapped("kind")), ["hold", "remind"])
        self.assertIn("Title of call. Because it is late.", file.decision_ids.mapped("text"))
        self.assertEqual(len(self.customer.activity_ids), 1)
        self.assertIn("Because it is late", self.customer.sale_warn_msg or file.hold_ids.said)

    def test_what_has_a_receipt_is_not_written_again(self):
        first = self.deliver(self.effect(EffectKind.NOTE, "note"), self.reminder())
        again = self.deliver(self.effect(EffectKind.NOTE, "note"), self.reminder())
        self.assertEqual([each["reference"] for each in first], [each["reference"] for each in again])
        self.assertEqual([each["found"] for each in again], [True, True])
        self.assertEqual(len(self.file().receipt_ids), 2)
        self.assertEqual(len(self.customer.activity_ids), 1)

    def told(self, user=None):
        """Ask the addon as the connector does."""
        files = self.env["relance.account"].with_user(user or self.controller).with_company(self.company)
        return [told_from(each) for each in files.told()]

    def test_what_people_record_is_told_outside(self):
        self.deliver(self.effect(EffectKind.NOTE, "note"))
        file, by = self.file(), self.today + timedelta(days=3)
        promise = self.env["relance.promise"].create({"account_id": file.id, "due": by, "source": "Ann"})
        dispute = self.env["relance.dispute"].create({"account_id": file.id, "reason": "price"})
        told = {each.id: each for each in self.told()}
        self.assertEqual(told[f"relance.promise:{promise.id}"], promise._rule())
        self.assertEqual(told[f"relance.dispute:{dispute.id}"], dispute._rule())
        dispute.action_end()
        dispute.flush_recordset()
        (ended,) = (each for each in self.told() if each.id == f"relance.dispute:{dispute.id}")
        self.assertEqual(ended.closed_on, self.today)

    def test_what_is_told_of_another_company_stays_there(self):
        self.deliver(self.effect(EffectKind.NOTE, "note"))
        self.env["relance.dispute"].create({"account_id": self.file().id, "reason": "price"})
        other = self.env["res.company"].create({"name": "Other"})
        files = self.env["relance.account"].with_company(other)
        self.assertEqual(files.told(), [])
        with self.assertRaises(AccessError):
            self.told(user=new_test_user(self.env, "nobody_told", groups="base.group_user"))

    def test_what_was_written_is_found_also_from_before_the_addon(self):
        files = self.env["relance.account"].with_user(self.controller).with_company(self.company)
        before, new = self.effect(EffectKind.NOTE, "before"), self.effect(EffectKind.NOTE, "new")
        self.customer.message_post(body=f"Written long ago {before.marker}")
        self.deliver(self.reminder())
        sent = [effect_data(each) for each in (before, new, self.reminder())]
        found, absent, known = files.find_delivered(sent)
        self.assertEqual((found["found"], absent, known["found"]), (True, None, True))

    def test_one_that_cannot_be_written_stops_no_other(self):
        gone = self.customer.copy()
        effects = [self.effect(EffectKind.NOTE, "gone", customer=gone), self.reminder()]
        gone.unlink()
        nowhere, written = self.deliver(*effects)
        self.assertIn("was deleted", nowhere["skip"])
        self.assertEqual(written["found"], False)

    def test_what_comes_together_is_written_with_few_queries(self):
        partners = [self.customer.copy({"name": f"Bolts {each}"}) for each in range(40)]
        took = []
        for some in (partners[:10], partners[10:20], partners[20:40]):
            effects = [
                effect
                for each in some
                for effect in (
                    self.effect(EffectKind.NOTE, f"n{each.id}", customer=each),
                    self.effect(EffectKind.ACTIVITY, f"a{each.id}", customer=each, deadline=self.today),
                )
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answers = self.deliver(*effects)
            self.env.flush_all()
            took.append(self.env.cr.sql_log_count - before)
            self.assertFalse(any(each["found"] for each in answers))
        # The first ten warm up what is asked once; ten more customers are the difference.
        self.assertLessEqual((took[2] - took[1]) / 10, 8)
        notes = partners[-1].message_ids.filtered(lambda each: "[rl#" in (each.body or ""))
        self.assertEqual(notes.author_id, self.controller.partner_id)
        self.assertEqual(len(partners[-1].activity_ids), 1)

    def test_the_same_effect_twice_in_a_call_is_written_once(self):
        first, again = self.deliver(self.effect(EffectKind.NOTE, "n"), self.effect(EffectKind.NOTE, "n"))
        self.assertEqual(first["reference"], again["reference"])
        self.assertEqual(len(self.file().receipt_ids), 1)

    def test_release_and_close_end_what_they_end(self):
        (call, _) = self.deliver(self.reminder(), self.held())
        close = self.effect(EffectKind.CLOSE, "close", closes=call["reference"])
        self.deliver(close, self.effect(EffectKind.RELEASE, "release", hold_cycle=1))
        file = self.file()
        self.assertEqual((file.hold, file.hold_ids.ended_on), ("none", self.today))
        self.assertFalse(file.receipt_ids.filtered(lambda each: each.is_task and not each.closed_on))
        self.assertFalse(self.customer.activity_ids)

    def test_runs_in_odoo_leave_the_company_alone(self):
        self.bill(amount=5000, late=20)
        self.deliver(self.effect(EffectKind.NOTE, "note"))
        self.assertTrue(self.company.relance_outside)
        files = self.env["relance.account"]
        self.assertNotIn(self.company, self.env["res.company"]._relance_own())
        for refused in (self.sync, self.file().action_assess):
            with self.assertRaisesRegex(UserError, "Relance outside Odoo decides"):
                refused()
        until = self.today + timedelta(days=3)
        self.env["relance.pause"].create({"account_id": self.file().id, "until": until})
        self.assertFalse(self.file().assessed_on)
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *_, **__: 60.0):
            files._cron_sync()
        self.assertFalse(self.file().assessed_on)

    def test_given_back_it_goes_on_from_what_was_written(self):
        move = self.bill(amount=5000, late=20)
        item = move.line_ids.filtered(lambda each: each.account_type == "asset_receivable")
        steps = (ItemStep(item=str(item.id), plan="standard", step="reminder"),)
        values = {"channel": "email", "currency": self.company.currency_id.name, "items": (str(item.id),)}
        self.deliver(self.effect(EffectKind.ACTIVITY, "first", steps=steps, **values))
        self.company.write({"relance_outside": False, "relance_mode": "assist"})
        self.sync()
        file = self.file()
        self.assertTrue(file.assessed_on)
        # It was contacted today: nobody contacts it again.
        self.assertNotIn("remind", file.decision_ids.filtered("current").mapped("kind"))
        # And outside does not come back by itself.
        (answer,) = self.deliver(self.effect(EffectKind.NOTE, "late"))
        self.assertIn("either remove it from relance.toml", answer["stop"])

    def test_where_runs_in_odoo_write_outside_may_not(self):
        self.company.relance_mode = "assist"
        (answer,) = self.deliver(self.reminder())
        self.assertIn("works for", answer["stop"])
        self.assertFalse(self.file() or self.company.relance_outside)

    def test_only_credit_controllers_write_through_it(self):
        clerk = new_test_user(
            self.env, login="clerk", groups="account.group_account_invoice", company_id=self.company.id
        )
        with self.assertRaises(AccessError):
            self.deliver(self.reminder(), user=clerk)
        self.assertFalse(self.file() or self.company.relance_outside)
