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

PEOPLE = {"en": "camille", "fr": "camille.fr"}
"""Who looks at the screens, by language: a credit manager who also sells. The password is the login."""

_PEOPLE = """
import json
company = env["res.company"].browse(1)
lang = env["res.lang"].with_context(active_test=False).search([("code", "=", "fr_FR")])
env["base.language.install"].create({"lang_ids": [(6, 0, lang.ids)], "overwrite": True}).lang_install()
groups = ("base.group_user", "base.group_partner_manager", "account.group_account_user",
          "sales_team.group_sale_manager", "relance.group_credit_manager")
people = [
    env["res.users"].with_context(no_reset_password=True).create({
        "name": "Camille Roy", "login": login, "password": login, "email": login + "@example.com",
        "lang": "fr_FR" if language == "fr" else "en_US",
        "company_id": company.id, "company_ids": [(6, 0, company.ids)],
        "group_ids": [(6, 0, [env.ref(each).id for each in groups])],
    })
    for language, login in %(people)r.items()
]
company.relance_mode = "assist"
company.relance_responsible_id = people[0]
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
for name, late in (("LightsUp", 12), ("Azure Interior", 4)):
    partner = env["res.partner"].search([("name", "=", name), ("parent_id", "=", False)], limit=1)
    invoice(partner, late, 3200, f"NOW-{name}")
"""

_RUN = """
# The banner on the order says what the customer's sales warning would say again.
env["res.config.settings"].create({"group_warning_sale": False}).execute()
from odoo.addons.relance.inside.office import Office
files = env["relance.account"].with_user(people[0]).with_company(company)
office = Office(company)
due = files._begin(office)
# Some are left for the preview.
left = due.filtered(lambda each: each.partner_id.name in ("LightsUp", "Azure Interior"))
files.browse((due - left).ids).action_assess()
env["relance.indicator"].with_user(people[0]).with_company(company).action_measure()
held = files.search([("partner_id.name", "=", "Ready Mat"), ("company_id", "=", company.id)])
order = env["sale.order"].search(
    [("partner_id", "=", held.partner_id.id), ("state", "in", ("draft", "sent"))], limit=1)
policy = env.ref("relance.policy_standard", raise_if_not_found=False) or env["relance.policy"].search(
    [("shipped", "=", "standard")], limit=1)
print(json.dumps({"held": held.id, "order": order.id, "policy": policy.id}))
"""


@dataclass(frozen=True, kw_only=True)
class ShownAddon:
    """A served database with the addons.

    Attributes:
        url: Address of the server, without a slash at its end.
        held: Number of the account file of a customer whose orders are held.
        order: Number of a quotation to this customer.
        policy: Number of the standard policy.
    """

    url: str
    database: str
    held: int
    order: int
    policy: int


@contextmanager
def shown_addon() -> Iterator[ShownAddon]:
    """Install the addons into a copy of the template, tell the story, and serve it."""
    with own_copy("shown") as name:
        done = odoo_database.serve_once(name, "--init=relance,relance_sale")
        assert done.returncode == 0, done.stdout
        # The customers' past comes first: the story's own invoices are open at the end of it.
        told = odoo_database.shell(name, _PEOPLE % {"people": PEOPLE} + STORY + _PAST + _RUN)
        numbers = json.loads(told.splitlines()[-1])
        with odoo_process.OdooServer(name, odoo_process.free_port(preferred=0)) as server:
            yield ShownAddon(url=server.url, database=name, **numbers)
