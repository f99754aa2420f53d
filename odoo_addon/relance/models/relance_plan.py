"""A plan of a policy and its steps, from mild to firm."""

from relance_sync.toml_text import toml_text

from odoo import api, fields, models

from ..inside.policy_choices import CHANNELS, ENTRIES, FALLBACKS, ROUTES, STAGES, TONES
from ..inside.policy_forms import PLAN, STEP
from ..inside.policy_keys import is_name, kept


class RelancePlan(models.Model):
    _name = "relance.plan"
    _description = "Reminder Plan"
    _inherit = ["relance.policy.part", "relance.shown.name"]

    policy_id = fields.Many2one("relance.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id")
    shipped = fields.Selection(related="policy_id.shipped")
    name = fields.Char(required=True)
    entry = fields.Selection(
        ENTRIES, "Old Debts Begin", default="first_step", help="Where a debt begins that was never chased."
    )
    entry_step_id = fields.Many2one(
        "relance.plan.step",
        string="At Most At",
        domain="[('plan_id', '=', id)]",
        ondelete="set null",
        help="The firmest step at which such a debt may begin. Empty: the last one before a formal notice.",
    )
    step_ids = fields.One2many("relance.plan.step", "plan_id", string="Steps")
    summary = fields.Char(compute="_compute_summary")

    @api.depends("step_ids.name", "step_ids.days", "step_ids.when", "step_ids.sequence")
    @api.depends_context("lang")
    def _compute_summary(self):
        for plan in self:
            steps = [
                f"{each.display_name} {'-' if each.when == 'before' else '+'}{each.days}"
                for each in plan.step_ids
            ]
            plan.summary = " · ".join(steps)

    _name_unique = models.Constraint("UNIQUE(policy_id, name)", "Another plan of the policy has this name.")

    def _keys(self):
        return PLAN

    def _owner(self):
        return self

    def _parts_raw(self) -> dict:
        return {"steps": [each._raw() for each in self.step_ids]}

    def _name_for_people(self) -> str:
        return self.env._("Plan %s", self.name)

    def _where(self, place) -> list[str]:
        match place:
            case ("steps", int(number), *left) if number < len(self.step_ids):
                step = self.step_ids[number]
                title = self.env._("Step %(number)s (%(name)s)", number=number + 1, name=step.name)
                return [title, *step._where(tuple(left))]
            case ("steps",):
                return [self.env._("Steps")]
        return super()._where(place)

    @api.model
    def _load_all(self, policy, raw: dict) -> dict:
        """Make the plans of a policy; return those whose name no field can hold."""
        left = {}
        for number, (name, section) in enumerate(raw.items(), start=1):
            if not is_name(name):
                left[name] = section
                continue
            own = {key: each for key, each in section.items() if key != "steps"}
            plan = self.create({"policy_id": policy.id, "name": name, "sequence": number})
            plan.step_ids._load_sections(policy, section.get("steps", []), plan_id=plan.id)
            values, rest = kept(PLAN, own, plan)
            plan.write({**values, "more": toml_text(rest) or False})
        return left


class RelancePlanStep(models.Model):
    _name = "relance.plan.step"
    _description = "Step of a Reminder Plan"
    _inherit = ["relance.policy.part", "relance.shown.name"]

    plan_id = fields.Many2one("relance.plan", required=True, index=True, ondelete="cascade")
    policy_id = fields.Many2one(related="plan_id.policy_id")
    name = fields.Char("Step", help="Unique in the plan; renaming a step makes it a new one.")
    when = fields.Selection(
        [("before", "before due"), ("after", "after due")], required=True, default="after"
    )
    days = fields.Integer()
    stage = fields.Selection(STAGES, default="amicable", help="Where the account stands once it is taken.")
    channel = fields.Selection(CHANNELS, default="email")
    tone = fields.Selection(TONES, default="courteous")
    after_previous = fields.Integer(
        "Days After the Step Before", help="That must also have passed, however old the debt is."
    )
    repeat_every = fields.Integer(help="Days; 0 for once.")
    minimum = fields.Float(help="Smallest total for which the step is worth taking.")
    minimum_share = fields.Float(
        help="The total must also be this share of everything the customer has open."
    )
    fallback = fields.Selection(
        FALLBACKS,
        "If Unreachable",
        help="Where the customer has no e-mail address or telephone number. Empty: e-mail: letter; text "
        "message and call: e-mail, then letter.",
    )
    deadline_days = fields.Integer("Days to Pay", help="The text names the day; 0 for none.")
    approval = fields.Boolean(help="It never leaves by itself: a colleague gets it as a task.")
    route = fields.Selection(ROUTES, "Who Goes On", help="For the stage Handed over, and needed there.")
    responsible_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        help="Who gets the task. Empty: the customer's collector or salesperson.",
    )
    text_id = fields.Many2one(
        "relance.policy.text",
        domain="[('policy_id', '=', policy_id)]",
        ondelete="set null",
        help="What it says. Empty: the tone's own words.",
    )

    def _keys(self):
        return STEP
