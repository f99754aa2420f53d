"""A message that waited for a person's approval, and who approved it; the next run sends it or says why not.

What sends it is the run (`inside.approved`): the approval is a fact like any other. It stays as the record of
who let the message leave.
"""

from markupsafe import Markup

from relance_sync.rules.explain import format_day

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..inside.approved import Answer

STATES = [
    ("approved", "Approved"),
    ("waiting", "Waits for the sending hours"),
    ("sent", "Sent"),
    ("refused", "Not sent"),
    ("taken_back", "Taken back"),
]


class RelanceSending(models.Model):
    _name = "relance.sending"
    _description = "Approved Message"
    _order = "id desc"
    _rec_name = "title"
    _check_company_auto = True

    account_id = fields.Many2one(
        "relance.account", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    task_id = fields.Many2one("relance.receipt", required=True, readonly=True, index=True, ondelete="cascade")
    title = fields.Char(related="task_id.title")
    user_id = fields.Many2one("res.users", string="Approved By", required=True, readonly=True)
    day = fields.Date(string="Approved On", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="approved")
    message_id = fields.Many2one("relance.receipt", string="What Was Sent", readonly=True)
    said = fields.Json(readonly=True, help="Why it was not sent, by language")
    why = fields.Text(string="Why Not", compute="_compute_why")

    @api.depends("said")
    @api.depends_context("lang")
    def _compute_why(self):
        language = self.env["relance.account"]._language()
        for each in self:
            each.why = (each.said or {}).get(language, False)

    @api.model_create_multi
    def create(self, vals_list):
        """Record who approves: nobody approves in another's name."""
        given = {"user_id": self.env.uid, "state": "approved", "message_id": False}
        return super().create([{**each, **given} for each in vals_list])

    def action_take_back(self):
        """Take back what was approved and has not left yet; a button."""
        self.account_id.check_access("write")
        open_ = self.filtered(lambda each: each._is_open())
        if self - open_:
            raise UserError(self.env._("What has left, or was not sent, cannot be taken back."))
        # Of an approval nothing may be changed but this.
        open_.sudo().state = "taken_back"
        for each in open_:
            each._tell(self.env._("Approval of “%s” taken back.", each.title))

    def _is_open(self) -> bool:
        """Tell whether it is still to be sent."""
        return self.state in {"approved", "waiting"}

    # What becomes of it

    def _wait(self) -> None:
        """Keep it for the hours in which messages may leave."""
        self.filtered(lambda each: each.state == "approved").state = "waiting"

    def _sent(self, message) -> None:
        """Keep what was sent, and close the task that asked for it."""
        self.write({"state": "sent", "message_id": message.id})
        told = self.with_context(lang=self.company_id._relance_lang())
        for activity in self.task_id._activities():
            activity.action_feedback(feedback=told.env._("Approved by %s and sent.", self.user_id.name))
        self.task_id.closed_on = message.day

    def _refuse(self, found: Answer) -> None:
        """Say why it was not sent; whoever approved it and went away gets a task."""
        went_away = self.state == "waiting"
        self.write({"state": "refused", "said": found.why})
        told = self.with_context(lang=self.company_id._relance_lang())
        words = told.env._("“%s” was approved and not sent.", self.title)
        told._tell(words, told.why)
        if went_away:
            self.account_id._add_task(words, Markup("<p>%s</p>") % (told.why or ""))

    def _tell(self, *paragraphs: str) -> None:
        body = Markup().join(Markup("<p>%s</p>") % each for each in paragraphs if each)
        self.account_id.message_post(body=body, subtype_xmlid="mail.mt_note")

    # What is told

    def _history_words(self, *, ended: bool = False) -> str:  # noqa: ARG002  # it is told once, as it stands
        """Say who approved what, and what became of it."""
        states = dict(self._fields["state"]._description_selection(self.env))
        day = format_day(self.day, self.env["relance.account"]._language())
        words = self.env._(
            "“%(title)s” approved by %(by)s on %(day)s: %(state)s.",
            title=self.title,
            by=self.user_id.name,
            day=day,
            state=states[self.state].lower(),
        )
        return " ".join(each for each in (words, self.why) if each)
