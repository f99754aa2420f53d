"""A step's own mail template, which no policy.toml can say, is not lost when the policy is made anew."""

from odoo.tests import tagged

from .common import RelanceCase

TEXT = """
default_plan = "usual"
[[plans.usual.steps]]
id = "reminder"
after_due = 5
stage = "amicable"
channel = "email"
tone = "neutral"

[[plans.usual.steps]]
id = "firm"
after_due = 20
stage = "firm"
channel = "email"
tone = "neutral"
"""


@tagged("post_install", "-at_install")
class TestStepTemplates(RelanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.follow(TEXT)
        cls.own = cls.env.ref("relance.mail_template_amicable").copy({"name": "Own"})
        cls.step(cls.policy, "firm").mail_template_id = cls.own

    @classmethod
    def step(cls, policy, name):
        return policy.plan_ids.step_ids.filtered(lambda each: each.name == name)

    def edit(self, old, new):
        """Change the policy as text, as a manager does."""
        text = self.policy.text
        self.assertIn(old, text)
        wizard = self.env["relance.policy.import"].create(
            {"policy_id": self.policy.id, "text": text.replace(old, new)}
        )
        wizard.action_load()

    def test_a_duplicate_has_it(self):
        copied = self.policy.copy()
        self.assertEqual(self.step(copied, "firm").mail_template_id, self.own)
        self.assertFalse(self.step(copied, "reminder").mail_template_id)
        self.assertEqual(self.step(self.policy, "firm").mail_template_id, self.own)

    def test_a_text_edited_keeps_it(self):
        self.edit("after_due = 20", "after_due = 25")
        step = self.step(self.policy, "firm")
        self.assertEqual((step.days, step.mail_template_id), (25, self.own))

    def test_a_step_renamed_keeps_it(self):
        self.edit('"firm"\nafter_due', '"second"\nafter_due')
        self.assertEqual(self.step(self.policy, "second").mail_template_id, self.own)

    def test_another_step_on_the_day_of_one_that_moved_does_not_get_it(self):
        self.edit("after_due = 20", "after_due = 25")
        self.edit("after_due = 5", "after_due = 20")
        self.assertFalse(self.step(self.policy, "reminder").mail_template_id)

    def test_a_step_that_is_gone_takes_it_along(self):
        self.edit("usual", "other")
        self.assertFalse(self.policy.plan_ids.step_ids.mail_template_id)

    def test_further_settings_that_become_records_do_not_lose_it(self):
        self.policy.more = '[texts.short.en]\nsubject = "Short"\nbody = "Pay."\n'
        self.assertEqual(self.policy.text_ids.name, "short")
        self.assertEqual(self.step(self.policy, "firm").mail_template_id, self.own)
