"""A step of a plan may have a mail template of its own; the text of a policy.toml has no place for it."""

from odoo import fields, models


class RelancePlanStep(models.Model):
    _inherit = "relance.plan.step"

    mail_template_id = fields.Many2one(
        "mail.template",
        string="Mail Template",
        domain=[("model", "=", "relance.account")],
        ondelete="set null",
        help="How its e-mail looks. Empty: the template of its stage.",
    )
