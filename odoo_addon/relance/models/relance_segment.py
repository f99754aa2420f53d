"""A segment of a policy: customers who are treated alike. The first that fits counts."""

from odoo import fields, models

from ..inside.policy_forms import SEGMENT


class RelanceSegment(models.Model):
    _name = "relance.segment"
    _description = "Segment of Customers"
    _inherit = ["relance.policy.part", "relance.shown.name"]

    policy_id = fields.Many2one("relance.policy", required=True, index=True, ondelete="cascade")
    name = fields.Char()
    plan_id = fields.Many2one(
        "relance.plan",
        string="Reminder Plan",
        domain="[('policy_id', '=', policy_id)]",
        ondelete="set null",
        help="That these customers' invoices follow.",
    )
    labels = fields.Char(
        "Segments", help="Names of segments in other accounting tools, with commas; Odoo has none."
    )
    tags = fields.Char("Customer Tags", help="At least one of these tags of the contact, with commas.")
    kind_ids = fields.Many2many(
        "relance.policy.choice",
        "relance_segment_kind_rel",
        string="Kinds",
        domain=[("topic", "=", "kind")],
        help="Empty: any.",
    )
    grade_ids = fields.Many2many(
        "relance.policy.choice",
        "relance_segment_grade_rel",
        string="Grades",
        domain=[("topic", "=", "grade")],
        help="Empty: any.",
    )
    has_minimum_open = fields.Boolean("Open At Least")
    minimum_open = fields.Float("Least Open Amount")
    has_maximum_open = fields.Boolean("Open At Most")
    maximum_open = fields.Float("Most Open Amount")
    has_minimum_relationship_days = fields.Boolean("Customer Since")
    minimum_relationship_days = fields.Integer("Days Since the First Invoice")
    has_minimum_late_share = fields.Boolean("Paid Late At Least")
    minimum_late_share = fields.Float("Least Share Paid Late")
    has_maximum_late_share = fields.Boolean("Paid Late At Most")
    maximum_late_share = fields.Float("Most Share Paid Late")
    minimum_paid = fields.Integer("Invoices Paid", help="At least so many: with fewer, a share says little.")

    def _keys(self):
        return SEGMENT

    def _name_for_people(self) -> str:
        return self.env._("Segment %s", self.name)
