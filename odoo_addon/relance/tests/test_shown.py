from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from relance_connectors.odoo.file_data import file_data
from relance_connectors.odoo.told_data import told_from
from relance_sync.customer_files import CustomerFile
from relance_sync.plan_told import told_said
from relance_sync.ports import EffectKind
from relance_sync.rules.agreements import Promise

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_outside import OutsideCase


@tagged("post_install", "-at_install")
class TestShown(OutsideCase):
    """What account files show while outside decides."""

    def shown(self, **values):
        said = {"kind": "wait", "headline": {"en": "Wait", "fr": "Attendre"}}
        file = CustomerFile(
            customer=str(self.customer.id),
            assessed_on=self.today,
            next_review=self.today + timedelta(days=9),
            policy_version="outside",
            stage="firm",
            grade="C",
            rating={"en": ["Grade C."], "fr": ["Note C."]},
            exposure=Decimal("1200.5"),
            overdue=Decimal(1000),
            at_risk=Decimal(750),
            headroom=Decimal("-200.5"),
            broken=True,
            decisions=({**said, "reasons": [{"code": "plan_finished", "figures": {}}]},),
        )
        return replace(file, **values)

    def show(self, *files, user=None):
        """Call the addon as the connector does."""
        records = self.env["relance.account"].with_user(user or self.controller).with_company(self.company)
        return records.show([file_data(each) for each in files])

    def test_figures_grade_stage_and_decisions_stand_in_the_file(self):
        self.assertEqual(self.show(self.shown()), [{}])
        file = self.file()
        self.assertEqual((file.grade, file.stage, file.assessed_on), ("C", "firm", self.today))
        self.assertEqual((file.exposure, file.overdue, file.at_risk), (1200.5, 1000, 750))
        self.assertEqual((file.has_limit, file.headroom, file.broken), (True, -200.5, True))
        self.assertEqual(file.next_review, self.today + timedelta(days=9))
        self.assertIn("Grade C.", file.with_context(lang="en_US").rating_text)
        self.assertEqual((file.mode, file.due, file.problem), ("outside", False, False))
        (decision,) = file.decision_ids.filtered("current")
        self.assertEqual((decision.kind, decision.mode), ("wait", "outside"))
        self.assertTrue(decision.with_context(lang="en_US").text.startswith("Wait. "))
        self.assertTrue(self.company.relance_outside)

    def test_the_same_again_adds_nothing_and_another_overwrites(self):
        self.show(self.shown())
        first = self.file().decision_ids
        self.show(self.shown())
        self.assertEqual(self.file().decision_ids, first)
        other = {"kind": "wait", "headline": {"en": "Wait more", "fr": "Attendre"}, "reasons": []}
        self.show(self.shown(grade="A", headroom=None, rating={}, decisions=(other,)))
        file = self.file()
        self.assertEqual((file.grade, file.has_limit, file.headroom, file.rating), ("A", False, 0, False))
        self.assertEqual(len(file.decision_ids), 2)
        self.assertEqual(len(file.decision_ids.filtered("current")), 1)

    def test_what_was_written_stays_in_the_history(self):
        self.deliver(
            self.effect(EffectKind.ACTIVITY, "alert", channel="todo", deadline=self.today, alert="x")
        )
        self.show(self.shown())
        file = self.file()
        self.assertEqual(file.decision_ids.filtered("current").mapped("kind"), ["wait"])
        self.assertEqual(set(file.decision_ids.mapped("kind")), {"wait", "alert"})

    def test_what_was_told_outside_is_read_and_not_told_back(self):
        promise = Promise(
            id="p1", customer=str(self.customer.id), due=self.today, made_on=self.today, source="Jane <b>"
        )
        self.show(self.shown(told=(told_said(promise),)))
        file = self.file()
        english = file.with_context(lang="en_US").told_outside_text
        self.assertIn("Promise to pay everything that is open by", english)
        self.assertIn("Jane &lt;b&gt;", english)
        self.assertFalse(file.promise_ids)
        records = self.env["relance.account"].with_user(self.controller).with_company(self.company)
        self.assertEqual(records.told(), [])
        self.show(self.shown())
        self.assertFalse(file.told_outside_text)

    def test_who_is_gone_or_not_understood_stops_nobody(self):
        gone = self.shown(customer="999999999")
        newer = {**file_data(self.shown()), "mood": "good"}
        records = self.env["relance.account"].with_user(self.controller).with_company(self.company)
        answers = records.show([file_data(gone), newer, file_data(self.shown())])
        self.assertEqual([list(each) for each in answers], [[], ["skip"], []])
        self.assertEqual(self.file().grade, "C")

    def test_only_controllers_show_and_only_in_their_company(self):
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.show(self.shown(), user=clerk)
        other = self.env["res.company"].create({"name": "Other", "relance_mode": "observe"})
        self.show(self.shown())
        files = self.env["relance.account"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(files.company_id, self.company)
        self.assertFalse(other.relance_outside)

    def test_a_company_that_decides_itself_is_left_alone(self):
        self.company.relance_mode = "assist"
        self.assertEqual([list(each) for each in self.show(self.shown())], [["stop"]])

    def test_hand_overs_calls_and_confirmed_holds_are_told(self):
        lawyer = self.env["res.partner"].create({"name": "Maître Dupont"})
        shared = {"account_id": self.env["relance.account"].sudo()._of(self.customer, self.company).id}
        move = self.bill(amount=500, late=20)
        invoices = [(6, 0, move.ids)]
        made = (
            self.env["relance.hand.over"]
            .sudo()
            .create({**shared, "handed_to_id": lawyer.id, "invoice_ids": invoices, "route": "court"})
        )
        kept, removed = self.env["relance.call"].sudo().create([{**shared, "counts": True}] * 2)
        removed.action_end()
        until = self.today + timedelta(days=5)
        approval = (
            self.env["relance.approval"].sudo().create({**shared, "until": until, "note": "Owns the shop."})
        )
        approval.action_end()
        records = self.env["relance.account"].with_user(self.controller).with_company(self.company)
        found = {each.id: each for each in map(told_from, records.told())}
        told = found[f"relance.hand.over:{made.id}"]
        self.assertEqual((told.to, told.invoices, told.stands), ("Maître Dupont", (str(move.id),), True))
        self.assertTrue(found[f"relance.call:{kept.id}"].counts)
        self.assertNotIn(f"relance.call:{removed.id}", found)
        confirmed = found[f"relance.approval:{approval.id}"]
        self.assertEqual((confirmed.reason, confirmed.closed_on), ("Owns the shop.", self.today))
