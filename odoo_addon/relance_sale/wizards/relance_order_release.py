"""A manager lets one order of a held customer go on: why, and until when, is recorded."""

from datetime import timedelta

from relance_sync.rules.explain import format_day

from odoo import fields, models

_DAYS = 7


class RelanceOrderRelease(models.TransientModel):
    _name = "relance.order.release"
    _description = "Release of One Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    why_held = fields.Text(related="order_id.relance_text")
    reason = fields.Char(required=True)
    until = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self) + timedelta(days=_DAYS)
    )

    def action_release(self):
        """Record the release, on the account file and on the order."""
        self.ensure_one()
        order = self.order_id
        files = self.env["relance.account"]
        # Files are made by runs; who may release may also have one made.
        file = files.sudo()._of(order.partner_invoice_id, order.company_id).sudo(False)
        override = self.env["relance.override"].create(
            {
                "account_id": file.id,
                "order_ref": str(order.id),
                "reason": self.reason,
                "until": self.until,
            }
        )
        # A credit manager need not be a salesperson; the release is to be seen on the order all the same.
        told = order.with_context(lang=order.company_id._relance_lang())
        order.sudo().message_post(
            body=told.env._(
                "%(user)s released this order until %(until)s: %(reason)s",
                user=override.user_id.name,
                until=format_day(override.until, told.env["relance.account"]._language()),
                reason=override.reason,
            ),
            subtype_xmlid="mail.mt_note",
        )
        order.invalidate_recordset(["relance_level", "relance_text"])
        return {"type": "ir.actions.client", "tag": "soft_reload"}
