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
"""Who looks at the screens, by language: a credit manager who also sells and looks
after the settings. The password is the login."""

_PEOPLE = """
import json
company = env["res.company"].browse(1)
lang = env["res.lang"].with_context(active_test=False).search([("code", "=", "fr_FR")])
env["base.language.install"].create({"lang_ids": [(6, 0, lang.ids)], "overwrite": True}).lang_install()
groups = ("base.group_system", "base.group_partner_manager", "account.group_account_manager",
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
"""

_RUN = """
files = env["relance.account"].with_user(people[0]).with_company(company)
files.action_sync()

def file_of(name):
    return files.search([("partner_id.name", "=", name), ("company_id", "=", company.id)])

def record(model, **values):
    return files.env[model].create({"account_id": file_of("Lumber Inc").id, **values})

record("relance.call", person="Ms Wood", note="The director is away until Monday", outcome="nothing")
record("relance.pause", until=today + timedelta(days=3), note="Director away").action_end()
record("relance.dispute", reason="delivery", note="One crate is missing")
record("relance.promise", due=today + timedelta(days=8), source="Ms Wood", note="With the next payment run")
# What came in since is for the preview.
for name, late in (("LightsUp", 12), ("Azure Interior", 4)):
    partner = env["res.partner"].search([("name", "=", name), ("parent_id", "=", False)], limit=1)
    invoice(partner, late, 3200, f"NOW-{name}")
env["relance.indicator"].with_user(people[0]).with_company(company).action_measure()
held = file_of("Ready Mat")
order = env["sale.order"].search(
    [("partner_id", "=", held.partner_id.id), ("state", "in", ("draft", "sent"))], limit=1)
policy = env.ref("relance.policy_standard", raise_if_not_found=False) or env["relance.policy"].search(
    [("shipped", "=", "standard")], limit=1)
print(json.dumps({
    "held": held.id, "talked": file_of("Lumber Inc").id, "late": file_of("LightsUp").id,
    "run": env["relance.run"].search([], limit=1).id, "order": order.id, "policy": policy.id,
}))
"""


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
        policy: Number of the standard policy.
    """

    url: str
    database: str
    held: int
    talked: int
    late: int
    run: int
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
