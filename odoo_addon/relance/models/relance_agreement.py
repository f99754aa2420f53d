"""What agreements have in common: whose they are, who says so, where they stand; recording one is news.

Where one stands is what the rules said of it in the last assessment, kept for lists; nobody enters it.
"""

from decimal import Decimal

from relance_sync.rules.explain import format_day, format_money
from relance_sync.rules.money import Money, quantize

from odoo import api, fields, models
from odoo.tools import plaintext2html

STATES = [
    ("open", "Open"),
    ("kept", "Kept"),
    ("partly_kept", "Partly kept"),
    ("broken", "Broken"),
    ("closed", "Ended early"),
    ("over", "Over"),
]
# The invoices that one may be about: the domain of a field, in a form with a customer and a company.
OPEN_INVOICES = (
    "[('commercial_partner_id', '=', partner_id), ('company_id', '=', company_id),"
    " ('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), ('amount_residual', '>', 0)]"
)
# What an assessment writes on an agreement: it is no news about it.
_SHOWN = {"state", "next_due", "next_amount"}


class RelanceAgreement(models.AbstractModel):
    _name = "relance.agreement"
    _description = "Credit Control Agreement"
    _order = "id desc"
    _check_company_auto = True
    # Whether the note names who says so; not where another field does.
    _names_source = True

    account_id = fields.Many2one(
        "relance.account", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    source = fields.Char(
        string="Told By", default=lambda self: self.env.user.name, help="Who says so; kept in the history."
    )
    state = fields.Selection(
        STATES, default="open", readonly=True, copy=False, help="As the last assessment found it."
    )
    closed_on = fields.Date(string="Ended On", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", string="Ended By", readonly=True, copy=False)
    note = fields.Text()

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        for each in made:
            each._post(each._in_company_language()._recorded_words())
        made.account_id._news()
        return made

    def write(self, vals):
        done = super().write(vals)
        if not vals.keys() <= _SHOWN:
            self.account_id._news()
        return done

    def unlink(self):
        files = self.account_id
        done = super().unlink()
        files._news()
        return done

    def action_end(self):
        """End what runs of them today; a button."""
        running = self.filtered(lambda each: not each.closed_on)
        running.write({"closed_on": self._today(), "closed_by_id": self.env.uid})
        for each in running:
            each._post(each._in_company_language()._ended_words())

    # What is told

    def _recorded_words(self) -> str:
        """Say what was recorded, in the language of the environment."""
        raise NotImplementedError

    def _ended_words(self) -> str:
        """Say that it was ended or taken back."""
        raise NotImplementedError

    def _history_words(self, *, ended: bool = False) -> str:
        """Say that it was recorded, with its details, or that it was ended."""
        return self._ended_words() if ended else f"{self._recorded_words()} {self._details()}".strip()

    def _details(self) -> str:
        """Add who says so, and the note."""
        self.ensure_one()
        told = self.env._("Told by %s.", self.source) if self.source and self._names_source else ""
        return " ".join(each for each in (told, self.note) if each)

    def _day(self, day) -> str:
        """Write a day as the rules do."""
        return format_day(day, self.env["relance.account"]._language())

    def _money(self, amount: float, currency=None) -> Money:
        """Return an amount as the rules have it, to the cent; in the agreement's currency without another."""
        name = (currency or self.currency_id).name
        return Money(amount=quantize(Decimal(repr(amount)), name), currency=name)

    def _money_words(self, amount: float, currency=None) -> str:
        """Write an amount as the rules do."""
        return format_money(self._money(amount, currency), self.env["relance.account"]._language())

    def _in_company_language(self):
        """Return it in the language in which colleagues read notes, whoever recorded it."""
        return self.with_context(lang=self.company_id._relance_lang())

    def _post(self, words: str) -> None:
        told = self._in_company_language()
        details = told._details() if not self.closed_on else ""
        body = plaintext2html(f"{words} {details}".strip())
        self.account_id.message_post(body=body, subtype_xmlid="mail.mt_note")

    # For the rules

    def _shared(self) -> dict:
        """Return what every agreement tells the rules."""
        self.ensure_one()
        return {
            "id": f"{self._name}:{self.id}",
            "customer": str(self.account_id.partner_id.id),
            "closed_on": self.closed_on or None,
            "source": self.source or self.create_uid.name or "",
            "note": self.note or "",
        }

    def _keep_standing(self, account, policy, today) -> None:
        """Keep where they stand.

        Args:
            account: The rules' account of their customer.
            policy: The company's.
            today: Day in the company's zone.
        """
        for each in self:
            shown = {"state": "closed"} if each._ended(today) else each._standing(account, policy, today)
            if any(each[name] != value for name, value in shown.items()):
                each.write(shown)

    def _ended(self, today) -> bool:
        """Tell whether a person ended it by a day."""
        return bool(self.closed_on) and self.closed_on <= today

    def _standing(self, _account, _policy, today) -> dict:
        """Return where one stands that nobody ended, by field."""
        return {"state": "open" if self._runs(today) else "over"}

    def _runs(self, _today) -> bool:
        """Tell whether it counts on a day."""
        return True
