"""How Relance works in a company: how far it goes, by which policy, and who is responsible."""

from odoo import api, fields, models

MODES = [
    ("observe", "Observe: decide and show, write nothing"),
    ("assist", "Assist: write notes, activities and holds"),
    ("auto", "Auto: also send reminders to customers"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    relance_mode = fields.Selection(MODES, string="Credit Control", required=True, default="observe")
    relance_policy_id = fields.Many2one(
        "relance.policy",
        string="Credit Control Policy",
        check_company=True,
        default=lambda self: self._relance_usual_policy(),
    )
    relance_calendar_id = fields.Many2one(
        "relance.calendar",
        string="Credit Control Calendar",
        check_company=True,
        help="Closed days on which customers are not contacted. Empty: Saturdays and Sundays.",
    )
    relance_attach_invoices = fields.Boolean(
        string="Attach Invoices to Reminders", help="As PDF, to reminders by e-mail."
    )
    relance_post_letters = fields.Boolean(
        string="Post Letters",
        help="Letters that need no approval are printed and posted by Odoo's post (Snailmail), for its price."
        " Otherwise a colleague gets them as a task, ready to print.",
    )
    relance_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible for Credit Control",
        domain=[("share", "=", False)],
        help="Gets the activities of customers without a salesperson, and those about failures.",
    )
    relance_looked_at = fields.Datetime(
        string="Credit Control Looked At", readonly=True, help="When the last run began to look for news."
    )

    relance_full_on = fields.Date(
        string="Credit Control Looked at All", readonly=True, help="When every account was looked at last."
    )

    def init(self):
        made = super().init()
        # While Odoo loads, other modules make companies before it knows our fields: the database fills it in.
        self.env.cr.execute("ALTER TABLE res_company ALTER COLUMN relance_mode SET DEFAULT 'observe'")
        return made

    def _relance_responsible(self):
        """Return who gets what is nobody's: the one chosen, else the first credit manager, else nobody.

        The scheduled run's own user reads no activities.
        """
        self.ensure_one()
        if self.relance_responsible_id:
            return self.relance_responsible_id
        managers = self.env.ref("relance.group_credit_manager").all_user_ids
        mine = managers.filtered(lambda user: not user.share and self in user.company_ids)
        return (mine - self.env.ref("base.user_root")).sorted("id")[:1]

    def _relance_lang(self) -> str | None:
        """Return the language of what colleagues read on records, whoever causes it; None for English.

        The one in which the connector writes notes and activities.
        """
        self.ensure_one()
        # Whoever records something need not have a right to the company's own contact.
        return self.sudo().partner_id.lang or None

    @api.constrains("relance_policy_id", "relance_calendar_id")
    def _check_relance_companies(self):
        self._check_company(["relance_policy_id", "relance_calendar_id"])

    @api.model
    def _relance_usual_policy(self):
        """Return the standard policy; none while the addon is being installed."""
        return self.env.ref("relance.policy_standard", raise_if_not_found=False)

    @api.model
    def _relance_choose_policy(self) -> None:
        """Give the standard policy to the companies that were there before the addon."""
        self.with_context(active_test=False).search(
            [("relance_policy_id", "=", False)]
        ).relance_policy_id = self._relance_usual_policy()
