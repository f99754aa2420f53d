"""A policy as text, the `policy.toml` of the command line: taken in from a file, or edited here."""

import base64
import binascii

from relance_sync.errors import Stop

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.relance_policy_part import WITHIN


class RelancePolicyImport(models.TransientModel):
    _name = "relance.policy.import"
    _description = "Credit Control Policy as Text"

    policy_id = fields.Many2one("relance.policy", help="Whose text it is; empty for a new one.")
    name = fields.Char(help="Of the new policy.")
    file = fields.Binary(help="A policy.toml.")
    file_name = fields.Char()
    text = fields.Text()

    @api.model
    def default_get(self, fields):
        """Begin with what the policy says."""
        found = super().default_get(fields)
        policy = self.env["relance.policy"].browse(found.get("policy_id"))
        if policy and "text" in fields:
            found["text"] = policy.text
        return found

    @api.onchange("file")
    def _onchange_file(self):
        if not self.file:
            return
        try:
            # A byte order mark is what some editors put before a text.
            self.text = base64.b64decode(self.file).decode("utf-8-sig").replace("\r\n", "\n")
        except (binascii.Error, UnicodeDecodeError):
            raise UserError(self.env._("%s is not a text in UTF-8.", self.file_name or "")) from None
        if not self.name:
            self.name = (self.file_name or "").removesuffix(".toml")

    def action_load(self):
        """Make records of the text, and show them."""
        self.ensure_one()
        policies = self.env["relance.policy"].with_context(**{WITHIN: True})
        policy = self.policy_id.with_context(**{WITHIN: True}) or policies.create(
            {"name": self.name or self.env._("Own Policy")}
        )
        try:
            policy._load_text(self.text or "")
        except Stop as problem:
            raise UserError(problem.user_message) from problem
        policy.with_env(self.env)._settle(policy.with_env(self.env))
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.policy",
            "res_id": policy.id,
            "view_mode": "form",
        }
