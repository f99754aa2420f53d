"""Everything that happened on an account in one line of time: decided, written, recorded, ended.

A view over what the other models keep: nothing is stored, and nothing can be changed here.
"""

from odoo import api, fields, models
from odoo.tools import SQL

# Model, column of the day, category, column of the day on which it ended.
_SOURCES = (
    ("relance.decision", "day", "decision", None),
    ("relance.receipt", "day", "written", None),
    ("relance.hold", "since", "hold", "ended_on"),
    ("relance.promise", "made_on", "agreement", "closed_on"),
    ("relance.payment.plan", "made_on", "agreement", "closed_on"),
    ("relance.settlement", "made_on", "agreement", "closed_on"),
    ("relance.dispute", "opened_on", "agreement", "closed_on"),
    ("relance.pause", "since", "agreement", "closed_on"),
    ("relance.approval", "day", "hold", "closed_on"),
    ("relance.override", "day", "hold", "closed_on"),
    ("relance.call", "day", "contact", "closed_on"),
    ("relance.sending", "day", "contact", None),
    ("relance.hand.over", "day", "law", "closed_on"),
    ("relance.interruption", "day", "law", "closed_on"),
)

# What follows from the rules is nobody's, whoever pressed the button.
_DECIDED = {"relance.decision", "relance.receipt", "relance.hold"}
# Whenever one decision changes, all of them are written down again: each is told when it was said first.
_SAID_FIRST = SQL(
    """NOT EXISTS (
        SELECT 1 FROM relance_decision AS earlier
         WHERE earlier.account_id = line.account_id AND earlier.id < line.id AND earlier.kind = line.kind
           AND earlier.headline = line.headline AND earlier.reasons = line.reasons
    )"""
)


class RelanceHistory(models.Model):
    _name = "relance.history"
    _description = "Credit Control History"
    _auto = False
    _order = "day desc, at desc, id desc"
    _rec_name = "day"
    _depends = {
        model: [day, "account_id", "company_id", *([end] if end else [])] for model, day, _, end in _SOURCES
    }

    account_id = fields.Many2one("relance.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    day = fields.Date(readonly=True)
    at = fields.Datetime(readonly=True)
    category = fields.Selection(
        [
            ("decision", "Decision"),
            ("contact", "Contact"),
            ("agreement", "Agreement"),
            ("hold", "Hold"),
            ("law", "Legal"),
            ("written", "Note or task"),
        ],
        readonly=True,
    )
    ended = fields.Boolean(string="Over", readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    text = fields.Text(string="What", compute="_compute_text")

    @property
    def _table_query(self) -> SQL:
        parts, numbers = [], iter(range(2 * len(_SOURCES)))
        for model, day, category, end in _SOURCES:
            parts.append(self._lines(model, day, category, next(numbers)))
            number = next(numbers)
            if end:
                parts.append(self._lines(model, end, category, number, ended=True))
        return SQL(" UNION ALL ").join(parts)

    def _lines(self, model: str, day: str, category: str, number: int, *, ended: bool = False) -> SQL:
        """Select the lines of a model, begun or ended; each has a number that no other line has."""
        found, wanted = SQL("%s", category), SQL("TRUE")
        who = SQL.identifier("closed_by_id" if ended else "create_uid")
        if model == "relance.receipt":
            found = SQL("CASE WHEN steps::text LIKE '[{%%' THEN 'contact' ELSE %s END", category)
        if model == "relance.decision":
            wanted = _SAID_FIRST
        return SQL(
            """SELECT id * %(many)s + %(number)s AS id, account_id, company_id, %(day)s AS day, %(at)s AS at,
                      %(category)s AS category, %(ended)s AS ended, %(user)s AS user_id,
                      %(model)s AS res_model, id AS res_id
                 FROM %(table)s AS line WHERE %(day)s IS NOT NULL AND %(wanted)s""",
            many=2 * len(_SOURCES),
            number=number,
            day=SQL.identifier(day),
            at=SQL.identifier("write_date" if ended else "create_date"),
            category=found,
            ended=ended,
            user=SQL("NULL::int") if model in _DECIDED else who,
            wanted=wanted,
            model=model,
            table=SQL.identifier(self.env[model]._table),
        )

    @api.depends("res_model", "res_id", "ended")
    @api.depends_context("lang")
    def _compute_text(self):
        for model, lines in self.grouped("res_model").items():
            records = {each.id: each for each in self.env[model].browse(lines.mapped("res_id"))}
            for line in lines:
                line.text = records[line.res_id]._history_words(ended=line.ended)

    def action_open(self):
        """Open what the line is about; a button."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "target": "new",
        }
