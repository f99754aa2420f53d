"""How Relance works in a company: how far it goes, by which policy, and who is responsible."""

from relance_sync.errors import RelanceError
from relance_sync.plain_policy import read_plain

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MODES = [
    ("observe", "Observe: decide and show, write nothing"),
    ("assist", "Assist: write notes, activities and holds"),
]
POLICIES = [
    ("gentle", "Gentle"),
    ("standard", "Standard"),
    ("strict", "Strict"),
    ("own", "Own policy (text)"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    relance_mode = fields.Selection(MODES, string="Credit Control", required=True, default="observe")
    relance_policy = fields.Selection(
        POLICIES, string="Credit Control Policy", required=True, default="standard"
    )
    relance_policy_text = fields.Text(
        string="Own Credit Control Policy", help="In the form of policy.toml of the command line."
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

    @api.constrains("relance_policy", "relance_policy_text")
    def _check_relance_policy(self):
        for company in self:
            if company.relance_policy != "own":
                continue
            try:
                read_plain(company.relance_policy_text or "", "policy")
            except RelanceError as problem:
                raise ValidationError(problem.user_message) from problem
