"""Who looks after an account: the collector named on it, else the customer's salesperson, else the company's.

Our activities go to them; when the collector changes, so do those that are open.
"""

from dataclasses import replace

from relance_sync.rules.account import Account

from odoo import api, fields, models


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    collector_id = fields.Many2one(
        "res.users",
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets the activities of this account. Empty: the customer's salesperson, else the responsible of"
        " the company.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Looked After By",
        compute="_compute_responsible_id",
        search="_search_responsible_id",
    )

    @api.depends("collector_id", "user_id", "company_id.relance_responsible_id")
    def _compute_responsible_id(self):
        for file in self:
            # Who the credit managers are is read from groups that not everybody may see.
            fallback = file.company_id.sudo()._relance_responsible()
            file.responsible_id = file.collector_id or file.user_id or fallback

    def _search_responsible_id(self, operator, value):
        if operator not in {"in", "="}:
            return NotImplemented
        users = {value} if operator == "=" else set(value)
        named = [("collector_id", "in", list(users))]
        sold = ["&", ("collector_id", "=", False), ("user_id", "in", list(users))]
        companies = self.env["res.company"].search([])
        theirs = companies.filtered(lambda each: each.sudo()._relance_responsible().id in users)
        rest = [
            "&",
            "&",
            ("collector_id", "=", False),
            ("user_id", "=", False),
            ("company_id", "in", theirs.ids),
        ]
        return ["|", "|", *named, *sold, *rest]

    def write(self, vals):
        done = super().write(vals)
        if "collector_id" in vals:
            self._move_activities()
        return done

    def action_assign(self, user_id: int):
        """Give these accounts to a collector, with the activities that are open.

        Args:
            user_id: Number of the user; False leaves them to the salesperson or the company's responsible.
        """
        self.write({"collector_id": user_id})

    def _move_activities(self) -> None:
        """Give our open activities to whom they would go now; those on orders stay where they are."""
        for file in self:
            # Activities lie on the customer, whose rights are not those of the file.
            tasks = (
                file.sudo().receipt_ids._activities().filtered(lambda each: each.res_model == "res.partner")
            )
            if file.responsible_id:
                tasks.filtered(
                    lambda each, to=file.responsible_id: each.user_id != to
                ).user_id = file.responsible_id

    def _told(self, account: Account) -> Account:
        account = super()._told(account)
        if not self.collector_id:
            return account
        return replace(account, customer=replace(account.customer, collector=str(self.collector_id.id)))
