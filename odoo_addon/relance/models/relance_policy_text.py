"""A text of a policy: what steps say to the customer, in each language."""

from odoo import api, fields, models

from ..inside.policy_forms import LANGUAGE, TEXT
from ..inside.policy_keys import is_name


class RelancePolicyText(models.Model):
    _name = "relance.policy.text"
    _description = "Text of a Reminder"
    _inherit = ["relance.policy.part", "relance.shown.name"]

    policy_id = fields.Many2one("relance.policy", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True)
    language_ids = fields.One2many("relance.policy.text.language", "text_id", string="Languages")

    _name_unique = models.Constraint("UNIQUE(policy_id, name)", "Another text of the policy has this name.")

    def _keys(self):
        return TEXT

    def _parts_raw(self) -> dict:
        return {each.name or "": each._raw() for each in self.language_ids}

    def _name_for_people(self) -> str:
        return self.env._("Text %s", self.name)

    def _where(self, place) -> list[str]:
        code, *left = place or ("",)
        found = self.language_ids.filtered(lambda each: each.name == code)[:1]
        return [found.name, *found._where(tuple(left))] if found else super()._where(place)

    @api.model
    def _load_all(self, policy, raw: dict) -> dict:
        """Make the texts of a policy; return those whose name no field can hold."""
        left = {}
        for number, (name, languages) in enumerate(raw.items(), start=1):
            if not all(is_name(each) for each in (name, *languages)):
                left[name] = languages
                continue
            text = self.create({"policy_id": policy.id, "name": name, "sequence": number})
            for code, section in languages.items():
                text.language_ids._load_sections(policy, [section], text_id=text.id, name=code)
        return left


class RelancePolicyTextLanguage(models.Model):
    _name = "relance.policy.text.language"
    _description = "Text of a Reminder in a Language"
    _inherit = "relance.policy.part"

    text_id = fields.Many2one("relance.policy.text", required=True, index=True, ondelete="cascade")
    policy_id = fields.Many2one(related="text_id.policy_id")
    name = fields.Char("Language", required=True, default="en", help="Its code of two letters, such as fr.")
    subject = fields.Char()
    body = fields.Text(
        help="Paragraphs, with an empty line between two of them; the open items are listed after it. "
        "{customer}, {company}, {total}, {oldest} and {deadline} stand for what they say."
    )
    closing = fields.Text(help="Paragraphs after the list. Empty: what to do if it is paid already or wrong.")
    sms = fields.Text(
        "Text Message",
        help="The whole of a text message, for a step that sends one. Empty: the tone's own words. "
        "Nothing is listed in it; {company} and {total} at least should be said.",
    )

    _name_unique = models.Constraint("UNIQUE(text_id, name)", "The text has this language already.")

    def _keys(self):
        return LANGUAGE
