"""An Odoo with our addons, and a company whose customers pay well, late or not at all, for a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import odoo_database
import odoo_process
from demo_odoo import STORY

from tests.real_odoo import own_copy

LANGUAGES = {"en": "en_US", "fr": "fr_FR"}
PERSON = "camille"
"""Who looks at the screens: a credit manager who also sells and looks after the settings.
The password is the login."""

_LANGUAGE = """
lang = env["res.lang"].with_context(active_test=False).search([("code", "=", "%(lang)s")])
env["base.language.install"].create({"lang_ids": [(6, 0, lang.ids)], "overwrite": True}).lang_install()
env["res.partner"].search([]).lang = "%(lang)s"
"""

_PEOPLE = """
import json
company = env["res.company"].browse(1)
words = %(words)r
groups = ("base.group_system", "base.group_partner_manager", "account.group_account_manager",
          "sales_team.group_sale_manager", "relance.group_credit_manager")
person = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Camille Roy", "login": "%(person)s", "password": "%(person)s", "email": "camille@example.com",
    "lang": "%(lang)s", "company_id": company.id, "company_ids": [(6, 0, company.ids)],
    "group_ids": [(6, 0, [env.ref(each).id for each in groups])],
})
company.relance_mode = "assist"
company.relance_responsible_id = person
company.company_registry = "HRB 30219"
company.report_footer = "<p>+1 555-555-5556 info@yourcompany.com</p>"
standard = env.ref("relance.policy_standard").with_user(person)
own = standard.copy({"name": words["own"], "company_id": company.id})
own.write({"has_agreed_percent": True, "agreed_percent": 12})
own.text_ids = [(0, 0, {"name": "firm_word", "language_ids": [
    (0, 0, {"name": "en", "subject": "{total} is overdue", "body": words["en"]}),
    (0, 0, {"name": "fr", "subject": "{total} restent impayés", "body": words["fr"]}),
]})]
company.relance_policy_id = own
company.relance_calendar_id = env["relance.calendar"].with_user(person).create({
    "name": words["closed"], "day_ids": [(0, 0, {"day": "2027-01-02", "name": words["stock"]})],
})
env["relance.reference.rate"].create(
    {"table": "ecb_refinancing", "since": "2027-01-01", "percent": 2.15, "source": "ecb.europa.eu"})
"""

_PAST = """
HABITS = {  # customer: days late of its last invoices, the oldest first
    "Gemini Furniture": (2, -3, 0, 4, -1, 6),
    "Ready Mat": (12, 25, 31, 18, 40, 44),
    "Lumber Inc": (0, -2, 3, 0, 9, 14),
    "OpenWood": (-5, -4, -6, -2, -5, -3),
    "LightsUp": (8, 5, 11, 21, 16, 19),
    "Azure Interior": (-1, 0, -2, 0, -3, 0),
}
for name, habits in HABITS.items():
    partner = env["res.partner"].search([("name", "=", name), ("parent_id", "=", False)], limit=1)
    for place, late in enumerate(habits):
        move = invoice(partner, 50 * (len(habits) - place), 1400 + 350 * place, f"HIST-{name}-{place}")
        register = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids)
        register.create({"payment_date": move.invoice_date_due + timedelta(days=late)})._create_payments()
"""

_RUN = """
SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
files = env["relance.account"].with_user(person).with_company(company)
files.action_sync()

def file_of(name):
    return files.search([("partner_id.name", "=", name), ("company_id", "=", company.id)])

def record(model, **values):
    return files.env[model].create({"account_id": file_of("Lumber Inc").id, **values})

record("relance.call", person=words["who"], note=words["away"], outcome="nothing")
record("relance.pause", until=today + timedelta(days=3), note=words["away"]).action_end()
record("relance.dispute", reason="delivery", note=words["crate"])
record("relance.promise", due=today + timedelta(days=8), source=words["who"], note=words["run"])
# What came in since is for the preview.
for name, late in (("LightsUp", 12), ("Azure Interior", 4)):
    partner = env["res.partner"].search([("name", "=", name), ("parent_id", "=", False)], limit=1)
    invoice(partner, late, 3200, f"NOW-{name}")
env["relance.indicator"].with_user(person).with_company(company).action_measure()
held = file_of("Ready Mat")
order = env["sale.order"].search(
    [("partner_id", "=", held.partner_id.id), ("state", "in", ("draft", "sent"))], limit=1)
signed = order.copy({"require_signature": True, "require_payment": False, "state": "sent"})
signed.write({"signed_by": "R. Mat", "signed_on": fields.Datetime.now(), "signature": SIGNATURE})
signed.relance_waiting = True
policy = env.ref("relance.policy_standard", raise_if_not_found=False) or env["relance.policy"].search(
    [("shipped", "=", "standard")], limit=1)
print(json.dumps({
    "held": held.id, "talked": file_of("Lumber Inc").id, "late": file_of("LightsUp").id,
    "person": file_of("Joel Willis").id, "customer": held.partner_id.id, "own": own.id,
    "dso": env["relance.indicator"].search([("measure", "=like", "dso%")], limit=1).id,
    "calendar": company.relance_calendar_id.id, "signed": signed.get_portal_url(),
    "run": env["relance.run"].search([], limit=1).id, "order": order.id, "policy": policy.id,
}))
"""


WORDS = {
    "en": {
        "own": "Wholesale",
        "closed": "Our closed days",
        "stock": "Stocktaking",
        "who": "Ms Wood",
        "away": "The director is away until Monday",
        "crate": "One crate is missing",
        "run": "With the next payment run",
    },
    "fr": {
        "own": "Négoce",
        "closed": "Nos jours de fermeture",
        "stock": "Inventaire",
        "who": "Mme Wood",
        "away": "Le gérant est absent jusqu'à lundi",
        "crate": "Il manque une caisse",
        "run": "Avec les prochains règlements",
    },
}
_TEXTS = {
    "en": "Dear {customer},\n\nWe still miss {total}, due since {oldest}.",
    "fr": "Bonjour,\n\nNous attendons toujours {total}, échus depuis le {oldest}.",
}


@dataclass(frozen=True, kw_only=True)
class ShownAddon:
    """A served database with the addons.

    Attributes:
        url: Address of the server, without a slash at its end.
        held: Number of the account file of a customer whose orders are held.
        talked: Number of one with whose customer much was agreed.
        late: Number of one with an invoice that the last run has not seen.
        run: Number of the last run.
        order: Number of a quotation to this customer.
        signed: Address in the portal of one that this customer has signed, with its token.
        customer: Number of this customer.
        person: Number of the account file of a natural person whose hold is proposed.
        policy: Number of the standard policy.
        own: Number of the company's own.
        calendar: Number of its calendar.
        dso: Number of an indicator.
    """

    url: str
    database: str
    held: int
    talked: int
    late: int
    run: int
    order: int
    signed: str
    customer: int
    person: int
    policy: int
    own: int
    calendar: int
    dso: int


@contextmanager
def shown_addon(language: str) -> Iterator[ShownAddon]:
    """Install the addons for a company of a language, tell the story, and serve it."""
    lang = LANGUAGES[language]
    with own_copy(f"shown_{language}") as name:
        # The company's language comes first: what the addons bring is named in it.
        odoo_database.shell(name, _LANGUAGE % {"lang": lang} + "env.cr.commit()")
        done = odoo_database.serve_once(name, "--init=relance,relance_sale")
        assert done.returncode == 0, done.stdout
        people = _PEOPLE % {"lang": lang, "person": PERSON, "words": WORDS[language] | _TEXTS}
        # The customers' past comes first: the story's own invoices are open at the end of it.
        told = odoo_database.shell(name, people + STORY + _PAST + _RUN)
        numbers = json.loads(told.splitlines()[-1])
        with odoo_process.OdooServer(name, odoo_process.free_port(preferred=0)) as server:
            yield ShownAddon(url=server.url, database=name, **numbers)
