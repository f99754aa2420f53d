"""What account files show while Relance outside decides: its figures, grade, stage and decisions.

They are those of the last assessment there, by the policy there; here nothing is decided or worked out. What
is written as an effect of a decision is `relance_account_outside`.
"""

from relance_connectors.odoo.effect_data import outcome_data
from relance_connectors.odoo.file_data import file_from
from relance_sync.customer_files import CustomerFile
from relance_sync.errors import RelanceError

from odoo import api, fields, models

from ..inside.figures import keep_figures
from .relance_account import listed
from .relance_account_outside import OUTSIDE


class RelanceAccount(models.Model):
    _inherit = "relance.account"

    told_outside = fields.Json(readonly=True, help="What was recorded outside, in words by language")
    told_outside_text = fields.Html(
        string="Recorded Outside",
        compute="_compute_told_outside_text",
        help="It was told to Relance outside of Odoo, and is ended there.",
    )

    @api.depends("told_outside")
    @api.depends_context("lang")
    def _compute_told_outside_text(self):
        language = self._language()
        for file in self:
            file.told_outside_text = listed(each["text"][language] for each in file.told_outside or ())

    @api.model
    def show(self, files):
        """Overwrite what files of the current company show; called from outside.

        Args:
            files: JSON values, as `relance_connectors.odoo.file_data` writes them, one for a customer.

        Returns:
            For each nothing, or what `outcome_data` says of the error because of which it was left as it was.
        """
        self.check_access("write")
        company = self.env.company.sudo()
        if refused := self._outside_refused(company):
            return [outcome_data(refused)] * len(files)
        answers, read = [], []
        for data in files:
            try:
                read.append(file_from(data))
                answers.append({})
            except RelanceError as problem:
                answers.append(outcome_data(problem))
        # What was checked above is checked once: figures are nobody's to write, also a controller's.
        self.sudo()._show(read, company)
        return answers

    @api.model
    def _show(self, shown: list[CustomerFile], company) -> None:
        customers = self.env["res.partner"].browse(
            int(each.customer) for each in shown if each.customer.isdigit()
        )
        debtors = {str(each.id): each.commercial_partner_id for each in customers.exists()}
        files = self._of(customers.exists(), company).grouped("partner_id")
        # A customer that is gone has no file: there is nothing left to show.
        by_file = {files[debtors[each.customer]]: each for each in shown if each.customer in debtors}
        keep_figures(self.browse(file.id for file in by_file), [_figures(each) for each in by_file.values()])
        said = {
            file: (
                {"day": each.assessed_on, "mode": OUTSIDE, "policy_version": each.policy_version},
                [dict(decision) for decision in each.decisions],
            )
            for file, each in by_file.items()
        }
        self.env["relance.decision"]._keep(said, company)


def _figures(shown: CustomerFile) -> dict:
    limited = shown.headroom is not None
    return {
        "assessed_on": shown.assessed_on,
        "next_review": shown.next_review or False,
        "policy_version": shown.policy_version,
        "mode": OUTSIDE,
        "stage": shown.stage,
        "grade": shown.grade,
        "rating": dict(shown.rating) or False,
        "exposure": float(shown.exposure),
        "overdue": float(shown.overdue),
        "at_risk": float(shown.at_risk),
        "has_limit": limited,
        "headroom": float(shown.headroom) if limited else 0.0,
        "broken": shown.broken,
        "told_outside": [dict(each) for each in shown.told] or False,
        "due": False,
        "problem": False,
    }
