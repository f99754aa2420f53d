"""A step of a plan may have a mail template of its own; the text of a policy.toml has no place for it.

So it is carried over whenever a policy's records are made anew of a text: to the step of the same name in
the plan of the same name, else to the one of the same day that was renamed. What is gone takes its own along.
"""

from odoo import fields, models

from .relance_policy_part import WITHIN


class RelancePlanStep(models.Model):
    _inherit = "relance.plan.step"

    mail_template_id = fields.Many2one(
        "mail.template",
        domain=[("model", "=", "relance.account")],
        ondelete="set null",
        help="How its e-mail looks. Empty: the template of its stage.",
    )


class RelancePolicy(models.Model):
    _inherit = "relance.policy"

    def _load(self, raw):
        chosen = self._chosen_templates()
        done = super()._load(raw)
        self._choose_templates(chosen)
        return done

    def copy(self, default=None):
        """Copy what its text does not say, too."""
        made = super().copy(default)
        for policy, copied in zip(self, made, strict=True):
            copied._choose_templates(policy._chosen_templates())
        return made

    def _chosen_templates(self) -> list[tuple]:
        """Return plan, step, day and template of each step that has one of its own."""
        return [
            (step.plan_id.name, step.name, (step.when, step.days), step.mail_template_id.id)
            for step in self.plan_ids.step_ids
            if step.mail_template_id
        ]

    def _choose_templates(self, chosen: list[tuple]) -> None:
        """Give the steps the templates that were chosen for them in another making of the policy."""
        # It changes nothing that the rules read.
        plans = {plan.name: plan.with_context(**{WITHIN: True}) for plan in self.plan_ids}
        known = {(plan, name) for plan, name, _, _ in chosen}
        for name_of_plan, name, day, template in chosen:
            steps = plans[name_of_plan].step_ids if name_of_plan in plans else self.plan_ids.step_ids.browse()
            same = steps.filtered(lambda each, name=name: each.name == name)
            renamed = steps.filtered(
                lambda each, plan=name_of_plan, day=day: (
                    (each.when, each.days) == day and (plan, each.name) not in known
                )
            )
            (same or renamed)[:1].mail_template_id = template
