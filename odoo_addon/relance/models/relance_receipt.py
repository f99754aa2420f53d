"""The proof of what was written into Odoo. With its steps it is a contact; open, it is one of our tasks."""

from relance_sync.ports import Effect, EffectKind, Receipt

from odoo import api, fields, models


class RelanceReceipt(models.Model):
    _name = "relance.receipt"
    _description = "Credit Control Receipt"
    _order = "id desc"
    _rec_name = "title"
    _check_company_auto = True

    account_id = fields.Many2one("relance.account", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    key = fields.Char(required=True, help="What was written, so that it is written once")
    kind = fields.Char(required=True)
    title = fields.Char()
    reference = fields.Char(required=True, help="Model and number of what was written")
    url = fields.Char()
    day = fields.Date(required=True)
    found = fields.Boolean(help="It was there already.")
    channel = fields.Char()
    currency = fields.Char()
    items = fields.Json(help="Numbers of the due dates it is about")
    steps = fields.Json(help="Which step each due date took")
    is_task = fields.Boolean()
    closed_on = fields.Date()
    order_ref = fields.Char(help="Number of the order it stands on")
    hold_cycle = fields.Integer()
    alert = fields.Char()

    _key_unique = models.Constraint("UNIQUE(company_id, key)", "Nothing is written twice.")

    @api.model
    def _references(self, company, keys) -> dict[str, str]:
        """Return the references of what was written already, by key."""
        found = self.search([("company_id", "=", company.id), ("key", "in", list(keys))])
        return {each.key: each.reference for each in found}

    def _history_words(self, *, ended: bool = False) -> str:  # noqa: ARG002  # what was written does not end
        """Name what was written."""
        words = {
            "note": self.env._("Note"),
            "activity": self.env._("Activity"),
            "message": self.env._("Message"),
            "hold": self.env._("Hold"),
            "release": self.env._("Release"),
            "close": self.env._("Task closed"),
            "trust": self.env._("Degree of trust"),
        }
        return self.env._("%(kind)s: %(title)s", kind=words.get(self.kind, self.kind), title=self.title or "")

    def _activities(self):
        """Return the activities among what was written that are still open."""
        tasks = self.filtered(lambda each: each.is_task and not each.closed_on)
        numbers = [each.reference.partition(":")[2] for each in tasks]
        return self.env["mail.activity"].browse(int(each) for each in numbers if each.isdigit()).exists()

    @api.model
    def _keep(self, written: list[tuple], day) -> None:
        """Write down what was written: file, effect and receipt of each."""
        self.create([_values(*each, day) for each in written])


def _values(file, effect: Effect, receipt: Receipt, day) -> dict:
    return {
        "account_id": file.id,
        "key": effect.key,
        "kind": str(effect.kind),
        "title": effect.text.title,
        "reference": receipt.reference,
        "url": receipt.url,
        "day": day,
        "found": receipt.found,
        "channel": str(effect.channel),
        "currency": effect.currency,
        "items": list(effect.items),
        "steps": [{"item": each.item, "plan": each.plan, "step": each.step} for each in effect.steps],
        "is_task": effect.kind is EffectKind.ACTIVITY,
        "order_ref": effect.target.id if effect.target.kind == "order" else False,
        "hold_cycle": effect.hold_cycle or 0,
        "alert": effect.alert,
    }
