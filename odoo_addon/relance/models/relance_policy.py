"""A policy: which plan a debt follows, what stops it, what it bears, and what holds an order.

The records say it. How they become the TOML that Relance reads, and how records are made of such a text, is
`relance_policy_toml`. Texts, plans, segments and triggers have models of their own.
"""

from relance_sync.plain_policy import read_plain, shipped_text

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..inside.policy_choices import LEVELS, SHIPPED, STAGES, USAGES
from ..inside.policy_forms import POLICY
from .relance_policy_part import WITHIN

_RESUMES = "The stage at which reminders go on. Current: where the debt stood."


class RelancePolicy(models.Model):
    _name = "relance.policy"
    _description = "Credit Control Policy"
    _inherit = "relance.policy.part"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="Empty: every company may use it, and only administrators change it.",
    )
    shipped = fields.Selection(
        SHIPPED, string="Comes With Relance", readonly=True, copy=False, help="It follows Relance's updates."
    )
    plan_ids = fields.One2many("relance.plan", "policy_id", string="Plans")
    segment_ids = fields.One2many("relance.segment", "policy_id", string="Segments")
    text_ids = fields.One2many("relance.policy.text", "policy_id", string="Texts")
    trigger_ids = fields.One2many("relance.hold.trigger", "policy_id", string="Overdue")

    default_plan_id = fields.Many2one(
        "relance.plan",
        string="Usual Plan",
        domain="[('policy_id', '=', id)]",
        ondelete="set null",
        help="Of invoices for which nothing else is said. Empty: the first one.",
    )
    buckets = fields.Char(
        "Ageing Buckets", default="30, 60, 90", help="Upper ends, in days late, with commas."
    )
    has_bank_max_age_days = fields.Boolean("Look at the Bank")
    bank_max_age_days = fields.Integer(
        "Newest Bank Entry", help="Nobody is chased if the newest bank entry is older than so many days."
    )
    set_trust = fields.Boolean(
        "Set the Degree of Trust", help="Also set Odoo's own degree of trust by the grade."
    )

    gap_days = fields.Integer("Days Between Two Contacts", default=7)
    gap_email = fields.Integer("Days Between Two E-mails", help="0 for no more than between any contacts.")
    gap_sms = fields.Integer(
        "Days Between Two Text Messages", help="0 for no more than between any contacts."
    )
    gap_call = fields.Integer("Days Between Two Calls", help="0 for no more than between any contacts.")
    gap_letter = fields.Integer("Days Between Two Letters", help="0 for no more than between any contacts.")
    gap_todo = fields.Integer("Days Between Two Tasks", help="0 for no more than between any contacts.")
    week_cap = fields.Integer("Most Contacts in 7 Days", help="0 for no cap.")
    month_cap = fields.Integer("Most Contacts in 30 Days", help="0 for no cap.")
    hours_since = fields.Float("Messages Leave From", default=8.0, help="In the company's time zone.")
    hours_until = fields.Float("Messages Leave Until", default=19.0, help="In the company's time zone.")

    tolerance_days = fields.Integer(
        "Tolerated Days", default=2, help="After an agreed day before it counts as missed."
    )
    tolerance_amount = fields.Float("Tolerated Amount", help="May lack of an agreed amount.")
    resume_promise = fields.Selection(STAGES, "After a Broken Promise", default="current", help=_RESUMES)
    resume_plan = fields.Selection(STAGES, "After a Broken Payment Plan", default="firm", help=_RESUMES)
    resume_settlement = fields.Selection(STAGES, "After a Broken Settlement", default="firm", help=_RESUMES)

    alert_ids = fields.Many2many(
        "relance.policy.choice",
        "relance_policy_alert_rel",
        string="Tell a Colleague Of",
        domain=[("topic", "=", "watch")],
        default=lambda self: self._choices("watch"),
    )
    good_payer_days = fields.Integer(
        "Good Payer Late", default=15, help="Days late from which grade A or B is told as a good payer late."
    )
    alert_responsible_id = fields.Many2one(
        "res.users",
        string="Who Is Told",
        domain=[("share", "=", False)],
        help="Empty: the customer's collector or salesperson.",
    )

    score_late_ratio = fields.Integer("Points for Invoices Paid Late", default=60)
    score_last_paid = fields.Integer("Points for the Last Invoices Paid", default=25)
    score_mean_days_late = fields.Integer("Points for the Mean Days Late", default=15)
    score_weight = fields.Integer(
        "Weight of All Customers", default=5, help="With how many invoices their usual ratio stands beside."
    )
    score_last = fields.Integer("Last Invoices Looked At", default=5)
    score_days = fields.Char(
        "Days Late Counted",
        default="0, 3, 7, 15, 30",
        help="Each of these that the mean is over gives an equal part of its points.",
    )
    score_ends = fields.Char(
        "Grades End At",
        default="0.5, 0.8, 0.95",
        help="Where A, B and C end: shares of the customers, best first, or points.",
    )
    score_relative = fields.Boolean("Grades by Shares of the Customers", default=True)

    fees_usage = fields.Selection(USAGES, "Late Interest and Compensation", default="waive")
    fees_stage_ids = fields.Many2many(
        "relance.policy.choice",
        "relance_policy_fees_stage_rel",
        string="In the Messages of",
        domain=[("topic", "=", "stage")],
        default=lambda self: self._choices("stage", "firm", "formal_notice", "handed_over"),
    )
    fees_country_id = fields.Many2one(
        "res.country", string="Law of Late Payment", help="Empty: that of the company's country."
    )
    has_agreed_percent = fields.Boolean("Agreed Rate")
    agreed_percent = fields.Float(
        "Rate of the Contract", help="Percent a year; without it the law's rate counts."
    )
    limitation_warning_days = fields.Integer(
        "Warn Before Limitation",
        default=180,
        help="Days before the last day on which a claim may be brought.",
    )
    limitation_country_id = fields.Many2one(
        "res.country", string="Law of Limitation", help="Empty: that of the company's country."
    )

    hold_over_limit = fields.Selection(LEVELS, "Over the Credit Limit", default="warn")
    hold_preventive = fields.Selection(LEVELS, "At Stage Preventive")
    hold_amicable = fields.Selection(LEVELS, "At Stage Amicable")
    hold_firm = fields.Selection(LEVELS, "At Stage Firm")
    hold_formal_notice = fields.Selection(LEVELS, "At Stage Formal Notice")
    hold_handed_over = fields.Selection(LEVELS, "At Stage Handed Over")
    hold_returned_payment = fields.Selection(LEVELS, "Returned Payment", default="none")
    hold_returned_days = fields.Integer("Returned Payment Counts", default=60, help="In days.")
    hold_broken_plan = fields.Selection(LEVELS, "Broken Payment Plan", default="none")
    hold_expires_after_days = fields.Integer(
        "Look Again After", default=30, help="Days after which a colleague looks at a hold again."
    )
    defaults_level = fields.Selection(LEVELS, "Repeated Defaults", default="none")
    defaults_grade_ids = fields.Many2many(
        "relance.policy.choice",
        "relance_policy_defaults_grade_rel",
        string="With the Grades",
        domain=[("topic", "=", "grade")],
        default=lambda self: self._choices("grade", "d"),
    )
    defaults_times = fields.Integer("From So Many Defaults On", default=3)
    defaults_days_late = fields.Integer(
        "Days Late of a Default",
        default=30,
        help="An invoice paid or open so many days late is a default, as are a returned payment and a broken "
        "agreement.",
    )
    defaults_within_days = fields.Integer("Counted Over", default=365, help="In days.")

    @api.model
    def _choices(self, topic: str, *codes: str):
        found = self.env["relance.policy.choice"].search([("topic", "=", topic)])
        return found.filtered(lambda each: each.code in codes) if codes else found

    def _keys(self):
        return POLICY

    def _policies(self):
        return self

    def _owner(self):
        return self

    # Those that come with Relance, and copies

    @api.model
    def _refresh_shipped(self) -> None:
        """Make those that come with Relance say what its present version says."""
        for policy in self.search([("shipped", "!=", False)]).with_context(**{WITHIN: True}):
            text = shipped_text(policy.shipped)
            if not policy.plan_ids or policy._read().version != read_plain(text, policy.shipped).version:
                policy._load_text(text)

    def action_copy(self):
        """Make a copy that can be changed, and open it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.copy().id,
            "view_mode": "form",
        }

    def copy_data(self, default=None):
        """Name the copies, and give those of shared policies to the company at hand."""
        rows = super().copy_data(default)
        for policy, row in zip(self, rows, strict=True):
            if "name" not in (default or {}):
                row["name"] = self.env._("%s (copy)", policy.name)
            row["company_id"] = row.get("company_id") or self.env.company.id
        return rows

    def copy(self, default=None):
        """Copy all of it; through the text, so that parts name parts of the copy."""
        made = super(RelancePolicy, self.with_context(**{WITHIN: True})).copy(default).with_env(self.env)
        for policy, copied in zip(self, made, strict=True):
            copied._load_text(policy._text())
        return made

    @api.constrains("company_id")
    def _check_who_follows(self):
        for policy in self.filtered("company_id"):
            if policy._followers() - policy.company_id.sudo():
                raise ValidationError(self.env._("Another company follows the policy %s.", policy.name))

    def _followers(self):
        # Also companies that the user may not see follow a shared policy.
        return self.env["res.company"].sudo().search([("relance_policy_id", "in", self.ids)])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if followers := self._followers():
            raise UserError(
                self.env._("%s follows this policy: choose another one there first.", followers[0].name)
            )
        if any(each.shipped for each in self):
            raise UserError(self.env._("A policy that comes with Relance cannot be deleted."))
