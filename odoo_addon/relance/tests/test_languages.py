from unittest.mock import patch

from odoo.tests import tagged

from .common import NoonCase


@tagged("post_install", "-at_install")
class TestLanguages(NoonCase):
    """What colleagues read on records is in the company's language, whoever presses the button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company.partner_id.lang = "fr_FR"
        cls.controller.lang = "en_US"
        cls.customer.lang = "en_US"

    def as_controller(self):
        return self.file().with_user(self.controller).with_context(lang="en_US")

    def test_a_run_writes_in_the_companys_language(self):
        self.company.relance_mode = "assist"
        self.bill(amount=1200, late=7)
        self.sync()
        task = self.customer.activity_ids
        self.assertEqual(task.summary, "Écrire à Bolt & Nuts")
        self.assertIn("jours de retard", task.note)
        self.assertIn("étape « premier rappel »", task.note)

    def test_that_no_pdf_can_be_made_is_told_in_it_though_the_letter_is_in_the_customers(self):
        self.customer.write({"email": False, "street": "1 Nut Street", "city": "Rennes"})
        self.bill(amount=1200, late=7)
        reports = self.registry["ir.actions.report"]
        with patch.object(reports, "get_wkhtmltopdf_state", lambda _: "install"):
            self.sync()
        self.assertIn("Reminder", self.file().message_ids.attachment_ids.name)
        self.assertEqual(self.file().activity_ids.summary, "Aucun PDF ne peut être produit")
        self.assertIn("Le courrier est prêt", " ".join(self.file().message_ids.mapped("body")))

    def test_a_message_without_an_address_is_told_in_it(self):
        self.bill(amount=1200, late=7)
        recipients = self.registry["relance.account"]
        nobody = self.env["res.partner"]
        with patch.object(recipients, "_reminder_recipient", lambda _: nobody):
            self.sync()
        self.assertIn("Bolt & Nuts", self.file().problem)
        self.assertEqual(self.file().activity_ids.summary, "Un message n'est pas parvenu au client")

    def test_an_answer_and_mail_that_comes_back_are_told_in_it(self):
        self.bill(amount=1200, late=7)
        self.sync()
        file = self.as_controller()
        file.message_update({"author_id": self.customer.id, "subject": "Paid"})
        file._message_receive_bounce("bolt@example.com", self.customer)
        self.assertEqual(
            sorted(self.file().activity_ids.mapped("summary")),
            ["Le client a répondu", "Un message n'est pas parvenu au client"],
        )

    def test_an_account_that_fails_is_told_in_it(self):
        self.bill(amount=1200, late=7)
        self.sync()
        self.as_controller().sudo()._tell_failure("Oh.")
        self.assertEqual(self.file().activity_ids.summary, "Le recouvrement n'a pas pu évaluer ce compte")

    def test_a_call_to_make_again_is_told_in_it(self):
        self.bill(amount=1200, late=7)
        self.sync()
        result = self.env["relance.call.result"].with_user(self.controller).with_context(lang="en_US")
        result.create(
            {"account_id": self.file().id, "outcome": "call_back", "call_back_on": "2026-12-01"}
        ).action_record()
        self.assertIn("Rappeler Bolt & Nuts", self.customer.activity_ids.mapped("summary"))

    def test_the_reader_reads_names_of_the_policy_in_the_own_language(self):
        plan = self.env.ref("relance.policy_standard").plan_ids.filtered(
            lambda each: each.name == "bad_payers"
        )
        step = plan.step_ids.filtered(lambda each: each.name == "reminder")
        self.assertEqual((plan.display_name, step.display_name), ("bad payers", "reminder"))
        french = plan.with_context(lang="fr_FR")
        self.assertEqual(french.display_name, "mauvais payeurs")
        self.assertIn("premier rappel +", french.summary)
        self.assertEqual(french.name, "bad_payers")
