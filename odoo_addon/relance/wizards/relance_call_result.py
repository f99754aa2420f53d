"""What a collector notes after a call, in one form: the activity is closed, what came of it recorded."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.relance_agreement import OPEN_INVOICES
from ..models.relance_call import OUTCOMES, REACHED


class RelanceCallResult(models.TransientModel):
    _name = "relance.call.result"
    _description = "Result of a Call"
    _check_company_auto = True

    account_id = fields.Many2one("relance.account", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id")
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    phone = fields.Char(related="partner_id.phone")
    currency_id = fields.Many2one(related="company_id.currency_id")
    overdue = fields.Monetary(related="account_id.overdue")
    day = fields.Date(required=True, default=fields.Date.context_today)
    reached = fields.Selection(REACHED, required=True, default="reached")
    person = fields.Char(string="Spoke With")
    outcome = fields.Selection(OUTCOMES, required=True, default="nothing")
    promise_due = fields.Date(string="Pays By")
    promise_amount = fields.Monetary(help="Leave empty for everything that is open.")
    dispute_reason = fields.Selection(
        lambda self: self.env["relance.dispute"]._fields["reason"].selection, default="other"
    )
    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        domain=OPEN_INVOICES,
        help="Leave empty for everything that is open.",
    )
    call_back_on = fields.Date()
    note = fields.Text()

    @api.onchange("reached")
    def _onchange_reached(self):
        """Only who was reached promises or disputes."""
        if self.reached != "reached" and self.outcome in {"promise", "dispute"}:
            self.outcome = "nothing"

    def action_record(self):
        """Record the call with what came of it; a button."""
        self.ensure_one()
        self._check_complete()
        asked_for = self._close_activities()
        self.env["relance.call"].create(
            {
                "account_id": self.account_id.id,
                "day": self.day,
                "reached": self.reached,
                "person": self.person,
                "outcome": self.outcome,
                "call_back_on": self.call_back_on if self.outcome == "call_back" else False,
                "note": self.note,
                "counts": self.reached == "reached" and not asked_for,
            }
        )
        match self.outcome:
            case "promise":
                self._promise()
            case "dispute":
                self._dispute()
            case "call_back":
                self._call_back()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_complete(self) -> None:
        if self.outcome == "promise" and not self.promise_due:
            raise UserError(self.env._("Say by which day the customer pays."))
        if self.outcome == "call_back" and not self.call_back_on:
            raise UserError(self.env._("Say on which day to call back."))
        if self.outcome in {"promise", "dispute"} and self.reached != "reached":
            raise UserError(self.env._("Only a customer who was reached promises or disputes."))

    def _close_activities(self) -> bool:
        """Close the calls that were to be made; tell whether one of our tasks was among them."""
        # The tasks are ours, or about this file; the customer they lie on may not be theirs to edit.
        file = self.account_id.sudo()
        tasks = file.receipt_ids.filtered(lambda each: each.channel == "call" and each._activities())
        ours = tasks._activities()
        others = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("activity_type_id.category", "=", "phonecall"),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", file.partner_id.id),
                    ("user_id", "in", [self.env.uid, file.responsible_id.id]),
                ]
            )
        )
        for activity in ours | others:
            activity.action_feedback(feedback=self.note or False)
        tasks.closed_on = self.day
        return bool(ours)

    def _source(self) -> str:
        """Name who said so: whom the collector spoke with."""
        return self.person or self.env.user.name

    def _promise(self) -> None:
        self.env["relance.promise"].create(
            {
                "account_id": self.account_id.id,
                "made_on": self.day,
                "due": self.promise_due,
                "amount": self.promise_amount,
                "currency_id": self.currency_id.id,
                "invoice_ids": [Command.set(self.invoice_ids.ids)],
                "source": self._source(),
            }
        )

    def _dispute(self) -> None:
        shared = {
            "account_id": self.account_id.id,
            "opened_on": self.day,
            "reason": self.dispute_reason,
            "note": self.note,
            "source": self._source(),
        }
        about = self.invoice_ids.ids or [False]
        self.env["relance.dispute"].create([{**shared, "invoice_id": each} for each in about])

    def _call_back(self) -> None:
        file = self.account_id
        # Where our own tasks lie too: on the customer, who may not be the collector's to edit.
        file.partner_id.sudo().activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self.call_back_on,
            summary=file._in_company_language().env._("Call %s back", file.partner_id.display_name),
            note=self.note or False,
            user_id=(file.responsible_id or self.env.user).id,
        )
