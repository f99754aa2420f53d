"""What can be chosen several times over in a policy: grades, stages, kinds of customers, alerts."""

from odoo import fields, models

from ..inside.policy_choices import TOPICS


class RelancePolicyChoice(models.Model):
    _name = "relance.policy.choice"
    _description = "Choice in a Credit Control Policy"
    _order = "topic, sequence, id"

    topic = fields.Selection(TOPICS, required=True)
    code = fields.Char(required=True, help="As in policy.toml.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer()

    _code_unique = models.Constraint("UNIQUE(topic, code)", "There is one of each choice.")
